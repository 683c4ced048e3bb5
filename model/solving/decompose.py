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
from model.solving.bound import Bounds
from model.solving.construct import construct, reserve
from model.solving.course import Course, relative_gap
from model.solving.effort import (
    BREACH_PRICE,
    DUST,
    GAP_OF_COUNTS,
    NEARLY,
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
from model.solving.settling import Settler
from model.solving.tightening import Structure, Tightened, tightened


def solve_by_parts(
    original: Matrix, structure: Structure, question: Question, course: Course, pool: Pool
) -> Found:
    """Tighten, construct, mend, improve and bound.

    Plans are looked for with whole choices and fractions of counts, and settled from time to time.
    Blocked limits are named where no plan is found.
    """
    tight = tightened(original, structure, course, question.units.tighten)
    matrix = tight.search
    bounds = _bounds(keeping_limits(tight.bound), tight.relaxed, question, course)
    first = _first_plan(matrix, bounds.prices, question, course, pool)
    if first is None:
        stopped = why_stopped(course, proven=False)
        blocked = () if course.should_stop() else blocking_limits(original)
        return Found(None, -np.inf, "infeasible" if blocked else stopped, blocked=blocked)
    task = keeping_limits(matrix)
    if float(matrix.breach @ first.x) > TOLERANCE:
        task, bounds = _accept_breach(tight, first.x, first.least, question, course, pool)
    stage = _Stage(task, bounds, question, course, pool)
    x = stage.improve(_swept(task.with_choices_whole(), first.rough), _swept(task, first.x))
    proven = course.closed
    return Found(
        x,
        course.bound,
        why_stopped(course, proven=proven),
        breach=float(matrix.breach @ x),
        breach_bound=first.least_of_all,
        work={"sub_problems": stage.solved + first.solved, "ticks": bounds.ticks + stage.spent},
        row_prices=bounds.prices.rows,
    )


def _bounds(task: Task, relaxed: Answer | None, question: Question, course: Course) -> Bounds:
    """The bounds of all owners at the prices of the task's relaxation, fractions of counts allowed.

    Whole counts would raise an owner's bound little and take several times as long.
    """
    solved = relaxed is not None and relaxed.outcome == "optimal"
    priced = prices(task, relaxed) if relaxed is not None and solved else no_prices(task)
    alone = replace(task, cost=priced.cost).with_choices_whole()
    tasks = dict.fromkeys(range(len(task.matrix.owners)), alone)
    return Bounds(tasks, priced, question.units.bound, question.seed, course.left)


@dataclass(frozen=True)
class _First:
    """A first plan with whole counts, and the one with fractions that it came from.

    `least` is what each owner must break alone, `least_of_all` what any plan must break.
    """

    rough: Floats
    x: Floats
    least: Floats
    least_of_all: float
    solved: int


def _first_plan(
    matrix: Matrix, found: Prices, question: Question, course: Course, pool: Pool
) -> _First | None:
    """A plan built owner by owner, mended where it breaks more limits than it must, and settled.

    Where whole counts break more than fractions did, the plan is mended once more.
    """
    task = priced_breach(matrix, BREACH_PRICE)
    loose = task.with_choices_whole()
    built = _built(task, loose, found, question, course, pool)
    if built is None:
        return None
    mender = Improver(loose, built, question, course, pool, question.units.improve)
    least = least_breaches(matrix, built, question, course, pool)
    mend(mender, loose.matrix, least, whole_too=False)
    whole = mender.x if matrix.worst_violation(mender.x) <= TOLERANCE else None
    settler = Settler(task, whole, question, course, lambda: None, gap=5 * GAP_OF_COUNTS)
    course.enter("settling whole batches")
    settler.now(mender, pool)
    x = settler.x
    if x is None and not course.should_stop():
        x = _built(task, task, found, question, course, pool)
    if x is None:
        return None
    tell_plan(course, matrix, x)
    fine = Improver(task, x, question, course, pool, question.units.improve)
    least = np.maximum(least, least_breaches(matrix, x, question, course, pool))
    least_of_all = mend(fine, matrix, least)
    rough = mender.x if fine.x is x else fine.x
    return _First(rough, fine.x, least, least_of_all, mender.solved + fine.solved)


def _built(
    task: Task, loose: Task, found: Prices, question: Question, course: Course, pool: Pool
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
    paying = replace(loose, cost=loose.cost + charged)
    room = reserve(loose, found)
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
    loose = tight.bound.with_choices_whole()
    strict = replace(keeping_limits(loose), cost=cost)
    second.tasks = {
        owner: replace(at_breach(loose, float(allowed[owner]) + DUST), cost=cost)
        if owner in free
        else strict
        for owner in owners
    }
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

    def improve(self, rough: Floats, x: Floats) -> Floats:
        """The best plan found within the effort: choices first, then counts as well."""
        course, units = self.course, self.question.units
        settler = Settler(self.task, x, self.question, course, lambda: None)

        def told() -> None:
            course.found(settler.cost)
            course.proved(min(self.bounds.total(), settler.cost))

        settler.told = told
        told()
        owners = len(self.task.matrix.owners)
        course.enter("improving")
        self._choices(rough, settler, round(units.visits * owners / 2), told)
        assert settler.x is not None
        improver = self._improver(self.task, settler.x)

        def polished() -> None:
            settler.x = improver.x
            told()

        course.enter("improving whole batches")
        visits = round(units.polish * owners / 2)
        improver.until(visits, self.bounds, lambda: course.closed, polished)
        self._count(improver)
        self._finish_bounds(told)
        return improver.x

    def _choices(
        self, rough: Floats, settler: Settler, visits: int, told: Callable[[], None]
    ) -> None:
        """Improve choices while counts may be fractions, and settle every few rounds."""
        course = self.course
        improver = self._improver(self.task.with_choices_whole(), rough)

        def near() -> bool:
            gap = relative_gap(improver.cost, self.bounds.total())
            return course.closed or gap <= NEARLY * course.gap

        beside = settler.beside(improver)
        improver.until(visits - 2 * (visits // 3), self.bounds, near, told, beside)
        try_options(improver, self.bounds, visits // 3, told)
        left = max(visits // 3, visits - improver.solved)
        improver.until(left, self.bounds, near, told, beside)
        settler.now(improver, self.pool)
        self._count(improver)

    def _improver(self, task: Task, x: Floats) -> Improver:
        units = self.question.units
        return Improver(task, x, self.question, self.course, self.pool, units.improve)

    def _count(self, improver: Improver) -> None:
        self.solved += improver.solved
        self.spent += improver.spent

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
