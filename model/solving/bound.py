"""The bound: each owner alone on lines that it pays for, and the linear relaxation.

Owners meet only in linking rows. Dropping the others from a row in which their use is never
negative relaxes the problem, so the sum of what each owner costs alone, plus the least that linking
columns can cost, is never more than the cost of any plan; nor is it with a price on each linking
row (`model.solving.prices`). Each part's own bound is the solver's, so the sum is proven even where
a part was stopped early.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import dataclass, field

import numpy as np

from model.solving.arrays import Floats
from model.solving.blocks import Task, by_owner
from model.solving.effort import GAP_OF_PARTS
from model.solving.highs import Answer, Limits
from model.solving.pool import Job, Pool
from model.solving.prices import Prices


@dataclass
class Bounds:
    """Bounds of the owners, improved pass by pass; a pass gives more ticks to those still open."""

    tasks: dict[int, Task]  # the problem of each owner alone, at the prices
    prices: Prices
    passes: tuple[int, ...]
    seed: int
    seconds_left: float | None = None
    values: Floats = field(init=False)
    open_gap: Floats = field(init=False)
    impossible: set[int] = field(default_factory=set)
    ticks: int = 0

    def __post_init__(self) -> None:
        owners = len(self.tasks)
        self.values = np.full(owners, -np.inf)
        self.open_gap = np.full(owners, np.inf)
        self._queue = [(owner, self.passes[0]) for owner in self.tasks]
        self._further = list(self.passes[1:])

    def following(self, most: int | None = None) -> tuple[int, int] | None:
        """The next (owner, ticks) to be bounded; None when all passes of `most` ticks are done."""
        if not self._queue and self._further and (most is None or self._further[0] <= most):
            ticks = self._further.pop(0)
            still = [owner for owner in self.tasks if self.open_gap[owner] > 0]
            self._queue = [
                (owner, ticks) for owner in sorted(still, key=lambda o: (-self.open_gap[o], o))
            ]
        return self._queue.pop(0) if self._queue else None

    @property
    def first_pass_left(self) -> bool:
        """Whether owners are still without any bound to begin with."""
        return bool(self._queue) and len(self._further) == len(self.passes) - 1

    def job(self, owner: int, ticks: int) -> Job:
        """The owner's problem alone."""
        limits = Limits(GAP_OF_PARTS, ticks, self.seconds_left, restarts=False)
        return Job(self.tasks[owner].alone(owner).problem, limits, seed=self.seed)

    def learn(self, owner: int, answer: Answer) -> None:
        """Take in what a job proved. An owner that cannot keep its limits alone is impossible."""
        self.ticks += answer.ticks
        if answer.outcome == "infeasible":
            self.impossible.add(owner)
            self.open_gap[owner] = 0.0
            return
        self.values[owner] = max(self.values[owner], answer.bound)
        closed = answer.outcome == "optimal"
        self.open_gap[owner] = 0.0 if closed else answer.objective - self.values[owner]

    def total(self) -> float:
        """Bound on the decided cost of any plan that keeps the limits; -inf until all have one."""
        return float(self.values.sum()) + self.prices.constant

    def regret(self, x: Floats) -> Floats:
        """What each owner costs in x, at the prices, above its bound (0 while it has none)."""
        any_task = next(iter(self.tasks.values()))
        cost = by_owner(any_task.matrix, self.prices.cost * x)
        return np.maximum(cost - np.where(np.isfinite(self.values), self.values, 0.0), 0.0)


class Filler:
    """Bound jobs that keep idle workers busy; what they prove is merged only when asked for.

    One worker is left to the search: the next job is handed over when one is done.
    """

    def __init__(self, bounds: Bounds, pool: Pool) -> None:
        self._bounds = bounds
        self._pool = pool
        self._lock = threading.Lock()
        self._jobs: list[tuple[int, Job]] = []
        while bounds.first_pass_left:
            owner, ticks = bounds.following() or (0, 0)
            self._jobs.append((owner, bounds.job(owner, ticks)))
        self._running: list[tuple[int, Future[Answer]]] = []
        self._finishing = False

    def start_first_pass(self) -> None:
        """Begin the first pass, where there are processes to run it beside the search."""
        for _ in range(self._pool.workers - 1):
            self._next()

    def _next(self) -> None:
        with self._lock:
            if self._finishing or not self._jobs:
                return
            owner, job = self._jobs.pop(0)
            future = self._pool.submit(job)
            self._running.append((owner, future))
        future.add_done_callback(self._follow)

    def _follow(self, done: Future[Answer]) -> None:
        """Hand the next job over, but not where one was lost: a pool that tells so may be locked.

        What is left over then is handed over at the end.
        """
        if not done.cancelled() and done.exception() is None:
            self._next()

    def finish_first_pass(self) -> None:
        """Wait for the first pass and learn from it, in fixed order."""
        with self._lock:
            self._finishing = True
            self._running += [(owner, self._pool.submit(job)) for owner, job in self._jobs]
        answers = self._pool.gather([future for _, future in self._running])
        for (owner, _), answer in zip(self._running, answers, strict=True):
            self._bounds.learn(owner, answer)
