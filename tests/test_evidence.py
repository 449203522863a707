"""Titles, footers, teasers: what each room says about a line."""

import numpy as np
import pytest
from command import BELOW_MENU, TITLE

from cleaner import Reason, clean
from cleaner.footers import phrase_of, phrases
from cleaner.judgement import Judgement
from cleaner.surface import survey
from cleaner.titles import NAMES, title_of

BODY = [
    "Fishermen of Port Ellery found the lost lighthouse bell on Sunday, tangled in a net ten miles off the coast.",
    "The bell had hung in the lighthouse of Port Ellery until a storm in 1911. Its loss was mourned for years.",
    "Mayor Ines Calder said the bell would be cleaned and hung where every fisherman of the port can hear it.",
]
MORE = [
    "Calder, who was born in Port Ellery, said that six men had cut the net open on the quay and lifted the bell out.",
    "Its rim is cracked, and the name of the foundry in Varn can still be read. The mayor wants the crack to stay.",
    "Children of the port school will write the speech for the day on which the bell rings from the lighthouse again.",
]


def way(*lines: str) -> str | None:
    """Say in what way the last of the lines repeats another."""
    found = title_of(survey([lines]))[1][-1]
    return dict(enumerate([*NAMES, "misread"])).get(int(found))


@pytest.mark.parametrize(
    "repeat",
    [
        "Lost bell “found” in a net",
        "LOST BELL 'FOUND' IN A NET",
        "Lost bell found in a net!",
        "  Lost bell “found” in a net ",
    ],
)
def test_a_title_repeats_whatever_its_case_and_quotes(repeat: str) -> None:
    assert way("Lost bell “found” in a net", repeat) == "repeats the title"


@pytest.mark.parametrize("repeat", ["Lost bel1 found in a net", "Lost bell fonnd in a net", "Lost bell found in a nct"])
def test_a_title_repeats_with_a_letter_that_was_misread(repeat: str) -> None:
    assert way("Lost bell found in a net", repeat) == "misread"


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("Lost bell found in a net", "Lost ball lost in a net"),
        ("Lost bell: part 1 of a story", "Lost bell: part 2 of a story"),
        ("Tide 1 of a day", "Tide 11 of a day"),
        ("Bell found", "Ball found"),
    ],
)
def test_another_title_is_no_misread_one(title: str, other: str) -> None:
    assert way(title, other) is None


@pytest.mark.parametrize(
    ("title", "repeat", "name"),
    [
        ("Lost bell found in a net", "Lost bell found in a net - Ellery Courier", "title with an addition"),
        ("Lost bell found in a net", "COAST: Lost bell found in a net", "title with an addition"),
        (
            "Lost bell found in a net | Ellery Courier",
            "Lost bell found in a net",
            "title without its addition",
        ),
        (
            "Lost bell found in a net after a hundred years",
            "Lost bell found in a net after…",
            "title cut short",
        ),
        (
            "Lost bell found in a net after a hundred years",
            "Lost bell found in a net af...",
            "title cut short",
        ),
        ("失われた鐘が網の中で見つかる", "失われた鐘が網の中で見つかる - 港新聞", "title with an addition"),
        ("失われた鐘が網の中で見つかる", "失われた鐘が網の中…", "title cut short"),
    ],
)
def test_a_title_repeats_with_more_or_less(title: str, repeat: str, name: str) -> None:
    assert way(title, repeat) == name


@pytest.mark.parametrize(
    "line",
    [
        "The bell in the net",
        "Lost bell",
        "Found in a net",
        "Lost bell found in a harbour",
        "A net, a bell, and what was lost and found in it",
    ],
)
def test_a_heading_that_shares_words_with_the_title_is_no_repeat(line: str) -> None:
    assert way("Lost bell found in a net", line) is None


@pytest.mark.parametrize(
    "between",
    [
        [],
        ["By Ada Finch"],
        ["12 March 2024, 10:15"],
        ["By Ada Finch", "12 March"],
        [BODY[0] + " A net held it."],
    ],
)
def test_a_title_goes_the_second_time_and_stays_the_first(between: list[str]) -> None:
    lines = ["Lost bell found in a net", *between, "Lost bell found in a net", *BODY]
    removed = [i for i, line in enumerate(clean("\n".join(lines)).lines) if line.removed_for is Reason.TITLE]
    assert removed == [1 + len(between)]


def test_a_misread_title_goes_right_below_the_title_and_stays_far_below() -> None:
    title, misread = "Lost bell found in a net", "Lost bell found in a not"
    assert clean("\n".join([title, misread, *BODY])).removed_for[1] is Reason.TITLE
    assert not any(clean("\n".join([title, *BODY, misread, *MORE])).removed_for)


def test_a_title_goes_when_a_kicker_stands_above_it() -> None:
    lines = ["COAST", "Lost bell found in a net", "Lost bell found in a net", *BODY]
    removed = [i for i, line in enumerate(clean("\n".join(lines)).lines) if line.removed_for is Reason.TITLE]
    assert removed == [2]


def test_a_title_goes_when_it_stands_below_a_menu() -> None:
    title = "Lost bell found in a net"
    lines = ["Home", "News", "Harbour", "Weather", "Sport", title, f"{title} - Ellery Courier", *BODY]
    cleaned = clean("\n".join(lines))
    assert cleaned.removed_for[5:7] == [None, Reason.TITLE]
    assert "repeats line 6 with an addition" in {item.words for item in cleaned.lines[6].evidence}


def test_what_repeats_a_line_that_goes_is_no_second_title() -> None:
    menu = ["Home", "Jobs in your area", "Manage your subscription", "Sign in"]
    removed = clean(
        "\n".join([*menu, "Lost bell found in a net", *BODY, *MORE, *menu, "© 2031 Ellery Courier"])
    ).removed_for
    assert None not in (*removed[:4], *removed[-5:])
    assert Reason.TITLE not in removed


def test_a_given_title_finds_repeats_and_the_first_stays() -> None:
    title = "Lost bell found in a net"
    lines = ["By Ada Finch, 12 March 2024", title, title, *BODY, *MORE]
    removed = [i for i, line in enumerate(clean("\n".join(lines), title=title).lines) if line.removed_for]
    assert removed == [2]


def test_a_given_title_below_a_menu_stays_and_its_second_copy_goes() -> None:
    for text in (BELOW_MENU, BELOW_MENU.replace(f"{TITLE}\n{TITLE}", f"{TITLE.upper()}\nBy Ada Finch\n{TITLE}")):
        lines = text.split("\n")
        places = [place for place, line in enumerate(lines) if line.casefold() == TITLE.casefold()]
        removed = clean(text, title=f" {TITLE}\n").removed_for
        assert [removed[place] for place in places] == [None, Reason.TITLE]
        assert Reason.TITLE not in clean(text).removed_for


def test_a_title_that_was_given_alone_removes_nothing() -> None:
    title = "Lost bell found in a net"
    text = "\n".join(["By Ada Finch, 12 March 2024", title, *BODY, *MORE])
    assert clean(text, title=title).text == text


def test_a_refrain_is_no_title() -> None:
    lines = [
        "Carry the bell",
        "",
        "Carry the bell, carry it low,",
        "over the water and home we go.",
        "The tide is turning, the wind is slow,",
        "and the harbour lamps have begun to glow.",
        "",
        "Carry the bell",
        "",
        "Ring it for those who are out of sight,",
        "and those who are keeping the watch tonight.",
        "",
        "Carry the bell",
        "",
    ]
    assert clean("\n".join(lines)).text == "\n".join(lines)


@pytest.mark.parametrize(
    ("line", "phrase"),
    [
        ("\u00a0TOP STORIES:", "top stories"),
        ("Top stories of the week", "top stories"),
        ("Topstories", None),
        ("Σχόλια (3)", "σχόλια"),
        ("相关新闻：", "相关新闻"),
        ("Das könnte Sie auch interessieren", "das könnte sie auch interessieren"),
        ("A story about top stories", None),
    ],
)
def test_furniture_is_known_by_the_phrase_it_begins_with(line: str, phrase: str | None) -> None:
    found = phrase_of(survey([[line]]))[0][0]
    assert (phrases()[found].text if found >= 0 else None) == phrase


@pytest.mark.parametrize(
    "line", ["© 2031 Ellery Courier", "©Ellery Courier and its partners", "© 2024 All rights reserved"]
)
def test_a_line_that_begins_with_the_sign_of_rights_goes_and_says_so(line: str) -> None:
    last = clean("\n".join(["Lost bell found in a net", *BODY, *MORE, line])).lines[-1]
    assert last.removed_for is Reason.FOOTER
    assert any("©" in item.words or "rights" in item.words for item in last.evidence)


def test_phrases_are_written_as_they_are_compared() -> None:
    assert len(set(phrases())) == len(phrases())
    assert all(phrase.text == phrase.text.strip().lower() for phrase in phrases())


TAIL = [
    "A volcano in the south Pacific threw ash over eleven villages.",
    "Parliament postponed its vote on pensions again.",
]


@pytest.mark.parametrize("heading", ["Top stories", "Lees ook", "最新消息"])
def test_a_tail_goes_with_its_heading(heading: str) -> None:
    cleaned = clean("\n".join(["Lost bell found in a net", *BODY, heading, *TAIL, "---"]))
    assert [line.removed_for for line in cleaned.lines[4:]] == [
        Reason.FOOTER,
        Reason.TEASER,
        Reason.TEASER,
        Reason.FOOTER,
    ]
    assert cleaned.lines[3].removed_for is None


@pytest.mark.parametrize(
    "heading",
    [
        "Top stories",
        "Top stories of the harbour",
        "Latest news from the quay",
        "Comments from the harbour",
        "Share the bell with the town",
        "Contact with the foundry",
    ],
)
def test_a_heading_stays_where_the_article_goes_on_below_it(heading: str) -> None:
    text = "\n".join(["Lost bell found in a net", *BODY, heading, *MORE])
    assert clean(text).text == text


def test_a_pointer_to_another_story_goes_from_between_paragraphs() -> None:
    cleaned = clean("\n".join(["Lost bell found in a net", BODY[0], f"Read also: {TAIL[0]}", *BODY[1:], *MORE]))
    assert [line.removed_for for line in cleaned.lines] == [None, None, Reason.TEASER, *[None] * 5]


def test_only_chosen_reasons_remove() -> None:
    text = "\n".join(["Lost bell found in a net", "Lost bell found in a net", *BODY, "Top stories", *TAIL])
    removed = {line.removed_for for line in clean(text, reasons=frozenset({Reason.TEASER})).lines}
    assert removed == {None, Reason.TEASER}


def test_the_threshold_decides() -> None:
    text = "\n".join(["Lost bell found in a net", "Lost bell found in a net", *BODY])
    assert clean(text, threshold=1.0).text == text
    assert clean(text, threshold=0.0).text == ""


@pytest.mark.parametrize(("words", "stays"), [(100, True), (10, False)])
def test_only_what_is_sure_goes_where_next_to_nothing_would_be_left(
    monkeypatch: pytest.MonkeyPatch, words: int, stays: bool
) -> None:
    monkeypatch.setattr(Judgement, "boilerplate", np.array([0.2, 0.9, 0.6, 0.9]))
    cleaned = clean("\n".join(["Bell", "Imprint", " ".join(["bell"] * words), "Contacts"]))
    assert [reason is None for reason in cleaned.removed_for] == [True, False, stays, False]
    assert ("in doubt" in (cleaned.flag or "")) is stays


def test_headlines_below_a_heading_of_stories_are_teasers() -> None:
    tail = ["Top stories", "Three tips for a warm winter", "Why cats sleep", "Privacy policy", "Imprint of the Gazette"]
    found = clean("\n".join(["Lost bell found in a net", *BODY, *MORE, *tail])).removed_for[-len(tail) :]
    assert list(found) == [Reason.FOOTER, Reason.TEASER, Reason.TEASER, Reason.FOOTER, Reason.FOOTER]


@pytest.mark.parametrize(
    "pointer", ["Read more: Dog wins race", "See also: Why the cats of Varn sleep", "Lesen Sie auch: Hafenfest"]
)
def test_a_pointer_to_a_story_is_a_teaser(pointer: str) -> None:
    text = "\n".join(["Lost bell found in a net", *BODY, pointer, *MORE])
    assert clean(text).removed_for[1 + len(BODY)] is Reason.TEASER
