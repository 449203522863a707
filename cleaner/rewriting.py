"""The same text written differently: its lines split, joined or spoilt.

A line that is written anew knows the lines that it was made from (their places among those that are not blank) and
their words, so that what is known of those holds for it too, by construction.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import count, groupby
from typing import NamedTuple

from .wrapping import columns

WIDTH = 72
"""Columns of a hard-wrapped text, as mail has them."""
SHORT = 40
"""Characters below which a line is no paragraph, but of a menu, a byline, a heading."""
MISREAD = 0.01
"""Share of characters that are read wrongly."""
ALIKE = dict(zip("l1O0ecnuhbS5B8rtfi", "1l0Ocuunbh5S8Btrif", strict=True))
"""What a character looks like; of the others, nothing is left."""
SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])(?=.)")
PIECE = re.compile(r"\s*+(?:[぀-ヿ㐀-鿿가-힯]|[^\s぀-ヿ㐀-鿿가-힯]++)")
"""What is not torn apart where a line is wrapped: a word, or a character of a script without spaces."""
MARK = re.compile(r"[^\w\s]+")


class Written(NamedTuple):
    """A line as it is written anew; the lines that it was made from (places from 0); their words. Some are blank."""

    line: str
    origin: tuple[int, ...] = ()
    words: str = ""


def as_it_is(lines: Sequence[str]) -> Iterator[Written]:
    """Leave all lines as they are, blank ones too."""
    places = count()
    return (Written(line, (next(places),), line) if line else Written("") for line in lines)


def without_blank_lines(lines: Sequence[str]) -> Iterator[Written]:
    """Leave blank lines out."""
    return (Written(line, (at,), line) for at, line in _numbered(lines))


def with_blank_lines(lines: Sequence[str]) -> Iterator[Written]:
    """Put a blank line between all lines."""
    for at, line in _numbered(lines):
        if at:
            yield Written("")
        yield Written(line, (at,), line)


def _numbered(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Give a number to each line that is not blank: no others are written anew."""
    return enumerate(filter(None, lines))


def wrapped(lines: Sequence[str]) -> Iterator[Written]:
    """Wrap lines at `WIDTH` columns; blank lines stay where they are."""
    for written in as_it_is(lines):
        if written.origin:
            yield from (Written(piece, written.origin, piece) for piece in wrap(written.line))
        else:
            yield written


def wrapped_apart(lines: Sequence[str]) -> Iterator[Written]:
    """Wrap lines at `WIDTH` columns, with a blank line between them."""
    return wrapped([written.line for written in with_blank_lines(lines)])


def wrapped_tight(lines: Sequence[str]) -> Iterator[Written]:
    """Wrap lines at `WIDTH` columns, with nothing between them."""
    return wrapped([*filter(None, lines)])


def wrap(line: str) -> Iterator[str]:
    """Break a line so that no part takes more than `WIDTH` columns, but a longer word."""
    part = ""
    for piece in PIECE.findall(line):
        if part and columns(part) + columns(piece) > WIDTH:
            yield part
            part = ""
        part += piece if part else piece.lstrip()
    yield part


def by_sentence(lines: Sequence[str]) -> Iterator[Written]:
    """Put each sentence on a line of its own."""
    return (Written(part, (at,), part) for at, line in _numbered(lines) for part in SENTENCE.split(line))


def by_paragraph(lines: Sequence[str]) -> Iterator[Written]:
    """Put short lines that follow each other on one."""
    for short, group in groupby(_numbered(lines), lambda item: len(item[1]) < SHORT):
        items = list(group)
        if short:
            joined = " ".join(line for _, line in items)
            yield Written(joined, tuple(at for at, _ in items), joined)
        else:
            yield from (Written(line, (at,), line) for at, line in items)


def as_markdown(lines: Sequence[str]) -> Iterator[Written]:
    """Make a list of links of three short lines or more, headings of one or two, and paragraphs of the others."""
    for short, group in groupby(_numbered(lines), lambda item: len(item[1]) < SHORT):
        items = list(group)
        for at, line in items:
            listed = short and len(items) > 2
            if at and not (listed and (at, line) != items[0]):
                yield Written("")
            form = "- [{}](/{:x})" if listed else "## {}" if short else "{}"
            yield Written(form.format(line, at), (at,), line)


def in_lower_case(lines: Sequence[str]) -> Iterator[Written]:
    """Write all letters small."""
    return (Written(line.lower(), (at,), line) for at, line in _numbered(lines))


def without_marks(lines: Sequence[str]) -> Iterator[Written]:
    """Leave punctuation out."""
    return (Written(MARK.sub(" ", line), (at,), line) for at, line in _numbered(lines))


def misread(lines: Sequence[str]) -> Iterator[Written]:
    """Read one character in a hundred wrongly, as scanners do; the same text always in the same way."""
    chance = random.Random("\n".join(filter(None, lines)))
    for at, line in _numbered(lines):
        read = (ALIKE.get(char, "") if chance.random() < MISREAD else char for char in line)
        yield Written("".join(read), (at,), line)


REWRITINGS: dict[str, Callable[[Sequence[str]], Iterator[Written]]] = {
    "as it is": as_it_is,
    "without blank lines": without_blank_lines,
    "a blank line between all lines": with_blank_lines,
    "hard-wrapped at 72 columns": wrapped,
    "the same, a blank line between all lines": wrapped_apart,
    "the same, without blank lines": wrapped_tight,
    "one line per sentence": by_sentence,
    "short lines joined": by_paragraph,
    "Markdown": as_markdown,
    "in lower case": in_lower_case,
    "without punctuation": without_marks,
    "one character in a hundred misread": misread,
}
