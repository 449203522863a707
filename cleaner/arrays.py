"""The arrays that go from room to room, by what they hold."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Ints32: TypeAlias = NDArray[np.int32]
Small: TypeAlias = NDArray[np.int16]
Floats: TypeAlias = NDArray[np.float64]
Floats32: TypeAlias = NDArray[np.float32]
Hashes: TypeAlias = NDArray[np.uint64]
Codes: TypeAlias = NDArray[np.uint32]
Kinds: TypeAlias = NDArray[np.uint8]
Bools: TypeAlias = NDArray[np.bool_]

LARGE = 1 << 24
"""Bytes, more than any array of a batch takes. Once so much was given back to it, the C library keeps what it gets, and
the next batch finds its memory there; else it would be asked of the system anew, which takes a twelfth of the time."""
np.empty(LARGE, np.uint8)


def side_by_side(columns: Sequence[NDArray[Any]]) -> Floats32:
    """Put columns (L each) beside each other (L × columns); each stays in one piece in memory, which is faster."""
    return np.array(columns, np.float32).T


def running(values: NDArray[Any]) -> Ints:
    """Return the sums of all whole numbers before each place, and before the end (… × L + 1)."""
    total = np.zeros((*values.shape[:-1], values.shape[-1] + 1), np.int64)
    values.cumsum(-1, out=total[..., 1:])
    return total


def within(values: NDArray[Any], bounds: Ints) -> Ints:
    """Add up whole numbers between each bound and the next (the last axis)."""
    return np.diff(running(values)[..., bounds])
