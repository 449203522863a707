"""Where records come from: stdin and files of every format, packed or not, cut into the bytes of one record each.

Nothing is judged or decoded here. What cannot be read becomes a record too, the last of its source, that says why: what
was read before it is cleaned all the same.
"""

import errno
import os
import re
import stat
import sys
import zlib
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from io import BufferedIOBase, BufferedReader
from itertools import chain
from pathlib import Path
from select import select
from time import monotonic
from typing import IO, Any, NamedTuple, TypeAlias, cast

from .gunzip import Members
from .job import STDIN, UNTOLD, Format, Job, Told
from .parts import Above
from .plaintext import SEPARATORS, comes_in_parts, is_separator, is_wide, parts
from .records import LARGEST

READING = {
    errno.ENOENT: "no such file. Check the name, or pass the text on stdin",
    errno.EACCES: "may not be read. Check its permissions (chmod u+r), or read it as its owner",
    errno.EISDIR: "is a folder. Name the files in it, or add -o FOLDER for cleaned copies of its files",
    errno.EBADF: "is closed. Name a file, or pass the text through a pipe",
}
ENDINGS = {
    Format.TEXT: (".txt", ".text"),
    Format.HTML: (".html", ".htm", ".xhtml"),
    Format.JSONL: (".jsonl", ".ndjson", ".json"),
    Format.PARQUET: (".parquet", ".pq"),
    Format.WARC: (".warc",),
    Format.WET: (".wet",),
}
FORMATS = {ending: form for form, endings in ENDINGS.items() for ending in endings}
PACKINGS = (".gz", ".zst")
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
SKIPPABLE = b"\x2a\x4d\x18"  # follows the first byte of a zstd frame that holds no data
HTML = rb"(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype html|html|head|body)\b"
ARCHIVES = (Format.WARC, Format.WET)
PLACES = {Format.JSONL: "line", Format.PARQUET: "row", Format.TEXT: "text"}
READ = 2**18
"""Bytes read at once from a stream of records."""
FULL, FULL_OF_PAGES = 2**19, 2**21
"""Bytes after which a batch is full: enough for several batches of the judge, and little to lose or to wait for. Of web
pages a tenth is text."""
PATIENCE = 0.05
"""Seconds that a batch waits for what else comes through a pipe: what unpacks a file fills one in a tenth of that, and
nobody who watches a slow pipe notices. Without it one core would do all behind `zcat`."""
MOST = 4096
"""Records after which a batch is full: their handling too takes time and memory."""


class SourceError(Exception):
    """Something a person has to mend: which file, what is wrong with it, and what to do."""

    def __init__(self, path: str | Path, words: str) -> None:
        super().__init__(f"{called(str(path))}: {words}.")
        self.words = words


@dataclass(frozen=True, eq=False)
class Source:
    """One input of a run: its path as it was given, "-" for stdin, and the path of its copy, None for no copy.

    `status` is the file's when it was opened. `whole` says that the file is one text, not a stream of records;
    `parted`, that it is one text, but so long that it comes as a stream of parts.
    `written` is the format of what is made of its records, `packing` how it is packed itself (".gz", ".zst" or not at
    all). `handle` is its descriptor, of use only while records come
    from it.
    """

    path: str
    copy: Path | None
    format: Format = Format.TEXT
    whole: bool = True
    status: os.stat_result | None = None
    written: Format = Format.TEXT
    packing: str = ""
    parted: bool = False
    handle: int = -1

    def rests(self, seconds: float) -> bool:
        """Whether the source is a pipe that has nothing more to give, and will have nothing for so long."""
        return (
            self.status is not None
            and not stat.S_ISREG(self.status.st_mode)
            and not select([self.handle], [], [], max(seconds, 0))[0]
        )


Piece: TypeAlias = bytes | tuple[bytes, Told]
"""The bytes of a record; in a table, with what other columns tell of it."""


class Record(NamedTuple):
    """The bytes of one text as they lie in its source; the last record of every source has None.

    `number` counts from 1 in the unit of the format: lines, rows, records. `error` says why the source ended early;
    `unjudged`, why the bytes stay as they are, empty for those that follow in the same line. `told` is what other
    columns of a table tell of it; `above`, what stands above a part of a text, None for the first.
    """

    source: Source
    number: int
    data: bytes | None
    error: str | None = None
    unjudged: str | None = None
    told: Told = UNTOLD
    above: Above | None = None

    @property
    def place(self) -> str:
        """Name the record in a message; a part of a text is named after its first line."""
        path = called(self.source.path)
        if self.source.whole or self.data is None:
            return path
        number = self.lines_above + 1 if self.source.parted else self.number
        return f"{path}: {'line' if self.source.parted else PLACES.get(self.source.format, 'record')} {number:,}"

    @property
    def lines_above(self) -> int:
        """How many lines of its text stand above the record."""
        return self.above.lines if self.above else 0


def called(path: str) -> str:
    """Name a path in a message."""
    return "stdin" if path == STDIN else path


def real(path: str | Path) -> Path:
    """Follow the links in a path as far as they lead somewhere; `Path.resolve` raises where they lead in a circle."""
    return Path(os.path.realpath(path))


def is_folder(path: str) -> bool:
    """Whether a path leads to a folder; `Path.is_dir` raises for names that no file can have."""
    return os.path.isdir(path)  # noqa: PTH112


def batches(pairs: Iterable[tuple[str, Path | None]], job: Job) -> Generator[list[Record], None, None]:
    """Read sources, each with the path of its copy, and batch their records.

    A batch is passed on when it is full, and when a pipe has no more to give, however little it is.
    """
    batch: list[Record] = []
    since = monotonic()
    for path, copy in pairs:
        for records in _read(path, copy, job):
            since = since if batch else monotonic()
            batch += records
            goes_on = records[-1].data is not None
            if is_full(batch) or (goes_on and records[-1].source.rests(since + PATIENCE - monotonic())):
                yield batch
                batch = []
    if batch:
        yield batch


def is_full(batch: Sequence[Record]) -> bool:
    """Tell whether a batch is worth passing on."""
    of_pages = bool(batch) and batch[0].source.format in (Format.HTML, Format.WARC)
    return len(batch) >= MOST or size_of(batch) >= (FULL_OF_PAGES if of_pages else FULL)


def size_of(batch: Sequence[Record]) -> int:
    """Add up the bytes of records."""
    return sum(len(record.data or b"") for record in batch)


def _read(path: str, copy: Path | None, job: Job) -> Iterator[list[Record]]:
    """Read the records of one source, as they come, and the one that ends it."""
    source, number, error = Source(path, copy), 0, None
    try:
        _refuse_unplaced(path, job)
        with explained(path, READING), open(0 if path == STDIN else path, "rb", closefd=path != STDIN) as stream:
            status = os.fstat(stream.fileno())
            if _is_stdout(status):
                raise SourceError(path, "is also the output. Write to another file, or clean it in place with -i")
            os.set_blocking(stream.fileno(), True)  # some shells leave a pipe otherwise, and nothing yet is no end
            packing = _packing(stream)
            unpacked = _unpacked(path, stream, packing)
            form = job.format or format_of(path, unpacked) or Format.TEXT
            written = written_as(form, copy, job)
            if job.annotate and written not in (Format.JSONL, Format.PARQUET):
                words = "has no place for spans. --annotate is for JSONL, Parquet, and WARC and WET with --to jsonl"
                raise SourceError(path, words)
            if job.markdown and form is not Format.HTML:
                advice = "Leave out --markdown, or add --format html"
                raise SourceError(path, f"is {form.upper()}, and Markdown is made of HTML alone. {advice}")
            whole = form is Format.HTML or (form is Format.TEXT and job.separator is None)
            head = _head(path, unpacked, form, job) if whole else b""
            parted = whole and form is Format.TEXT and comes_in_parts(head, job.encoding, whole=job.needs_whole)
            source = Source(path, copy, form, whole and not parted, status, written, packing, parted, stream.fileno())
            for records in _records(head, unpacked, source, job):
                yield records
                number = records[-1].number
    except SourceError as wrong:
        error = wrong.words
    yield [Record(source, number, None, error)]


def _refuse_unplaced(path: str, job: Job) -> None:
    """Refuse to wait for the end of a pipe or a device only to find that it cannot be cleaned in place."""
    with suppress(OSError):
        mode = Path(path).stat().st_mode
        if job.in_place and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise SourceError(path, "is not a regular file. Send its text through a pipe instead")


def _record(source: Source, number: int, piece: Piece) -> Record:
    """Make a record of its bytes, or of those and what a table tells of it."""
    data, told = (piece, UNTOLD) if isinstance(piece, bytes) else piece
    return Record(source, number, data, told=told)


def _is_stdout(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) and os.path.samestat(status, os.fstat(1))


def format_of(path: str, stream: BufferedIOBase | None = None) -> Format | None:
    """Find the format of a file by its name, or else by how it begins; None where that cannot be seen."""
    name = Path(path)
    ending = (name.with_suffix("") if name.suffix.lower() in PACKINGS else name).suffix.lower()
    if ending in FORMATS or stream is None:
        return FORMATS.get(ending)
    return _looks_like(cast("BufferedReader", stream).peek(4096))


def _looks_like(head: bytes) -> Format:
    """Tell a format from the first bytes of a file."""
    if head.startswith(b"PAR1"):
        return Format.PARQUET
    if head.startswith(b"WARC/1"):
        return Format.WARC
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{") and re.match(rb'\{[ \t]*["}]', text):
        return Format.JSONL
    if text.startswith(b"<") and re.match(HTML, text, re.IGNORECASE | re.DOTALL):
        return Format.HTML
    return Format.TEXT


def written_as(form: Format, copy: Path | None, job: Job) -> Format:
    """Choose the format of what is made of a source: its own, except of a page or an archive of pages."""
    if form is Format.HTML:
        return Format.TEXT
    if form not in ARCHIVES:
        return form
    named = None if copy is None else format_of(str(copy))
    return job.to or (named if named in (Format.TEXT, Format.JSONL) else None) or Format.WET


def _packing(stream: BufferedReader) -> str:
    """Tell by the first bytes how a stream is packed, whatever its name says."""
    head = stream.peek(4)
    if head.startswith(GZIP):
        return ".gz"
    return ".zst" if head.startswith(ZSTD) or head[1:4] == SKIPPABLE else ""


def _unpacked(path: str, stream: BufferedReader, packing: str) -> BufferedIOBase:
    if packing == ".gz":
        return Members(stream)
    return cast("BufferedIOBase", zstd(path).open(stream)) if packing else stream


def zstd(path: str | Path) -> Any:
    """Load what packs and unpacks .zst: a part of newer Pythons, an extra for older ones."""
    try:
        return import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
    except ImportError:
        raise SourceError(
            path, "is packed as .zst. To read and write that: pip install 'boilerstrip[corpus]'"
        ) from None


def _head(path: str, stream: BufferedIOBase, form: Format, job: Job) -> bytes:
    """Read a text, or the beginning of one that can be read in parts."""
    head = stream.read(LARGEST)
    _raise_damage(stream)
    if len(head) == LARGEST and (form is Format.HTML or is_wide(job.encoding)):
        advice = "no page is that" if form is Format.HTML else "Convert it to UTF-8, which is read in parts: iconv"
        raise SourceError(path, f"is larger than {LARGEST >> 20} MB. {advice}")
    return head


def _records(head: bytes, stream: BufferedIOBase, source: Source, job: Job) -> Iterator[list[Record]]:
    """Cut what a stream holds, of which the `head` of a text is read, into records, as they come."""
    if source.whole:
        yield [Record(source, 1, head)]
        return
    if source.parted:
        cut = enumerate(parts(head, stream, job.encoding), 1)
        yield from ([Record(source, n, data, unjudged=why, above=above)] for n, (data, above, why) in cut)
        _raise_damage(stream)
        return
    number = 0
    for pieces in _all_pieces(stream, source, job):
        yield [_record(source, n, piece) for n, piece in enumerate(pieces, number + 1)]
        number += len(pieces)


def _all_pieces(stream: BufferedIOBase, source: Source, job: Job) -> Iterator[Sequence[Piece]]:
    """Cut what a stream holds; where it is damaged but goes on, so does the cutting, and the damage is told of last."""
    yield from _pieces(stream, source, job)
    first = None
    while isinstance(stream, Members) and (wrong := stream.go_on()):
        first = first or wrong
        yield from _pieces(stream, source, job)
    if first is not None:
        raise first


def _raise_damage(stream: BufferedIOBase) -> None:
    """Refuse a text that ends at a damage, not at its end."""
    if isinstance(stream, Members) and (wrong := stream.go_on()):
        raise wrong


def _pieces(stream: BufferedIOBase, source: Source, job: Job) -> Iterator[Sequence[Piece]]:
    """Cut what a stream holds into the bytes of records, as they come."""
    if source.format is Format.PARQUET:
        from . import parquet

        yield from parquet.texts(cast("IO[bytes]", stream), source.path, job.field, job.told_in)
    elif source.format in ARCHIVES:
        from . import warc

        yield from warc.cut(stream)
    elif source.format is Format.JSONL or job.separator is None:
        yield from _split(stream, b"\n")
    elif job.separator in SEPARATORS:
        yield from _split(stream, SEPARATORS[job.separator])
    else:
        yield from _parted(_split(stream, b"\n"), job.separator)


def _split(stream: BufferedIOBase, separator: bytes) -> Iterator[list[bytes]]:
    """Cut a stream after each `separator`, one byte, into what each read completes.

    Of a piece that is larger than a record may be, some of the middle is left out, as nothing becomes of it.
    """
    rest = bytearray()
    while data := stream.read1(READ):
        known = len(rest)
        rest += data
        if rest.find(separator, known) >= 0:
            *whole, left = bytes(rest).split(separator)
            rest = bytearray(left)
            yield [piece + separator for piece in whole]
        del rest[LARGEST + 1 :]
    if rest:
        yield [bytes(rest)]


def _parted(lines: Iterable[Iterable[bytes]], separator: str) -> Iterator[list[bytes]]:
    """Join lines up to each that says nothing but `separator`; of what is too large, some is left out."""
    text = bytearray()
    for line in chain.from_iterable(lines):
        if len(text) <= LARGEST:
            text += line
        if is_separator(line, separator):
            yield [bytes(text)]
            text.clear()
    if text:
        yield [bytes(text)]


@contextmanager
def explained(path: str | Path, remedies: Mapping[int, str]) -> Iterator[None]:
    """Turn what fails about `path` into a SourceError that says what to do."""
    try:
        yield
    except EOFError as error:
        raise SourceError(path, "ends early, it was cut off. What came before is cleaned; get it whole") from error
    except OSError as error:
        if error.filename == "stdout":  # written to meanwhile
            raise
        words = remedies.get(error.errno or 0) or f"{error.strerror}. Check the name and the disk"
        raise SourceError(path, words if error.errno else _damaged(error)) from error
    except Exception as error:
        if not isinstance(error, zlib.error) and type(error).__name__ != "ZstdError":
            raise
        raise SourceError(path, _damaged(error)) from error


def _damaged(error: Exception) -> str:
    return f"is damaged ({error}). What could be read is cleaned; get it whole"
