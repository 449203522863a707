"""Fit what weighs a memory of the site: one pass, after those that know only the text.

It learns from pages of hosts with several, and from what the passes before said of them without having seen their
host. Each page is met with the memory of all its host's pages, with one that does not hold the page itself, and with
one of a few of them drawn at random: so that it holds for small memories and large ones, and for pages that were
never learned from.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from .arrays import Floats32, Hashes, Ints
from .fitting import Course, Lesson
from .judgement import Lines
from .network import STEP, Network, Standard
from .recall import AROUND, MEMORY, OWN, SITE, measure, recall
from .samples import Sample
from .site import LEAST, Known, fold
from .teaching import beside, in_parts, layers, standard_of

VIEWS = ("wet", "residue")
COURSE = Course((8,), 4)
"""A small network, and not for long: there are few hosts, and what holds on one need not hold on another."""
DRAWN = 1
"""How many memories of a few pages each page is met with."""


class FittedSite(NamedTuple):
    """The network, what brings features of memory to a size, and how right it is."""

    network: Network
    standard: Standard
    measured: str


class Met(NamedTuple):
    """A page as it was met with a memory: its features (L × OWN, AROUND, MEMORY), how much its lines count (L)."""

    sample: Sample
    features: tuple[Floats32, Floats32, Floats32]
    weight: Floats32


def fit_site(samples: Sequence[Sample], scores: Sequence[Ints], standard: Standard) -> FittedSite:
    """Fit the pass to what is not held out of `samples`, given the scores that others gave to the lines of each.

    `standard` was fitted to texts. Ends the program where no host has enough pages.
    """
    met = [*meet(samples, scores)]
    seen = [one for one in met if not one.sample.held_out]
    if not seen:
        raise SystemExit(f"cleaner.train: no host has {LEAST} pages; add pages, or there is no memory to learn from")
    of_memory = standard_of(MEMORY, np.concatenate([one.features[2] for one in seen]))
    lesson = lesson_of(seen, standard, of_memory)
    network = Network(SITE, layers(lesson, np.flatnonzero(lesson.weight > 0), COURSE, 0))
    unseen = [one for one in met if one.sample.held_out]
    return FittedSite(network, of_memory, _measured(network, lesson_of(unseen, standard, of_memory)) if unseen else "")


def _measured(network: Network, lesson: Lesson) -> str:
    """Tell what share of the held-out lines (by weight) is judged right by what the network says, before any rule."""
    right = (network.scores(lesson.inputs * np.float32(STEP)) >= 0) == (lesson.target >= 0.5)
    return f"held-out lines judged right: {np.average(right, weights=lesson.weight):.4f}"


def lesson_of(met: Sequence[Met], standard: Standard, of_memory: Standard) -> Lesson:
    """Gather what there is to learn from pages."""
    blocks = [np.concatenate(block) for block in zip(*(one.features for one in met), strict=True)]
    standards = standard.of(OWN), standard.of(AROUND), of_memory
    inputs = [in_parts(by, block) for by, block in zip(standards, blocks, strict=True)]
    weight = np.concatenate([one.weight for one in met])
    weight = np.minimum(weight / weight.mean(), 20).astype(np.float32)
    target = np.concatenate([np.clip(one.sample.content, 0, 1) for one in met])
    return Lesson(beside(*inputs), target, weight)


def meet(samples: Sequence[Sample], scores: Sequence[Ints]) -> Iterator[Met]:
    """Let pages of hosts with several meet memories of these."""
    sites: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for place, sample in enumerate(samples):
        if sample.view in VIEWS and sample.lines:
            sites[sample.source, sample.group, sample.view].append(place)
    random = np.random.default_rng(0)
    for places in sites.values():
        pages = [np.unique(fold([line.strip() for line in samples[place].lines])[0]) for place in places]
        for number, place in enumerate(places) if len(places) >= LEAST else ():
            memories = [*_memories(pages, number, random)]
            for memory in memories:
                yield _met(samples[place], scores[place], memory, len(places) * len(memories))


def _memories(pages: Sequence[Hashes], number: int, random: np.random.Generator) -> Iterator[Known]:
    """Make memories of the pages of a host: of all, of all others, and of a few with the page."""
    others = [page for place, page in enumerate(pages) if place != number]
    yield _known(pages)
    if len(others) >= LEAST:
        yield _known(others)
        for _ in range(DRAWN):
            few = random.permutation(len(others))[: random.integers(LEAST - 1, len(others) + 1)]
            yield _known([pages[number], *(others[place] for place in few)])


def _known(pages: Sequence[Hashes]) -> Known:
    keys, counts = np.unique(np.concatenate(pages), return_counts=True)
    return Known(len(pages), keys[counts > 1], counts[counts > 1])


def _met(sample: Sample, scores: Ints, memory: Known, share: float) -> Met:
    """Make the features of a page; it counts one `share`th of a page."""
    lines = Lines.of([sample.document])
    features = measure(lines, scores, *recall(lines.surface, [memory]))
    weight = np.sqrt(lines.surface.words + 1.0) * (sample.content >= 0)
    return Met(sample, features, (weight / max(weight.sum(), 1e-6) / share).astype(np.float32))
