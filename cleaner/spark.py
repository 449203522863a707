"""Spark: the texts of a column cleaned on all machines of a cluster, each as on one.

`clean` makes a step for `DataFrame.transform`: rows and columns stay, and what became of each text stands beside it.
`wet` reads what crawls write. Both send Arrow batches through Python, and need this package wherever Spark runs Python:
pip install 'boilerstrip[spark]'.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from gzip import GzipFile
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .arrow import clean_texts, strings, texts_of
from .document import Cleaned, Reason
from .records import RecordError
from .sources import GZIP
from .spans import spans
from .warc import cut, read_wet

try:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StringType, StructType
except ImportError:
    raise ImportError("cleaner.spark needs PySpark: pip install 'boilerstrip[spark]'") from None

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 128
"""Rows that are cleaned at once: cells can be large, whatever `spark.sql.execution.arrow.maxRecordsPerBatch` says."""
LARGEST = 2**24
"""Characters that a text may have: more than any book, and less than the judge has memory for."""
TOO_LARGE = f"is not cleaned: it has more than {LARGEST >> 20} million characters"
ADDED = "cleaned string, removed array<struct<start: int, end: int, reason: string, score: double>>, flag string"
WET = ("id", "url", "date", "site", "text", "error")


def clean(
    *, text: str = "text", threshold: float = 0.5, reasons: frozenset[Reason] = frozenset(Reason)
) -> Callable[[DataFrame], DataFrame]:
    """Make a step that adds to each row what became of its `text`: `pages.transform(clean(text="body"))`.

    Three columns are added. `cleaned` is the text without boilerplate; `removed` has, for each line that went, `start`
    and `end` in the text, in code points from 0, `reason` and `score`; `flag` says why somebody should have a look,
    or is null. Where the text is null, so are all three; one of more than `LARGEST` characters is flagged, not cleaned.

    `threshold` and `reasons` are those of `cleaner.clean`. Applied to a table without such a column of strings, or
    with columns named like those that are added, the step raises ValueError, before anything is run.
    """
    options = {"text": text, "threshold": threshold, "reasons": [str(reason) for reason in reasons]}

    def step(pages: DataFrame) -> DataFrame:
        added = pages.sparkSession.createDataFrame([], ADDED).schema
        _check(pages, [text], added.names)
        return pages.mapInArrow(_on_executors("clean_rows", options), StructType([*pages.schema, *added]))

    return step


def wet(session: SparkSession, *paths: str) -> DataFrame:
    """Read the texts of WET files, packed or not: `id`, `url`, `date`, `site` (the host), `text`.

    What cannot be read is a row with an `error` and no text; what follows it is read. One task holds a whole file in
    memory; Spark reads none of more than 2 GB.
    """
    files = session.read.format("binaryFile").load([*paths]).select("path", "content")
    return files.mapInArrow(_on_executors("cut_files", {}), ", ".join(f"{name} string" for name in WET))


def _check(pages: DataFrame, columns: Iterable[str], added: Iterable[str]) -> None:
    """Raise ValueError unless a table has these columns, of strings, and room for those that are added."""
    names = pages.columns
    for name in columns:
        if names.count(name) != 1:
            number = "several columns" if name in names else "no column"
            raise ValueError(f"the table has {number} {name!r} among: {', '.join(names)}")
        kind = pages.schema[name].dataType
        if not isinstance(kind, StringType):
            raise ValueError(f"the column {name!r} holds {kind.simpleString()}, no strings. Name another, or cast it")
    if taken := [name for name in names if name.lower() in added]:
        raise ValueError(f"the table has a column {taken[0]!r} already, and it would be added. Rename it, or drop it")


def _on_executors(
    name: str, options: Mapping[str, Any]
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Make what Spark sends to its executors: it finds this room there, or says that it is missing."""

    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import sys

        try:
            from cleaner import spark
        except ImportError as error:
            raise RuntimeError(
                f"{sys.executable}, which Spark runs here, cannot load cleaner ({error}). On every machine: "
                "pip install 'boilerstrip[spark]'; or name another Python: PYSPARK_PYTHON, or spark.pyspark.python"
            ) from None
        yield from getattr(spark, name)(batches, **options)

    return work


def clean_rows(
    batches: Iterable[pa.RecordBatch], *, text: str, threshold: float, reasons: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    """Clean rows, on an executor."""
    chosen = frozenset(map(Reason, reasons))
    for batch in batches:
        for first in range(0, batch.num_rows, ROWS):
            rows = batch.slice(first, ROWS)
            texts = texts_of(rows, text)
            fit = [one if one is None or len(one) <= LARGEST else None for one in texts]
            cleaned = clean_texts(fit, threshold=threshold, reasons=chosen)
            flags = [_flag(*pair) for pair in zip(texts, cleaned, strict=True)]
            yield _beside(rows, cleaned, flags, rows.schema.field(text).type)


def _flag(text: str | None, cleaned: Cleaned | None) -> str | None:
    if cleaned is None:
        return None if text is None else TOO_LARGE
    return cleaned.flag


def _beside(
    rows: pa.RecordBatch, cleaned: Sequence[Cleaned | None], flags: Sequence[str | None], kind: pa.DataType
) -> pa.RecordBatch:
    """Put what became of texts, and their flags, beside their rows; strings are of the same kind as the texts."""
    import pyarrow as pa

    fields = {"start": pa.int32(), "end": pa.int32(), "reason": kind, "score": pa.float64()}
    removed = [None if one is None else [dict(zip(fields, span, strict=True)) for span in spans(one)] for one in cleaned]
    added = {
        "cleaned": strings((None if one is None else one.text for one in cleaned), kind),
        "removed": pa.array(removed, pa.list_(pa.struct([*fields.items()]))),
        "flag": pa.array(flags, kind),
    }
    return pa.RecordBatch.from_arrays([*rows.columns, *added.values()], [*rows.schema.names, *added])


def cut_files(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Cut files of WET, which rows hold, into rows of their texts, on an executor."""
    import pyarrow as pa

    for batch in batches:
        for path, content in zip(*(column.cast(...) for column in batch.columns), strict=True):
            ...
