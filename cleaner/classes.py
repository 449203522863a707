"""What the words of classes, ids and roles say: how much each speaks for main content, near a line and far above it.

`model/classes.txt` holds a word a line with its two weights; they were counted (`train.py`). An unknown word says
nothing.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypeAlias

import numpy as np

from . import model
from .arrays import Floats32, Ints

UNIT = 64
"""Steps of a weight to one log-odds."""
OF_WORDS = ("mean", "most for", "most against")
PLACES = ("near", "far")
NAMES = tuple(f"{of} {place} class words" for place in PLACES for of in OF_WORDS)

Weights: TypeAlias = Mapping[str, int]
"""What words say, in `UNIT`s of a log-odds for main content."""


def measure(near: Sequence[Sequence[str]], far: Sequence[Sequence[str]], weights: Sequence[Weights]) -> Floats32:
    """Return what `NAMES` says of each line (L × NAMES), by the words near it and far above it (L each).

    `weights` are those of the words near a line, and of those far above.
    """
    columns = [_of_words(words, known) for words, known in zip((near, far), weights, strict=True)]
    return (np.concatenate(columns, axis=1) / UNIT).astype(np.float32)


def _of_words(lines: Sequence[Sequence[str]], weights: Weights) -> Ints:
    """Return `OF_WORDS` of each line (L × OF_WORDS); neighbours often have the same words."""
    numbers: dict[tuple[str, ...], int] = {}
    number = [numbers.setdefault(tuple(words), len(numbers)) for words in lines]
    said = [_summed([weight for weight in map(weights.get, words) if weight is not None]) for words in numbers]
    return np.array(said, np.int64).reshape(-1, len(OF_WORDS))[number]


def _summed(weights: Sequence[int]) -> tuple[int, int, int]:
    if not weights:
        return 0, 0, 0
    return round(sum(weights) / len(weights)), max(0, *weights), min(0, *weights)


@cache
def class_weights() -> tuple[Weights, Weights]:
    """Read the weights of the model."""
    rows = [row.split("\t") for row in model.read("classes").splitlines()]
    near, far = ({row[0]: int(row[column]) for row in rows} for column in (1, 2))
    return near, far
