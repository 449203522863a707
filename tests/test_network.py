"""Small networks: written and read, exact whatever the batch, bounded, averaged."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleaner.network import BRIGHTEST, LARGEST, REACH, STEP, WEIGHT_STEP, Network, read_network
from cleaner.surface import Floats32

NAMES = ("length", "marks", "words at -1", "place", "share")


def steps(values: NDArray[Any], unit: int) -> Floats32:
    rounded: Floats32 = (np.rint(values * unit) / unit).astype(np.float32)
    return rounded


def drawn(count: int, sizes: Sequence[int], seed: int = 0) -> Network:
    """Draw networks at random: `count` of them, with layers of these sizes."""
    random = np.random.default_rng(seed)
    widths = [len(NAMES), *sizes]
    layers = tuple(
        (
            steps(random.normal(0, 1, (count, inputs, outputs)), WEIGHT_STEP),
            steps(random.normal(0, 1, (count, outputs)), WEIGHT_STEP),
        )
        for inputs, outputs in zip(widths, sizes, strict=False)
    )
    mean, scale = (np.array([f"{value:.6g}" for value in random.uniform(0.5, 2, 5)], np.float32) for _ in range(2))
    return Network(NAMES, mean, scale, layers)


def plain(*weights: float, hidden: float | None = None) -> Network:
    """Make networks of one feature side by side, one a weight; with `hidden`, behind a hidden unit of that weight."""
    last = (np.array(weights, np.float32)[:, None, None], np.zeros((len(weights), 1), np.float32))
    first = (np.full((len(weights), 1, 1), hidden or 0, np.float32), np.zeros((len(weights), 1), np.float32))
    one = np.ones(1, np.float32)
    return Network(("length",), 0 * one, one, (last,) if hidden is None else (first, last))


def score(network: Network, value: float) -> float:
    return float(network.scores(np.array([[value]], np.float32))[0]) / STEP


ROWS = np.random.default_rng(1).normal(0, 3, (200, len(NAMES))).astype(np.float32)


@pytest.mark.parametrize(("count", "sizes"), [(1, (1,)), (1, (6, 1)), (4, (1,)), (3, (7, 4, 1))])
def test_what_is_written_is_read_again(count: int, sizes: tuple[int, ...]) -> None:
    network = drawn(count, sizes)
    read = read_network(["# a comment", *network.written()])
    assert read.names == network.names
    assert [(w.shape, b.shape) for w, b in read.layers] == [(w.shape, b.shape) for w, b in network.layers]
    assert (read.scores(ROWS) == network.scores(ROWS)).all()
    assert list(read.written()) == list(network.written())
    assert len(set(network.scores(ROWS).tolist())) > 50


@given(st.lists(st.integers(0, len(ROWS) - 1), min_size=1, max_size=40))
def test_a_score_does_not_depend_on_the_batch(chosen: list[int]) -> None:
    network = drawn(4, (33, 17, 1))
    together = network.scores(ROWS[chosen])
    alone = np.concatenate([network.scores(ROWS[i : i + 1]) for i in chosen])
    assert (together == alone).all()
    assert (network.scores(ROWS)[chosen] == alone).all()


def test_inputs_hidden_values_and_scores_have_limits() -> None:
    assert score(plain(1), 1000) == REACH
    assert score(plain(1), -1000) == -REACH
    assert score(plain(100), 1) == LARGEST
    assert score(plain(100), -1) == -LARGEST
    assert score(plain(0.5, hidden=10), 5) == BRIGHTEST / 2
    assert score(plain(0.5, hidden=10), -5) == 0


def test_networks_side_by_side_are_averaged() -> None:
    assert score(plain(1, 3, 5), 1) == 3
    assert score(plain(1, -1), 1) == 0
    assert score(plain(40, -10), 1) == 15  # cut after the mean is taken, not before
    joined, parts = drawn(3, (6, 1)), []
    for k in range(3):
        layers = tuple((weights[k : k + 1], bias[k : k + 1]) for weights, bias in joined.layers)
        parts.append(Network(NAMES, joined.mean, joined.scale, layers).scores(ROWS))
    inside = np.abs(parts).max(axis=0) < LARGEST * STEP
    assert inside.sum() > 50
    assert np.abs(joined.scores(ROWS) - np.mean(parts, axis=0))[inside].max() <= 1


def test_standardised_inputs_score_like_the_features_they_come_from() -> None:
    network = drawn(2, (4, 1))
    assert (network.scores_of_standard(network.standardise(ROWS)) == network.scores(ROWS)).all()
