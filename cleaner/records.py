"""What becomes of a record: the text is found in its bytes and cleaned, and the bytes are written without what went.

This is all that the workers do. What they are given and what they give back are bytes and counts: a `Cleaned` would
cost more to send than to make.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from .document import Cleaned, Reason
from .job import Format, Job
from .render import Share, removed_shares

if TYPE_CHECKING:
    from .sources import Record


class RecordError(Exception):
    """Why a record cannot be cleaned, in words that follow its name."""


class Found(NamedTuple):
    """A text that was found in the bytes of a record.

    `keep` writes the record again with those lines of the text that stay. `name` is the id that the record gives
    itself, or None. `stray` tells of bytes in it that are no text, or is None.
    """

    text: str
    keep: Callable[[Cleaned], bytes]
    name: str | int | None = None
    stray: str | None = None


class Outcome(NamedTuple):
    """What became of a record.

    `data` is to be written in its place, None for nothing. `lines` counts those of its text, None where it has none;
    `shares` tells what was removed of them. `error` says why it could not be cleaned. `cleaned` is there only if the
    diff is wanted.
    """

    data: bytes | None
    lines: int | None = None
    shares: dict[Reason, Share] = {}  # noqa: RUF012 - nobody changes it
    flag: str | None = None
    stray: str | None = None
    error: str | None = None
    cleaned: Cleaned | None = None


def clean_records(job: Job, records: Sequence["Record"]) -> list[Outcome]:
    """Clean records, in order; one without bytes ends its source, and nothing becomes of it."""
    from .judge import clean_many

    found = [_find(job, record.source.format, record.data) for record in records]
    texts = [item.text for item in found if isinstance(item, Found)]
    titles = [job.title] * len(texts)
    cleaned = clean_many(texts, titles=titles, threshold=job.threshold, reasons=job.reasons)
    return [_outcome(job, item, record.data, cleaned) for item, record in zip(found, records, strict=True)]


def _find(job: Job, form: Format, data: bytes | None) -> Found | RecordError | None:
    """Find the text of a record; None where it has none and is to be left as it is."""
    if data is None:
        return None
    try:
        if form is Format.JSONL:
            from . import jsonl

            return jsonl.find(data, job.field)
        if form is Format.PARQUET:
            from . import parquet

            return parquet.find(data)
        from . import plaintext

        return plaintext.find(data, job.encoding, job.separator)
    except RecordError as error:
        return error


def _outcome(job: Job, found: Found | RecordError | None, data: bytes | None, cleaned: Iterator[Cleaned]) -> Outcome:
    if found is None:
        return Outcome(data)
    if isinstance(found, RecordError):
        return Outcome(None, error=str(found))
    one = next(cleaned)
    return Outcome(
        found.keep(one),
        len(one.removed_for),
        removed_shares(one) if one.changed else {},
        one.flag,
        found.stray,
        cleaned=one if job.shows_diff else None,
    )
