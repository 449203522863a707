"""Markdown: marks say how a line is set, not what it says. They are not judged, nor are the addresses of links.

Nothing is taken out of the text; the judge only reads what a reader of the finished page would.
"""

import re

from .document import split_lines
from .wrapping import Paragraphs, unwrap

HEADING = r"(?m)^#{1,6}[ \t]+\S"
LINK = r"!?\[([^\[\]\n]*+)\]\((?:[^()\s]++|\([^()\s]*+\))*+\)"
"""A link or a picture, and what is shown of it; an address may hold brackets, but none in those."""
OPENS = r"^\s*+(?:#{1,6}|[-*+]|\d{1,3}[.)])[ \t]+"
"""What begins a heading or an item of a list."""
STRONG = r"\*\*|(?<!\w)__|__(?!\w)"


def read(text: str) -> Paragraphs:
    """Read a text as it is judged: without the breaks of a hard-wrapped one, and without the marks of Markdown."""
    return unmark(text, unwrap(split_lines(text)))


def unmark(text: str, read: Paragraphs) -> Paragraphs:
    """Take marks from what is judged of a text, where that is Markdown: it has a heading or a link."""
    linked = "]" in text and "](" in text and re.search(LINK, text)  # one character is found many times faster than two
    headed = "#" in text and ("\n#" in text or text[0] == "#") and re.search(HEADING, text)
    return read._replace(judged=[_bare(line) for line in read.judged]) if linked or headed else read


def _bare(line: str) -> str:
    """Leave out the marks of a line; a line that is nothing else keeps them, so that it is not blank."""
    opens = re.match(OPENS, line)
    bare = line[opens.end() :] if opens else line
    if "](" in bare:
        bare = re.sub(LINK, r"\1", bare)
    if "**" in bare or "__" in bare:
        bare = re.sub(STRONG, "", bare)
    return bare if bare.strip() else line
