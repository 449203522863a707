"""Tables: the text column of Arrow batches cleaned, and everything else in them as it was.

`clean_batches` is what Spark, Ray, `datasets` and others call, each for its part of a table. It needs pyarrow:
pip install 'boilerstrip[corpus]'.
"""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import TYPE_CHECKING

from .document import Cleaned, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pyarrow as pa

    from .site import SiteMemory

SPANS = "attributes"
"""The column of the spans of what would go, as the field of a JSONL record."""


def clean_batches(  # noqa: PLR0913 - each is an option of the command
    batches: Iterable[pa.RecordBatch],
    *,
    text: str = "text",
    title: str | None = None,
    site: str | None = None,
    memory: SiteMemory | None = None,
    threshold: float = 0.5,
    reasons: frozenset[Reason] = frozenset(Reason),
) -> Iterator[pa.RecordBatch]:
    """Clean the column `text` of record batches, lazily and in order; rows, schema and other columns stay.

    The column is one of strings, of any width or dictionary-encoded; null stays null, and bytes that are not UTF-8 pass
    through. `title` is a column like it, of titles, where they are known, and `site` one that names the site of each
    text for `memory`. That, `threshold` and `reasons` are those of `clean`. Raises ValueError for a column that is not
    there or holds no strings.
    """
    for batch in batches:
        texts, titles, sites = (() if name is None else texts_of(batch, name) for name in (text, title, site))
        cleaned = clean_texts(texts, titles, sites, memory=memory, threshold=threshold, reasons=reasons)
        yield with_texts(batch, text, [None if one is None else one.text for one in cleaned])


def clean_texts(  # noqa: PLR0913 - each is an option of the command
    texts: Sequence[str | None],
    titles: Sequence[str | None] = (),
    sites: Sequence[str | None] = (),
    *,
    memory: SiteMemory | None = None,
    threshold: float = 0.5,
    reasons: frozenset[Reason] = frozenset(Reason),
) -> list[Cleaned | None]:
    """Clean the texts of a column, each with its title and of its site, if those are told; what is null stays null."""
    from .judge import clean_many

    rows = zip_longest(texts, titles, sites)
    known = [(text, title, site) for text, title, site in rows if text is not None]
    cleaned = clean_many(
        (text for text, _, _ in known),
        titles=(title for _, title, _ in known),
        sites=(site for *_, site in known),
        memory=memory,
        threshold=threshold,
        reasons=reasons,
    )
    return [None if text is None else next(cleaned) for text in texts]


def texts_of(batch: pa.RecordBatch, name: str) -> list[str | None]:
    """Read a column of strings, which some engines fill with bytes that are not UTF-8."""
    import pyarrow as pa

    raw = column_of(batch, name).cast(pa.large_binary()).to_pylist()
    return [None if one is None else one.decode("utf-8", "surrogateescape") for one in raw]


def column_of(batch: pa.RecordBatch | pa.Table, name: str) -> pa.Array:
    """Find a column of strings."""
    check_column(batch.schema, name)
    return batch.column(name)


def check_column(schema: pa.Schema, name: str) -> None:
    """Raise ValueError unless there is one column of that name, and it holds strings."""
    import pyarrow.types as kinds

    if schema.names.count(name) != 1:
        number = "several columns" if name in schema.names else "no column"
        raise ValueError(f"has {number} {name!r} among: {', '.join(schema.names)}")
    kind = schema.field(name).type
    values = kind.value_type if kinds.is_dictionary(kind) else kind
    if not (kinds.is_string(values) or kinds.is_large_string(values) or kinds.is_string_view(values)):
        raise ValueError(f"has {kind} in the column {name!r}, and no texts")


def with_spans(batch: pa.RecordBatch | pa.Table, spans: Sequence[str]) -> pa.RecordBatch | pa.Table:
    """Put a column of spans behind those of a batch: `spans.attributes` of each row, by reason."""
    import pyarrow as pa

    span = pa.struct([("start", pa.int64()), ("end", pa.int64()), ("score", pa.float64())])
    rows = [
        [
            (reason, [dict(zip(span.names, one, strict=True)) for one in found])
            for reason, found in json.loads(row).items()
        ]
        for row in spans
    ]
    return batch.append_column(SPANS, pa.array(rows, pa.map_(pa.string(), pa.list_(span))))


def with_texts(batch: pa.RecordBatch, name: str, texts: Sequence[str | None]) -> pa.RecordBatch:
    """Put other texts in a column of a batch, one for each row."""
    import pyarrow as pa

    place = batch.schema.names.index(name)
    columns = [*batch.columns]
    columns[place] = strings(texts, batch.schema.field(place).type)
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


def strings(texts: Iterable[str | None], kind: pa.DataType) -> pa.Array:
    """Make a column of strings of a kind; what `texts_of` read is the same bytes again."""
    import pyarrow as pa
    from pyarrow import compute

    raw = [None if one is None else one.encode("utf-8", "surrogateescape") for one in texts]
    values = kind.value_type if pa.types.is_dictionary(kind) else kind
    as_they_are = compute.CastOptions(values, allow_invalid_utf8=True)
    return pa.array(raw, pa.large_binary()).cast(options=as_they_are).cast(kind)
