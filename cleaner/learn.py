"""Memories made, joined and shown: the work of `cleaner learn` and `cleaner memory`."""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from .display import print_text, tell
from .folders import readable
from .job import Job
from .records import RecordError, read_records
from .render import visible
from .site import LEAST, PAGES, SiteMemory
from .sites import memory_of, missing
from .sources import SourceError, batches, explained
from .targets import WRITING

DONE, ERROR = 0, 2
TOLD = 10
"""Records that cannot be read and are told of; the others are only counted."""


def learn(job: Job, output: str) -> int:
    """Learn the sites of all texts of a job, and write the memory; returns the exit code."""
    try:
        memory, failed = _learned(job)
        _save(memory, output)
    except SourceError as error:
        tell(str(error))
        return ERROR
    if not job.quiet:
        tell(f"{output}: {_summary(memory)}")
    return ERROR if failed else DONE


def merge(paths: Sequence[str], output: str, *, quiet: bool) -> int:
    """Write the memory of all that memories have learned; returns the exit code."""
    whole = SiteMemory()
    try:
        for path in paths:
            whole.merge(memory_of(path))
        _save(whole, output)
    except SourceError as error:
        tell(str(error))
        return ERROR
    if not quiet:
        tell(f"{output}: {_summary(whole)}")
    return DONE


@contextmanager
def learned_first(job: Job) -> Iterator[Job]:
    """Learn the files of a job before they are cleaned, into a memory that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="cleaner-") as folder:
        path = os.path.join(folder, "memory")  # noqa: PTH118 - a job has paths as they are given
        memory, _ = _learned(job)
        _save(memory, path)
        yield job._replace(memory=path, learns=False)


def _learned(job: Job) -> tuple[SiteMemory, int]:
    """Learn all texts of a job; also say how many could not be read."""
    memory, failed, homeless = SiteMemory(), 0, 0
    for batch in batches(((path, None) for path in readable(job)), job):
        found = read_records(job, batch)
        texts = [one for one in found if isinstance(one, tuple)]
        memory.learn_many((text for site, text in texts if site), (site for site, _ in texts if site))
        homeless += sum(not site for site, _ in texts)
        for record, one in zip(batch, found, strict=True):
            failed += isinstance(one, RecordError) or record.error is not None
            if failed <= TOLD and isinstance(one, RecordError):
                tell(f"{record.place}: {one}.")
            if record.error is not None:
                tell(str(SourceError(record.source.path, record.error)))
    if homeless:
        tell(f"{homeless:,} texts tell of no site, and were left out. Name it: --site NAME, or --site-field FIELD.")
    return memory, failed


def _save(memory: SiteMemory, output: str) -> None:
    with explained(output, WRITING):
        memory.save(output)


def _summary(memory: SiteMemory) -> str:
    """Say how much a memory knows, and of how many sites that is too little to judge by."""
    pages = [memory.known(site).pages for site in memory.sites()]
    few = sum(count < LEAST for count in pages)
    note = f". A site with fewer than {LEAST} says nothing yet: {few:,} of them" if few else ""
    texts = "1 page" if sum(pages) == 1 else f"{sum(pages):,} pages"
    sites = "1 site" if len(pages) == 1 else f"{len(pages):,} sites"
    return f"{texts} of {sites}{note}"


def show(path: str, site: str | None) -> int:
    """Show the sites of a memory, or the lines of one that stand on several pages; returns the exit code."""
    try:
        memory = memory_of(path)
        if site is not None and memory.known(site).pages == 0:
            raise missing(path, memory, site)
    except SourceError as error:
        tell(str(error))
        return ERROR
    head, rows = _sites(memory) if site is None else _lines(memory, site)
    if sys.stdout.isatty():
        _draw(head, rows)
    else:
        print_text("".join("\t".join(map(visible, row)) + "\n" for row in rows).encode("utf-8", "replace"))
    return DONE


def _sites(memory: SiteMemory) -> tuple[Sequence[str], list[Sequence[str]]]:
    known = [(site, memory.known(site)) for site in memory.sites()]
    known.sort(key=lambda one: -one[1].pages)
    return ("pages", "lines", "site"), [(_pages(one.pages), f"{len(one.keys):,}", site) for site, one in known]


def _lines(memory: SiteMemory, site: str) -> tuple[Sequence[str], list[Sequence[str]]]:
    pages = memory.known(site).pages
    lines = memory.lines(site)
    return ("pages", "share", "line"), [(f"{held:,}", f"{100 * held / pages:.0f} %", text) for held, text in lines]


def _pages(pages: int) -> str:
    """Write a number of pages; of a giant site, that it is a sample."""
    return f"{pages:,}" + ("+" if pages == PAGES else "")


def _draw(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw a table on the terminal; what was learned is shown as text, and never obeyed."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from . import screen
    from .job import Color

    console = screen.console(sys.stdout, Color.AUTO)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in head:
        table.add_column(name, justify="left" if name in ("line", "site") else "right", overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    console.print(table)
