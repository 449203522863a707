"""The characters of texts: of which kind each is, and as which it counts when words are compared."""

import unicodedata
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .arrays import Codes, Hashes, Ints, Kinds

SPELLED_OUT = {
    "full stop": ".。．।۔։｡",
    "comma": ",，、،､",
    "colon": ":：",
    "semicolon": ";；؛",
    "exclamation mark": "!！¡",
    "question mark": "?？؟¿",
    "ellipsis": "…",
    "quote": "\"'“”‘’„‚«»‹「」『』`´＂＇",
    "bracket": "()[]{}（）【】〔〕［］《》〈〉",
    "slash": "/\\／",
    "bar": "|｜¦",
    "hyphen": "-‐‑_",
    "dash": "–—―−~",
    "bullet": "•·‣▪■●○◦*★☆▸►→›←▶+",
    "at sign": "@＠",
    "hash": "#＃",
    "percent": "%％‰",
    "ampersand": "&＆",
    "rights": "©®™℠",
}
BY_CATEGORY = {
    "Lu": "upper",
    "Lt": "upper",
    "Ll": "lower",
    "L": "letter",
    "M": "letter",
    "N": "digit",
    "Z": "space",
}
BY_CATEGORY |= {"Cc": "space", "Cf": "space", "Sc": "money", "P": "other mark"}
WORD_KINDS = ("lower", "upper", "letter", "digit", "unspaced")
KINDS = (*WORD_KINDS, "space", *SPELLED_OUT, "money", "other mark", "symbol")
"""The kinds of characters, in the order of the columns of `Surface.kinds`."""

UNSPACED: tuple[tuple[int, int], ...] = (
    (0x0E00, 0x0FFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x31F0, 0x31FF),
)
UNSPACED += ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x20000, 0x3FFFF))
"""Scripts written without spaces (Thai, Lao, Tibetan, Burmese, Khmer, kana, Han): their words are character pairs."""

PIECE = 1 << 16
"""Characters that are worked on at once, but for the rest of a line: they stay in the cache."""
SPREAD = 0x9E3779B97F4A7C15
"""An odd number whose multiples lie far apart: two to the 64 by the golden ratio (Knuth's multiplicative hashing)."""

_COLUMNS = {name: column for column, name in enumerate(KINDS)}
_SPELLED = {char: name for name, chars in SPELLED_OUT.items() for char in chars}
_KIND_OF = np.zeros(0x110000, np.uint8)
"""Kind of each code point plus one; zero where the code point was not met yet."""
_NUMBER = np.zeros(0x110000, np.uint64)
"""A number for each code point of a word, alike for those that count as the same (`fold`); zero for all others."""


def kind(name: str) -> int:
    """Return the column of `Surface.kinds` that counts `name`."""
    return _COLUMNS[name]


def kind_of(char: str) -> str:
    """Name the kind of one character.

    >>> [kind_of(c) for c in "aB9؟字"]
    ['lower', 'upper', 'digit', 'question mark', 'unspaced']
    """
    category = unicodedata.category(char)
    if category[0] in "LM" and _is_unspaced(ord(char)):
        return "unspaced"
    return _SPELLED.get(char) or BY_CATEGORY.get(category) or BY_CATEGORY.get(category[0]) or "symbol"


def _is_unspaced(code: int) -> bool:
    low, high = UNSPACED[bisect(UNSPACED, code, key=itemgetter(0)) - 1]
    return low <= code <= high


def fold(char: str) -> str:
    """Return the one character that `char` counts as when words are compared.

    >>> "".join(map(fold, "Ｈé９ΣΌς"))
    'he9σοσ'
    """
    base, *marks = list(unicodedata.normalize("NFKD", char))
    if not base.strip():
        return char
    lower = (char if any(unicodedata.category(m) != "Mn" for m in marks) else base).lower()
    return "σ" if lower == "ς" else lower if len(lower) == 1 else char


def _learn(codes: NDArray[np.intp]) -> None:
    """Fill the two tables for the code points of `codes`, which were not met before."""
    for code in set(codes.tolist()):
        name = kind_of(chr(code))
        if name in WORD_KINDS:
            _NUMBER[code] = ord(fold(chr(code))) * SPREAD % 2**64
        _KIND_OF[code] = kind(name) + 1


class Piece(NamedTuple):
    """Some lines (L), one after the other, each with a line feed, a space, behind it (C characters in all).

    `kinds` (C) are places in `KINDS`; `numbers` (C) are alike for characters that count as the same in a word, and
    zero for those that no word holds. `starts` and `ends` (L) are the first character of each line and its line feed.
    """

    kinds: Kinds
    numbers: Hashes
    starts: Ints
    ends: Ints


def read(lines: Sequence[str]) -> Iterator[Piece]:
    """Read the characters of lines, in pieces of `PIECE` characters or a line more; there is always one piece."""
    lengths = np.fromiter(map(len, lines), np.int64, len(lines)) + 1
    piece = (np.cumsum(lengths) - lengths) // PIECE
    cuts = [0, *(np.flatnonzero(np.diff(piece)) + 1).tolist(), len(lines)]
    for first, last in pairwise(cuts):
        yield _read(lines[first:last], lengths[first:last])


def code_points(text: str) -> Codes:
    """Return the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _read(lines: Sequence[str], lengths: Ints) -> Piece:
    codes = code_points("\n".join([*lines, ""])).astype(np.intp)
    kinds = _KIND_OF.take(codes)
    if not kinds.all():
        _learn(codes[kinds == 0])
        kinds = _KIND_OF.take(codes)
    ends = np.cumsum(lengths) - 1
    return Piece(kinds - np.uint8(1), _NUMBER.take(codes), ends + 1 - lengths, ends)
