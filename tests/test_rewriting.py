"""Texts written differently, and what is known of them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import story

from cleaner.rewriting import REWRITINGS, WIDTH, Written, misread, wrap
from cleaner.wrapping import columns

LINES = ["Home", "About us", story(3).title, *story(3).paragraphs, "今天下雨了。明天也会下雨！", "© 2024"]

LONG = "Rain " * 14 + "Rain"

MARKDOWN = ["- [Home](/0)", "- [News](/1)", "- [Map](/2)", "", "x" * 40, "", "## End"]


def written(name: str, lines: list[str]) -> list[Written]:
    return list(REWRITINGS[name](lines))


@pytest.mark.parametrize("name", REWRITINGS)
def test_every_line_goes_on_with_all_its_words(name: str) -> None:
    found = written(name, LINES)
    assert [at for one in found for at in dict.fromkeys(one.origin)] == sorted(at for one in found for at in one.origin)
    assert "".join("".join(one.words.split()) for one in found) == "".join("".join(line.split()) for line in LINES)
    assert all(bool(one.origin) == bool(one.words) == bool(one.line.strip()) for one in found)


@pytest.mark.parametrize(
    ("name", "lines", "expected"),
    [
        ("as it is", ["Rain. Sun!", "", "Wind"], ["Rain. Sun!", "", "Wind"]),
        ("without blank lines", ["Rain", "", "Wind"], ["Rain", "Wind"]),
        ("a blank line between all lines", ["Rain", "Sun", "", "Wind"], ["Rain", "", "Sun", "", "Wind"]),
        ("one line per sentence", ["Rain fell. Sun!", "雨。雪。"], ["Rain fell.", "Sun!", "雨。", "雪。"]),
        ("short lines joined", ["Home", "News", "x" * 40, "End"], ["Home News", "x" * 40, "End"]),
        ("Markdown", ["Home", "News", "Map", "x" * 40, "End"], MARKDOWN),
        ("in lower case", ["ΣΌΔ Rain"], ["σόδ rain"]),
        ("without punctuation", ["Rain, again: “yes”"], ["Rain  again   yes "]),
        ("hard-wrapped at 72 columns", ["a b", "", LONG, "c"], ["a b", "", LONG[:69], "Rain", "c"]),
        ("the same, a blank line between all lines", ["a b", "c"], ["a b", "", "c"]),
        ("the same, without blank lines", ["a b", "", "c"], ["a b", "c"]),
    ],
)
def test_each_way_of_writing(name: str, lines: list[str], expected: list[str]) -> None:
    assert [one.line for one in written(name, lines)] == expected


def test_lines_are_as_long_as_they_can_be() -> None:
    parts = list(wrap(" ".join(LINES)))
    assert all(columns(part) <= WIDTH for part in parts)
    assert all(columns(f"{part} {after.split()[0][:1]}") > WIDTH - 20 for part, after in pairwise(parts))


def test_a_scanner_always_errs_in_the_same_way() -> None:
    lines = [" ".join(LINES) * 5]
    first, again = (next(misread(lines)).line for _ in range(2))
    assert first == again
    wrong = sum(a != b for a, b in zip(first, lines[0], strict=False))
    assert wrong


@given(st.lists(st.text(st.characters(exclude_characters="\n\r", exclude_categories=["C"]), min_size=1)))
def test_any_text_can_be_written_differently(lines: list[str]) -> None:
    lines = [line for line in lines if line.strip()]
    apart = ["", *(part for line in lines for part in (line, ""))]
    for rewrite in REWRITINGS.values():
        assert {at for one in rewrite(apart) for at in one.origin} == set(range(len(lines)))
