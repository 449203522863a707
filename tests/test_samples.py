"""What is learned from pages: the share of main content of each line, unless nobody can know it."""

from pathlib import Path

import pytest
from invented import write_pages

from cleaner.samples import BYLINES, PARAGRAPH, Sample, read_pages

pytest.importorskip("pyarrow", reason="pages are Parquet")
LONG = "The ferry to the islands sails twice a day, and on Sundays only if ten passengers have come to the quay."


def contents(folder: Path, lines: list[str], shares: list[float]) -> list[float]:
    import numpy as np

    page = Sample("page", "host.example", "invented", "en", "wet", lines, np.array(shares, np.float32))
    write_pages(folder / "pages.parquet", [page])
    (read,) = read_pages(folder / "pages.parquet", views=("wet",))
    found: list[float] = read.content.tolist()
    return found


def test_short_lines_right_above_the_first_paragraph_are_doubtful(tmp_path: Path) -> None:
    lines = ["Home", "Sign in", "Ferry sails again", "By Ines Calder", "3 May", LONG, "Short", LONG]
    found = contents(tmp_path, lines, [0, 0, 1, 0, 0, 1, 0, 1])
    assert len(LONG) >= PARAGRAPH
    assert BYLINES == 3
    assert found == [0, 0, 1, -1, -1, 1, 0, 1]


def test_a_long_line_above_the_first_paragraph_is_not_doubtful(tmp_path: Path) -> None:
    assert contents(tmp_path, ["Home", LONG, "3 May", LONG], [0, 0, 0, 1]) == [-1, 0, -1, 1]


def test_a_page_without_main_content_has_no_doubts(tmp_path: Path) -> None:
    assert contents(tmp_path, ["Home", LONG, "3 May"], [0, 0, 0]) == [0, 0, 0]
