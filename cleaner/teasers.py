"""Evidence that a line is about something else: the words it shares with what stands before it.

The last paragraphs of an article still speak of its people, places and numbers; a teaser for another story
does not. Function words are shared by everything and do not count; names and numbers count more than others.
Teasers come in runs at the end, so the lines of a tail are weighed together.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from .surface import Bools, Floats, Hashes, Ints, Surface, hash_words, kind

FUNCTION_WORDS = 100
"""How many of a language's most frequent words are taken as function words (jusText's lists go by frequency)."""
BODY = 0.6
"""Share of a document's words that no tail reaches into: what comes before is the article."""
PROSE_WORDS = 12
"""Words of a line that is long enough to be prose."""


def content_words(surface: Surface) -> tuple[Ints, Ints]:
    """Return for each line the weight of its content words, and of those that stand in an earlier line (L each)."""
    weight = word_weight(surface)
    known = weight * (surface.first_line < surface.word_line)
    per_line = [np.bincount(surface.word_line, w, len(surface.lines)).astype(np.int64) for w in (weight, known)]
    return per_line[0], per_line[1]


def word_weight(surface: Surface) -> Ints:
    """Weigh each word (W): 0 for function words, 2 for names, numbers and long words, 1 for others."""
    name = (surface.word_kind == kind("upper")) & (surface.word_place > 0)
    telling = name | (surface.word_kind == kind("digit")) | (surface.word_length >= 7)
    known = _function_words()
    at = np.minimum(np.searchsorted(known, surface.word_hash), len(known) - 1)
    return np.where(known[at] == surface.word_hash, 0, 1 + telling)


def tail(surface: Surface, content: tuple[Ints, Ints], furniture: Bools) -> Floats:
    """Tell how surely each line (L) belongs to a tail that is no longer about the document's matter: 0 to 1.

    `content` is what `content_words` returns; `furniture` marks the lines (L) that say what furniture says. A
    tail is the run of lines up to the end whose words are so much less known than the body's that the run weighs
    most; where furniture stands among its first lines, it opens the tail. A line half as well known as the
    body's lines speaks neither way.
    """
    weight, known = content
    before, usual = _body(surface, weight, known)
    foreign = (usual / 2 - known / np.maximum(weight, 1)) / np.maximum(usual, 0.05) * np.minimum(weight, 20)
    gain = np.maximum(np.where(weight > 0, foreign, 0) / 10 + 3 * furniture, -3)
    gain[paragraphs(surface)] = np.minimum(gain, -0.5)[paragraphs(surface)]
    gain[~has_prose(surface)] = 0
    steps = np.rint(100 * gain).astype(np.int64)
    total = np.concatenate(([0], np.cumsum(steps)))
    rest = (total[surface.bounds[1:]][surface.document] - total[:-1]) / 100
    rest[before < BODY] = 0
    cut = np.zeros(len(rest))
    for low, high in zip(surface.bounds[:-1].tolist(), surface.bounds[1:].tolist(), strict=True):
        if high > low:
            start = low + int(rest[low:high].argmax())
            opened = np.flatnonzero(furniture[start : start + 3])
            cut[start + int(opened[0] if len(opened) else 0) : high] = rest[start]
    return np.clip(cut / 1.6, 0, 1)


def _body(surface: Surface, weight: Ints, known: Ints) -> tuple[Floats, Floats]:
    """Return the share of its document's words that stand before each line, and how well known the body is (L)."""
    start = surface.word_start[:-1]
    begin, end = (surface.word_start[b][surface.document] for b in (surface.bounds[:-1], surface.bounds[1:]))
    before = (start - begin) / np.maximum(end - begin, 1)
    body = (before < BODY) & (surface.index >= 2)
    documents = len(surface.bounds) - 1
    sums = [np.bincount(surface.document[body], w[body], documents) for w in (known, weight)]
    return before, np.clip(sums[0] / np.maximum(sums[1], 1), 0.2, 0.6)[surface.document]


def paragraphs(surface: Surface) -> Bools:
    """Tell which lines (L) hold more than one sentence: a teaser is a headline or a sentence."""
    marks = [kind("full stop"), kind("question mark"), kind("exclamation mark")]
    sentences: Ints = surface.kinds[:, marks].sum(1)
    return (sentences >= 2) & (surface.words >= PROSE_WORDS)


def has_prose(surface: Surface) -> Bools:
    """Tell for each line (L) whether its document holds prose: without any, nothing says what it is about.

    Prose is a line of many words with a full stop, or of very many (Thai has no full stops).
    """
    ended = surface.kinds[:, kind("full stop")] > 0
    prose = (surface.words >= PROSE_WORDS) & ended | (surface.words >= 3 * PROSE_WORDS)
    lines: Ints = np.bincount(surface.document[prose], minlength=len(surface.bounds) - 1)
    enough: Bools = lines[surface.document] >= 2
    return enough


@cache
def _function_words() -> Hashes:
    """Read the most frequent words of every language that jusText knows; sorted numbers."""
    spec = find_spec("justext")
    folder = (
        Path(spec.submodule_search_locations[0]) / "stoplists" if spec and spec.submodule_search_locations else None
    )
    lists = sorted(folder.glob("*.txt")) if folder else []
    words = [word for path in lists for word in path.read_text("utf-8").split("\n", FUNCTION_WORDS)[:FUNCTION_WORDS]]
    return np.unique(np.append(hash_words(words), np.uint64(0)))
