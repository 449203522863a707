"""Many processes at the same work: batches go out as workers come free, and what was made of them comes back in order.

Nothing is shared and nothing is lost. Each worker has a pipe of its own and one batch at a time, so that it is known
whose batch died with it: that batch is given to another worker, and if it ends that one too its items are given out
one by one, so that only the one that does it is lost. The system itself sees to it that a batch takes no more time and
memory than it may. Workers whose pipe closes, because this process has gone, end.
"""

import os
import resource
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.resource_tracker import ensure_running
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar, cast

AHEAD = 4
"""Batches for each worker that may wait, read or done, for their turn."""
Pipe: TypeAlias = "Connection[Any, Any]"
STILLBORN = 10
"""Workers that may die before they begin; more, and there is something wrong with this computer."""
ENDED = "ended the process that cleaned it, twice"
ALL = 2**20
"""More descriptors than a process has open."""
T = TypeVar("T")
R = TypeVar("R")


class Allowance(NamedTuple):
    """What a batch may take: seconds of computing, which do not pass while others compute, and bytes of memory."""

    seconds: int
    memory: int


class _Task(Generic[T, R]):
    """A batch on its way: `results` once it is done; `parts` where its items had to be given out one by one."""

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
        forks = _may_fork()
        context = get_context("fork") if forks else get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, work, forks), daemon=True)
        self.task: _Task[T, R] | None = None
        if not forks:
            ensure_running()  # what all workers report to: its start would unblock the signal
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # Ctrl-C is for this process alone
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()

    def end(self) -> int | None:
        """End the process, whatever it does, and return its exit code."""
        self._process.kill()
        self._process.join()
        self.pipe.close()
        return self._process.exitcode


def _may_fork() -> bool:
    """Whether a worker may begin as a copy of this process, which takes a millisecond, not a fifth of a second.

    That is safe as long as nothing else runs in this process, numpy's threads for one; Linux can tell.
    """
    with suppress(OSError):
        return len([*Path("/proc/self/task").iterdir()]) == 1
    return False


def _serve(pipe: Pipe, work: Callable[[Sequence[T]], list[R]], forked: bool) -> None:
    """Do what a worker does: say that it is there, then answer batches with results until the pipe closes.

    Where a batch cannot be done, the answer says why.
    """
    if forked:  # what is open here was opened by and for another
        os.closerange(3, pipe.fileno())
        os.closerange(pipe.fileno() + 1, ALL)
    _begin()
    with suppress(EOFError, OSError, MemoryError):
        pipe.send(None)
        while True:
            allowance, batch = pipe.recv()
            _limit(allowance)
            try:
                answer: list[R] | str = work(batch)
            except MemoryError:
                answer = f"needs more than {allowance.memory >> 20:,} MB of memory"
            except Exception as error:
                answer = (
                    f"cannot be cleaned, by a mistake in cleaner ({type(error).__name__}: {error}). Please report it"
                )
            pipe.send(answer)


def _begin() -> None:
    """Make this process one that computes in one thread, leaves no core behind, and is the first to go."""
    os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1"))
    _lower(resource.RLIMIT_CORE, 0)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _limit(allowance: Allowance) -> None:
    """Have this process ended when it has computed for so long, and refused more memory than so much."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + allowance.seconds)
    with suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        _lower(resource.RLIMIT_AS, pages * resource.getpagesize() + allowance.memory)


def _lower(what: int, limit: int) -> None:
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


class _Crew(Generic[T, R]):
    """All workers, who are hired as there is work for them, and the tasks that wait for one."""

    def __init__(
        self,
        work: Callable[[Sequence[T]], list[R]],
        jobs: int,
        lost: Callable[[T, str], R],
        allowed: Callable[[Sequence[T]], Allowance],
    ) -> None:
        self._work, self._jobs, self._lost, self._allowed = work, jobs, lost, allowed
        self._busy: dict[Pipe, _Worker[T, R]] = {}
        self._free: list[_Worker[T, R]] = []
        self._stillborn = STILLBORN
        self.todo: deque[_Task[T, R]] = deque()

    @property
    def is_behind(self) -> bool:
        """Whether all the workers that there may be are busy, and a batch waits for each."""
        return len(self.todo) >= self._jobs and len(self._busy) >= self._jobs

    def wait(self, seconds: float | None = None) -> None:
        """Wait for what a worker says, no longer than some seconds, and give it what waits for one."""
        for pipe in wait([*self._busy], seconds):
            self._hear(self._busy.pop(cast("Pipe", pipe)))
            self._hand_out()

    def add(self, task: _Task[T, R]) -> None:
        """Give a task to a worker as soon as one is free."""
        self.todo.append(task)
        self._hand_out()

    def _hand_out(self) -> None:
        while self.todo and self._free:
            self._give(self._free.pop(), self.todo.popleft())
        coming = sum(worker.task is None for worker in self._busy.values())
        for _ in range(min(len(self.todo) - coming, self._jobs - len(self._busy))):
            self._hire()

    def _hire(self) -> None:
        new: _Worker[T, R] = _Worker(self._work)
        self._busy[new.pipe] = new

    def _hear(self, worker: _Worker[T, R]) -> None:
        try:
            answer = worker.pipe.recv()
        except (EOFError, OSError):
            self._bury(worker)
            return
        self._free.append(worker)
        if (task := worker.task) is None:
            return
        worker.task = None
        if isinstance(answer, str):
            self._part(task, answer)
        else:
            task.results = answer

    def _give(self, worker: _Worker[T, R], task: _Task[T, R]) -> None:
        worker.task = task
        self._busy[worker.pipe] = worker
        with suppress(OSError):  # it has died, and will be heard to have
            worker.pipe.send((self._allowed(task.batch), task.batch))

    def _bury(self, worker: _Worker[T, R]) -> None:
        """See to the task of a worker that died."""
        task, code = worker.task, worker.end()
        if task is None:
            if not self._stillborn:
                raise RuntimeError("workers end as they begin here")
            self._stillborn -= 1
        elif code == -signal.SIGXCPU:
            self._part(task, f"takes more than {self._allowed(task.batch).seconds} seconds of computing")
        elif task.deaths:
            self._part(task, ENDED)
        else:
            task.deaths = 1
            self.todo.appendleft(task)

    def _part(self, task: _Task[T, R], why: str) -> None:
        """Give out the items of a task one by one; the one that cannot be done is lost."""
        if len(task.batch) > 1:
            task.parts = [_Task([item], deaths=1) for item in task.batch]
            self.todo.extendleft(reversed(task.parts))
        else:
            task.results = [self._lost(task.batch[0], why)]

    def end(self) -> None:
        """End all workers."""
        for worker in (*self._free, *self._busy.values()):
            worker.end()


def in_order(  # noqa: PLR0913 - what is done, with what, and what then
    work: Callable[[Sequence[T]], list[R]],
    batches: Iterable[Sequence[T]],
    jobs: int,
    *,
    allowed: Callable[[Sequence[T]], Allowance],
    lost: Callable[[T, str], R],
    is_last_for_now: Callable[[Sequence[T]], bool],
) -> Generator[tuple[Sequence[T], list[R]], None, None]:
    """Give each batch with what `work`, in one of `jobs` processes, made of it: one result for each item.

    An item that alone takes more than it is `allowed`, for which `work` raises, or that ends every worker, is `lost`:
    that makes its result, given words on why. Before the next batch is asked for, all are waited for if the one before
    `is_last_for_now`. `work` and the items have to be picklable. When the generator is closed the workers end at once.
    """
    crew = _Crew(work, jobs, lost, allowed)
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
    while crew.is_behind or len(window) > limit:
        crew.wait()
        while window and (results := window[0].results) is not None:
            yield window.popleft().batch, results
            crew.wait(0)  # whoever is done meanwhile need not wait until all this is written
