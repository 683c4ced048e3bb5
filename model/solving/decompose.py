"""Large cases by parts: insert one owner at a time, mend what is broken, improve, and bound."""

from __future__ import annotations

import numpy as np

from model.solving.arrays import Floats
from model.solving.blocks import Task, at_breach, keeping_limits
from model.solving.bound import Bounds
from model.solving.course import Course
from model.solving.effort import DUST, TOLERANCE
from model.solving.first_plan import first_plan
from model.solving.ground import Ground
from model.solving.highs import Limits, made_whole, solve_problem
from model.solving.matrix import Matrix
from model.solving.pool import Pool
from model.solving.search import Found, Question, blocking_limits, why_stopped
from model.solving.stage import Stage, bounds_of
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
    ground = Ground(keeping_limits(tight.bound))
    bounds = bounds_of(ground, tight.relaxed, question, course)
    first = first_plan(matrix, bounds, question, course, pool)
    if first is None:
        stopped = why_stopped(course, proven=False)
        blocked = () if course.should_stop() else blocking_limits(original)
        return Found(None, -np.inf, "infeasible" if blocked else stopped, blocked=blocked)
    task, lots = keeping_limits(matrix), tight.lots if tight.begun else ()
    if float(matrix.breach @ first.x) > TOLERANCE:
        task, ground = _accept_breach(tight, first.x, first.least)
        bounds, lots = _bounds_at_breach(ground, question, course), tight.lots
    stage = Stage(task, bounds, ground, lots, question, course, pool)
    x = _swept(task, first.x)
    x = stage.improve(start_with_fractions(task, first.rough, x), x)
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


def start_with_fractions(task: Task, rough: Floats, x: Floats) -> Floats:
    """The plan with fractions, where it breaks no more than the task allows and x does; or x."""
    loose = task.with_choices_whole()
    rough = _swept(loose, rough)
    fits = loose.matrix.worst_violation(rough) <= TOLERANCE
    allowed = bool(np.all(rough <= task.upper + TOLERANCE))
    breach = task.matrix.breach
    within = float(breach @ rough) <= float(breach @ x) + TOLERANCE
    return rough if fits and allowed and within else x


def _swept(task: Task, x: Floats) -> Floats:
    """The plan with crumbs of breach swept to what the task allows, if that can be done."""
    strict = made_whole(task.whole(), np.minimum(x, task.upper))
    return x if strict is None else strict


def _accept_breach(tight: Tightened, x: Floats, least: Floats) -> tuple[Task, Ground]:
    """Second stage: least cost at this breach, for the search and for the bound.

    An owner may break no more than the breach less the least of the others; where that is nothing,
    it keeps its limits.
    """
    breach = float(tight.search.breach @ x)
    allowed = breach - least.sum() + least
    free = [int(owner) for owner in np.flatnonzero(allowed > TOLERANCE)]
    task = at_breach(tight.search, breach + DUST).where_broken(free)
    bounding = at_breach(tight.bound, breach + DUST).where_broken(free)
    return task, Ground(bounding, allowed)


def _bounds_at_breach(ground: Ground, question: Question, course: Course) -> Bounds:
    """Bounds for the second stage, which forgets those of the first."""
    course.restart()
    course.enter("limits cannot all hold: least cost at the least breach")
    relaxed = solve_problem(
        ground.task.whole().relaxed(), Limits(seconds=course.left), stop=course.should_stop
    )
    course.proved(relaxed.bound)
    return bounds_of(ground, relaxed, question, course)
