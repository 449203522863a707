"""What stands around a line: the scores that an earlier pass gave to it, to its neighbours and to its document.

Scores come as whole numbers, in 1/64 of a log-odds for main content, and all sums are of whole numbers: the
context of a line is the same to the last bit whatever other documents share the batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .arrays import Floats, Floats32, Ints, running, side_by_side
from .shape import Columns, log
from .surface import Surface

UNIT = 64
"""Steps of a score to one log-odds."""
LIMIT = 16 * UNIT
"""Scores are cut at this, above and below."""
PROBABILITY = np.rint(256 / (1 + np.exp(-np.arange(-LIMIT, LIMIT + 1) / UNIT))).astype(np.int64)
"""The probability, in 1/256, for each score from `-LIMIT` to `LIMIT`."""

WINDOW = range(-6, 7)
MEANS = ((-10, 0), (1, 11), (-30, 0), (1, 31), (-3, 0), (1, 4))
NEIGHBOURS = (-2, -1, 1, 2)
SEEN = (
    "log characters",
    "log words",
    "capital words",
    "ends in full stop",
    "log repeats",
    "log sentences",
    "phrase coverage",
    "rare known before",
)
"""The features of neighbours that are looked at."""
SURE_WORDS = 10
FAR = 60

NAMES = (
    *(f"score at {step:+d}" for step in WINDOW),
    *(f"main content from {begin:+d} to {end:+d}" for begin, end in MEANS),
    "share of main content before",
    "share of main content after",
    "main content of document",
    "log main content of document",
    "log main content before",
    "log main content after",
    "log distance to main content above",
    "log distance to main content below",
)
BESIDE = tuple(f"{name} at {step:+d}" for step in NEIGHBOURS for name in SEEN)


@dataclass(frozen=True, eq=False)
class Around:
    """What lies around each of the lines of a batch, for any scores of these (L each)."""

    surface: Surface

    def measure(self, score: Ints) -> Floats32:
        """Return what `NAMES` says of each line (L × NAMES); `score` is that of the earlier pass."""
        at = _at(self.surface, score[None], WINDOW, -3 * UNIT)[:, 0] / UNIT
        return side_by_side((*at, *self._amounts(score), *_distances(self.surface, score)))

    @cached_property
    def _windows(self) -> tuple[Ints, Ints]:
        """The first line of each of `MEANS`, and the one behind its last (MEANS × L); none lies beyond a document."""
        begin, end = self.surface.begin, self.surface.end
        here = np.arange(len(begin))
        low, high = (np.minimum(np.maximum(here + edge[:, None], begin), end) for edge in np.array(MEANS).T)
        return low, high

    @cached_property
    def _words(self) -> tuple[Floats, Ints]:
        """The words of each of `MEANS` (MEANS × L), and of the document, in 1/256, or as if there was one."""
        words, (low, high) = self.surface.word_start, self._windows
        of_document = words[self.surface.end] - words[self.surface.begin]
        return 256.0 * np.maximum(words[high] - words[low], 1), 256 * np.maximum(of_document, 1)

    def _amounts(self, score: Ints) -> Columns:
        """Return how much main content there is around, in the document, before and after each line."""
        content = running(PROBABILITY[score + LIMIT] * self.surface.words)
        (low, high), (in_windows, in_document) = self._windows, self._words
        first, last = content[self.surface.begin], content[self.surface.end]
        before, after, total = content[:-1] - first, last - content[1:], last - first
        most = np.maximum(total, 256)
        logs = [log(part // 256) for part in (total, before, after)]
        means = (content[high] - content[low]) / in_windows
        return [*means, before / most, after / most, total / in_document, *logs]


def beside(surface: Surface, features: Floats32) -> Floats32:
    """Return what `BESIDE` says of each line (L × BESIDE); `features` (L × SEEN) are those of the lines themselves."""
    return _at(surface, features.T, NEIGHBOURS, 0).reshape(len(BESIDE), len(features)).T


def _at(surface: Surface, columns: NDArray[Any], steps: Sequence[int], beyond: float) -> NDArray[Any]:
    """Return the values (columns × L) of the lines some steps further on (steps × columns × L).

    Outside the document all values are `beyond`.
    """
    lines = columns.shape[1]
    found = np.empty((len(steps), *columns.shape), columns.dtype)
    for values, step in zip(found, steps, strict=True):
        low, high = min(max(-step, 0), lines), max(min(lines - step, lines), 0)
        values[:, low:high] = columns[:, low + step : high + step]
    index = surface.index + np.array(steps)[:, None]
    np.copyto(found, beyond, where=((index < 0) | (index >= surface.size))[:, None])
    return found


def _distances(surface: Surface, score: Ints) -> Columns:
    """Return how many lines away the nearest line is, above and below, that is surely main content."""
    sure = (score > 0.4 * UNIT) & (surface.words >= SURE_WORDS)
    begin, end = surface.begin, surface.end
    here = np.arange(len(score))
    above = np.concatenate(([-1], np.maximum.accumulate(np.where(sure, here, -1))[:-1]))
    below = np.concatenate((np.minimum.accumulate(np.where(sure, here, len(here))[::-1])[::-1][1:], [len(here)]))
    distances = np.where(above >= begin, here - above, FAR), np.where(below < end, below - here, FAR)
    return [log(np.minimum(distance, FAR)) for distance in distances]
