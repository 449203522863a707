"""Reading records: of every format, packed or not, as they come; what fails becomes a record that says why."""

import gzip
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from cleaner.job import Format, Job
from cleaner.sources import Record, batches, format_of

LINES = [b'{"text": "One"}\n', b"\n", b'{"text": "Two"}\r\n', b'{"text": "Three"}']


def records(path: Path, **options: Any) -> list[Record]:
    return [record for batch in batches([(str(path), None)], Job(**options)) for record in batch]


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_missing_files_and_folders_become_records_that_say_so(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "nope", "no such file"), (tmp_path, "is a folder")):
        (end,) = records(path)
        assert end.data is None
        assert words in (end.error or "")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_files_become_records_that_say_so(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", b"Rain")
    path.chmod(0)
    assert "may not be read" in (records(path)[0].error or "")


@pytest.mark.parametrize(
    ("name", "head", "form"),
    [
        ("a.txt", b'{"text": 1}', Format.TEXT),
        ("a.TXT.gz", b"", Format.TEXT),
        ("a.ndjson.zst", b"", Format.JSONL),
        ("a", b"", Format.TEXT),
        ("a", b'{"text": "x"}', Format.JSONL),
        ("a", b"{not json", Format.TEXT),
        ("a", b"WARC/1.0\r\n", Format.WARC),
        ("a", b"PAR1", Format.PARQUET),
        ("a", b"<!doctype html>", Format.HTML),
        ("a", b"\n<!-- hello -->\n<HTML lang=en>", Format.HTML),
        ("a", b"<htmlx>", Format.TEXT),
        ("a.htm", b"hello", Format.HTML),
        ("a.warc.wet.gz", b"", Format.WET),
    ],
)
def test_the_format_is_found_by_name_or_by_how_it_begins(tmp_path: Path, name: str, head: bytes, form: Format) -> None:
    with written(tmp_path / name, head).open("rb") as stream:
        assert format_of(name, stream) is form


@pytest.mark.parametrize("size", [1, 7, 2**18])
@pytest.mark.parametrize("packing", ["", "gzip", "backports.zstd"])
def test_lines_are_cut_whatever_a_read_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, packing: str
) -> None:
    monkeypatch.setattr("cleaner.sources.READ", size)
    pack = pytest.importorskip(packing).compress if packing else bytes
    data = pack(b"".join(LINES[:2])) + pack(b"".join(LINES[2:]))
    found = records(written(tmp_path / "a.jsonl", data))
    assert [(record.number, record.data) for record in found] == [*enumerate(LINES, 1), (4, None)]
    assert found[2].place == f"{tmp_path}/a.jsonl: line 3"


@pytest.mark.parametrize(
    ("separator", "pieces"),
    [
        ("nul", [b"One\n\0", b"Two\n---\nThree\n\0"]),
        ("---", [b"One\n\0Two\n---\n", b"Three\n\0"]),
    ],
)
def test_a_separator_makes_many_texts_of_one(tmp_path: Path, separator: str, pieces: list[bytes]) -> None:
    found = records(written(tmp_path / "a.txt", b"".join(pieces)), separator=separator)
    assert [record.data for record in found] == [*pieces, None]
    assert [record.data for record in records(written(tmp_path / "a.jsonl", b"1\n2"), separator=separator)][:2] == [
        b"1\n",
        b"2",
    ]


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda data: data[:-9], "ends early"),
        (lambda data: data + b"garbage", "is damaged .*gzip"),
        (lambda data: data[:-8] + b"\0" * 8, "is damaged .*data check"),
        (lambda data: data[:40] + b"\xff" * 40 + data[80:], "is damaged"),
    ],
)
def test_what_was_read_before_a_damage_is_there(tmp_path: Path, damage: Any, words: str) -> None:
    lines = [b'{"text": "%d"}\n' % number for number in range(20000)]
    *found, end = records(written(tmp_path / "a.jsonl", damage(gzip.compress(b"".join(lines)))))
    assert [record.data for record in found[:-1]] == lines[: max(len(found) - 1, 0)]
    assert b"".join(lines).startswith(b"".join(record.data or b"" for record in found))
    assert re.match(words, end.error or "")


def test_what_follows_a_damaged_member_is_there(tmp_path: Path) -> None:
    first, second, third = (gzip.compress(line) for line in (LINES[0], LINES[2], LINES[3]))
    for damaged in (second[:-8] + b"\0" * 8, b"\x1f\x8b\x08\0" + b"\xff" * 9, b"garbage", second[:-3]):
        *found, end = records(written(tmp_path / "a.jsonl", first + damaged + third))
        assert (found[0].data, found[-1].data) == (LINES[0], LINES[3])
        assert "is damaged" in (end.error or "")


def test_a_cut_zstd_frame_is_an_error(tmp_path: Path) -> None:
    data = pytest.importorskip("backports.zstd").compress(b"".join(LINES) * 5000)
    assert "ends early" in (records(written(tmp_path / "a.jsonl.zst", data[:-5]))[-1].error or "")


def test_a_pipe_is_passed_on_as_it_comes(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    handle = os.open(pipe, os.O_RDWR)  # both ends: opening one alone would wait for the other
    os.write(handle, b"".join(LINES[:2]))
    found = batches([(str(pipe), None)], Job(format=Format.JSONL))
    assert [record.data for record in next(found)] == LINES[:2]
    os.write(handle, LINES[2])
    assert [record.data for record in next(found)] == LINES[2:3]
    found.close()
    os.close(handle)


def test_a_pipe_that_does_not_block_is_waited_for(tmp_path: Path) -> None:
    words = (
        "import os, time; os.set_blocking(0, False); os.execvp(os.sys.executable, [os.sys.executable, '-c', {code!r}])"
    )
    code = "from cleaner.job import Job; from cleaner.sources import batches\n"
    code += "print([record.data for batch in batches([('-', None)], Job()) for record in batch])"
    with subprocess.Popen(
        [sys.executable, "-c", words.format(code=code)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path
    ) as process:
        time.sleep(0.5)
        out, _ = process.communicate(b"Rain\n", timeout=60)
    assert out == b"[b'Rain\\n', None]\n"


def test_files_are_read_until_a_batch_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.sources.FULL", 100)
    pairs = [(str(written(tmp_path / f"{number}.txt", b"x" * 40)), None) for number in range(5)]
    assert [len(batch) for batch in batches(pairs, Job())] == [5, 5]


def test_a_batch_waits_for_what_comes_through_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.sources.PATIENCE", 60)
    path = tmp_path / "pipe"
    os.mkfifo(path)

    def write() -> None:
        with path.open("wb", buffering=0) as pipe:
            for _ in range(3):
                pipe.write(LINES[0])
                time.sleep(0.1)

    writer = Thread(target=write)
    writer.start()
    assert [len(batch) for batch in batches([(str(path), None)], Job(format=Format.JSONL))] == [4]
    writer.join()
