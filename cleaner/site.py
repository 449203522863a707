"""How many pages of a site hold a line: learn, merge, save, load.

A line on half of a site's pages is likely to be furniture, whatever it says. Lines are compared folded: case, accents,
marks and spaces do not count, and a run of digits is as good as any other; lines without a letter are not looked at. A
memory holds, for each site, the pages that it learned from: of each a fingerprint, and the keys (64-bit numbers) of its
lines. How many pages hold a line follows.

- Pages count, not occurrences, and pages that are nearly the same count once: those whose ten longest lines are equal
  to the letter.
- Of a site, `PAGES` pages are kept, those with the smallest fingerprints. These are as good as drawn at random, so that
  the share of pages that hold a line is off by 1.6 % (one standard error) at most.
- Both rules ask for the least of all that was seen, whatever came first. So memories of parts of a corpus, merged in
  any order, are the memory of the corpus.

A memory is a file of SQLite, of which only the sites that are asked for are read.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from hashlib import blake2b
from itertools import accumulate, chain, pairwise, repeat
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from . import marks
from .arrays import Hashes, Ints, running
from .characters import Piece, kind, read
from .surface import VIEW, view
from .words import POWERS, UNDONE, mix

LONGEST = 10
"""How many of a page's longest lines make its fingerprint; of a short page the shortest fifth does not count."""
PAGES = 1000
"""Pages of a site that are kept."""
LEAST = 3
"""Pages from which on a memory of a site says anything: two prove nothing."""
CLEAR = 8
"""Of how many pages of a site the lines are kept in clear, until the memory is saved."""
SHOWN, SHOWN_CHARACTERS = 200, 100
"""How many lines of a site are saved in clear, those on most pages, and how much of each."""
BATCH = 1 << 20
"""Characters that are folded at once."""
DIGITS = np.uint64(0x2545F4914F6CDD1D)
"""What a run of digits counts as: any number that no character has."""
FINGERPRINTS = 2**63
"""Fingerprints lie below this: they fit into the signed integers of SQLite and Arrow."""
KEY = np.dtype("<u8")
APPLICATION, VERSION = 0x636C6E72, 1
"""What a file of SQLite says it is of (`clnr`), and the version of its tables."""
TABLES = """
CREATE TABLE site (id INTEGER PRIMARY KEY, name TEXT UNIQUE, pages INTEGER, keys BLOB, counts BLOB);
CREATE TABLE learned (site INTEGER PRIMARY KEY, fingerprints BLOB, sizes BLOB, lines BLOB);
CREATE TABLE line (site INTEGER, key INTEGER, pages INTEGER, text TEXT, PRIMARY KEY (site, key)) WITHOUT ROWID;
"""


class MemoryFileError(Exception):
    """Why a file is no memory that can be read; follows its name."""


class Page(NamedTuple):
    """What is kept of a page: its fingerprint, and the keys of its lines (64-bit little-endian, sorted, each once)."""

    fingerprint: int
    lines: bytes


class Known(NamedTuple):
    """What is known of a site: its pages, and the lines (N) on more than one: sorted keys, and pages that hold each."""

    pages: int
    keys: Hashes
    counts: Ints

    @property
    def says_anything(self) -> bool:
        """Whether there are pages enough to judge by."""
        return self.pages >= LEAST

    def holding(self, keys: Hashes) -> Ints:
        """Tell how many pages hold each line; 0 for those that are on one page at most."""
        if not len(self.keys):
            return np.zeros(len(keys), np.int64)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, self.counts[at], 0)


NOTHING = Known(0, np.zeros(0, np.uint64), np.zeros(0, np.int64))


def fold(lines: Sequence[str]) -> tuple[Hashes, Ints]:
    """Return the key of each line, 0 for one without a letter, and how many characters of it count.

    The lines have no white space at their ends, and are cut to their view (see `surface`).
    """
    found = [_fold(piece) for piece in read(lines)]
    return np.concatenate([keys for keys, _ in found]), np.concatenate([sizes for _, sizes in found])


def _fold(piece: Piece) -> tuple[Hashes, Ints]:
    digits = piece.kinds == kind("digit")
    counts = piece.numbers != 0
    counts[1:] &= ~(digits[1:] & digits[:-1])
    numbers = np.where(digits, DIGITS, piece.numbers)[counts]
    total = np.zeros(len(numbers) + 1, np.uint64)
    np.cumsum(numbers * POWERS[: len(numbers)], out=total[1:])
    before, letters = running(counts), running(counts & ~digits)
    starts, ends = before[piece.starts], before[piece.ends]
    keys = mix((total[ends] - total[starts]) * UNDONE[starts])
    return keys * (letters[piece.ends] > letters[piece.starts]), ends - starts


def pages_of(texts: Iterable[str]) -> Iterator[tuple[Page, dict[int, str]]]:
    """Fold pages, in order; with each, its lines by their keys."""
    for batch in _batches(texts):
        pages = [_bare(text) for text in batch]
        keys, sizes = fold([*chain.from_iterable(pages)])
        for lines, (first, end) in zip(pages, pairwise([0, *accumulate(map(len, pages))]), strict=True):
            page = _page(lines, keys[first:end], sizes[first:end])
            yield page, dict(zip(keys[first:end].tolist(), lines, strict=True))


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _bare(text: str) -> list[str]:
    lines = filter(None, map(str.strip, marks.read(text).judged))
    return [line if len(line) <= 2 * VIEW else view(line) for line in lines]


def _page(lines: Sequence[str], keys: Hashes, sizes: Ints) -> Page:
    """Return what is kept of a page, given its lines, the key of each and the characters that count in it."""
    unique, where = np.unique(keys, return_index=True)
    where = where[unique != 0]
    unique = unique[unique != 0]
    order = np.lexsort((unique, -sizes[where]))[: min(LONGEST, len(unique) - len(unique) // 5)]
    longest = "\n".join(lines[at] for at in where[order].tolist()).encode("utf-8", "surrogatepass")
    fingerprint = int.from_bytes(blake2b(longest, digest_size=8).digest()) % FINGERPRINTS
    return Page(fingerprint, unique.astype(KEY).tobytes())


class _Site:
    """The pages of a site, lines by fingerprint, and lines in clear by their keys."""

    def __init__(self) -> None:
        self.pages: dict[int, bytes] = {}
        self.clear: dict[int, str] = {}
        self._last = FINGERPRINTS

    def add(self, page: Page) -> None:
        """Take a page in, unless it is beyond those that are kept; of nearly equal ones the least stays."""
        fingerprint, lines = page
        if fingerprint <= self._last:
            self.pages[fingerprint] = min(lines, self.pages.get(fingerprint, lines))
            if len(self.pages) >= 2 * PAGES:
                self.bound()

    def bound(self) -> None:
        """Let go of what is beyond the pages that are kept."""
        if len(self.pages) > PAGES:
            self.pages = {fingerprint: self.pages[fingerprint] for fingerprint in sorted(self.pages)[:PAGES]}
            self._last = max(self.pages)

    def show(self, lines: dict[int, str]) -> None:
        """Keep lines in clear, as far as they are text; of different spellings the least."""
        for key, line in lines.items():
            shown = line[:SHOWN_CHARACTERS].encode("utf-8", "replace").decode()
            self.clear[key] = min(shown, self.clear.get(key, shown))

    def merge(self, other: "_Site") -> None:
        """Take in all that another memory has of the site."""
        for page in other.pages.items():
            self.add(Page(*page))
        self.show(other.clear)

    def known(self) -> Known:
        """Count the pages that hold each line."""
        self.bound()
        keys, counts = np.unique(np.frombuffer(b"".join(self.pages.values()), KEY), return_counts=True)
        often = counts > 1
        return Known(len(self.pages), keys[often].astype(np.uint64), counts[often])


class SiteMemory:
    """Which lines stand on how many pages of each site."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._sites: dict[str, _Site] = {}
        self._known: dict[str, Known] = {}

    def learn(self, texts: Iterable[str], *, site: str) -> None:
        """Learn the lines of pages of a site, each a text."""
        self.learn_many(texts, repeat(site))

    def learn_many(self, texts: Iterable[str], sites: Iterable[str]) -> None:
        """Learn the lines of pages, each a text; `sites` says of which site each is."""
        for (page, lines), site in zip(pages_of(texts), sites, strict=False):
            learned = self._site(site)
            learned.add(page)
            if len(learned.pages) <= CLEAR:
                learned.show(lines)

    def add(self, site: str, pages: Iterable[Page], clear: Iterable[str] = ()) -> None:
        """Take in pages of a site that were folded elsewhere (`pages_of`), and lines of them to be kept in clear."""
        learned, shown = self._site(site), [line for text in clear for line in _bare(text)]
        for page in pages:
            learned.add(page)
        learned.show(dict(zip(fold(shown)[0].tolist(), shown, strict=True)))

    def merge(self, other: "SiteMemory") -> None:
        """Take in all that another memory has learned."""
        for site in other.sites():
            self._site(site).merge(other._learned(site))

    def sites(self) -> list[str]:
        """Name all sites, sorted."""
        saved = [] if self._path is None else [name for (name,) in _rows(self._path, "SELECT name FROM site")]
        return sorted({*self._sites, *saved})

    def known(self, site: str | None) -> Known:
        """Return what is known of a site, which is nothing if it is None, or was never met."""
        if site is None:
            return NOTHING
        if site not in self._known:
            self._known[site] = self._sites[site].known() if site in self._sites else self._look_up(site)
        return self._known[site]

    def lines(self, site: str) -> list[tuple[int, str]]:
        """Return the lines of a site that are kept in clear and stand on several pages, those on most pages first."""
        return [(pages, text) for pages, _, text in _most(self.known(site), self._learned(site).clear)]

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the memory to a file, all of it or nothing."""
        target = Path(path)
        part = target.with_name(f".{target.name}.part")
        part.unlink(missing_ok=True)
        try:
            with closing(sqlite3.connect(part)) as file:
                file.executescript(f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; {TABLES}")
                for number, site in enumerate(self.sites()):
                    _write(file, number, site, self.known(site), self._learned(site))
                file.commit()
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> "SiteMemory":
        """Open a memory; each site is read when it is asked for, and the file is never written to.

        Raises MemoryFileError for another file, or one of another version, and OSError where there is none.
        """
        memory = cls()
        memory._path = Path(path)
        with memory._path.open("rb"):
            _check(memory._path)
        return memory

    def _site(self, site: str) -> _Site:
        """Return what was learned of a site, to be changed."""
        self._known.pop(site, None)
        self._sites[site] = self._learned(site)
        return self._sites[site]

    def _learned(self, site: str) -> _Site:
        return self._sites.get(site) or (_Site() if self._path is None else _read_site(self._path, site))

    def _look_up(self, site: str) -> Known:
        """Look a site up in the file."""
        asked = "SELECT pages, keys, counts FROM site WHERE name = ?"
        found = [] if self._path is None else _rows(self._path, asked, site)
        for pages, keys, counts in found:
            return Known(pages, np.frombuffer(keys, KEY).astype(np.uint64), np.frombuffer(counts, "<u2").astype(int))
        return NOTHING


def _most(known: Known, clear: dict[int, str]) -> list[tuple[int, int, str]]:
    """Return pages, key and text of lines in clear that stand on several pages: those on most pages, in order."""
    keys = np.fromiter(clear, np.uint64, len(clear))
    counts = known.holding(keys).tolist()
    rows = zip(counts, keys.tolist(), clear.values(), strict=True)
    return sorted((row for row in rows if row[0]), key=lambda row: (-row[0], row[2]))[:SHOWN]


def _write(file: sqlite3.Connection, number: int, name: str, known: Known, learned: _Site) -> None:
    """Write a site."""
    pages = sorted(learned.pages.items())
    fingerprints = np.array([fingerprint for fingerprint, _ in pages], KEY)
    sizes = np.array([len(lines) // KEY.itemsize for _, lines in pages], "<u4")
    blobs = known.keys.astype(KEY).tobytes(), known.counts.astype("<u2").tobytes()
    file.execute("INSERT INTO site VALUES (?, ?, ?, ?, ?)", (number, name, known.pages, *blobs))
    rows = number, fingerprints.tobytes(), sizes.tobytes(), b"".join(lines for _, lines in pages)
    file.execute("INSERT INTO learned VALUES (?, ?, ?, ?)", rows)
    lines = ((number, _signed(key), count, text) for count, key, text in _most(known, learned.clear))
    file.executemany("INSERT INTO line VALUES (?, ?, ?, ?)", lines)


def _read_site(path: Path, name: str) -> _Site:
    """Read all that was learned of a site."""
    site = _Site()
    asked = "SELECT fingerprints, sizes, lines FROM learned JOIN site ON site = id WHERE name = ?"
    for fingerprints, sizes, lines in _rows(path, asked, name):
        edges = accumulate(np.frombuffer(sizes, "<u4").tolist(), initial=0)
        for fingerprint, (first, end) in zip(np.frombuffer(fingerprints, KEY).tolist(), pairwise(edges), strict=True):
            site.add(Page(fingerprint, lines[first * KEY.itemsize : end * KEY.itemsize]))
    shown = _rows(path, "SELECT key, text FROM line JOIN site ON site = id WHERE name = ?", name)
    site.clear = {key % 2**64: text for key, text in shown}
    return site


def _signed(key: int) -> int:
    return key - (key >> 63 << 64)


def _check(path: Path) -> None:
    """Raise MemoryFileError unless the file is a memory of this version."""
    ((application,),) = _rows(path, "PRAGMA application_id")
    ((version,),) = _rows(path, "PRAGMA user_version")
    if application != APPLICATION:
        raise MemoryFileError("is no memory. Make one: cleaner learn PATH -o FILE")
    if version != VERSION:
        raise MemoryFileError(f"is a memory of version {version}, and this is of {VERSION}. Learn it anew")


def _rows(path: Path, asked: str, *values: str) -> list[Any]:
    """Ask a file of SQLite, which is only read."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as file:
            return file.execute(asked, values).fetchall()
    except sqlite3.DatabaseError as error:
        raise MemoryFileError(
            f"is no memory, or a damaged one ({error}). Make one: cleaner learn PATH -o FILE"
        ) from error
