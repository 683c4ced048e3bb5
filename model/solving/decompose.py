"""Large cases by parts: insert one owner at a time, mend what is broken, improve, and bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from model.solving.arrays import Floats
from model.solving.blocks import (
    Task,
    at_breach,
    keeping_limits,
    priced_breach,
)
from model.solving.bound import Bounds, Filler
from model.solving.construct import construct, reserve
from model.solving.course import Course
from model.solving.effort import (
    BREACH_PRICE,
    DUST,
    TOLERANCE,
)
from model.solving.highs import Answer, Limits, made_whole, solve_problem
from model.solving.improve import Improver
from model.solving.matrix import LINKING, Matrix
from model.solving.mending import least_breaches, mend, tell_plan
from model.solving.options import try_options, without_idle_options
from model.solving.pool import Pool
from model.solving.prices import Prices, no_prices, prices
from model.solving.search import Found, Question, blocking_limits, why_stopped
from model.solving.tightening import Structure, Tightened, tightened


def solve_by_parts(
    original: Matrix, structure: Structure, question: Question, course: Course, pool: Pool
) -> Found:
    """Tighten, construct, mend, improve and bound.

    Blocked limits are named where no plan is found.
    """
    tight = tightened(original, structure, course, question.units.tighten)
    matrix = tight.search
    strict = keeping_limits(matrix)
    bounds = _bounds(keeping_limits(tight.bound), tight.relaxed, question, course)
    filler = Filler(bounds, pool)
    filler.start_first_pass()
    priced = priced_breach(matrix, BREACH_PRICE)
    x = _first_plan(priced, bounds.prices, question, course, pool)
    if x is None:
        stopped = why_stopped(course, proven=False)
        blocked = () if course.should_stop() else blocking_limits(original)
        return Found(None, -np.inf, "infeasible" if blocked else stopped, blocked=blocked)
    mender = Improver(priced, x, question, course, pool, question.units.improve)
    tell_plan(course, matrix, x)
    least = least_breaches(matrix, x, question, course, pool)
    least_of_all = mend(mender, matrix, least)
    course.enter("bounding each programme alone")
    filler.finish_first_pass()
    x, task = mender.x, strict
    breach = float(matrix.breach @ x)
    if breach > TOLERANCE:
        task, bounds = _accept_breach(tight, x, least, question, course, pool)
    x = _swept(task, x)
    stage = _Stage(task, bounds, question, course, pool)
    x = stage.improve(x)
    proven = course.closed
    return Found(
        x,
        course.bound,
        why_stopped(course, proven=proven),
        breach=float(matrix.breach @ x),
        breach_bound=least_of_all,
        work={"sub_problems": stage.solved + mender.solved, "ticks": bounds.ticks + stage.spent},
        row_prices=bounds.prices.rows,
    )


def _bounds(task: Task, relaxed: Answer | None, question: Question, course: Course) -> Bounds:
    """The bounds of all owners at the prices of the task's relaxation."""
    solved = relaxed is not None and relaxed.outcome == "optimal"
    priced = prices(task, relaxed) if relaxed is not None and solved else no_prices(task)
    alone = replace(task, cost=priced.cost)
    tasks = dict.fromkeys(range(len(task.matrix.owners)), alone)
    return Bounds(tasks, priced, question.units.bound, question.seed, course.left)


def _first_plan(
    task: Task, found: Prices, question: Question, course: Course, pool: Pool
) -> Floats | None:
    """The start, where it fits this case, or a plan built owner by owner.

    Each owner pays for the line time it takes, and more where others would use it, so that the
    first leave what the last need most. Options that the relaxation leaves alone are left alone as
    long as there is room without them.
    """
    if question.start is not None:
        start = made_whole(task.whole(), question.start)
        if start is not None:
            return start
    owned = task.matrix.column_owner != LINKING
    charged = np.where(owned, found.cost - task.matrix.cost, 0.0)
    paying = replace(task, cost=task.cost + charged)
    room = reserve(task, found)
    x = construct(without_idle_options(paying, found.relaxed), room, question, course, pool)
    if x is None and not course.should_stop():
        x = construct(paying, room, question, course, pool)
    return x


def _swept(task: Task, x: Floats) -> Floats:
    """The plan with crumbs of breach swept to what the task allows, if that can be done."""
    strict = made_whole(task.whole(), np.minimum(x, task.upper))
    return x if strict is None else strict


def _accept_breach(
    tight: Tightened,
    x: Floats,
    least: Floats,
    question: Question,
    course: Course,
    pool: Pool,
) -> tuple[Task, Bounds]:
    """Second stage: least cost at this breach.

    An owner may break no more than the breach less the least of the others; where that is nothing,
    it keeps its limits.
    """
    course.restart()
    course.enter("limits cannot all hold: least cost at the least breach")
    matrix = tight.search
    owners = range(len(matrix.owners))
    breach = float(matrix.breach @ x)
    allowed = breach - least.sum() + least
    free = [owner for owner in owners if allowed[owner] > TOLERANCE]
    task = at_breach(matrix, breach + DUST).where_broken(free)
    bounding = at_breach(tight.bound, breach + DUST).where_broken(free)
    relaxed = solve_problem(
        bounding.whole().relaxed(), Limits(seconds=course.left), stop=course.should_stop
    )
    course.proved(relaxed.bound)
    second = _bounds(bounding, relaxed, question, course)
    cost = second.prices.cost
    strict = replace(keeping_limits(tight.bound), cost=cost)
    second.tasks = {
        owner: replace(at_breach(tight.bound, float(allowed[owner]) + DUST), cost=cost)
        if owner in free
        else strict
        for owner in owners
    }
    Filler(second, pool).finish_first_pass()
    return task, second


@dataclass
class _Stage:
    """The last stage: improve a plan whose breach is settled, and bound its cost."""

    task: Task
    bounds: Bounds
    question: Question
    course: Course
    pool: Pool
    solved: int = 0
    spent: int = 0

    def improve(self, x: Floats) -> Floats:
        """The best plan found within the effort."""
        course, units = self.course, self.question.units
        improver = Improver(self.task, x, self.question, course, self.pool, units.improve)
        course.enter("improving")

        def told() -> None:
            course.found(improver.cost)
            course.proved(min(self.bounds.total(), improver.cost))

        told()
        visits = round(units.visits * len(self.task.matrix.owners) / 2)
        improver.until(visits - 2 * (visits // 3), self.bounds, lambda: course.closed, told)
        try_options(improver, self.bounds, visits // 3, told)
        improver.until(
            max(visits // 3, visits - improver.solved), self.bounds, lambda: course.closed, told
        )
        self._finish_bounds(told)
        self.solved, self.spent = improver.solved, improver.spent
        return improver.x

    def _finish_bounds(self, told: Callable[[], None]) -> None:
        """Bound jobs that the rounds left over."""
        self.course.enter("bounding")
        while not self.course.closed and not self.course.should_stop():
            jobs = [job for job in (self.bounds.following() for _ in range(4)) if job]
            if not jobs:
                return
            answers = self.pool.run([self.bounds.job(*job) for job in jobs])
            for (owner, _), answer in zip(jobs, answers, strict=True):
                self.bounds.learn(owner, answer)
            told()
