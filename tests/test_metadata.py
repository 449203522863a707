"""What pages say of themselves."""

import json

import pytest

from cleaner.metadata import MOST_TITLES, About, about, prose
from cleaner.parsing import parse

TEXT = (
    "The river rose by two metres in a single night, and the ferry that links both banks has not run since then at all."
)


def page(*data: object, head: str = "", kind: str = "application/ld+json") -> str:
    scripts = "".join(f'<script type="{kind}">{json.dumps(value)}</script>' for value in data)
    return f"<html><head>{head}{scripts}</head><body></body></html>"


def read(html: str) -> About:
    return about(parse(html)[0])


def test_titles_of_the_head_come_in_order() -> None:
    head = "<title>High water | Harbour  News</title><meta property='og:title' content='High water'>"
    said = read(page({"@type": "NewsArticle", "headline": "High water hits"}, head=head))
    assert said.titles == ("High water", "High water hits", "High water | Harbour News")
    assert said.title == "High water"


def test_a_page_without_a_head_says_nothing() -> None:
    assert read("<p>text") == About((), None, ())
    assert read("<p>text").title is None


@pytest.mark.parametrize(
    "html",
    [
        page(head="<meta property='og:site_name' content='Harbour News'>"),
        page({"@graph": [{"@type": "NewsArticle", "publisher": {"name": "Harbour News"}}]}),
        page([{"@type": "WebSite", "name": "Harbour News"}]),
    ],
)
def test_the_site_is_named(html: str) -> None:
    assert read(html).site == "Harbour News"


def test_bodies_are_found_at_any_depth_once_each() -> None:
    said = read(
        page(
            {"@graph": [{"articleBody": TEXT}]}, {"articleBody": TEXT}, [{"mainEntity": {"articleBody": "<p>Yes.</p>"}}]
        )
    )
    assert said.bodies == (TEXT, "<p>Yes.</p>")
    assert said.body.split() == [*TEXT.split(), "Yes."]


@pytest.mark.parametrize("broken", ['{"articleBody": "', "[" * 100_000, "{}}", '{"a": NaN}'])
def test_broken_data_is_passed_over(broken: str) -> None:
    html = f'<script type="application/ld+json">{broken}</script>{page({"articleBody": TEXT})}'
    assert read(html).bodies == (TEXT,)


def test_line_feeds_in_strings_are_forgiven() -> None:
    assert read('<script type="application/ld+json">{"articleBody": "one\ntwo"}</script>').bodies == ("one\ntwo",)


def test_prose_is_what_is_long_in_any_data() -> None:
    tree, _ = parse(page({"props": {"text": TEXT, "id": "short", "n": 3}}, kind="application/json"))
    assert prose(tree) == (TEXT,)
    assert about(tree).bodies == ()


def test_lists_of_headlines_are_not_all_titles() -> None:
    assert len(read(page([{"headline": f"Title {n}"} for n in range(100)])).titles) == MOST_TITLES
