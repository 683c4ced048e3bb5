"""The bound: each owner alone on lines that it pays for, and the linear relaxation.

Owners meet only in linking rows. Dropping the others from a row in which their use is never
negative relaxes the problem, so the sum of what each owner costs alone, plus the least that linking
columns can cost, is never more than the cost of any plan; nor is it with a price on each linking
row (`model.solving.prices`). Each part's own bound is the solver's, so the sum is proven even where
a part was stopped early.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from model.solving.arrays import Floats
from model.solving.blocks import Task, by_owner
from model.solving.effort import FIRST_BOUNDS, GAP_OF_BOUNDS, GAP_OF_PARTS, ROUND
from model.solving.highs import Answer, Limits
from model.solving.pool import Job
from model.solving.prices import Prices
from model.solving.stream import Stream


@dataclass
class Bounds:
    """Bounds of the owners, improved pass by pass; a pass gives more ticks to those still open.

    Where there are `finer` tasks, tighter and harder ones of the same costs, all are bounded once
    more by these in the end.
    """

    tasks: dict[int, Task]  # the problem of each owner alone, at the prices
    prices: Prices
    passes: tuple[int, ...]
    seed: int
    seconds_left: float | None = None
    finer: dict[int, Task] = field(default_factory=dict)
    values: Floats = field(init=False)
    open_gap: Floats = field(init=False)
    impossible: set[int] = field(default_factory=set)
    ticks: int = 0
    waiting: bool = False  # for better prices

    def __post_init__(self) -> None:
        self.at(self.tasks, self.prices, self.finer)

    def at(self, tasks: dict[int, Task], prices: Prices, finer: dict[int, Task]) -> None:
        """Begin anew at other prices: what was proven at those before does not add up with it."""
        owners = len(tasks)
        self.tasks, self.prices, self.finer = tasks, prices, finer
        self.values = np.full(owners, -np.inf)
        self.open_gap = np.full(owners, np.inf)
        self._queue = [(owner, self.passes[0]) for owner in tasks]
        self._further = list(self.passes[1:])
        self._underway = 0

    def following(self) -> Bounding | None:
        """Whose bound is next; None where none is left, or the next pass waits for this one."""
        if not self._queue and self._further and not self._underway:
            ticks = self._further.pop(0)
            still = [owner for owner in self.tasks if self.open_gap[owner] > 0]
            self._queue = [
                (owner, ticks) for owner in sorted(still, key=lambda o: (-self.open_gap[o], o))
            ]
        if not self._queue and self.finer and not self._underway:
            self.tasks, self.finer = self.finer, {}
            self._queue = [
                (owner, self.passes[-1]) for owner in self.tasks if owner not in self.impossible
            ]
        if not self._queue:
            return None
        self._underway += 1
        return Bounding(self, *self._queue.pop(0), self.prices)

    @property
    def finished(self) -> bool:
        """Whether nothing is left to be bounded, or under way."""
        return not (self._queue or self._underway or self._further or self.finer)

    def beside(self, moment: int) -> list[Bounding]:
        """Who is bounded beside a search at this moment: one from time to time.

        A share of all while some have no bound yet; nobody while better prices are on their way.
        """
        if self.waiting:
            return []
        if self._queue and len(self._further) == len(self.passes) - 1:
            count = math.ceil(FIRST_BOUNDS * len(self.tasks))
        else:
            count = int(moment % ROUND == 0)
        return [one for one in (self.following() for _ in range(count)) if one is not None]

    def learn(self, owner: int, answer: Answer) -> None:
        """Take in what a job proved. An owner that cannot keep its limits alone is impossible."""
        self._underway -= 1
        self.ticks += answer.ticks
        if answer.outcome == "infeasible":
            self.impossible.add(owner)
            self.open_gap[owner] = 0.0
            return
        self.values[owner] = max(self.values[owner], answer.bound)
        left = answer.objective - self.values[owner]
        closed = math.isfinite(left) and left <= GAP_OF_BOUNDS * abs(answer.objective)
        self.open_gap[owner] = 0.0 if closed else left

    def total(self) -> float:
        """Bound on the decided cost of any plan that keeps the limits; -inf until all have one."""
        return float(self.values.sum()) + self.prices.constant

    def regret(self, x: Floats) -> Floats:
        """What each owner costs in x, at the prices, above its bound.

        While it has none, above what it costs in the relaxation; without one, above nothing.
        """
        matrix = next(iter(self.tasks.values())).matrix
        relaxed = self.prices.relaxed
        least = np.zeros_like(self.values)
        if relaxed is not None:
            least = by_owner(matrix, self.prices.cost * relaxed)
        cost = by_owner(matrix, self.prices.cost * x)
        return np.maximum(cost - np.where(np.isfinite(self.values), self.values, least), 0.0)


@dataclass(frozen=True)
class Bounding:
    """An owner to be bounded at these prices; what is proven at others by then is not kept."""

    bounds: Bounds
    owner: int
    ticks: int
    prices: Prices

    @property
    def is_short(self) -> bool:
        """Whether it is of the first pass."""
        return self.ticks == self.bounds.passes[0]

    @property
    def job(self) -> Job:
        """The owner's problem alone."""
        gap = GAP_OF_PARTS if self.is_short else GAP_OF_BOUNDS
        limits = Limits(gap, self.ticks, self.bounds.seconds_left, restarts=False)
        return Job(
            self.bounds.tasks[self.owner].alone(self.owner).problem, limits, seed=self.bounds.seed
        )

    def begin(self, stream: Stream, told: Callable[[], None], later: int) -> None:
        """Have it bounded, and learned so many moments later."""
        stream.begin(self.job, partial(self._learn, told), later)

    def _learn(self, told: Callable[[], None], answer: Answer) -> None:
        if self.prices is self.bounds.prices:
            self.bounds.learn(self.owner, answer)
            told()
