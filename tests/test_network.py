"""Small networks: written and read, exact whatever the batch and the blocks, bounded."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleaner.arrays import Floats32
from cleaner.network import BRIGHTEST, LARGEST, REACH, STEP, WEIGHT_STEP, Network, Standard, read_network, read_standard

NAMES = ("length", "marks", "words at -1", "place", "share")


def steps(values: NDArray[Any], unit: int) -> Floats32:
    rounded: Floats32 = (np.rint(values * unit) / unit).astype(np.float32)
    return rounded


def drawn(sizes: Sequence[int], seed: int = 0) -> Network:
    """Draw a network at random, with layers of these sizes."""
    random = np.random.default_rng(seed)
    widths = [len(NAMES), *sizes]
    layers = tuple(
        (
            steps(random.normal(0, 1, (inputs, outputs)), WEIGHT_STEP),
            steps(random.normal(0, 1, outputs), WEIGHT_STEP),
        )
        for inputs, outputs in zip(widths, sizes, strict=False)
    )
    return Network(NAMES, layers)


def plain(weight: float, hidden: float | None = None) -> Network:
    """Make a network of one feature with this weight; with `hidden`, behind a hidden unit of that weight."""
    none = np.zeros(1, np.float32)
    last = (np.array([[weight]], np.float32), none)
    return Network(("length",), (last,) if hidden is None else ((np.array([[hidden]], np.float32), none), last))


AS_IT_IS = Standard(("length",), np.zeros(1, np.float32), np.ones(1, np.float32))


def score(network: Network, value: float) -> float:
    return float(network.scores(AS_IT_IS.steps(np.array([[value]], np.float32)))[0]) / STEP


FEATURES = np.random.default_rng(1).normal(0, 3, (200, len(NAMES))).astype(np.float32)
MEAN, SCALE = (
    np.array([f"{value:.6g}" for value in np.random.default_rng(seed).uniform(0.5, 2, 5)], np.float32)
    for seed in (2, 3)
)
STANDARD = Standard(NAMES, MEAN, SCALE)
ROWS = STANDARD.steps(FEATURES)


@pytest.mark.parametrize("sizes", [(1,), (6, 1), (7, 4, 1)])
def test_what_is_written_is_read_again(sizes: tuple[int, ...]) -> None:
    network = drawn(sizes)
    read = read_network("\n".join(network.written()))
    assert read.names == network.names
    assert [(w.shape, b.shape) for w, b in read.layers] == [(w.shape, b.shape) for w, b in network.layers]
    assert (read.scores(ROWS) == network.scores(ROWS)).all()
    assert list(read.written()) == list(network.written())
    assert len(set(network.scores(ROWS).tolist())) > 50


def test_a_standard_is_read_as_it_was_written() -> None:
    read = read_standard("\n".join(STANDARD.written()))
    assert read.names == NAMES
    assert (read.steps(FEATURES) == ROWS).all()


def test_a_part_of_a_standard_is_that_of_its_features() -> None:
    chosen = ("share", "length")
    part = STANDARD.of(chosen)
    assert part.names == chosen
    assert (part.steps(FEATURES[:, [4, 0]]) == ROWS[:, [4, 0]]).all()


def test_blocks_beside_each_other_score_like_one() -> None:
    network = drawn((6, 1))
    assert (network.scores(ROWS[:, :2], ROWS[:, 2:3], ROWS[:, 3:]) == network.scores(ROWS)).all()


@given(st.lists(st.integers(0, len(ROWS) - 1), min_size=1, max_size=40))
def test_a_score_does_not_depend_on_the_batch(chosen: list[int]) -> None:
    network = drawn((33, 17, 1))
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
