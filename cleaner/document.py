"""What a text is: lines, verdicts about lines, and the text that is left.

A line is the unit of decision. It ends at a line feed and nowhere else; a carriage return before the line
feed is part of its ending. Splitting loses nothing and joining gives back the same characters, so that a
text with no boilerplate comes out byte for byte as it came in.
"""

import re
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, partial
from io import StringIO
from itertools import accumulate, chain
from typing import NamedTuple

ENDING = "\r\n"
MOST, NEARLY_ALL = 0.8, 0.95
"""Shares of its words: what a text may lose before it is flagged, and before lines stay that are only likely to go."""

GAP = re.compile(r"(?<![br])(b*+)(r++)(b*+)[br]*+")
"""Blank and removed lines between two that are kept, some of them removed: at the beginning, first run, after it."""


class Reason(StrEnum):
    """Why a line was removed; the same six words stand in the diff, the JSON, the fixtures and the model."""

    TITLE = "title"
    NAVIGATION = "navigation"
    TEASER = "teaser"
    NOTICE = "notice"
    COMMENT = "comment"
    FOOTER = "footer"


class Evidence(NamedTuple):
    """One thing that speaks for or against a line.

    `words` is for people ("repeats line 1"). `weight` is what it added to the line's score, in log-odds:
    above zero it speaks for boilerplate, below zero for main content.
    """

    words: str
    weight: float


@dataclass(frozen=True)
class JudgedLine:
    """One line of the input with its verdict.

    `text` holds the line with its ending. `score` is the probability, 0 to 1, that the line is boilerplate.
    `removed_for` is the reason of its removal, or None where the line is kept. `explain` finds the evidence, when
    somebody asks for it.
    """

    text: str
    score: float
    removed_for: Reason | None
    explain: Callable[[], tuple[Evidence, ...]] = field(repr=False, compare=False)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What speaks for and against the line, strongest first.

        Raises ValueError for a removal without evidence: nothing is ever removed unexplained.
        """
        found = self.explain()
        if self.removed_for is not None and not found:
            raise ValueError(f"a line removed for {self.removed_for} needs evidence: {self.text[:60]!r}")
        return found


class Words(NamedTuple):
    """How many of a text's words go, `lost`, of how many `there`; how many are `likely` to be boilerplate."""

    lost: int = 0
    there: int = 0
    likely: int = 0

    @property
    def flag(self) -> str | None:
        """Say so when a text would lose most of its words, or loses less only as lines were kept in doubt."""
        if self.lost > MOST * self.there:
            return f"loses {100 * self.lost // self.there} % of its words"
        if self.likely > NEARLY_ALL * self.there:
            return f"keeps lines in doubt: without them it would lose {100 * self.likely // self.there} % of its words"
        return None


NOTHING = Words()


class Cleaned:
    """A text after judgement: every line with its verdict, and what is left.

    `flag` says in words why a person should look at this text (it would lose most of what it holds), or is None.
    `lost` counts the words that go.
    """

    def __init__(
        self,
        lines: Sequence[str],
        scores: Sequence[float],
        removed_for: Sequence[Reason | None],
        explain: Callable[[int], tuple[Evidence, ...]],
        lost: Words = NOTHING,
    ) -> None:
        self._verdicts = lines, scores, removed_for
        self._explain = explain
        self.flag = lost.flag
        self.lost = lost

    @cached_property
    def lines(self) -> tuple[JudgedLine, ...]:
        """One `JudgedLine` per line of the input, in order."""
        verdicts = enumerate(zip(*self._verdicts, strict=True))
        return tuple(JudgedLine(*verdict, partial(self._explain, number)) for number, verdict in verdicts)

    @cached_property
    def text(self) -> str:
        """The kept lines, character for character as they came, joined."""
        lines, _, removed_for = self._verdicts
        return "".join([line for line, reason in zip(lines, removed_for, strict=True) if reason is None])

    @property
    def texts(self) -> Sequence[str]:
        """The text of each line, kept or not."""
        return self._verdicts[0]

    @property
    def scores(self) -> Sequence[float]:
        """The score of each line."""
        return self._verdicts[1]

    @property
    def removed_for(self) -> Sequence[Reason | None]:
        """The reason of each line's removal, None where it is kept: what `lines` tell, without making them."""
        return self._verdicts[2]

    @property
    def changed(self) -> bool:
        """Whether anything was removed."""
        return any(reason is not None for reason in self.removed_for)

    @property
    def removed(self) -> Iterator[tuple[int, str, float, Reason]]:
        """The removed lines: number from 1, text, score and reason."""
        for number, (text, score, reason) in enumerate(zip(*self._verdicts, strict=True), 1):
            if reason is not None:
                yield number, text, score, reason


def join(parts: Sequence[Cleaned]) -> Cleaned:
    """Put the parts of a text that were judged one after another together."""
    if len(parts) == 1:
        return parts[0]
    lines, scores, removed_for = (
        [*chain.from_iterable(of)]
        for of in zip(*((part.texts, part.scores, part.removed_for) for part in parts), strict=True)
    )
    starts = [0, *accumulate(len(part.texts) for part in parts)]
    lost = Words(*map(sum, zip(*(part.lost for part in parts), strict=True)))
    return Cleaned(lines, scores, removed_for, partial(_explain, parts, starts), lost)


def _explain(parts: Sequence[Cleaned], starts: Sequence[int], number: int) -> tuple[Evidence, ...]:
    """Return the evidence about a line from the part that it stands in."""
    place = bisect(starts, number) - 1
    return parts[place].lines[number - starts[place]].evidence


def split_lines(text: str) -> list[str]:
    r"""Split `text` after every line feed, and nowhere else; joining the result gives `text` again.

    >>> split_lines("one\r\ntwo\x0b\u2028still two")
    ['one\r\n', 'two\x0b\u2028still two']
    """
    return list(StringIO(text, newline="\n"))


def drop_gaps(
    removed: Sequence[Reason | None], blank: Sequence[bool], *, kept_before: bool = False
) -> list[Reason | None]:
    """Decide for the blank lines: those around a removed run go with it, so that no hole is left.

    Takes the verdict of each line, with None for every blank one, and which lines are blank; returns the
    verdicts with those of the blank lines filled in. Between two kept lines that stood next to each other
    all blank lines stay. Between two kept lines that lost something in between, the first run of blank lines
    stays (the paragraphs are not glued together) and the others go. `kept_before` says that one stands above.
    """
    out = list(removed)
    kinds = "".join(
        ["b" if is_blank else "k" if reason is None else "r" for reason, is_blank in zip(removed, blank, strict=True)]
    )
    for gap in GAP.finditer(kinds):
        first, end = gap.span()
        between = (kept_before or first > 0) and end < len(out)
        stays = range(*gap.span(1 if gap[1] else 3)) if between else ()
        reason = out[gap.start(2)]
        for i in range(first, end):
            if kinds[i] == "r":
                reason = out[i]
            elif i not in stays:
                out[i] = reason
    return out
