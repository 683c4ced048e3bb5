"""Sub-problems solved side by side, by whoever does the work (`model.solving.hands`).

Which worker solves what, and when, never shows in an answer: callers wait for all the jobs of a
round and merge them in the order in which they were given. Where a worker is lost its jobs are
solved by another one or in this process: that costs time only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass

from model.solving.arrays import Floats
from model.solving.hands import Hands, Processes, Stop, result_or, wait_for_all
from model.solving.highs import Answer, Limits, Problem, solve_exactly


@dataclass(frozen=True)
class Job:
    """One sub-problem, when to stop it, and a solution to start from."""

    problem: Problem
    limits: Limits
    start: Floats | None = None
    seed: int = 0


def run_job(job: Job, stop: Stop) -> Answer:
    """Solve a job in this process, stopping early where asked to."""
    return solve_exactly(job.problem, job.limits, start=job.start, seed=job.seed, stop=stop)


class Pool:
    """Runs jobs by these hands, or in this process where there are none."""

    def __init__(self, hands: Hands | None, should_stop: Callable[[], bool]) -> None:
        self.workers = 1 if hands is None else hands.workers
        self._should_stop = should_stop
        self._hands = hands
        self._jobs: dict[Future[Answer], Job] = {}

    def submit(self, job: Job) -> Future[Answer]:
        """Hand a job over; without hands it is solved at once."""
        if self._hands is None:
            done: Future[Answer] = Future()
            done.set_result(run_job(job, self._should_stop))
            return done
        future = self._hands.submit(run_job, job)
        self._jobs[future] = job
        return future

    def run(self, jobs: Sequence[Job]) -> list[Answer]:
        """The answers of all jobs, in their order."""
        return self.gather([self.submit(job) for job in jobs])

    def gather(self, futures: Sequence[Future[Answer]]) -> list[Answer]:
        """Wait for these jobs; asked to stop, the workers end theirs early."""
        if self._hands is not None:
            wait_for_all(self._hands, futures, self._should_stop)
        return [self._answer(future) for future in futures]

    def _answer(self, future: Future[Answer]) -> Answer:
        job = self._jobs.pop(future, None)
        if job is None or self._hands is None:
            return future.result()
        return result_or(future, self._hands, lambda: run_job(job, self._should_stop))


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
