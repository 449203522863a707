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
from typing import IO, TYPE_CHECKING, TypeAlias

from . import __version__
from .display import paged, pictured, print_text, show, show_table, summarise, tell
from .folders import Pair, destinations
from .job import STDIN, Format, Job, View
from .records import Decide, Done, Outcome, clean_records
from .sources import Record, Source, SourceError, batches, called, is_folder, is_full, size_of
from .tally import Tally

if TYPE_CHECKING:
    from .manifest import Manifest
    from .progress import Bar
    from .sides import Sides
    from .workers import Allowance

DONE, FOUND, ERROR = 0, 1, 2
Work: TypeAlias = Callable[[Sequence[Record]], list[Outcome]]
RISKY = {Format.HTML, Format.WARC}
"""Formats that are cleaned by workers from the first record on: pages can be made to take any time, and any memory."""
SECONDS, MEMORY = 30, 2**31
"""What a batch may take for each megabyte begun: a hundred times what is usual; and beyond, an eighth of the memory."""
TOO_MANY = "holds more records that cannot be cleaned than may be. Mend them, or leave out --strict and --max-errors"
TOLD = 10
"""Rejected records of a source that are told of on stderr; the others are only counted."""


def run(job: Job) -> int:
    """Do `job` and return the exit code; what fails does not stop the rest.

    Raises OSError where stdout cannot be written: nothing more could be done then.
    """
    try:
        pairs = destinations(job)
        code = DONE  # whoever leaves the pager has seen enough
        with (
            _remembering(job) as able,
            _manifest(job, pairs) as done,
            _sides(job) as beside,
            paged(job),
            pictured(job),
            _decisions(job) as decide,
        ):
            code = _run(able, pairs, done, beside, decide)
        if job.report is not None and not job.quiet:
            tell(f"{job.report}: written." + ("" if job.report.endswith(".json") else " Open it in a browser."))
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
    if job.output is None or not (job.resume or any(is_folder(path) for path in job.paths)):
        return nullcontext()
    from .manifest import manifest

    return manifest(Path(job.output), job, pairs)


def _sides(job: Job) -> AbstractContextManager["Sides | None"]:
    """Open the files that are wanted beside the cleaned texts."""
    if job.removed is None and job.rejects is None and job.report is None:
        return nullcontext()
    from .sides import sides

    return sides(job)


def _decisions(job: Job) -> AbstractContextManager[Decide | None]:
    """Find out what people decide about lines, or have decided before."""
    if job.interactive:
        from .asking import asking

        return asking(job)
    if job.decisions is None:
        return nullcontext()
    from .decisions import read, replay

    read(job.decisions)  # what is wrong with the file is told before anything is written
    return nullcontext(partial(replay, job.decisions))


def _bar(job: Job, pairs: Sequence[Pair]) -> AbstractContextManager["Bar | None"]:
    """Show how far the run is where somebody waits for it."""
    busy = job.shows_diff or job.interactive or (sys.stdout.isatty() and (job.prints_text or job.view is View.DATA))
    if job.quiet or busy or not sys.stderr.isatty():
        return nullcontext()
    from .progress import Bar

    return Bar(pairs)


def _run(
    job: Job, pairs: Sequence[Pair], done: "Manifest | None", beside: "Sides | None", decide: Decide | None
) -> int:
    """Clean what is not yet done, and return the exit code."""
    left = [pair for pair in pairs if done is None or pair not in done]
    if done is not None and beside is not None:
        beside.cut(done.sides)
    total = Tally(skipped=len(pairs) - len(left))
    with closing(_cleaned(job, batches(left, job), decide)) as cleaned, _bar(job, left) as bar:
        watched = cleaned if bar is None else bar.watch(cleaned)
        for source, outcomes in groupby(watched, key=lambda pair: pair[0].source):
            tally = _deliver(job, source, outcomes, beside, total.errors, alone=len(pairs) == 1)
            total += tally
            if done is not None and not tally.failed:
                done.add(source, beside.sizes if beside else {})
            if total.errors > job.errors_allowed:
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


def _cleaned(job: Job, pending: Iterator[list[Record]], decide: Decide | None) -> Generator[Done, None, None]:
    """Clean batches of records, in order: here as long as they are small, and in workers from the first full one on.

    One job is done here to the end. Workers also take over what cannot be done here: they lose no more than a record.
    They begin as copies of this process, with the judge, and read the model at the same time.
    """
    work = partial(clean_records, job, decide=decide)
    jobs = job.jobs or _cores()
    for batch in pending:
        risky = any(record.source.format in RISKY for record in batch)
        if (risky or (jobs > 1 and is_full(batch))) and not job.interactive:
            break
        try:
            outcomes = work(batch)
        except Exception:
            if job.interactive:
                raise
            break
        yield from zip(batch, outcomes, strict=True)
    else:
        return
    yield from _cleaned_by_workers(job, work, chain([batch], pending), jobs)


def _cleaned_by_workers(
    job: Job, work: Work, batches: Iterator[list[Record]], jobs: int
) -> Generator[Done, None, None]:
    from .workers import in_order

    rest = in_order(
        work,
        batches,
        jobs,
        allowed=_allowed,
        lost=partial(_lost, job),
        is_last_for_now=lambda batch: not is_full(batch),
    )
    with closing(rest):
        for records, outcomes in rest:
            yield from zip(records, outcomes, strict=True)


def _cores() -> int:
    """Count the cores that this process may use; where a system does not tell that, all."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _allowed(batch: Sequence[Record]) -> "Allowance":
    from .workers import Allowance

    megabytes = size_of(batch) >> 20
    return Allowance(SECONDS * (megabytes + 1), MEMORY + (MEMORY >> 3) * megabytes)


def _lost(job: Job, record: Record, why: str) -> Outcome:
    stays = record.source.format is Format.PARQUET or record.source.parted  # a table keeps its rows, a text its parts
    kept = b"{}" if job.annotate else record.data
    return Outcome(kept if stays else None, error=why)


def _deliver(  # noqa: PLR0913 - what there is, and what was before
    job: Job, source: Source, outcomes: Iterator[Done], beside: "Sides | None", errors: int, *, alone: bool
) -> Tally:
    """Send what became of the records of one source where it goes, show what went, and count.

    Raises nothing: what is wrong is told. `errors` were before.
    """
    tally = Tally()
    record, outcome = first = next(outcomes)
    try:
        if words := record.error or (outcome.error if source.whole else None):
            _keep(beside, *first)
            raise SourceError(source.path, words)
        with _target(job, source, outcome, lambda: job.annotate or tally.changed > 0) as write:
            for record, outcome in chain([first], outcomes):
                tally.add(record.data, outcome)
                if outcome.data is not None:
                    write(outcome.data)
                _keep(beside, record, outcome)
                _tell_of(job, record, outcome, tally, alone=alone)
                if errors + tally.rejected > job.errors_allowed:
                    raise SourceError(source.path, TOO_MANY)
        tally.read = record.number
        if source.parted:
            tally = _told_of_parts(job, source, tally)
        tally.failed += record.error is not None
    except SourceError as error:
        tell(str(error))
        return Tally(read=tally.rejected, rejected=tally.rejected, failed=1)  # of the others nothing came
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
        yield partial(print_text, raw=job.raw)
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

    with parquet.copy(source, job.field, stream, annotate=job.annotate) as write:
        yield write


def _told_of_parts(job: Job, source: Source, tally: Tally) -> Tally:
    """Tell of a text what is known when all its parts are done, and count them as one."""
    if job.shows_diff:
        show_table(job, tally.shares, tally.words)
    if tally.lost.flag is not None and not job.quiet:
        tell(f"{called(source.path)}: warning: {tally.lost.flag}")
    return tally.joined()


def _tell_of(job: Job, record: Record, outcome: Outcome, tally: Tally, *, alone: bool) -> None:
    """Show what went from one record, and say what a person should look at."""
    if record.error is not None:
        tell(str(SourceError(record.source.path, record.error)))
    if outcome.error is not None and tally.rejected <= TOLD:
        tell(f"{record.place}: {outcome.error}." + (" More such are only counted." if tally.rejected == TOLD else ""))
    if outcome.account and job.report is None:
        print_text(outcome.account)
    if outcome.cleaned is not None:
        show(job, record, outcome.cleaned, _name(record, alone=alone))
    is_text = record.source.whole or record.source.parted
    if is_text and outcome.stray is not None and tally.strays == 1 and not job.quiet:
        hint = "left as they are. If the text looks wrong, name its encoding: --encoding cp1252"
        tell(f"{record.place}: warning: {outcome.stray}, {hint}.")
    if record.source.whole and outcome.flag is not None and not job.quiet:
        tell(f"{record.place}: warning: {outcome.flag}")


def _name(record: Record, *, alone: bool) -> str | None:
    """Name a text above its diff: not one from stdin that is the only one, and a text in parts only once."""
    path = called(record.source.path)
    if record.source.parted:
        return None if record.above or (record.source.path == STDIN and alone) else path
    return None if record.place == called(STDIN) and alone else record.place


def _summary(job: Job, source: Source, tally: Tally) -> str:
    """Say what became of one source."""
    name = called(source.path)
    where = f" → {source.copy}" if source.copy else ""
    is_text = source.whole or source.parted
    among = "" if is_text else f" in {tally.changed:,} of {tally.texts:,} texts{tally.rejected_words}"
    if not tally.changed:
        return f"{name}: nothing to remove{among}{where}"
    shown_only = not (job.writes_files or job.prints_text)
    verb = "marked" if job.annotate else "would remove" if shown_only else "removed"
    on = "" if source.path == STDIN else "-i cleans the file, "
    hint = f". Nothing is written yet: {on}-o FILE makes a cleaned copy" if shown_only and not job.dry else ""
    return f"{name}: {verb} {tally.removed_words}{among}{where}{hint}"
