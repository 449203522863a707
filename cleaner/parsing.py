"""The text of a web page as a tree, whatever the text is: a page that breaks parsers is mended before it is parsed.

libxml2 reads any page, but not always all of it: it stops at control characters, below some 2,000 nested elements, at
a `</body>` in the middle; and tags with very many attributes take it minutes. All this is seen to here, in time
proportional to the page.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from .layout import UNREAD

FORM_FEED_TO_SPACE = bytes.maketrans(b"\f", b" ")
CONTROL = bytes({*range(32), 127} - set(b"\t\n\f\r"))
NO_CHARACTER = re.compile(b"\xef\xbf[\xbe\xbf]")
"""U+FFFE and U+FFFF, in UTF-8."""
CONTROL_REFERENCE = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|127|6553[45])(?!\d)"
    rb"|[xX]0*(?:[0-8bcefBCEF]|1[\da-fA-F]|7[fF]|[fF]{3}[efEF])(?![\da-fA-F]));?"
)
END_OF_PAGE = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
"""Ends that browsers do not heed: what follows still belongs to the page."""
TITLE, END_OF_TITLE = re.compile(rb"<title\b[^<>]*>", re.IGNORECASE), re.compile(rb"</title", re.IGNORECASE)
LONG_TAG = re.compile(rb"<([a-zA-Z][\w:-]*+)([^<>]{8000,}+)>")
"""A tag that may hold very many attributes."""
STRETCH = 4000
"""Half the bytes of the shortest long tag."""
QUOTED = re.compile(rb""""[^"]*"|'[^']*'""")
MOST_ATTRIBUTES = 500
MOST_ELEMENTS = 200_000
"""Elements that are worth the memory: each takes a thousand bytes until the page is judged."""
SHORTEST_TAG = 2
"""Bytes that make an element."""
TAG = re.compile(rb"<(/?)([a-zA-Z][\w:-]*+)[^<>]*+>")
WITH_METHODS = etree.ElementDefaultClassLookup(element=HtmlElement)
"""All elements are of one class: to choose one for each element by its tag, as `lxml.html` does, takes long."""
KEPT = frozenset(b"br li p pre script style td title tr".split())
"""Elements that a flattened page keeps: none of them nests without end."""


def parse(text: str, *, methods: bool = True) -> tuple[Any, tuple[str, ...]]:
    """Return the tree of a page, an `lxml.html` one with a body, and notes on what was mended.

    Without `methods` its elements are those of `lxml.etree`: they are made in less time, and do all but what
    `lxml.html` adds.
    """
    notes = []
    data = _scrubbed(text.encode("utf-8", "replace"))
    mended = _bared(data)
    if mended is not data:
        notes.append("A tag has very many attributes: they were not read.")
    tree, whole = _tree(mended, methods)
    if not whole:
        notes.append("The page is nested too deeply to be read as it is: its elements were read one after the other.")
        tree, _ = _tree(_flat(mended), methods)
    if len(mended) > SHORTEST_TAG * MOST_ELEMENTS and tree.xpath("count(//*)") > MOST_ELEMENTS:
        notes.append(f"The page has more than {MOST_ELEMENTS:,} elements: its text was read without its markup.")
        tree = _plain(tree, methods)
    return tree, tuple(notes)


def _scrubbed(data: bytes) -> bytes:
    """Take out what no tree can hold, ends in the middle, and beginnings without an end: of a title, of a comment."""
    data = NO_CHARACTER.sub(b"", data.translate(FORM_FEED_TO_SPACE, CONTROL))
    data = END_OF_PAGE.sub(b"", CONTROL_REFERENCE.sub(b"", data))
    titles = [found.end() for found in TITLE.finditer(data)]
    if titles and not END_OF_TITLE.search(data, titles[-1]):
        ended = max((found.end() for found in END_OF_TITLE.finditer(data)), default=0)
        data = data[:ended] + TITLE.sub(b"", data[ended:])
    last = data.rfind(b"<!--")
    if last < 0 or data.find(b"-->", last) >= 0:
        return data
    commented = data.rfind(b"-->") + 1
    return data[:commented] + data[commented:].replace(b"<!--", b"")


def _bared(data: bytes) -> bytes:
    """Take their attributes off tags that have very many."""
    parts, done = [], 0
    for tag in _long_tags(data):
        if len(QUOTED.sub(b"", tag[2]).split()) > MOST_ATTRIBUTES:
            parts += [data[done : tag.start()], b"<%b>" % tag[1]]
            done = tag.end()
    return b"".join([*parts, data[done:]]) if parts else data


def _long_tags(data: bytes) -> Iterator["re.Match[bytes]"]:
    """Find long tags: one holds all that lies between two multiples of `STRETCH`, without a bracket."""
    start = -1
    for at in range(0, len(data), STRETCH):
        opened, closed = data.rfind(b"<", at, at + STRETCH), data.rfind(b">", at, at + STRETCH)
        if opened != closed:
            start = opened if opened > closed else -1
        elif start >= 0:
            if tag := LONG_TAG.match(data, start):
                yield tag
            start = -1


def _plain(tree: Any, methods: bool) -> Any:
    """Return a page that holds the text of another, line by line as it was written, and no markup."""
    for element in tree.iter(*UNREAD):
        element.text = None
    page, _ = _tree(b"<html><body><pre></pre></body></html>", methods)
    page[0][0].text = "".join(tree.itertext())
    return page


def _tree(data: bytes, methods: bool) -> tuple[Any, bool]:
    """Parse, and say whether all of the page was read."""
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    parser.set_element_class_lookup(WITH_METHODS if methods else None)
    tree = etree.fromstring(data if TAG.search(data) else b"<p>" + data, parser)
    tree = etree.fromstring(b"<p>", parser) if tree is None else tree  # there was nothing but ends of tags
    return tree, not any(error.level == etree.ErrorLevels.FATAL for error in parser.error_log)


def _flat(data: bytes) -> bytes:
    """Return a page whose blocks follow one another instead of standing in one another."""
    return TAG.sub(lambda tag: tag[0] if tag[2].lower() in KEPT else b"<p>", data)
