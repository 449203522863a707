"""Parquet: the texts of one column come in rows, and go back into a file that is otherwise as it was.

The file is read twice, side by side: once for its texts alone, and once more for all the columns that their cleaned
texts are put beside. So there is never more of it in memory than a row group that is being written.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from typing import IO, Any

from .arrow import SPANS, check_column, column_of, with_spans, with_texts
from .job import UNTOLD, Told
from .records import Found
from .sources import Source, SourceError
from .spans import attributes

END: tuple[int, Any] = (-1, None)
ROWS = 128
"""Rows read at once: cells can be large, however small the file."""
GROUP = 2**26
"""Bytes after which a row group is written, if the one that was read is larger."""


def find(data: bytes) -> Found:
    """Find the text in a cell of a table: it is all of it. Its spans have a cell of their own."""
    return Found(
        data.decode("utf-8"),
        lambda cleaned: cleaned.text.encode("utf-8"),
        annotate=lambda cleaned: attributes(cleaned).encode("utf-8"),
    )


def texts(file: IO[bytes], path: str, column: str, told_in: Told = UNTOLD) -> Iterator[list[tuple[bytes, Told]]]:
    """Read the texts of a column, in UTF-8, null as an empty one, each with what the columns `told_in` tell of it.

    There may be none that tells of sites. Raises SourceError for what cannot be read.
    """
    table = _opened(file, path, column)
    if told_in.title is not None:
        _check(table, path, told_in.title, "titles with --title-field")
    columns = [name for name in table.schema_arrow.names if name in (column, *told_in)]
    with _explained(path):
        for _, batch in _batches(table, columns=columns):
            texts = ((text or "").encode("utf-8") for text in column_of(batch, column).to_pylist())
            told = (batch.column(name).to_pylist() if name in columns else repeat(None) for name in told_in)
            yield [*zip(texts, map(Told, *told), strict=False)]


@contextmanager
def copy(source: Source, column: str, stream: IO[bytes], *, annotate: bool) -> Iterator[Callable[[bytes], None]]:
    """Write the table of `source` to `stream` with other texts in a column, which are given one by one, in UTF-8.

    With `annotate` the texts stay, and their spans, which are given in JSON, are a column more.
    """
    import pyarrow.parquet as pq

    with Path(source.path).open("rb") as file:
        table = _opened(file, source.path, column)
        if annotate and SPANS in table.schema_arrow.names:
            raise SourceError(
                source.path, f"has a column {SPANS!r} already, which is the place of the spans. Rename it"
            )
        schema = with_spans(table.schema_arrow.empty_table(), []).schema if annotate else table.schema_arrow
        with _explained(source.path), pq.ParquetWriter(stream, schema, compression=_codecs(table)) as out:
            rows = _Rows(table, None if annotate else column, out)
            yield rows.take
            rows.end(source.path)


class _Rows:
    """The rows of a table, whose texts are given one by one, on their way into another; or spans, without a column."""

    def __init__(self, table: Any, column: str | None, out: Any) -> None:
        self._column, self._out = column, out
        self._batches = _batches(table)
        self._group, self._batch = next(self._batches, END)
        self._texts: list[str] = []
        self._full: list[Any] = []

    def take(self, text: bytes) -> None:
        """Take the text of the next row."""
        self._texts.append(text.decode("utf-8"))
        if len(self._texts) == self._batch.num_rows:
            self._fill()

    def _fill(self) -> None:
        """Put the texts in their batch, and write the row group if it ends there."""
        if self._column is None:
            self._full.append(with_spans(self._batch, self._texts))
        else:
            nulls = self._batch.column(self._column).is_null().to_pylist()
            texts = [None if null else text for text, null in zip(self._texts, nulls, strict=True)]
            self._full.append(with_texts(self._batch, self._column, texts))
        self._texts = []
        group, self._batch = next(self._batches, END)
        if group != self._group or sum(batch.nbytes for batch in self._full) > GROUP:
            self._write()
        self._group = group

    def _write(self) -> None:
        import pyarrow as pa

        table = pa.Table.from_batches(self._full)
        self._out.write_table(table, row_group_size=max(table.num_rows, 1))
        self._full = []

    def end(self, path: str) -> None:
        """Make sure that every row got its text."""
        if self._batch is not None:
            raise SourceError(path, "could not be read to its end, so that nothing is written. Get it whole")


def _opened(file: IO[bytes], path: str, column: str) -> Any:
    try:
        import pyarrow.parquet as pq
    except ImportError:
        raise SourceError(path, "is Parquet. To read and write that: pip install 'boilerstrip[corpus]'") from None
    if not file.seekable():
        raise SourceError(path, "is Parquet, which cannot be read from a pipe. Name the file")
    with _explained(path):
        table = pq.ParquetFile(file)
        _check(table, path, column, "the texts with --field")
        return table


def _check(table: Any, path: str, column: str, named: str) -> None:
    """Raise SourceError unless there is such a column, and it holds strings."""
    try:
        check_column(table.schema_arrow, column)
    except ValueError as error:
        raise SourceError(path, f"{error}. Name the column of {named}") from None


def _batches(table: Any, columns: list[str] | None = None) -> Iterator[tuple[int, Any]]:
    """Read batches of rows, each with the number of its row group."""
    for group in range(table.num_row_groups):
        for batch in table.iter_batches(ROWS, row_groups=[group], columns=columns):
            yield group, batch


def _codecs(table: Any) -> dict[str, str] | str:
    """Tell how each column is packed."""
    if not table.num_row_groups:
        return "zstd"
    group = table.metadata.row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    names = {column.path_in_schema: column.compression for column in columns}
    return {path: "NONE" if codec == "UNCOMPRESSED" else codec for path, codec in names.items()}


@contextmanager
def _explained(path: str) -> Iterator[None]:
    """Turn what pyarrow says of a damaged file into a SourceError."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, UnicodeDecodeError, OSError) as error:
        if isinstance(error, OSError) and error.errno:  # of the disk, not of pyarrow
            raise
        words = " ".join(str(error).split())
        raise SourceError(path, f"is damaged, or no Parquet ({words}). Get it whole") from error
