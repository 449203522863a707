"""Parquet: rows, row groups, schema and packing stay; damage is told of and leaves no half of a file."""

from pathlib import Path
from typing import Any

import pytest
from command import BELOW_MENU, BODY, CLEAN, STORY, TITLE, cleaner

from cleaner import clean

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")
TEXTS = [STORY.decode(), None, BODY, "", STORY.decode()] * 60
CLEANED = [CLEAN.decode(), None, BODY, "", CLEAN.decode()] * 60


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def table(path: Path, texts: Any = TEXTS, **options: Any) -> Any:
    made = pa.table({"n": range(len(texts)), "text": texts, "l": [[n] for n in range(len(texts))]})
    made = made.replace_schema_metadata({"who": "us"})
    pq.write_table(made, path, **options)
    return made


def test_everything_but_the_texts_stays(folder: Path) -> None:
    codecs = {"n": "gzip", "text": "zstd", "l.list.element": "none"}
    before = table(folder / "in.parquet", row_group_size=130, compression=codecs)
    done = cleaner("clean", "in.parquet", "-o", "out.parquet")
    assert done.returncode == 0
    assert done.stderr.endswith(b"in 120 of 300 texts \xe2\x86\x92 out.parquet\n")
    after = pq.ParquetFile(folder / "out.parquet")
    assert after.read().column("text").to_pylist() == CLEANED
    assert after.read().drop_columns("text").equals(before.drop_columns("text"))
    assert after.schema_arrow.equals(pq.ParquetFile(folder / "in.parquet").schema_arrow, check_metadata=True)
    groups = [after.metadata.row_group(number) for number in range(after.num_row_groups)]
    assert [group.num_rows for group in groups] == [130, 130, 40]
    assert {group.column(n).compression for group in groups for n in (1,)} == {"ZSTD"}


def test_titles_may_stand_in_a_column(folder: Path) -> None:
    titles = [TITLE, None, "Elsewhere"]
    pq.write_table(pa.table({"of": titles, "text": [BELOW_MENU] * 3}), folder / "in.parquet")
    assert cleaner("clean", "in.parquet", "-o", "out.parquet", "--title-field", "of").returncode == 0
    after = pq.read_table(folder / "out.parquet")
    assert after.column("text").to_pylist() == [clean(BELOW_MENU, title=title).text for title in titles]
    assert after.column("of").to_pylist() == titles


def test_large_row_groups_are_written_in_parts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.parquet.GROUP", 1)
    from cleaner.job import Job
    from cleaner.run import run

    table(folder / "in.parquet")
    assert run(Job(["in.parquet"], "out.parquet", jobs=1, quiet=True)) == 0
    after = pq.ParquetFile(folder / "out.parquet")
    assert after.num_row_groups > 1
    assert after.read().column("text").to_pylist() == CLEANED


def test_a_table_without_rows_stays_one(folder: Path) -> None:
    before = table(folder / "in.parquet", pa.array([], pa.string()))
    assert cleaner("clean", "in.parquet", "-o", "out.parquet").returncode == 0
    assert pq.read_schema(folder / "out.parquet").names == before.schema.names


def test_in_place_and_nothing_to_do(folder: Path) -> None:
    table(folder / "in.parquet")
    assert cleaner("clean", "-i", "in.parquet").returncode == 0
    data = (folder / "in.parquet").read_bytes()
    assert pq.read_table(folder / "in.parquet").column("text").to_pylist() == CLEANED
    assert b"nothing to remove" in cleaner("clean", "-i", "in.parquet").stderr
    assert (folder / "in.parquet").read_bytes() == data


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["in.parquet", "-o", "out.parquet", "--field", "l"], "has list<element: int64> in the column 'l'"),
        (["in.parquet", "-o", "out.parquet", "--field", "x"], "has no column 'x' among: n, text, l. Name the column"),
        (["in.parquet"], "is Parquet, which is no stream"),
        (["in.parquet", "-o", "out.parquet", "--title-field", "n"], "Name the column of titles with --title-field"),
        (["cut.parquet", "-o", "out.parquet"], "is damaged, or no Parquet"),
        (["flipped.parquet", "-o", "out.parquet"], "is damaged, or no Parquet"),
    ],
)
def test_what_cannot_be_is_told_of_and_nothing_is_written(folder: Path, arguments: list[str], words: str) -> None:
    table(folder / "in.parquet")
    data = (folder / "in.parquet").read_bytes()
    (folder / "cut.parquet").write_bytes(data[:-9])
    (folder / "flipped.parquet").write_bytes(data[:40] + b"\xff" * 400 + data[440:])
    done = cleaner("clean", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr.decode()
    assert sorted(path.name for path in folder.iterdir()) == ["cut.parquet", "flipped.parquet", "in.parquet"]


def test_a_table_in_a_pipe_is_refused(folder: Path) -> None:
    table(folder / "in.parquet")
    assert b"Name the file" in cleaner("clean", text=(folder / "in.parquet").read_bytes()).stderr


def test_spans_are_a_column_more_and_all_else_stays(folder: Path) -> None:
    before = table(folder / "in.parquet")
    assert cleaner("clean", "in.parquet", "-o", "out.parquet", "--annotate").returncode == 0
    after = pq.read_table(folder / "out.parquet")
    assert after.drop_columns("attributes").equals(before)
    told = after.column("attributes").to_pylist()
    ((reason, (span, *_)),) = told[0]
    assert (reason, told[1], told[2]) == ("cleaner__title", [], [])
    assert STORY.decode()[span["start"] : span["end"]].strip() in CLEAN.decode()
    assert 0.5 <= span["score"] <= 1
    again = cleaner("clean", "out.parquet", "-o", "twice.parquet", "--annotate")
    assert (again.returncode, b"has a column 'attributes' already" in again.stderr) == (2, True)
    assert not (folder / "twice.parquet").exists()
