"""Plan F: packed streams, JSON lines, archives and tables that are damaged or odd; each group in one run.

What could be read of a stream that is cut off stands under its finished name: it is cleaned, told of, and the exit code
is 2 (79). Names of files (87, 88) are in the tests of `hostile.names`.
"""

import gzip
import json
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from command import COMMAND
from hostile import comp, html, jsonl, parquet, warc


class Run(NamedTuple):
    """What one run made of a folder."""

    out: Path
    said: str
    rejects: list[dict[str, Any]]
    stats: dict[str, Any]
    code: int

    def says_of(self, name: str) -> str:
        return "\n".join(line for line in self.said.splitlines() if f"in/{name}: " in line)

    def counts_add_up(self) -> bool:
        stats = self.stats
        records = stats["read"] == stats["texts"] + stats["others"] + stats["rejected"]
        return bool(records and stats["lines"] == stats["kept"] + stats["removed"])


def run(folder: Path, *options: str) -> Run:
    command = [*COMMAND, "clean", "in/", "-o", "out/", "--rejects", "bad.jsonl", "--stats-json", "stats.json", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=300)
    rejects = [json.loads(line) for line in (folder / "bad.jsonl").read_bytes().splitlines()]
    stats = json.loads((folder / "stats.json").read_bytes())
    return Run(folder / "out", done.stderr.decode(), rejects, stats, done.returncode)


def folder(factory: pytest.TempPathFactory, files: dict[str, bytes]) -> Path:
    place = factory.mktemp("formats")
    (place / "in").mkdir()
    for name, data in files.items():
        (place / "in" / name).write_bytes(data)
    return place


# Packed streams


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory, scale: float) -> Run:
    zstd = pytest.importorskip("backports.zstd")
    frame = zstd.compress(comp.LINES)
    zstds = {
        "whole": frame,
        "frames": frame * 5,
        "cut off": frame[:-5],
        "cut in the middle": frame * 2 + frame[: len(frame) // 2],
        "without data before": b"\x50\x2a\x4d\x18\4\0\0\0abcd" + frame,
        "window of a gigabyte": b"\x28\xb5\x2f\xfd\x00\xa0" + frame[6:],
    }
    files = {f"{name}.jsonl.gz": stream.data for name, stream in comp.gzips(scale).items()}
    files |= {f"{name}.jsonl.zst": data for name, data in zstds.items()}
    return run(folder(tmp_path_factory, files))


@pytest.mark.parametrize("name", [*comp.gzips(0.001)])
def test_79_81_what_can_be_read_of_a_packed_stream_is_cleaned(packed: Run, name: str, scale: float) -> None:
    stream = comp.gzips(scale)[name]
    path = packed.out / f"{name}.jsonl.gz"
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True) if path.exists() else []
    cleaned = {jsonl.cleaned(number) for number in range(100)}
    assert {*lines} <= cleaned
    assert stream.lines in (-1, len(lines))
    assert stream.wrong in packed.says_of(f"{name}.jsonl.gz")
    assert bool(stream.wrong) == ("is damaged" in (told := packed.says_of(f"{name}.jsonl.gz")) or "ends early" in told)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("whole", 100),
        ("frames", 500),
        ("without data before", 100),
        ("cut off", None),
        ("cut in the middle", None),
        ("window of a gigabyte", None),
    ],
)
def test_80_frames_of_zstd_are_read_to_the_end_or_told_of(packed: Run, name: str, count: int | None) -> None:
    told = packed.says_of(f"{name}.jsonl.zst")
    assert ("ends early" in told or "is damaged" in told) == (count is None)
    assert count is None or f"of {count} texts" in told


def test_81_a_large_record_costs_no_other(packed: Run) -> None:
    (large,) = (row for row in packed.rejects if "larger than 16 MB" in row["error"])
    assert large["source"] == "in/large record.jsonl.gz"
    assert len(large["data"]) < 2**25


def test_79_102_the_counts_of_packed_streams_add_up(packed: Run) -> None:
    assert packed.counts_add_up()
    assert packed.code == 2


# JSON lines


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory, scale: float) -> Run:
    files = {
        "legal.jsonl": jsonl.between_good_ones(jsonl.legal(scale)),
        "illegal.jsonl": jsonl.between_good_ones(jsonl.illegal(scale)),
        "blank.jsonl": jsonl.between_good_ones(jsonl.blank()),
        "crlf.jsonl": jsonl.good(1)[:-1] + b"\r\n" + jsonl.good(2)[:-1] + b"\r\n",
        "no last line feed.jsonl": jsonl.good(1) + jsonl.good(2)[:-1],
        "mark.jsonl": b"\xef\xbb\xbf" + jsonl.good(1),
        "array.json": b"[" + b",".join(jsonl.good(number) for number in range(5)) + b"]\n",
        "all goes.jsonl": json.dumps({"id": 1, "text": "Log in\n" + jsonl.FURNITURE + "Share this\n"}).encode() + b"\n",
    }
    return run(folder(tmp_path_factory, files))


def test_82_86_legal_records_keep_every_byte_and_good_ones_are_cleaned(lines: Run, scale: float) -> None:
    records = jsonl.legal(scale)
    expected = jsonl.cleaned(0)
    for number, record in enumerate(records.values(), 1):
        expected += record + b"\n" + jsonl.cleaned(number)
    assert (lines.out / "legal.jsonl").read_bytes() == expected


def test_82_illegal_records_are_kept_apart_with_their_lines_and_reasons(lines: Run, scale: float) -> None:
    records = jsonl.illegal(scale)
    expected = b"".join(jsonl.cleaned(number) for number in range(len(records) + 1))
    assert (lines.out / "illegal.jsonl").read_bytes() == expected
    rows = [row for row in lines.rejects if row["source"] == "in/illegal.jsonl"]
    assert [row["record"] for row in rows] == [2 * number for number in range(1, len(records) + 1)]
    assert all(row["error"] and ("data" in row or "base64" in row) for row in rows)
    assert "more such" in lines.said.lower()


def test_83_line_ends_marks_and_blank_lines_stay(lines: Run) -> None:
    first, second = jsonl.cleaned(1), jsonl.cleaned(2)
    assert (lines.out / "crlf.jsonl").read_bytes() == first[:-1] + b"\r\n" + second[:-1] + b"\r\n"
    assert (lines.out / "no last line feed.jsonl").read_bytes() == first + second[:-1]
    assert (lines.out / "mark.jsonl").read_bytes() == b"\xef\xbb\xbf" + first
    blank = (lines.out / "blank.jsonl").read_bytes().split(jsonl.cleaned(1))
    assert blank[0] == jsonl.cleaned(0) + b"\n"


def test_82_an_array_is_no_json_lines(lines: Run) -> None:
    assert "is not a JSON object" in lines.says_of("array.json: line 1") + lines.said


def test_89_a_text_of_which_nothing_is_left_keeps_its_record(lines: Run) -> None:
    assert (lines.out / "all goes.jsonl").read_bytes() == b'{"id": 1, "text": ""}\n'


def test_82_102_the_counts_of_lines_add_up(lines: Run, scale: float) -> None:
    assert lines.counts_add_up()
    assert lines.stats["rejected"] == len(lines.rejects) == len(jsonl.illegal(scale)) + 6
    assert lines.stats["others"] == len(jsonl.blank())


# Archives


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory, scale: float) -> Run:
    pytest.importorskip("fastwarc")
    files = {name: data for name, (data, _, _) in warc.archives(scale).items()}
    return run(folder(tmp_path_factory, files), "--to", "jsonl")


@pytest.mark.parametrize("name", [*warc.archives(0.001)])
def test_84_good_records_of_an_archive_are_read_and_others_told_of(archives: Run, name: str, scale: float) -> None:
    _, count, is_wrong = warc.archives(scale)[name]
    data = (archives.out / name.replace(".warc", ".warc.jsonl")).read_bytes()
    written = gzip.decompress(data) if name.endswith(".gz") else data
    texts = [json.loads(line)["text"] for line in written.splitlines()]
    assert len(texts) == count
    assert all(html.MAIN.count("<p>") == sum("The keeper" in line for line in text.split("\n")) for text in texts)
    told = archives.says_of(name) + "".join(row["error"] for row in archives.rejects if row["source"] == f"in/{name}")
    assert is_wrong == any(
        word in told for word in ("is damaged", "ends early", "or damaged", "holds a page", "no WARC record")
    )


def test_84_86_102_archives_write_nowhere_else_and_their_counts_add_up(archives: Run) -> None:
    assert archives.counts_add_up()
    place = archives.out.parent
    assert {path.name for path in place.iterdir()} == {"in", "out", "bad.jsonl", "stats.json"}
    assert not any(place.rglob("*evil*"))
    assert "\x1b" not in archives.said


# Tables


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory, scale: float) -> Run:
    pytest.importorskip("pyarrow")
    place = folder(tmp_path_factory, {})
    whole = parquet.write(place / "in", scale)
    for name, data in parquet.damaged(whole).items():
        (place / "in" / f"{name}.parquet").write_bytes(data)
    return run(place)


def test_85_tables_keep_all_but_what_was_removed(tables: Run, scale: float) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    for name, (table, _) in parquet.good(scale).items():
        after = pq.read_table(tables.out / f"{name}.parquet")
        before = pq.read_table(tables.out.parent / "in" / f"{name}.parquet")
        assert after.schema.equals(before.schema, check_metadata=True), name
        assert (after.num_rows, after["text"].null_count) == (table.num_rows, table["text"].null_count), name
        texts = [text and text.replace(jsonl.FURNITURE, "") for text in before["text"].to_pylist()]
        assert after["text"].to_pylist() == texts, name
        assert after.drop_columns("text").equals(before.drop_columns("text")), name


def test_85_tables_without_texts_or_damaged_are_refused_before_anything_is_written(tables: Run) -> None:
    words = {name: word for name, (_, word) in parquet.bad().items()}
    words |= dict.fromkeys(parquet.damaged(b"x" * 200), "is damaged, or no Parquet")
    for name, word in words.items():
        assert word in tables.says_of(f"{name}.parquet"), name
        assert not (tables.out / f"{name}.parquet").exists(), name
    assert tables.stats["failed"] == len(words)


def test_85_102_the_counts_of_tables_add_up(tables: Run, scale: float) -> None:
    assert tables.counts_add_up()
    assert tables.stats["read"] == 50 * 4 + 4 + 1000 + int(300 * scale)
