"""One run of the command: records are read, cleaned, written and shown, in order; its exit code.

Knows nothing of options and their spelling (`cli.py`), so that a run without options need not load typer.
"""

import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING

from . import __version__
from .display import paged, print_text, show, summarise, tell
from .folders import Pair, destinations
from .job import STDIN, Format, Job
from .records import Done, Outcome, clean_records
from .sources import Record, Source, SourceError, batches, called, is_full, size_of
from .tally import Tally

if TYPE_CHECKING:
    from .manifest import Manifest
    from .progress import Bar
    from .sides import Sides

DONE, FOUND, ERROR = 0, 1, 2
HERE = 2**22
"""Bytes that are cleaned here before workers are started: about what takes as long as starting them."""
TOLD = 10
"""Rejected records of a source that are told of on stderr; the others are only counted."""


def run(job: Job) -> int:
    """Do `job` and return the exit code; what fails does not stop the rest.

    Raises OSError where stdout cannot be written: nothing more could be done then.
    """
    try:
        pairs = destinations(job)
        code = DONE  # whoever leaves the pager has seen enough
        with _remembering(job) as able, _manifest(job, pairs) as done, _sides(job) as beside, paged(job):
            code = _run(able, pairs, done, beside)
        if job.report is not None and not job.quiet:
            tell(f"{job.report}: written. Open it in a browser.")
        return code
    except SourceError as error:
        tell(str(error))
        return ERROR


def _remembering(job: Job) -> AbstractContextManager[Job]:
    """Have a memory that can be used: learned from the files of the run, or saved before."""
    if not job.asks_for_sites:
        return nullcontext(job)
    from .learn import learned_first
    from .sites import check

    check(job)
    return learned_first(job) if job.learns else nullcontext(job)


def _manifest(job: Job, pairs: Sequence[Pair]) -> AbstractContextManager["Manifest | None"]:
    """Open the manifest of a run that mirrors a folder."""
    if job.output is None or not (job.resume or any(Path(path).is_dir() for path in job.paths)):
        return nullcontext()
    from .manifest import manifest

    return manifest(Path(job.output), job, pairs)


def _sides(job: Job) -> AbstractContextManager["Sides | None"]:
    """Open the files that are wanted beside the cleaned texts."""
    if job.removed is None and job.rejects is None and job.report is None:
        return nullcontext()
    from .sides import sides

    return sides(job)


def _bar(job: Job, pairs: Sequence[Pair]) -> AbstractContextManager["Bar | None"]:
    """Show how far the run is where somebody waits for it."""
    if job.quiet or job.shows_diff or not sys.stderr.isatty():
        return nullcontext()
    from .progress import Bar

    return Bar(pairs)


def _run(job: Job, pairs: Sequence[Pair], done: "Manifest | None", beside: "Sides | None") -> int:
    """Clean what is not yet done, and return the exit code."""
    left = [pair for pair in pairs if done is None or pair not in done]
    if done is not None and beside is not None:
        beside.cut(done.sides)
    total = Tally(skipped=len(pairs) - len(left))
    with closing(_cleaned(job, batches(left, job))) as cleaned, _bar(job, left) as bar:
        watched = cleaned if bar is None else bar.watch(cleaned)
        for source, outcomes in groupby(watched, key=lambda pair: pair[0].source):
            tally = _deliver(job, source, outcomes, beside, alone=len(pairs) == 1)
            total += tally
            if done is not None and not tally.failed:
                done.add(source, beside.sizes if beside else {})
            if job.strict and (tally.failed or tally.rejected):
                break
    if job.stats is not None:
        _write_stats(job.stats, total)
    if len(pairs) > 1 and not job.quiet:
        summarise(job, total.summary(len(left)))
    return ERROR if total.failed or total.rejected else FOUND if job.check and total.changed else DONE


def _write_stats(path: str, total: Tally) -> None:
    import json

    from .targets import copy

    with copy(Path(path)) as stream:
        stream.write(json.dumps({"version": __version__, **total.as_dict()}, indent=1).encode() + b"\n")


def _cleaned(job: Job, pending: Iterator[list[Record]]) -> Generator[Done, None, None]:
    """Clean batches of records, in order: here at first, and in workers where that was not nearly all."""
    work = partial(clean_records, job)
    jobs = 1 if job.shows_diff else job.jobs or _cores()
    size = 0
    for batch in pending:
        yield from zip(batch, work(batch), strict=True)
        size += size_of(batch)
        if jobs > 1 and size > HERE:
            break
    else:
        return
    from .workers import in_order

    rest = in_order(work, pending, jobs, lost=_lost, is_last_for_now=lambda batch: not is_full(batch))
    with closing(rest):
        for records, outcomes in rest:
            yield from zip(records, outcomes, strict=True)


def _cores() -> int:
    """Count the cores that this process may use; where a system does not tell that, all."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _lost(record: Record) -> Outcome:
    data = record.data if record.source.format is Format.PARQUET else None  # a table keeps its rows
    return Outcome(data, error="ended the process that cleaned it, twice: it may need more memory than there is")


def _deliver(job: Job, source: Source, outcomes: Iterator[Done], beside: "Sides | None", *, alone: bool) -> Tally:
    """Send what became of the records of one source where it goes, show what went, and count."""
    tally = Tally()
    record, outcome = first = next(outcomes)
    try:
        if words := record.error or (outcome.error if source.whole else None):
            _keep(beside, *first)
            raise SourceError(source.path, words)
        with _target(job, source, outcome, lambda: job.annotate or tally.changed > 0) as write:
            for record, outcome in chain([first], outcomes):
                tally.add(record.data or b"", outcome)
                if outcome.data is not None:
                    write(outcome.data)
                _keep(beside, record, outcome)
                _tell_of(job, record, outcome, tally.rejected, alone=alone)
                if outcome.error is not None and job.strict:
                    raise SourceError(
                        source.path, "holds a record that cannot be cleaned. Mend it, or leave out --strict"
                    )
        tally.failed += record.error is not None
    except SourceError as error:
        tell(str(error))
        return Tally(failed=1)
    if (
        not job.quiet
        and (alone or tally.changed or not source.whole)
        and not (job.dry and (job.shows_diff or job.tells))
    ):
        summarise(job, _summary(job, source, tally))
    return tally


def _keep(beside: "Sides | None", record: Record, outcome: Outcome) -> None:
    if beside is not None:
        beside.take(record, outcome)


@contextmanager
def _target(
    job: Job, source: Source, first: Outcome, is_changed: Callable[[], bool]
) -> Iterator[Callable[[bytes], object]]:
    """Open what the job says to write records to; a file that keeps all its lines is not touched."""
    untouched = job.in_place and source.whole and source.written is source.format and not first.shares
    if job.dry or untouched or not (job.writes_files or job.prints_text):
        yield len
    elif not job.writes_files:
        if source.format is Format.PARQUET:
            raise SourceError(source.path, "is Parquet, which is no stream. Name a file for its copy with -o")
        yield print_text
    else:
        from .targets import copy, in_place

        if job.in_place and source.written is not source.format:
            raise SourceError(source.path, f"cannot stay what it is as {source.written.upper()}. Name a copy with -o")
        opened = in_place(source, job.backup, is_changed) if source.copy is None else copy(source.copy, source.written)
        with opened as stream, _rows(job, source, stream) as write:
            yield write


@contextmanager
def _rows(job: Job, source: Source, stream: IO[bytes]) -> Iterator[Callable[[bytes], object]]:
    """Write records to a file: one after another, or as the rows of a table."""
    if source.format is not Format.PARQUET:
        yield stream.write
        return
    from . import parquet

    with parquet.copy(source, job.field, stream) as write:
        yield write


def _tell_of(job: Job, record: Record, outcome: Outcome, rejected: int, *, alone: bool) -> None:
    """Show what went from one record, and say what a person should look at."""
    if record.error is not None:
        tell(str(SourceError(record.source.path, record.error)))
    if outcome.error is not None and rejected <= TOLD:
        tell(f"{record.place}: {outcome.error}." + (" More such are only counted." if rejected == TOLD else ""))
    if outcome.account and job.report is None:
        print_text(outcome.account)
    if outcome.cleaned is not None:
        show(job, record, outcome.cleaned, None if record.place == called(STDIN) and alone else record.place)
    if record.source.whole and not job.quiet:
        if outcome.stray is not None:
            hint = "left as they are. If the text looks wrong, name its encoding: --encoding cp1252"
            tell(f"{record.place}: warning: {outcome.stray}, {hint}.")
        if outcome.flag is not None:
            tell(f"{record.place}: warning: {outcome.flag}")


def _summary(job: Job, source: Source, tally: Tally) -> str:
    """Say what became of one source."""
    name = called(source.path)
    where = f" → {source.copy}" if source.copy else ""
    among = "" if source.whole else f" in {tally.changed:,} of {tally.texts:,} texts{tally.rejected_words}"
    if not tally.changed:
        return f"{name}: nothing to remove{among}{where}"
    shown_only = not (job.writes_files or job.prints_text)
    verb = "marked" if job.annotate else "would remove" if shown_only else "removed"
    on = "" if source.path == STDIN else "-i cleans the file, "
    hint = f". Nothing is written yet: {on}-o FILE makes a cleaned copy" if shown_only and not job.dry else ""
    return f"{name}: {verb} {tally.removed_words}{among}{where}{hint}"
