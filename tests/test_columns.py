"""The diff side by side: both columns, at every width."""

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console
from test_render import HOSTILE, STORY, gone, kept, put_together

from cleaner.columns import side_by_side
from cleaner.document import Cleaned, Evidence, Reason
from cleaner.screen import written


def columns(cleaned: Cleaned, width: int, *, terminal: bool = False, **layout: object) -> list[list[str]]:
    console = Console(
        file=io.StringIO(), width=width, force_terminal=terminal, color_system=None,
        highlight=False, markup=False, emoji=False,
    )  # fmt: skip
    return [row.split("│") for row in "".join(written(side_by_side(cleaned, console, **layout), console)).splitlines()]


def test_kept_lines_stand_on_both_sides_and_removed_ones_beside_why_they_went() -> None:
    told = {left.strip(): right[0].strip() for left, *right in columns(STORY, 160) if right}
    assert told["1   Rain ends drought"] == "Rain ends drought"
    assert told["2 - Rain ends drought"] == "title  repeats line 1"
    assert told["13 -"] == ""
    assert told["14 - Top stories"] == "footer  after the heading ‘Top stories’; shares no name with the article"


@pytest.mark.parametrize("width", [60, 80, 160])
def test_texts_wrap_inside_their_columns(width: int) -> None:
    long = "雨が降り続き、川の水位が上がり rain and more rain " * 20
    cleaned = put_together((kept(long + "\n"), gone(long + "\n", Reason.NAVIGATION, Evidence("says so " * 40, 1.0))))
    rows = [row for row in columns(cleaned, width) if len(row) == 2]
    assert len({cell_len(left) for left, _ in rows}) == 1
    assert max(cell_len(left) + 1 + cell_len(right) for left, right in rows) <= width
    whole = re.sub(r"\s", "", "".join(left[6:] for left, _ in rows))
    assert whole.count(re.sub(r"\s", "", long)) == 2
    cut = columns(cleaned, width, terminal=True)
    assert sum(row[0].rstrip().endswith("…") for row in cut) == 2


@pytest.mark.parametrize(("raw", "safe"), HOSTILE)
def test_what_acts_on_a_terminal_is_made_visible(raw: str, safe: str) -> None:
    cleaned = put_together((gone(f"{raw} end", Reason.TITLE, Evidence(f"like {raw}", 1.0)),))
    shown = "\n".join("│".join(row) for row in columns(cleaned, 120, name=raw))
    assert shown.count(safe) == 3


def test_only_numbers_are_quiet() -> None:
    console = Console(file=io.StringIO(), width=120, force_terminal=True, color_system="256", highlight=False)
    shown = "".join(written(side_by_side(STORY, console), console))
    assert "\x1b[38;5;243m   1\x1b[0m\x1b[1m   \x1b[0mRain ends drought" in shown
    assert "\x1b[9;38;5;163mRain ends drought" in shown


def test_the_head_of_the_table_stands_above_its_numbers() -> None:
    *_, head, first, _, _, _ = ["".join(row) for row in columns(STORY, 120)]
    assert head.index("lines") + len("lines") == re.search(r"\d", first).end()  # type: ignore[union-attr]


def test_verbose_stands_beside_each_line() -> None:
    rows = columns(STORY, 120, verbose=True)
    at = next(i for i, row in enumerate(rows) if "Top stories" in row[0])
    assert [row[1].split("  ")[-1].strip() for row in rows[at : at + 3]] == [
        "0.90 likely boilerplate", "+2.0 after the heading ‘Top stories’", "+1.0 shares no name with the article",
    ]  # fmt: skip
