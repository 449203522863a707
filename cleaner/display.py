"""What a person is shown: the diff, the cleaned text on a terminal, one line on stderr of what was done or is wrong."""

import sys
from contextlib import suppress
from itertools import islice
from typing import TextIO

from .document import Cleaned
from .job import Job
from .render import plain, visible


def tell(message: str) -> None:
    """Say something on stderr, in one line; where nobody listens there is nobody to tell."""
    with suppress(OSError):
        print(f"cleaner: {visible(message)}", file=sys.stderr, flush=True)


def show(job: Job, cleaned: Cleaned, name: str | None) -> None:
    """Show the diff on stdout, or on stderr where stdout carries the text."""
    stream = sys.stderr if job.prints_text else sys.stdout
    layout = {"name": name, "context": job.context, "verbose": job.verbose}
    if stream.isatty():
        from . import screen

        pieces = screen.styled(cleaned, screen.console(stream), **layout)
    else:
        pieces = plain(cleaned, **layout)
    while piece := "".join(islice(pieces, 1000)):
        _emit(piece, stream)


def print_text(data: bytes) -> None:
    """Write what was cleaned to stdout: byte for byte, except to a terminal, on which it must not act."""
    if sys.stdout.isatty():
        text = data.decode("utf-8", "surrogateescape")
        _emit("\n".join(map(visible, text.split("\n"))), sys.stdout)
    else:
        write_stdout(data)


def summarise(job: Job, summary: str) -> None:
    """Say in one line what was done: under the diff on a terminal, on stderr otherwise."""
    if job.shows_diff and sys.stdout.isatty() and not job.prints_text:
        from . import screen

        _emit("\n" + screen.paragraph(summary, screen.console(sys.stdout)), sys.stdout)
    else:
        tell(summary)


def _emit(text: str, stream: TextIO) -> None:
    data = text.encode(stream.encoding if stream.isatty() else "utf-8", "replace")
    if stream is sys.stdout:
        write_stdout(data)
    else:
        with suppress(OSError):
            write_whole(stream, data)


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
