"""Texts that are longer than any article, in parts that are judged one after another.

Where a text is cut depends on nothing but its characters: whether it is judged whole, record by record or by many
processes, its lines get the same verdicts. A part ends at a blank line where there is one, and each is judged behind
the opening of the text, which is where its title is.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .document import split_lines

LONG = 2**19
"""Characters of the longest text that is judged whole: as many as a novel has."""
MOST_LINES = 2**14
"""Lines of the longest text that is judged whole: 40 MB for the judge."""
LONGEST = 2000
"""Characters of the longest opening; in more there is text already."""


class Above(NamedTuple):
    """What stands above a part: so many lines of the text, which begins with `opening`."""

    lines: int
    opening: str


class Part(NamedTuple):
    """A part of a text, with what stands above it, None for the first; `is_last` if nothing follows."""

    text: str
    above: Above | None
    is_last: bool


def is_long(text: str) -> bool:
    """Tell whether a text is judged in parts."""
    return len(text) > LONG or text.count("\n") > MOST_LINES


def cut(pieces: Iterable[str], above: Above | None = None) -> Iterator[Part]:
    """Cut a text that comes in pieces, with what stands above it if it is the rest of one, into parts of whole lines.

    The last part is never short, and none that was cut is cut again.
    """
    rest = ""
    for piece in pieces:
        rest, start = rest + piece, 0
        while end := _end(rest, start):
            part = rest[start:end]
            yield Part(part, above, is_last=False)
            above = below(part, above)
            start = end
        rest = rest[start:]
    yield Part(rest, above, is_last=True)


def below(part: str, above: Above | None) -> Above:
    """Tell what stands above the text that follows a part."""
    lines, opening = (0, _opening(part)) if above is None else above
    return Above(lines + part.count("\n"), opening)


def _opening(text: str) -> str:
    """Return the first lines of a text, down to the last that may be its title."""
    from .surface import survey
    from .titles import candidates

    lines = split_lines(text[:LONGEST])[:-1]
    full = [number for number, line in enumerate(lines) if line.strip()]
    if not full:
        return ""
    last = candidates(survey([[lines[number] for number in full]])).max()
    return "".join(lines[: full[last] + 1])


def _end(text: str, start: int) -> int:
    """Find where the part ends that begins at `start`; 0 where all that is there is one, as far as can be seen."""
    window = text[start : start + LONG + 1]
    if not is_long(window):
        return 0
    most, lines = 3 * LONG // 4, 3 * MOST_LINES // 4
    if window.count("\n", 0, most) > lines:
        most = len(window) - len(window.split("\n", lines)[-1])
    size = _break(window, most)
    end = start + size if size else text.find("\n", start + most) + 1
    return end if end < len(text) else 0


def _break(window: str, most: int) -> int:
    """Find the last blank line in the second half of the first `most` characters, or else the end of a line."""
    blank = max(window.rfind(ending, most // 2, most) for ending in ("\n\n", "\n\r\n"))
    return (blank if blank >= 0 else window.rfind("\n", 0, most)) + 1
