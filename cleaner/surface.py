"""The surface of many documents at once: their lines, the kinds of characters in them, and their words.

What the other rooms need to know about a text is worked out here once, as numpy arrays over all lines and all
words of a batch of documents, so that one text and a million take the same path. Everything is counted in
integers, hence the answer for a line cannot depend on which other documents share the batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .arrays import Bools, Hashes, Ints, Kinds, running, within
from .characters import KINDS, Piece, kind, read
from .words import POWERS, find_words, join_hashes, number_within

VIEW = 2000
"""Characters of a line's start and of its end that are looked at; what lies between never changes a verdict."""


@dataclass(frozen=True, eq=False)
class Surface:
    """The non-blank lines of D documents as arrays. L lines and W words in all, in the order of the text.

    `lines` holds the lines without surrounding white space, cut to their view. `bounds` (D + 1) says where each
    document's lines begin. `kinds` (L × kinds) counts the characters of each kind. `first` and `last` (L) are the
    kinds at the two ends of a line; a blank line stands above those that are `apart` (L). `words` (L) says how many
    words each line has; for each word, `word_hash` (W) is a number that equal words share everywhere, `word_stem` (W)
    one that forms of a word share (see `words`), `word_kind` (W) the kind of its first character and `word_length` (W)
    its characters.
    """

    lines: list[str]
    bounds: Ints
    kinds: Ints
    first: Kinds
    last: Kinds
    apart: Bools
    words: Ints
    word_hash: Hashes
    word_stem: Hashes
    word_kind: Kinds
    word_length: Ints

    @cached_property
    def document(self) -> Ints:
        """The document of each line (L)."""
        return np.arange(len(self.bounds) - 1).repeat(np.diff(self.bounds))

    @cached_property
    def begin(self) -> Ints:
        """The first line of the document of each line (L)."""
        return self.bounds[self.document]

    @cached_property
    def end(self) -> Ints:
        """The line after the last one of the document of each line (L)."""
        return self.bounds[self.document + 1]

    @cached_property
    def size(self) -> Ints:
        """The number of non-blank lines of the document of each line (L)."""
        return np.diff(self.bounds)[self.document]

    @cached_property
    def index(self) -> Ints:
        """The place of each line among the non-blank lines of its document, from 0 (L)."""
        return np.arange(len(self.lines)) - self.begin

    @cached_property
    def characters(self) -> Ints:
        """The number of characters of each line (L)."""
        characters: Ints = self.kinds.sum(1)
        return characters

    @cached_property
    def word_start(self) -> Ints:
        """The first word of each line, and W at the end (L + 1)."""
        return running(self.words)

    @cached_property
    def word_line(self) -> Ints:
        """The line of each word (W)."""
        return np.arange(len(self.lines)).repeat(self.words)

    @cached_property
    def word_place(self) -> Ints:
        """The place of each word in its line, from 0 (W)."""
        return np.arange(len(self.word_line)) - self.word_start[self.word_line]

    @cached_property
    def word_id(self) -> Ints:
        """A number per word (W) that forms of one word share in a document, and no two documents."""
        return number_within(self.word_stem, self.word_start[self.bounds])

    @cached_property
    def ids(self) -> int:
        """A number above all in `word_id`."""
        return 1 + int(self.word_id.max(initial=0))

    @cached_property
    def occurrences(self) -> Ints:
        """How often each word (W) stands in its document, in whatever form."""
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
        total = np.zeros(len(self.word_hash) + 1, np.uint64)
        (self.word_hash * POWERS[self.word_place]).cumsum(out=total[1:])
        return total

    @cached_property
    def key(self) -> Hashes:
        """A number per line (L) that lines with the same words in the same order share."""
        return self._key_sums[self.word_start[1:]] - self._key_sums[self.word_start[:-1]]

    def start_key(self, lines: Ints, size: Ints) -> Hashes:
        """Return the `key` of the first words of the given lines, `size` of each, which have at least so many."""
        start = self.word_start[lines]
        keys: Hashes = self._key_sums[start + size] - self._key_sums[start]
        return keys

    @cached_property
    def wordy(self) -> Ints:
        """The lines that have words."""
        return self.words.nonzero()[0]

    def per_line(self, of_words: NDArray[Any]) -> Ints:
        """Add up whole numbers of words (W) in each line (L)."""
        out = np.zeros(len(self.lines), np.int64)
        if len(self.wordy):
            out[self.wordy] = np.add.reduceat(of_words.astype(np.int64, copy=False), self.word_start[self.wordy])
        return out

    def counts(self, *of_words: NDArray[Any]) -> Ints:
        """Add up small numbers of words (up to four arrays, W each, of 0 to 16) in each line (arrays × L).

        One sum does it, with 16 bits for each: no line has more words than two views have characters.
        """
        side_by_side = np.zeros((len(self.word_hash), 4), np.uint16)
        for place, numbers in enumerate(of_words):
            side_by_side[:, place] = numbers
        total = self.per_line(side_by_side.view(np.int64)[:, 0])
        return total[:, None].view(np.uint16).T[: len(of_words)].astype(np.int64)

    def per_document(self, of_lines: NDArray[Any]) -> Ints:
        """Add up whole numbers of lines (… × L) in each document, and say the sum for each of its lines (… × L)."""
        return within(of_lines, self.bounds)[..., self.document]

    @cached_property
    def repeats(self) -> tuple[Ints, Bools]:
        """How often each line's words stand as a line in its document (L), and whether they did above it (L)."""
        number = number_within(self.key, self.bounds)
        times = np.bincount(number)[number] if len(number) else number
        return np.where(self.words > 0, times, 0), (first_of(number)[number] < np.arange(len(number))) & (
            self.words > 0
        )


def first_of(numbers: Ints) -> Ints:
    """Return the first place at which each number stands, by number."""
    first = np.zeros(1 + int(numbers.max(initial=0)), np.int64)
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    return first


def view(line: str) -> str:
    """Return the part of a very long line that is looked at: its two ends."""
    return f"{line[:VIEW]} {line[-VIEW:]}"


def survey(documents: Sequence[Sequence[str]]) -> Surface:
    """Measure the non-blank lines of the documents, each a sequence of lines."""
    bare = [[*map(str.strip, document)] for document in documents]
    lines = [[*filter(None, document)] for document in bare]
    bounds = np.cumsum([0, *map(len, lines)])
    flat = [line if len(line) <= 2 * VIEW else view(line) for line in chain.from_iterable(lines)]
    found = [(_count_kinds(piece), *_ends(piece), *find_words(piece)) for piece in read(flat)]
    kinds, first, last, *of_words = [np.concatenate(parts) for parts in zip(*found, strict=True)]
    return Surface(flat, bounds, kinds, first, last, _apart(bare, bounds), *of_words)


def _apart(documents: Sequence[Sequence[str]], bounds: Ints) -> Bools:
    """Tell which of the lines that are not blank have a blank one above, below others of their document (L)."""
    full = np.fromiter(map(bool, chain.from_iterable(documents)), bool)
    apart: Bools = np.append(False, ~full)[:-1][full]
    apart[bounds[:-1][np.diff(bounds) > 0]] = False
    return apart


def _count_kinds(piece: Piece) -> Ints:
    """Count the characters of each kind in each line (L × KINDS); the line feeds do not count."""
    lines = len(piece.starts)
    cells = (np.arange(lines) * len(KINDS)).repeat(piece.ends + 1 - piece.starts)
    cells += piece.kinds
    counted = np.bincount(cells, minlength=lines * len(KINDS)).reshape(lines, len(KINDS))
    counted[:, kind("space")] -= 1
    return counted


def _ends(piece: Piece) -> tuple[Kinds, Kinds]:
    """Return the kinds of the first and the last character of each line (L each)."""
    return piece.kinds[piece.starts], piece.kinds[piece.ends - 1]


def hash_pairs(surface: Surface) -> Hashes:
    """Return a number per word (W) for the word and the next one of its line; 0 at the end of a line."""
    following = np.append(surface.word_hash[1:], np.uint64(0))
    pairs = join_hashes(surface.word_hash, following)
    pairs[surface.word_start[1:][surface.words > 0] - 1] = 0
    return pairs
