"""Bound jobs beside the search: handed over one by one, and none while workers are being lost."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass, field

from model.solving.blocks import keeping_limits
from model.solving.bound import Bounds, Filler
from model.solving.highs import Answer
from model.solving.pool import Job, Pool, run_job
from model.solving.prices import no_prices
from tests.solving.small_cases import matrix_of, network

TASK = keeping_limits(matrix_of(network(0)))


@dataclass
class _Waiting(Pool):
    """Two workers whose jobs end when the test says so."""

    workers: int = 2
    handed: list[tuple[Job, Future[Answer]]] = field(default_factory=list)

    def submit(self, job: Job) -> Future[Answer]:
        """Keep it."""
        self.handed.append((job, Future()))
        return self.handed[-1][1]

    def gather(self, futures: Sequence[Future[Answer]]) -> list[Answer]:
        """Do here what was not done, as for workers that are lost."""
        jobs = {id(future): job for job, future in self.handed}
        return [run_job(jobs[id(future)], lambda: False) for future in futures]


def _bounds() -> Bounds:
    found = no_prices(TASK)
    tasks = dict.fromkeys(range(len(TASK.matrix.owners)), TASK)
    return Bounds(tasks, found, (150,), 0)


def test_the_next_job_follows_one_that_is_done() -> None:
    """One worker is kept busy: the second job is handed over when the first has its answer."""
    pool = _Waiting()
    Filler(_bounds(), pool).start_first_pass()
    assert len(pool.handed) == 1
    job, future = pool.handed[0]
    future.set_result(run_job(job, lambda: False))
    assert len(pool.handed) == 2


def test_nothing_follows_one_that_is_lost() -> None:
    """An executor tells of lost workers while it holds its lock: handing over then waits for ever.

    All the same every owner has its bound in the end.
    """
    pool, bounds = _Waiting(), _bounds()
    filler = Filler(bounds, pool)
    filler.start_first_pass()
    pool.handed[0][1].set_exception(BrokenExecutor("lost"))
    assert len(pool.handed) == 1
    filler.finish_first_pass()
    assert len(pool.handed) == len(TASK.matrix.owners)
    assert bounds.total() > 0
