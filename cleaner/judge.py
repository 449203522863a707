"""From scores to verdicts: which lines go, for which reason; the doors `clean` and `clean_many`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, repeat
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from . import context, footers, marks, titles
from .arrays import Bools, Ints
from .characters import kind
from .document import Cleaned, Evidence, Reason, drop_gaps
from .evidence import Explainer
from .judgement import OWN_NAMES, Judgement, Lines
from .teasers import PROSE_WORDS
from .wrapping import Paragraphs

if TYPE_CHECKING:
    from .site import Known, SiteMemory

BATCH, BATCH_TEXTS = 400_000, 256
"""Characters, and texts, after which a batch is full: enough to keep numpy busy, and few enough for the cache."""
SURE = 0.4
"""How far from the threshold to certainty one line of a run must be, for the run to go: 0.7 at a threshold of 0.5.
Measured on held-out texts: of the lines lost from news a twentieth stays, and one teaser in sixty."""
MOST = 0.8
"""Share of its words that a text may lose before it is flagged."""
ABOVE = 0.02
"""Share of a document's main content before which boilerplate is navigation."""


class Asked(NamedTuple):
    """What is to be judged: a text, its head, if a title was given, and what is known of its site."""

    text: Paragraphs
    head: str | None = None
    known: "Known | None" = None


Judge: TypeAlias = Callable[[Sequence[Asked]], Judgement]
"""Scores the lines of documents; each that has a head has it as its first line."""
REASONS = tuple(Reason)
TEASER = REASONS.index(Reason.TEASER)
HEADS = np.array([reason in (Reason.FOOTER, Reason.COMMENT, Reason.TEASER) for reason in REASONS])
"""The reasons that a heading may have."""
VERDICTS = np.array([*REASONS, None], object)
BLANK = Evidence("blank, beside removed lines", 0.0)


def clean(  # noqa: PLR0913 - each is an option of the command
    text: str,
    *,
    title: str | None = None,
    site: str | None = None,
    memory: "SiteMemory | None" = None,
    threshold: float = 0.5,
    reasons: frozenset[Reason] = frozenset(Reason),
) -> Cleaned:
    """Judge every line of `text` and return it with its verdicts.

    `title` is the headline where the text does not begin with it; it stays the first time. What a `memory` knows of
    the `site` that the text is from is weighed too. A line that is boilerplate with a probability of `threshold` (0 to
    1) or more goes, if its reason is among `reasons`. No string raises; a text without boilerplate comes back
    character for character.
    """
    return next(clean_many([text], titles=[title], sites=[site], memory=memory, threshold=threshold, reasons=reasons))


def clean_many(  # noqa: PLR0913 - each is an option of the command
    texts: Iterable[str],
    *,
    titles: Iterable[str | None] = (),
    sites: Iterable[str | None] = (),
    memory: "SiteMemory | None" = None,
    threshold: float = 0.5,
    reasons: frozenset[Reason] = frozenset(Reason),
) -> Iterator[Cleaned]:
    """Judge many texts, lazily and in order; each answer is what `clean` gives for that text alone.

    `titles` and `sites` go along with the texts, as far as they reach. The other arguments are those of `clean`.
    """
    pending, heads, places = iter(texts), chain(titles, repeat(None)), chain(sites, repeat(None))
    while batch := _take(pending):
        asked = [
            Asked(marks.read(text), _head(head), memory.known(site) if memory else None)
            for text, head, site in zip(batch, heads, places, strict=False)
        ]
        yield from settle(asked, judge_texts, threshold, reasons)


def _head(title: str | None) -> str | None:
    return title if title and title.strip() else None


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


def settle(asked: Sequence[Asked], judge: Judge, threshold: float, reasons: frozenset[Reason]) -> Iterator[Cleaned]:
    """Judge the paragraphs of documents together, and give every line the verdict of its paragraph.

    A title that was given, a head, is judged as one more line above the text, and is taken away again.
    """
    judgement = recalled(judge(asked), asked)
    gone = removable(judgement, threshold)
    gone[_first_repeats(judgement, asked)] = False
    reason = reason_of(judgement)
    gone &= np.array([known in reasons for known in REASONS])[reason]
    removed = VERDICTS[np.where(gone, reason, len(REASONS))]
    for number, document in enumerate(asked):
        first, end = judgement.lines.surface.bounds[number : number + 2].tolist()
        part = slice(first + (document.head is not None), end)
        verdicts = [document.text.spread(of[part].tolist()) for of in (judgement.boilerplate, removed)]
        flag = _flag(judgement.lines.surface.words[part], gone[part])
        explain = _Explanation(document, judge).evidence
        yield Cleaned(document.text.lines, *_with_blanks(document.text.lines, *verdicts), explain, flag)


def _with_blanks(
    lines: Sequence[str], scores: Sequence[float], removed: Sequence[Reason | None]
) -> tuple[Sequence[float], Sequence[Reason | None]]:
    """Give blank lines a score and a verdict too; those given are of the other lines."""
    if len(scores) == len(lines):
        return scores, removed
    blank = [not line.strip() for line in lines]
    scored, judged = iter(scores), iter(removed)
    gone = drop_gaps([None if empty else next(judged) for empty in blank], blank)
    return [
        float(reason is not None) if empty else next(scored) for empty, reason in zip(blank, gone, strict=True)
    ], gone


def judge_texts(asked: Sequence[Asked]) -> Judgement:
    """Score the lines of documents; each that has a head has it as its first line."""
    return Judgement(lines_of(asked))


def lines_of(asked: Sequence[Asked]) -> Lines:
    """Measure the lines of documents, each with its head, if it has one, as its first line."""
    return Lines.of([text.judged if head is None else [head, *text.judged] for text, head, _ in asked])


def recalled(judgement: Judgement, asked: Sequence[Asked]) -> Judgement:
    """Weigh what is known of the sites of documents, if anything is."""
    if not any(document.known and document.known.says_anything for document in asked):
        return judgement
    from .recall import SiteJudgement
    from .site import NOTHING

    return SiteJudgement.of(judgement, [document.known or NOTHING for document in asked])


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
    begins = surface.index == 0
    begins[1:] |= likely[1:] != likely[:-1]
    run = begins.cumsum()
    with_sure = np.bincount(run[likely & sure], minlength=int(run.max(initial=0)) + 1) > 0
    gone: Bools = likely & with_sure[run]
    return gone & ~_heads_what_stays(judgement, gone)


def _heads_what_stays(judgement: Judgement, gone: Bools) -> Bools:
    """Tell which lines (L) that would go (mask, L) are headings, between lines that stay, of a paragraph that stays.

    ‘Comments’ above the comments of a site is furniture; above a section of the article it is a heading. With a
    colon it is no heading, but points to something else.
    """
    surface, lines = judgement.lines.surface, judgement.lines
    short = surface.words <= lines.phrase_words + 1
    heading: Bools = (lines.phrase >= 0) & short & (surface.kinds[:, kind("colon")] == 0)
    heading &= HEADS[footers.reasons()[lines.phrase]]
    staying = ~gone & (surface.words > 0)
    prose = staying & (surface.words >= PROSE_WORDS)
    heading[1:] &= staying[:-1] & (surface.index[1:] > 0)
    heading[:-1] &= prose[1:] & (surface.index[1:] > 0)
    heading[:1] = heading[-1:] = False
    return heading


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


def _first_repeats(judgement: Judgement, asked: Sequence[Asked]) -> list[int]:
    """Find the lines where a title that was given stands for the first time in its text: those stay."""
    repeats = judgement.lines.repeats
    bounds = judgement.lines.surface.bounds.tolist()
    given = [low for low, document in zip(bounds, asked, strict=False) if document.head]
    return [int(lines[0]) for low in given if len(lines := np.flatnonzero(repeats == low))]


class _Explanation:
    """The evidence about one text, found when somebody asks: the text is judged again, alone."""

    def __init__(self, asked: Asked, judge: Judge) -> None:
        self._asked, self._judge = asked, judge

    @cached_property
    def _explainer(self) -> tuple[Explainer, dict[int, int]]:
        text = self._asked.text
        full = [number for number, line in enumerate(text.lines) if line.strip()]
        above = [0] if self._asked.head else []
        places = dict(zip(full, text.spread(range(len(above), len(above) + len(full))), strict=True))
        firsts = {place: number + 1 for number, place in reversed(places.items())}
        numbers = [*above, *(firsts[place] for place in sorted(firsts))]
        return Explainer(recalled(self._judge([self._asked]), [self._asked]), numbers), places

    def evidence(self, number: int) -> tuple[Evidence, ...]:
        """Return the evidence about the line at that place, from 0."""
        explainer, places = self._explainer
        return explainer.evidence(places[number]) if number in places else (BLANK,)


def _flag(words: Ints, gone: Bools) -> str | None:
    """Say so when a text would lose most of its words, given those of its lines (L) and which lines go (L)."""
    lost, total = int(words[gone].sum()), int(words.sum())
    return f"loses {100 * lost // total} % of its words" if lost > MOST * total else None
