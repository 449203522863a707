"""Which words of lines belong to another text: both are put side by side in order, and equal words are paired.

As many words are paired as can be without crossing (a longest common subsequence), line ends or not. For that each word
is compared with each, which in long texts would take for ever: those are cut first where both say the same.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np

from .arrays import Bools, Floats, Floats32, Hashes, Ints

WORD = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\W_]+")
"""A word; in kana, Han and Hangul a character."""
STRAY = 0.5
"""A line of which a smaller share is paired met the other text by chance: its words are free for other lines."""
BLOCK = 4096
"""Words whose rows of the table are held at once."""
MOST_PAIRS = 10**8
"""Pairs of words up to which all are compared: a twentieth of a second, and 10,000 words a side."""
RUN = 4
"""Words that follow each other; where they stand once in both texts, they are the same."""
FACTOR = 0x9E3779B97F4A7C15
"""Of 64 bits and odd, as those of multiplicative hashing are."""


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    return WORD.findall(text.lower())


def align(lines: Sequence[str], gold: str) -> Floats32:
    """Return for each line the share of its words that belong to `gold`, or -1 where it has no word (L).

    Lines that only share some stray words with `gold` are set aside, and the others are aligned once more.
    """
    words, gold_words = [words_of(line) for line in lines], words_of(gold)
    shares = paired(words, gold_words)
    likely = shares >= STRAY
    again = paired([line if keep else [] for line, keep in zip(words, likely, strict=True)], gold_words)
    return np.where([bool(line) for line in words], np.where(likely, again, shares), -1).astype(np.float32)


def paired(lines: Sequence[Sequence[str]], others: Sequence[str]) -> Floats:
    """Return for each line, a list of words, the share that is paired with one of `others`; 0 without words (L)."""
    counts = np.array([len(line) for line in lines], np.int64)
    found = _common(list(chain.from_iterable(lines)), others)
    return np.bincount(np.repeat(np.arange(len(lines)), counts), found, len(lines)) / np.maximum(counts, 1)


def _common(words: Sequence[str], others: Sequence[str]) -> Bools:
    """Return which of `words` are in a longest common subsequence with `others` (W), or nearly so in long texts.

    Those are compared between cuts; what is too long there, too, has nothing in common.
    """
    pairs = len(words) * len(others)
    cuts = [*(_cuts(words, others) if pairs > MOST_PAIRS else ()), (len(words), len(others))]
    found = np.zeros(len(words) + 1, bool)
    begin = other_begin = 0
    for end, other_end in cuts:
        if 0 < (end - begin) * (other_end - other_begin) <= MOST_PAIRS:
            found[begin:end] = _longest(words[begin:end], others[other_begin:other_end])
        found[end] = True
        begin, other_begin = end + 1, other_end + 1
    return found[:-1]


def _cuts(words: Sequence[str], others: Sequence[str]) -> list[tuple[int, int]]:
    """Find where runs begin that stand once in both, as many as can be without crossing: places in both, in order."""
    numbers = {word: number for number, word in enumerate(dict.fromkeys(chain(words, others)))}
    (runs, places), (other_runs, other_places) = (_single_runs([numbers[w] for w in text]) for text in (words, others))
    _, met, other_met = np.intersect1d(runs, other_runs, assume_unique=True, return_indices=True)
    order = np.argsort(places[met])
    at, other_at = places[met][order].tolist(), other_places[other_met][order].tolist()
    return [(at[n], other_at[n]) for n in _rising(other_at)]


def _single_runs(numbers: Sequence[int]) -> tuple[Hashes, Ints]:
    """Return the runs of words, each a number, that stand once in a text, as hashes, and where they begin."""
    words = np.array(numbers, np.uint64)
    runs = np.zeros(max(len(words) - RUN + 1, 0), np.uint64)
    for place in range(RUN):
        runs = (runs ^ words[place : place + len(runs)]) * np.uint64(FACTOR)
        runs ^= runs >> np.uint64(32)
    found, places, counts = np.unique(runs, return_index=True, return_counts=True)
    return found[counts == 1], places[counts == 1]


def _rising(values: Sequence[int]) -> list[int]:
    """Find the places of a longest rising subsequence of different numbers (by Schensted, 1961)."""
    ends: list[int] = []
    lowest: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        length = bisect_left(lowest, value)
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        lowest[length : length + 1] = [value]
    found = ends[-1:]
    while found and before[found[-1]] >= 0:
        found.append(before[found[-1]])
    return found[::-1]


def _longest(words: Sequence[str], others: Sequence[str]) -> Bools:
    """Return which of `words` are in a longest common subsequence with `others` (W); of equally long ones, the last.

    Both are read from the end. A row of the table of lengths is one big integer with a bit per word of `others`
    (Hyyrö, 2004), so that a row costs as much as adding two numbers.
    """
    known = set(words)
    others = [word for word in reversed(others) if word in known]
    places: dict[str, int] = {}
    for place, word in enumerate(others):
        places[word] = places.get(word, 0) | 1 << place
    backwards = words[::-1]
    blocks = [backwards[start : start + BLOCK] for start in range(0, len(words), BLOCK)]
    full = (1 << len(others)) - 1
    rows, tops = [full], []
    for block in blocks:
        tops.append(rows[-1])
        rows = _rows(rows[-1], block, places, full)
    found: list[bool] = []
    place = len(others)
    while blocks:
        place = _trace(rows, place, found)
        blocks.pop()
        rows = _rows(tops[len(blocks) - 1], blocks[-1], places, full) if blocks else []
    return np.array(found, bool)


def _rows(row: int, words: Sequence[str], places: Mapping[str, int], full: int) -> list[int]:
    """Return the row above `words` and one below each; a bit that is 0 says that the subsequence grows there."""
    rows = [row]
    for word in words:
        if met := row & places.get(word, 0):
            row = (row + met | row - met) & full
        rows.append(row)
    return rows


def _trace(rows: Sequence[int], place: int, found: list[bool]) -> int:
    """Walk up through rows from `place`, note for each whether its word is paired, and return the place reached.

    A word is paired where the subsequence grows in its row and did not yet in the row above.
    """
    for row, above in zip(rows[:0:-1], rows[-2::-1], strict=True):
        new = False
        if row is not above:
            while place and row >> (place - 1) & 1:
                place -= 1
            new = place > 0 and above >> (place - 1) & 1 == 1
            place -= new
        found.append(new)
    return place
