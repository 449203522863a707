"""The pager: only where somebody looks, only for what is longer than the screen."""

import sys
from pathlib import Path

import pytest
from command import STORY, TITLE, cleaner, on_terminal

LONG = STORY + b"".join(b"The night train number %d left with %d free berths.\n" % (i, i % 97) for i in range(3000))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work beside a short and a long text, with a pager that says that it was there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "xterm-256color")
    (tmp_path / "story.txt").write_bytes(STORY)
    (tmp_path / "long.txt").write_bytes(LONG)
    lines = "import os, sys", "print('PAGED', os.environ['LESS'])", "print(sys.stdin.read())"
    (tmp_path / "pager.py").write_text("\n".join(lines))
    monkeypatch.setenv("PAGER", f"'{sys.executable}' pager.py")
    return tmp_path


def test_what_is_longer_than_the_screen_goes_through_the_pager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LESS", raising=False)
    code, shown = on_terminal("diff", "--all", "long.txt")
    assert (code, shown.count("PAGED FRX")) == (0, 1)
    assert "number 2999" in shown
    monkeypatch.setenv("LESS", "-i")
    assert "PAGED -i" in on_terminal("clean", "--all", "long.txt")[1]


@pytest.mark.parametrize("arguments", [["story.txt"], ["--all", "--no-pager", "long.txt"]])
def test_short_and_unwanted_pages_are_not_paged(arguments: list[str]) -> None:
    code, shown = on_terminal("diff", *arguments)
    assert (code, "PAGED" in shown) == (0, False)
    assert TITLE in shown


def test_a_pipe_is_not_paged() -> None:
    assert b"PAGED" not in cleaner("diff", "--all", "long.txt").stdout


@pytest.mark.parametrize("pager", ["", "cat", "no-such-pager -x"])
def test_without_a_pager_all_is_shown(monkeypatch: pytest.MonkeyPatch, pager: str) -> None:
    monkeypatch.setenv("PAGER", pager)
    code, shown = on_terminal("diff", "--all", "long.txt")
    assert (code, "number 2999" in shown) == (0, True)


def test_a_reader_who_leaves_the_pager_has_seen_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", "head -2")
    code, shown = on_terminal("diff", "--all", "long.txt", "story.txt")
    assert code == 0
    assert len(shown.splitlines()) == 2


def test_what_is_said_meanwhile_is_on_the_page() -> None:
    code, shown = on_terminal("diff", "--all", "long.txt", "nope.txt")
    assert code == 2
    assert shown.index("PAGED") < shown.index("number 2999") < shown.index("nope.txt: no such file")
