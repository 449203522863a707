"""Saved pages, read."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import markup
from cleaner.charset import CompressedError
from cleaner.markup import NAMES, Page, read_page

PARAGRAPHS = [
    "The river rose by two metres in a single night, and the ferry that links both banks has not run since.",
    "Nobody was hurt, the harbour master said on Tuesday, but three boats were torn from the quay and are lost.",
    "Repairs of the landing stage will take until the end of the month, if the water falls as it should.",
]
ARTICLE = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
HEAD = "<title>High water stops the ferry - Harbour News</title><meta property='og:site_name' content='Harbour News'>"
PAGE = f"""<html><head>{HEAD}</head><body>
<nav><ul><li><a href=/>Tides</a><li><a href=/w>Weather</a></ul></nav>
<article><h1>High water stops the ferry</h1>{ARTICLE}</article>
<footer><p>Harbour News</p></footer></body></html>"""


def texts(page: Page) -> list[str]:
    return [line.strip() for line in page.lines if line.strip()]


def feature(page: Page, name: str) -> list[float]:
    return [round(value, 2) for value in page.features[:, NAMES.index(name)].tolist()]


def data(value: object, kind: str = "application/ld+json") -> str:
    return f'<script type="{kind}">{json.dumps(value)}</script>'


def test_a_page_is_lines_with_features() -> None:
    page = read_page(PAGE)
    assert texts(page) == ["Tides", "Weather", "High water stops the ferry", *PARAGRAPHS, "Harbour News"]
    assert page.lines[:4] == ["Tides\n", "Weather\n", "\n", "High water stops the ferry\n"]
    assert page.title == "High water stops the ferry - Harbour News"
    assert page.site == "Harbour News"
    assert page.notes == ()
    assert page.features.shape == (7, len(NAMES))
    assert page.features.dtype == np.float32
    assert len(set(NAMES)) == len(NAMES)


def test_an_extractor_is_asked_only_if_wanted() -> None:
    assert feature(read_page(PAGE), "extracted")[3:6] == [1, 1, 1]
    assert feature(read_page(PAGE), "extracted")[:2] == [0, 0]
    assert feature(read_page(PAGE, extract=False), "extracted") == [0] * 7


def test_titles_and_the_site_are_known() -> None:
    page = read_page(PAGE, extract=False)
    assert feature(page, "in title") == [0, 0, 1, 0, 0, 0, 1]
    assert feature(page, "is site") == [0, 0, 0, 0, 0, 0, 1]
    named = read_page(PAGE.replace(" - Harbour News</title>", "</title>"), extract=False)
    assert feature(named, "is title") == [0, 0, 1, 0, 0, 0, 0]


def test_structured_data_is_matched_with_what_is_shown() -> None:
    page = read_page(data({"articleBody": "\n".join(PARAGRAPHS)}) + PAGE, extract=False)
    assert feature(page, "in structured data")[3:6] == [1, 1, 1]
    assert page.notes == ()


@pytest.mark.parametrize("body", ["\n".join(PARAGRAPHS), ARTICLE])
def test_an_article_that_is_not_shown_is_read_from_structured_data(body: str) -> None:
    page = read_page(
        f"{data({'articleBody': body})}<h1>High water</h1><p>{PARAGRAPHS[0]}</p><p>Subscribe", extract=False
    )
    assert texts(page)[-3:] == PARAGRAPHS
    assert "JSON-LD" in page.notes[0]


def test_a_page_of_scripts_is_read_from_their_data() -> None:
    state = {"page": {"blocks": [{"text": text} for text in PARAGRAPHS], "build": "8f2a"}}
    page = read_page(f"<title>High water</title>{data(state, 'application/json')}<div id=app></div>", extract=False)
    assert texts(page) == PARAGRAPHS
    assert "JavaScript" in page.notes[0]


@pytest.mark.parametrize("html", ["", b"", "<html></html>", "<script>render()</script><div id=app></div>"])
def test_a_page_without_text_says_so(html: str | bytes) -> None:
    page = read_page(html)
    assert page.lines == []
    assert page.features.shape == (0, len(NAMES))
    assert "no text" in page.notes[0]


@pytest.mark.parametrize("limit", ["MOST_ELEMENTS", "MOST_SIBLINGS"])
def test_no_extractor_is_asked_about_a_page_that_would_stop_it(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, limit, 2)
    page = read_page(PAGE)
    assert texts(page) == texts(read_page(PAGE, extract=False))
    assert set(feature(page, "extracted")) == {0}
    assert "too large" in page.notes[0]


@pytest.mark.parametrize(
    ("word", "encoding"), [("Überflutung", "cp1252"), ("паводок", "cp1251"), ("πλημμύρα", "utf-16"), ("洪水", "utf-8")]
)
def test_bytes_are_read_in_their_encoding(word: str, encoding: str) -> None:
    html = f"<meta charset={encoding}><p>{word} {word} {word}"
    assert texts(read_page(html.encode(encoding), extract=False)) == [f"{word} {word} {word}"]


def test_compressed_bytes_are_refused() -> None:
    with pytest.raises(CompressedError, match="Unpack"):
        read_page(b"\x1f\x8b\x08\x00rest")


def test_control_characters_do_not_cost_the_article() -> None:
    page = read_page(PAGE.replace("night,", "night,&#8;\x1b\x00"))
    assert feature(page, "extracted")[3:6] == [1, 1, 1]
    assert texts(page) == texts(read_page(PAGE))


def test_the_same_page_reads_the_same_again() -> None:
    first, second = read_page(PAGE), read_page(PAGE)
    assert first.lines == second.lines
    assert (first.features == second.features).all()


markup_soup = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            str.split("p div b a br li ul table tr td pre h1 article script style svg body html head title")
        ).flatmap(
            lambda tag: st.sampled_from(
                (f"<{tag}>", f"</{tag}>", f"<{tag} class='x-y' hidden>", f"<{tag} ", f"<{tag}/>")
            )
        ),
        st.sampled_from(
            ("<!--", "-->", "<![CDATA[", "]]>", "&#8;", "&amp", "&#xD800;", "<?xml", "\x00", "<!DOCTYPE x>", "\n")
        ),
    ),
    max_size=30,
).map("".join)


@settings(max_examples=300)
@given(st.one_of(st.text(), markup_soup, markup_soup.map(lambda text: text.encode("utf-8", "replace"))))
def test_any_page_is_read(html: str | bytes) -> None:
    page = read_page(html, extract=False)
    assert len(texts(page)) == len(page.features) == len(page.near) == len(page.far)
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in page.lines)
    assert np.isfinite(page.features).all()
    assert read_page(html, extract=False).lines == page.lines


@settings(max_examples=40, deadline=None)
@given(markup_soup)
def test_any_page_goes_through_the_extractor(html: str) -> None:
    assert read_page(html).lines == read_page(html, extract=False).lines
