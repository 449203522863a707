"""What the executors of Spark do with Arrow batches: clean, fold and count rows, and cut files into rows.

`spark.py` asks for it by name; each function here takes the batches of one task and gives those that it makes of them.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from gzip import GzipFile
from io import BytesIO
from itertools import accumulate, chain, groupby, islice
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa

from .arrow import clean_texts, strings, texts_of
from .document import Cleaned, Reason
from .job import By
from .records import RecordError
from .site import KEY, Known, Page, SiteMemory, pages_of
from .sites import named
from .sources import GZIP
from .spans import spans
from .warc import cut, read_wet

ROWS = 128
"""Rows that are cleaned at once: cells can be large, whatever `spark.sql.execution.arrow.maxRecordsPerBatch` says."""
LARGEST = 2**24
"""Characters that a text may have: more than any book, and less than the judge has memory for."""
TOO_LARGE = f"is not cleaned: it has more than {LARGEST >> 20} million characters"
KNOWN = ("cleaner: site", "cleaner: pages", "cleaner: keys", "cleaner: counts")
"""The columns of what is known of the site of a row: its name, its pages, and the lines on more than one, `packed`."""
COUNT = np.dtype("<u2")
"""How a number of pages is packed, of which a memory keeps fewer than 2¹⁶."""
WET = ("id", "url", "date", "site", "text", "error")
"""The columns of what `cut_files` finds."""


def clean_rows(  # noqa: PLR0913 - each is an option of the command
    batches: Iterable[pa.RecordBatch],
    *,
    text: str,
    title: str | None,
    site: str | None,
    threshold: float,
    reasons: Sequence[str],
) -> Iterator[pa.RecordBatch]:
    """Clean the column `text`; what became of each text stands beside its row, in the place of what was `KNOWN`.

    `title` is the column of titles, if they are known, and `site` that which names the site of a text, if there is a
    memory.
    """
    chosen = frozenset(map(Reason, reasons))
    for rows in _parts(batches):
        texts = texts_of(rows, text)
        sites = texts_of(rows, site) if site else []
        memory = _Told(sites, rows) if site else None
        titles = texts_of(rows, title) if title else []
        within = [*map(_bounded, texts)]
        cleaned = clean_texts(within, titles, sites, memory=memory, threshold=threshold, reasons=chosen)
        flags = [_flag(*pair) for pair in zip(texts, cleaned, strict=True)]
        given = rows.drop_columns([*KNOWN]) if site else rows
        yield _beside(given, cleaned, flags, rows.schema.field(text).type)


class _Told(SiteMemory):
    """A memory of what rows tell about the sites that they are of."""

    def __init__(self, sites: Sequence[str | None], rows: pa.RecordBatch) -> None:
        super().__init__()
        for site, row in {site: row for row, site in enumerate(sites) if site is not None}.items():
            _, pages, keys, counts = (rows.column(name)[row].as_py() for name in KNOWN)
            if pages is not None:
                self._known[site] = _unpacked(pages, keys, counts)


def _parts(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    return (batch.slice(first, ROWS) for batch in batches for first in range(0, batch.num_rows, ROWS))


def _bounded(text: str | None) -> str | None:
    return None if text is None or len(text) > LARGEST else text


def _flag(text: str | None, cleaned: Cleaned | None) -> str | None:
    if cleaned is None:
        return None if text is None else TOO_LARGE
    return cleaned.flag


def _beside(
    rows: pa.RecordBatch, cleaned: Sequence[Cleaned | None], flags: Sequence[str | None], kind: pa.DataType
) -> pa.RecordBatch:
    """Put what became of texts, and their flags, beside their rows; strings are of the same kind as the texts."""
    added = {
        "cleaned": strings((None if one is None else one.text for one in cleaned), kind),
        "removed": _removed(cleaned, kind),
        "flag": pa.array(flags, kind),
    }
    return pa.RecordBatch.from_arrays([*rows.columns, *added.values()], [*rows.schema.names, *added])


def _removed(cleaned: Sequence[Cleaned | None], kind: pa.DataType) -> pa.Array:
    """Gather the spans of texts into a column of lists; column by column, which takes half as long as row by row."""
    found = [None if one is None else [*spans(one)] for one in cleaned]
    ends = accumulate(len(some or ()) for some in found)
    first = [None if some is None else end - len(some) for some, end in zip(found, ends, strict=True)]
    flat = [*chain.from_iterable(some or () for some in found)]
    fields = {"start": pa.int32(), "end": pa.int32(), "reason": kind, "score": pa.float64()}
    columns = zip(*flat, strict=True) if flat else [()] * len(fields)
    values = [pa.array(column, of) for column, of in zip(columns, fields.values(), strict=True)]
    return pa.ListArray.from_arrays(
        pa.array([*first, len(flat)], pa.int32()), pa.StructArray.from_arrays(values, [*fields])
    )


def fold_rows(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Fold the pages in rows of text and site: a row for each page, of its site, its fingerprint and its lines."""
    for rows in _parts(batches):
        texts, sites = (map(_bounded, texts_of(rows, name)) for name in ("text", "site"))
        told = [pair for pair in zip(texts, sites, strict=True) if None not in pair]
        pages = [page for page, _ in pages_of(text or "" for text, _ in told)]
        columns = (
            strings((site for _, site in told), rows.schema.field("site").type),
            pa.array((page.fingerprint for page in pages), pa.int64()),
            pa.array((page.lines for page in pages), pa.binary()),
        )
        yield pa.RecordBatch.from_arrays([*columns], ["site", "fingerprint", "lines"])


def count_rows(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Count the lines of sites, of which rows are pages, sorted by site: a row of what is known of each."""
    kinds = zip(KNOWN, (pa.string(), pa.int32(), pa.binary(), pa.binary()), strict=True)
    schema = pa.schema([*kinds])
    pages = (row for rows in _parts(batches) for row in rows.to_pylist())
    counted = (_counted(site, some) for site, some in groupby(pages, itemgetter("site")))
    while found := [*islice(counted, ROWS)]:
        yield pa.RecordBatch.from_pylist(found, schema)


def _counted(site: str, pages: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    memory = SiteMemory()
    memory.add(site, (Page(page["fingerprint"], page["lines"]) for page in pages))
    return dict(zip(KNOWN, (site, *packed(memory.known(site))), strict=True))


def packed(known: Known) -> tuple[int, bytes, bytes]:
    """Pack what is known of a site into cells of a row."""
    return known.pages, known.keys.astype(KEY).tobytes(), known.counts.astype(COUNT).tobytes()


def _unpacked(pages: int, keys: bytes, counts: bytes) -> Known:
    return Known(pages, np.frombuffer(keys, KEY).astype(np.uint64), np.frombuffer(counts, COUNT).astype(np.int64))


def cut_files(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Cut files of WET, each a row of its path and its bytes, into rows of their texts."""
    for batch in batches:
        for path, content in zip(*batch.columns, strict=True):
            rows = _texts_in(path.as_py(), BytesIO(content.as_buffer()))
            while some := [*islice(rows, ROWS)]:
                columns = [strings((row.get(name) for row in some), pa.string()) for name in WET]
                yield pa.RecordBatch.from_arrays(columns, [*WET])


def _texts_in(path: str, file: BytesIO) -> Iterator[dict[str, str | None]]:
    """Read the texts in a file; for what cannot be read, a row that says so."""
    stream = GzipFile(fileobj=file) if file.getbuffer()[: len(GZIP)] == GZIP else file
    number = 0
    try:
        for number, data in enumerate(chain.from_iterable(cut(stream)), 1):
            yield from _text_in(f"{path}: record {number}", data)
    except (EOFError, OSError, zlib.error) as error:
        yield {"error": f"{path}: is cut off or damaged after record {number} ({error}). Get it whole"}


def _text_in(place: str, data: bytes) -> Iterator[dict[str, str | None]]:
    """Read the text of a record, if it has one."""
    try:
        if row := read_wet(data):
            yield {**row, "site": named(row["url"], By.HOST) if row["url"] else None}
    except RecordError as error:
        yield {"error": f"{place} {error}"}
