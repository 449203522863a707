"""The words of texts: where they begin, and a number for each that equal words share everywhere.

A word is a run of letters and digits; of scripts written without spaces, two neighbouring characters. Its number
is a polynomial of its characters: one running total over the whole text, read at the two ends of a word and brought
back to a common place, so that no step goes word by word.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from .arrays import Bools, Codes, Hashes, Ints, Kinds
from .characters import PIECE, SPREAD, WORD_KINDS, Piece, code_points, fold, kind, kind_of

STEM = 6
"""First characters that two words share when they are taken for forms of one."""
LONGEST = PIECE + 5000
"""Characters of the longest piece: a line may reach beyond it."""
BASE = 0x5851F42D4C957F2D
"""What each place multiplies its character by once more; odd, so that it can be undone (Knuth's MMIX generator)."""
POWERS: Hashes = np.cumprod(np.full(LONGEST, BASE, np.uint64), dtype=np.uint64)
UNDONE: Hashes = np.cumprod(np.full(LONGEST, pow(BASE, -1, 2**64), np.uint64), dtype=np.uint64)
"""What takes the powers away again."""


class Words(NamedTuple):
    """The words of L lines, W in all: how many each line has (L); the number, stem, first kind and length of each.

    Words that begin with the same `STEM` characters share their stem.
    """

    per_line: Ints
    number: Hashes
    stem: Hashes
    kind: Kinds
    length: Ints


class _Folding(dict[int, str]):
    """For `str.translate`: what each character counts as in a word; unspaced ones in brackets, no word's a space."""

    def __missing__(self, code: int) -> str:
        name = kind_of(chr(code))
        folded = fold(chr(code)) if name in WORD_KINDS else " "
        self[code] = f"\x01{folded}\x02" if name == "unspaced" else folded
        return self[code]


_FOLDING = _Folding()


def spell(text: str) -> list[str]:
    """Return the words of a text as they are compared, in order: those that have a number.

    >>> spell("A 字典字x")
    ['a', '字典', '典字', 'x']
    """
    words = []
    for token in text.translate(_FOLDING).replace("\x02\x01", "").replace("\x01", " \x01").replace("\x02", " ").split():
        if token[0] != "\x01":
            words.append(token)
        elif len(token) == 2:
            words.append(token[1])
        else:
            words += [token[i : i + 2] for i in range(1, len(token) - 1)]
    return words


def hash_words(words: Sequence[str]) -> Hashes:
    """Return the numbers of words that are spelled as `spell` does."""
    ends = np.cumsum([len(word) for word in words], dtype=np.int64)
    return hash_spans(code_points("".join(words)), np.append(0, ends)[:-1], ends)


def hash_spans(codes: Codes, starts: Ints, ends: Ints) -> Hashes:
    """Return the numbers of words (W) that lie there in code points, in order, spelled as `spell` does."""
    pieces = range(0, len(codes), PIECE)
    cuts = [*starts.searchsorted(pieces).tolist(), len(starts)]
    numbers = [
        _polynomials(codes[low : low + LONGEST] * np.uint64(SPREAD), starts[first:last] - low, ends[first:last] - low)
        for low, (first, last) in zip(pieces, pairwise(cuts), strict=True)
    ]
    return mix(np.concatenate([np.zeros(0, np.uint64), *numbers]))


def join_hashes(first: Hashes, second: Hashes) -> Hashes:
    """Return a number for each word of `first` with the word of `second` that follows it."""
    return mix(first * np.uint64(3) + second)


def find_words(piece: Piece) -> Words:
    """Find the words of the lines of a piece."""
    unspaced = piece.kinds == kind("unspaced")
    inside = np.concatenate(([False], piece.kinds < kind("unspaced")))
    edges = (inside[1:] != inside[:-1]).nonzero()[0]
    starts, ends = edges[::2], edges[1::2]
    if unspaced.any():
        starts, ends = _with_pairs(starts, ends, unspaced)
    number, stem = _polynomials(piece.numbers, starts, np.stack([ends, np.minimum(ends, starts + STEM)]))
    first = starts.searchsorted(piece.starts)
    return Words(np.append(first[1:], len(starts)) - first, mix(number), stem, piece.kinds[starts], ends - starts)


def _polynomials(characters: Hashes, starts: Ints, ends: Ints) -> Hashes:
    """Return a number for the characters from each start (W) to its end or ends (… × W)."""
    total = np.zeros(len(characters) + 1, np.uint64)
    (characters * POWERS[: len(characters)]).cumsum(out=total[1:])
    numbers: Hashes = (total.take(ends) - total.take(starts)) * UNDONE.take(starts)
    return numbers


def _with_pairs(starts: Ints, ends: Ints, unspaced: Bools) -> tuple[Ints, Ints]:
    """Add a word for every two neighbouring characters of an unspaced script, and for each that stands alone."""
    before = np.concatenate(([False], unspaced[:-1]))
    after = np.concatenate((unspaced[1:], [False]))
    opens = np.flatnonzero(unspaced & (after | ~before))
    starts, ends = np.concatenate((starts, opens)), np.concatenate((ends, opens + 1 + after[opens]))
    order = np.argsort(starts, kind="stable")
    return starts[order], ends[order]


def mix(numbers: Hashes) -> Hashes:
    """Spread the bits of 64-bit numbers (the finisher of MurmurHash 3, a public-domain constant)."""
    numbers = (numbers ^ (numbers >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    return numbers ^ (numbers >> np.uint64(33))


def number_within(hashes: Hashes, bounds: Ints) -> Ints:
    """Give words, or lines, numbers that equal ones (by hash) of one document share, and no two documents.

    `bounds` says where each document's begin. Each document has a table of slots of its own; of those
    that fall into one slot the last keeps it, and those that differ from it try another table, with other hashes.
    """
    numbers = np.empty(len(hashes), np.int64)
    document = np.arange(len(bounds) - 1).repeat(np.diff(bounds))
    left, taken = np.arange(len(hashes)), 0
    while len(left):
        count = np.bincount(document, minlength=len(bounds) - 1)
        size = np.left_shift(2, np.frexp(count)[1].astype(np.int64))
        slots = (hashes >> np.uint64(24)).astype(np.int64) & (size - 1).repeat(count)
        slots += (size.cumsum() - size).repeat(count)
        owner = np.empty(int(size.sum()), np.uint64)
        owner[slots] = hashes
        lost = (owner[slots] != hashes).nonzero()[0]
        numbers[left] = taken + slots
        left, document, hashes, taken = left[lost], document[lost], mix(hashes[lost] + np.uint64(1)), taken + len(owner)
    return numbers
