"""Fit a linear scorer over words and features, and small networks: plain gradient descent (Adam) in numpy.

Everything random comes from seeded generators, so that the same data gives the same model.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .arrays import Floats32, Ints
from .network import BRIGHTEST

BATCH = 4096
"""Lines of one step when a network is fitted."""
RATE, DECAY = 0.003, 0.01
"""Rate of descent, and how fast weights shrink (decoupled: Loshchilov and Hutter, 2019)."""
WORD_DECAY = 1e-5
"""Pull of the weight of a word towards nothing: rare words must earn theirs."""


class Adam:
    """Adam (Kingma and Ba, 2015, with their constants) over a list of arrays, the rate falling to zero."""

    def __init__(self, values: Sequence[Floats32], rates: Sequence[float], steps: int, decay: float = 0.0) -> None:
        self.values, self.rates, self.steps, self.decay = values, rates, steps, decay
        self.mean = [np.zeros_like(value) for value in values]
        self.square = [np.zeros_like(value) for value in values]
        self.step = 0

    def update(self, gradients: Sequence[Floats32]) -> None:
        """Take one step down."""
        self.step += 1
        left = 1 - self.step / (self.steps + 1)
        for i, gradient in enumerate(gradients):
            self.mean[i] += 0.1 * (gradient - self.mean[i])
            self.square[i] += 0.001 * (gradient * gradient - self.square[i])
            size = np.sqrt(self.square[i] / (1 - 0.999**self.step)) + 1e-8
            change = self.mean[i] / (1 - 0.9**self.step) / size + self.decay * self.values[i]
            np.subtract(self.values[i], left * self.rates[i] * change, out=self.values[i])


@dataclass(frozen=True)
class Words:
    """The known words and pairs of lines: those of line i are `ids[start[i] : start[i + 1]]`; `size` ids in all.

    `count` says how many words, known or not, each line has.
    """

    ids: NDArray[np.int32]
    start: Ints
    count: Ints
    size: int

    def of(self, lines: Ints) -> tuple[NDArray[np.int32], Ints]:
        """Return the ids of the given lines, and for each id the place of its line among them."""
        length = self.start[lines + 1] - self.start[lines]
        place = np.repeat(np.arange(len(lines)), length)
        offset = np.arange(len(place)) - (np.cumsum(length) - length)[place]
        return self.ids[self.start[lines][place] + offset], place


@dataclass(frozen=True)
class Linear:
    """A scorer that adds up: weights of words, of features (F) and of the two sums of words, and a bias."""

    words: Floats32
    features: Floats32
    bias: float

    def scores(self, features: Floats32, words: Words, lines: Ints) -> Floats32:
        """Return the log-odds of lines by their standardised features (all lines × F)."""
        parts = [lines[i : i + 100_000] for i in range(0, len(lines), 100_000)]
        sums = [_with_words(features, words, self.words, part)[0] @ self.features for part in parts]
        return np.concatenate(sums) + np.float32(self.bias)


@dataclass(frozen=True)
class Lesson:
    """What there is to learn from: inputs (N × F, standardised), targets and weights (N), both of single lines."""

    inputs: Floats32
    target: Floats32
    weight: Floats32


def fit_linear(lesson: Lesson, words: Words, batches: Callable[[int], Sequence[Ints]], epochs: int) -> Linear:
    """Fit log-odds as a weighted sum of features and of word weights; `batches` cuts an epoch into lines."""
    of_words = np.zeros(words.size, np.float32)
    of_features = np.append(np.zeros(lesson.inputs.shape[1], np.float32), [0.5, 0.5]).astype(np.float32)
    bias = np.zeros(1, np.float32)
    descent = Adam([of_words, of_features, bias], [0.012, 0.004, 0.004], epochs * len(batches(0)))
    for epoch in range(epochs):
        for lines in batches(epoch):
            inputs, ids, place, count = _with_words(lesson.inputs, words, of_words, lines)
            error = _error(inputs @ of_features + bias, lesson.target[lines], lesson.weight[lines])
            per_line = error * (of_features[-2] / np.sqrt(count) + of_features[-1] / count)
            of_ids = np.bincount(ids, per_line[place], words.size).astype(np.float32)
            descent.update([of_ids + WORD_DECAY * of_words, inputs.T @ error, error.sum(keepdims=True)])
    return Linear(of_words, of_features, float(bias[0]))


def _with_words(
    features: Floats32, words: Words, of_words: Floats32, lines: Ints
) -> tuple[Floats32, NDArray[np.int32], Ints, Ints]:
    """Join the features of lines with the two sums of their words; also return ids, their places, and counts."""
    ids, place = words.of(lines)
    count = np.maximum(words.count[lines], 1)
    total = np.bincount(place, of_words[ids], len(lines))
    inputs = np.column_stack((features[lines], total / np.sqrt(count), total / count)).astype(np.float32)
    return inputs, ids, place, count


@dataclass(frozen=True)
class Course:
    """How a network is fitted: hidden layers of `sizes`, for so many `epochs`.

    `dropped` is the share of hidden units that each step does without (dropout: Srivastava et al., 2014).
    """

    sizes: tuple[int, ...]
    epochs: int
    dropped: float = 0.0


def fit_network(lesson: Lesson, lines: Ints, course: Course, seed: int) -> list[tuple[Floats32, Floats32]]:
    """Fit a network to the given lines; returns weights and bias of each layer."""
    random = np.random.default_rng(seed)
    widths = [lesson.inputs.shape[1], *course.sizes, 1]
    layers = [_start(random, *pair) for pair in pairwise(widths)]
    values = [value for layer in layers for value in layer]
    size = min(BATCH, len(lines))
    descent = Adam(values, [RATE] * len(values), course.epochs * (len(lines) // size), decay=DECAY)
    drop = _Dropout(random, course.dropped)
    for _ in range(course.epochs):
        order = random.permutation(lines)
        for begin in range(0, len(lines) - size + 1, size):
            descent.update(_gradients(layers, lesson, order[begin : begin + size], drop))
    return layers


@dataclass(frozen=True)
class _Dropout:
    """Sets a share of the values of hidden units, in 1/256, to nothing, and makes up for it with the others."""

    random: np.random.Generator
    share: float

    def __call__(self, value: Floats32) -> Floats32:
        if self.share:
            drawn = np.frombuffer(self.random.bytes(value.size), np.uint8).reshape(value.shape)
            value *= drawn >= round(self.share * 256)
            value *= self.scale
        return value

    @property
    def scale(self) -> np.float32:
        return np.float32(1 / (1 - round(self.share * 256) / 256))


def _start(random: np.random.Generator, inputs: int, outputs: int) -> tuple[Floats32, Floats32]:
    """Draw the first weights of a layer (He et al., 2015) for rectified units, and a bias of zero."""
    spread = np.sqrt(2 / inputs)
    return random.normal(0, spread, (inputs, outputs)).astype(np.float32), np.zeros(outputs, np.float32)


def _gradients(
    layers: Sequence[tuple[Floats32, Floats32]], lesson: Lesson, lines: Ints, drop: _Dropout
) -> list[Floats32]:
    """Return the gradients of all weights and biases, layer by layer."""
    values = [lesson.inputs[lines]]
    for weights, bias in layers[:-1]:
        value = values[-1] @ weights + bias
        values.append(drop(np.clip(value, 0, BRIGHTEST, out=value)))
    weights, bias = layers[-1]
    error = _error((values[-1] @ weights + bias)[:, 0], lesson.target[lines], lesson.weight[lines])[:, None]
    gradients: list[Floats32] = []
    for (weights, _), value in zip(reversed(layers), reversed(values), strict=True):
        gradients = [value.T @ error, error.sum(0), *gradients]
        if value is not values[0]:
            error = (error @ weights.T) * np.where(value > 0, drop.scale, np.float32(0))
    return gradients


def _error(logits: Floats32, target: Floats32, weight: Floats32) -> Floats32:
    """Return the gradient of the mean weighted log loss by the log-odds."""
    return (weight * (1 / (1 + np.exp(-logits)) - target) / len(target)).astype(np.float32)
