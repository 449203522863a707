"""Small networks that turn the features of lines into scores, kept as text that a person can review.

Inputs, weights and what goes from layer to layer are whole steps (1/64, 1/256, 1/64) and bounded, so that every
product and every sum is exact in single precision: the score of a line does not depend on the machine, on the
number of threads, or on which other lines are scored with it.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from . import model
from .arrays import Floats32, Ints

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

Layers: TypeAlias = tuple[tuple[Floats32, Floats32], ...]

STEP = 64
"""Steps of inputs, of hidden values and of scores to one."""
WEIGHT_STEP = 256
"""Steps of a weight to one."""
REACH = 5
"""Inputs lie this many standard deviations from their mean at most."""
BRIGHTEST = 16
"""The greatest value of a hidden unit."""
PART = 512
"""Lines that are scored at once: what is known of them stays in the cache."""
LARGEST = 16
"""The largest score, in log-odds, on either side."""


@dataclass(frozen=True, eq=False)
class Standard:
    """What brings features to a common size: the mean of each, and the scale about it (F), by `names`."""

    names: tuple[str, ...]
    mean: Floats32
    scale: Floats32

    def steps(self, features: Floats32) -> Floats32:
        """Bring features (L × F) to a common size, in whole steps."""
        inputs = features - self.mean
        inputs *= self.scale * np.float32(STEP)
        return _in_steps(inputs, -REACH, REACH)

    def of(self, names: Sequence[str]) -> "Standard":
        """Return the part for these features, in their order."""
        place = {name: column for column, name in enumerate(self.names)}
        columns = [place[name] for name in names]
        return Standard(tuple(names), self.mean[columns], self.scale[columns])

    @classmethod
    def joined(cls, *parts: "Standard") -> "Standard":
        """Join standards of different features."""
        mean, scale = (np.concatenate([getattr(part, of) for part in parts]) for of in ("mean", "scale"))
        return cls(tuple(chain.from_iterable(part.names for part in parts)), mean, scale)

    def written(self) -> Iterator[str]:
        """Write one feature a row; `read_standard` reads them."""
        for name, mean, scale in zip(self.names, self.mean.tolist(), self.scale.tolist(), strict=True):
            yield f"{name}\t{mean:.6g}\t{scale:.6g}"


@dataclass(frozen=True, eq=False)
class Network:
    """Layers of weights (inputs × outputs) and biases (outputs), in `WEIGHT_STEP`s; the last has one output.

    `names` says which features go in, in order.
    """

    names: tuple[str, ...]
    layers: Layers

    def scores(self, *inputs: Floats32) -> Ints:
        """Score lines: the log-odds for main content, in steps (L).

        `inputs` are features in steps (`Standard.steps`), in one piece (L × F) or in several beside each other.
        """
        parts = [
            self._score(np.concatenate([block[first : first + PART] for block in inputs], axis=1))
            for first in range(0, max(len(inputs[0]), 1), PART)
        ]
        return np.concatenate(parts).astype(np.int64)

    def _score(self, values: Floats32) -> Floats32:
        for place, (weights, bias) in enumerate(self.layers):
            values = (_in_steps(values, 0, BRIGHTEST) if place else values) @ weights
            values += STEP * bias
        return np.rint(_in_steps(values[:, 0], -LARGEST, LARGEST))

    def written(self) -> Iterator[str]:
        """Write as rows of text: one feature a row, then one hidden unit a row; `read_network` reads them."""
        yield "\t".join(["units", *(str(weights.shape[1]) for weights, _ in self.layers)])
        for place, (weights, bias) in enumerate(self.layers):
            labels = self.names if place == 0 else [f"unit {i} of layer {place}" for i in range(len(weights))]
            for label, row in zip([*labels, "bias"], [*weights, bias], strict=True):
                yield f"{label}\t{' '.join(str(round(weight * WEIGHT_STEP)) for weight in row.tolist())}"


def read_standard(rows: str) -> Standard:
    """Read what `Standard.written` wrote."""
    names, *columns = zip(*(row.split("\t") for row in rows.splitlines()), strict=True)
    return Standard(names, *(np.array(column, np.float32) for column in columns))


def read_network(rows: str) -> Network:
    """Read what `Network.written` wrote: whole numbers, which take a third of the time that fractions would."""
    (_, *sizes), *cells = (row.split("\t") for row in rows.splitlines())
    whole = np.fromstring(" ".join(row for _, row in cells), np.int32, sep=" ")
    numbers = whole.astype(np.float32) / np.float32(WEIGHT_STEP)
    layers, width = [], len(cells) - 1 - sum(int(size) + 1 for size in sizes[:-1])
    names = tuple(name for name, _ in cells[:width])
    for size in map(int, sizes):
        layer, numbers = np.split(numbers, [(width + 1) * size])
        layers.append((layer[:-size].reshape(width, size), layer[-size:]))
        width = size
    return Network(names, tuple(layers))


@cache
def standard(names: tuple[str, ...]) -> Standard:
    """Read the standard of the model, as far as it is about these features."""
    return _whole_standard().of(names)


@cache
def _whole_standard() -> Standard:
    return read_standard(model.read("standard"))


@cache
def network(name: str) -> Network:
    """Read a network of the model."""
    return read_network(model.read(name))


def one_thread() -> AbstractContextManager[object]:
    """Limit numpy's threads, as a context: matrices this small are multiplied fastest by one."""
    if os.environ.get("OPENBLAS_NUM_THREADS") == "1":  # the command sees to it before numpy is loaded
        return nullcontext()
    limited: AbstractContextManager[object] = _threads().limit(limits=1, user_api="blas")
    return limited


@cache
def _threads() -> "ThreadpoolController":
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _in_steps(values: Floats32, least: float, most: float) -> Floats32:
    """Cut values, in steps, to a range and round them to whole ones, where they are."""
    np.clip(values, np.float32(least * STEP), np.float32(most * STEP), out=values)
    return np.rint(values, out=values)
