"""A first plan: one owner at a time into the line time that is left."""

from __future__ import annotations

import numpy as np

from model.solving.arrays import Floats
from model.solving.blocks import Task
from model.solving.course import Course
from model.solving.effort import GAP_OF_PARTS
from model.solving.highs import Limits
from model.solving.pool import Job, Pool
from model.solving.search import Question


def construct(task: Task, question: Question, course: Course, pool: Pool) -> Floats | None:
    """Insert the owners in the question's order; None where one finds no room at all.

    Owners inserted earlier stand, but for which set-ups they carry over. An owner without room goes
    in together with one that stands, then two, and so on.
    """
    x = np.zeros(len(task.cost))
    inserted: list[int] = []
    for number, owner in enumerate(question.order):
        name = task.matrix.owners[owner]
        course.enter(f"placing {name} ({number + 1} of {len(question.order)})")
        placed = _insert(task, x, owner, inserted, question, course, pool)
        if placed is None:
            return None
        x = placed
        inserted.append(owner)
    return x


def _insert(
    task: Task,
    x: Floats,
    owner: int,
    inserted: list[int],
    question: Question,
    course: Course,
    pool: Pool,
) -> Floats | None:
    ticks = question.units.insert
    for others in range(len(inserted) + 1):
        free = [owner, *inserted[len(inserted) - others :]]
        block = task.cut(x, free, inserted)
        start = question.start[block.columns] if question.start is not None else None
        limits = Limits(5 * GAP_OF_PARTS, ticks, course.left, restarts=False)
        [answer] = pool.run([Job(block.problem, limits, start, question.seed)])
        if answer.x is not None:
            return block.put(x, answer.x)
        if course.should_stop():
            return None
        ticks *= 2
    return None
