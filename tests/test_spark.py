"""A real Spark on this machine gives, document by document, what one process gives."""

import datetime
import gc
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command import BODY, STORY, cleaner
from fixture import FOLDER, read
from invented import pages as invented_pages

from cleaner import SiteMemory, clean, clean_many
from cleaner.spans import spans

pytest.importorskip("pyspark", reason="Spark is not installed: pip install 'boilerstrip[spark]'")
if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
    pytest.skip("Spark needs Java, and there is none", allow_module_level=True)

from pyspark.sql import DataFrame, SparkSession

import cleaner.spark as on_spark

os.environ["PYSPARK_PYTHON"] = sys.executable
pytestmark = pytest.mark.filterwarnings("ignore")  # pyspark's own
TEXTS = [read(path).text for path in sorted(FOLDER.rglob("*.tsv"))[:40]] + ["", None, STORY.decode(), "\x00\n🚂\r\n"]
SITES: list[tuple[str, str]] = [(page.group, "\n".join(page.lines)) for page in invented_pages(60, hosts=4)]


@contextmanager
def started(master: str, folder: Path) -> Iterator[SparkSession]:
    """Start Spark; what it leaves lying about is gone afterwards."""
    told = {
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.local.dir": str(folder),
    }
    builder = SparkSession.builder.master(master)
    for name, value in told.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    try:
        yield session
    finally:
        session.stop()
        gc.collect()  # sockets of pyspark, before they warn in other tests


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    with started("local[2]", tmp_path_factory.mktemp("spark")) as session:
        yield session


def expected(texts: list[str | None]) -> list[tuple[Any, ...]]:
    """Say what becomes of texts, by the one-machine path."""
    known = clean_many(text for text in texts if text is not None)
    found = (None if text is None else next(known) for text in texts)
    return [(None, None, None) if one is None else (one.text, [*spans(one)], one.flag) for one in found]


def became(rows: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Say what became of texts on Spark."""
    return [(row.cleaned, row.removed and [tuple(span) for span in row.removed], row.flag) for row in rows]


def test_every_document_is_cleaned_as_by_one_process(spark: SparkSession) -> None:
    when, amount = datetime.datetime(2026, 1, 2, 3, 4, 5), Decimal("1.50")
    data = [(n, text, [n, None], {"a": (n, None)}, when, amount, b"\xff") for n, text in enumerate(TEXTS)]
    kinds = "n bigint, `my text` string, l array<int>, m map<string, struct<x: int, y: string>>, t timestamp"
    pages = spark.createDataFrame(data, f"{kinds}, d decimal(9, 2), b binary").repartition(3)
    done = pages.transform(on_spark.clean(text="my text"))
    rows = sorted(done.collect(), key=lambda row: int(row.n))
    assert [*done.schema][: len(pages.columns)] == [*pages.schema]
    assert [row[: len(pages.columns)] for row in rows] == sorted(map(tuple, pages.collect()))
    assert became(rows) == [(text, removed and [*removed], flag) for text, removed, flag in expected(TEXTS)]


def test_spans_are_in_code_points_as_those_of_spark(spark: SparkSession) -> None:
    text = "🚂🚂 are trains\n" + STORY.decode()
    pages = spark.createDataFrame([(text,)], "text string").transform(on_spark.clean())
    gone = "transform(removed, one -> substring(text, one.start + 1, one.end - one.start)) as gone"
    (row,) = pages.selectExpr(gone).collect()
    assert row.gone == [line for _, line, _, _ in clean(text).removed] != []


def test_bytes_that_are_no_text_pass_through(spark: SparkSession, tmp_path: Path) -> None:
    raw = b"caf\xe9 \xed\xa0\x80 and so on it goes"
    (tmp_path / "lines.txt").write_bytes(raw)
    pages = spark.read.text(str(tmp_path)).transform(on_spark.clean(text="value"))
    assert [row.h for row in pages.selectExpr("hex(cleaned) as h").collect()] == [raw.hex().upper()]


def test_what_cannot_be_cleaned_is_refused_before_anything_runs(spark: SparkSession) -> None:
    pages = spark.createDataFrame([(1, "a", "b")], "n int, text string, Flag string")
    for step, words in (
        (on_spark.clean(text="body"), "no column 'body' among: n, text, Flag"),
        (on_spark.clean(text="n"), "'n' holds int, no strings"),
        (on_spark.clean(title="n"), "'n' holds int, no strings"),
        (on_spark.clean(), "a column 'Flag' already"),
        (lambda table: on_spark.learn(table, site="n"), "'n' holds int, no strings"),
    ):
        with pytest.raises(ValueError, match=words):
            pages.transform(step)


def learned_here(pages: Iterable[tuple[str | None, str | None]]) -> SiteMemory:
    memory = SiteMemory()
    for site, text in pages:
        if site is not None and text is not None:
            memory.learn([text], site=site)
    return memory


def counted(memory: SiteMemory) -> dict[str, tuple[int, dict[int, int]]]:
    found = {site: memory.known(site) for site in memory.sites()}
    return {
        site: (one.pages, dict(zip(one.keys.tolist(), one.counts.tolist(), strict=True))) for site, one in found.items()
    }


def test_any_parts_of_a_corpus_merge_to_what_one_memory_learns(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.spark.PAGES", 12)
    monkeypatch.setattr("cleaner.site.PAGES", 12)
    again = [(site, f"{text}\nMost read {number}\n") for number, (site, text) in enumerate(SITES[:9])]
    rows: list[tuple[str | None, str | None]] = [*SITES, *again, (None, BODY), ("x.test", None), ("x.test", "")]
    pages = spark.createDataFrame(rows, "host string, body string")
    parts = [pages.where("hash(body) % 3 = 0"), pages.where("not hash(body) % 3 <=> 0")]
    learned = [on_spark.learn(part.repartition(3), text="body", site="host") for part in reversed(parts)]
    on_spark.merge(*learned).write.parquet(str(tmp_path / "memory"))
    assert counted(on_spark.to_memory(spark.read.parquet(str(tmp_path / "memory")))) == counted(learned_here(rows))
    assert {site: pages for site, (pages, _) in counted(learned_here(rows)).items()}["x.test"] == 1


@pytest.mark.parametrize("saved", [False, True], ids=["joined by site", "on every machine"])
def test_what_a_memory_knows_is_weighed_as_by_one_process(spark: SparkSession, tmp_path: Path, saved: bool) -> None:
    rows: list[tuple[str | None, str | None]] = [*SITES, (None, BODY), ("x.test", None), ("x.test", STORY.decode())]
    here = learned_here(rows)
    here.save(tmp_path / "memory")
    pages = spark.createDataFrame(rows, "`a host` string, text string")
    memory = SiteMemory.load(tmp_path / "memory") if saved else on_spark.learn(pages, site="a host")
    done = pages.transform(on_spark.clean(site="a host", memory=memory))
    assert done.columns == ["a host", "text", "cleaned", "removed", "flag"]
    told = [(text, site) for site, text in rows if text is not None]
    known = clean_many((text for text, _ in told), sites=(site for _, site in told), memory=here)
    assert sorted(row.cleaned for row in done.where("text is not null").collect()) == sorted(one.text for one in known)


def test_a_memory_and_the_column_of_sites_go_together() -> None:
    for options in ({"site": "host"}, {"memory": SiteMemory()}):
        with pytest.raises(ValueError, match="a memory needs the column of sites"):
            on_spark.clean(**options)


def test_crawls_are_read_and_cleaned_as_by_the_command(spark: SparkSession, tmp_path: Path) -> None:
    from test_executor import WET

    (tmp_path / "a.warc.wet").write_bytes(WET)
    run = cleaner("clean", str(tmp_path / "a.warc.wet"), "-o", str(tmp_path / "a.jsonl"))
    assert run.returncode == 2  # one record is broken
    pages = on_spark.wet(spark, str(tmp_path / "*.wet")).transform(on_spark.clean())
    told = spark.read.json(str(tmp_path / "a.jsonl"))
    assert [row.cleaned for row in pages.where("error is null").collect()] == [row.text for row in told.collect()]
    assert [row.flag for row in pages.where("error is not null").collect()] == [None]


def test_the_script_of_the_readme(spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (FOLDER.parent / "README.md").read_text("utf-8")
    (script,) = re.findall(r"```py\n# clean_pages.py\n(.*?)```", readme, re.DOTALL)
    spark.createDataFrame(SITES, "site string, text string").write.parquet(str(tmp_path / "pages"))
    monkeypatch.setattr("sys.argv", ["clean_pages.py", str(tmp_path / "pages"), str(tmp_path / "clean")])
    exec(script, {})
    rows = spark.read.parquet(str(tmp_path / "clean")).collect()
    known = clean_many((text for _, text in SITES), sites=(site for site, _ in SITES), memory=learned_here(SITES))
    assert sorted(row.cleaned for row in rows) == sorted(one.text for one in known)


def test_executors_without_the_package_say_so() -> None:
    from pyspark import cloudpickle

    work = cloudpickle.dumps(  # type: ignore[no-untyped-call]
        on_spark._on_executors("clean_rows", {"text": "text"})
    )
    lines = (
        "import sys, pickle",
        "sys.modules['cleaner'] = None",
        f"work = pickle.loads({work!r})",
        "next(work([]))",
    )
    run = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=False)
    last = run.stderr.strip().split("\n")[-1]
    assert last.startswith(f"RuntimeError: {sys.executable}, which Spark runs here, cannot load cleaner")
    assert "pip install 'boilerstrip[spark]'" in last


def test_without_spark_it_is_said_what_to_install() -> None:
    lines = "import sys; sys.modules['pyspark'] = None; import cleaner.spark"
    run = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=False)
    assert run.stderr.strip().endswith("ImportError: cleaner.spark needs PySpark: pip install 'boilerstrip[spark]'")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are found in /proc, and there is none")
def test_an_executor_that_is_killed_costs_nothing_but_time(spark: SparkSession, tmp_path: Path) -> None:
    spark.stop()
    marker = str(tmp_path / "killed")

    def kill_once(batches: Iterable[Any]) -> Iterator[Any]:
        """Kill the executor that this runs for, the first time that a batch is there."""
        for batch in batches:
            if not os.path.exists(marker):  # noqa: PTH110 - sent to executors as it stands
                os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
                one = os.getppid()
                while b"CoarseGrainedExecutorBackend" not in open(f"/proc/{one}/cmdline", "rb").read():  # noqa: PTH123, SIM115
                    one = int(open(f"/proc/{one}/stat").read().rpartition(")")[2].split()[1])  # noqa: PTH123, SIM115
                os.kill(one, 9)
            yield batch

    with started("local-cluster[2,1,1024]", tmp_path) as cluster:
        schema = "n int, text string"
        pages: DataFrame = cluster.createDataFrame(cluster.sparkContext.parallelize([*enumerate(TEXTS)], 6), schema)
        rows = pages.mapInArrow(kill_once, schema).transform(on_spark.clean()).collect()
    assert Path(marker).exists()
    assert became(sorted(rows, key=lambda row: int(row.n))) == expected(TEXTS)
