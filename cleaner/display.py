"""What a person is shown: the diff, the cleaned text on a terminal, one line on stderr of what was done or is wrong."""

import codecs
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from .document import Cleaned, Reason
from .job import Color, Format, Job, View
from .render import WIDEST, Share, plain, table_rows, visible, written

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from .pager import Pager
    from .patch import Piece
    from .picture import Picture
    from .sources import Record

BUNCH = 2**13
"""Bytes that are written at once: two screens or so."""
STAND_IN = "cleaner.stand-in"
LIKE = dict(zip("└…│█▸◂·→‘’–", "`~|#><->''-", strict=True))
"""What stands for our own signs on terminals that do not have them."""
_pagers: list["Pager"] = []
"""The pager that has the terminal, if any: what is said meanwhile goes there too."""
_pictures: list["Picture"] = []
"""The picture that is drawn into instead, if any."""


@contextmanager
def paged(job: Job) -> Iterator[None]:
    """Show on a terminal through a pager, inside, what is longer than the screen."""
    if not (
        job.shows_diff
        and job.export is None
        and not (job.no_pager or job.interactive)
        and sys.stdout.isatty()
        and not job.prints_text
    ):
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


@contextmanager
def pictured(job: Job) -> Iterator[None]:
    """Draw what is shown inside into a picture, if the job is to make one."""
    if job.export is None:
        yield
        return
    from .picture import Picture

    picture = Picture()
    _pictures.append(picture)
    try:
        yield
    finally:
        _pictures.remove(picture)
    if not picture.is_empty:
        _hang(picture.written(job.export), job.picture)


def _hang(data: bytes, path: str | None) -> None:
    """Write a picture where it is wanted."""
    if path is None:
        write_stdout(data)
        return
    from .targets import copy

    with copy(Path(path)) as stream:
        stream.write(data)
    tell(f"{path}: written.")


def show(job: Job, record: "Record", cleaned: Cleaned, name: str | None) -> None:
    """Show the diff on stdout, or on stderr where stdout carries the text; or draw it into the picture."""
    if _pictures:
        _pictures[0].add(_drawn(job, record, cleaned, name, _pictures[0].console))
        return
    stream = _stream(job)
    for piece in _bunched(_shown(job, record, cleaned, name, stream)):
        _write(piece, stream)


def show_table(job: Job, shares: Mapping[Reason, Share], of: int) -> None:
    """Show what goes from a text that was shown in parts, of so many words."""
    if job.view not in (View.INLINE, View.SIDES):
        return
    from . import screen

    laid_out, stream = table_rows(shares, of), _stream(job)
    console = _pictures[0].console if _pictures else screen.console(stream, job.color)
    if _pictures:
        _pictures[0].add(screen.drawn(laid_out, WIDEST, console))
    elif _is_drawn(job, stream):
        _emit("".join(screen.written(screen.drawn(laid_out, WIDEST, console), console)), stream)
    else:
        _emit("".join(written(laid_out, WIDEST)), stream)


def _stream(job: Job) -> TextIO:
    return sys.stderr if job.prints_text else sys.stdout


def _bunched(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Join small pieces, so that a screen is shown as soon as it is there and a long diff in few writes."""
    bunch: list[bytes] = []
    for piece in pieces:
        bunch.append(piece)
        if len(piece) > BUNCH or sum(map(len, bunch)) > BUNCH:
            yield b"".join(bunch)
            bunch = []
    yield b"".join(bunch)


def _shown(job: Job, record: "Record", cleaned: Cleaned, name: str | None, stream: TextIO) -> Iterator[bytes]:
    """Write the diff as fits the job and where it goes: into a pipe some views come plain."""
    if job.view is View.INLINE and not _is_drawn(job, stream):
        return _encoded(plain(cleaned, **_layout(job, record, name)), stream)
    if job.view is View.PATCH and not _is_drawn(job, stream):
        return (piece.data for piece in _patch(job, record, cleaned))
    from . import screen

    console = screen.console(stream, job.color)
    return _encoded(screen.written(_drawn(job, record, cleaned, name, console), console), stream)


def _drawn(job: Job, record: "Record", cleaned: Cleaned, name: str | None, console: "Console") -> Iterable["Text"]:
    """Draw the diff as the view that is wanted."""
    from . import screen

    layout = _layout(job, record, name)
    match job.view:
        case View.PATCH:
            return screen.patched(_patch(job, record, cleaned))
        case View.LINE:
            return _explained(job, record, cleaned, console)
        case View.SIDES:
            from .columns import side_by_side

            return side_by_side(cleaned, console, **layout)
        case _:
            return screen.inline(cleaned, console, **layout)


def _layout(job: Job, record: "Record", name: str | None) -> dict[str, Any]:
    above = record.lines_above if record.source.parted else None
    return {"name": name, "verbose": job.verbose, "above": above, **_around(job)}


def _around(job: Job) -> dict[str, int | None]:
    """Tell how many kept lines are shown, where that is not left to the view."""
    return {"context": None} if job.all else {} if job.context is None else {"context": job.context}


def _encoded(pieces: Iterable[str], stream: TextIO) -> Iterator[bytes]:
    encoding = stream.encoding if stream.isatty() else "utf-8"
    return (piece.encode(encoding, STAND_IN) for piece in pieces)


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    """Choose for a character that a terminal does not have: something like it, or question marks as wide as it is."""
    assert isinstance(error, UnicodeEncodeError)
    char = error.object[error.start]
    wide = unicodedata.east_asian_width(char) in "WF"
    return LIKE.get(char, "??" if wide else "?"), error.start + 1


codecs.register_error(STAND_IN, _stand_in)


def _is_drawn(job: Job, stream: TextIO) -> bool:
    """Whether the diff is drawn in colours, or at least for a terminal."""
    forced = job.color is Color.ALWAYS or (job.color is Color.AUTO and bool(os.environ.get("FORCE_COLOR")))
    return forced or stream.isatty()


def _explained(job: Job, record: "Record", cleaned: Cleaned, console: "Console") -> Iterator["Text"]:
    """Explain the line that is asked for; a part of a text that does not hold it says nothing."""
    from .chart import chart
    from .sources import SourceError

    count, above, parted = len(cleaned.texts), record.lines_above, record.source.parted
    name = record.source.path if parted else record.place
    if above < job.line <= above + count:
        yield chart(cleaned, job.line, console, name=name, threshold=job.threshold, above=above)
    elif not parted:
        lines = f"1 to {count:,}" if count else "none"
        raise SourceError(name, f"has no line {job.line:,}. Its lines are {lines}")


def _patch(job: Job, record: "Record", cleaned: Cleaned) -> Iterator["Piece"]:
    """Make a patch: of the bytes of a file of text, and else of the text that was found."""
    from .patch import patch
    from .sources import SourceError

    if record.source.parted:
        raise SourceError(record.source.path, "is too large for one patch. Cut it into files first: split -C 15m")
    data = record.data if record.source.whole and record.source.format is Format.TEXT else None
    name = os.path.normpath(record.place).lstrip("/")  # no tool takes a patch of a path from the root
    return patch(cleaned, data, os.fsencode(name), **_around(job))


def print_text(data: bytes, *, raw: bool = False) -> None:
    """Write what was cleaned to stdout: byte for byte, except to a terminal, on which it must not act but if `raw`."""
    if sys.stdout.isatty() and not raw:
        text = data.decode("utf-8", "surrogateescape")
        _emit("\n".join(map(visible, text.split("\n"))), sys.stdout)
    else:
        write_stdout(data)


def summarise(job: Job, summary: str) -> None:
    """Say in one line what was done: under the diff on a terminal, on stderr otherwise."""
    if job.shows_diff and sys.stdout.isatty() and not job.prints_text and not _pictures:
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
