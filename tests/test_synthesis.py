"""Texts made for training: the labels are right by construction."""

import re
from dataclasses import replace

import numpy as np
import pytest
from invented import pages

from cleaner import synthesis
from cleaner.samples import PARAGRAPH, Sample, labelled
from cleaner.synthesis import furnish, reshape, rewrite, sign, space

PAGES = pages(24, 6)
GOLD = {page.name: page.gold for page in PAGES}
OF_GROUP = {page.group: [other for other in PAGES if other.group == page.group] for page in PAGES}


@pytest.fixture(scope="module")
def made() -> list[Sample]:
    return list(furnish(PAGES, {"en": 150}))


def bare(text: str) -> str:
    return re.sub(r"\W", "", text.lower())


def is_template(line: str, what: str) -> bool:
    """Tell whether a line is a filled-in template."""
    patterns = [re.sub(r"\\{.*?\\}", ".+", re.escape(words)) for words in synthesis._templates()["en", what]]
    patterns += [re.sub(r"\\{.*?\\}", ".+", re.escape(words)) for words in synthesis._templates()["", what]]
    return any(re.fullmatch(pattern, line) for pattern in patterns)


def own_lines(text: Sample) -> set[str]:
    return {line for page in OF_GROUP[text.group] for line in page.gold.split("\n")}


def foreign(text: Sample) -> str:
    return "\n".join(page.gold for page in PAGES if page.group != text.group)


def test_texts_of_every_kind_are_made(made: list[Sample]) -> None:
    assert len(made) == 150
    assert {label for text in made for label in text.labels} == {
        "keep",
        "title",
        "teaser",
        "footer",
        "notice",
        "comment",
    }
    assert {text.kind for text in made} == set(synthesis.STYLES)


def test_what_is_kept_comes_from_the_article(made: list[Sample]) -> None:
    for text in made:
        kept = [line for line, label in zip(text.lines, text.labels, strict=True) if label == "keep"]
        others = [line for line in kept if line not in own_lines(text)]
        assert all(is_template(line, "byline") or is_template(line, "rubric") for line in others)
        assert len(kept) - len(others) >= 3
        assert text.content.tolist() == [float(label == "keep") for label in text.labels]


def test_teasers_come_from_other_groups(made: list[Sample]) -> None:
    teasers = 0
    for text in made:
        elsewhere, own = foreign(text), "\n".join(own_lines(text))
        for line, label in zip(text.lines, text.labels, strict=True):
            if label == "teaser":
                teasers += 1
                said = re.split(r" ?[:：] ?| - ", line)[-1]  # what follows a pointer
                assert said in elsewhere
                assert said not in own
    assert teasers > 100


def test_a_title_repeats_the_first_words_of_a_title_of_the_article(made: list[Sample]) -> None:
    titles = 0
    for text in made:
        known = [bare(page.title) for page in OF_GROUP[text.group]]
        for line, label in zip(text.lines, text.labels, strict=True):
            if label == "title":
                titles += 1
                assert any(title[:8] in bare(line) for title in known)
    assert titles > 50


def test_the_same_pages_give_the_same_texts(made: list[Sample]) -> None:
    again = list(furnish(PAGES, {"en": 150}))
    assert [(text.lines, text.labels) for text in again] == [(text.lines, text.labels) for text in made]
    other = list(furnish(PAGES, {"en": 150}, seed=8))
    assert [text.lines for text in other] != [text.lines for text in made]


def test_no_text_is_made_in_a_language_without_two_articles() -> None:
    assert list(furnish(PAGES, {"pl": 5})) == []
    assert list(furnish(PAGES[:1], {"en": 5})) == []


def test_reshaped_texts_hold_nothing_that_must_go() -> None:
    texts = list(reshape(PAGES))
    assert len(texts) == 3 * len(PAGES)
    shaped = 0
    for text in texts:
        page = next(page for page in PAGES if f"clean-{page.name}-" in text.name and page.group == text.group)
        assert set(text.labels) == {"keep"}
        words = set(re.findall(r"[a-z]+", page.gold.lower()))
        said = re.findall(r"[a-z]+", " ".join(text.lines).lower())
        assert sum(word in words for word in said) > 0.8 * len(said) > 0
        shaped += text.lines != page.gold.split("\n")
    assert shaped > len(PAGES)
    again = [text.lines for text in reshape(PAGES)]
    assert again == [text.lines for text in texts]


def test_a_page_too_short_for_an_article_is_left_out() -> None:
    short = [replace(page, gold="\n".join(page.gold.split("\n")[:2])) for page in PAGES]
    assert list(furnish(short, {"en": 5})) == []


def test_texts_written_differently_keep_what_is_known_of_their_lines() -> None:
    text = labelled(
        Sample("x", "x", "made up", "en"),
        [("Rain fell. It fell all night.", "keep"), ("More news: Sun", "teaser")],
        held_out=False,
    )
    written = list(rewrite([text] * 40))
    assert 10 < len(written) < 30
    assert {sample.kind for sample in written} == {"rewritten"}
    for sample in written:
        assert sample.content.tolist() == [float(label == "keep") for label in sample.labels]
        assert sample.labels[-1] == "teaser"
    shapes = {tuple(sample.lines) for sample in written}
    assert ("Rain fell.", "It fell all night.", "More news: Sun") in shapes
    assert ("rain fell. it fell all night.", "more news: sun") in shapes


def test_bylines_stand_above_the_first_paragraph_in_the_place_of_those_that_are_doubtful() -> None:
    long = "The ferry to the islands sails twice a day, and on Sundays only if ten passengers have come to the quay."
    content = np.array([0, 0, 0, -1, 1, 0], np.float32)
    page = Sample("x", "x", "made up", "en", "wet", ["Home", long, "Sign in", "Print", long, "More"], content)
    signed = list(sign([page] * 40))
    assert 5 < len(signed) < 25
    for sample in signed:
        *above, last, below = sample.lines[3:]
        assert (sample.lines[:3], last, below) == (page.lines[:3], long, "More")
        assert 1 <= len(above) <= 3
        assert all(is_template(line, "byline") for line in above)
        assert sample.content.tolist() == [0, 0, 0, *[1] * len(above), 1, 0]
    assert list(sign([replace(page, content=np.zeros(6, np.float32))] * 40)) == []


def test_blank_lines_stand_everywhere_nowhere_or_between_some_lines() -> None:
    long, labels = "x" * PARAGRAPH, ["keep", "title", "keep", "keep", "footer", "teaser"]
    lines = ["Title", "Title", long, "Short", "More", "Rain"]
    text = labelled(Sample("x", "x", "made", "en", kind="titles"), [*zip(lines, labels, strict=True)], held_out=False)
    shapes = {frozenset(spaced.apart) for spaced in space([text] * 200)}
    content = frozenset({2, 3})
    assert {frozenset(), frozenset(range(1, 6)), frozenset({2, 3})} <= shapes
    assert {content | more for more in map(frozenset, ([], [1], [4], [1, 4]))} <= shapes
    assert not any(0 in shape for shape in shapes)
    clean = replace(text, kind="clean", lines=["One", "Two", "Three", "Four"], labels=["keep"] * 4)
    assert {len(spaced.apart) for spaced in space([clean] * 200)} == {0, 1, 2, 3}
