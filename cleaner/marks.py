"""Markdown: marks say how a line is set, not what it says. They are not judged, nor are the addresses of links.

Nothing is taken out of the text; the judge only reads what a reader of the finished page would.
"""

import re

from .wrapping import Paragraphs

HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE)
LINK = re.compile(r"!?\[([^\[\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*\)")
"""A link or a picture, and what is shown of it; an address may hold brackets, but none in those."""
SET = re.compile(r"^(?:#{1,6}|[-*+]|\d{1,3}[.)])[ \t]+|\*\*|(?<!\w)__|__(?!\w)")
"""What begins a heading or an item of a list, and what is around strong words."""


def unmark(text: str, read: Paragraphs) -> Paragraphs:
    """Take marks from what is judged of a text, where that is Markdown: it has a heading or a link."""
    if "](" not in text and "#" not in text:
        return read
    if not LINK.search(text) and not HEADING.search(text):
        return read
    return read._replace(judged=[_bare(line) for line in read.judged])


def _bare(line: str) -> str:
    """Leave out the marks of a line; a line that is nothing else keeps them, so that it is not blank."""
    bare = SET.sub("", LINK.sub(r"\1", line).lstrip())
    return bare if bare.strip() else line
