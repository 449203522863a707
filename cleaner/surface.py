"""The surface of many documents at once: their lines, the kinds of characters in them, and their words.

What the other rooms need to know about a text is worked out here once, as numpy arrays over all lines and all
words of a batch of documents, so that one text and a million take the same path. Everything is counted in
integers, hence the answer for a line cannot depend on which other documents share the batch.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Floats32: TypeAlias = NDArray[np.float32]
Hashes: TypeAlias = NDArray[np.uint64]
Kinds: TypeAlias = NDArray[np.uint8]
Bools: TypeAlias = NDArray[np.bool_]

VIEW = 2000
"""Characters of a line's start and of its end that are looked at; what lies between never changes a verdict."""

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

_SPELLED = {char: name for name, chars in SPELLED_OUT.items() for char in chars}
_KIND_OF = np.zeros(0x110000, np.uint8)
"""Kind of each code point plus one; zero where the code point was not met yet."""
_FOLDED = np.zeros(0x110000, np.uint64)
"""Each code point of a word as words are compared: lower case, no accent, half width; zero for all others."""
_PLACE_FACTORS = np.random.default_rng(1).integers(1, 2**63, 64, np.uint64) | np.uint64(1)
"""What a character's place in its word (from 0, all beyond 63 alike) multiplies it by in the word's number."""


def kind(name: str) -> int:
    """Return the column of `Surface.kinds` that counts `name`."""
    return KINDS.index(name)


def kind_of(char: str) -> str:
    """Name the kind of one character.

    >>> [kind_of(c) for c in "aB9؟字"]
    ['lower', 'upper', 'digit', 'question mark', 'unspaced']
    """
    category = unicodedata.category(char)
    if category[0] in "LM" and any(low <= ord(char) <= high for low, high in UNSPACED):
        return "unspaced"
    return _SPELLED.get(char) or BY_CATEGORY.get(category) or BY_CATEGORY.get(category[0]) or "symbol"


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


def _learn(codes: NDArray[np.uint32]) -> None:
    """Fill the two tables for the code points of `codes`, which were not met before."""
    for code in set(codes.tolist()):
        name = kind_of(chr(code))
        if name in WORD_KINDS:
            _FOLDED[code] = ord(fold(chr(code)))
        _KIND_OF[code] = kind(name) + 1


@dataclass(frozen=True)
class Surface:
    """The non-blank lines of D documents as arrays. L lines and W words in all, in the order of the text.

    `lines` holds the lines without surrounding white space, cut to their view. `bounds` (D + 1) says where each
    document's lines begin. `kinds` (L × kinds) counts the characters of each kind. `first` and `last` (L) are the
    kinds at the two ends of a line. `words` (L) says how many words each line has; for each word, `word_hash` (W)
    is a number that equal words share everywhere, `word_kind` (W) the kind of its first character and
    `word_length` (W) its characters.
    """

    lines: list[str]
    bounds: Ints
    kinds: Ints
    first: Kinds
    last: Kinds
    words: Ints
    word_hash: Hashes
    word_kind: Kinds
    word_length: Ints

    @cached_property
    def document(self) -> Ints:
        """The document of each line (L)."""
        return np.repeat(np.arange(len(self.bounds) - 1), np.diff(self.bounds))

    @cached_property
    def begin(self) -> Ints:
        """The first line of the document of each line (L)."""
        return self.bounds[self.document]

    @cached_property
    def end(self) -> Ints:
        """The line after the last one of the document of each line (L)."""
        return self.bounds[self.document + 1]

    @cached_property
    def index(self) -> Ints:
        """The place of each line among the non-blank lines of its document, from 0 (L)."""
        return np.arange(len(self.lines)) - self.begin

    @cached_property
    def word_start(self) -> Ints:
        """The first word of each line, and W at the end (L + 1)."""
        return np.concatenate(([0], np.cumsum(self.words)))

    @cached_property
    def word_line(self) -> Ints:
        """The line of each word (W)."""
        return np.repeat(np.arange(len(self.lines)), self.words)

    @cached_property
    def word_place(self) -> Ints:
        """The place of each word in its line, from 0 (W)."""
        return np.arange(len(self.word_line)) - self.word_start[self.word_line]

    @cached_property
    def word_id(self) -> Ints:
        """A number per word (W) that equal words of one document share, and no two documents."""
        return number_words(self.word_hash, self.word_start[self.bounds])

    @cached_property
    def ids(self) -> int:
        """A number above all in `word_id`."""
        return 1 + int(self.word_id.max(initial=0))

    @cached_property
    def occurrences(self) -> Ints:
        """How often each word (W) stands in its document."""
        return np.bincount(self.word_id, minlength=self.ids)[self.word_id]

    @cached_property
    def first_line(self) -> Ints:
        """For each word (W), the first line of its document that holds it."""
        first = np.zeros(self.ids, np.int64)
        first[self.word_id[::-1]] = self.word_line[::-1]
        return first[self.word_id]

    @cached_property
    def last_line(self) -> Ints:
        """For each word (W), the last line of its document that holds it."""
        last = np.zeros(self.ids, np.int64)
        last[self.word_id] = self.word_line
        return last[self.word_id]

    @cached_property
    def _key_sums(self) -> Hashes:
        """Running total over all words of a number that depends on a word and on its place in the line (W + 1)."""
        mixed = self.word_hash * _mix(self.word_place.astype(np.uint64) | np.uint64(1 << 40))
        return np.concatenate((np.zeros(1, np.uint64), np.cumsum(mixed, dtype=np.uint64)))

    @cached_property
    def key(self) -> Hashes:
        """A number per line (L) that lines with the same words in the same order share."""
        return self._key_sums[self.word_start[1:]] - self._key_sums[self.word_start[:-1]]

    def start_key(self, lines: Ints, size: int) -> Hashes:
        """Return the `key` of the first `size` words of the given lines, which have at least so many."""
        start = self.word_start[lines]
        return self._key_sums[start + size] - self._key_sums[start]

    def per_line(self, of_words: NDArray[Any]) -> Ints:
        """Add up whole numbers of words (W) in each line (L)."""
        return self.within(of_words, self.word_start)

    def per_document(self, of_lines: NDArray[Any]) -> Ints:
        """Add up whole numbers of lines (L) in each document, and say the sum for each of its lines (L)."""
        return self.within(of_lines, self.bounds)[self.document]

    @staticmethod
    def within(values: NDArray[Any], bounds: Ints) -> Ints:
        """Add up whole numbers between each bound and the next."""
        total = np.zeros(len(values) + 1, np.int64)
        np.cumsum(values, out=total[1:])
        return total[bounds[1:]] - total[bounds[:-1]]

    @cached_property
    def repeats(self) -> tuple[Ints, Bools]:
        """How often each line's words stand as a line in its document (L), and whether they did above it (L)."""
        of_document = self.key ^ _mix(self.document.astype(np.uint64))
        _, first, where, times = np.unique(of_document, return_index=True, return_inverse=True, return_counts=True)
        wordless = self.words == 0
        return np.where(wordless, 0, times[where]), (first[where] < np.arange(len(where))) & ~wordless


def view(line: str) -> str:
    """Return the part of a very long line that is looked at: its two ends."""
    return f"{line[:VIEW]} {line[-VIEW:]}"


def survey(documents: Sequence[Sequence[str]]) -> Surface:
    """Measure the non-blank lines of the documents, each a sequence of lines."""
    lines = [[bare for line in document if (bare := line.strip())] for document in documents]
    flat = [bare if len(bare) <= 2 * VIEW else view(bare) for bare in chain.from_iterable(lines)]
    lengths = np.fromiter(map(len, flat), np.int64, len(flat)) + 1
    starts = np.cumsum(lengths) - lengths
    codes = _codes(flat)
    kinds = _KIND_OF[codes] - np.uint8(1)
    cells = np.repeat(np.arange(len(flat)) * len(KINDS), lengths)
    cells += kinds
    counted = np.bincount(cells, minlength=len(flat) * len(KINDS)).reshape(len(flat), len(KINDS))
    counted[:, kind("space")] -= 1  # the line feed that separates the lines here
    return Surface(
        flat,
        np.cumsum([0, *map(len, lines)]),
        counted,
        kinds[starts],
        kinds[starts + lengths - 2],
        *_find_words(codes, kinds, starts),
    )


class _Folding(dict[int, str]):
    """For `str.translate`: what each character counts as in a word; unspaced ones in brackets, no word's a space."""

    def __missing__(self, code: int) -> str:
        name = kind_of(chr(code))
        folded = fold(chr(code)) if name in WORD_KINDS else " "
        self[code] = f"\x01{folded}\x02" if name == "unspaced" else folded
        return self[code]


_FOLDING = _Folding()


def spell(text: str) -> list[str]:
    """Return the words of a text as they are compared, in order: those that `Surface.word_hash` numbers.

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


def side_by_side(columns: Sequence[NDArray[Any]]) -> NDArray[np.float32]:
    """Put columns (L each) beside each other (L × columns); each stays in one piece in memory, which is faster."""
    return np.stack(columns, dtype=np.float32, casting="unsafe").T


def hash_words(words: Sequence[str]) -> Hashes:
    """Return the numbers that `Surface.word_hash` gives to these words (each one word, or one pair)."""
    return hash_lines(words)[1]


def hash_lines(lines: Sequence[str]) -> tuple[Ints, Hashes]:
    """Return how many words each line has (L), and their numbers (W); the lines have no white space at their ends."""
    starts = np.cumsum([0, *(len(line) + 1 for line in lines)])[:-1]
    codes = _codes(lines)
    words, numbers, _, _ = _find_words(codes, _KIND_OF[codes] - np.uint8(1), starts)
    return words, numbers


def join_hashes(first: Hashes, second: Hashes) -> Hashes:
    """Return a number for each word of `first` with the word of `second` that follows it."""
    return _mix(first * np.uint64(3) + second)


def hash_pairs(surface: Surface) -> Hashes:
    """Return a number per word (W) for the word and the next one of its line; 0 at the end of a line."""
    following = np.append(surface.word_hash[1:], np.uint64(0))
    pairs = join_hashes(surface.word_hash, following)
    pairs[surface.word_start[1:][surface.words > 0] - 1] = 0
    return pairs


def _codes(lines: Sequence[str]) -> NDArray[np.uint32]:
    """Return the code points of all lines, each followed by a line feed, and make sure that all are known."""
    raw = "\n".join([*lines, ""]).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(raw, np.uint32)
    unknown = _KIND_OF[codes] == 0
    if unknown.any():
        _learn(codes[unknown])
    return codes


def _find_words(codes: NDArray[np.uint32], kinds: Kinds, line_starts: Ints) -> tuple[Ints, Hashes, Kinds, Ints]:
    """Return the words a line has and the number, first kind and length of each word."""
    folded = _FOLDED[codes]
    unspaced = kinds == kind("unspaced")
    if unspaced.any():
        folded, origin = _pair_up(folded, unspaced)
        kinds, line_starts = kinds[origin], np.searchsorted(origin, line_starts)
    inside = np.concatenate(([False], folded != 0, [False]))
    opens = inside[1:-1] & ~inside[:-2]
    starts = np.flatnonzero(opens)
    lengths = np.flatnonzero(inside[1:-1] & ~inside[2:]) + 1 - starts
    if not len(starts):
        return np.zeros(len(line_starts), np.int64), folded[:0], kinds[:0], lengths
    since = np.concatenate(([0], starts))
    place = np.arange(len(folded)) - np.repeat(since, np.diff(since, append=len(folded)))
    hashes = _mix(np.add.reduceat(folded * _PLACE_FACTORS[np.minimum(place, 63)], starts))
    return np.add.reduceat(opens, line_starts, dtype=np.int64), hashes, kinds[starts], lengths


def _pair_up(folded: Hashes, unspaced: Bools) -> tuple[Hashes, Ints]:
    """Write every two neighbouring characters of an unspaced script as a word of two; a lone one as a word of one.

    Returns the new characters, with a zero between words, and for each the place it came from.
    """
    before = np.concatenate(([False], unspaced[:-1]))
    after = np.concatenate((unspaced[1:], [False]))
    opens = unspaced & (after | ~before)
    repeats = np.where(opens, 3, 1)
    origin = np.repeat(np.arange(len(folded)), repeats)
    at = np.cumsum(repeats) - repeats
    out = folded[origin]
    out[at[unspaced]] = 0
    out[at[opens] + 1] = folded[opens]
    out[at[opens] + 2] = np.where(after, np.roll(folded, -1), 0)[opens]
    return out, origin


def _mix(numbers: Hashes) -> Hashes:
    """Spread the bits of 64-bit numbers (the finisher of MurmurHash 3, a public-domain constant)."""
    numbers = (numbers ^ (numbers >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    return numbers ^ (numbers >> np.uint64(33))


def number_words(hashes: Hashes, bounds: Ints) -> Ints:
    """Give the words (W) numbers that equal words of one document share, and no two documents.

    `bounds` says where each document's words begin. Each document has a table of slots of its own; of the words
    that fall into one slot the last keeps it, and those that differ from it try another table.
    """
    numbers = np.empty(len(hashes), np.int64)
    document = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    left, taken = np.arange(len(hashes)), 0
    while len(left):
        size = 4 * np.bincount(document[left], minlength=len(bounds) - 1)
        offset = np.cumsum(size) - size
        of = document[left]
        slots = offset[of] + ((hashes[left] >> np.uint64(24)) % np.maximum(size, 1).astype(np.uint64)[of]).astype(
            np.int64
        )
        owner = np.empty(int(size.sum()), np.uint64)
        owner[slots] = hashes[left]
        settled = owner[slots] == hashes[left]
        numbers[left[settled]] = taken + slots[settled]
        left, taken = left[~settled], taken + len(owner)
    return numbers
