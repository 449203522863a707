"""What a person is shown: the diff, the cleaned text on a terminal, one line on stderr of what was done or is wrong."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from .document import Cleaned
from .job import Color, Format, Job, View
from .render import plain, visible

if TYPE_CHECKING:
    from rich.console import Console

    from .pager import Pager
    from .sources import Record

_pagers: list["Pager"] = []
"""The pager that has the terminal, if any: what is said meanwhile goes there too."""


@contextmanager
def paged(job: Job) -> Iterator[None]:
    """Show on a terminal through a pager, inside, what is longer than the screen."""
    if not (job.shows_diff and not job.no_pager and sys.stdout.isatty() and not job.prints_text):
        yield
        return
    from .pager import paging

    with paging(write_stdout) as pager:
        _pagers.append(pager)
        try:
            yield
        finally:
            _pagers.remove(pager)


def tell(message: str) -> None:
    """Say something on stderr, in one line; where nobody listens there is nobody to tell."""
    words = f"cleaner: {visible(message)}"
    if _pagers and sys.stderr.isatty():
        _emit(f"{words}\n", sys.stdout)
        return
    with suppress(OSError):
        print(words, file=sys.stderr, flush=True)


def show(job: Job, record: "Record", cleaned: Cleaned, name: str | None) -> None:
    """Show the diff on stdout, or on stderr where stdout carries the text."""
    stream = sys.stderr if job.prints_text else sys.stdout
    pieces = _patched(job, record, cleaned, stream) if job.view is View.PATCH else _drawn(job, cleaned, name, stream)
    while piece := b"".join(islice(pieces, 1000)):
        _write(piece, stream)


def _drawn(job: Job, cleaned: Cleaned, name: str | None, stream: TextIO) -> Iterator[bytes]:
    """Draw the diff as fits the job and where it goes."""
    layout = {"name": name, "verbose": job.verbose, **_around(job)}
    if job.view is View.INLINE and not _is_drawn(job, stream):
        return _encoded(plain(cleaned, **layout), stream)
    from . import screen

    console = screen.console(stream, job.color)
    if job.view is View.INLINE:
        return _encoded(screen.styled(cleaned, console, **layout), stream)
    if job.view is View.LINE:
        return _encoded(_explained(job, cleaned, name, console), stream)
    from .columns import side_by_side

    return _encoded(side_by_side(cleaned, console, **layout), stream)


def _around(job: Job) -> dict[str, int | None]:
    """Tell how many kept lines are shown, where that is not left to the view."""
    return {"context": None} if job.all else {} if job.context is None else {"context": job.context}


def _encoded(pieces: Iterable[str], stream: TextIO) -> Iterator[bytes]:
    encoding = stream.encoding if stream.isatty() else "utf-8"
    return (piece.encode(encoding, "replace") for piece in pieces)


def _is_drawn(job: Job, stream: TextIO) -> bool:
    """Whether the diff is drawn in colours, or at least for a terminal."""
    forced = job.color is Color.ALWAYS or (job.color is Color.AUTO and bool(os.environ.get("FORCE_COLOR")))
    return forced or stream.isatty()


def _explained(job: Job, cleaned: Cleaned, name: str | None, console: "Console") -> Iterator[str]:
    from .chart import chart
    from .sources import SourceError

    name, count = name or "stdin", len(cleaned.texts)
    if not 1 <= job.line <= count:
        lines = f"1 to {count:,}" if count else "none"
        raise SourceError(name, f"has no line {job.line:,}. Its lines are {lines}")
    return chart(cleaned, job.line, console, name=name, threshold=job.threshold)


def _patched(job: Job, record: "Record", cleaned: Cleaned, stream: TextIO) -> Iterator[bytes]:
    """Write a patch: of the bytes of a file of text, byte for byte into a pipe; else of the text that was found."""
    from .patch import patch
    from .sources import SourceError

    if record.source.parted:
        raise SourceError(record.source.path, "is too large for one patch. Cut it into files first: split -C 15m")
    data = record.data if record.source.whole and record.source.format is Format.TEXT else None
    name = os.path.normpath(record.place).lstrip("/")  # no tool takes a patch of a path from the root
    pieces = patch(cleaned, data, os.fsencode(name), **_around(job))
    if not _is_drawn(job, stream):
        return (piece.data for piece in pieces)
    from . import screen

    return _encoded(screen.patched(pieces, screen.console(stream, job.color)), stream)


def print_text(data: bytes, *, raw: bool = False) -> None:
    """Write what was cleaned to stdout: byte for byte, except to a terminal, on which it must not act but if `raw`."""
    if sys.stdout.isatty() and not raw:
        text = data.decode("utf-8", "surrogateescape")
        _emit("\n".join(map(visible, text.split("\n"))), sys.stdout)
    else:
        write_stdout(data)


def summarise(job: Job, summary: str) -> None:
    """Say in one line what was done: under the diff on a terminal, on stderr otherwise."""
    if job.shows_diff and sys.stdout.isatty() and not job.prints_text:
        from . import screen

        _emit("\n" + screen.paragraph(summary, screen.console(sys.stdout, job.color)), sys.stdout)
    else:
        tell(summary)


def _emit(text: str, stream: TextIO) -> None:
    _write(b"".join(_encoded([text], stream)), stream)


def _write(data: bytes, stream: TextIO) -> None:
    if stream is not sys.stdout:
        with suppress(OSError):
            write_whole(stream, data)
    elif _pagers:
        _pagers[0].write(data)
    else:
        write_stdout(data)


def write_whole(stream: TextIO, data: bytes) -> None:
    """Write all of `data` to the bytes below `stream`: unbuffered, one write may take only a part."""
    rest = memoryview(data)
    while rest:
        rest = rest[stream.buffer.write(rest) :]
    stream.buffer.flush()


def write_stdout(data: bytes) -> None:
    """Write all of `data` to stdout now; raises OSError, with "stdout" as its file, where it cannot."""
    try:
        write_whole(sys.stdout, data)
    except OSError as error:
        raise OSError(error.errno, error.strerror, "stdout") from error
