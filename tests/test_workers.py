"""Many processes: the same results in the same order, whoever dies; nobody is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from cleaner.workers import Allowance, in_order

BATCHES = [[*range(first, first + 4)] for first in range(0, 40, 4)]
WAYS: dict[str, Any] = {"allowed": lambda _: Allowance(1, 2**30), "lost": lambda item, why: (item, why)}
DOUBLED = [(batch, [2 * number for number in batch]) for batch in BATCHES]


def double(batch: Sequence[int]) -> list[int]:
    return [2 * number for number in batch]


def double_later(batch: Sequence[int]) -> list[int]:
    """Take longer for the first batches, so that later ones are done before them."""
    time.sleep(0.2 if batch[0] < 8 else 0)
    return double(batch)


def die_of_13(batch: Sequence[int]) -> list[int]:
    if 13 in batch:
        os.kill(os.getpid(), signal.SIGKILL)
    return double(batch)


def die_once(batch: Sequence[str]) -> list[str]:
    """Die of each item the first time it is seen; the item is the path where that is noted."""
    for path in batch:
        if not Path(path).exists():
            Path(path).touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return [path.upper() for path in batch]


def fail(batch: Sequence[int]) -> list[int]:
    if 13 in batch:
        raise ValueError("no 13")
    return double(batch)


def never_end_at_13(batch: Sequence[int]) -> list[int]:
    while 13 in batch:
        pass
    return double(batch)


def take_all_memory_at_13(batch: Sequence[int]) -> list[int]:
    return [13] * 2**28 if 13 in batch else double(batch)


def run(work: object, batches: object = BATCHES, jobs: int = 2) -> list[object]:
    return [*in_order(work, batches, jobs, **WAYS, is_last_for_now=lambda _: False)]  # type: ignore[arg-type]


@pytest.mark.parametrize("jobs", [1, 3])
def test_results_come_in_order(jobs: int) -> None:
    assert run(double_later, jobs=jobs) == DOUBLED
    assert run(double, [], jobs) == []


@pytest.mark.parametrize(
    ("work", "why"),
    [
        (die_of_13, "ended the process that cleaned it, twice"),
        (never_end_at_13, "takes more than 1 seconds of computing"),
        (take_all_memory_at_13, "needs more than 1,024 MB of memory"),
        (fail, "cannot be cleaned, by a mistake in cleaner (ValueError: no 13). Please report it"),
    ],
)
def test_what_cannot_be_done_is_found_and_costs_nothing_else(work: object, why: str) -> None:
    lost = [(batch, [(13, why) if n == 26 else n for n in doubled]) for batch, doubled in DOUBLED]
    assert run(work) == lost


def test_a_worker_that_is_killed_costs_one_retry(tmp_path: Path) -> None:
    batches = [[f"{tmp_path}/{number}"] for number in range(3)]
    assert run(die_once, batches) == [(batch, [batch[0].upper()]) for batch in batches]


def test_no_more_is_read_than_a_window_holds() -> None:
    taken: list[int] = []

    def batches() -> Iterator[list[int]]:
        for number in range(1000):
            taken.append(number)
            yield [number]

    results = in_order(double, batches(), 2, **WAYS, is_last_for_now=lambda _: False)
    next(results)
    assert len(taken) < 20
    results.close()


def test_what_comes_slowly_is_done_before_more_is_asked_for() -> None:
    done = 0

    def batches() -> Iterator[list[int]]:
        for number in range(5):
            assert done == number
            yield [number]

    for _ in in_order(double, batches(), 2, **WAYS, is_last_for_now=lambda _: True):
        done += 1
    assert done == 5


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_no_worker_outlives_its_parent(number: int) -> None:
    code = (
        "from test_workers import *\n"
        "if __name__ == '__main__':\n"
        "    for batch, _ in in_order(double, ([n] for n in iter(int, 1)), 2, **WAYS, is_last_for_now=lambda _: 0):\n"
        "        print(flush=True)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(number)
        process.stdout.read()  # ends when nobody has the pipe open any more
        process.wait(timeout=60)
    assert _all_end(process.pid)


def _all_end(group: int) -> bool:
    """Wait for the last process of a group."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
