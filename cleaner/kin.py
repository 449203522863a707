"""The kin of a line: lines of its document that are made like it, and so share its fate, wherever they stand.

The dates above the posts of a forum, the links of a menu and the ingredients of a recipe are kin: lines of the same
shape, or with the same first word. What an earlier pass says of the others of a line's kin speaks for the line, too.

Lines of one kin share a number, and no two documents do. All sums are of whole numbers, as in `context`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .arrays import Floats32, Hashes, Ints, side_by_side
from .characters import KINDS
from .context import LIMIT, PROBABILITY
from .shape import Columns, log
from .surface import Surface
from .words import mix, number_within

KINDS_OF_KIN = ("shape", "first word")
OF_KIN = ("main content in lines", "main content in words", "log lines")


NAMES = tuple(f"{name} of same {of_kind}" for of_kind in KINDS_OF_KIN for name in OF_KIN)


def find(surface: Surface) -> Ints:
    """Return the number of the kin of each line, by `KINDS_OF_KIN` (kinds × L)."""
    return np.stack([number_within(key, surface.bounds) for key in (_shape(surface), _first_word(surface))])


def _shape(surface: Surface) -> Hashes:
    """Return a number for the kinds of characters in each line and at its ends, and about how many words it has (L)."""
    there = np.zeros((len(surface.lines), 8), np.uint8)
    there[:, : -(-len(KINDS) // 8)] = np.packbits(surface.kinds > 0, axis=1)
    twice_as_many = np.frexp(surface.words.astype(np.float64))[1]
    for place, numbers in zip((-3, -2, -1), (surface.first, surface.last, twice_as_many), strict=True):
        there[:, place] = numbers
    return mix(there.view(np.uint64)[:, 0])


def _first_word(surface: Surface) -> Hashes:
    """Return the number of the first word of each line (L), 0 where there is none."""
    first = np.zeros(len(surface.lines), np.uint64)
    first[surface.wordy] = surface.word_hash[surface.word_start[surface.wordy]]
    return first


def joined(batches: Sequence[Ints]) -> Ints:
    """Put the numbers of batches (kinds × lines of each) beside each other (kinds × L), those of each batch apart."""
    above = np.cumsum([0, *(1 + int(numbers.max(initial=0)) for numbers in batches)])
    return np.concatenate([numbers + low for numbers, low in zip(batches, above, strict=False)], axis=1)


@dataclass(frozen=True, eq=False)
class Kin:
    """The kin of the lines of documents: its numbers (kinds × L), and the words of the lines (L)."""

    numbers: Ints
    words: Ints

    def measure(self, score: Ints) -> Floats32:
        """Return what `NAMES` says of each line (L × NAMES); `score` is that of the earlier pass.

        A line without kin stands for itself.
        """
        content = PROBABILITY[score + LIMIT]
        columns: Columns = []
        for numbers, (lines, words) in zip(self.numbers, self._others, strict=True):
            by_lines = np.where(lines > 0, _of_others(content, numbers) / np.maximum(lines, 1), content)
            by_words = np.where(words > 0, _of_others(content * self.words, numbers) / np.maximum(words, 1), content)
            columns += [by_lines / 256, by_words / 256, log(lines)]
        return side_by_side(columns)

    def is_shared(self, line: int) -> bool:
        """Tell whether a line has kin."""
        return any(lines[line] > 0 for lines, _ in self._others)

    @cached_property
    def _others(self) -> list[tuple[Ints, Ints]]:
        """How many other lines each is kin of, and their words, by kind (L each)."""
        ones = np.ones_like(self.words)
        return [(_of_others(ones, numbers), _of_others(self.words, numbers)) for numbers in self.numbers]


def _of_others(values: Ints, numbers: Ints) -> Ints:
    """Add up values of all other lines of the same number (L)."""
    others: Ints = np.bincount(numbers, values).astype(np.int64)[numbers] - values
    return others
