"""What is learned from pages: the share of main content of each line, unless nobody can know it."""

from pathlib import Path

import pytest
from invented import write_pages

from cleaner.samples import BYLINES, PARAGRAPH, Sample, labelled, read_pages

pytest.importorskip("pyarrow", reason="pages are Parquet")
LONG = "The ferry to the islands sails twice a day, and on Sundays only if ten passengers have come to the quay."


def contents(folder: Path, lines: list[str], shares: list[float], title: str = "") -> list[float]:
    import numpy as np

    content = np.array(shares, np.float32)
    page = Sample("page", "host.example", "invented", "en", "wet", lines, content, title=title)
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


def test_the_headline_is_the_copy_above_the_text_not_the_title_of_the_site(tmp_path: Path) -> None:
    menu = ["Home", "Weather", "Sport", "Sign in", "Search"]
    lines = ["Ferry sails again - Harbour Post", *menu, "Ferry sails again", "3 May", LONG]
    assert contents(tmp_path, lines, [0.6, 0, 0, 0, 0, 0, 0, 0, 1]) == [0, 0, 0, 0, 0, -1, 1, -1, 1]
    assert contents(tmp_path, lines, [0, 0, 0, 0, 0, 0, 0, 0, 1]) == [0, 0, 0, 0, 0, -1, -1, -1, 1]


def test_of_two_titles_close_together_the_first_is_the_headline(tmp_path: Path) -> None:
    lines = ["Ferry sails again", "Ferry sails again", "By Ines Calder", "3 May", "Sign in", LONG]
    assert contents(tmp_path, lines, [1, 0, 0, 0, 0, 1]) == [1, 0, -1, -1, -1, 1]


def test_the_title_of_the_page_right_above_the_text_is_main_content_whatever_a_collection_says(tmp_path: Path) -> None:
    title = "Ferry sails again"
    lines = [f"{title} - Harbour Post", "Home", "Sign in", title, "By Ines Calder", title, LONG]
    assert contents(tmp_path, lines, [0, 0, 0, 0, 0, 0, 1], title) == [0, 0, 0, 1, -1, -1, 1]


def test_of_titles_far_above_the_text_the_last_is_the_headline(tmp_path: Path) -> None:
    title = "Ferry sails again"
    signs = [f"Sign {number}" for number in range(9)]
    lines = [title, "Home", title, *signs, LONG]
    assert contents(tmp_path, lines, [0.0] * 12 + [1.0], title) == [0, 0, 1, *[0] * 6, *[-1] * 3, 1]
    lines = [title, *signs * 5, LONG]
    assert contents(tmp_path, lines, [0.0] * 46 + [1.0], title)[0] == 0


def test_a_menu_that_stands_twice_is_no_headline_where_the_title_is_known(tmp_path: Path) -> None:
    title = "Ferry sails again"
    lines = ["Book with us", "Home", "About", "Sign in", "Search", "Book with us", title, "Sign up", LONG]
    assert contents(tmp_path, lines, [0.0] * 8 + [1.0], title) == [0, 0, 0, 0, 0, -1, 1, -1, 1]


def test_blank_lines_of_labelled_texts_are_told_of() -> None:
    pairs = [("", "blank"), ("Rain", "keep"), (" ", "blank"), ("", "blank"), ("Sun", "keep"), ("Home", "footer")]
    sample = labelled(Sample("x", "x", "made up", "en"), pairs, held_out=False)
    assert sample.lines == ["Rain", "Sun", "Home"]
    assert sample.apart == {0, 1}
    assert sample.document == ["", "Rain", "", "Sun", "Home"]
