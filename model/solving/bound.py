"""The bound: each owner alone on lines that it pays for, and the linear relaxation.

Owners meet only in linking rows. Dropping the others from a row in which their use is never
negative relaxes the problem, so the sum of what each owner costs alone, plus the least that linking
columns can cost, is never more than the cost of any plan; nor is it with a price on each linking
row (`model.solving.prices`). Each part's own bound is the solver's, so the sum is proven even where
a part was stopped early.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from model.solving.arrays import Floats
from model.solving.blocks import Task, by_owner
from model.solving.effort import FIRST_BOUNDS, GAP_OF_BOUNDS, GAP_OF_PARTS
from model.solving.highs import Answer, Limits
from model.solving.pool import Job
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
    waiting: bool = False  # for better prices

    def __post_init__(self) -> None:
        self.at(self.tasks, self.prices)

    def at(self, tasks: dict[int, Task], prices: Prices) -> None:
        """Begin anew at other prices: what was proven at those before does not add up with it."""
        owners = len(tasks)
        self.tasks, self.prices = tasks, prices
        self.values = np.full(owners, -np.inf)
        self.open_gap = np.full(owners, np.inf)
        self._queue = [(owner, self.passes[0]) for owner in tasks]
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

    def beside(self, most: int) -> list[tuple[int, int]]:
        """What is bounded beside a round: one, but a share of all while some have no bound yet."""
        if self.waiting:
            return []
        first_pass_left = bool(self._queue) and len(self._further) == len(self.passes) - 1
        count = math.ceil(FIRST_BOUNDS * len(self.tasks)) if first_pass_left else 1
        return [job for job in (self.following(most) for _ in range(count)) if job is not None]

    def job(self, owner: int, ticks: int) -> Job:
        """The owner's problem alone."""
        gap = GAP_OF_PARTS if ticks == self.passes[0] else GAP_OF_BOUNDS
        limits = Limits(gap, ticks, self.seconds_left, restarts=False)
        return Job(self.tasks[owner].alone(owner).problem, limits, seed=self.seed)

    def learn(self, owner: int, answer: Answer) -> None:
        """Take in what a job proved. An owner that cannot keep its limits alone is impossible."""
        self.ticks += answer.ticks
        if answer.outcome == "infeasible":
            self.impossible.add(owner)
            self.open_gap[owner] = 0.0
            return
        self.values[owner] = max(self.values[owner], answer.bound)
        left = answer.objective - self.values[owner]
        closed = left <= GAP_OF_BOUNDS * abs(answer.objective)
        self.open_gap[owner] = 0.0 if closed else left

    def total(self) -> float:
        """Bound on the decided cost of any plan that keeps the limits; -inf until all have one."""
        return float(self.values.sum()) + self.prices.constant

    def regret(self, x: Floats) -> Floats:
        """What each owner costs in x, at the prices, above its bound (0 while it has none)."""
        any_task = next(iter(self.tasks.values()))
        cost = by_owner(any_task.matrix, self.prices.cost * x)
        return np.maximum(cost - np.where(np.isfinite(self.values), self.values, 0.0), 0.0)
