"""What markup says of lines."""

import numpy as np
import pytest

from cleaner.layout import lay_out
from cleaner.parsing import parse
from cleaner.tags import NAMES, Outline, measure, split

PROSE = "The river rose by two metres in a single night, and the ferry that links both banks has not run since."
PAGE = f"""
<header class="site-head"><a href="/">Harbour News</a></header>
<nav id="mainMenu"><ul><li><a href=a>Tides</a><li><a href=b>Weather</a><li><a href=c>Fish</a></ul></nav>
<main><article class="story"><h1>High water</h1><p class="lead">{PROSE}</p><p>{PROSE}</p>
<p>Ask <a href=d>the harbour office</a></p><pre>code</pre></article>
<div class="comment-list" style="display: none"><p>Nice!</p></div></main>
<div role="contentinfo"><p aria-hidden="true">© Harbour News</p></div>
"""


def outline(html: str) -> Outline:
    return Outline.draw(*lay_out(parse(html)[0]))


def feature(name: str, html: str = PAGE) -> list[float]:
    return [round(value, 2) for value in measure(outline(html))[:, NAMES.index(name)].tolist()]


def test_every_column_has_one_name() -> None:
    assert len(set(NAMES)) == len(NAMES)
    for html in (PAGE, "", "<p>one"):
        features = measure(outline(html))
        assert features.shape == (len(outline(html).box), len(NAMES))
        assert np.isfinite(features).all()
        assert (np.abs(features) <= 3).all()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        # Harbour News, three links of the menu, High water, prose, prose, Ask, code, Nice!, © Harbour News
        ("block li", [0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]),
        ("block h1", [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
        ("block pre", [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]),
        ("begins in a", [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]),
        ("inside header", [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("inside nav", [0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]),
        ("inside article", [0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0]),
        ("inside main", [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0]),
        ("inside footer", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        ("inside hidden", [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]),
        ("inside silent", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        ("link share", [1, 1, 1, 1, 0, 0, 0, 0.82, 0, 0, 0]),
        ("before main element", [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]),
        ("after main element", [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]),
        ("share of prose of parent", [1, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0]),
        ("prose of alike", [0, 0, 0, 0, 0, 1, 0.82, 0.82, 0, 0, 0]),
    ],
)
def test_features(name: str, values: list[float]) -> None:
    assert feature(name) == values


def test_siblings_and_steps_are_graded() -> None:
    siblings, steps = feature("log siblings"), feature("steps to prose")
    assert siblings[1] > siblings[4] > 0
    assert steps[5] == 0.17 < steps[9]


def test_microdata_tells_the_body() -> None:
    html = '<div itemprop="headline">Head</div><div itemprop="articleBody"><p>Text</p></div>'
    assert feature("inside body text", html) == [0, 1]


def test_noscript_is_hidden() -> None:
    assert feature("inside hidden", "<noscript><p>Turn it on</p></noscript><p>Text</p>") == [1, 0]


def test_words_of_classes_are_near_or_far() -> None:
    found = outline(
        '<div id="page-wrap"><div class="post"><ul class="tagList"><li><a class="u-link">x</a></ul></div></div>'
    )
    assert found.near() == [("link", "tag", "list")]
    assert found.far() == [("post", "page", "wrap")]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("post-body relatedPosts2", ("post", "body", "related", "posts")),
        ("js_HTMLNav", ("js", "html", "nav")),
        ("col-md-8 x", ("col", "md")),
        ("λίστα", ("λίστα",)),
        ("a" * 50, ()),
    ],
)
def test_split(value: str, expected: tuple[str, ...]) -> None:
    assert split(value) == expected
