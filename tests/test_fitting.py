"""Gradient descent on problems small enough to know the answer of."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from cleaner import fitting
from cleaner.arrays import Floats32, Ints
from cleaner.fitting import Adam, Course, Lesson, Words, fit_linear, fit_network

RANDOM = np.random.default_rng(5)


def log_loss(layers: list[tuple[Floats32, Floats32]], lesson: Lesson, lines: Ints, dropped: float) -> float:
    """Return the mean weighted log loss, in double precision and in plain steps, without a share of hidden units."""
    random = np.random.default_rng(1)
    values: NDArray[np.float64] = lesson.inputs[lines].astype(float)
    for weights, bias in layers[:-1]:
        values = np.maximum(values @ weights.astype(float) + bias.astype(float), 0)
        drawn = np.frombuffer(random.bytes(values.size), np.uint8).reshape(values.shape)
        values *= (drawn >= 256 * dropped) / (1 - dropped)
    logits = (values @ layers[-1][0].astype(float) + layers[-1][1].astype(float))[:, 0]
    target = lesson.target[lines]
    losses = target * np.log1p(np.exp(-logits)) + (1 - target) * np.log1p(np.exp(logits))
    return float(np.mean(lesson.weight[lines] * losses))


def lesson_of(inputs: NDArray[np.float64], target: NDArray[np.bool_]) -> Lesson:
    weight = RANDOM.uniform(0.5, 1.5, len(target))
    return Lesson(inputs.astype(np.float32), target.astype(np.float32), weight.astype(np.float32))


def logits_of(layers: list[tuple[Floats32, Floats32]], inputs: Floats32) -> Floats32:
    values = inputs
    for weights, bias in layers[:-1]:
        values = np.maximum(values @ weights + bias, 0)
    out: Floats32 = (values @ layers[-1][0] + layers[-1][1])[:, 0]
    return out


@pytest.mark.parametrize("dropped", [0.0, 0.25])
@pytest.mark.parametrize("sizes", [(), (5,), (6, 4)])
def test_gradients_agree_with_differences(sizes: tuple[int, ...], dropped: float) -> None:
    lesson = lesson_of(RANDOM.normal(size=(40, 3)), RANDOM.uniform(size=40) < 0.5)
    lines = np.arange(5, 37)
    widths = [3, *sizes, 1]
    layers = [
        (RANDOM.normal(size=(a, b)).astype(np.float32), RANDOM.normal(size=b).astype(np.float32))
        for a, b in pairwise(widths)
    ]
    gradients = fitting._gradients(layers, lesson, lines, fitting._Dropout(np.random.default_rng(1), dropped))
    values = [value for layer in layers for value in layer]
    assert [gradient.shape for gradient in gradients] == [value.shape for value in values]
    for value, gradient in zip(values, gradients, strict=True):
        for place in np.ndindex(value.shape):
            kept = value[place]
            value[place] = above = np.float32(kept + 1e-3)
            more = log_loss(layers, lesson, lines, dropped)
            value[place] = below = np.float32(kept - 1e-3)
            less = log_loss(layers, lesson, lines, dropped)
            value[place] = kept
            assert gradient[place] == pytest.approx((more - less) / (float(above) - float(below)), abs=2e-3)


def test_adam_walks_to_the_lowest_place_and_the_rate_falls_to_nothing() -> None:
    value = np.array([5.0, -3.0], np.float32)
    descent = Adam([value], [0.1], 400)
    moves = []
    for _ in range(400):
        before = value.copy()
        descent.update([2 * (value - np.array([1, 2], np.float32))])
        moves.append(float(np.abs(value - before).max()))
    assert value.tolist() == pytest.approx([1, 2], abs=0.02)
    assert max(moves[-5:]) < 0.1 * max(moves[:5])


def test_a_network_learns_what_no_line_can_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "BATCH", 32)
    monkeypatch.setattr(fitting, "RATE", 0.03)
    inputs = RANDOM.uniform(-1, 1, (1200, 2))
    lesson = lesson_of(inputs, inputs[:, 0] * inputs[:, 1] > 0)
    seen, unseen = np.arange(800), np.arange(800, 1200)
    layers = fit_network(lesson, seen, Course((16,), 20), 0)
    right = (logits_of(layers, lesson.inputs) > 0) == (lesson.target > 0.5)
    assert right[unseen].mean() > 0.93
    again = fit_network(lesson, seen, Course((16,), 20), 0)
    assert all((a == b).all() for one, two in zip(layers, again, strict=True) for a, b in zip(one, two, strict=True))
    straight = fit_network(lesson, seen, Course((), 20), 0)
    assert ((logits_of(straight, lesson.inputs) > 0) == (lesson.target > 0.5))[unseen].mean() < 0.7


def test_a_linear_scorer_learns_words_and_features() -> None:
    """Word 0 speaks for main content, word 1 against it, 2 to 9 say nothing; so does feature 1."""
    ids = RANDOM.integers(0, 10, (600, 4))
    inputs = RANDOM.normal(size=(600, 2))
    truth = 2.0 * (ids == 0).sum(1) - 2.0 * (ids == 1).sum(1) + inputs[:, 0]
    words = Words(ids.ravel().astype(np.int32), np.arange(0, 2401, 4), np.full(600, 4), 10)
    lesson = lesson_of(inputs, truth > 0)

    def batches(epoch: int) -> list[Ints]:
        order = np.random.default_rng(epoch).permutation(500)
        return [order[i : i + 50] for i in range(0, 500, 50)]

    linear = fit_linear(lesson, words, batches, 60)
    unseen = np.arange(500, 600)
    right = (linear.scores(lesson.inputs, words, unseen) > 0) == (truth[unseen] > 0)
    assert right.mean() > 0.9
    assert linear.words[0] > 3 * np.abs(linear.words[2:]).max()
    assert -linear.words[1] > 3 * np.abs(linear.words[2:]).max()
    assert linear.features[0] > 3 * abs(linear.features[1])


def test_words_of_lines_are_found_with_their_places() -> None:
    words = Words(np.array([7, 8, 9, 5], np.int32), np.array([0, 2, 2, 4]), np.array([2, 1, 2]), 10)
    ids, place = words.of(np.array([2, 1, 0]))
    assert ids.tolist() == [9, 5, 7, 8]
    assert place.tolist() == [0, 0, 2, 2]
