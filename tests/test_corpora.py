"""Streams and folders of records through the command: order, workers, damage, interruption."""

import gzip
import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from command import BELOW_MENU, BODY, CLEAN, COMMAND, STORY, TITLE, cleaner, on_terminal, shell
from invented import story

from cleaner import clean


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def line(text: str | bytes, number: int = 0) -> bytes:
    words = text.decode() if isinstance(text, bytes) else text
    return b'{"id": %d, "v": 1E5, "text": %s, "z": "\\/"}\n' % (number, json.dumps(words).encode())


def corpus(count: int) -> bytes:
    """Write many records, a few kilobytes each, all with something to remove."""
    told = [story(number % 7) for number in range(count)]
    return b"".join(
        line("\n\n".join([one.title, one.title, *one.paragraphs, f"Read more: {number}"]), number)
        for number, one in enumerate(told)
    )


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Streams


def test_records_come_cleaned_and_in_order_with_all_else_as_it_was() -> None:
    data = line(STORY, 1) + b"\n" + line(BODY, 2).replace(b"\n", b"\r\n") + line(STORY, 3)[:-1]
    done = cleaner("clean", text=data)
    assert done.stdout == line(CLEAN, 1) + b"\n" + line(BODY, 2).replace(b"\n", b"\r\n") + line(CLEAN, 3)[:-1]
    assert done.returncode == 0
    assert done.stderr == b"cleaner: stdin: removed 4 of 17 lines (4 title) in 2 of 3 texts\n"


def test_records_are_cleaned_with_the_titles_that_they_tell() -> None:
    untold = line(BELOW_MENU, 1)
    told = [
        untold.replace(b'"z"', b'"of": {"title": "%b"}, "z"' % title.encode()) for title in (TITLE, "", "Elsewhere")
    ]
    done = cleaner("clean", "--title-field", "of.title", text=b"".join([*told, untold]))
    cleaned = [json.loads(record)["text"] for record in done.stdout.splitlines()]
    assert cleaned == [clean(BELOW_MENU, title=title).text for title in (TITLE, None, "Elsewhere", None)]
    assert cleaned[0] != cleaned[1]
    for_all = cleaner("clean", "--title-field", "of.title", "--title", TITLE, text=told[1])
    assert json.loads(for_all.stdout)["text"] == cleaned[0]


def test_a_stream_with_nothing_to_remove_comes_back_byte_for_byte() -> None:
    data = line(BODY, 1) + b" \n\n" + line("", 2) + b'  {"text" : "\\u0052ain"}  '
    assert cleaner("clean", text=data).stdout == data


def test_the_first_record_is_out_before_the_last_came_in() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([*COMMAND, "clean", "-q"], stdin=pipe, stdout=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(line(STORY, number))
            process.stdin.flush()
            assert process.stdout.readline() == line(CLEAN, number)
        process.stdin.close()
        assert process.stdout.read() == b""


@pytest.mark.parametrize(("separator", "mark"), [("nul", b"\0"), ("ff", b"\f"), ("=====", b"=====\n")])
def test_a_separator_makes_many_texts_of_a_pipe(separator: str, mark: bytes) -> None:
    done = cleaner("clean", "--separator", separator, text=STORY + mark + BODY.encode() + mark + STORY)
    assert done.stdout == CLEAN + mark + BODY.encode() + mark + CLEAN
    assert done.stderr.endswith(b"in 2 of 3 texts\n")


def test_the_same_bytes_come_from_any_number_of_workers_and_any_source(folder: Path) -> None:
    data = corpus(500) * 2
    assert len(data) > 2**20
    (folder / "in.jsonl.gz").write_bytes(gzip.compress(data))
    alone = cleaner("clean", "-q", "-j", "1", text=data).stdout
    assert alone.count(b"\n") == 1000
    assert cleaner("clean", "-q", "-j", "2", text=data).stdout == alone
    assert cleaner("clean", "-q", "-j", "3", "-o", "out.jsonl", "in.jsonl.gz").returncode == 0
    assert (folder / "out.jsonl").read_bytes() == alone
    assert cleaner("clean", "-q", "-i", "in.jsonl.gz").returncode == 0
    assert gzip.decompress((folder / "in.jsonl.gz").read_bytes()) == alone


def test_workers_that_are_killed_cost_no_record(folder: Path) -> None:
    (folder / "in.jsonl").write_bytes(corpus(2500) * 3)
    expected = cleaner("clean", "-q", "-j", "1", "in.jsonl").stdout
    with subprocess.Popen([*COMMAND, "clean", "-q", "-j", "2", "in.jsonl", "-o", "out.jsonl"]) as process:
        killed = 0
        while process.poll() is None and killed < 2:  # what one batch survives
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            workers = [child for child in children if b"resource_tracker" not in _command_line(child)]
            if workers:
                os.kill(int(workers[-1]), signal.SIGKILL)
                killed += 1
                time.sleep(0.5)
    assert (process.returncode, killed > 0) == (0, True)
    assert (folder / "out.jsonl").read_bytes() == expected


def _command_line(child: str) -> bytes:
    try:
        return Path(f"/proc/{child}/cmdline").read_bytes()
    except OSError:
        return b""


def test_a_terminal_shows_the_diff_of_each_record(folder: Path) -> None:
    (folder / "in.jsonl").write_bytes(line(STORY) + line(BODY))
    _, shown = on_terminal("clean", "in.jsonl")
    assert "in.jsonl: line 1\n" in shown.replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert "would remove 2 of 10 lines (2 title) in 1 of 2" in " ".join(shown.split())


def test_check_tells_of_a_stream_by_its_exit_code() -> None:
    assert cleaner("clean", "--check", text=line(STORY)).returncode == 1
    assert cleaner("clean", "--check", text=line(BODY)).returncode == 0


# Damage


def test_bad_records_are_told_of_and_the_rest_is_cleaned() -> None:
    done = cleaner("clean", text=line(STORY) + b"not json\n" + line(BODY) + b'{"text": 1}\n' + line(STORY))
    assert done.stdout == line(CLEAN) + line(BODY) + line(CLEAN)
    assert done.returncode == 2
    told = done.stderr.decode().splitlines()
    assert told[0].startswith("cleaner: stdin: line 2: is not a JSON object")
    assert told[1].startswith("cleaner: stdin: line 4: has a number in the field 'text'")
    assert told[2].endswith("in 2 of 3 texts, 2 rejected")


def test_a_flood_of_bad_records_is_counted() -> None:
    done = cleaner("clean", "--format", "jsonl", text=b"x\n" * 1000)
    assert len(done.stderr.splitlines()) == 11
    assert done.stderr.splitlines()[-1].endswith(b"in 0 of 0 texts, 1,000 rejected")


def test_a_stream_that_is_cut_off_gives_what_it_held(folder: Path) -> None:
    lines = [line(BODY.replace("night", f"night {random.Random(n).random()}"), n) for n in range(200)]
    (folder / "in.jsonl.gz").write_bytes(gzip.compress(b"".join(lines))[:-500])
    done = cleaner("clean", "in.jsonl.gz", "-o", "out.jsonl")
    assert done.returncode == 2
    assert b"in.jsonl.gz: ends early" in done.stderr
    kept = (folder / "out.jsonl").read_bytes().splitlines(keepends=True)
    assert kept[:-1] == lines[: len(kept) - 1]
    assert len(kept) > 100


def test_a_missing_extra_is_named(folder: Path) -> None:
    (folder / "in.jsonl.zst").write_bytes(b"\x28\xb5\x2f\xfd")
    (folder / "in.parquet").touch()
    for name in ("backports", "compression", "pyarrow"):  # packages that are found first, and hold nothing
        (folder / name).mkdir()
        (folder / name / "__init__.py").touch()
    for name in ("in.jsonl.zst", "in.parquet"):
        done = shell(f"PYTHONPATH=. cleaner clean {name} -o out")
        assert done.returncode == 2
        assert f"{name}: is" in done.stderr.decode()
        assert b"pip install 'boilerstrip[corpus]'" in done.stderr


# What is kept beside


def read_lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_the_removed_lines_put_back_give_the_input(folder: Path) -> None:
    (folder / "in.jsonl").write_bytes(line(STORY, 7) + line(BODY, 8))
    assert cleaner("clean", "-q", "-o", "out.jsonl", "--removed", "gone.jsonl", "in.jsonl").returncode == 0
    gone = read_lines(folder / "gone.jsonl")
    assert {(row["source"], row["id"], row["reason"]) for row in gone} == {("in.jsonl", 7, "title")}
    lines = CLEAN.decode().splitlines(keepends=True)
    for row in gone:
        assert 0.5 <= float(str(row["score"])) <= 1
        lines.insert(int(str(row["line"])) - 1, str(row["text"]))
    assert "".join(lines).encode() == STORY


def test_the_rejected_records_are_kept_with_the_reason(folder: Path) -> None:
    bad = [b"no\n", b"\xff\xfe\n", b'{"text": "cut']
    (folder / "in.jsonl").write_bytes(line(BODY) + b"".join(bad))
    (folder / "photo.txt").write_bytes(b"\0")
    done = cleaner("clean", "-q", "--rejects", "bad.jsonl", "in.jsonl", "photo.txt", "nope.txt")
    assert (done.returncode, done.stdout) == (2, line(BODY))
    rows = read_lines(folder / "bad.jsonl")
    assert [(row["source"], row["record"]) for row in rows[:3]] == [("in.jsonl", n) for n in (2, 3, 4)]
    assert [row.get("data") for row in rows] == ["no\n", None, '{"text": "cut', "\0", None]
    assert rows[1]["base64"] == "//4K"
    assert "no such file" in str(rows[4]["error"])


def test_strict_ends_with_the_first_bad_record(folder: Path) -> None:
    (folder / "in.jsonl").write_bytes(line(STORY) + b"no\n" * 5 + line(STORY))
    (folder / "more.jsonl").write_bytes(line(STORY))
    done = cleaner("clean", "--strict", "-o", "out/", "in.jsonl", "more.jsonl")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 3
    assert files(folder / "out") == {}


def test_so_many_bad_records_may_be_and_no_more(folder: Path) -> None:
    (folder / "in.jsonl").write_bytes(line(STORY) + b"no\n" * 3 + line(STORY))
    (folder / "more.jsonl").write_bytes(line(STORY) + b"no\n")
    for most, copies in (("4", {"in.jsonl", "more.jsonl"}), ("3", {"in.jsonl"}), ("2", set())):
        done = cleaner("clean", "--max-errors", most, "-o", f"{most}/", "in.jsonl", "more.jsonl")
        assert done.returncode == 2
        assert (b"than may be" in done.stderr) == (most != "4")
        assert files(folder / most).keys() == copies


def test_counts_are_written_for_machines(folder: Path) -> None:
    data = line(STORY) + b"no\n\n" + line(BODY)
    done = cleaner("clean", "--stats-json", "stats.json", text=data)
    stats = json.loads((folder / "stats.json").read_bytes())
    assert stats["read"] == 4 == stats["texts"] + stats["others"] + stats["rejected"]
    assert stats["lines"] == 10 == stats["kept"] + stats["removed"]
    assert (stats["texts"], stats["changed"], stats["rejected"], stats["failed"]) == (2, 1, 1, 0)
    assert stats["shares"] == {"title": {"lines": 2, "words": 9}}
    assert (stats["bytes_in"], stats["bytes_out"]) == (len(data), len(done.stdout))


def test_annotated_records_have_the_spans_of_what_would_go(folder: Path) -> None:
    text = STORY.decode().replace("Night", "N\U0001f319ght")
    (folder / "in.jsonl").write_bytes(line(text) + line(BODY) + line(text)[:-2] + b', "attributes": {"x": [[0, 1]]}}\n')
    done = cleaner("clean", "--annotate", "in.jsonl")
    first, second, third = (json.loads(line) for line in done.stdout.splitlines())
    assert first["text"] == text
    spans = first["attributes"]["cleaner__title"]
    assert len(spans) == 2
    kept = text
    for start, end, score in reversed(spans):
        assert 0.5 <= score <= 1
        kept = kept[:start] + kept[end:]
    assert kept == CLEAN.decode().replace("Night", "N\U0001f319ght")
    assert second["attributes"] == {}
    assert third["attributes"] == {"x": [[0, 1]], **first["attributes"]}
    assert b'"v": 1E5' in done.stdout
    assert b"has no place for spans" in cleaner("clean", "--annotate", text=STORY).stderr


def test_a_file_beside_is_no_file_of_the_run(folder: Path) -> None:
    (folder / "in.jsonl").write_bytes(line(STORY))
    for option in ("--removed", "--rejects", "--stats-json"):
        assert b"is also a file of this run" in cleaner("clean", option, "in.jsonl", "in.jsonl").stderr
    assert (folder / "in.jsonl").read_bytes() == line(STORY)


# Folders


def pages(folder: Path, count: int = 40) -> Path:
    """Make a tree of small files of several formats."""
    for number in range(count):
        place = folder / "pages" / f"{number % 3}" / f"{number % 2}"
        place.mkdir(parents=True, exist_ok=True)
        told = story(number % 7)
        text = "\n\n".join([told.title, told.title, *told.paragraphs]).encode()
        (place / f"{number}.txt").write_bytes(text)
        (place / f"{number}.jsonl.gz").write_bytes(gzip.compress(line(text) * 3, mtime=0))
    return folder / "pages"


def test_a_folder_is_mirrored(folder: Path) -> None:
    before = files(pages(folder))
    done = cleaner("clean", "pages", "-o", "cleaned/")
    assert done.returncode == 0
    assert b"80 files, 160 texts: 160 with something to remove\n" in done.stderr
    after = files(folder / "cleaned")
    assert after.keys() == before.keys() | {".cleaner-done.jsonl"}
    assert files(folder / "pages") == before


def test_a_run_that_is_killed_again_and_again_ends_like_one_that_was_not(folder: Path) -> None:
    pages(folder)
    assert cleaner("clean", "-q", "pages/", "-o", "whole/", "-j", "1", "--removed", "whole.jsonl").returncode == 0
    rest = ["pages/", "-o", "killed/", "--resume", "--removed", "killed.jsonl"]
    rolls = random.Random(5)
    for _ in range(8):
        with subprocess.Popen([*COMMAND, "clean", "-q", "-j", "2", *rest]) as process:
            time.sleep(rolls.uniform(0.2, 0.8))
            process.kill()
    left = folder / "killed" / "0" / "1" / ".cleaner-00.tmp"
    left.parent.mkdir(parents=True, exist_ok=True)  # on a busy computer no run may have come that far
    left.write_bytes(b"left by a kill")
    assert cleaner("clean", "-q", *rest).returncode == 0
    assert files(folder / "killed") == files(folder / "whole")
    assert (folder / "killed.jsonl").read_bytes() == (folder / "whole.jsonl").read_bytes()


def test_what_is_done_is_left_and_what_changed_is_not(folder: Path) -> None:
    pages(folder, 4)
    cleaner("clean", "-q", "pages/", "-o", "out/")
    (folder / "out" / "0" / "0" / "0.txt").write_bytes(b"made by hand")
    (folder / "out" / "1" / "1" / "1.txt").unlink()
    (folder / "pages" / "2" / "0" / "2.txt").write_bytes(STORY)
    with (folder / "out" / ".cleaner-done.jsonl").open("ab") as file:
        file.write(b'{"copy": "0/0/torn')
    done = cleaner("clean", "pages/", "-o", "out/", "--resume")
    assert done.stderr.splitlines()[-1] == b"cleaner: 2 texts: 2 with something to remove, 6 done before"
    assert (folder / "out" / "0" / "0" / "0.txt").read_bytes() == b"made by hand"
    assert (folder / "out" / "1" / "1" / "1.txt").exists()
    assert (folder / "out" / "2" / "0" / "2.txt").read_bytes() == CLEAN
    assert b"8 files" in cleaner("clean", "pages/", "-o", "out/", "--resume", "--only", "title").stderr


def test_what_was_removed_is_told_once_however_often_a_run_is_resumed(folder: Path) -> None:
    pages(folder, 4)
    rest = ["pages/", "-o", "out/", "--removed", "gone.jsonl"]
    cleaner("clean", "-q", *rest)
    gone = (folder / "gone.jsonl").read_bytes()
    for options in ([], ["--threshold", "0.5001"]):
        cleaner("clean", "-q", "--resume", *options, *rest)
        assert (folder / "gone.jsonl").read_bytes() == gone


def test_what_failed_is_not_done(folder: Path) -> None:
    pages(folder, 2)
    (folder / "pages" / "bad.txt").write_bytes(b"\0")
    assert cleaner("clean", "pages/", "-o", "out/").returncode == 2
    done = cleaner("clean", "pages/", "-o", "out/", "--resume")
    assert done.returncode == 2
    assert b"bad.txt: is not a text" in done.stderr
    assert b"0 with something to remove, 1 failed, 4 done before" in done.stderr


def test_two_runs_do_not_write_to_one_folder(folder: Path) -> None:
    pages(folder, 1)
    os.mkfifo("slow.txt")
    first = [*COMMAND, "clean", "-q", "pages/", "slow.txt", "-o", "out/"]
    with subprocess.Popen(first) as process, Path("slow.txt").open("wb"):
        done = cleaner("clean", "pages/", "-o", "out/")
        process.kill()
    assert done.returncode == 2
    assert b"out: is being written to by another run" in done.stderr


@pytest.mark.parametrize("arguments", [["in.jsonl", "-o", "out.jsonl"], ["in.jsonl", "-i"]])
def test_ctrl_c_ends_at_once_and_leaves_no_half_of_a_file(folder: Path, arguments: Sequence[str]) -> None:
    data = corpus(4000) * 3
    (folder / "in.jsonl").write_bytes(data)
    command = [*COMMAND, "clean", "-j", "2", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True) as process:
        time.sleep(1)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=10)
    assert process.returncode in (130, -signal.SIGINT)  # the latter where a busy computer is still loading
    assert said == b""
    assert files(folder) == {"in.jsonl": data}
