"""What a person is shown: nothing in it acts on a terminal, wherever it came from. Plan A of hostile input, 1 to 13.

Elsewhere:
 7 test_render.test_markup_and_highlights_in_a_text_are_text
 9 test_report.test_a_hostile_text_stays_text
10 test_render.test_a_line_of_megabytes_is_cut_without_being_read_through (by …, without a count of what follows)
"""

import ast
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from command import COMMAND, STORY, cleaner, on_terminal
from hostile import names
from hostile.term import PAYLOADS, PROSE, text

PACKAGE = Path(__file__).parent.parent / "cleaner"
COLOURS = re.compile(r"\x1b\[(?:[0129];?)*(?:38;5;\d+)?m")
"""The commands that we send ourselves: bold, dim, struck out, six hues."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a text for every payload."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("PYTHONUTF8", "1")
    for number, payload in enumerate(PAYLOADS.values()):
        Path(f"{number:02}.txt").write_bytes(text(payload))
    return tmp_path


TEXTS = [f"{number:02}.txt" for number in range(len(PAYLOADS))]


def acting(shown: str) -> set[str]:
    """Find what acts on a terminal or on eyes, our own colours left out."""
    kinds = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co"}
    chars = set(COLOURS.sub("", shown)) - set("\n\u200c\u200d")
    return {char for char in chars if unicodedata.category(char) in kinds or ord(char) >> 12 == 0xE0}


@pytest.mark.parametrize(
    "arguments",
    [["diff", "--all", "-v"], ["diff", "--all", "-y"], ["diff", "-u"], ["diff", "--json", "-q"], ["clean"]],
)  # fmt: skip
def test_01_no_payload_acts_on_a_terminal(arguments: list[str]) -> None:
    _, shown = on_terminal(*arguments, "--no-pager", *TEXTS)
    assert not acting(shown)


@pytest.mark.parametrize("view", ["-v", "-y", "-u"])
def test_02_nor_does_it_in_coloured_diffs_through_a_pipe(view: str) -> None:
    shown = cleaner("diff", "--all", "--color", "always", view, *TEXTS).stdout.decode()
    assert "\x1b[" in shown
    assert not acting(shown)


def test_03_a_pipe_gets_every_byte() -> None:
    hostile = b"".join(Path(name).read_bytes() for name in TEXTS)
    assert cleaner("clean", "-q", "--threshold", "1", *TEXTS).stdout == hostile


def test_04_a_terminal_gets_the_text_escaped_unless_raw() -> None:
    _, shown = on_terminal("clean", "-q", "--no-diff", "--threshold", "1", *TEXTS)
    assert not acting(shown)
    assert shown.count(PROSE) == 2 * len(TEXTS)
    _, shown = on_terminal("clean", "-q", "--raw", "--threshold", "1", "00.txt")
    assert shown.encode() == Path("00.txt").read_bytes()


def test_05_names_are_harmless_in_every_message() -> None:
    written = [b"./" + name for name in names.write(Path(), STORY)]
    missing = [name + b"!\x1b" for name in written if b"*" not in name]
    for arguments in (["--check"], ["-o", "out/"], ["-o", "a\x1b[2J/\x9b/"], ["-i"]):
        said = cleaner("clean", *arguments, "--", *written, *missing).stderr.decode()
        assert len(said.splitlines()) == len(written) + len(missing) + 1, arguments
        assert not acting(said)
        assert all(line.startswith("cleaner: ") for line in said.splitlines())


def test_06_what_an_exception_says_is_harmless() -> None:
    program = (
        "import sys, cleaner.run, cleaner.__main__ as command\n"
        "def broken(*_, **__): raise OSError(5, 'boom \\x1b[2J\\u202e', 'na\\x9bme')\n"
        "cleaner.run.destinations = broken\n"
        "sys.argv = ['cleaner', 'clean', '00.txt']\n"
        "command.main()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "na<U+009B>me: boom ␛[2J<U+202E>" in done.stderr.decode()
    assert not acting(done.stderr.decode())


@pytest.mark.parametrize(
    "arguments", [["clean", "--no\x1b[2J"], ["\x9b2J"], ["clean", "--only", "\x1b[2J"], ["explain", "\x1b[2J"]]
)
def test_06_wrong_arguments_come_back_harmless(arguments: list[str]) -> None:
    done = cleaner(*arguments)
    assert done.returncode == 2
    assert not acting(done.stderr.decode())


def test_06_a_setting_of_a_strange_folder_does_not_act_in_help() -> None:
    Path("cleaner.toml").write_text('separator = "\\u001b[2J"')
    for arguments in (["clean", "-h"], ["clean", "00.txt"]):
        done = cleaner(*arguments)
        assert done.returncode == 2
        assert b"separator holds what would act on a terminal" in done.stderr
        assert not acting((done.stdout + done.stderr).decode())


def test_08_a_carriage_return_is_seen_in_a_patch() -> None:
    Path("crlf.txt").write_bytes(STORY.replace(b"\n", b"\r\n"))
    _, shown = on_terminal("diff", "-u", "crlf.txt")
    bodies = [line for line in COLOURS.sub("", shown).splitlines() if re.match(r"[-+ ](?![-+]{2} )", line)]
    assert len(bodies) > 3
    assert all(line.endswith("␍") for line in bodies)


def test_11_a_byte_that_is_no_text_is_told_by_its_value() -> None:
    shown = on_terminal("diff", "--all", TEXTS[[*PAYLOADS].index("C1 as a byte")])[1]
    assert "before \\x9b2J behind it" in shown


def test_12_the_bar_and_what_is_told_beside_it_are_harmless(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import cleaner.progress as p; p.LONG = p.OFTEN = 0; import cleaner.__main__ as m; m.main()"
    monkeypatch.setattr("command.COMMAND", [*COMMAND[:1], "-c", code])
    Path("in").mkdir()
    for name in names.write(Path("in"), STORY):
        Path(os.fsdecode(b"in/" + name)).touch()
    _, shown = on_terminal("clean", "--ext", "", "-o", "out/", "in", width=200)
    words = re.sub(r"\x1b\[(\?25[hl]|[012]?[KA]|[012]J)", "", COLOURS.sub("", shown)).replace("\r", "")
    assert "MB/s" in words
    assert "esc␛[2J␛]52;c;eA==␇.txt" in words
    assert not acting(re.sub(r"\x1b\[[\d;]*m", "", words))


PRINTING = {"display.py", "screen.py", "picture.py", "progress.py", "learn.py", "cli.py"}
PRINTING |= {"measure.py", "scale.py", "train.py"}
"""The rooms that may print: those that make it harmless, the help of typer, and three tools of our own."""
DRAWN = ast.Name | ast.Call
"""What rich is given to print: a `Text` or a table that was made before, or there; a string it would read as markup."""


def test_13_nothing_is_printed_past_the_rooms_that_make_it_harmless() -> None:
    calls = [(path.name, call) for path in PACKAGE.glob("*.py") for call in _calls(path)]
    printing = [(room, call) for room, call in calls if _name(call.func) in {"print", "echo", "secho"}]
    assert {room for room, _ in printing} == PRINTING
    rich = [
        call for _, call in printing if isinstance(call.func, ast.Attribute) and _name(call.func.value) == "console"
    ]
    assert len(rich) > 2
    assert all(isinstance(call.args[0], DRAWN) for call in rich)
    writing = [(room, ast.unparse(call.func)) for room, call in calls if _name(call.func) == "write"]
    assert {room for room, call in writing if "sys" in call or "buffer" in call} == {"display.py"}


def _calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
