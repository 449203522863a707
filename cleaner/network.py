"""Small networks that turn the features of lines into scores, kept as text that a person can review.

Inputs, weights and what goes from layer to layer are whole steps (1/64, 1/256, 1/64) and bounded, so that every
product and every sum is exact in single precision: the score of a line does not depend on the machine, on the
number of threads, or on which other lines are scored with it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias

import numpy as np
from threadpoolctl import ThreadpoolController

from .surface import Floats32, Ints

Layers: TypeAlias = tuple[tuple[Floats32, Floats32], ...]

STEP = 64
"""Steps of inputs, of hidden values and of scores to one."""
WEIGHT_STEP = 256
"""Steps of a weight to one."""
REACH = 5
"""Inputs lie this many standard deviations from their mean at most."""
BRIGHTEST = 16
"""The greatest value of a hidden unit."""
LARGEST = 16
"""The largest score, in log-odds, on either side."""


@dataclass(frozen=True)
class Network:
    """Several networks of one shape side by side, whose scores are averaged (K of them; F features).

    `names` says which features go in, in order; `mean` and `scale` (F) make them alike in size. `layers` holds
    weights (K × inputs × outputs) and biases (K × outputs), in `WEIGHT_STEP`s; the last has one output.
    """

    names: tuple[str, ...]
    mean: Floats32
    scale: Floats32
    layers: Layers

    def standardise(self, features: Floats32) -> Floats32:
        """Bring features (L × F) to a common size, in whole steps."""
        inputs = features - self.mean
        inputs *= self.scale * np.float32(STEP)
        return _in_steps(inputs, -REACH, REACH)

    def scores(self, features: Floats32) -> Ints:
        """Score lines by their features (L × F): the mean log-odds for main content, in steps (L)."""
        return self.scores_of_standard(self.standardise(features))

    def scores_of_standard(self, inputs: Floats32) -> Ints:
        """Score lines by features that are standardised already, in steps (L × F)."""
        with _threads().limit(limits=1, user_api="blas"):
            values = self._first_layer(inputs)
            for weights, bias in self.layers[1:]:
                values = _in_steps(values, 0, BRIGHTEST) @ weights
                values += STEP * bias[:, None]
        mean = values[:, :, 0].mean(0, dtype=np.float64)
        steps: Ints = np.rint(np.clip(mean, -LARGEST * STEP, LARGEST * STEP)).astype(np.int64)
        return steps

    def _first_layer(self, inputs: Floats32) -> Floats32:
        """Take inputs through the first layer of all networks at once (K × L × outputs)."""
        weights, bias = self.layers[0]
        count, width, outputs = weights.shape
        values = inputs @ weights.swapaxes(0, 1).reshape(width, count * outputs)
        values += STEP * bias.ravel()
        return values.reshape(-1, count, outputs).swapaxes(0, 1)

    def written(self) -> Iterator[str]:
        """Write as rows of text: one feature a row, then one hidden unit a row; `read_network` reads them."""
        yield "\t".join(
            ["networks", str(len(self.layers[0][0])), *(str(weights.shape[2]) for weights, _ in self.layers)]
        )
        for place, (weights, bias) in enumerate(self.layers):
            labels = self._inputs() if place == 0 else [f"unit {i} of layer {place}" for i in range(weights.shape[1])]
            for label, row in zip([*labels, "bias"], [*weights.swapaxes(0, 1), bias], strict=True):
                yield f"{label}\t{' '.join(str(round(weight * WEIGHT_STEP)) for weight in row.ravel().tolist())}"

    def _inputs(self) -> Iterator[str]:
        for name, mean, scale in zip(self.names, self.mean.tolist(), self.scale.tolist(), strict=True):
            yield f"{name}\t{mean:.6g}\t{scale:.6g}"


def read_network(rows: Iterable[str]) -> Network:
    """Read what `Network.written` wrote; lines that begin with # are skipped."""
    (_, count, *sizes), *cells = (row.split("\t") for row in rows if not row.startswith("#"))
    inputs = [row for row in cells if len(row) == 4]
    numbers = [np.array(row[-1].split(), np.float32) / np.float32(WEIGHT_STEP) for row in cells]
    layers, at, width = [], 0, len(inputs)
    for size in map(int, sizes):
        rows_of_layer = np.stack(numbers[at : at + width + 1]).reshape(width + 1, int(count), size)
        layers.append((rows_of_layer[:-1].swapaxes(0, 1).copy(), rows_of_layer[-1]))
        at, width = at + width + 1, size
    mean, scale = (np.array([row[column] for row in inputs], np.float32) for column in (1, 2))
    return Network(tuple(row[0] for row in inputs), mean, scale, tuple(layers))


@cache
def network(name: str) -> Network:
    """Read a network of the model."""
    return read_network(files(__package__).joinpath(f"model/{name}.txt").read_text("utf-8").splitlines())


@cache
def _threads() -> ThreadpoolController:
    """Return what limits numpy's threads: matrices this small are multiplied fastest by one."""
    return ThreadpoolController()


def _in_steps(values: Floats32, least: float, most: float) -> Floats32:
    """Cut values, in steps, to a range and round them to whole ones, where they are."""
    np.clip(values, np.float32(least * STEP), np.float32(most * STEP), out=values)
    return np.rint(values, out=values)
