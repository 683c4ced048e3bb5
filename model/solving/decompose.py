"""Large cases by parts: insert one owner at a time, mend what is broken, improve, and bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model.solving.arrays import Floats
from model.solving.blocks import (
    Task,
    at_breach,
    breaching_owners,
    keeping_limits,
    least_breach,
    overlap,
    priced_breach,
)
from model.solving.bound import Bounds, Filler
from model.solving.construct import construct
from model.solving.course import Course
from model.solving.effort import BREACH_PRICE, TOLERANCE
from model.solving.highs import Limits, made_whole, solve_problem
from model.solving.improve import Improver
from model.solving.matrix import Matrix
from model.solving.pool import Job, Pool
from model.solving.search import Found, Question, blocking_limits, why_stopped


def solve_by_parts(matrix: Matrix, question: Question, course: Course, pool: Pool) -> Found:
    """Construct, mend, improve and bound. Blocked limits are named where no plan is found."""
    strict = keeping_limits(matrix)
    owners = range(len(matrix.owners))
    bounds = Bounds(dict.fromkeys(owners, strict), question.units.bound, question.seed, course.left)
    filler = Filler(bounds, pool)
    filler.start_first_pass()
    priced = priced_breach(matrix, BREACH_PRICE)
    x = _first_plan(priced, question, course, pool)
    if x is None:
        stopped = why_stopped(course, proven=False)
        blocked = () if course.should_stop() else blocking_limits(matrix)
        return Found(None, -np.inf, "infeasible" if blocked else stopped, blocked=blocked)
    mender = Improver(priced, x, question, course, pool, 2 * question.units.improve)
    _tell_plan(course, matrix, x)
    course.enter("bounding each programme alone")
    filler.finish_first_pass()
    _mend(mender, matrix)
    x = mender.x
    breach = float(matrix.breach @ x)
    least = 0.0
    task = strict
    if breach > TOLERANCE:
        least, task, bounds = _accept_breach(matrix, x, bounds, question, course, pool)
        breach = float(matrix.breach @ x)
    else:
        x = _swept(strict, x)
    stage = _Stage(task, bounds, question, course, pool)
    x = stage.improve(x)
    proven = course.closed
    return Found(
        made_whole(task.whole(), x) if breach > TOLERANCE else x,
        course.bound,
        why_stopped(course, proven=proven),
        breach=breach,
        breach_bound=least,
        work={"sub_problems": stage.solved + mender.solved, "ticks": bounds.ticks + stage.spent},
    )


def _first_plan(task: Task, question: Question, course: Course, pool: Pool) -> Floats | None:
    """The start, where it fits this case, or a plan built owner by owner."""
    if question.start is not None:
        start = made_whole(task.whole(), question.start)
        if start is not None:
            return start
    return construct(task, question, course, pool)


def _tell_plan(course: Course, matrix: Matrix, x: Floats) -> None:
    if float(matrix.breach @ x) <= TOLERANCE:
        course.found(float(matrix.cost @ x))


def _swept(task: Task, x: Floats) -> Floats:
    """The plan with breach below the tolerance swept to none, if that can be done."""
    strict = made_whole(task.whole(), np.minimum(x, task.upper))
    return x if strict is None else strict


def _mend(mender: Improver, matrix: Matrix) -> None:
    """Free each owner whose limits are broken with those it meets, until none is or all tried."""
    course = mender.course
    met = overlap(matrix, mender.x)
    for size in (1, 2, 3):
        broken = breaching_owners(matrix, mender.x, TOLERANCE)
        for owner in broken:
            course.enter(f"making room for {matrix.owners[owner]}")
            partners = [int(o) for o in np.argsort(-met[owner], kind="stable") if o != owner]
            for first in range(0, len(partners) - size + 1, size):
                if course.should_stop():
                    return
                if owner not in breaching_owners(matrix, mender.x, TOLERANCE):
                    break
                mender.round([tuple(sorted([owner, *partners[first : first + size]]))])
    _tell_plan(course, matrix, mender.x)


def _accept_breach(
    matrix: Matrix,
    x: Floats,
    bounds: Bounds,
    question: Question,
    course: Course,
    pool: Pool,
) -> tuple[float, Task, Bounds]:
    """Second stage: least cost at this breach, which is proven least where the parts say so.

    The least breach of each owner alone, summed, bounds the breach of any plan. An owner may break
    no more than the breach less the least of the others; where that is nothing, its bound with all
    limits kept stands.
    """
    course.enter("limits cannot all hold: least breach")
    breach = float(matrix.breach @ x)
    owners = range(len(matrix.owners))
    asked = sorted(bounds.impossible | set(breaching_owners(matrix, x, TOLERANCE)))
    limits = Limits(gap=0.0, ticks=5 * question.units.insert, seconds=course.left)
    target = least_breach(matrix)
    answers = pool.run([Job(target.alone(o).problem, limits, seed=question.seed) for o in asked])
    least = np.zeros(len(owners))
    for owner, answer in zip(asked, answers, strict=True):
        least[owner] = max(0.0, answer.bound)
    allowed = breach - least.sum() + least
    tasks = {
        owner: keeping_limits(matrix)
        if allowed[owner] <= TOLERANCE
        else at_breach(matrix, float(allowed[owner]) + TOLERANCE)
        for owner in owners
    }
    course.restart()
    second = Bounds(tasks, question.units.bound, question.seed, course.left)
    kept = [owner for owner in owners if allowed[owner] <= TOLERANCE]
    second.take_over(bounds, [owner for owner in kept if owner not in bounds.impossible])
    Filler(second, pool).finish_first_pass()
    return float(least.sum()), at_breach(matrix, breach + TOLERANCE), second


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
        relaxed = solve_problem(self.task.whole().relaxed(), Limits(seconds=course.left))
        course.enter("improving")
        course.proved(relaxed.bound)

        def told() -> None:
            course.found(improver.cost)
            course.proved(min(self.bounds.total(), improver.cost))

        told()
        visits = round(units.visits * len(self.task.matrix.owners) / 2)
        improver.until(visits, self.bounds, lambda: course.closed, told)
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
