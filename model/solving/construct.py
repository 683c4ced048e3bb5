"""A first plan: one owner at a time into the line time that is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from model.solving.arrays import Floats
from model.solving.blocks import Block, Task
from model.solving.course import Course
from model.solving.effort import CROWDING, GAP_OF_PARTS, TOLERANCE
from model.solving.highs import Limits, Problem
from model.solving.matrix import LINKING
from model.solving.pool import Job, Pool
from model.solving.prices import Prices
from model.solving.search import Question


@dataclass(frozen=True)
class Reserve:
    """Room for those not yet inserted: what they use in the relaxation, at a price.

    Taking it is not forbidden but charged, with some times the highest price that a row of the same
    rule and first key (the line) has: late owners would find lines full that the first ones could
    do without.
    """

    relaxed: Floats
    price: Floats

    def keep(self, task: Task, x: Floats, block: Block, waiting: Collection[int]) -> Problem:
        """The block's problem with a charge on the room of these owners, in columns at its end."""
        matrix, problem = task.matrix, block.problem
        rows = np.flatnonzero(self.price > 0)
        later = np.isin(matrix.column_owner, list(waiting))
        use = matrix.rows[rows][:, later] @ self.relaxed[later]
        meeting = (use > TOLERANCE) & (np.diff(matrix.rows[rows][:, block.columns].indptr) > 0)
        rows, use = rows[meeting], use[meeting]
        standing = x.copy()
        standing[block.columns] = 0.0
        room = np.maximum(matrix.row_upper[rows] - matrix.rows[rows] @ standing, 0.0)
        left = np.maximum(room - use, 0.0)
        count = len(rows)
        charged = sparse.hstack([matrix.rows[rows][:, block.columns], -sparse.eye_array(count)])
        unchanged = sparse.hstack([problem.rows, sparse.csr_array((problem.rows.shape[0], count))])
        return Problem(
            cost=np.concatenate([problem.cost, self.price[rows]]),
            lower=np.concatenate([problem.lower, np.zeros(count)]),
            upper=np.concatenate([problem.upper, room - left]),
            integer=np.concatenate([problem.integer, np.zeros(count, dtype=bool)]),
            rows=sparse.csr_array(sparse.vstack([unchanged, charged])),
            row_lower=np.concatenate([problem.row_lower, np.full(count, -np.inf)]),
            row_upper=np.concatenate([problem.row_upper, left]),
        )


def reserve(task: Task, found: Prices) -> Reserve | None:
    """The room of each owner in the relaxation; None where there is no relaxation."""
    if found.relaxed is None or found.rows is None:
        return None
    matrix = task.matrix
    price = np.abs(np.nan_to_num(found.rows))
    most: dict[tuple[object, ...], float] = defaultdict(float)
    groups = [(name, *index[:1]) for name, index in matrix.row_names]
    shared = matrix.alone & (matrix.row_owner == LINKING) & np.isfinite(matrix.row_upper)
    for row in np.flatnonzero(shared):
        most[groups[row]] = max(most[groups[row]], float(price[row]))
    highest = np.array([most.get(group, 0.0) for group in groups])
    return Reserve(np.maximum(found.relaxed, 0.0), np.where(shared, CROWDING * highest, 0.0))


def construct(
    task: Task, room: Reserve | None, question: Question, course: Course, pool: Pool
) -> Floats | None:
    """Insert the owners in the question's order; None where one finds no room at all.

    Owners inserted earlier stand, but for which set-ups they carry over; those still to come have
    their room charged, where a relaxation shows what it is. An owner without room goes in together
    with one that stands, then two, and so on.
    """
    builder = _Builder(task, room, question, course, pool)
    x = np.zeros(len(task.cost))
    for number, owner in enumerate(question.order):
        name = task.matrix.owners[owner]
        course.enter(f"placing {name} ({number + 1} of {len(question.order)})")
        placed = builder.insert(x, number)
        if placed is None:
            return None
        x = placed
    return x


@dataclass(frozen=True)
class _Builder:
    """What stays the same from owner to owner."""

    task: Task
    room: Reserve | None
    question: Question
    course: Course
    pool: Pool

    def insert(self, x: Floats, number: int) -> Floats | None:
        """The plan x with the owner of this number in the order inserted too."""
        owner, inserted = self.question.order[number], self.question.order[:number]
        ticks = self.question.units.insert
        for others in range(len(inserted) + 1):
            block = self.task.cut(x, [owner, *inserted[number - others :]], inserted)
            limits = Limits(5 * GAP_OF_PARTS, ticks, self.course.left, restarts=False)
            [answer] = self.pool.run([self._job(x, block, number, limits)])
            if answer.x is not None:
                return block.put(x, answer.x[: len(block.columns)])
            if self.course.should_stop():
                return None
            ticks *= 2
        return None

    def _job(self, x: Floats, block: Block, number: int, limits: Limits) -> Job:
        start, seed = self.question.start, self.question.seed
        if start is not None:
            return Job(block.problem, limits, start[block.columns], seed)
        if self.room is None:
            return Job(block.problem, limits, None, seed)
        waiting = self.question.order[number + 1 :]
        return Job(self.room.keep(self.task, x, block, waiting), limits, None, seed)
