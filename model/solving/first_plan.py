"""A first plan: built with fractions of batches, mended, and settled."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from model.solving.arrays import Floats
from model.solving.blocks import Task, priced_breach
from model.solving.bound import Bounds
from model.solving.construct import construct, reserve
from model.solving.course import Course
from model.solving.effort import BREACH_PRICE, GAP_OF_COUNTS, LARGE, TOLERANCE
from model.solving.highs import made_whole
from model.solving.improve import Improver
from model.solving.matrix import LINKING, Matrix
from model.solving.mending import (
    improve_while_broken,
    least_breaches,
    mend,
    tell_plan,
)
from model.solving.options import without_idle_options
from model.solving.pool import Pool
from model.solving.prices import Prices
from model.solving.search import Question
from model.solving.settling import Settler


@dataclass(frozen=True)
class First:
    """A first plan with whole counts, and the one with fractions that it came from.

    `least` is what each owner must break alone, `least_of_all` what any plan must break.
    """

    rough: Floats
    x: Floats
    least: Floats
    least_of_all: float
    solved: int


def first_plan(
    matrix: Matrix, bounds: Bounds, question: Question, course: Course, pool: Pool
) -> First | None:
    """A plan built owner by owner, mended where it breaks more limits than it must, and settled.

    Where whole counts break more than fractions did, the plan is mended once more; where that does
    not help in a large case, it is improved as a whole until limits are kept.
    """
    found = bounds.prices
    task = priced_breach(matrix, BREACH_PRICE)
    loose = task.with_choices_whole()
    built = _built(task, loose, found, question, course, pool)
    if built is None:
        return None
    mender = Improver(loose, built, question, course, pool, question.units.improve)
    least = least_breaches(matrix, built, question, course, pool)
    proven = mend(mender, loose.matrix, least, whole_too=False)
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
    if len(matrix.cost) > LARGE:
        proven = mend(fine, matrix, least, proven=proven, whole_too=False)
        settler.x = fine.x
        improve_while_broken(mender, settler, bounds, proven)
        if settler.x is not fine.x:
            fine.x = x = settler.x
    least_of_all = mend(fine, matrix, least, proven=proven)
    rough = mender.x if fine.x is x else fine.x
    return First(rough, fine.x, least, least_of_all, mender.solved + fine.solved)


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
