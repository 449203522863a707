"""What is known about words: how much each speaks for main content, and how rare it is.

`model/words.txt` holds a word, or two that follow each other, a line. The weights were fitted (`train.py`); the
rarity is how seldom a word stands on a page of its language. An unknown word weighs nothing and is rare.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import dropwhile

import numpy as np

from .arrays import Hashes, Ints, Ints32, Small, running
from .surface import Surface, hash_pairs
from .words import hash_lines, join_hashes

RAREST = 7
"""The rarity of an unknown word; a word of rarity r stands on one page in two to the r."""
UNKNOWN = (0, RAREST)
"""Weight and rarity of an unknown word."""
BITS = 17
"""Leading bits of a number by which it is found: twice as many places as there are words."""


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
    def of(cls, texts: Sequence[str], facts: Ints) -> "Lexicon":
        """Build from words and pairs (N) and the weight and rarity of each (N × 2); a pair's rarity is ignored."""
        words, numbers = hash_lines(texts)
        start = np.cumsum(words) - words
        single, double = np.flatnonzero(words == 1), np.flatnonzero(words == 2)
        pairs = join_hashes(numbers[start[double]], numbers[start[double] + 1])
        table, (weight, rarity) = _sorted(numbers[start[single]], facts[single])
        pair_table, (pair_weight, _) = _sorted(pairs, facts[double])
        return cls(table, weight, rarity, pair_table, pair_weight)

    def look_up(self, surface: Surface) -> tuple[Small, Small]:
        """Return the weight of each word together with that of the pair that it opens (W), and its rarity (W)."""
        word, pair = self.words.find(surface.word_hash), self.pairs.find(hash_pairs(surface))
        return self.weight[word] + self.pair_weight[pair], self.rarity[word]


def _sorted(numbers: Hashes, facts: Ints) -> tuple[Table, Small]:
    """Return numbers (N) as a table, and their facts (N × 2) in its order, with those of the unknown (2 × N + 1)."""
    order = np.argsort(numbers)
    return Table(numbers[order]), np.ascontiguousarray(np.append(facts[order], [UNKNOWN], axis=0).T, np.int16)


@cache
def lexicon() -> Lexicon:
    """Read the lexicon of the model."""
    rows = files(__package__).joinpath("model/words.txt").read_text("utf-8").splitlines()
    cells = "\t".join(dropwhile(lambda row: row[0] == "#", rows)).split("\t")
    facts = [np.fromiter(map(int, cells[column::3]), np.int64) for column in (1, 2)]
    return Lexicon.of(cells[::3], np.stack(facts, axis=1))
