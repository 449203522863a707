"""Spark: the texts of a column cleaned on all machines of a cluster, each as on one.

`clean` makes a step for `DataFrame.transform`: rows and columns stay, and what became of each text stands beside it.
`learn` finds what the pages of each site have in common, and `clean` weighs it; `wet` reads what crawls write. All
send Arrow batches through Python, and need this package wherever Spark runs Python: pip install 'boilerstrip[spark]'.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from .document import Reason
from .executor import KNOWN, WET, packed
from .site import LEAST, PAGES, Page, SiteMemory

try:
    from pyspark.sql import DataFrame, Window, functions
    from pyspark.sql.types import StringType, StructType
except ImportError:
    raise ImportError("cleaner.spark needs PySpark: pip install 'boilerstrip[spark]'") from None

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import pyarrow as pa
    from pyspark.sql import Column, SparkSession

SALT = 64
"""Tasks that the pages of one site are spread over when it is learned."""
ADDED = "cleaned string, removed array<struct<start: int, end: int, reason: string, score: double>>, flag string"
SITES = ", ".join(f"`{name}` {kind}" for name, kind in zip(KNOWN, ("string", "int", "binary", "binary"), strict=True))
LEARNED = "site string, fingerprint bigint, lines binary"


def clean(  # noqa: PLR0913 - each is an option of the command
    *,
    text: str = "text",
    title: str | None = None,
    site: str | None = None,
    memory: DataFrame | SiteMemory | None = None,
    threshold: float = 0.5,
    reasons: frozenset[Reason] = frozenset(Reason),
) -> Callable[[DataFrame], DataFrame]:
    """Make a step that adds to each row what became of its `text`: `pages.transform(clean(text="body"))`.

    Three columns are added. `cleaned` is the text without boilerplate; `removed` has, for each line that went, `start`
    and `end` in the text, in code points from 0, `reason` and `score`; `flag` says why somebody should have a look,
    or is null. Where the text is null, so are all three; one of more than 2²⁴ characters is flagged, and not cleaned.

    `title` is the column of titles, where they are known. `site` is the column that names the site of each page, for a
    `memory` from `learn`, which is joined by site, or a `SiteMemory`, which goes to every machine. `threshold` and
    `reasons` are those of `cleaner.clean`. Applied to a table without such columns of strings, or with columns named
    like those that are added, the step raises ValueError, before anything is run.
    """
    if (site is None) != (memory is None):
        raise ValueError("a memory needs the column of sites, and that needs a memory: clean(site=…, memory=…)")
    columns = {"text": text, "title": title, "site": site}
    options = {**columns, "threshold": threshold, "reasons": [str(reason) for reason in reasons]}

    def step(pages: DataFrame) -> DataFrame:
        added = pages.sparkSession.createDataFrame([], ADDED).schema
        _check(pages, [name for name in columns.values() if name is not None], added.names)
        rows = pages if site is None or memory is None else _beside_known(pages, site, memory)
        return rows.mapInArrow(_on_executors("clean_rows", options), StructType([*pages.schema, *added]))

    return step


def learn(pages: DataFrame, *, text: str = "text", site: str = "site") -> DataFrame:
    """Learn the pages of all sites; what comes is a memory for `clean`, to be written and read (`.write.parquet`).

    It has a row for each page that counts, as in a `SiteMemory`. Rows without a text or a site are left out.
    """
    _check(pages, [text, site])
    told = pages.select(_named(text).alias("text"), _named(site).alias("site"))
    return merge(told.mapInArrow(_on_executors("fold_rows"), LEARNED))


def merge(*learned: DataFrame) -> DataFrame:
    """Merge what was learned of parts of a corpus; in any order, that is what was learned of all of it.

    The pages of one site are spread over `SALT` tasks, each of which passes on no more than a memory keeps.
    """
    pages = reduce(DataFrame.unionByName, learned).withColumn("salt", functions.col("fingerprint") % SALT)
    salted = pages.repartition("site", "salt").groupBy("site", "salt", "fingerprint")
    once = salted.agg(functions.min("lines").alias("lines"))
    return _least(_least(once, "site", "salt"), "site").select("site", "fingerprint", "lines")


def to_memory(learned: DataFrame) -> SiteMemory:
    """Bring what was learned to this machine, to be saved and used here."""
    memory = SiteMemory()
    for site, fingerprint, lines in learned.select("site", "fingerprint", "lines").toLocalIterator():
        memory.add(site, [Page(fingerprint, bytes(lines))])
    return memory


def wet(session: SparkSession, *paths: str) -> DataFrame:
    """Read the texts of WET files, packed or not: `id`, `url`, `date`, `site` and `text`.

    The site is the host, as `cleaner learn` names it. What cannot be read is a row with an `error` and no text; what
    follows is read. One task holds a whole file in memory; Spark reads none of more than 2 GB.
    """
    files = session.read.format("binaryFile").load([*paths]).select("path", "content")
    return files.mapInArrow(_on_executors("cut_files"), ", ".join(f"{name} string" for name in WET))


def _check(pages: DataFrame, columns: Iterable[str], added: Iterable[str] = ()) -> None:
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


def _named(column: str) -> Column:
    """Name a column, whatever is in its name."""
    return functions.col(f"`{column.replace('`', '``')}`")


def _least(pages: DataFrame, *by: str) -> DataFrame:
    """Keep as many pages of each group as a memory does: those with the smallest fingerprints."""
    rank = functions.row_number().over(Window.partitionBy(*by).orderBy("fingerprint"))
    return pages.withColumn("rank", rank).where(functions.col("rank") <= PAGES).drop("rank")


def _beside_known(pages: DataFrame, site: str, memory: DataFrame | SiteMemory) -> DataFrame:
    """Put beside each page what is known of its site, of those that have pages enough to say anything."""
    if isinstance(memory, SiteMemory):
        rows = [(name, *packed(memory.known(name))) for name in memory.sites()]
        known = functions.broadcast(pages.sparkSession.createDataFrame(rows, SITES))
    else:
        by_site = memory.select("site", "fingerprint", "lines").repartition("site").sortWithinPartitions("site")
        known = by_site.mapInArrow(_on_executors("count_rows"), SITES)
    told = known.where(_named(KNOWN[1]) >= LEAST)
    return pages.join(told, _named(site) == _named(KNOWN[0]), "left")


def _on_executors(name: str, options: Mapping[str, Any] | None = None) -> Callable[..., Iterator[pa.RecordBatch]]:
    """Make what Spark sends to its executors: it finds `executor.py` there, or says that it is missing."""
    given = dict(options or {})

    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import sys

        try:
            from cleaner import executor
        except ImportError as error:
            raise RuntimeError(
                f"{sys.executable}, which Spark runs here, cannot load cleaner ({error}). On every machine: "
                "pip install 'boilerstrip[spark]'; or name another Python: PYSPARK_PYTHON, or spark.pyspark.python"
            ) from None
        yield from getattr(executor, name)(batches, **given)

    return work
