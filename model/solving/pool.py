"""Sub-problems solved side by side: one executor of processes, each with one thread.

What is sent are arrays, never models. Which worker solves what, and when, never shows in an answer:
callers wait for all the jobs of a round and merge them in the order in which they were given. A
worker that is killed (out of memory) costs time only: its jobs are solved again in this process.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait as wait_for
from typing import Any

from model.solving.arrays import Floats
from model.solving.highs import Answer, Limits, Problem, solve_exactly

_stop: Any = None  # the event that ends a worker's job, set when the worker starts


@dataclass(frozen=True)
class Job:
    """One sub-problem, when to stop it, and a solution to start from."""

    problem: Problem
    limits: Limits
    start: Floats | None = None
    seed: int = 0


def run_job(job: Job) -> Answer:
    """Solve a job in this process, stopping early where the run was stopped."""
    stop: Callable[[], bool] | None = _stop.is_set if _stop is not None else None
    return solve_exactly(job.problem, job.limits, start=job.start, seed=job.seed, stop=stop)


def _begin_worker(stop: Any) -> None:
    """Leave Ctrl-C to the parent, and end with it even where it is killed."""
    global _stop
    _stop = stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait_for([sentinel])
    os._exit(1)


class Pool:
    """Runs jobs on `workers` processes, or in this one where that is 1."""

    def __init__(self, workers: int, should_stop: Callable[[], bool]) -> None:
        self.workers = workers
        self._should_stop = should_stop
        self._executor: ProcessPoolExecutor | None = None
        self._jobs: dict[Future[Answer], Job] = {}
        self._lost = False
        if workers > 1:
            spawn = multiprocessing.get_context("spawn")
            self._event = spawn.Event()
            self._executor = ProcessPoolExecutor(
                workers, mp_context=spawn, initializer=_begin_worker, initargs=(self._event,)
            )

    def submit(self, job: Job) -> Future[Answer]:
        """Hand a job over; without processes it is solved at once."""
        done: Future[Answer] = Future()
        if self._executor is None or self._lost:
            done.set_result(self._solve_here(job))
            return done
        try:
            done = self._executor.submit(run_job, job)
        except (BrokenExecutor, OSError) as error:
            done.set_exception(BrokenExecutor(str(error)))
        self._jobs[done] = job
        return done

    def _solve_here(self, job: Job) -> Answer:
        return solve_exactly(
            job.problem, job.limits, start=job.start, seed=job.seed, stop=self._should_stop
        )

    def run(self, jobs: Sequence[Job]) -> list[Answer]:
        """The answers of all jobs, in their order."""
        return self.gather([self.submit(job) for job in jobs])

    def gather(self, futures: Sequence[Future[Answer]]) -> list[Answer]:
        """Wait for these jobs; asked to stop, the workers end theirs early."""
        pending = set(futures)
        while pending:
            _, pending = wait(pending, timeout=0.2, return_when=FIRST_COMPLETED)
            if pending and self._should_stop():
                self._event.set()
        return [self._answer(future) for future in futures]

    def _answer(self, future: Future[Answer]) -> Answer:
        job = self._jobs.pop(future, None)
        try:
            return future.result()
        except BrokenExecutor:
            if job is None:
                raise
            self._lost = True
            return self._solve_here(job)

    def close(self) -> None:
        """End the workers; jobs not begun are dropped, running ones stop early."""
        if self._executor is not None:
            self._event.set()
            self._executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def open_pool(workers: int, should_stop: Callable[[], bool]) -> Iterator[Pool]:
    """A pool that is closed at the end, whatever happens."""
    pool = Pool(workers, should_stop)
    try:
        yield pool
    finally:
        pool.close()
