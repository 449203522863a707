"""Evidence that a line is about something else: the words it shares with the lines before and after it.

The last paragraphs of an article still speak of its people, places and numbers; a teaser for another story does
not. Rare words count more than frequent ones (see `lexicon`), and lines at the end are also weighed together:
where a tail begins, the words of all that follows are suddenly little known.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .arrays import Bools, Floats, Ints, Small, running, side_by_side
from .characters import kind
from .shape import LOG, Columns, log
from .surface import Surface

RARE = 5
"""The rarity from which on a word tells one matter from another."""
PROSE_WORDS = 12
"""Words of a line that is long enough to be prose."""
AHEAD = (3, 6)
"""Lines that are looked at together, from a line on."""
STEPS = 64
LOG_STEPS = np.rint(STEPS * LOG).astype(np.int64)
"""The logarithms of `shape.LOG` in whole steps."""
SIDE = 2**26
"""More than all words of a batch weigh; the weights of all and of rare ones go into one number with 52 exact bits."""
HEAD = 2
"""First lines of a document where a tail cannot begin."""

OF_LINE = ("known before", "known after", "occurrences", "in long lines")
OF_TAIL = ("tail known", "tail weight", *(f"next {n} known" for n in AHEAD), "rest", "cut", "from cut", "body known")
NAMES = (
    "rarity",
    "log rare words",
    *OF_LINE,
    *(f"rare {name}" for name in OF_LINE),
    "all words in long lines",
    "log names",
    "names known before",
    "names known after",
    "from first line",
    "from second line",
    *OF_TAIL,
    *(f"rare {name}" for name in OF_TAIL),
)


class Standing(NamedTuple):
    """Where else words stand (W each): in a line before theirs, after it, elsewhere in one long enough for prose."""

    before: Bools
    after: Bools
    in_prose: Bools

    @classmethod
    def of(cls, surface: Surface) -> "Standing":
        """Find out where else the words of documents stand."""
        before, after = surface.first_line < surface.word_line, surface.last_line > surface.word_line
        return cls(before, after, _in_other_long_line(surface))


class Known(NamedTuple):
    """How well the words of lines are known, all of them and the rare ones alone (2 × L each).

    The weight of the words, and of those that also stand in a line before, after, or long enough for prose.
    """

    weight: Ints
    before: Ints
    after: Ints
    in_prose: Ints


def measure(surface: Surface, rarity: Small) -> NDArray[np.float32]:
    """Return what `NAMES` says of each line (L × NAMES); `rarity` is that of each word (W)."""
    stands, weight = Standing.of(surface), weigh(rarity)
    of_lines = known(surface, stands, weight)
    general: Columns = [of_lines.weight[0] / np.maximum(surface.words, 1) / 9, log(of_lines.weight[1] // RARE)]
    of_line = _of_line(surface, weight, of_lines)
    of_tail = _of_tail(surface, stands, weight, of_lines)
    return side_by_side((*general, *_all_then_rare(of_line), *_of_names(surface, stands), *_all_then_rare(of_tail)))


def _all_then_rare(columns: Columns) -> Columns:
    return [column[which] for which in range(2) for column in columns]


def weigh(rarity: Small) -> Small:
    """Return how much each word (W) weighs by its rarity: among all words, and among rare ones (2 × W)."""
    return rarity * np.array((rarity > 0, rarity >= RARE))


def known(surface: Surface, stands: Standing, weight: Small) -> Known:
    """Weigh the words (2 × W) of each line, and those of them that stand elsewhere too."""
    of_lines = [surface.counts(of_words, *(of_words * where for where in stands)) for of_words in weight]
    return Known(*np.array(of_lines).swapaxes(0, 1))


def _of_line(surface: Surface, weight: Small, of_lines: Known) -> Columns:
    """Return the columns `OF_LINE`: shares of the line's words, by weight."""
    total, before, after, in_prose = of_lines
    elsewhere = LOG_STEPS[np.minimum(surface.occurrences, len(LOG_STEPS)) - 1]
    logs = np.array([surface.per_line(of_words * elsewhere) for of_words in weight]) / STEPS
    return list(_share(np.array((before, after, logs, in_prose)), total))


def _of_names(surface: Surface, stands: Standing) -> Columns:
    """Return the columns on words of any weight: in long lines; names and numbers; words of the first two lines."""
    words = np.maximum(surface.words, 1)
    name = (surface.word_kind == kind("upper")) & (surface.word_place > 0) | (surface.word_kind == kind("digit"))
    place = surface.first_line - surface.begin[surface.word_line]
    in_prose, names, *known_names = surface.counts(stands.in_prose, name, name & stands.before, name & stands.after)
    return [
        in_prose / words,
        log(names),
        *(_share(part, names) for part in known_names),
        *(surface.counts(*(place == head for head in range(HEAD))) / words),
    ]


def _of_tail(surface: Surface, stands: Standing, weight: Small, of_lines: Known) -> Columns:
    """Return the columns `OF_TAIL`: of the lines from each line to the end of its document, and of the next few."""
    upto, here = running(of_lines.weight), np.arange(len(surface.lines))
    crossing = _Crossing.of(surface, stands, weight, of_lines.before)
    ends = (surface.end, *(np.minimum(here + reach, surface.end) for reach in AHEAD))
    tail, *ahead = (
        _share(crossing.within(reach), upto[:, end] - upto[:, :-1])
        for reach, end in zip((len(here), *AHEAD), ends, strict=True)
    )
    remaining = upto[:, surface.end] - upto[:, :-1]
    return [tail, log(remaining // 8) / 5, *ahead, *_cut(surface, of_lines)]


class _Crossing(NamedTuple):
    """The words that stand in an earlier line already: their lines, the first such lines, their weights (C each).

    `closed` (L) is their weight by line. A weight holds both, that of rare words above `SIDE`: one sum adds them.
    """

    line: Ints
    first: Ints
    weight: Floats
    closed: Ints

    @classmethod
    def of(cls, surface: Surface, stands: Standing, weight: Small, before: Ints) -> "_Crossing":
        at = stands.before.nonzero()[0]
        both = weight[0].take(at) + float(SIDE) * weight[1].take(at)
        return cls(surface.word_line.take(at), surface.first_line.take(at), both, before[0] + SIDE * before[1])

    def within(self, reach: int) -> Ints:
        """Weigh, for each line (2 × L), the words of it and the next (`reach` in all) that also stand before it."""
        begin = np.maximum(self.first + 1, self.line - reach + 1)
        opened = np.bincount(begin, self.weight, len(self.closed))
        opened[1:] -= self.closed[:-1]
        rare, words = np.divmod(opened.cumsum().astype(np.int64), SIDE)
        return np.array((words, rare))


def _cut(surface: Surface, of_lines: Known) -> list[Floats]:
    """Find where the document's words become little known, if anywhere.

    Each line speaks for a tail by how much less known it is than 0.6 of the document's average, times its weight.
    Returns per line the sum over all lines from it on, the greatest such sum where the line lies behind it, the
    distance from that place, and the document's average.
    """
    weight, before = of_lines.weight, of_lines.before
    average = _share(surface.per_document(before), surface.per_document(weight))
    unknown = np.clip(0.6 * np.clip(average, 0.2, 0.8) - before / np.maximum(weight, 1), -0.5, 0.5)
    steps = np.rint(unknown * np.minimum(weight, 60) / 30 * 100).astype(np.int64)
    upto = running(steps)
    rest = upto[:, surface.end] - upto[:, :-1]
    at, most = _peak(surface, np.where(surface.index >= HEAD, rest, np.iinfo(np.int64).min))
    behind = surface.index >= at
    distance = np.clip(surface.index - at, -5, 5) / 5 * (most > 30)
    return [np.clip(rest / 100, -5, 5), np.clip(most / 100, 0, 3) * behind, distance, average]


def _peak(surface: Surface, values: Ints) -> tuple[Ints, Ints]:
    """Return for each line where in its document the greatest value stands first, and that value (2 × L each)."""
    lines = np.diff(surface.bounds)
    full = lines.nonzero()[0]
    begin, lines = surface.bounds[full], lines[full]
    most = np.maximum.reduceat(values, begin, axis=1).repeat(lines, axis=1)
    place = np.where(values == most, surface.index, values.shape[1])
    return np.minimum.reduceat(place, begin, axis=1).repeat(lines, axis=1), most


def _share(part: NDArray[Any], total: Ints) -> Floats:
    """Divide; a half where there is nothing to divide."""
    return np.where(total > 0, part / np.maximum(total, 1), 0.5)


def _in_other_long_line(surface: Surface) -> Bools:
    """Tell which words (W) also stand elsewhere, in a line long enough to be prose."""
    prose = (surface.words >= PROSE_WORDS)[surface.word_line]
    in_prose = np.bincount(surface.word_id[prose], minlength=surface.ids)
    return in_prose[surface.word_id] > prose
