"""Questions about removed runs, asked on a terminal, while pipes carry the texts."""

import json
import re
import signal
import subprocess
from pathlib import Path

import pytest
from command import BODY, CLEAN, COMMAND, STORY, TITLE, cleaner, dialogue, on_terminal

from cleaner.asking import HELP

TAIL = "\nShare on Facebook\nShare on Twitter\n© 2024 Coast Rail News. All rights reserved.\n"
LONG = STORY + TAIL.encode()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work beside two texts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "xterm-256color")
    (tmp_path / "one.txt").write_bytes(LONG)
    (tmp_path / "two.txt").write_bytes(STORY)
    return tmp_path


def labels(file: str = "d.jsonl") -> dict[str, list[str]]:
    rows = [json.loads(line) for line in Path(file).read_text("utf-8").splitlines()]
    return {row["source"]: [label for label in row["labels"] if label] for row in rows}


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        (b"a\n", CLEAN),
        (b"d\n", LONG),
        (b"q\n", LONG),
        (b"", LONG),
        (b"y\nq\n", CLEAN + TAIL.encode()),
        (b"n\na\n", STORY),
        (b"what\n?\nA\n", CLEAN),
        (b"y\ns\nn\na\n", CLEAN + b"\nShare on Facebook\n"),
    ],
)
def test_lines_go_as_is_answered(keys: bytes, left: bytes) -> None:
    code, shown, out = dialogue("clean", "--interactive", keys=keys or b"\x04", text=LONG)
    assert (code, out) == (0, left)
    assert shown.count(HELP) == keys.count(b"?\n") + keys.count(b"what\n")


def test_a_run_is_shown_between_its_neighbours_with_its_reason() -> None:
    _, shown, _ = dialogue("clean", "--interactive", "--color", "never", "one.txt", keys=b"q\n")
    first = re.sub(r"\x1b\[[\d;]*m", "", shown[shown.index("one.txt\n") :])
    assert f" - title   {TITLE}" in first
    assert "└ repeats line 1" in first
    assert BODY[:40] in first
    assert "Share on Facebook" not in first


def test_answers_are_kept_and_not_asked_for_again() -> None:
    code, shown, _ = dialogue("clean", "--interactive", "--decisions", "d.jsonl", "one.txt", keys=b"n\nq\n")
    assert labels() == {"one.txt": ["keep"]}
    assert cleaner("clean", "--decisions", "d.jsonl", "one.txt").stdout == STORY
    again, shown, out = dialogue("clean", "--interactive", "--decisions", "d.jsonl", "one.txt", keys=b"d\n")
    assert (code, again, out) == (0, 0, LONG)
    assert shown.count("]? ") == 1
    assert cleaner("clean", "--decisions", "d.jsonl", "one.txt").stdout == LONG


@pytest.mark.parametrize(("end", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_what_was_answered_before_an_end_is_kept(end: int, code: int) -> None:
    ended, _, _ = dialogue(
        "clean", "-i", "--interactive", "--decisions", "d.jsonl", "two.txt", "one.txt", keys=b"y\nn\n", end=end
    )
    assert ended == code
    assert labels() == {"two.txt": ["title"], "one.txt": ["keep"]}
    assert (Path("one.txt").read_bytes(), Path("two.txt").read_bytes()) == (LONG, STORY)
    assert sorted(path.name for path in Path().iterdir()) == ["d.jsonl", "one.txt", "two.txt"]


def test_files_change_in_place_as_is_answered() -> None:
    code, _, out = dialogue("clean", "-i", "--interactive", "one.txt", "two.txt", keys=b"a\nn\n")
    assert (code, out) == (0, b"")
    assert (Path("one.txt").read_bytes(), Path("two.txt").read_bytes()) == (CLEAN, STORY)


def test_it_is_refused_where_it_would_be_for_nothing() -> None:
    code, shown = on_terminal("clean", "--interactive", "one.txt")
    assert (code, shown.count("\n")) == (2, 1)
    assert "Say where it goes" in shown
    done = subprocess.run(
        [*COMMAND, "clean", "--interactive", "one.txt"], capture_output=True, check=False, start_new_session=True
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"has no terminal to ask on" in done.stderr
