"""The shape of a line: how long it is, which characters it has and where, and where it stands in its document.

None of this reads a word, so it holds in every language and script.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .arrays import Ints, side_by_side
from .characters import KINDS, WORD_KINDS, kind
from .surface import Surface

Columns: TypeAlias = list[NDArray[Any]]
"""Features of lines, one array (L) each; they become single precision when they are put side by side."""

LOG = np.log1p(np.arange(5000)).astype(np.float32)
"""Logarithms of whole numbers plus one; a table, so that they are the same on every machine and in every batch."""

MARKS = KINDS[len(WORD_KINDS) + 1 :]
SENTENCE_ENDS = ("full stop", "question mark", "exclamation mark")
LAST = (*SENTENCE_ENDS, "ellipsis", "colon", "quote", "bracket", "digit", "lower", "upper", "unspaced", "bullet")
FIRST = ("lower", "upper", "digit", "bullet", "bracket", "quote", "hyphen", "unspaced", "rights")
SHARES = ("upper", "digit", "unspaced", "letter", "space")

NAMES = (
    "log characters",
    "log words",
    "characters per word",
    *(f"share {name}" for name in SHARES),
    "share marks",
    "capital words",
    "number words",
    "long words",
    "short words",
    *(f"{name} per word" for name in MARKS),
    "log sentences",
    "log words per sentence",
    *(f"ends in {name}" for name in LAST),
    *(f"begins with {name}" for name in FIRST),
    "log place",
    "log place from end",
    "place",
    "log lines of document",
    "share of words before",
    "log words of document",
    "log repeats",
    "repeats an earlier line",
    "spacing",
)


def log(numbers: Ints) -> NDArray[np.float32]:
    """Return the logarithm of whole numbers plus one; above 5,000 it grows no more."""
    return LOG[np.minimum(numbers, len(LOG) - 1)]


def measure(surface: Surface) -> NDArray[np.float32]:
    """Return what `NAMES` says of each line (L × NAMES)."""
    columns = [*_length(surface), *_characters(surface), *_ends(surface), *_place(surface), _spacing(surface)]
    return side_by_side(columns)


def _length(surface: Surface) -> Columns:
    words = np.maximum(surface.words, 1)
    characters = surface.characters
    shares = [surface.kinds[:, kind(name)] / np.maximum(characters, 1) for name in SHARES]
    marks = surface.kinds[:, len(WORD_KINDS) + 1 :].sum(1) / np.maximum(characters, 1)
    of_words = (
        surface.word_kind == kind("upper"),
        surface.word_kind == kind("digit"),
        surface.word_length >= 7,
        surface.word_length <= 3,
    )
    per_word = np.minimum(surface.per_line(surface.word_length) / words, 15) / 10
    counted = surface.counts(*of_words) / words
    return [log(characters), log(surface.words), per_word, *shares, marks, *counted]


def _characters(surface: Surface) -> Columns:
    words = np.maximum(surface.words, 1)
    per_word = np.minimum(surface.kinds[:, len(WORD_KINDS) + 1 :] / words[:, None], 2)
    sentences = surface.kinds[:, [kind(name) for name in SENTENCE_ENDS]].sum(1)
    return [*per_word.T, log(sentences), log(surface.words // np.maximum(sentences, 1))]


def _ends(surface: Surface) -> Columns:
    last = [surface.last == kind(name) for name in LAST]
    return last + [surface.first == kind(name) for name in FIRST]


def _place(surface: Surface) -> Columns:
    lines = surface.size
    begin, end = (surface.word_start[edge][surface.document] for edge in (surface.bounds[:-1], surface.bounds[1:]))
    times, again = surface.repeats
    return [
        log(surface.index) / 5,
        log(lines - 1 - surface.index) / 5,
        surface.index / lines,
        log(lines) / 5,
        (surface.word_start[:-1] - begin) / np.maximum(end - begin, 1),
        log(end - begin) / 5,
        log(times),
        again,
    ]


def _spacing(surface: Surface) -> NDArray[Any]:
    """Tell whether a blank line stands above each line (L), less how often it does in the document.

    So nothing is told of where all lines stand apart or none, nor of the first line.
    """
    share = surface.per_document(surface.apart) / np.maximum(surface.size - 1, 1)
    return np.where(surface.index > 0, surface.apart - share, 0)
