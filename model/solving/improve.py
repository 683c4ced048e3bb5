"""Improvement: a few decisions freed at a time, the others fixed, round after round.

A round is a fixed number of sub-problems that do not meet, solved side by side and merged in fixed
order, so the plan does not depend on how many workers there were.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from model.solving.arrays import Bools, Floats
from model.solving.blocks import Block, Task
from model.solving.bound import Bounds
from model.solving.course import Course
from model.solving.effort import AGAIN, BESIDE, GAP_OF_PARTS, LEAST_GAIN, ROUND, TOLERANCE
from model.solving.highs import Answer, Limits, made_whole
from model.solving.neighbourhoods import Chooser, Neighbourhood
from model.solving.pool import Job, Pool
from model.solving.search import Question


@dataclass(frozen=True)
class Beside:
    """A job that is solved beside those of a round, and what learns from its answer."""

    job: Job
    learn: Callable[[Answer], None]


def nothing_beside() -> Beside | None:
    """No job beside."""
    return None


@dataclass
class Improver:
    """The plan at hand and the memory of what was tried on it."""

    task: Task
    x: Floats
    question: Question
    course: Course
    pool: Pool
    ticks: int
    most_bound_ticks: int = BESIDE
    spent: int = 0
    solved: int = 0
    chooser: Chooser = field(init=False)

    def __post_init__(self) -> None:
        self.chooser = Chooser(self.task, self.question.seed)

    @property
    def cost(self) -> float:
        """What the plan at hand costs in the task."""
        return float(self.task.cost @ self.x)

    def round(self, tried: Sequence[Neighbourhood], beside: Sequence[Beside] = ()) -> None:
        """Solve these side by side, with further jobs beside them, and merge."""
        blocks, jobs = self.prepare(tried)
        answers = self.pool.run([*jobs, *(other.job for other in beside)])
        self.take(tried, blocks, answers[: len(tried)])
        for other, answer in zip(beside, answers[len(tried) :], strict=True):
            other.learn(answer)

    def prepare(self, tried: Sequence[Neighbourhood]) -> tuple[list[Block], list[Job]]:
        """The sub-problems in which these are free, and the jobs that solve them."""
        blocks = [neighbourhood.cut(self.task, self.x) for neighbourhood in tried]
        jobs = [
            Job(
                block.problem,
                self._limits(neighbourhood),
                self.x[block.columns],
                self.question.seed,
            )
            for neighbourhood, block in zip(tried, blocks, strict=True)
        ]
        return blocks, jobs

    def take(
        self, tried: Sequence[Neighbourhood], blocks: Sequence[Block], answers: Sequence[Answer]
    ) -> None:
        """Merge the answers of jobs that were prepared for the plan at hand, best gain first."""
        before = self.x
        merged = np.zeros(len(before), dtype=bool)
        gains = [_gain(*pair, before) for pair in zip(blocks, answers, strict=True)]
        for i in sorted(range(len(tried)), key=lambda i: -gains[i]):
            neighbourhood, block, answer = tried[i], blocks[i], answers[i]
            cost = self.cost
            worth_again = gains[i] >= AGAIN * max(gains)
            if self._merge(neighbourhood, block, answer, before, merged, worth_again=worth_again):
                merged[block.columns] = True
            self.spent += answer.ticks
            self.chooser.learn(
                neighbourhood, cost - self.cost, float(answer.ticks * len(block.columns))
            )
        self.solved += len(tried)

    def _limits(self, neighbourhood: Neighbourhood) -> Limits:
        ticks = self.ticks * neighbourhood.size // 2
        return Limits(GAP_OF_PARTS, ticks, self.course.left, restarts=False)

    def _merge(
        self,
        neighbourhood: Neighbourhood,
        block: Block,
        answer: Answer,
        before: Floats,
        merged: Bools,
        *,
        worth_again: bool,
    ) -> bool:
        """Take the new plan if it is cheaper and fits what the round changed already.

        `merged` are the columns of the blocks that were taken in this round. Returns whether this
        one is.
        """
        cost = self.cost
        self.chooser.tried[neighbourhood] = cost
        if answer.x is None or _gain(block, answer, before) <= LEAST_GAIN:
            return False
        candidate = block.put(self.x, answer.x)
        if merged.any() and not self._better(candidate, cost):
            joined = self._joined(block, answer.x, before, merged)
            candidate = candidate if joined is None else joined
        if self._better(candidate, cost):
            self.x = candidate
            return True
        self.chooser.tried.pop(neighbourhood)
        if worth_again:
            self.chooser.again.append(neighbourhood)
        return False

    def _better(self, candidate: Floats, cost: float) -> bool:
        fits = self.task.matrix.worst_violation(candidate) <= TOLERANCE
        return fits and float(self.task.cost @ candidate) < cost - LEAST_GAIN

    def _joined(self, block: Block, part: Floats, before: Floats, merged: Bools) -> Floats | None:
        """The whole numbers that it changed on top of what the round changed, the rest anew.

        Anew is what either of them decided: all else stands.
        """
        changed = self.task.matrix.integer[block.columns] & (part != before[block.columns])
        x = self.x.copy()
        x[block.columns[changed]] = part[changed]
        free = merged.copy()
        free[block.columns] = True
        both = self.task.freeing(x, free)
        rest = made_whole(both.problem, x[both.columns])
        return None if rest is None else both.put(x, rest)

    def until(
        self,
        tasks: int,
        bounds: Bounds,
        done: Callable[[], bool],
        told: Callable[[], None],
        also: Callable[[], Beside | None] = nothing_beside,
    ) -> None:
        """Rounds until so many sub-problems are solved or `done` says so; `also` beside them."""
        target = self.solved + tasks
        self.chooser.wanted = bounds.prices.relaxed
        while self.solved < target and not done() and not self.course.should_stop():
            beside = self._bounding(bounds)
            other = also()
            settling = [] if other is None else [other]
            most = ROUND - min(1, len(beside))
            tried = self.chooser.choose(self.x, bounds.regret(self.x), most)
            beside = [*settling, *beside]
            if not tried and not beside:
                return
            self.round(tried, beside)
            told()

    def _bounding(self, bounds: Bounds) -> list[Beside]:
        """The bound jobs of a round."""
        return [
            Beside(bounds.job(owner, ticks), partial(bounds.learn, owner))
            for owner, ticks in bounds.beside(self.most_bound_ticks)
        ]


def _gain(block: Block, answer: Answer, before: Floats) -> float:
    """What the answer saves against the plan that it began from."""
    if answer.x is None:
        return 0.0
    return float(block.problem.cost @ before[block.columns]) - answer.objective
