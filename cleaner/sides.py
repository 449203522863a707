"""What is kept beside the cleaned texts: the lines that were removed, the records that were rejected, the report.

The first two are JSON lines, written as the run goes on, so that they tell of all that was done however it ends.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING

from .job import Job
from .records import Outcome
from .sources import Record, explained
from .targets import WRITING

if TYPE_CHECKING:
    from .report import Report


class Sides:
    """The files beside, those that are wanted, by name."""

    def __init__(self, files: dict[str, IO[bytes]], report: "Report | None" = None) -> None:
        self._files = files
        self._report = report

    def take(self, record: Record, outcome: Outcome) -> None:
        """Write what was removed from a record, or why it was rejected."""
        if outcome.removed:
            self._write("removed", outcome.removed)
        if outcome.account and self._report is not None:
            self._report.take(outcome.account)
        error = record.error or outcome.error
        if error is not None and "rejects" in self._files:
            from .spans import line

            place = {"source": record.source.path, "record": record.number, "error": error}
            self._write("rejects", line({**place, **_shown(record.data)}))

    def _write(self, name: str, data: bytes) -> None:
        if (file := self._files.get(name)) is not None:
            with explained(file.name, WRITING):
                file.write(data)
                file.flush()

    @property
    def sizes(self) -> dict[str, int]:
        """How far the files are written."""
        return {name: file.tell() for name, file in self._files.items()}

    def cut(self, sizes: Mapping[str, int]) -> None:
        """Take off what was written after the files were of these sizes."""
        for name, file in self._files.items():
            file.truncate(min(sizes.get(name, 0), file.tell()))
            file.seek(0, os.SEEK_END)


@contextmanager
def sides(job: Job) -> Iterator[Sides]:
    """Open the files beside; a run that is resumed goes on with those of the one before."""
    paths = {"removed": job.removed, "rejects": job.rejects}
    with ExitStack() as stack:
        files = {name: stack.enter_context(_opened(path, job)) for name, path in paths.items() if path}
        yield Sides(files, stack.enter_context(_reporting(job)))


def _reporting(job: Job) -> AbstractContextManager["Report | None"]:
    """Open the report where one is wanted."""
    if job.report is None:
        return nullcontext()
    from .report import report

    return report(job.report)


def _opened(path: str, job: Job) -> IO[bytes]:
    with explained(path, WRITING):
        return Path(path).open("ab" if job.resume else "wb")


def _shown(data: bytes | None) -> dict[str, str]:
    """Give the bytes of a record: as text where they are text."""
    if data is None:
        return {}
    try:
        return {"data": data.decode("utf-8")}
    except UnicodeDecodeError:
        from base64 import b64encode

        return {"base64": b64encode(data).decode()}
