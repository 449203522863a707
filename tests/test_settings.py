"""Settings: flags before the environment, the environment before the file; what is not understood is told of."""

from pathlib import Path

import pytest
from command import CLEAN, STORY, cleaner, on_terminal


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder below the one that the settings are in."""
    work = tmp_path / "deep" / "down"
    work.mkdir(parents=True)
    monkeypatch.chdir(work)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cleaner.toml", 'keep = ["title"]'),
        ("cleaner.toml", 'keep = "title"\nthreshold = 0.4'),
        ("pyproject.toml", '[project]\nname = "x"\n[tool.cleaner]\nkeep = ["title"]'),
    ],
)
def test_a_file_above_sets_what_a_run_does(folder: Path, name: str, text: str) -> None:
    assert cleaner("clean", text=STORY).stdout == CLEAN
    (folder / name).write_text(text)
    assert cleaner("clean", text=STORY).stdout == STORY
    assert cleaner("diff", text=STORY).stdout.splitlines()[-1].split() == [b"nothing", b"to", b"remove"]


def test_flags_go_before_the_environment_and_that_before_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "cleaner.toml").write_text("threshold = 1.0")
    assert cleaner("clean", text=STORY).stdout == STORY
    monkeypatch.setenv("CLEANER_THRESHOLD", "0.5")
    assert cleaner("clean", text=STORY).stdout == CLEAN
    assert cleaner("clean", "--threshold", "1", text=STORY).stdout == STORY
    monkeypatch.setenv("CLEANER_COMPANY", "of somebody else")
    monkeypatch.setenv("CLEANER_KEEP", "footer,title")
    assert cleaner("clean", text=STORY).stdout == STORY


def test_a_project_without_settings_does_not_matter(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[project]\nname = "x"')
    assert cleaner("clean", text=STORY).stdout == CLEAN


def test_verbose_tells_which_file(folder: Path) -> None:
    (folder / "cleaner.toml").write_text("context = 2")
    assert f"settings of {folder / 'cleaner.toml'}".encode() in cleaner("diff", "-v", text=STORY).stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [("thresold = 1", b"there is no setting thresold"), ("in-place = true", b"no setting in-place"),
     ("a = ", b"is not TOML"), ("threshold = 7", b"--threshold")],
)  # fmt: skip
def test_what_is_not_understood_is_told_of(folder: Path, text: str, words: bytes) -> None:
    (folder / "cleaner.toml").write_text(text)
    done = cleaner("clean", text=STORY)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_colours_are_as_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert b"\x1b[" in cleaner("diff", "--color", "always", text=STORY).stdout
    assert "\x1b[" in on_terminal("diff", text=STORY)[1]
    assert "\x1b[1;38" not in on_terminal("diff", "--color", "never", text=STORY)[1]
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert b"\x1b[" in cleaner("diff", text=STORY).stdout
    assert b"\x1b[" not in cleaner("diff", "--color", "never", text=STORY).stdout
    monkeypatch.delenv("FORCE_COLOR")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "38;5" not in on_terminal("diff", text=STORY)[1]


def test_a_shell_completes_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_CLEANER_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "cleaner diff --side")
    monkeypatch.setenv("COMP_CWORD", "2")
    assert cleaner().stdout.split() == [b"--side-by-side"]
