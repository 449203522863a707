"""Which site a record is of, and the memory of sites that a run has.

A record tells its site by a URL (the target of a WARC record, a field of a JSONL record, a column of a table, the
canonical link of a page) or by a name in its place; a file in a folder is of the site that the folder is named after.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .job import By, Job
from .site import Known, MemoryFileError, SiteMemory
from .sources import SourceError

if TYPE_CHECKING:
    from .sources import Source

SHOWN = 8
"""Sites that a message names."""


def site_of(job: Job, source: "Source", told: str | None) -> str | None:
    """Name the site of a record, given what it tells of it; None where nothing is known."""
    if job.site is not None:
        return job.site
    if told:
        return named(told, job.by)
    return Path(source.path).resolve().parent.name if source.whole else None


def named(told: str, by: By) -> str:
    """Name the site of a URL, its host or registrable domain; what is no URL is a name already.

    >>> named("https://www.news.example.co.uk:8080/today", By.HOST)
    'news.example.co.uk'
    >>> named("https://www.news.example.co.uk:8080/today", By.DOMAIN)
    'example.co.uk'
    """
    try:
        host = (urlsplit(told if "//" in told else f"//{told}").hostname or told).removeprefix("www.")
    except ValueError:
        return told
    return _domain(host) if by is By.DOMAIN else host


@cache
def _domain(host: str) -> str:
    """Return what was registered of a host; what never was, like an address of numbers, stays."""
    from tld import get_fld

    return get_fld(host, fix_protocol=True, fail_silently=True) or host


def known_of(job: Job, source: "Source", told: str | None) -> Known | None:
    """Return what the memory of the run knows of the site of a record."""
    return None if job.memory is None else memory_of(job.memory).known(site_of(job, source, told))


@cache
def memory_of(path: str) -> SiteMemory:
    """Open a memory; raises SourceError where that cannot be."""
    try:
        return SiteMemory.load(path)
    except MemoryFileError as error:
        raise SourceError(path, str(error)) from None
    except FileNotFoundError:
        raise SourceError(path, "no such file. Make it: cleaner learn PATH -o FILE") from None
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror}. Check the name and its permissions") from None


def check(job: Job) -> None:
    """Raise SourceError where the memory of a run cannot be used, before anything is cleaned."""
    if job.memory is not None:
        memory = memory_of(job.memory)
        if job.site is not None and memory.known(job.site).pages == 0:
            raise missing(job.memory, memory, job.site)


def missing(path: str, memory: SiteMemory, site: str) -> SourceError:
    """Say that a memory does not know a site, and which it knows."""
    sites = memory.sites()
    more = f", and {len(sites) - SHOWN:,} more" if len(sites) > SHOWN else ""
    return SourceError(path, f"knows no site {site!r}. It knows: {', '.join(sites[:SHOWN]) or 'none'}{more}")
