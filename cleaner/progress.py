"""How far a run is, on a terminal where somebody waits for it: a bar while it runs, a table of what went at its end.

Rich is loaded when a run turns out to be long, and gets nothing but numbers and our own words.
"""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from .folders import Pair
from .records import Done, Outcome
from .render import percent
from .sources import Record, Source
from .tally import Tally

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

LONG = 2.0
"""Seconds after which a run is long."""
OFTEN = 0.2
"""Seconds between two looks at how far it is."""


class Bar:
    """A bar that moves as the files of a run are read, by their bytes as they lie on the disk."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._pairs = pairs
        self._began = self._looked = time.monotonic()
        self._source: Source | None = None
        self._before = 0
        self._counts = Tally()
        self._bar: Progress | None = None

    def watch(self, done: Iterator[Done]) -> Iterator[Done]:
        """Pass on records with what became of them; now and then, draw the bar."""
        for record, outcome in done:
            self._take(record, outcome)
            yield record, outcome

    def _take(self, record: Record, outcome: Outcome) -> None:
        if record.source is not self._source:
            self._before += _size(self._source)
            self._source = record.source
        self._counts.add(record.data, outcome, goes_on=record.above is not None)
        if time.monotonic() - self._looked > OFTEN:
            self._looked = time.monotonic()
            if self._looked - self._began > LONG:
                self._draw(record.source)

    def _draw(self, source: Source) -> None:
        self._bar = self._bar or _drawn(self._total())
        self._bar.update(self._bar.task_ids[0], completed=self._before + _position(source), words=self._words())

    def _total(self) -> float | None:
        """Add up the bytes of all files; None where there is a pipe among them."""
        with suppress(OSError):
            if all(os.path.isfile(pair.path) for pair in self._pairs):  # noqa: PTH113 - there may be a million
                return sum(os.path.getsize(pair.path) for pair in self._pairs)  # noqa: PTH202
        return None

    def _words(self) -> str:
        counts = self._counts
        speed = counts.bytes_in / (self._looked - self._began) / 1e6
        share = percent(counts.bytes_in - counts.bytes_out, counts.bytes_in)
        texts = "1 text" if counts.texts == 1 else f"{counts.texts:,} texts"
        return f"{texts}, {speed:.1f} MB/s, {share} removed"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Take the bar off the screen; if the run came to its end, show what it removed."""
        if self._bar is not None:
            self._bar.stop()
            if kind is None:
                _show_table(self._counts, self._bar.console)


def _size(source: Source | None) -> int:
    return source.status.st_size if source is not None and source.status is not None else 0


def _position(source: Source) -> int:
    """Tell how far a file is read; all of it, once it is closed."""
    try:
        return os.lseek(source.handle, 0, os.SEEK_CUR)
    except OSError:
        return _size(source)


def _drawn(total: float | None) -> "Progress":
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.theme import Theme

    from .screen import QUIET, console

    columns = BarColumn(style=QUIET), TextColumn("{task.fields[words]}", markup=False), TimeRemainingColumn()
    shown = console(sys.stderr)
    shown.push_theme(Theme({"progress.remaining": QUIET}))  # by itself cyan, which white swallows
    bar = Progress(*columns, console=shown, transient=True, redirect_stdout=False)
    bar.add_task("", total=total, words="")
    bar.start()
    return bar


def _show_table(counts: Tally, console: "Console") -> None:
    from rich.table import Table

    table = Table("reason", box=None)
    for heading in ("lines", "words", "share of lines"):
        table.add_column(heading, justify="right")
    for reason, share in counts.ranked:
        table.add_row(reason, f"{share.lines:,}", f"{share.words:,}", percent(share.lines, counts.lines))
    console.print(table)
