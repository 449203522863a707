"""What a memory of the site changes in a verdict, and what it may not change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import html_of, story

from cleaner import Cleaned, SiteMemory, clean, clean_html, clean_many
from cleaner.judge import Asked, judge_texts
from cleaner.network import network, standard
from cleaner.recall import MEMORY, SITE, SiteJudgement
from cleaner.site import LEAST
from cleaner.wrapping import each_line

SITE_NAME = "gazette.example"
FOOTER = "The Harbour Gazette is printed on Mill Street every Thursday."
STORIES = [story(number) for number in range(60)]
TEXTS = ["\n".join([one.title, *one.paragraphs, FOOTER]) + "\n" for one in STORIES]


@pytest.fixture(scope="module")
def memory() -> SiteMemory:
    learned = SiteMemory()
    learned.learn(TEXTS, site=SITE_NAME)
    return learned


def verdicts(cleaned: Cleaned) -> list[tuple[float, str | None]]:
    return [(line.score, line.removed_for) for line in cleaned.lines]


def test_a_line_on_all_pages_goes_and_the_story_stays(memory: SiteMemory) -> None:
    assert not clean(TEXTS[0]).changed
    cleaned = clean(TEXTS[0], site=SITE_NAME, memory=memory)
    assert cleaned.text == TEXTS[0].removesuffix(f"{FOOTER}\n")
    assert "on 60 of 60 pages of this site" in [evidence.words for evidence in cleaned.lines[-1].evidence]


def test_in_a_web_page_too(memory: SiteMemory) -> None:
    page = html_of([STORIES[0].title, *STORIES[0].paragraphs, FOOTER])
    before, after = clean_html(page), clean_html(page, site=SITE_NAME, memory=memory)
    assert after.lines[-1].score > before.lines[-1].score
    assert "on 60 of 60 pages of this site" in [evidence.words for evidence in after.lines[-1].evidence]


def test_two_pages_prove_nothing() -> None:
    few = SiteMemory()
    few.learn(TEXTS[: LEAST - 1], site=SITE_NAME)
    assert verdicts(clean(TEXTS[0], site=SITE_NAME, memory=few)) == verdicts(clean(TEXTS[0]))


@pytest.mark.parametrize("site", [None, "elsewhere.example"])
def test_another_site_changes_nothing(memory: SiteMemory, site: str | None) -> None:
    assert verdicts(clean(TEXTS[0], site=site, memory=memory)) == verdicts(clean(TEXTS[0]))


def test_a_line_is_told_from_pages_that_hold_it_however_few_they_are(memory: SiteMemory) -> None:
    few = SiteMemory()
    few.learn(TEXTS[:5], site=SITE_NAME)
    without, some, many = (
        clean(TEXTS[0], site=SITE_NAME, memory=known).lines[-1].score for known in (None, few, memory)
    )
    assert without < some < many


def test_a_title_that_stands_in_the_lists_of_other_pages_stays() -> None:
    titles = [one.title for one in STORIES[:20]]
    texts = ["\n".join([one.title, *one.paragraphs, "Latest", *titles]) + "\n" for one in STORIES[:20]]
    learned = SiteMemory()
    learned.learn(texts, site=SITE_NAME)
    assert clean(texts[7], site=SITE_NAME, memory=learned).lines[0].removed_for is None


def test_a_refrain_in_one_page_stays() -> None:
    verse = "\n".join(f"{line}\nRow, row, and home again we go" for line in STORIES[0].paragraphs)
    learned = SiteMemory()
    learned.learn([*TEXTS, verse], site=SITE_NAME)
    lines = zip(clean(verse, site=SITE_NAME, memory=learned).lines, clean(verse).lines, strict=True)
    assert all(line.score <= without.score for line, without in lines if line.text.startswith("Row"))


def test_many_texts_get_what_each_gets_alone(memory: SiteMemory) -> None:
    sites = [SITE_NAME, None, "elsewhere.example"] * 10
    together = clean_many(TEXTS[:30], sites=sites, memory=memory)
    alone = (clean(text, site=site, memory=memory) for text, site in zip(TEXTS, sites, strict=False))
    assert [*map(verdicts, together)] == [*map(verdicts, alone)]


@given(st.text())
def test_no_string_raises(memory: SiteMemory, text: str) -> None:
    lines = clean(text, site=SITE_NAME, memory=memory).lines
    assert "".join(line.text for line in lines) == text
    assert all(line.evidence for line in lines)


def test_what_is_on_no_other_page_can_only_gain(memory: SiteMemory) -> None:
    base = judge_texts([Asked(each_line(f"{TEXTS[0]}Sponsored\nShare this".splitlines(keepends=True)))])
    judged = SiteJudgement.of(base, [memory.known(SITE_NAME)])
    change = judged.scores - base.scores
    assert (change[judged.held == 1] >= 0).all()
    assert (change[judged.held > 1] <= 0).all()


def test_the_network_knows_the_features_that_are_made() -> None:
    assert network("site").names == SITE
    assert np.isfinite(standard(MEMORY).scale).all()
