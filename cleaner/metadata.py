"""What a page says of itself where no reader sees it: its title and site in the head, its text in structured data.

Structured data is JSON in a script: JSON-LD, which names things as schema.org does, or the state that a site's own
script would turn into a page.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .alignment import words_of

TITLES, SITES = ("og:title", "twitter:title", "dc.title"), ("og:site_name", "application-name")
"""Names of `<meta>` elements; names are compared in lower case."""
BODY = "articleBody"
"""What schema.org calls the text of an article."""
LINKED = "ld+json"
"""Part of the type of JSON-LD."""
SITE_TYPES = ("publisher", "isPartOf")
"""What schema.org calls the one who publishes a page, and what it is a part of."""
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
"""A tag; texts in structured data may be marked up or not."""
MOST_TITLES, LONGEST_TITLE = 5, 300
"""Titles that are read, and characters of the longest."""
PROSE = 20
"""Words from which on a text in data that no schema explains is prose."""


@dataclass(frozen=True)
class About:
    """What a page says of itself.

    `titles`, the likeliest first, and `site` are its names, `bodies` the texts of its articles.
    """

    titles: tuple[str, ...]
    site: str | None
    bodies: tuple[str, ...]

    @property
    def body(self) -> str:
        """All `bodies` without markup."""
        return " ".join(TAG.sub(" ", body) for body in self.bodies)

    @property
    def title(self) -> str | None:
        """The likeliest title."""
        return self.titles[0] if self.titles else None


def about(tree: Any) -> About:
    """Read what a page says of itself."""
    elements = [*tree.iter("meta", "script", "title")]
    named = dict(_metas(elements))
    facts = list(_facts(_scripts(elements, LINKED)))
    headlines = (value for key, value in facts if key == "headline" and isinstance(value, str))
    titles = [*(named[name] for name in TITLES if name in named), *headlines, *_heads(elements)]
    sites = [*(named[name] for name in SITES if name in named), *_publishers(facts)]
    return About(
        titles=_distinct(title for title in map(_squeezed, titles) if len(title) <= LONGEST_TITLE)[:MOST_TITLES],
        site=next(filter(None, map(_squeezed, sites)), None),
        bodies=_distinct(value for key, value in facts if key == BODY and isinstance(value, str)),
    )


def address(tree: Any) -> str | None:
    """Return the URL that a page gives as its own, if it gives one."""
    links = (link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split())
    return next(filter(None, links), None) or dict(_metas(tree.iter("meta"))).get("og:url")


def prose(tree: Any) -> tuple[str, ...]:
    """Return all long texts in a page's data, whatever they are called."""
    texts = (value for _, value in _facts(_scripts(tree.iter("script"), "json")) if isinstance(value, str))
    return _distinct(text for text in texts if len(words_of(text)) >= PROSE)


def _metas(elements: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for element in elements:
        if element.tag == "meta" and (content := element.get("content")):
            yield (element.get("property") or element.get("name") or "").lower(), content


def _heads(elements: Iterable[Any]) -> Iterator[str]:
    titles = (element for element in elements if element.tag == "title")
    return (title.text for title in titles if title.text and title.getparent().tag != "svg")


def _scripts(elements: Iterable[Any], kind: str) -> Iterator[Any]:
    """Parse the scripts whose type holds `kind`; what is no JSON, or nests too deeply, is passed over."""
    for element in elements:
        if element.tag == "script" and kind in (element.get("type") or "").lower() and element.text:
            try:
                yield json.loads(element.text, strict=False)
            except (ValueError, RecursionError):
                continue


def _facts(data: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Go through all keys and values of parsed JSON, at any depth, in order; what stands in a list has its key."""
    left: list[tuple[str, Any]] = [("", value) for value in reversed(list(data))]
    while left:
        key, value = left.pop()
        yield key, value
        if isinstance(value, dict):
            left += reversed(value.items())
        elif isinstance(value, list):
            left += [(key, item) for item in reversed(value)]


def _publishers(facts: Iterable[tuple[str, Any]]) -> Iterator[str]:
    for key, value in facts:
        if isinstance(value, dict) and (key in SITE_TYPES or value.get("@type") == "WebSite"):
            name = value.get("name")
            if isinstance(name, str):
                yield name


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text.strip()))
