"""One run of the command: each text in turn is read, cleaned, written and shown; its exit code.

Knows nothing of options and their spelling (`cli.py`), so that a run without options need not load typer.
"""

import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from .document import Cleaned, Reason
from .render import plain, removed_shares, visible
from .sources import (
    STDIN,
    Source,
    SourceError,
    called,
    destinations,
    read,
    replace,
    write_copy,
    write_stdout,
    write_whole,
)

DONE, FOUND, ERROR = 0, 1, 2


@dataclass(frozen=True)
class Job:
    """What one run has to do; the defaults are those of `cleaner clean`.

    The cleaned text of each of `paths` goes to `output`, over its own file (`in_place`, with the old one kept
    under the suffix `backup`), or to stdout; nowhere if the run is `dry`, and a `check` is a dry run that
    tells by its exit code. `diff` says whether to show the diff; None leaves that to where stdout goes.
    `context` is the number of kept lines shown at each end of a long run, None for all.
    """

    paths: Sequence[str] = (STDIN,)
    output: str | None = None
    in_place: bool = False
    backup: str | None = None
    dry: bool = False
    check: bool = False
    diff: bool | None = None
    context: int | None = 1
    reasons: frozenset[Reason] = frozenset(Reason)
    threshold: float = 0.5
    title: str | None = None
    encoding: str = "utf-8"
    quiet: bool = False
    verbose: bool = False

    @property
    def writes_files(self) -> bool:
        """Whether the cleaned texts go to files."""
        return self.in_place or self.output is not None

    @property
    def shows_diff(self) -> bool:
        """Whether the diff is shown: when asked for, and on a terminal that has nothing else to show."""
        if self.diff is not None:
            return self.diff
        return self.verbose or not (self.writes_files or self.dry or not sys.stdout.isatty())

    @property
    def prints_text(self) -> bool:
        """Whether stdout carries the cleaned text; a terminal carries the diff in its place."""
        return not (self.writes_files or self.dry or (self.shows_diff and sys.stdout.isatty()))


def run(job: Job) -> int:
    """Do `job` and return the exit code; one text that fails does not stop the others.

    Raises OSError where stdout cannot be written: nothing more could be done then.
    """
    try:
        pairs = destinations(job.paths, job.output)
    except SourceError as error:
        tell(str(error))
        return ERROR
    failed = changed = 0
    for path, copy in pairs:
        try:
            changed += _clean_one(job, path, copy, alone=len(pairs) == 1)
        except SourceError as error:
            tell(str(error))
            failed += 1
    if len(pairs) > 1 and not job.quiet:
        errors = f", {failed:,} failed" if failed else ""
        _summarise(job, f"{len(pairs):,} texts: {changed:,} with something to remove{errors}")
    return ERROR if failed else FOUND if job.check and changed else DONE


def _clean_one(job: Job, path: str, copy: Path | None, *, alone: bool) -> bool:
    """Clean one text, send it where it goes and show what went; return whether anything did."""
    from .judge import clean

    source = read(path, job.encoding)
    cleaned = clean(source.text, title=job.title, threshold=job.threshold, reasons=job.reasons)
    _deliver(job, source, cleaned, copy)
    if job.shows_diff:
        _show(job, cleaned, None if path == STDIN and alone else called(path))
    if not job.quiet:
        _warn(source, cleaned)
        if (alone or cleaned.changed) and not (job.dry and job.shows_diff):
            _summarise(job, _outcome(job, path, cleaned, copy))
    return cleaned.changed


def _deliver(job: Job, source: Source, cleaned: Cleaned, copy: Path | None) -> None:
    """Write the cleaned text to where the job says; a file that keeps all its lines is not touched."""
    if job.dry:
        return
    if copy is not None:
        write_copy(copy, source.encode(cleaned.text))
    elif job.in_place:
        if cleaned.changed:
            replace(source, source.encode(cleaned.text), job.backup)
    elif job.prints_text:
        if sys.stdout.isatty():
            _emit("\n".join(map(visible, cleaned.text.split("\n"))), sys.stdout)
        else:
            write_stdout(source.encode(cleaned.text))


def _show(job: Job, cleaned: Cleaned, name: str | None) -> None:
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


def _emit(text: str, stream: TextIO) -> None:
    data = text.encode(stream.encoding if stream.isatty() else "utf-8", "replace")
    if stream is sys.stdout:
        write_stdout(data)
    else:
        with suppress(OSError):
            write_whole(stream, data)


def tell(message: str) -> None:
    """Say something on stderr, in one line; where nobody listens there is nobody to tell."""
    with suppress(OSError):
        print(f"cleaner: {visible(message)}", file=sys.stderr, flush=True)


def _warn(source: Source, cleaned: Cleaned) -> None:
    """Warn of what a person should look at."""
    if source.stray:
        which = "1 byte is" if source.stray == 1 else f"{source.stray:,} bytes are"
        hint = "left as they are. If the text looks wrong, name its encoding: --encoding cp1252"
        tell(f"{called(source.path)}: warning: {which} not {source.encoding.upper()}, {hint}.")
    if cleaned.flag is not None:
        tell(f"{called(source.path)}: warning: {cleaned.flag}")


def _summarise(job: Job, summary: str) -> None:
    """Say in one line what was done: under the diff on a terminal, on stderr otherwise."""
    if sys.stdout.isatty() and not job.prints_text:
        from . import screen

        gap = "\n" if job.shows_diff else ""
        _emit(gap + screen.paragraph(summary, screen.console(sys.stdout)), sys.stdout)
    else:
        tell(summary)


def _outcome(job: Job, path: str, cleaned: Cleaned, copy: Path | None) -> str:
    """Say what became of one text."""
    shares = removed_shares(cleaned)
    where = f" → {copy}" if copy else ""
    if not shares:
        return f"{called(path)}: nothing to remove{where}"
    shown_only = not (job.writes_files or job.prints_text)
    verb = "would remove" if shown_only else "removed"
    lines = sum(share.lines for share in shares.values())
    kinds = ", ".join(f"{share.lines:,} {reason}" for reason, share in shares.items())
    on = "" if path == STDIN else "-i cleans the file, "
    hint = f". Nothing is written yet: {on}-o FILE makes a cleaned copy" if shown_only and not job.dry else ""
    return f"{called(path)}: {verb} {lines:,} of {len(cleaned.lines):,} lines ({kinds}){where}{hint}"
