"""Which words of lines belong to another text: both are put side by side in order, and equal words are paired.

As many words are paired as can be without crossing (a longest common subsequence), line ends or not.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np

from .arrays import Bools, Floats, Floats32

WORD = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\W_]+")
"""A word; in kana, Han and Hangul a character."""
STRAY = 0.5
"""A line of which a smaller share is paired met the other text by chance: its words are free for other lines."""
BLOCK = 4096
"""Words whose rows of the table are held at once."""


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
