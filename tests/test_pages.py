"""Web pages: what goes, what stays, and what is said about it."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Reason, clean_html, clean_html_many
from cleaner.charset import CompressedError
from cleaner.markup import NO_TEXT
from cleaner.pages import BATCH, BATCH_SIZE

BODY = [
    "Fishermen of Port Ellery found the lost lighthouse bell on Sunday, tangled in a net ten miles off the coast.",
    "The bell had hung in the lighthouse of Port Ellery until a storm in 1911. Its loss was mourned for years.",
    "Mayor Ines Calder said the bell would be cleaned and hung where every fisherman of the port can hear it.",
    "Calder, who was born in Port Ellery, said that six men had cut the net open on the quay and lifted the bell out.",
]
MENU = ["Home", "News", "Harbour", "Weather", "Archive"]
TAIL = ["A volcano threw ash over eleven villages", "Parliament postponed its vote on pensions", "Butter is cheaper"]
PAGE = f"""<!doctype html><html lang="en"><head><title>Lost bell found in a net | Ellery Courier</title></head><body>
<nav class="menu"><ul>{"".join(f'<li><a href="/{word}">{word}</a></li>' for word in MENU)}</ul></nav>
<main><article class="post-content"><h1>Lost bell found in a net</h1><p class="byline">By Otto Nystrom</p>
{"".join(f"<p>{line}</p>" for line in BODY)}</article>
<aside class="related"><h2>Top stories</h2>{"".join(f'<div><a href="/">{line}</a></div>' for line in TAIL)}
</aside></main><footer class="site-footer"><p>© 2024 Ellery Courier. All rights reserved.</p>
<ul><li><a href="/privacy">Privacy</a></li><li><a href="/terms">Terms</a></li></ul></footer></body></html>"""


@pytest.mark.parametrize("fast", [False, True])
def test_an_article_is_left_and_its_furniture_goes(fast: bool) -> None:
    cleaned = clean_html(PAGE, fast=fast)
    kept = [line for line in cleaned.text.split("\n") if line]
    assert kept[0] == "Lost bell found in a net"
    assert kept[-len(BODY) :] == BODY
    gone = {line.text.strip(): line.removed_for for line in cleaned.lines if line.removed_for}
    assert {*MENU, *TAIL, "Top stories", "Privacy", "Terms"} <= {*gone}
    assert gone["Home"] is Reason.NAVIGATION


def test_bytes_and_text_are_read_alike() -> None:
    assert clean_html(PAGE.encode()).text == clean_html(PAGE).text


def test_a_page_is_judged_alike_every_time_and_none_of_its_lines_is_lost() -> None:
    first, again = clean_html(PAGE), clean_html(PAGE)
    assert [(line.text, line.score, line.removed_for) for line in first.lines] == [
        (line.text, line.score, line.removed_for) for line in again.lines
    ]
    assert {*BODY, *TAIL, *MENU} <= {line.text.strip() for line in first.lines}


@pytest.mark.parametrize("title", [None, "Lost bell found in a net"])
def test_pages_that_are_judged_together_are_judged_as_each_alone(title: str | None) -> None:
    html = [PAGE, "<title>Nothing</title>", PAGE.replace("aside", "div"), PAGE.replace("<h1>", "<p>")] * (BATCH // 3)
    together = clean_html_many(html, titles=[title] * len(html))
    for page, cleaned in zip(html, together, strict=True):
        alone = clean_html(page, title=title)
        assert [*cleaned.lines] == [*alone.lines]
        assert cleaned.flag == alone.flag


def test_what_a_page_calls_itself_stays_the_first_time() -> None:
    named = PAGE.replace("Lost bell found in a net |", "").replace("Ellery Courier</title>", "Archive</title>")
    assert "Archive\n" in clean_html(named, fast=True).text
    assert "Archive\n" not in clean_html(PAGE, fast=True).text


def test_what_is_said_of_pages_goes_along_with_them_as_far_as_it_reaches() -> None:
    given, without = clean_html_many([PAGE, PAGE], titles=["Volcano throws ash"])
    assert [*given.lines] == [*clean_html(PAGE, title="Volcano throws ash").lines]
    assert [*without.lines] == [*clean_html(PAGE).lines]


def test_among_many_pages_one_that_is_compressed_costs_no_other() -> None:
    page, packed, again = clean_html_many([PAGE, gzip.compress(PAGE.encode()), PAGE], fast=True)
    assert page.text == again.text == clean_html(PAGE, fast=True).text
    assert not packed.texts
    assert packed.flag
    assert "gzip" in packed.flag


def test_many_pages_are_asked_for_as_they_are_needed() -> None:
    left = iter([PAGE] * 3 * BATCH)
    next(clean_html_many(left, fast=True))
    assert len([*left]) == 2 * BATCH


def test_large_pages_are_judged_in_smaller_batches() -> None:
    large = f"{PAGE}<!--{' ' * (BATCH_SIZE // 3)}-->"
    left = iter([large] * 5)
    next(clean_html_many(left, fast=True))
    assert len([*left]) == 2


def test_only_chosen_reasons_remove() -> None:
    cleaned = clean_html(PAGE, reasons=frozenset({Reason.NAVIGATION}))
    assert {line.removed_for for line in cleaned.lines} == {None, Reason.NAVIGATION}


def test_at_a_threshold_of_one_nothing_goes() -> None:
    assert not clean_html(PAGE, threshold=1).changed


def test_evidence_tells_of_the_markup() -> None:
    lines = {line.text.strip(): line for line in clean_html(PAGE).lines}
    said = {evidence.words for evidence in lines["Privacy"].evidence}
    assert said & {"its place in the page", "classes of furniture around it", "links make 100 % of it"}
    for line in lines.values():
        assert not line.text.strip() or line.evidence


def test_a_page_without_text_says_so() -> None:
    cleaned = clean_html("<html><body><div id=root></div><script>start()</script></body></html>")
    assert cleaned.text == ""
    assert cleaned.flag == NO_TEXT


def test_packed_bytes_are_refused() -> None:
    with pytest.raises(CompressedError):
        clean_html(b"\x1f\x8b\x08\x00\x00\x00\x00\x00")


@given(st.text(max_size=200), st.lists(st.sampled_from(["<p>", "</p>", "<div>", "<table><tr><td>", "<a href=x>", "é"])))
def test_no_page_raises(text: str, tags: list[str]) -> None:
    page = text.join(["", *tags, ""])
    cleaned = clean_html(page, fast=True)
    assert len(cleaned.text) <= sum(len(line.text) for line in cleaned.lines)
