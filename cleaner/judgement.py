"""From lines to scores, in three passes.

The first pass scores each line by itself: its shape, its words, what it repeats or says. The second adds what the
line shares with the others, and the scores of the first pass around it; the third does the same with the scores
of the second. All three are small networks (`model/`), fitted by `train.py` to the features made here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from . import context, footers, kin, shape, teasers, titles
from .arrays import Bools, Floats, Floats32, Ints, Small, side_by_side
from .lexicon import Weighed, lexicon
from .network import LARGEST, STEP, Network, network, standard
from .surface import Surface, survey

LEAN = 0.35
"""How far scores lean to main content, in log-odds: to lose content is worse than to leave boilerplate. Chosen on
held-out texts: all visible text -0.001 by word F1, web pages +0.001, and of news 0.006 more come out exactly right."""
BOILERPLATE = 1 / (1 + np.exp(np.arange(-LARGEST * STEP, LARGEST * STEP + 1) / STEP + LEAN))
"""The probability of boilerplate for each score from the least to the greatest; a table, alike in every batch."""

TITLE, TITLE_WORDS = 13, 4
"""How much more, in steps of 1/64, speaks against a line of so many words that repeats the title word for word.
Measured on held-out texts: of 141 repeated titles one stays, not two; nothing else changes."""
AGAIN, NEAR = 2 * STEP, 2
"""What speaks at least against such a line that stands twice in a text, so few lines below the title. Of 558 in all
collections 541 are boilerplate; in a text of two or three lines the networks would let it stay. So with one that adds
the name of a site (73 of 74), and with a misread one; further down, such a line is as often a heading that differs
from the title by a word. So much speaks against a line that begins with ©, too: of 1,716, 1,666 are boilerplate."""

WORD_NAMES = ("weight of words", "mean weight of words")
OWN_NAMES = (*shape.NAMES, *titles.NAMES, *footers.NAMES)
KNOWN = (*OWN_NAMES, *teasers.NAMES, *context.BESIDE)
FIRST_SCORE = ("first score",)
FIRST = (*OWN_NAMES, *WORD_NAMES)
SECOND = (*KNOWN, *context.NAMES, *kin.NAMES)
THIRD = (*KNOWN, *FIRST_SCORE, *context.NAMES, *kin.NAMES)
FEATURES = (*KNOWN, *WORD_NAMES, *FIRST_SCORE, *context.NAMES, *kin.NAMES)
"""All that the passes look at."""


@dataclass(frozen=True, eq=False)
class Lines:
    """The lines of a batch with all that is known about them before any score (L each).

    `repeats` is the line that a line repeats as a title, or -1, `way` how (see `titles.title_of`); `phrase` the
    known phrase it begins with (a place in `footers.phrases()`), or -1, `phrase_words` its words.
    """

    surface: Surface
    repeats: Ints
    way: Ints
    phrase: Ints
    phrase_words: Ints

    @classmethod
    def of(cls, documents: Sequence[Sequence[str]], titled: Sequence[int] = ()) -> "Lines":
        """Survey documents, each a sequence of lines.

        `titled` are the places, among those that are not blank, of the lines known to be titles; -1 where none is.
        """
        surface = survey(documents)
        places = zip(surface.bounds.tolist(), titled, strict=False)
        given = np.array([low + place if place >= 0 else -1 for low, place in places], np.int64)
        return cls(surface, *titles.title_of(surface, given), *footers.phrase_of(surface))

    @cached_property
    def own(self) -> Floats32:
        """What each line is by itself (L × OWN_NAMES)."""
        parts = (
            shape.measure(self.surface),
            titles.measure(self.way),
            footers.measure(self.surface, self.phrase, self.phrase_words),
        )
        return np.concatenate(parts, axis=1, dtype=np.float32)

    @cached_property
    def topic(self) -> Floats32:
        """What each line shares with the others (L × teasers.NAMES)."""
        return teasers.measure(self.surface, self.known_words.rarity)

    @cached_property
    def words(self) -> Floats32:
        """How the words of each line weigh (L × WORD_NAMES)."""
        return weigh_words(self.surface, self.known_words.word + self.known_words.pair)

    @cached_property
    def known_words(self) -> Weighed:
        """What the lexicon knows of each word."""
        return lexicon().look_up(self.surface)

    @cached_property
    def around(self) -> context.Around:
        """What lies around each line."""
        return context.Around(self.surface)

    @cached_property
    def kin(self) -> kin.Kin:
        """The kin of each line."""
        return kin.Kin(kin.find(self.surface), self.surface.words)

    @cached_property
    def seen(self) -> Floats32:
        """What of each line its neighbours look at (L × context.SEEN)."""
        return choose(context.SEEN, self.own, self.topic)


def choose(names: Sequence[str], own: Floats32, topic: Floats32) -> Floats32:
    """Return the features that are named, of those that lines have by themselves and share with others (L × names)."""
    columns = {**dict(zip(OWN_NAMES, own.T, strict=True)), **dict(zip(teasers.NAMES, topic.T, strict=True))}
    return side_by_side([columns[name] for name in names])


def weigh_words(surface: Surface, weight: Small) -> Floats32:
    """Sum up the weights of the words (W) of each line, by the root of their number and by their number."""
    total = surface.per_line(weight) / STEP
    words = np.maximum(surface.words, 1)
    return side_by_side((total / np.sqrt(words), total / words))


@dataclass(frozen=True, eq=False)
class Judgement:
    """The scores of a batch, pass by pass: log-odds for main content in steps of 1/64 (L each).

    The inputs of a pass are its features in steps (see `network`), block beside block.
    """

    lines: Lines

    @cached_property
    def known(self) -> tuple[Floats32, ...]:
        """What is known about lines without a score, as `KNOWN` names it."""
        named = (
            (OWN_NAMES, self.lines.own),
            (teasers.NAMES, self.lines.topic),
            (context.BESIDE, context.beside(self.lines.surface, self.lines.seen)),
        )
        return tuple(standard(names).steps(features) for names, features in named)

    @cached_property
    def words(self) -> Floats32:
        """How the words of lines weigh, as `WORD_NAMES` names it."""
        return standard(WORD_NAMES).steps(self.lines.words)

    @cached_property
    def first_inputs(self) -> tuple[Floats32, ...]:
        """The inputs of the first pass, as `FIRST` names them."""
        return self.known[0], self.words

    @cached_property
    def first(self) -> Ints:
        """The scores of the first pass."""
        return network("first").scores(*self.first_inputs)

    @cached_property
    def second_inputs(self) -> tuple[Floats32, ...]:
        """The inputs of the second pass, as `SECOND` names them."""
        return *self.known, *self._told_by(self.first, self.around(self.first))

    @cached_property
    def second(self) -> Ints:
        """The scores of the second pass."""
        return network("second").scores(*self.second_inputs)

    @cached_property
    def around_last(self) -> Floats32:
        """What stands around each line by the scores of the second pass (L × context.NAMES)."""
        return self.around(self.second)

    @cached_property
    def third_inputs(self) -> tuple[Floats32, ...]:
        """The inputs of the third pass, as `THIRD` names them."""
        first = standard(FIRST_SCORE).steps((self.first[:, None] / STEP).astype(np.float32))
        return *self.known, first, *self._told_by(self.second, self.around_last)

    @cached_property
    def third(self) -> Ints:
        """The scores of the third pass."""
        return network("third").scores(*self.third_inputs)

    @property
    def scores(self) -> Ints:
        """The scores that decide."""
        return self.third

    @property
    def passes(self) -> Sequence[tuple[Network, tuple[Floats32, ...]]]:
        """The network and the inputs of each pass."""
        inputs = {"first": self.first_inputs, "second": self.second_inputs, "third": self.third_inputs}
        return [(network(name), of_pass) for name, of_pass in inputs.items()]

    @cached_property
    def teaser(self) -> Ints:
        """The log-odds that lines, if they go, are about something else, and not furniture."""
        return network("teaser").scores(*self.third_inputs)

    @cached_property
    def boilerplate(self) -> Floats:
        """The probability that a line is boilerplate, 0 to 1: the logistic of the score against it."""
        scores = np.maximum(self.scores - TITLE * self._says_title, -LARGEST * STEP)
        sure = self._says_it_again | footers.claims_rights(self.lines.surface)
        scores[sure] = np.minimum(scores[sure], -AGAIN)
        probability: Floats = BOILERPLATE[scores + LARGEST * STEP]
        return probability

    @property
    def _says_title(self) -> Bools:
        says: Bools = (self.lines.way == 0) & (self.lines.surface.words >= TITLE_WORDS)
        return says

    @property
    def _says_it_again(self) -> Bools:
        """Which lines (L) are the title a second time, if misread, right below it, and not a refrain."""
        lines = self.lines
        again: Bools = self._says_title | (lines.way == titles.MISREAD)
        again |= titles.adds_site(lines.surface, lines.repeats, lines.way)
        again &= self.lines.surface.repeats[0] <= 2
        again &= np.arange(len(again)) - self.lines.repeats <= NEAR
        return again

    def marked(self, name: str) -> Floats32:
        """Return what the markup says of lines (L), by the name of a feature; raises KeyError where there is none."""
        raise KeyError(name)

    def on_site(self, line: int) -> tuple[int, int]:
        """Tell how many pages of the site hold a line, and of how many; raises KeyError where there is no memory."""
        raise KeyError(line)

    def around(self, scores: Ints) -> Floats32:
        """Return what stands around each line by these scores (L × context.NAMES)."""
        return self.lines.around.measure(scores)

    def _told_by(self, scores: Ints, around: Floats32) -> tuple[Floats32, ...]:
        """Return the inputs that scores of an earlier pass make (L × context.NAMES, L × kin.NAMES)."""
        return standard(context.NAMES).steps(around), standard(kin.NAMES).steps(self.lines.kin.measure(scores))
