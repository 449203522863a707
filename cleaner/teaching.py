"""Fit a pass: teachers that each leave a part of the corpus out, and the network that learns from all of them."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from .arrays import Bools, Floats32, Ints
from .corpus import FOLDS, Corpus
from .fitting import Course, Lesson, fit_network
from .network import STEP, WEIGHT_STEP, Layers, Network, Standard

STUDENT = Course((64, 32), 13)
"""How the network of a pass is fitted."""
TEACHERS = Course((128, 64), 5), Course((128, 64), 7, dropped=0.4)
"""How two teachers are fitted to the same lines: the first is right more often, the second errs less boldly."""
AT_ONCE = 2
"""Networks that are fitted at the same time, each by one core: what comes out is the same."""
TRUST = 0.7
"""How much of what a network learns is what its teachers say, and not what is known."""
SAMPLED, PART = 7, 100_000
"""Of how many lines one is looked at to standardise, and how many are worked on at once."""


def standardise(corpus: Corpus, names: Sequence[str], blocks: Sequence[Floats32]) -> tuple[Floats32, Standard]:
    """Bring features (blocks beside each other: N × names) to a common size, as they are on lines to be fitted to."""
    inputs = beside(*blocks)
    standard = standard_of(names, inputs[corpus.lines(lambda fold: fold >= 0)[::SAMPLED]])
    return in_parts(standard, inputs), standard


def beside(*blocks: Floats32) -> Floats32:
    """Put features (N × some each) beside each other, each line in one piece: lines are drawn from them one by one."""
    lines = np.empty((len(blocks[0]), sum(block.shape[1] for block in blocks)), np.float32)
    return np.concatenate(blocks, axis=1, out=lines)


def standard_of(names: Sequence[str], sample: Floats32) -> Standard:
    """Measure what brings features to a common size on a sample of lines (N × names)."""
    mean, spread = sample.mean(0, dtype=np.float64), sample.std(0, dtype=np.float64)
    rounded = [np.array([f"{value:.6g}" for value in of], np.float32) for of in (mean, 1 / (spread + 1e-3))]
    return Standard(tuple(names), *rounded)


def in_parts(standard: Standard, inputs: Floats32) -> Floats32:
    """Standardise inputs where they are, a part at a time: there are too many for a copy."""
    for first in range(0, len(inputs), PART):
        inputs[first : first + PART] = standard.steps(inputs[first : first + PART]) / np.float32(STEP)
    return inputs


def teach(corpus: Corpus, names: Sequence[str], inputs: Floats32) -> tuple[Network, Ints]:
    """Fit a network to inputs (N × names); return it, and the scores of all lines.

    Teachers, two to each choice of all parts but one, score the part that they have not seen. The network that is
    kept learns from what is known and from what they say: it is nearly as right as all of them together.
    """
    lesson = Lesson(inputs, np.clip(corpus.content, 0, 1), corpus.weight)
    lines, scores = corpus.lines(lambda fold: fold >= 0), np.zeros(len(inputs), np.int64)

    def fit(part: int) -> list[Network]:
        seen = corpus.lines(all_but(part))
        return [Network(tuple(names), layers(lesson, seen, course, part)) for course in TEACHERS]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        teachers = [*pool.map(fit, range(FOLDS))]
    for part, pair in enumerate(teachers):
        unseen = np.flatnonzero(corpus.line_fold == part)
        scores[unseen] = scores_of(pair, inputs, unseen)
    taught = replace(lesson, target=target_of(corpus, scores))
    network = Network(tuple(names), layers(taught, lines, STUDENT, FOLDS))
    held_out = np.flatnonzero(corpus.line_fold < 0)
    scores[held_out] = scores_of([network], inputs, held_out)
    return network, scores


def target_of(corpus: Corpus, scores: Ints) -> Floats32:
    """Mix what is known of lines with what teachers say of them (N) that have not seen them."""
    said = 1 / (1 + np.exp(-scores / STEP))
    return ((1 - TRUST) * np.clip(corpus.content, 0, 1) + TRUST * said).astype(np.float32)


def scores_of(networks: Sequence[Network], inputs: Floats32, lines: Ints) -> Ints:
    """Return the mean of the scores that networks give to lines, a part at a time."""
    scores = np.zeros(len(lines), np.int64)
    for first in range(0, len(lines), PART):
        steps = inputs[lines[first : first + PART]] * np.float32(STEP)
        scores[first : first + PART] = np.rint(np.mean([network.scores(steps) for network in networks], axis=0))
    return scores


def all_but(part: int) -> Callable[[Ints], Bools]:
    """Choose what is not held out and not of this part."""
    return lambda fold: (fold >= 0) & (fold != part)


def layers(lesson: Lesson, lines: Ints, course: Course, seed: int) -> Layers:
    """Fit a network to the given lines; return its layers in the steps in which they are kept."""
    fitted = fit_network(lesson, lines, course, seed)
    return tuple((quantised(weights), quantised(bias)) for weights, bias in fitted)


def quantised(values: Floats32) -> Floats32:
    """Round weights or biases to the steps in which they are kept."""
    rounded: Floats32 = (np.rint(values * WEIGHT_STEP) / WEIGHT_STEP).astype(np.float32)
    return rounded


def measured(corpus: Corpus, scores: Ints) -> str:
    """Tell what share of the held-out lines (by weight) the scores judge right, by view."""
    views = np.repeat([sample.view for sample in corpus.samples], np.diff(corpus.bounds))
    right = (scores >= 0) == (corpus.content >= 0.5)
    counted = (corpus.line_fold < 0) & (corpus.weight > 0)
    shares = {view: counted & (views == view) for view in np.unique(views).tolist()}
    told = [f"{view} {np.average(right[of], weights=corpus.weight[of]):.4f}" for view, of in shares.items() if of.any()]
    return f"held-out lines judged right: {', '.join(told)}"
