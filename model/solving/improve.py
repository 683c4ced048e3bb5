"""Improvement: a few decisions freed at a time, the others fixed, one sub-problem after another.

A few are under way at once, of neighbourhoods that hardly meet. Each is merged a set number of
sub-problems after it was begun (`model.solving.stream`), so the plan does not depend on how many
workers there were.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from model.solving.arrays import Bools, Floats
from model.solving.blocks import Block, Task, by_owner
from model.solving.bound import Bounds
from model.solving.course import Course
from model.solving.effort import (
    AFTER,
    AGAIN,
    AT_THE_ROOT,
    GAP_OF_PARTS,
    IN_VAIN,
    JOINING_TICKS,
    LEAST_GAIN,
    LITTLE,
    LONG_AFTER,
    MOST_TIMES,
    NOT_OF_PARTS,
    NOT_OF_WINDOWS,
    ROUND,
    TOLERANCE,
)
from model.solving.highs import Answer, Limits, made_whole, solve_exactly
from model.solving.neighbourhoods import Chooser, Neighbourhood, Window
from model.solving.pool import Job, Pool
from model.solving.search import Question
from model.solving.stream import Stream


@dataclass
class Underway:
    """A neighbourhood whose sub-problem is being solved, and the plan from which it began.

    `changed` are the columns of what was merged since.
    """

    neighbourhood: Neighbourhood
    block: Block
    before: Floats
    changed: Bools

    def gain(self, answer: Answer) -> float:
        """What the answer saves against the plan that it began from."""
        if answer.x is None:
            return 0.0
        standing = self.before[self.block.columns]
        return float(self.block.problem.cost @ standing) - answer.objective


def nothing_beside() -> None:
    """Begin no other work beside."""


@dataclass
class Improver:
    """The plan at hand and the memory of what was tried on it."""

    task: Task
    x: Floats
    question: Question
    course: Course
    pool: Pool
    ticks: int
    spent: int = 0
    solved: int = 0
    chooser: Chooser = field(init=False)

    def __post_init__(self) -> None:
        self.chooser = Chooser(self.task, self.question.seed)
        self._underway: list[Underway] = []
        self._gains: deque[float] = deque(maxlen=ROUND)
        self._times = 1  # the ticks that a neighbourhood gets
        self._in_vain = 0
        self._stopped = False

    @property
    def cost(self) -> float:
        """What the plan at hand costs in the task."""
        return float(self.task.cost @ self.x)

    def round(self, tried: Sequence[Neighbourhood]) -> None:
        """Solve these side by side, and merge them, the best gain first."""
        begun = [self.begin(neighbourhood) for neighbourhood in tried]
        answers = self.pool.run([job for _, job in begun])
        merging = [(one, answer) for (one, _), answer in zip(begun, answers, strict=True)]
        self.take_all(merging)

    def take_all(self, merging: Sequence[tuple[Underway, Answer]]) -> None:
        """Merge the answers, the best gain first."""
        for one, answer in sorted(merging, key=lambda pair: -pair[0].gain(pair[1])):
            self.take(one, answer)

    def begin(self, neighbourhood: Neighbourhood) -> tuple[Underway, Job]:
        """The sub-problem in which this is free at the plan at hand, and the job that solves it."""
        block = neighbourhood.cut(self.task, self.x)
        one = Underway(neighbourhood, block, self.x, np.zeros(len(self.x), dtype=bool))
        self._underway.append(one)
        limits = self._limits(neighbourhood)
        return one, Job(block.problem, limits, self.x[block.columns], self.question.seed)

    def take(self, one: Underway, answer: Answer) -> None:
        """Merge the answer of what is under way, if it is better and fits what has changed since.

        What gains but does not fit is worth another try, unless others lately gained far more.
        """
        self._underway = [other for other in self._underway if other is not one]
        cost, gain, before = self.cost, one.gain(answer), self.x
        self._gains.append(gain)
        if self._merge(one, answer):
            for other in self._underway:
                other.changed[one.block.columns] = True
                other.changed |= self.x != before  # a join settles others' columns too
        elif gain > LEAST_GAIN:
            self.chooser.tried.pop(one.neighbourhood)
            if gain >= AGAIN * max(self._gains):
                self.chooser.again.append(one.neighbourhood)
        self.spent += answer.ticks
        self.solved += 1
        work = float((AT_THE_ROOT + answer.ticks) * len(one.block.columns))
        self.chooser.learn(one.neighbourhood, cost - self.cost, work, answer)
        self._stopped |= answer.outcome == "stopped"
        self._in_vain = 0 if cost - self.cost > LITTLE * abs(cost) else self._in_vain + 1
        if self._in_vain > IN_VAIN * len(self.task.matrix.owners):
            self._look_closer()

    def _look_closer(self) -> bool:
        """Give more ticks to each, all again; no, where all were solved to their end."""
        self._in_vain = 0
        closer = self._stopped and self._times < MOST_TIMES
        if closer:
            self._times *= 2
            self._stopped = False
            self.chooser.tried.clear()
        return closer

    def _limits(self, neighbourhood: Neighbourhood) -> Limits:
        ticks = self._times * self.ticks * neighbourhood.size // 2
        without = NOT_OF_WINDOWS if isinstance(neighbourhood, Window) else NOT_OF_PARTS
        return Limits(GAP_OF_PARTS, ticks, self.course.left, restarts=False, without=without)

    def _merge(self, one: Underway, answer: Answer) -> bool:
        """Whether the new plan is cheaper and fits, alone or joined to what has changed."""
        cost = self.cost
        self.chooser.tried[one.neighbourhood] = cost
        if answer.x is None or one.gain(answer) <= LEAST_GAIN:
            return False
        candidate = one.block.put(self.x, answer.x)
        if one.changed.any() and not self._better(candidate, cost):
            joined = self._joined(one, answer.x)
            candidate = candidate if joined is None else joined
        if not self._better(candidate, cost):
            return False
        self.x = candidate
        return True

    def _better(self, candidate: Floats, cost: float) -> bool:
        fits = self.task.matrix.worst_violation(candidate) <= TOLERANCE
        return fits and float(self.task.cost @ candidate) < cost - LEAST_GAIN

    def _joined(self, one: Underway, part: Floats) -> Floats | None:
        """What it changed on top of what has changed since; all else stands.

        Where not all its whole numbers fit, those that either changed are chosen anew.
        """
        columns = one.block.columns
        candidate = one.before.copy()
        candidate[columns] = part
        integer = self.task.matrix.integer
        mine = integer & (candidate != one.before)
        x = np.where(mine, candidate, self.x)
        free = one.changed.copy()
        free[columns] = True
        both = self.task.freeing(x, free)
        rest = made_whole(both.problem, x[both.columns])
        if rest is not None and self._better(both.put(x, rest), self.cost):
            return both.put(x, rest)
        either = mine | (integer & (self.x != one.before))
        some = self.task.freeing(self.x, free & (either | ~integer))
        left = self.course.left
        limits = Limits(GAP_OF_PARTS, JOINING_TICKS, left, restarts=False, without=NOT_OF_PARTS)
        start, seed = self.x[some.columns], self.question.seed
        answer = solve_exactly(some.problem, limits, start=start, seed=seed)
        return None if answer.x is None else some.put(self.x, answer.x)

    def until(
        self,
        tasks: int,
        bounds: Bounds,
        done: Callable[[], bool],
        told: Callable[[], None],
        stream: Stream,
        also: Callable[[], None] = nothing_beside,
    ) -> None:
        """So many sub-problems, or until `done` says so.

        Owners are bounded and `also` is asked for further work beside them.
        """
        self.chooser.wanted = bounds.prices.relaxed
        idle = 0
        for _ in range(tasks):
            if done() or self.course.should_stop():
                break
            if idle == ROUND and not self._look_closer():
                break
            also()
            self._bound(bounds, stream, told)
            tried = self.chooser.choose(
                self.x, self._regret(bounds), [one.neighbourhood for one in self._underway]
            )
            idle = idle % ROUND + 1 if tried is None else 0
            if tried is not None:
                one, job = self.begin(tried)
                stream.begin(job, partial(self._taken, one, told), ROUND - 1)
            stream.pass_moment()
        for _ in range(ROUND - 1):
            stream.pass_moment()

    def _regret(self, bounds: Bounds) -> Floats:
        """What each owner costs above its bound, and the price of what it breaks."""
        breach = by_owner(self.task.matrix, (self.task.cost - self.task.matrix.cost) * self.x)
        return np.asarray(bounds.regret(self.x) + breach)

    def _taken(self, one: Underway, told: Callable[[], None], answer: Answer) -> None:
        self.take(one, answer)
        told()

    def _bound(self, bounds: Bounds, stream: Stream, told: Callable[[], None]) -> None:
        """Bound some owners beside the search."""
        for bounding in bounds.beside(stream.moment):
            bounding.begin(stream, told, AFTER if bounding.is_short else LONG_AFTER)
