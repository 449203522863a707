"""Evidence that a line repeats the title.

A scraped text often holds its headline twice or more: as the page's title, as the heading, in the picture's
caption. The title stays the first time. A line further down repeats it when it holds the same words (case,
accents, quotes and dashes do not count; a scanner may have misread a letter), when it adds the name of the site,
leaves it away, or is cut short. A heading that only shares words with the title is no repeat.
"""

import re
from collections import Counter

import numpy as np

from .arrays import Bools, Floats32, Ints, running, side_by_side
from .characters import kind
from .surface import Surface

CANDIDATES, WIDE = 4, 3
"""How many lines may be the title: the first, and the first of so many words. A menu or a byline may stand above."""
LONGEST = 200
"""Characters of the longest title; above it a line is a paragraph."""
PROSE = 12
"""Words from which on a line with a full stop at its end is a sentence, not a title."""
EXTRA = 6
"""Words that the name of a site, or a rubric, adds to a title at most."""
STRAYS, LEAST_WORDS = 30, 4
"""In how many characters of a line, of at least so many words, one more than one may differ from the title."""
NUMBER = r"\b\d+\b"
SEPARATORS = [kind(name) for name in ("bar", "dash", "hyphen")]
"""The marks that set the name of a site apart from a title."""

NAMES = ("repeats the title", "title with an addition", "title without its addition", "title cut short")
ADDED = NAMES.index("title with an addition")
WITHOUT = NAMES.index("title without its addition")
"""The way of a headline below the title that the site made of it."""
MISREAD = len(NAMES)
"""The way in which a line repeats the title but for a letter: too rare where the judge learns, so that it is told."""
NONE = MISREAD + 1
"""The way of a line that repeats no title."""
NOT_GIVEN: Ints = np.full(1, -1)
"""No line is known to be a title."""


def title_of(surface: Surface, given: Ints = NOT_GIVEN) -> tuple[Ints, Ints]:
    """Find the lines that repeat a title of their document; `given` (D) are lines known to be titles, or -1.

    Returns for each line (L) the line it repeats, or -1, and in what way: a place in `NAMES`, `MISREAD` or `NONE`. The
    closest way wins, and of equal ones the earliest title.
    """
    repeats, way = np.full(len(surface.lines), -1), np.full(len(surface.lines), NONE)
    line, title, alike = _pairs(surface, given)
    ways = np.full(alike.shape, NONE)
    place, column = alike.nonzero()
    ways[place, column] = _way(surface, line[column], title[place, column])
    found = ways.min(0) < NONE
    repeating, ways = line[found], ways[:, found]
    repeats[repeating], way[repeating] = title[ways.argmin(0), found.nonzero()[0]], ways.min(0)
    known = given[given >= 0]
    repeats[known], way[known] = -1, NONE
    return repeats, way


def adds_site(surface: Surface, repeats: Ints, way: Ints) -> Bools:
    """Tell which lines (L) add the name of a site, or a rubric, to the title: by a mark that sets it apart."""
    separators = surface.kinds[:, SEPARATORS].sum(1)
    adds: Bools = (way == ADDED) & (separators > separators[repeats])
    return adds


def measure(way: Ints) -> Floats32:
    """Return which of `NAMES` holds for each line (L × NAMES); `way` is what `title_of` found."""
    return side_by_side([way == number for number in range(len(NAMES))])


def _pairs(surface: Surface, given: Ints) -> tuple[Ints, Ints, Bools]:
    """Pair short lines (N) with each line that may be the title of their document (CANDIDATES × N).

    Tells which of the pairs begin or end with the same word and have the title above (CANDIDATES × N).
    """
    short = (surface.words > 0) & (surface.characters <= LONGEST)
    sentence = (surface.last == kind("full stop")) & (surface.words >= PROSE)
    line = (short & (surface.index > 0)).nonzero()[0]
    first, last = np.zeros((2, len(surface.lines)), np.uint64)
    first[surface.wordy] = surface.word_hash[surface.word_start[surface.wordy]]
    last[surface.wordy] = surface.word_hash[surface.word_start[surface.wordy + 1] - 1]
    title = _with(given, candidates(surface))[:, surface.document[line]]
    alike = (first[line] == first[title]) | (last[line] == last[title])
    alike &= (line > title) & (short & ~sentence)[title]
    return line, title, alike


def _with(given: Ints, found: Ints) -> Ints:
    """Put the lines that are known to be titles (D, or none) behind those that were found (CANDIDATES × D)."""
    return np.vstack((found, np.where(given >= 0, given, found[-1]))) if (given >= 0).any() else found


def candidates(surface: Surface) -> Ints:
    """Find the lines that may be the title of each document (CANDIDATES × D), the last of all where there are fewer."""
    able = (surface.words >= WIDE) | (surface.index == 0)
    before = running(able)
    rank = before[:-1] - before[surface.begin]
    lines = (able & (rank < CANDIDATES)).nonzero()[0]
    found = np.full((CANDIDATES, len(surface.bounds) - 1), len(surface.lines) - 1)
    found[rank[lines], surface.document[lines]] = lines
    return found


def _way(surface: Surface, line: Ints, title: Ints) -> Ints:
    """Tell in what way each line repeats the title beside it."""
    words, length = surface.words[line], surface.words[title]
    shared = np.maximum(common_start(surface, line, title), common_end(surface, line, title))
    cut = (surface.last[line] == kind("ellipsis")) | np.fromiter(
        (surface.lines[i].endswith("...") for i in line.tolist()), bool, len(line)
    )
    long_enough = (2 * shared >= length) & (shared >= 3)
    separators = surface.kinds[:, SEPARATORS].sum(1)
    ways = (
        (shared == words) & (shared == length),
        (shared == length) & (words <= length + EXTRA) & (length >= 3),
        (shared == words) & (length <= words + EXTRA) & long_enough & (separators[title] > separators[line]),
        (shared >= words - 1) & cut & long_enough,
    )
    closest = np.full(len(line), NONE)
    for number, holds in reversed([*enumerate(ways)]):
        closest[holds] = number
    near = (
        (closest == NONE) & (words >= LEAST_WORDS) & (np.abs(surface.characters[line] - surface.characters[title]) <= 2)
    )
    for pair in near.nonzero()[0].tolist():
        if _is_misread(surface.lines[line[pair]], surface.lines[title[pair]]):
            closest[pair] = MISREAD
    return closest


def _is_misread(line: str, title: str) -> bool:
    """Tell whether a line is the title but for a letter here and there; another number makes another title."""
    from difflib import SequenceMatcher

    line, title = line.casefold(), title.casefold()
    most = 1 + len(line) // STRAYS
    if (Counter(line) - Counter(title)).total() > most:  # most pairs: in a tenth of the time
        return False
    steps = SequenceMatcher(None, line, title, autojunk=False).get_opcodes()
    changed = sum(max(b - a, d - c) for tag, a, b, c, d in steps if tag != "equal")
    return changed <= most and re.findall(NUMBER, line) == re.findall(NUMBER, title)


def common_start(surface: Surface, line: Ints, other: Ints) -> Ints:
    """Count the words that two lines share before the first that differs; both arrays name lines, pair by pair."""
    return _common(surface, surface.word_start[line], surface.word_start[other], _shorter(surface, line, other), 1)


def common_end(surface: Surface, line: Ints, other: Ints) -> Ints:
    """Count the words that two lines share after the last that differs."""
    ends = surface.word_start[line + 1] - 1, surface.word_start[other + 1] - 1
    return _common(surface, *ends, _shorter(surface, line, other), -1)


def _shorter(surface: Surface, line: Ints, other: Ints) -> Ints:
    return np.minimum(surface.words[line], surface.words[other])


def _common(surface: Surface, word: Ints, other: Ints, length: Ints, step: int) -> Ints:
    """Count equal words from `word` and `other` on, going by `step`, for at most `length` words; pair by pair."""
    pair, first = np.arange(len(length)).repeat(length), length.cumsum() - length
    along = step * (np.arange(len(pair)) - first[pair])
    seen = running(surface.word_hash[word[pair] + along] != surface.word_hash[other[pair] + along])
    return np.bincount(pair[seen[1:] == seen[first][pair]], minlength=len(length))
