"""Every view, with all lines of hostile texts removed: nothing of a text acts on a terminal or a browser."""

import re
from pathlib import Path

import pytest
from command import cleaner, on_terminal
from test_render import HOSTILE, kept, put_together

from cleaner.decisions import row
from cleaner.render import visible

PAYLOADS = [raw for raw, _ in HOSTILE if "\0" not in raw and "\n" not in raw and raw != "\ud800"] + [
    "\x1b]0;title\x07", "\x1b]8;;http://x.test\x1b\\link\x1b]8;;\x1b\\", "\x1b]52;c;ZXZpbA==\x07", "\x1bP1$r\x1b\\",
    "\x1b[?1049h", "\x1b[31mred", "\x1bc", "\x9d0;t\x9c", "\x0e\x0f", "\x05", "spoof\x08\x08\x08", "\x1b",
    "\u2067\u2069", "[bold]", "[link=http://x.test]l[/link]", "[/", ":smile:", "</text></svg><script>alert(1)</script>",
    "&lt;", "%s{0}",
]  # fmt: skip
VIEWS = [
    ["diff", "--all"], ["diff", "-v"], ["diff", "-y"], ["diff", "-u"], ["diff", "--json"], ["explain"],
    ["diff", "--export", "svg"], ["diff", "--export", "html"], ["clean", "--no-diff"],
]  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work beside a text of payloads, every second line of which is to go."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("PAGER", "cat")
    lines = [f"{raw} and what stands behind it\n" for raw in PAYLOADS]
    (tmp_path / "story.txt").write_bytes("".join(lines).encode("utf-8", "surrogateescape"))
    labels = ["keep" if i % 2 else "footer" for i in range(len(lines))]
    (tmp_path / "d.jsonl").write_bytes(row(put_together([kept(line) for line in lines]), "story.txt", labels))
    return tmp_path


def is_harmless(shown: str) -> bool:
    """Tell whether nothing in it acts on a terminal but colours of our own."""
    return all(visible(line) == line for line in re.sub(r"\x1b\[[\d;]*m", "", shown).split("\n"))


@pytest.mark.parametrize("arguments", VIEWS, ids=" ".join)
def test_nothing_of_a_text_acts_on_a_terminal(arguments: list[str]) -> None:
    place = "story.txt:3" if arguments == ["explain"] else "story.txt"
    code, shown = on_terminal(*arguments, "--decisions", "d.jsonl", place)
    assert (code, is_harmless(shown)) == (0, True)
    assert "and what stands" in shown.replace("&#160;", " ") or "evidence" in shown
    if arguments[0] == "diff" and "--json" not in arguments:
        done = cleaner(*arguments, "--color", "always", "--decisions", "d.jsonl", place)
        assert (done.returncode, is_harmless(done.stdout.decode())) == (0, True)


def test_a_terminal_of_few_characters_gets_what_it_has(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "story.txt").write_text("雨 and rain\n雨 and rain\n" + "Rain fell on the hills again. " * 9, "utf-8")
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    (first, second, *_), bars = (
        re.sub(r"\x1b\[[\d;]*m", "", on_terminal(*arguments)[1]).splitlines()[1:]
        for arguments in (["diff", "-y", "--context", "9", "story.txt"], ["explain", "story.txt:2"])
    )
    assert first.count("?? and rain") == 2
    assert first.index("|") == second.index("|")
    assert any("####" in row for row in bars)


def test_a_report_is_harmless(folder: Path) -> None:
    assert cleaner("report", "--decisions", "d.jsonl", "story.txt").returncode == 0
    page = (folder / "report.html").read_text("utf-8")
    assert is_harmless(page)
    assert "<script>alert" not in page


def test_the_cleaned_text_in_a_pipe_is_byte_for_byte(folder: Path) -> None:
    lines = (folder / "story.txt").read_bytes().split(b"\n")[:-1]
    assert cleaner("clean", "--decisions", "d.jsonl", "story.txt").stdout == b"".join(
        line + b"\n" for line in lines[1::2]
    )
