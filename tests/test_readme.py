"""What the README says is so."""

import re
import subprocess
import sys

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


def test_every_module_is_in_the_map() -> None:
    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "cleaner").rglob("*.py")}
    modules -= {"cleaner/__main__.py", "cleaner/proof/__init__.py"}
    assert modules == set(re.findall(r"cleaner/[\w/]+\.py", README))


def test_the_help_of_the_readme_is_that_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    (told,) = re.findall(r"\$ cleaner -h\n(.*?)\n```", README, re.DOTALL)
    shown = cleaner("-h").stdout.decode().rstrip()
    assert told.split("\n") == [line.rstrip() for line in shown.split("\n")]
    assert all(
        f"cleaner {command}" in README for command in re.findall(r"^  (\w+)  ", shown.split("Commands:")[1], re.M)
    )
