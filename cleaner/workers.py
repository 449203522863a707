"""Many processes at the same work: batches go out as workers come free, and what was made of them comes back in order.

Nothing is shared and nothing is lost. Each worker has a pipe of its own and one batch at a time, so that it is known
whose batch died with it: that batch is given to another worker, and if it ends that one too it is halved until the
one item is found that does it. Workers whose pipe closes, because this process has gone, end.
"""

import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.resource_tracker import ensure_running
from traceback import format_exc
from typing import Any, Generic, TypeAlias, TypeVar, cast

AHEAD = 4
"""Batches for each worker that may wait, read or done, for their turn."""
Pipe: TypeAlias = "Connection[Any, Any]"
STILLBORN = 10
"""Workers that may die before they begin; more, and there is something wrong with this computer."""
T = TypeVar("T")
R = TypeVar("R")


class _Task(Generic[T, R]):
    """A batch on its way: `results` once it is done; `parts` where it had to be halved."""

    def __init__(self, batch: Sequence[T], deaths: int = 0) -> None:
        self.batch, self.deaths = batch, deaths
        self.parts: list[_Task[T, R]] = []
        self._results: list[R] | None = None

    @property
    def results(self) -> list[R] | None:
        """One result for each item, in order; None as long as one is missing."""
        if not self.parts:
            return self._results
        found = [part.results for part in self.parts]
        return None if None in found else [result for some in found for result in some or ()]

    @results.setter
    def results(self, results: list[R]) -> None:
        self._results = results


class _Worker(Generic[T, R]):
    """One process, the pipe to it, and the task that it has."""

    def __init__(self, work: Callable[[Sequence[T]], list[R]]) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, work), daemon=True)
        self.task: _Task[T, R] | None = None
        ensure_running()  # what all workers report to: its start would unblock the signal
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # Ctrl-C is for this process alone
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()

    def end(self) -> None:
        """End the process; whatever it does is not wanted any more."""
        self._process.kill()
        self._process.join()
        self.pipe.close()


def _serve(pipe: Pipe, work: Callable[[Sequence[T]], list[R]]) -> None:
    """Do what a worker does: say that it is there, then answer batches with results until the pipe closes."""
    with suppress(EOFError, OSError):
        pipe.send(None)
        while True:
            batch = pipe.recv()
            try:
                answer: list[R] | str = work(batch)
            except Exception:
                answer = format_exc()
            pipe.send(answer)


class _Crew(Generic[T, R]):
    """All workers, and the tasks that wait for one."""

    def __init__(self, work: Callable[[Sequence[T]], list[R]], jobs: int, lost: Callable[[T], R]) -> None:
        self._work, self._lost = work, lost
        self._busy = {worker.pipe: worker for worker in (_Worker(work) for _ in range(jobs))}
        self._free: list[_Worker[T, R]] = []
        self._stillborn = STILLBORN
        self.todo: deque[_Task[T, R]] = deque()

    def wait(self) -> None:
        """Wait for what a worker says, and give it what waits for one."""
        for pipe in wait([*self._busy]):
            self._hear(self._busy.pop(cast("Pipe", pipe)))
        self._hand_out()

    def add(self, task: _Task[T, R]) -> None:
        """Give a task to a worker as soon as one is free."""
        self.todo.append(task)
        self._hand_out()

    def _hand_out(self) -> None:
        while self.todo and self._free:
            self._give(self._free.pop(), self.todo.popleft())

    def _hear(self, worker: _Worker[T, R]) -> None:
        try:
            answer = worker.pipe.recv()
        except (EOFError, OSError):
            self._replace(worker)
            return
        if isinstance(answer, str):
            raise RuntimeError(f"in a worker:\n{answer}")
        if worker.task is not None:
            worker.task.results = answer
        self._free.append(worker)

    def _give(self, worker: _Worker[T, R], task: _Task[T, R]) -> None:
        worker.task = task
        self._busy[worker.pipe] = worker
        with suppress(OSError):  # it has died, and will be heard to have
            worker.pipe.send(task.batch)

    def _replace(self, worker: _Worker[T, R]) -> None:
        """Put a new worker in the place of one that died, and see to the task that it had."""
        worker.end()
        if worker.task is not None:
            self._retry(worker.task)
        elif not self._stillborn:
            raise RuntimeError("workers end as they begin here; clean without them: -j 1")
        else:
            self._stillborn -= 1
        new: _Worker[T, R] = _Worker(self._work)
        self._busy[new.pipe] = new

    def _retry(self, task: _Task[T, R]) -> None:
        task.deaths += 1
        middle = len(task.batch) // 2
        if task.deaths == 1:
            self.todo.appendleft(task)
        elif middle:
            task.parts = [_Task(task.batch[:middle], 1), _Task(task.batch[middle:], 1)]
            self.todo.extendleft(reversed(task.parts))
        else:
            task.results = [self._lost(task.batch[0])]

    def end(self) -> None:
        """End all workers."""
        for worker in (*self._free, *self._busy.values()):
            worker.end()


def in_order(
    work: Callable[[Sequence[T]], list[R]],
    batches: Iterable[Sequence[T]],
    jobs: int,
    *,
    lost: Callable[[T], R],
    is_last_for_now: Callable[[Sequence[T]], bool],
) -> Generator[tuple[Sequence[T], list[R]], None, None]:
    """Give each batch with what `work`, in one of `jobs` processes, made of it: one result for each item.

    `lost` makes the result of an item that ends every worker. Before the next batch is asked for, all are waited for
    if the one before `is_last_for_now`. `work` and the items have to be picklable. What `work` raises is raised here
    as RuntimeError; when the generator is closed the workers end at once.
    """
    crew = _Crew(work, jobs, lost)
    window: deque[_Task[T, R]] = deque()
    try:
        for batch in batches:
            task: _Task[T, R] = _Task(batch)
            window.append(task)
            crew.add(task)
            limit = 0 if is_last_for_now(batch) else AHEAD * jobs
            yield from _finished(crew, window, limit)
        yield from _finished(crew, window, 0)
    finally:
        crew.end()


def _finished(
    crew: _Crew[T, R], window: deque[_Task[T, R]], limit: int
) -> Generator[tuple[Sequence[T], list[R]], None, None]:
    """Give the tasks at the head of the window that are done, after waiting until no more than `limit` are left."""
    while crew.todo or len(window) > limit:
        crew.wait()
        while window and (results := window[0].results) is not None:
            yield window.popleft().batch, results
