"""Markdown is judged by what it says, and comes out as it came in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import story

from cleaner import clean
from cleaner.document import split_lines
from cleaner.marks import unmark
from cleaner.wrapping import each_line, unwrap

MARKED = "# Title\n"


def judged(text: str) -> list[str]:
    lines = split_lines(MARKED + text)
    return list(unmark(MARKED + text, each_line(lines)).judged[1:])


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("## Top stories", "Top stories"),
        ("- [Home](https://valley.test/a_(b)?c=d)", "Home"),
        ("12. It **rained** and __poured__", "It rained and poured"),
        ("See [the map](/map) and ![a picture](p.png) of it", "See the map and a picture of it"),
        ("![](p.png)", "![](p.png)"),
        ("- ", "- "),
        ("#rain in the valley", "#rain in the valley"),
        ("snake__case and f(x)[0]", "snake__case and f(x)[0]"),
        ("an array [1] (see below)", "an array [1] (see below)"),
        ("> said the mayor", "> said the mayor"),
    ],
)
def test_marks_and_addresses_are_not_read(line: str, read: str) -> None:
    assert judged(line) == [read]


@pytest.mark.parametrize(
    "text", ["- milk\n- bread\n", "# \n", "Say #rain\n#valley\n", "a list [1] (b)\n", "__init__\n"]
)
def test_a_text_that_is_no_markdown_is_read_as_it_is(text: str) -> None:
    read = each_line(split_lines(text))
    assert unmark(text, read) is read


def test_markdown_is_cleaned_like_the_plain_text() -> None:
    told = story(7)
    others = [story(number).title for number in (51, 52, 53)]
    plain = clean("\n\n".join([told.title, *told.paragraphs, "Top stories", *others]) + "\n")
    links = [f"- [{other}](https://valley.test/{other.replace(' ', '-')}?from=story)" for other in others]
    marked = clean("\n\n".join([f"# {told.title}", *told.paragraphs, "## Top stories", *links]) + "\n")
    assert marked.removed_for == plain.removed_for
    assert [line.score for line in marked.lines] == [line.score for line in plain.lines]
    assert "## Top stories" not in marked.text


@given(st.lists(st.sampled_from(["# a", "- [b](/c)", "![](d)", "**", "e", "", " ", "__", "[f](", "-  "])))
def test_no_line_becomes_blank(rows: list[str]) -> None:
    text = "\n".join(rows)
    read = unwrap(split_lines(text))
    after = unmark(text, read)
    assert [bool(line.strip()) for line in after.judged] == [bool(line.strip()) for line in read.judged]
