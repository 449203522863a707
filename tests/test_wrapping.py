"""Hard-wrapped texts are judged by the paragraph, and all others by the line."""

from textwrap import fill

import pytest
from fixture import ALL, Fixture
from hypothesis import given
from hypothesis import strategies as st
from invented import story

from cleaner import clean
from cleaner.document import split_lines
from cleaner.judge import Asked, judge_texts, settle
from cleaner.marks import unmark
from cleaner.wrapping import Paragraphs, columns, each_line, unwrap

PROSE = story(7).paragraphs
FULL = "Villagers of the upper valley dance in the first rain of a whole year"
TAIL = ["Top stories", "Ferry sold after the storm", "Quarry flooded last winter", "© 2024 All rights reserved"]
HAN = "今天早上山谷里下了一年来的第一场雨，农民们在路上跳起舞来，"
HAN += "孩子们把水桶放在屋檐下面，老人们说这样的雨已经很久没有见过了。"


def paragraphs(text: str) -> list[str]:
    return [line for line in unwrap(split_lines(text)).judged if line.strip()]


def wrapped(parts: list[str], width: int, between: str = "\n\n") -> str:
    return between.join(fill(part, width) for part in parts) + "\n"


@pytest.mark.parametrize("width", [45, 60, 72, 80, 100])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_wrapped_prose_is_put_together(width: int, ending: str) -> None:
    assert paragraphs(wrapped(PROSE, width).replace("\n", ending)) == PROSE


def test_paragraphs_without_blank_lines_end_where_a_line_is_not_full() -> None:
    found = paragraphs(wrapped(PROSE, 72, "\n"))
    assert len(found) < 2 * len(PROSE)
    assert sum(one in found for one in PROSE) >= len(PROSE) - 2


@pytest.mark.parametrize("title", [FULL, f"{FULL} and {FULL.lower()}"])
@pytest.mark.parametrize("addition", ["", " - Valley Post"])
def test_a_full_line_of_a_title_that_stands_twice_is_not_glued_to_what_follows(title: str, addition: str) -> None:
    found = paragraphs(wrapped([title, title + addition, *PROSE], 72, "\n"))
    assert found[:2] == [title, title + addition]
    found = paragraphs(f"{wrapped([title, title + addition], 72, chr(10))}\n{wrapped(PROSE, 72)}")
    assert found == [title, title + addition, *PROSE]


@pytest.mark.parametrize("last", [FULL + ".", FULL])
def test_a_copy_ends_a_paragraph_whose_last_line_is_full(last: str) -> None:
    found = paragraphs(wrapped([story(7).title, *PROSE], 72) + f"\n{last}\n{story(7).title}\n")
    assert found[-2:] == [last, story(7).title]


def test_a_line_in_mid_sentence_is_no_copy_although_it_begins_like_one() -> None:
    goes_on = f"{FULL}\n{PROSE[0].lower()[:40]}\n"
    found = paragraphs(wrapped(PROSE, 72) + f"\n{goes_on}")
    assert found[-1] == goes_on.replace("\n", " ").strip()


def test_a_tail_without_blank_lines_is_not_glued_to_the_paragraph_above_it() -> None:
    last = f"{FULL}, {FULL.lower()}."
    found = paragraphs(wrapped([*PROSE, last], 72) + "\n".join(TAIL) + "\n")
    assert found == [*PROSE, last, *TAIL]
    alone = f"{FULL}.\n{TAIL[1]}\n"
    assert paragraphs(f"{wrapped(PROSE, 72)}\n{alone}")[-1] == alone.replace("\n", " ").strip()


def test_the_width_is_that_of_the_longest_line_where_words_leave_it_open() -> None:
    told = story(1).paragraphs  # at 58 columns, lines that are full to the last one are broken before a name
    assert paragraphs(wrapped(told, 58)) == told


def test_a_bar_in_a_title_makes_no_table() -> None:
    title = f"{FULL} and nobody | Post"
    assert paragraphs(wrapped([title, *PROSE], 72))[0] == title


def test_scripts_without_spaces_are_put_together_without_spaces() -> None:
    rows = [HAN[at : at + 33] + "\n" for at in range(0, len(HAN), 33)]
    assert paragraphs("".join([*rows, "\n"] * 4)) == [HAN] * 4


def test_a_word_that_was_broken_at_its_hyphen_gets_no_space() -> None:
    hyphened = [part.replace("neighbours", "next-door neighbours") for part in PROSE]
    text = wrapped(hyphened, 70)
    assert "next-\n" in text
    assert paragraphs(text) == hyphened


def test_an_item_of_a_list_goes_on_below_itself_and_ends_at_the_next() -> None:
    items = [fill(part, 72, initial_indent="- ", subsequent_indent="  ") for part in PROSE]
    assert paragraphs("\n".join(items) + "\n") == [f"- {part}" for part in PROSE]


VERSE = """the wind came over the hill at night
and nobody heard it come
it shook the plum tree by the wall
and left the garden dumb
and in the morning on the grass
there lay what it had shaken down
the plums were blue and cold as glass
and all of them were sound
"""
CODE = """def rain(days):
    total = 0
    for day in days:
        if day.wet:
            total += day.depth_in_millimetres
        else:
            total -= day.evaporation
    return total
"""
TABLE = "".join(
    f"{name:<24}{'dry' if number % 2 else 'wet':<24}{number:>8} mm measured there\n"
    for number, name in enumerate(["upper valley", "lower valley", "harbour", "old mill", "new mill", "hilltop"])
)
ADDRESS = "Valley Farmers' Union\nc/o Ines Calder\n12 Mill Lane\nBeldor\nphone 0123 456\n"
ONE_SENTENCE_A_LINE = "".join(sentence + ".\n" for part in PROSE for sentence in part.split(". "))


@pytest.mark.parametrize("text", [VERSE, CODE, TABLE, ADDRESS, ONE_SENTENCE_A_LINE, "\n".join(PROSE)])
def test_what_was_not_wrapped_is_judged_by_the_line(text: str) -> None:
    lines = split_lines(text)
    assert unwrap(lines) == Paragraphs(lines, lines, None)


@pytest.mark.parametrize("text", [VERSE, CODE, TABLE, ADDRESS])
def test_what_stands_in_a_wrapped_text_but_was_not_wrapped_keeps_its_lines(text: str) -> None:
    found = paragraphs(wrapped(PROSE, 72) + "\n" + text)
    assert found == PROSE + [line.strip() for line in text.splitlines()]


def test_one_long_address_does_not_hide_that_a_text_was_wrapped() -> None:
    text = wrapped([*PROSE, *story(8).paragraphs, *story(9).paragraphs], 72)
    address = "https://valley.test/" + "rain/" * 40
    assert len(text.splitlines()) >= 50
    assert paragraphs(f"{text}\n{address}\n")[0] == PROSE[0]


def test_lines_share_the_verdict_and_the_evidence_of_their_paragraph() -> None:
    teaser = f"Read also: {story(55).title}, and why {story(66).title.lower()} while nobody looked"
    text = wrapped([story(7).title, *PROSE, teaser, *TAIL], 72)
    cleaned = clean(text)
    assert cleaned.text == wrapped([story(7).title, *PROSE], 72)
    rows = [line for line in cleaned.lines if line.text.strip() and line.text.strip() in fill(teaser, 72)]
    assert len(rows) > 1
    assert len({(row.score, row.removed_for, row.evidence) for row in rows}) == 1


def test_evidence_names_the_line_where_a_title_begins() -> None:
    title = story(7).title + ", and what the neighbours of the old harbour said about all of it in the end"
    cleaned = clean(wrapped([title, title, *PROSE], 72))
    assert "repeats line 1" in {evidence.words for evidence in cleaned.lines[3].evidence}
    given = clean(wrapped([title, *PROSE], 72), title=title)
    assert given.text == wrapped([title, *PROSE], 72)


@pytest.mark.parametrize("fixture", ALL, ids=lambda fixture: fixture.name)
def test_nothing_changes_for_a_text_that_was_not_wrapped(fixture: Fixture) -> None:
    lines = split_lines(fixture.text)
    if unwrap(lines).places is None:
        (alone,) = settle([Asked(unmark(fixture.text, each_line(lines)))], judge_texts, 0.5, frozenset())
        assert [line.score for line in clean(fixture.text).lines if line.removed_for is None] == [
            line.score for line, kept in zip(alone.lines, clean(fixture.text).removed_for, strict=True) if kept is None
        ]


@given(st.lists(st.sampled_from([*fill(PROSE[0], 72).split("\n"), *fill(PROSE[1], 60).split("\n"), "", "  ", HAN])))
def test_every_line_that_is_not_blank_has_a_place(rows: list[str]) -> None:
    lines = split_lines("\n".join(rows))
    found = unwrap(lines)
    full = [line for line in lines if line.strip()]
    if found.places is not None:
        assert len(found.places) == len(full)
        together = "".join(found.judged).replace(" ", "")
        assert together == "".join(full).replace(" ", "").replace("\n", "")


@pytest.mark.parametrize(
    ("text", "expected"), [("", 0), ("rain", 4), ("дождь", 5), ("雨", 2), ("ｱ", 1), ("雨 rain", 7)]
)
def test_columns_are_those_of_a_terminal(text: str, expected: int) -> None:
    assert columns(text) == expected
