"""From evidence to verdicts: the only room with weights and thresholds.

Every clue about a line is a number from 0 to 1 and has one weight. The score is the logistic of their weighted
sum, so what is shown as evidence is the score itself, taken apart. A line goes when its score reaches the
threshold, for the reason that its strongest clue points to.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from . import footers, teasers, titles
from .document import Cleaned, Evidence, JudgedLine, Reason, drop_gaps, split_lines
from .surface import Floats, Ints, Surface, survey

BATCH = 32
"""Documents that are judged at once."""
BIAS = -3.0
"""The log-odds of a line of which nothing is known."""
MOST = 0.8
"""Share of its words that a text may lose before it is flagged."""


class Clue(NamedTuple):
    """A kind of evidence: its weight in log-odds, the reason it points to, and how it is said."""

    weight: float
    reason: Reason | None
    words: str


CLUES = (
    Clue(9.0, Reason.TITLE, "repeats line {title}"),
    Clue(8.0, Reason.TITLE, "repeats line {title} with an addition"),
    Clue(2.5, Reason.TITLE, "repeats line {title} without its addition"),
    Clue(8.0, Reason.TITLE, "repeats line {title}, cut short"),
    Clue(2.6, None, "says ‘{phrase}’, like site furniture"),
    Clue(3.9, Reason.NOTICE, "says ‘{phrase}’, like a notice"),
    Clue(7.0, Reason.TEASER, "points elsewhere with ‘{phrase}’"),
    Clue(4.0, Reason.FOOTER, "holds a rights sign"),
    Clue(4.8, Reason.TEASER, "{tail}"),
)
"""What is weighed, in the order of the columns of `_weigh`. The weights are set by hand."""


def clean(
    text: str,
    *,
    title: str | None = None,
    threshold: float = 0.5,
    reasons: frozenset[Reason] = frozenset(Reason),
) -> Cleaned:
    """Judge every line of `text` and return it with its verdicts.

    `title` is the headline where the text does not begin with it. A line whose score (0 to 1) reaches
    `threshold` goes, if its reason is among `reasons`. No string raises; a text without boilerplate comes back
    character for character.
    """
    return next(clean_many([text], titles=[title], threshold=threshold, reasons=reasons))


def clean_many(
    texts: Iterable[str],
    *,
    titles: Iterable[str | None] = (),
    threshold: float = 0.5,
    reasons: frozenset[Reason] = frozenset(Reason),
) -> Iterator[Cleaned]:
    """Judge many texts, lazily and in order; each answer is what `clean` gives for that text alone.

    `titles` goes along with the texts, as far as it reaches. The other arguments are those of `clean`.
    """
    pending, known = iter(texts), iter(titles)
    while batch := list(islice(pending, BATCH)):
        heads = list(islice(known, len(batch)))
        heads += [None] * (len(batch) - len(heads))
        yield from _judge(batch, heads, threshold, reasons)


def _judge(
    texts: Sequence[str], heads: Sequence[str | None], threshold: float, reasons: frozenset[Reason]
) -> Iterator[Cleaned]:
    """Judge a batch. A title that was given stands before its text as one more line, and is taken away again."""
    documents = [split_lines(text) for text in texts]
    case = Case.of([[head, *lines] if head else lines for head, lines in zip(heads, documents, strict=True)], heads)
    for number, (lines, head) in enumerate(zip(documents, heads, strict=True)):
        yield case.decide(number, lines, threshold, reasons, skip=int(bool(head and head.strip())))


class Case(NamedTuple):
    """A batch of documents with all that is known about their lines.

    `clues` (L × clues) holds how far each of `CLUES` is true of each line, `scores` (L) the probabilities.
    `title` (L) is the line that a line repeats, or -1; `phrase` (L) the known phrase that it begins with, or -1.
    `content` is what `teasers.content_words` says of the lines.
    """

    surface: Surface
    clues: Floats
    scores: Floats
    title: Ints
    phrase: Ints
    content: tuple[Ints, Ints]

    @classmethod
    def of(cls, documents: Sequence[Sequence[str]], heads: Sequence[str | None]) -> "Case":
        """Survey and weigh the documents; the first line of those that have a head is that head."""
        surface = survey(documents)
        title, way = titles.title_of(surface)
        spared = _first_repeats(surface, title, heads)
        title[spared], way[spared] = -1, len(titles.NAMES)
        phrase, length = footers.phrase_of(surface)
        content = teasers.content_words(surface)
        clues = _weigh(surface, way, phrase, length, content)
        logits = BIAS + clues @ np.array([clue.weight for clue in CLUES])
        return cls(surface, clues, 1 / (1 + np.exp(-logits)), title, phrase, content)

    def decide(
        self, document: int, lines: Sequence[str], threshold: float, reasons: frozenset[Reason], skip: int
    ) -> Cleaned:
        """Turn scores into verdicts for one document, whose first `skip` surveyed lines are not part of it."""
        places = [i for i, line in enumerate(lines) if line.strip()]
        first = int(self.surface.bounds[document]) + skip
        found: list[Reason | None] = [None] * len(lines)
        for at, place in enumerate(places, first):
            reason = self._reason(at)
            if self.scores[at] >= threshold and reason in reasons:
                found[place] = reason
        numbers = dict(enumerate(places, first))
        at_place = {place: at for at, place in numbers.items()}
        verdicts = drop_gaps(found, [i not in at_place for i in range(len(lines))])
        judged = tuple(
            self._judged(line, reason, at_place.get(i), numbers)
            for i, (line, reason) in enumerate(zip(lines, verdicts, strict=True))
        )
        return Cleaned(judged, _flag(judged))

    def _reason(self, at: int) -> Reason:
        """Return the reason that the strongest clue about a line points to.

        What opens or closes a tail (a heading, a ruler) is furniture, whatever the lines below it speak of.
        """
        strongest = max(CLUES, key=lambda clue: self.clues[at, CLUES.index(clue)] * clue.weight)
        if strongest.reason is not None and strongest is not CLUES[-1]:
            return strongest.reason
        said = footers.phrases()[self.phrase[at]].reason if self.phrase[at] >= 0 else Reason.TEASER
        bare = not self.surface.words[at] or (self.surface.words[at] <= footers.HEADING and self.phrase[at] >= 0)
        return Reason.FOOTER if bare and said is Reason.TEASER else said

    def _judged(self, line: str, reason: Reason | None, at: int | None, numbers: dict[int, int]) -> JudgedLine:
        if at is None:
            evidence = (Evidence("blank, beside removed lines", 0.0),) if reason else ()
            return JudgedLine(line, float(bool(reason)), reason, evidence)
        return JudgedLine(line, float(self.scores[at]), reason, self._evidence(at, numbers))

    def _evidence(self, at: int, numbers: dict[int, int]) -> tuple[Evidence, ...]:
        """Say what spoke about a line, strongest first; the weights add up to the log-odds of its score."""
        weights = self.clues[at] * [clue.weight for clue in CLUES]
        said = [Evidence("a line stays unless something speaks against it", BIAS)]
        said += [Evidence(self._words(CLUES[k].words, at, numbers), float(weights[k])) for k in np.flatnonzero(weights)]
        return tuple(sorted(said, key=lambda evidence: -abs(evidence.weight)))

    def _words(self, template: str, at: int, numbers: dict[int, int]) -> str:
        title = numbers.get(int(self.title[at]))
        said = template.replace("line {title}", "the title" if title is None else f"line {title + 1}")
        if "{" not in said:
            return said
        return said.format(phrase=footers.phrases()[self.phrase[at]].text, tail=self._tail(at))

    def _tail(self, at: int) -> str:
        """Say what is known about the tail that a line stands in: its heading, and what it shares with the text."""
        weight, known = (int(of_line[at]) for of_line in self.content)
        share = f"{100 * known // weight} % of its telling words" if known else "no telling word"
        heading = self._heading(at)
        where = f"below ‘{self.surface.lines[heading]}’" if heading != at else "at the end"
        return f"{where}, shares {share} with the text"

    def _heading(self, at: int) -> int:
        """Return the nearest line above that says what headings of a tail say, or `at` where there is none."""
        first = self.surface.bounds[self.surface.document[at]]
        for i in range(at, first, -1):
            if not self.clues[i, -1]:
                break
            if i < at and self.phrase[i] >= 0 and self.surface.words[i] <= footers.HEADING:
                return i
        return at


def _first_repeats(surface: Surface, title: Ints, heads: Sequence[str | None]) -> list[int]:
    """Find the lines where a title that was given stands for the first time in its text: those stay."""
    given = [low for low, head in zip(surface.bounds.tolist(), heads, strict=False) if head and head.strip()]
    repeats = [np.flatnonzero(title == low) for low in given]
    return [int(lines[0]) for lines in repeats if len(lines)]


def _weigh(surface: Surface, way: Ints, phrase: Ints, length: Ints, content: tuple[Ints, Ints]) -> Floats:
    """Return how far each of `CLUES` is true of each line (L × clues), 0 to 1."""
    repeated = teasers.has_prose(surface) & ~titles.is_refrain(surface)
    ways = (way[:, None] == np.arange(len(titles.NAMES))) & repeated[:, None]
    reason = np.array([list(Reason).index(known.reason) for known in footers.phrases()])[phrase]
    pointing = (reason == list(Reason).index(Reason.TEASER)) & footers.is_pointer(surface, length)
    says = np.where(pointing, 0, np.minimum(1.5 * length / np.maximum(surface.words, 1), 1))
    notice = reason == list(Reason).index(Reason.NOTICE)
    rights = footers.has_rights_sign(surface)
    tail = teasers.tail(surface, content, (length > 0) & (surface.words <= 12) | rights)
    return np.column_stack((ways, says * ~notice, says * notice, pointing, rights, tail)).astype(float)


def _flag(lines: Sequence[JudgedLine]) -> str | None:
    """Say so when a text would lose most of its words."""
    words = [(len(line.text.split()), line.removed_for) for line in lines]
    total, gone = sum(n for n, _ in words), sum(n for n, reason in words if reason)
    return f"loses {100 * gone // total} % of its words" if total and gone > MOST * total else None
