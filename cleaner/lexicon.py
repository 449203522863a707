"""What is known about words: how much each speaks for main content, and how rare it is.

`model/words.txt` holds a weight, a rarity, and a word or two that follow each other, a line. The weights were fitted
(`train.py`); the rarity is how seldom a word stands on a page of its language. An unknown word weighs nothing and is
rare.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple, TypeAlias

import numpy as np

from . import model
from .arrays import Codes, Hashes, Ints, Ints32, Small, running
from .characters import PIECE, code_points
from .surface import Surface, hash_pairs
from .words import hash_spans, join_hashes

RAREST = 7
"""The rarity of an unknown word; a word of rarity r stands on one page in two to the r."""
UNKNOWN = (0, RAREST)
"""Weight and rarity of an unknown word."""
WEIGHT, RARITY, COLUMNS = 5, 6, 8
"""Columns of the weight of a row, the column of its rarity, and all before its words."""
BOND = "_"
"""What stands between the words of a pair; it is in none."""
BITS = 17
"""Leading bits of a number by which it is found: twice as many places as there are words."""

_Known: TypeAlias = tuple[Hashes, Small]
"""Numbers of words or pairs (N), with the weight and the rarity of each (2 × N)."""


@dataclass(frozen=True)
class Table:
    """Numbers of words or pairs (N, sorted), each found by its place; what is unknown has the place N."""

    numbers: Hashes

    def __len__(self) -> int:
        return len(self.numbers)

    @cached_property
    def _begin(self) -> Ints32:
        found = np.bincount((self.numbers >> np.uint64(64 - BITS)).astype(np.intp), minlength=1 << BITS)
        return running(found)[:-1].astype(np.int32)

    @cached_property
    def _sentinel(self) -> Hashes:
        """The numbers, with one behind them that is above all."""
        return np.append(self.numbers, np.uint64(2**64 - 1))

    def find(self, sought: Hashes) -> Ints:
        """Return the place of each number that is sought."""
        at = self._begin[(sought >> np.uint64(64 - BITS)).astype(np.intp)].astype(np.intp)
        there = self._sentinel[at]
        behind = (there < sought).nonzero()[0]
        while len(behind):
            at[behind] += 1
            there[behind] = self._sentinel[at[behind]]
            behind = behind[there[behind] < sought[behind]]
        at[there != sought] = len(self.numbers)
        return at


class Weighed(NamedTuple):
    """What is known about words (W each): their weight, that of the pair that each opens, and their rarity."""

    word: Small
    pair: Small
    rarity: Small


@dataclass(frozen=True)
class Lexicon:
    """Weight (in 1/64 of the unit of a score) and rarity (0 to `RAREST`) of words, and the weight of pairs.

    What is known (N + 1) stands in the order of a table; the last is said of all that is unknown.
    """

    words: Table
    weight: Small
    rarity: Small
    pairs: Table
    pair_weight: Small

    @classmethod
    def read(cls, rows: str) -> "Lexicon":
        """Read what `written` wrote; the rarity of a pair is ignored."""
        singles, pairs = zip(*map(_read, _pieces(rows)), strict=True)
        (words, (weight, rarity)), (bound, (pair_weight, _)) = map(_sorted, (singles, pairs))
        return cls(words, weight, rarity, bound, pair_weight)

    def look_up(self, surface: Surface) -> "Weighed":
        """Return what is known about each word."""
        word, pair = self.words.find(surface.word_hash), self.pairs.find(hash_pairs(surface))
        return Weighed(self.weight[word], self.pair_weight[pair], self.rarity[word])


def written(words: Sequence[str], weight: int, rarity: int) -> str:
    """Write a row of a lexicon: what is known in columns of their own, then a word or the two of a pair."""
    return f"{weight:5} {rarity} {BOND.join(words)}"


def _pieces(rows: str) -> Iterator[str]:
    """Cut rows into pieces of which all that is worked out stays in the cache."""
    start = 0
    while start < len(rows):
        end = rows.find("\n", start + PIECE) + 1 or len(rows)
        yield rows[start:end]
        start = end


def _read(rows: str) -> tuple[_Known, _Known]:
    """Read a piece: the numbers of its words and of its pairs, with their facts."""
    codes = code_points(rows)
    ends, bonds = (codes == ord("\n")).nonzero()[0], (codes == ord(BOND)).nonzero()[0]
    starts, paired = np.append(0, ends[:-1] + 1), ends.searchsorted(bonds)
    begins = np.insert(starts + COLUMNS, paired + 1, bonds + 1)
    numbers = hash_spans(codes, begins, np.insert(ends, paired, bonds))
    first, facts, alone = begins.searchsorted(starts), _facts(codes, starts), np.ones(len(ends), bool)
    alone[paired] = False
    pairs = join_hashes(numbers[first[paired]], numbers[first[paired] + 1])
    return (numbers[first[alone]], facts[:, alone]), (pairs, facts[:, paired])


def _facts(codes: Codes, starts: Ints) -> Small:
    """Read the weight and the rarity of each row (2 × N), which starts there: figures in their columns."""
    cells = codes[starts + np.arange(RARITY + 1)[:, None]].astype(np.int16) - ord("0")
    weight = np.zeros(len(starts), np.int16)
    for figures in cells[:WEIGHT]:
        weight = np.where(figures >= 0, 10 * weight + figures, weight)
    return np.array([np.where((cells == ord("-") - ord("0")).any(0), -weight, weight), cells[RARITY]])


def _sorted(parts: Sequence[_Known]) -> tuple[Table, Small]:
    """Return numbers (N) as a table, and their facts in its order, with those of the unknown (2 × N + 1)."""
    numbers, facts = (np.concatenate(of_parts, axis=-1) for of_parts in zip(*parts, strict=True))
    order = np.argsort(numbers)
    return Table(numbers[order]), np.append(facts[:, order], np.array([UNKNOWN], np.int16).T, axis=1)


@cache
def lexicon() -> Lexicon:
    """Read the lexicon of the model."""
    return Lexicon.read(model.read("words"))
