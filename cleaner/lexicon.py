"""What is known about words: how much each speaks for main content, and how rare it is.

`model/words.txt` holds a word, or two that follow each other, a line. The weights were fitted (`train.py`); the
rarity is how seldom a word stands on a page of its language. An unknown word weighs nothing and is rare.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import numpy as np

from .arrays import Bools, Hashes, Ints
from .surface import Surface, hash_pairs
from .words import hash_lines, join_hashes

RAREST = 7
"""The rarity of an unknown word; a word of rarity r stands on one page in two to the r."""
BITS = 18
"""Leading bits of a number by which it is found: a few times as many places as there are words."""


@dataclass(frozen=True)
class Table:
    """Numbers of words or pairs (N, sorted), with what is known about each (N × columns, whole numbers)."""

    numbers: Hashes
    facts: Ints

    @cached_property
    def _begin(self) -> Ints:
        return np.searchsorted(self.numbers, np.arange(1 << BITS, dtype=np.uint64) << np.uint64(64 - BITS))

    def find(self, sought: Hashes) -> tuple[Ints, Bools]:
        """Look numbers up; return the place of each, any place where it is unknown, and whether it is known."""
        last = len(self.numbers) - 1
        if last < 0:
            return np.zeros(len(sought), np.int64), np.zeros(len(sought), bool)
        at = np.minimum(self._begin[(sought >> np.uint64(64 - BITS)).astype(np.int64)], last)
        behind = np.flatnonzero((self.numbers[at] < sought) & (at < last))
        while len(behind):
            at[behind] += 1
            behind = behind[(self.numbers[at[behind]] < sought[behind]) & (at[behind] < last)]
        return at, self.numbers[at] == sought

    def look_up(self, sought: Hashes, column: int, unknown: int) -> Ints:
        """Return one fact about each number that is sought."""
        at, known = self.find(sought)
        return np.where(known, self.facts[at, column], unknown) if len(self.numbers) else np.full(len(sought), unknown)


@dataclass(frozen=True)
class Lexicon:
    """Weight (in 1/64 of the unit of a score) and rarity (0 to `RAREST`) of words, and the weight of pairs."""

    words: Table
    pairs: Table

    @classmethod
    def of(cls, texts: Sequence[str], facts: Ints) -> "Lexicon":
        """Build from words and pairs (N) and the weight and rarity of each (N × 2); a pair's rarity is ignored."""
        words, numbers = hash_lines(texts)
        start = np.cumsum(words) - words
        single, double = np.flatnonzero(words == 1), np.flatnonzero(words == 2)
        pairs = join_hashes(numbers[start[double]], numbers[start[double] + 1])
        return cls(_sorted(numbers[start[single]], facts[single]), _sorted(pairs, facts[double]))

    def look_up(self, surface: Surface) -> tuple[Ints, Ints]:
        """Return the weight of each word together with that of the pair that it opens (W), and its rarity (W)."""
        at, known = self.words.find(surface.word_hash)
        weight, rarity = (np.where(known, self.words.facts[at, fact], else_) for fact, else_ in ((0, 0), (1, RAREST)))
        return weight + self.pairs.look_up(hash_pairs(surface), 0, 0), rarity


def _sorted(numbers: Hashes, facts: Ints) -> Table:
    order = np.argsort(numbers)
    return Table(numbers[order], facts[order])


@cache
def lexicon() -> Lexicon:
    """Read the lexicon of the model."""
    rows = files(__package__).joinpath("model/words.txt").read_text("utf-8").splitlines()
    cells = "\t".join(row for row in rows if row[0] != "#").split("\t")
    facts = [np.fromiter(map(int, cells[column::3]), np.int64) for column in (1, 2)]
    return Lexicon.of(cells[::3], np.stack(facts, axis=1))
