"""One line explained: its verdict, its neighbours, and a bar for all that spoke."""

import io
from pathlib import Path

import pytest
from command import STORY as TEXT
from command import TITLE, cleaner, on_terminal
from rich.cells import cell_len
from rich.console import Console
from test_render import HOSTILE, STORY, gone, kept, put_together

from cleaner.chart import chart
from cleaner.document import Cleaned, Evidence, JudgedLine, Reason


def charted(cleaned: Cleaned, number: int, width: int = 100) -> list[str]:
    console = Console(file=io.StringIO(), width=width, color_system=None, highlight=False, markup=False, emoji=False)
    return chart(cleaned, number, console, name="story.txt", threshold=0.5).plain.splitlines()


def test_a_line_stands_between_its_neighbours() -> None:
    shown = charted(STORY, 14)
    assert shown[0] == "story.txt:14"
    assert [row.split()[0] for row in shown[2:6]] == ["12", "13", "▸", "15"]
    assert "removed as footer · 0.90 likely boilerplate" in shown


def test_bars_point_to_the_side_they_speak_for_and_are_as_long_as_their_weight() -> None:
    bars = [row for row in charted(STORY, 14) if "█" in row]
    assert [row.count("█") for row in bars] == [20, 10, 5]
    assert [row.index("█") > row.index("│") for row in bars] == [True, True, False]
    assert [row.split()[-1] for row in bars] == ["+2.0", "+1.0", "-0.5"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (JudgedLine("x\n", 0.1, Reason.FOOTER, lambda: (Evidence("said", 1.0),)), "together with the lines around it"),
        (JudgedLine("x\n", 0.9, None, lambda: ()), "It stays as no line of its run is sure to go"),
        (kept("x\n"), "kept · 0.10"),
    ],
)
def test_a_verdict_that_is_not_that_of_the_score_is_explained(line: JudgedLine, words: str) -> None:
    assert any(words in row for row in charted(put_together((line,)), 1))


@pytest.mark.parametrize("width", [60, 80, 160])
def test_charts_fit_the_screen(width: int) -> None:
    line = gone("雨 rain " * 100 + "\n", Reason.NOTICE, Evidence("says 雨 " * 30, 2.0), Evidence("short", -3.0))
    assert max(map(cell_len, charted(put_together((line,)), 1, width))) <= width


@pytest.mark.parametrize(("raw", "safe"), HOSTILE)
def test_what_acts_on_a_terminal_is_made_visible(raw: str, safe: str) -> None:
    shown = "\n".join(charted(put_together((gone(f"{raw} end", Reason.TITLE, Evidence(f"like {raw}", 1.0)),)), 1))
    assert shown.count(safe) == 2


def test_the_command_explains_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a:b.txt").write_bytes(TEXT)
    code, shown = on_terminal("explain", "a:b.txt:3")
    assert code == 0
    assert "repeats line 1" in shown
    assert f"- title  {TITLE}" in cleaner("explain", ":3", text=TEXT).stdout.decode()


@pytest.mark.parametrize(
    ("place", "words"),
    [("story.txt", b"names no line"), (":99", b"stdin: has no line 99. Its lines are 1 to 7"), (":0", b"no line 0")],
)
def test_a_line_that_is_not_there_is_told_of(place: str, words: bytes) -> None:
    done = cleaner("explain", place, text=TEXT)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr
