"""Evidence that a line is site furniture: menus, notices, share buttons, legal lines, headings that open a tail.

What such lines say is known from a list of phrases, matched as whole words at the start of a line. Whether a
heading really opens a tail is told by what follows it (see `teasers`): a story about top stories has prose there.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from . import model
from .arrays import Bools, Floats32, Hashes, Ints, side_by_side
from .characters import kind
from .document import Reason
from .surface import Surface, survey

NAMES = ("phrase coverage", *(f"{reason} phrase" for reason in Reason), "pointer")


class Phrase(NamedTuple):
    """Something that site furniture says: the words, and the reason for which a line that says them goes.

    As a heading, some `head_stories`.
    """

    text: str
    reason: Reason
    heads_stories: bool


def phrase_of(surface: Surface) -> tuple[Ints, Ints]:
    """Find the longest known phrase that each line begins with.

    Returns its place in `phrases()` (L), -1 for none, and how many words it has (L).
    """
    found, length = np.full(len(surface.lines), -1), np.zeros(len(surface.lines), np.int64)
    opens = surface.word_hash[surface.word_start[surface.wordy]]
    openings = _openings()
    likely = surface.wordy[openings[openings[:-1].searchsorted(opens)] == opens]
    sizes, keys, places = _keys()
    fits = surface.words[likely] >= sizes
    key = surface.start_key(likely, sizes * fits)
    at = np.minimum(keys.searchsorted(key), len(keys) - 1)
    says = fits & (keys[at] == key)
    line, longest = says.any(0).nonzero()[0], (says * sizes).argmax(0)
    at, longest = at[longest[line], line], longest[line]
    found[likely[line]], length[likely[line]] = places[at], sizes[longest, 0]
    return found, length


def measure(surface: Surface, phrase: Ints, length: Ints) -> Floats32:
    """Return what `NAMES` says of each line (L × NAMES); `phrase` and `length` are what `phrase_of` found."""
    reason = reasons()[phrase]
    flags = [(phrase >= 0) & (reason == number) for number in range(len(Reason))]
    return side_by_side((length / np.maximum(surface.words, 1), *flags, is_pointer(surface, phrase, length)))


def claims_rights(surface: Surface) -> Bools:
    """Tell which lines (L) begin with ©, or a mark like it."""
    claims: Bools = surface.first == kind("rights")
    return claims


def is_said(surface: Surface, length: Ints) -> Bools:
    """Tell which lines (L) say so much of a phrase (its words: L) that they are of its kind."""
    return (length >= 3) | (length > 0) & (2 * length >= surface.words)


def is_pointer(surface: Surface, phrase: Ints, length: Ints) -> Bools:
    """Tell which lines (L) say their `phrase` of that length (L each), a colon, and a headline or a sentence.

    Where the phrase heads stories, a word is headline enough.
    """
    colon = surface.kinds[:, kind("colon")] > 0
    least = np.where(heads_stories()[phrase], 1, 4)
    return (length > 0) & colon & (surface.words >= length + least) & (surface.words <= 40)


@cache
def phrases() -> tuple[Phrase, ...]:
    """Read the list of phrases."""
    rows = [row.split("\t") for row in model.read("phrases").splitlines()]
    return tuple(Phrase(words, Reason(reason), follows == "stories") for reason, words, follows in rows)


@cache
def reasons() -> Ints:
    """Return the reason of each phrase: its place in `Reason`."""
    known = list(Reason)
    return np.array([known.index(phrase.reason) for phrase in phrases()])


@cache
def heads_stories() -> Bools:
    """Tell which phrases head lists of stories."""
    return np.array([phrase.heads_stories for phrase in phrases()])


@cache
def _surveyed() -> Surface:
    return survey([[phrase.text for phrase in phrases()]])


@cache
def _openings() -> Hashes:
    """Return the numbers of the first words of phrases, sorted."""
    return np.sort(_surveyed().word_hash[_surveyed().word_start[:-1]])


@cache
def _keys() -> tuple[Ints, Hashes, Ints]:
    """Return the sizes of phrases in words (a column), the keys of the phrases, sorted, and their places."""
    surface = _surveyed()
    order = np.argsort(surface.key)
    return np.bincount(surface.words).nonzero()[0][:, None], surface.key[order], order
