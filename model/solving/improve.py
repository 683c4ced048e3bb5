"""Improvement: a few owners freed at a time, the others fixed, round after round.

A round is a fixed number of sub-problems of different owners, solved side by side and merged in
fixed order, so the plan does not depend on how many workers there were.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from model.solving.arrays import Floats
from model.solving.blocks import Block, Task, cost_by_owner, overlap
from model.solving.bound import Bounds
from model.solving.course import Course
from model.solving.effort import BESIDE, GAP_OF_PARTS, ROUND, TOLERANCE
from model.solving.highs import Answer, Limits
from model.solving.pool import Job, Pool
from model.solving.search import Question

Group = tuple[int, ...]


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
    again: list[Group] = field(default_factory=list)
    tried: dict[Group, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.question.seed)
        self.everyone = list(range(len(self.task.matrix.owners)))

    @property
    def cost(self) -> float:
        """What the plan at hand costs in the task."""
        return float(self.task.cost @ self.x)

    def round(
        self,
        groups: Sequence[Group],
        bounds: Bounds | None = None,
        bounding: tuple[int, int] | None = None,
    ) -> None:
        """Solve these groups side by side, with a bound job where there is one, and merge."""
        blocks, jobs = self.prepare(groups)
        if bounds is not None and bounding is not None:
            jobs.append(bounds.job(*bounding))
        answers = self.pool.run(jobs)
        if bounds is not None and bounding is not None:
            bounds.learn(bounding[0], answers.pop())
        self.take(groups, blocks, answers)

    def prepare(self, groups: Sequence[Group]) -> tuple[list[Block], list[Job]]:
        """The sub-problems in which these groups are free, and the jobs that solve them."""
        blocks = [self.task.cut(self.x, group, self.everyone) for group in groups]
        jobs = [
            Job(block.problem, self._limits(group), self.x[block.columns], self.question.seed)
            for group, block in zip(groups, blocks, strict=True)
        ]
        return blocks, jobs

    def take(
        self, groups: Sequence[Group], blocks: Sequence[Block], answers: Sequence[Answer]
    ) -> None:
        """Merge the answers of jobs that were prepared for the plan at hand, in their order."""
        before = self.x
        for group, block, answer in zip(groups, blocks, answers, strict=True):
            self._merge(group, block, answer, before)
        self.solved += len(groups)

    def _limits(self, group: Group) -> Limits:
        """Ticks by the size of the group."""
        ticks = self.ticks * max(2, len(group)) // 2
        return Limits(gap=GAP_OF_PARTS, ticks=ticks, seconds=self.course.left)

    def _merge(self, group: Group, block: Block, answer: Answer, before: Floats) -> None:
        """Take the group's new plan if it is cheaper and fits what the round changed already."""
        self.spent += answer.ticks
        cost = self.cost
        self.tried[group] = cost
        if answer.x is None:
            return
        if answer.objective >= float(block.problem.cost @ before[block.columns]) - 1e-7:
            return
        candidate = block.put(self.x, answer.x)
        fits = self.task.matrix.worst_violation(candidate) <= TOLERANCE
        if fits and float(self.task.cost @ candidate) < cost - 1e-7:
            self.x = candidate
        else:
            self.tried.pop(group)
            self.again.append(group)

    def until(
        self, tasks: int, bounds: Bounds, done: Callable[[], bool], told: Callable[[], None]
    ) -> None:
        """Rounds until so many sub-problems are solved or `done` says so."""
        target = self.solved + tasks
        while self.solved < target and not done() and not self.course.should_stop():
            bounding = bounds.following(self.most_bound_ticks)
            groups = self._choose(bounds, ROUND if bounding is None else ROUND - 1)
            if not groups and bounding is None:
                return
            self.round(groups, bounds, bounding)
            told()

    def _choose(self, bounds: Bounds, most: int) -> list[Group]:
        """Groups of a round, disjoint: those to try again, then by regret and by meeting.

        Regret: what an owner costs above its bound alone. Its partners are drawn by their regret
        and by how much line time they share with it.
        """
        chosen: list[Group] = []
        left = set(self.everyone)
        for group in self.again:
            if len(chosen) < most and left.issuperset(group):
                chosen.append(group)
                left -= set(group)
        self.again = [group for group in self.again if group not in chosen]
        floor = np.where(np.isfinite(bounds.values), bounds.values, 0.0)
        regret = np.maximum(cost_by_owner(self.task, self.x) - floor, 0.0)
        regret = np.sqrt(regret + 1e-3 * (1.0 + regret.sum()))
        met = overlap(self.task.matrix, self.x) + 0.05
        for _ in range(8 * ROUND):
            if len(chosen) == most or len(left) < 2:
                break
            group = self._draw(sorted(left), regret, met)
            if self.tried.get(group, np.inf) > self.cost + 1e-9:
                chosen.append(group)
                left -= set(group)
        return chosen

    def _draw(self, left: list[int], regret: Floats, met: Floats) -> Group:
        size = min(len(left), 2 + int(self.random.random() < 0.25))
        first = int(self.random.choice(left, p=_shares(regret[left])))
        drawn = [first]
        while len(drawn) < size:
            others = [owner for owner in left if owner not in drawn]
            weight = regret[others] * met[first, others]
            drawn.append(int(self.random.choice(others, p=_shares(weight))))
        return tuple(sorted(drawn))


def _shares(weight: Floats) -> Floats:
    return np.asarray(weight / weight.sum())
