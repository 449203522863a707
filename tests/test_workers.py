"""Many processes: the same results in the same order, whoever dies; nobody is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from cleaner.workers import in_order

BATCHES = [[*range(first, first + 4)] for first in range(0, 40, 4)]
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
    raise ValueError(f"no {batch}")


def run(work: object, batches: object = BATCHES, jobs: int = 2) -> list[object]:
    return [*in_order(work, batches, jobs, lost=lambda _: -1, is_last_for_now=lambda _: False)]  # type: ignore[arg-type]


@pytest.mark.parametrize("jobs", [1, 3])
def test_results_come_in_order(jobs: int) -> None:
    assert run(double_later, jobs=jobs) == DOUBLED
    assert run(double, [], jobs) == []


def test_what_always_kills_is_found_and_costs_nothing_else() -> None:
    assert run(die_of_13) == [(batch, [-1 if n == 26 else n for n in doubled]) for batch, doubled in DOUBLED]


def test_a_worker_that_is_killed_costs_one_retry(tmp_path: Path) -> None:
    batches = [[f"{tmp_path}/{number}"] for number in range(3)]
    assert run(die_once, batches) == [(batch, [batch[0].upper()]) for batch in batches]


def test_a_mistake_in_the_work_is_raised_with_its_traceback() -> None:
    with pytest.raises(RuntimeError, match="ValueError: no"):
        run(fail)


def test_no_more_is_read_than_a_window_holds() -> None:
    taken: list[int] = []

    def batches() -> Iterator[list[int]]:
        for number in range(1000):
            taken.append(number)
            yield [number]

    results = in_order(double, batches(), 2, lost=lambda _: -1, is_last_for_now=lambda _: False)
    next(results)
    assert len(taken) < 20
    results.close()


def test_what_comes_slowly_is_done_before_more_is_asked_for() -> None:
    done = 0

    def batches() -> Iterator[list[int]]:
        for number in range(5):
            assert done == number
            yield [number]

    for _ in in_order(double, batches(), 2, lost=lambda _: -1, is_last_for_now=lambda _: True):
        done += 1
    assert done == 5


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_no_worker_outlives_its_parent(number: int) -> None:
    code = (
        "from test_workers import *\n"
        "if __name__ == '__main__':\n"
        "    for batch, _ in in_order(double, ([n] for n in iter(int, 1)), 2, lost=int, is_last_for_now=lambda _: 0):\n"
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
