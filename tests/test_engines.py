"""The README's lines for other engines give what `clean` gives."""

import re
from pathlib import Path
from typing import Any

import pytest
from command import BODY, CLEAN, STORY

from cleaner import clean_batches

pa = pytest.importorskip("pyarrow")
README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"```py\n# ([^\n]+)\n(.*?)```", README, re.DOTALL))
TABLE = pa.table({"n": [1, 2, 3], "text": [STORY.decode(), None, BODY]})
CLEANED = [CLEAN.decode(), None, BODY]


def run(engine: str, **names: Any) -> dict[str, Any]:
    """Run the example for an engine with these names defined; what it defines."""
    scope = {"pa": pa, "clean_batches": clean_batches, **names}
    exec(EXAMPLES[engine], scope)
    return scope


def test_datasets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path)
    datasets.disable_progress_bars()
    dataset = datasets.Dataset(TABLE)
    cleaned = run("datasets", dataset=dataset)["cleaned"].with_format(None)
    assert cleaned["text"][:] == CLEANED
    assert cleaned["n"][:] == [1, 2, 3]


@pytest.mark.filterwarnings("ignore")  # ray's own
def test_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    ray = pytest.importorskip("ray")
    data = pytest.importorskip("ray.data", reason="ray is not installed")
    ray.init(address="local", num_cpus=1, include_dashboard=False, log_to_driver=False)
    try:
        cleaned = run("Ray Data", dataset=data.from_arrow(TABLE))["cleaned"]
        assert [row["text"] for row in sorted(cleaned.take_all(), key=lambda row: row["n"])] == CLEANED
    finally:
        ray.shutdown()


def test_duckdb() -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        connection.from_arrow(TABLE).create("pages")
        run("DuckDB", connection=connection)
        assert [text for (text,) in connection.sql("select text from clean_pages order by n").fetchall()] == CLEANED


def test_polars() -> None:
    pl = pytest.importorskip("polars")
    cleaned = run("Polars", pl=pl, pages=pl.from_arrow(TABLE))["cleaned"]
    assert cleaned["text"].to_list() == CLEANED
    assert cleaned.schema == pl.from_arrow(TABLE).schema
