"""The text that started the project, where it is at hand: what goes, by path, by stdin and by `-`."""

import subprocess
import sys
from pathlib import Path

import pytest

from cleaner import clean

SEED = Path(__file__).parents[2] / "shared" / "seed" / "wire-story.txt"
pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the seed text is not at hand")


def kept() -> bytes:
    """The seed without its second title and without everything from `Top stories` on, and their blank lines."""
    lines = SEED.read_bytes().splitlines(keepends=True)
    tail = next(i for i, line in enumerate(lines) if line.strip().endswith(b"Top stories"))
    assert lines[0] == lines[2]
    return b"".join([lines[0], lines[1], *lines[4 : tail - 1]])


@pytest.mark.parametrize("way", ["path", "stdin", "dash"])
def test_the_seed_is_cleaned_right(way: str) -> None:
    paths = {"path": [str(SEED)], "stdin": [], "dash": ["-"]}[way]
    with SEED.open("rb") as stdin:
        run = subprocess.run(
            [sys.executable, "-m", "cleaner", "clean", *paths], stdin=stdin, capture_output=True, check=True
        )
    assert run.stdout == kept()


def test_the_reasons_are_right() -> None:
    removed = [
        line.removed_for for line in clean(SEED.read_text("utf-8")).lines if line.removed_for and line.text.strip()
    ]
    assert removed == ["title", "footer", *["teaser"] * 4, "footer", "footer"]
