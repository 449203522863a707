"""What is done of a folder: a line for each copy that was finished, so that a run that ended early can be resumed.

A line is written after the copy stands complete under its name. What is missing here, or torn by a crash, is done
again and gives the same bytes.
"""

import fcntl
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

from . import __version__
from .folders import Pair
from .job import Job
from .sources import Source, SourceError, explained
from .targets import WRITING

NAME = ".cleaner-done.jsonl"


class Manifest:
    """The copies in a folder that are done, by their paths below it.

    A copy counts as done as long as it is there, its input has the size and time that it had, and the job that made it
    would make it the same way.
    """

    def __init__(self, folder: Path, job: Job, file: IO[bytes]) -> None:
        self._folder, self._file, self._how = folder, file, _digest(job)
        self._done: dict[str, dict[str, Any]] = {}
        for line in file if job.resume else ():
            self._remember(line)
        file.seek(0)
        file.truncate()
        file.writelines(map(_line, self._done.values()))
        file.flush()

    def _remember(self, line: bytes) -> None:
        try:
            entry = json.loads(line)
            if entry["job"] == self._how:
                self._done[entry["copy"]] = {**entry, "sides": {**entry["sides"]}}
        except (ValueError, TypeError, KeyError):  # torn by a crash
            return

    def __contains__(self, pair: Pair) -> bool:
        entry = self._done.get(self._name(pair.copy))
        if entry is None or pair.copy is None or not pair.copy.exists():
            return False
        status = Path(pair.path).stat()
        return entry.items() >= self._entry(pair.copy, status.st_size, status.st_mtime_ns).items()

    @property
    def sides(self) -> Mapping[str, int]:
        """How far the files beside were written when the last copy was done."""
        last: Mapping[str, int] = next((entry["sides"] for entry in reversed(self._done.values())), {})
        return last

    def add(self, source: Source, sides: Mapping[str, int]) -> None:
        """Note that the copy of a source is done, and how far the files beside were written then."""
        if source.status is not None:
            entry = self._entry(source.copy, source.status.st_size, source.status.st_mtime_ns)
            self._file.write(_line({**entry, "sides": sides}))
            self._file.flush()

    def _entry(self, copy: Path | None, size: int, time: int) -> dict[str, Any]:
        return {"copy": self._name(copy), "size": size, "mtime_ns": time, "job": self._how}

    def _name(self, copy: Path | None) -> str:
        return str(copy and copy.relative_to(self._folder))


@contextmanager
def manifest(folder: Path, job: Job, pairs: Iterable[Pair]) -> Iterator[Manifest]:
    """Open the manifest of a folder, for one run at a time, and sweep out what a run that was killed left there."""
    with explained(folder / NAME, WRITING):
        opened = (folder / NAME).open("a+b")
    with opened as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SourceError(folder, "is being written to by another run. Wait for that to end") from None
        for copies in {pair.copy.parent for pair in pairs if pair.copy}:
            for left in copies.glob(".cleaner-*.tmp"):
                left.unlink()
        file.seek(0)
        yield Manifest(folder, job, file)


def _line(entry: dict[str, Any]) -> bytes:
    return json.dumps(entry).encode() + b"\n"


def _digest(job: Job) -> str:
    """Name all that the bytes of a copy depend on, besides its input."""
    facts = [
        __version__,
        sorted(job.reasons),
        job.threshold,
        job.title,
        job.title_field,
        job.encoding,
        job.format,
        job.field,
    ]
    facts += [job.separator, job.to, job.annotate, job.fast, job.markdown]
    facts += [job.decisions and blake2b(Path(job.decisions).read_bytes()).hexdigest()]
    if job.asks_for_sites:
        changed = job.memory and Path(job.memory).stat().st_mtime_ns
        facts += [changed, job.learns, job.site, job.site_field, job.by]
    return blake2b(json.dumps(facts).encode(), digest_size=8).hexdigest()
