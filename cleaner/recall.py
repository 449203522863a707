"""What a memory of the site says of lines (see `site`), and the pass that weighs it, after all others.

How common a line is on its site is a score too, whole and exact: log-odds for a line that is on no other page. So the
same is asked of it as of the scores of the other passes: what do the lines around have, how much is there before and
after. What is on no other page can only gain by that, and what is on others can only lose: a memory knows nothing
else. Measured on hosts that were not learned from, that is what keeps content from being lost. A page of a site with
fewer than `LEAST` pages is judged as if there were no memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from . import context, shape
from .arrays import Bools, Floats32, Ints, side_by_side
from .judgement import OWN_NAMES, Judgement, Lines
from .network import Network, network, standard
from .site import LEAST, Known, fold
from .surface import Surface
from .teasers import LOG_STEPS

OF_SITE = "on the site"
"""What the names of features of memory end in."""
OWN = (
    *("log words", "ends in full stop", "share digit", "log repeats", "repeats an earlier line"),
    *("repeats the title", "place"),
)
"""What a line is by itself, as far as this pass looks at it."""
AROUND = (
    *("score at +0", "score at -1", "score at +1", "score at -2", "score at +2"),
    *("main content from -10 to +0", "main content from +1 to +11"),
    *("share of main content before", "share of main content after"),
    *("log distance to main content above", "log distance to main content below"),
)
"""What stands around a line by some score, as far as this pass looks at it."""
HELD = ("share of other pages", "log pages that hold it", "log pages", "is repeated as a title")
MEMORY = tuple(f"{name} {OF_SITE}" for name in (*HELD, *AROUND))
SITE = (*OWN, *AROUND, *MEMORY)

DOUBT, SURE = 160, 40
"""How much more than nothing must speak against a line on few other pages, in steps of 1/64, and on how many pages
that doubt is gone: a dozen pages of a shop or a manual repeat main content. Chosen so that over all hosts no more
content is lost than without a memory."""

LIFT = 96
"""How much, in such steps, speaks at most for a line because it is on no other page: so is a page's way through the
site, and its own list of related stories. Chosen among 0, 32, 64, 96 and no bound: with less, more content is lost;
with more, more boilerplate is left, on hosts learned from and on others."""


def recall(surface: Surface, known: Sequence[Known]) -> tuple[Ints, Ints]:
    """Tell how many pages of its site hold each line (L), itself among them, and of how many (L).

    `known` is what is known of the site of each document. Nothing is known of prices, dates and page numbers: lines
    without a letter are alike on all pages, whatever they say.
    """
    keys, _ = fold(surface.lines)
    pages = np.array([site.pages for site in known])[surface.document]
    parts = zip(known, surface.bounds[:-1].tolist(), surface.bounds[1:].tolist(), strict=True)
    held = np.concatenate([site.holding(keys[first:end]) for site, first, end in parts])
    return np.maximum(held, 1), np.where(keys > 0, np.maximum(pages, 1), 1)


def measure(lines: Lines, score: Ints, held: Ints, pages: Ints) -> tuple[Floats32, Floats32, Floats32]:
    """Return what `OWN`, `AROUND` and `MEMORY` say of each line (L × names), given its score and what was recalled."""
    rare = LOG_STEPS[2 * (pages - held)] - LOG_STEPS[2 * (held - 1)]
    share = (held - 1) / np.maximum(pages - 1, 1)
    of_line = side_by_side((share, shape.log(held), shape.log(pages), is_title(lines)))
    own = lines.own[:, [OWN_NAMES.index(name) for name in OWN]]
    around, common = (_around(lines, by) for by in (score, rare))
    return own, around, np.concatenate((of_line, common), axis=1)


def is_title(lines: Lines) -> Bools:
    """Tell which lines are repeated as a title further down (L)."""
    title = np.zeros(len(lines.repeats), bool)
    title[lines.repeats[lines.repeats >= 0]] = True
    return title


def _around(lines: Lines, score: Ints) -> Floats32:
    return lines.around.measure(score)[:, [context.NAMES.index(name) for name in AROUND]]


@dataclass(frozen=True, eq=False)
class SiteJudgement(Judgement):
    """The scores of lines of texts or web pages, weighed once more; `base` judges them without a memory.

    `held` and `pages` (L each) are what `recall` found.
    """

    base: Judgement
    held: Ints
    pages: Ints

    @classmethod
    def of(cls, base: Judgement, known: Sequence[Known]) -> "SiteJudgement":
        """Weigh anew what was judged, given what is known of the site of each document."""
        return cls(base.lines, base, *recall(base.lines.surface, known))

    @cached_property
    def site_inputs(self) -> tuple[Floats32, ...]:
        """The inputs of the pass, as `SITE` names them."""
        features = measure(self.lines, self.base.scores, self.held, self.pages)
        return tuple(standard(names).steps(of) for names, of in zip((OWN, AROUND, MEMORY), features, strict=True))

    @cached_property
    def scores(self) -> Ints:
        """The scores that decide; a line that is the title stays what it is to the others."""
        before, after = self.base.scores, network("site").scores(*self.site_inputs)
        alone = self.held == 1
        doubt = np.clip(LOG_STEPS[SURE] - LOG_STEPS[self.held], 0, DOUBT)
        raised = np.clip(after, before, before + LIFT)
        weighed = np.where(alone, raised, np.minimum(before, after + doubt))
        return np.where((self.pages < LEAST) | (~alone & is_title(self.lines)), before, weighed)

    @property
    def passes(self) -> Sequence[tuple[Network, tuple[Floats32, ...]]]:
        """The network and the inputs of each pass."""
        return [*self.base.passes, (network("site"), self.site_inputs)]

    @cached_property
    def teaser(self) -> Ints:
        """The log-odds that lines, if they go, are about something else, and not furniture: what most pages hold."""
        return np.where(2 * self.held > self.pages, np.minimum(self.base.teaser, 0), self.base.teaser)

    @property
    def around_last(self) -> Floats32:
        """What stands around each line by the scores of the second pass."""
        return self.base.around_last

    def marked(self, name: str) -> Floats32:
        """Return one feature of markup (L), where there is markup."""
        return self.base.marked(name)

    def on_site(self, line: int) -> tuple[int, int]:
        """Tell how many pages of the site hold a line, and of how many."""
        return int(self.held[line]), int(self.pages[line])
