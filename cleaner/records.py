"""What becomes of a record: the text is found in its bytes and cleaned, and the bytes are written without what went.

This is all that the workers do. What they are given and what they give back are bytes and counts: a `Cleaned` would
cost more to send than to make.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from .document import NOTHING, Cleaned, Reason, Words
from .job import UNTOLD, Format, Job, Told
from .render import Share, removed_shares, words_of

if TYPE_CHECKING:
    from .markup import Page
    from .site import SiteMemory
    from .sources import Record, Source

LARGEST = 2**24
"""Bytes that one text may have: more than any book, and less than the judge has memory for."""


class RecordError(Exception):
    """Why a record cannot be cleaned, in words that follow its name."""


class Found(NamedTuple):
    """A text that was found in the bytes of a record.

    `keep` writes the record again with those lines of the text that stay. `name` is the id that the record gives
    itself, or None. `stray` tells of bytes in it that are no text, or is None. A `page` is judged by its markup too,
    and has no `text`. `annotate` writes the record with all lines and the spans of those that would go, where it has a
    place for them. `told` is what the record tells beside its text.
    """

    text: str
    keep: Callable[[Cleaned], bytes]
    name: str | int | None = None
    stray: str | None = None
    page: "Page | None" = None
    annotate: Callable[[Cleaned], bytes] | None = None
    told: Told = UNTOLD


class Outcome(NamedTuple):
    """What became of a record.

    `data` is to be written in its place, None for nothing. `lines` counts those of its text, None where it has none;
    `shares` and `lost` tell what was removed of them, of how many `words` for a part that is shown. `error` says why it
    could not be cleaned. `removed` are the rows about removed lines and `account` is the line about the text, if
    wanted; `cleaned` is there only if the diff is.
    """

    data: bytes | None
    lines: int | None = None
    shares: dict[Reason, Share] = {}  # noqa: RUF012 - nobody changes it
    words: int = 0
    lost: Words = NOTHING
    flag: str | None = None
    stray: str | None = None
    error: str | None = None
    removed: bytes = b""
    account: bytes = b""
    cleaned: Cleaned | None = None


Done = tuple["Record", Outcome]
Decide = Callable[[Cleaned, str], Cleaned]
"""Gives the lines of a text other verdicts; it is told the text's place, too."""


def clean_records(job: Job, records: Sequence["Record"], decide: Decide | None = None) -> list[Outcome]:
    """Clean records, in order; one without bytes ends its source, and nothing becomes of it.

    `decide` has the last word on lines.
    """
    found = [_find(job, record) for record in records]
    pairs = [*zip(records, found, strict=True)]
    texts, pages = (
        [(record, item) for record, item in pairs if isinstance(item, Found) and bool(item.page) is is_page]
        for is_page in (False, True)
    )
    cleaned = _clean_texts(job, texts), _clean_pages(job, pages)
    return [_outcome(job, record, item, cleaned, decide) for record, item in pairs]


def _clean_texts(job: Job, texts: Sequence[tuple["Record", Found]]) -> Iterator[Cleaned]:
    from .judge import clean_many

    return clean_many(
        (item.text for _, item in texts),
        titles=(_title(job, record, item) for record, item in texts),
        sites=(_site(job, record, item) for record, item in texts),
        above=(record.above for record, _ in texts),
        memory=_memory(job),
        threshold=job.threshold,
        reasons=job.reasons,
    )


def _clean_pages(job: Job, found: Sequence[tuple["Record", Found]]) -> Iterator[Cleaned]:
    pages = [item.page for _, item in found if item.page]
    if not pages:
        return iter(())
    from .pages import clean_pages

    memory = _memory(job)
    known = [memory.known(_site(job, record, item)) if memory else None for record, item in found]
    titles = [_title(job, record, item) for record, item in found]
    return clean_pages(pages, titles=titles, known=known, threshold=job.threshold, reasons=job.reasons)


def read_records(job: Job, records: Sequence["Record"]) -> list[tuple[str | None, str] | RecordError | None]:
    """Read the site and the text of records, in order; None for one without a text."""
    return [_read(job, record, _find(job, record)) for record in records]


def _read(
    job: Job, record: "Record", found: Found | bytes | RecordError
) -> tuple[str | None, str] | RecordError | None:
    if isinstance(found, Found):
        return _site(job, record, found), "".join(found.page.lines) if found.page else found.text
    return found if isinstance(found, RecordError) else None


def _memory(job: Job) -> "SiteMemory | None":
    if job.memory is None:
        return None
    from .sites import memory_of

    return memory_of(job.memory)


def _site(job: Job, record: "Record", found: Found) -> str | None:
    """Name the site of a text or page, where that matters."""
    if not job.asks_for_sites:
        return None
    from .sites import site_of

    return site_of(job, record.source, found.told.site or record.told.site)


def _title(job: Job, record: "Record", found: Found) -> str | None:
    """Give the title of a text or page, where it is told."""
    return found.told.title or record.told.title or job.title


def _find(job: Job, record: "Record") -> Found | bytes | RecordError:
    """Find the text of a record; for one without a text, what is to be written in its place."""
    try:
        if record.unjudged:
            raise RecordError(record.unjudged)
        if record.data is None or record.unjudged is not None:
            return record.data or b""
        return _found(job, record.source, record.data)
    except RecordError as error:
        return error


def _found(job: Job, source: "Source", data: bytes) -> Found | bytes:
    """Look for the text where the format has it; each format is loaded when it is met."""
    if len(data) > LARGEST and not source.whole:
        raise RecordError(f"is larger than {LARGEST >> 20} MB. Clean it as a file of its own, or in parts")
    match source.format:
        case Format.TEXT:
            from . import plaintext

            return plaintext.find(data, job.encoding, job.separator)
        case Format.JSONL:
            from . import jsonl

            return jsonl.find(data, job.field, job.told_in)
        case Format.PARQUET:
            from . import parquet

            return parquet.find(data)
        case Format.WARC | Format.WET:
            from . import warc

            return warc.find(data, source.written, partial(_read_page, job))
        case Format.HTML:
            return _find_page(job, data)


def _find_page(job: Job, data: bytes) -> Found:
    """Find the text of a page of HTML; what is kept of it is written as text, or as Markdown."""
    page = _read_page(job, data, None)
    told = Told(_address(page) if job.asks_for_sites else None)
    if not job.markdown:
        return Found("", _as_text, page=page, told=told)
    from .markdown import to_markdown

    def as_markdown(one: Cleaned) -> bytes:
        kept = [line.removed_for is None for line in one.lines if not line.text.isspace()]
        return to_markdown(page, kept).encode("utf-8", "surrogateescape")

    return Found("", as_markdown, page=page, told=told)


def _address(page: "Page") -> str | None:
    from .metadata import address

    return address(page.tree)


def _as_text(cleaned: Cleaned) -> bytes:
    return cleaned.text.encode("utf-8", "surrogateescape")


def _read_page(job: Job, data: bytes | str, url: str | None) -> "Page":
    from .charset import CompressedError
    from .markup import read_page

    try:
        return read_page(data, url=url, extract=not (job.fast or job.learns))
    except CompressedError as error:
        raise RecordError(f"cannot be read: {error}") from None


def _outcome(
    job: Job,
    record: "Record",
    found: Found | bytes | RecordError,
    cleaned: tuple[Iterator[Cleaned], Iterator[Cleaned]],
    decide: Decide | None,
) -> Outcome:
    """Write a record again, and tell what became of it; `cleaned` are the texts, and the pages, still to come."""
    if isinstance(found, bytes):
        return Outcome(found if record.data is not None else None)
    if isinstance(found, RecordError):
        return Outcome(record.data if record.source.parted else None, error=str(found))
    one = next(cleaned[found.page is not None])
    one = one if decide is None else decide(one, record.place)
    write = found.annotate if job.annotate and found.annotate else found.keep
    number = 1 if record.source.parted else record.number
    name = number if found.name is None else found.name
    return Outcome(
        write(one),
        len(one.removed_for),
        removed_shares(one) if one.changed else {},
        words_of(one) if job.shows_diff and record.source.parted else 0,
        one.lost,
        one.flag,
        found.stray,
        removed=_rows(one, record, name) if job.removed is not None and one.changed else b"",
        account=_account(job, record, one, name) if job.tells else b"",
        cleaned=one if job.shows_diff else None,
    )


def _account(job: Job, record: "Record", cleaned: Cleaned, name: str | int) -> bytes:
    """Tell of a text what the report shows, or all that is known."""
    if job.report is not None:
        from .report import row

        return row(cleaned, record.place)
    from .account import account
    from .plaintext import codec_of
    from .spans import line

    data = record.data or b""
    codec = codec_of(job.encoding, data) if record.source.format is Format.TEXT else "utf-8"
    return line(account(cleaned, record.source.path, name, data, codec))


def _rows(cleaned: Cleaned, record: "Record", name: str | int) -> bytes:
    from .spans import rows

    return rows(cleaned, record.source.path, name, record.lines_above)
