"""Sub-problems solved side by side, by whoever does the work (`model.solving.hands`).

Which worker solves what, and when, never shows in an answer: callers take results in the order in
which they handed work over, or by count (`model.solving.stream`). Where a worker is lost its jobs
are solved by another one or in this process: that costs time only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from model.solving.arrays import Floats
from model.solving.hands import Hands, Processes, Stop, result_or, wait_for_all
from model.solving.highs import Answer, Limits, Problem, solve_exactly

Result_co = TypeVar("Result_co", covariant=True)
Result = TypeVar("Result")


class Work(Protocol[Result_co]):
    """What a worker can do: arrays in, an answer out, ending early where asked to."""

    def run(self, stop: Stop) -> Result_co:
        """Do it."""


@dataclass(frozen=True)
class Job:
    """One sub-problem, when to stop it, and a solution to start from."""

    problem: Problem
    limits: Limits
    start: Floats | None = None
    seed: int = 0

    def run(self, stop: Stop) -> Answer:
        """Solve it."""
        return solve_exactly(self.problem, self.limits, start=self.start, seed=self.seed, stop=stop)


def run_work(work: Work[Result], stop: Stop) -> Result:
    """Do a piece of work in this process, stopping early where asked to."""
    return work.run(stop)


class Pool:
    """Does work by these hands, or in this process where there are none."""

    def __init__(self, hands: Hands | None, should_stop: Callable[[], bool]) -> None:
        self.workers = 1 if hands is None else hands.workers
        self._should_stop = should_stop
        self._hands = hands
        self._work: dict[Future[Any], Work[Any]] = {}

    def submit(self, work: Work[Result]) -> Future[Result]:
        """Hand it over; without hands it is done at once."""
        if self._hands is None:
            done: Future[Result] = Future()
            done.set_result(run_work(work, self._should_stop))
            return done
        future: Future[Result] = self._hands.submit(run_work, work)
        self._work[future] = work
        return future

    def run(self, works: Sequence[Work[Result]]) -> list[Result]:
        """The results of all, in their order."""
        return self.gather([self.submit(work) for work in works])

    def gather(self, futures: Sequence[Future[Result]]) -> list[Result]:
        """Wait for these; asked to stop, the workers end theirs early."""
        if self._hands is not None:
            wait_for_all(self._hands, futures, self._should_stop)
        return [self._result(future) for future in futures]

    def _result(self, future: Future[Result]) -> Result:
        work = self._work.pop(future, None)
        if work is None or self._hands is None:
            return future.result()
        return result_or(future, self._hands, lambda: run_work(work, self._should_stop))


@contextmanager
def open_pool(who: Hands | int, should_stop: Callable[[], bool]) -> Iterator[Pool]:
    """A pool of these hands or of so many processes (1: this one), which are ended with it."""
    if not isinstance(who, int):
        yield Pool(who, should_stop)
        return
    if who == 1:
        yield Pool(None, should_stop)
        return
    processes = Processes(who)
    try:
        yield Pool(processes, should_stop)
    finally:
        processes.close()
