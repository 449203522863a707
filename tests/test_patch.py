"""Patches: the real `patch` and `git apply` clean a file with them, and bring it back, byte for byte."""

import subprocess
from pathlib import Path
from shutil import which

import pytest
from command import STORY, cleaner, on_terminal
from hypothesis import given
from hypothesis import strategies as st

from cleaner.document import Cleaned, Evidence, Reason, split_lines
from cleaner.patch import patch

CASES = {
    "plain": STORY,
    "without a last line feed": STORY.rstrip(b"\n"),
    "of another system": STORY.replace(b"\n", b"\r\n"),
    "with a byte-order mark": b"\xef\xbb\xbf" + STORY,
    "not utf-8": STORY + b"Caf\xe9 \xff, --- a line -- of the night trains to the coast.\n",
}
TOOLS = {
    "patch": (["patch", "-p1", "-s", "-i", "../it.patch"], ["patch", "-p1", "-s", "-R", "-i", "../it.patch"]),
    "git": (["git", "apply", "../it.patch"], ["git", "apply", "-R", "../it.patch"]),
}


def judged(text: str, gone: list[bool]) -> Cleaned:
    lines = split_lines(text)
    reasons = [Reason.FOOTER if away else None for away in (gone + [False] * len(lines))[: len(lines)]]
    return Cleaned(lines, [0.9] * len(lines), reasons, lambda _: (Evidence("", 1.0),))


def check(file: Path, clean: bytes, written: bytes, tool: str) -> None:
    """Apply a patch of `file` in both directions."""
    if which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    text = file.read_bytes()
    (file.parent.parent / "it.patch").write_bytes(written)
    for command, wanted in zip(TOOLS[tool], (clean, text), strict=True):
        subprocess.run(command, cwd=file.parent, check=True, capture_output=True, timeout=60)
        assert (file.read_bytes() if file.exists() else b"") == wanted


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder below that of the test."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("case", CASES)
def test_real_tools_apply_the_patch_and_take_it_back(folder: Path, case: str, tool: str) -> None:
    name = "a story.txt" if case == "plain" else "story.txt"
    (folder / name).write_bytes(CASES[case])
    written = cleaner("diff", "-u", name).stdout
    assert written.startswith(f"--- a/{name}".encode())
    check(folder / name, cleaner("clean", name).stdout, written, tool)


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize(
    "gone", [[True], [False, True], [True] * 4, [True] + [False] * 9 + [True], [False] * 3 + [True, False, True]]
)
@pytest.mark.parametrize("end", ["", "\n"])
def test_every_place_of_a_hunk_applies(folder: Path, gone: list[bool], end: str, tool: str) -> None:
    cleaned = judged("\n".join(f"line {i}" for i in range(max(4, len(gone)))) + end, gone)
    text = "".join(cleaned.texts).encode()
    written = b"".join(piece.data for piece in patch(cleaned, text, b'odd "\\ name', 1))
    (folder / 'odd "\\ name').write_bytes(text)
    check(folder / 'odd "\\ name', cleaned.text.encode(), written, tool)


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("gone", [[True], [True, True], [True, False, True]])
def test_a_byte_order_mark_moves_to_the_first_line_that_stays(folder: Path, gone: list[bool], tool: str) -> None:
    cleaned = judged("one\ntwo\nthree\n"[: 4 * len(gone) + 2 * (len(gone) == 3)], gone)
    text, clean = (b"\xef\xbb\xbf" + lines.encode() for lines in ("".join(cleaned.texts), cleaned.text))
    (folder / "marked").write_bytes(text)
    written = b"".join(piece.data for piece in patch(cleaned, text, b"marked"))
    check(folder / "marked", clean, written, tool)


@given(
    st.lists(st.sampled_from(["a\n", "-- b\r\n", "\\\n", "\r\n"]), min_size=1),
    st.lists(st.booleans()),
    st.integers(0, 4),
)
def test_the_lines_of_a_patch_are_those_of_both_texts(lines: list[str], gone: list[bool], context: int) -> None:
    cleaned = judged("".join(lines), gone)
    pieces = list(patch(cleaned, "".join(lines).encode(), b"x", context=None))
    assert bool(pieces) == cleaned.changed
    if pieces:
        told = [piece for piece in pieces if piece.kind in " -"]
        assert b"".join(piece.data[1:] for piece in told) == "".join(lines).encode()
        assert b"".join(piece.data[1:] for piece in told if piece.kind == " ") == cleaned.text.encode()
    near = list(patch(cleaned, "".join(lines).encode(), b"x", context))
    assert [p for p in near if p.kind == "-"] == [p for p in pieces if p.kind == "-"]


@pytest.mark.parametrize("path", ["./story.txt", "{folder}/story.txt"])
def test_paths_are_named_as_tools_take_them(folder: Path, path: str) -> None:
    (folder / "story.txt").write_bytes(STORY)
    head = cleaner("diff", "-u", path.format(folder=folder)).stdout.decode().splitlines()[0]
    assert head == "--- a/" + path.format(folder=str(folder)[1:]).removeprefix("./")


def test_nothing_to_remove_is_an_empty_patch(tmp_path: Path) -> None:
    (tmp_path / "pure.txt").write_bytes(b"One line about the night trains.\n")
    assert cleaner("diff", "-u", str(tmp_path / "pure.txt")).stdout == b""


def test_what_acts_on_a_terminal_is_made_visible_there(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_bytes(STORY.replace(b"\n\n", b"\x1b[2J\n\n"))
    _, shown = on_terminal("diff", "-u", str(tmp_path / "story.txt"))
    assert "␛[2J" in shown
    assert "\x1b[2J" not in shown


def test_a_patch_of_wide_characters_is_refused() -> None:
    done = cleaner("diff", "-u", "--encoding", "utf-16", text=b"")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"no patches of utf-16" in done.stderr
