"""What the README says is so."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from command import cleaner
from fixture import FOLDER, read

ROOT = FOLDER.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_python_example_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    run = subprocess.run([sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "Top stories" in run.stdout.split("Partner news")[-2]
    assert "repeats line 1" in run.stdout


def test_the_story_of_the_readme_is_the_fixture() -> None:
    assert (FOLDER / "wire-story.txt").read_text("utf-8") == read(FOLDER / "news" / "en-wire-story.tsv").text


def test_every_promise_names_a_test_that_is_there() -> None:
    promises = README.split("## Promises")[1].split("\n## ")[0]
    named = re.findall(r"`(test_\w+)\.(test_\w+)`", promises)
    assert len(named) >= promises.count("\n- **")
    assert [test for room, test in named if test not in named_in(room)] == []


def test_every_hostile_case_of_a_plan_has_a_test_or_is_told_of() -> None:
    for room, cases in (
        ("test_display", range(1, 14)),
        ("test_in_place", range(38, 64)),
        ("test_pipes", range(64, 79)),
    ):
        told = (ROOT / "tests" / f"{room}.py").read_text("utf-8").split('"""')[1]
        elsewhere = re.findall(r"^ ?\d+ (test_\w+)\.(test_\w+)", told, re.MULTILINE)
        assert [test for other, test in elsewhere if test not in named_in(other)] == []
        here = {int(number) for number in re.findall(r"^ ?(\d+) (?:test_|has no)", told, re.MULTILINE)}
        for first, last in re.findall(r"(?:test|and)_(\d\d)(?:_to_(\d\d))?", " ".join(named_in(room))):
            here.update(range(int(first), int(last or first) + 1))
        assert here == {*cases}


def named_in(room: str) -> list[str]:
    return re.findall(r"^def (test_\w+)", (ROOT / "tests" / f"{room}.py").read_text("utf-8"), re.MULTILINE)


def test_every_module_is_in_the_map() -> None:
    modules = {path.name for path in (ROOT / "cleaner").glob("*.py")} - {"__main__.py"}
    assert modules == {Path(name).name for name in re.findall(r"cleaner/\w+\.py", README)}


def test_the_help_of_the_readme_is_that_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    (told,) = re.findall(r"\$ cleaner -h\n(.*?)\n```", README, re.DOTALL)
    shown = cleaner("-h").stdout.decode().rstrip()
    assert told.split("\n") == [line.rstrip() for line in shown.split("\n")]
    assert all(
        f"cleaner {command}" in README for command in re.findall(r"^  (\w+)  ", shown.split("Commands:")[1], re.M)
    )
