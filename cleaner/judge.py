"""From scores to verdicts: which lines go, for which reason; the doors `clean` and `clean_many`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import TypeAlias

import numpy as np

from . import context, footers, titles
from .arrays import Bools, Ints
from .characters import kind
from .document import Cleaned, Evidence, Reason, drop_gaps, split_lines
from .evidence import Explainer
from .judgement import OWN_NAMES, Judgement, Lines
from .teasers import PROSE_WORDS

BATCH, BATCH_TEXTS = 400_000, 256
"""Characters, and texts, after which a batch is full: enough to keep numpy busy, and few enough for the cache."""
SURE = 0.4
"""How far from the threshold to certainty one line of a run must be, for the run to go: 0.7 at a threshold of 0.5.
Measured on held-out texts: of the lines lost from news a twentieth stays, and one teaser in sixty."""
MOST = 0.8
"""Share of its words that a text may lose before it is flagged."""
ABOVE = 0.02
"""Share of a document's main content before which boilerplate is navigation."""
Judge: TypeAlias = Callable[[Sequence[Sequence[str]], Sequence[str | None]], Judgement]
"""Scores the lines of documents; each that has a head has it as its first line."""
REASONS = tuple(Reason)
TEASER = REASONS.index(Reason.TEASER)
HEADING_REASONS = [REASONS.index(reason) for reason in (Reason.FOOTER, Reason.COMMENT, Reason.TEASER)]
VERDICTS = np.array([*REASONS, None], object)
BLANK = Evidence("blank, beside removed lines", 0.0)


def clean(
    text: str,
    *,
    title: str | None = None,
    threshold: float = 0.5,
    reasons: frozenset[Reason] = frozenset(Reason),
) -> Cleaned:
    """Judge every line of `text` and return it with its verdicts.

    `title` is the headline where the text does not begin with it; it stays the first time. A line that is
    boilerplate with a probability of `threshold` (0 to 1) or more goes, if its reason is among `reasons`. No string
    raises; a text without boilerplate comes back character for character.
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
    while batch := _take(pending):
        heads = list(islice(known, len(batch)))
        heads += [None] * (len(batch) - len(heads))
        documents = [split_lines(text) for text in batch]
        heads = [head if head and head.strip() else None for head in heads]
        yield from settle(documents, heads, judge_texts, threshold, reasons)


def _take(texts: Iterator[str]) -> list[str]:
    """Take the texts of one batch: some characters, and always one text while there are any."""
    batch: list[str] = []
    characters = 0
    for text in texts:
        batch.append(text)
        characters += len(text)
        if characters >= BATCH or len(batch) >= BATCH_TEXTS:
            break
    return batch


def settle(
    documents: Sequence[Sequence[str]],
    heads: Sequence[str | None],
    judge: Judge,
    threshold: float,
    reasons: frozenset[Reason],
) -> Iterator[Cleaned]:
    """Judge documents, each a sequence of lines, together, and give every line its verdict.

    A title that was given, a head, is judged as one more line above the text, and is taken away again.
    """
    judgement = judge(documents, heads)
    gone = removable(judgement, threshold)
    gone[_first_repeats(judgement, heads)] = False
    reason = reason_of(judgement)
    gone &= np.array([known in reasons for known in REASONS])[reason]
    removed = VERDICTS[np.where(gone, reason, len(REASONS))]
    for number, (lines, head) in enumerate(zip(documents, heads, strict=True)):
        first, end = judgement.lines.surface.bounds[number : number + 2].tolist()
        part = slice(first + (head is not None), end)
        verdicts = _with_blanks(lines, judgement.boilerplate[part].tolist(), removed[part].tolist())
        flag = _flag(judgement.lines.surface.words[part], gone[part])
        yield Cleaned(lines, *verdicts, _Explanation(lines, head, judge).evidence, flag)


def _with_blanks(
    lines: Sequence[str], scores: list[float], removed: list[Reason | None]
) -> tuple[list[float], list[Reason | None]]:
    """Give blank lines a score and a verdict too; those given are of the other lines."""
    if len(scores) == len(lines):
        return scores, removed
    blank = [not line.strip() for line in lines]
    scored, judged = iter(scores), iter(removed)
    gone = drop_gaps([None if empty else next(judged) for empty in blank], blank)
    return [
        float(reason is not None) if empty else next(scored) for empty, reason in zip(blank, gone, strict=True)
    ], gone


def judge_texts(documents: Sequence[Sequence[str]], heads: Sequence[str | None]) -> Judgement:
    """Score the lines of documents; each that has a head has it as its first line."""
    return Judgement(lines_of(documents, heads))


def lines_of(documents: Sequence[Sequence[str]], heads: Sequence[str | None]) -> Lines:
    """Measure the lines of documents, each with its head, if it has one, as its first line."""
    return Lines.of([lines if head is None else [head, *lines] for lines, head in zip(documents, heads, strict=True)])


def removable(judgement: Judgement, threshold: float) -> Bools:
    """Tell which lines (L) may go: those that reach the threshold, in a run that holds a line sure to be boilerplate.

    When in doubt, lines stay: a run of lines that are all only likely boilerplate is kept. A line that repeats the
    title, or points elsewhere by what it says, needs no other.
    """
    surface = judgement.lines.surface
    likely = judgement.boilerplate >= threshold
    sure = judgement.boilerplate >= threshold + SURE * (1 - threshold)
    sure |= judgement.lines.way < len(titles.NAMES)
    sure |= judgement.lines.own[:, OWN_NAMES.index("pointer")] > 0
    begins = np.diff(likely, prepend=False) | (surface.index == 0)
    run = np.cumsum(begins)
    with_sure = np.bincount(run[likely & sure], minlength=int(run.max(initial=0)) + 1) > 0
    gone: Bools = likely & with_sure[run]
    return gone & ~_heads_what_stays(judgement, gone)


def _heads_what_stays(judgement: Judgement, gone: Bools) -> Bools:
    """Tell which lines (L) that would go (mask, L) are headings, between lines that stay, of a paragraph that stays.

    ‘Comments’ above the comments of a site is furniture; above a section of the article it is a heading. With a
    colon at its end it is no heading, but points to something that was not scraped.
    """
    surface, lines = judgement.lines.surface, judgement.lines
    heading = (lines.phrase >= 0) & (surface.words <= lines.phrase_words + 1) & (surface.last != kind("colon"))
    heading &= np.isin(footers.reasons()[lines.phrase], HEADING_REASONS)
    staying = ~gone & (surface.words > 0)
    above = np.roll(staying, 1) & (surface.index > 0)
    below = np.roll(staying & (surface.words >= PROSE_WORDS), -1) & (np.arange(len(gone)) + 1 < surface.end)
    found: Bools = heading & above & below
    return found


def reason_of(judgement: Judgement) -> Ints:
    """Tell for which reason each line goes, if it goes: a place in `REASONS` for each line (L).

    What repeats the title goes as a title, what is about something else as a teaser. All other boilerplate is
    furniture, and of the kind that it says it is; else what stands above the main content is navigation.
    """
    lines = judgement.lines
    said = footers.reasons()[lines.phrase]
    says = footers.is_said(lines.surface, lines.phrase_words) & (said != TEASER)
    above = judgement.around_last[:, context.NAMES.index("share of main content before")] < ABOVE
    furniture = np.where(says, said, np.where(above, REASONS.index(Reason.NAVIGATION), REASONS.index(Reason.FOOTER)))
    teaser = (judgement.teaser > 0) & (lines.surface.words > 0)
    return np.where(lines.way < len(titles.NAMES), REASONS.index(Reason.TITLE), np.where(teaser, TEASER, furniture))


def _first_repeats(judgement: Judgement, heads: Sequence[str | None]) -> list[int]:
    """Find the lines where a title that was given stands for the first time in its text: those stay."""
    repeats = judgement.lines.repeats
    given = [low for low, head in zip(judgement.lines.surface.bounds.tolist(), heads, strict=False) if head]
    return [int(lines[0]) for low in given if len(lines := np.flatnonzero(repeats == low))]


class _Explanation:
    """The evidence about one text, found when somebody asks: the text is judged again, alone."""

    def __init__(self, lines: Sequence[str], head: str | None, judge: Judge) -> None:
        self._lines, self._head, self._judge = lines, head, judge

    @cached_property
    def _explainer(self) -> tuple[Explainer, dict[int, int]]:
        full = [number for number, line in enumerate(self._lines) if line.strip()]
        numbers = [*([0] if self._head else []), *(number + 1 for number in full)]
        places = {number - 1: place for place, number in enumerate(numbers)}
        return Explainer(self._judge([self._lines], [self._head]), numbers), places

    def evidence(self, number: int) -> tuple[Evidence, ...]:
        """Return the evidence about the line at that place, from 0."""
        explainer, places = self._explainer
        return explainer.evidence(places[number]) if number in places else (BLANK,)


def _flag(words: Ints, gone: Bools) -> str | None:
    """Say so when a text would lose most of its words, given those of its lines (L) and which lines go (L)."""
    lost, total = int(words[gone].sum()), int(words.sum())
    return f"loses {100 * lost // total} % of its words" if lost > MOST * total else None
