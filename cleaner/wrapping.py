"""Hard-wrapped texts: paragraphs that were broken into lines of a fixed width, as mail and plain-text books are.

A wrapped line says little by itself, so paragraphs are judged whole, and each line shares the verdict of its
paragraph. Where a text was wrapped is seen from how it is broken: in mid-sentence, and only where the next word would
have gone beyond the width. Verse, code, tables, lists and addresses are broken elsewhere; they stay as they are.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain, groupby, islice, pairwise
from typing import NamedTuple, TypeVar

from .characters import SPELLED_OUT, kind_of
from .shape import SENTENCE_ENDS

T = TypeVar("T")
NARROWEST, WIDEST = 40, 132
"""Columns that texts are wrapped at: from those of a newspaper's column to those of a line printer."""
EXCEPTIONS = 50
"""One line of so many may be longer: addresses on the web are not broken."""
ENOUGH = 4
"""Breaks in mid-sentence that a wrapped text has at least."""
SHARE = 0.8
"""Share of the breaks in mid-sentence that come where the next word would not have fitted."""
LONGEST_WORD = 24
"""Columns of a word; what is longer may be broken anywhere."""
PAIR = 4
"""Columns of two characters in a script without spaces: with a mark that must not begin a line, one is pushed on."""

ALIKE = 24
"""Characters from the start by which one paragraph is a copy of another."""

ENDS = tuple("".join(SPELLED_OUT[name] for name in (*SENTENCE_ENDS, "ellipsis")))
CLOSING = SPELLED_OUT["quote"] + SPELLED_OUT["bracket"]
ITEM = r"(?:[-*+>|#•·‣▪–—]|\(?\w{1,3}[.)])\s"
"""How an item of a list begins, or a quoted line."""
CELLS = r"\S(?:\t| {3,})\S| \| .* \| "
"""What stands between the cells of a table."""


class Paragraphs(NamedTuple):
    """The lines of a text, and what of it is judged: the same lines, or its paragraphs, where it was wrapped.

    Blank lines stand where they stood. `places` says for each line that is not blank which of the paragraphs it
    belongs to; it is None without paragraphs.
    """

    lines: Sequence[str]
    judged: Sequence[str]
    places: Sequence[int] | None

    def spread(self, of_paragraphs: Sequence[T]) -> Sequence[T]:
        """Say for each line that is not blank what is said of its paragraph."""
        return of_paragraphs if self.places is None else [of_paragraphs[place] for place in self.places]


def each_line(lines: Sequence[str]) -> Paragraphs:
    """Judge each line by itself."""
    return Paragraphs(lines, lines, None)


def unwrap(lines: Sequence[str]) -> Paragraphs:
    """Find the paragraphs of a text that was wrapped; of any other, each line is one."""
    long = (line for line in lines if len(line) > WIDEST)
    if any(islice(long, len(lines) // EXCEPTIONS, None)):
        return each_line(lines)
    width = _width(lines)
    return _join(lines, width) if width else each_line(lines)


def columns(text: str) -> int:
    """Return how many columns a text takes; Han, kana and Hangul take two each.

    >>> columns("rain"), columns("雨")
    (4, 2)
    """
    if text.isascii() or max(text, default="") < "\u1100":
        return len(text)
    return len(text) + sum(unicodedata.east_asian_width(char) in "WF" for char in text)


def _width(lines: Sequence[str]) -> int:
    """Return the width at which a text was wrapped, or 0."""
    turns = (pair for pair in pairwise(lines) if len(pair[0]) > NARROWEST // 4 and not pair[1][:1].isupper())
    breaks = [_fits(*pair) for pair in turns if _in_sentence(*pair)]
    if len(breaks) < ENOUGH:
        return 0
    width, beyond, count = _likeliest(breaks)
    against = sum(least > width or most <= width < 2 * least for least, most in breaks)
    likely = count >= ENOUGH and count >= SHARE * (count + against)
    return max(_lengths(lines, beyond)) if likely and NARROWEST <= width <= WIDEST else 0


def _likeliest(breaks: Sequence[tuple[int, int]]) -> tuple[int, int, int]:
    """Return the least width that explains most breaks, that from which on fewer are, and how many they are.

    The next line shows what was too much.
    """
    edges = sorted((edge, step) for break_ in breaks for edge, step in zip(break_, (1, -1), strict=True))
    counts = accumulate(step for _, step in edges)
    count, (width, _), (beyond, _) = max(zip(counts, edges, edges[1:], strict=False), key=lambda found: found[0])
    return width, beyond, count


def _lengths(lines: Sequence[str], beyond: int) -> Iterator[int]:
    """Give the columns that lines take, if not so many."""
    return (length for line in lines if (length := columns(line.rstrip())) < beyond)


def _fits(line: str, after: str) -> tuple[int, int]:
    """Return the least width at which `line` ends before the word that follows, and the least at which it does not."""
    length = columns(line.rstrip())
    word = after.split(maxsplit=1)[0]
    room = PAIR if kind_of(word[0]) == "unspaced" else min(columns(word), LONGEST_WORD) + 1
    return length, length + room


def _in_sentence(line: str, after: str) -> bool:
    """Tell whether a line is broken in mid-sentence."""
    begin = after.lstrip()[:1]
    if line.isspace() or begin.isupper() or not begin.isalpha():
        return False
    return not _ends_sentence(line) and not re.search(CELLS, line)


def _ends_sentence(line: str) -> bool:
    """Tell whether a line ends a sentence."""
    return line.rstrip().rstrip(CLOSING).endswith(ENDS)


def _join(lines: Sequence[str], width: int) -> Paragraphs:
    """Join the lines that were wrapped at this width.

    Lines between two blank ones that are all full are one paragraph; where others are among them there are several.
    """
    parts: list[list[str]] = []
    places, apart = [], []
    begun: dict[str, list[str]] = {}
    for block in _blocks(lines):
        full = [_continues(*pair, width) for pair in pairwise(block)]
        several = not all(full)
        for before, line, goes_on in zip(["", *block], block, [False, *full], strict=False):
            ends = several and goes_on and _is_over(parts[-1], before, line, begun, width)
            if goes_on and not ends and not _is_copy(line.strip(), begun.get(_start(line))):
                parts[-1].append(line.strip())
            else:
                apart.append(not before and bool(parts))
                parts.append([line.strip()])
                if len(line.strip()) >= ALIKE:
                    begun.setdefault(_start(line), parts[-1])
            places.append(len(parts) - 1)
    judged = (([""] if blank else []) + [_paragraph(part)] for part, blank in zip(parts, apart, strict=True))
    return Paragraphs(lines, [*chain.from_iterable(judged)], places)


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    """Give the lines that stand together, without a blank one between."""
    return (list(block) for blank, block in groupby(lines, str.isspace) if not blank)


def _is_over(part: Sequence[str], before: str, line: str, begun: Mapping[str, Sequence[str]], width: int) -> bool:
    """Tell whether a paragraph, of which `before` is the last line, ends above a line although it is full.

    So it does with a sentence, and as a whole copy of the first paragraph that has `begun` so, for titles stand twice;
    a short line below is an addition to the copy.
    """
    copied = begun.get(_start(part[0]), part)
    return _ends_sentence(before) or (copied is not part and len(part) >= len(copied) and 2 * columns(line) > width)


def _is_copy(line: str, earlier: Sequence[str] | None) -> bool:
    """Tell whether a line begins a copy of an earlier paragraph that begins alike: its first line, or more, or less.

    What goes on in mid-sentence does not.
    """
    if earlier is None or line[0].islower():
        return False
    shorter, longer = sorted((line.casefold(), earlier[0].casefold()), key=len)
    return longer.startswith(shorter)


def _start(line: str) -> str:
    return line.strip()[:ALIKE].casefold()


def _continues(line: str, after: str, width: int) -> bool:
    """Tell whether `after` goes on with the paragraph of `line`, which was broken because it was full."""
    least, most = _fits(line, after)
    if not least <= width < most or re.match(ITEM, after.lstrip()) or re.search(CELLS, line) or re.search(CELLS, after):
        return False
    return _indent(after) <= _indent(line) or bool(re.match(ITEM, line.lstrip()))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _paragraph(part: Sequence[str]) -> str:
    """Put the lines of a paragraph behind each other; scripts without spaces, and hyphens, need none between them."""
    glue = ["" if _is_tight(line, after) else " " for line, after in pairwise(part)]
    return part[0] + "".join(between + line for between, line in zip(glue, part[1:], strict=True))


def _is_tight(line: str, after: str) -> bool:
    last = kind_of(line[-1])
    return (last == "hyphen" and line[-2:-1].isalnum()) or last == kind_of(after[0]) == "unspaced"
