"""Tables: the text column of Arrow batches cleaned, and everything else in them as it was.

`clean_batches` is what Spark, Ray, `datasets` and others call, each for its part of a table. It needs pyarrow:
pip install 'boilerstrip[corpus]'.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .document import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pyarrow as pa

SPANS = "attributes"
"""The column of the spans of what would go, as the field of a JSONL record."""


def clean_batches(
    batches: Iterable[pa.RecordBatch],
    *,
    text: str = "text",
    threshold: float = 0.5,
    reasons: frozenset[Reason] = frozenset(Reason),
) -> Iterator[pa.RecordBatch]:
    """Clean the column `text` of record batches, lazily and in order; rows, schema and other columns stay.

    The column is one of strings, of any width or dictionary-encoded; null stays null. `threshold` and `reasons` are
    those of `clean`. Raises ValueError for a column that is not there or holds no strings.
    """
    from .judge import clean_many

    for batch in batches:
        texts = column_of(batch, text).to_pylist()
        cleaned = clean_many((one for one in texts if one is not None), threshold=threshold, reasons=reasons)
        yield with_texts(batch, text, [None if one is None else next(cleaned).text for one in texts])


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
    columns[place] = pa.array(texts, type=batch.schema.field(place).type)
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)
