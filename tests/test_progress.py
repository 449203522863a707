"""The bar: on a terminal only, for long runs only, with counts that are right."""

import re
from pathlib import Path

import pytest
from command import BODY, COMMAND, STORY, cleaner, on_terminal

from cleaner.job import Job
from cleaner.progress import Bar
from cleaner.records import clean_records
from cleaner.sources import batches

CODE = "import cleaner.progress as p; p.LONG = p.OFTEN = 0; import cleaner.__main__ as m; m.main()"


def test_a_terminal_shows_how_far_a_long_run_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("command.COMMAND", [*COMMAND[:1], "-c", CODE])
    monkeypatch.setenv("TERM", "xterm")
    for number in range(3):
        Path(f"{number}.txt").write_bytes(STORY)
    _, shown = on_terminal("clean", "-o", "out/", "0.txt", "1.txt", "2.txt", width=120)
    words = re.sub(r"\x1b\[[^a-zA-Z]*[a-zA-Z]", "", shown)
    assert re.search(r"\d texts, \d+\.\d MB/s, \d+ % removed", words)
    assert re.search(r"title +6 +27 +29 %", words)
    assert "3 texts: 3 with something to remove" in words


def test_a_pipe_and_a_short_run_show_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_bytes(STORY)
    assert b"MB/s" not in cleaner("clean", "a.txt").stderr
    _, shown = on_terminal("clean", "-o", "b.txt", "a.txt")
    assert shown.startswith("cleaner: a.txt: removed 2 of 7 lines")
    assert "MB/s" not in shown


def test_the_bar_knows_all_bytes_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.progress.LONG", 1e9)
    pairs = []
    for number in range(4):
        path = tmp_path / f"{number}.txt"
        path.write_bytes(BODY.encode())
        pairs.append((str(path), None))
    job = Job()
    records = [record for batch in batches(pairs, job) for record in batch]
    with Bar([]) as bar:
        seen = [*bar.watch(zip(records, clean_records(job, records), strict=True))]
    assert [record for record, _ in seen] == records
    assert bar._before == 3 * len(BODY.encode())
