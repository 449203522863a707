"""What is known about words: how much each speaks for main content, and how rare it is.

`model/words.txt` holds a weight, a rarity and a word a line, `model/pairs.txt` a weight and two words that follow each
other. The weights were fitted (`train.py`); the rarity is how seldom a word stands on a page of its language. An
unknown word weighs nothing and is rare.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np

from . import model
from .arrays import Codes, Hashes, Ints, Ints32, Small, running
from .characters import PIECE, code_points
from .surface import Surface, hash_pairs
from .words import hash_spans, join_hashes

RAREST = 6
"""The rarity of an unknown word; a word of rarity r stands on one page in two to the r."""
UNKNOWN = (0, RAREST)
"""Weight and rarity of an unknown word."""
WEIGHT, OPENS = 5, 8
"""Columns of a row's weight, and of all before its words; the rarity stands between, and is that of a word only."""
BITS = 17
"""Leading bits of a number by which it is found: twice as many places as there are words."""


@dataclass(frozen=True, eq=False)
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


@dataclass(frozen=True, eq=False)
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
    def read(cls, words: bytes, pairs: bytes) -> "Lexicon":
        """Read rows that `written` wrote, of words and of pairs of words, in UTF-8."""
        table, weight, rarity = _read(words, hash_spans)
        bound, of_pairs, _ = _read(pairs, _hash_pairs)
        return cls(table, weight, rarity, bound, of_pairs)

    def look_up(self, surface: Surface) -> "Weighed":
        """Return what is known about each word."""
        word, pair = self.words.find(surface.word_hash), self.pairs.find(hash_pairs(surface))
        return Weighed(self.weight[word], self.pair_weight[pair], self.rarity[word])


def written(words: str, weight: int, rarity: int = RAREST) -> str:
    """Write a row of a lexicon: what is known in columns of their own, then a word or the two of a pair."""
    return f"{weight:{WEIGHT}} {rarity} {words}"


def _read(rows: bytes, hashed: Callable[[Codes, Ints, Ints], Hashes]) -> tuple[Table, Small, Small]:
    """Read rows: the numbers of their words (N), and in the order of the table the weights and rarities (N + 1 each).

    `hashed` finds the numbers of code points, where the words of rows start, and where they end.
    """
    parts = []
    for codes in map(code_points, _pieces(rows)):
        ends = (codes == ord("\n")).nonzero()[0]
        starts = np.append(0, ends + 1)[:-1]
        parts.append((hashed(codes, starts + OPENS, ends), _facts(codes, starts)))
    numbers, facts = (np.concatenate(of_parts, axis=-1) for of_parts in zip(*parts, strict=True))
    order = np.argsort(numbers)
    weight, rarity = np.append(facts[:, order], np.array([UNKNOWN], np.int16).T, axis=1)
    return Table(numbers[order]), weight, rarity


def _pieces(rows: bytes) -> Iterator[str]:
    """Cut rows into pieces, one at least, of which all that is worked out stays in the cache."""
    start = 0
    while True:
        end = rows.find(b"\n", start + PIECE) + 1 or len(rows)
        yield rows[start:end].decode()
        if end == len(rows):
            return
        start = end


def _hash_pairs(codes: Codes, starts: Ints, ends: Ints) -> Hashes:
    gaps = (codes == ord(" ")).nonzero()[0]
    gaps = gaps[gaps.searchsorted(starts)]
    return join_hashes(hash_spans(codes, starts, gaps), hash_spans(codes, gaps + 1, ends))


def _facts(codes: Codes, starts: Ints) -> Small:
    """Read the weight and the rarity of each row (2 × N), which starts there: figures in their columns."""
    cells = codes[starts + np.arange(OPENS)[:, None]].astype(np.int16) - ord("0")
    weight = np.zeros(len(starts), np.int16)
    for figures in cells[:WEIGHT]:
        weight = np.where(figures >= 0, 10 * weight + figures, weight)
    negative = (cells[:WEIGHT] == ord("-") - ord("0")).any(0)
    return np.array([np.where(negative, -weight, weight), cells[WEIGHT + 1]])


@cache
def lexicon() -> Lexicon:
    """Read the lexicon of the model."""
    return Lexicon.read(model.read_bytes("words"), model.read_bytes("pairs"))
