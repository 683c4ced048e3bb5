"""A first plan: owner by owner, or a few that hardly meet, into the line time that is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from model.solving.arrays import Floats
from model.solving.blocks import Block, Task, overlap
from model.solving.course import Course
from model.solving.effort import CROWDING, GAP_OF_FIRST, HARDLY, NEAR, ROUND, TOLERANCE
from model.solving.highs import Answer, Limits, Problem
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
    price = np.abs(np.nan_to_num(found.rows[: len(matrix.row_lower)]))  # what follows are cuts
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
    their room charged, where a relaxation shows what it is. Owners that hardly meet in it go in
    side by side; one that does not fit beside the others of its round waits for the next. An owner
    without room goes in together with one that stands, then two, and so on.
    """
    builder = _Builder(task, room, question, course, pool)
    x = np.zeros(len(task.cost))
    inserted: list[int] = []
    waiting = list(question.order)
    while waiting:
        first = task.matrix.owners[waiting[0]]
        course.enter(f"placing {first} ({len(inserted) + 1} of {len(question.order)})")
        together = builder.together(waiting)
        placed = builder.insert(x, together, inserted, waiting)
        if placed is None:
            return None
        x, done = placed
        inserted += done
        waiting = [owner for owner in waiting if owner not in done]
    return x


@dataclass(frozen=True)
class _Builder:
    """What stays the same from owner to owner."""

    task: Task
    room: Reserve | None
    question: Question
    course: Course
    pool: Pool

    @cached_property
    def _met(self) -> Floats | None:
        """How much owners meet in the relaxation; None where there is none to tell."""
        if self.room is None or self.question.start is not None:
            return None
        return overlap(self.task.matrix, self.room.relaxed)

    def together(self, waiting: Sequence[int]) -> list[int]:
        """The first that waits, and up to a round of the next ones that hardly meet."""
        chosen = [waiting[0]]
        if self._met is None:
            return chosen
        for owner in waiting[1 : NEAR * ROUND]:
            if len(chosen) < ROUND and self._met[owner, chosen].max() <= HARDLY:
                chosen.append(owner)
        return chosen

    def insert(
        self, x: Floats, together: Sequence[int], inserted: Sequence[int], waiting: Sequence[int]
    ) -> tuple[Floats, list[int]] | None:
        """The plan x with the first of these inserted, and those of the others that fit too."""
        ticks = self.question.units.insert
        blocks = [self.task.cut(x, [owner], inserted) for owner in together]
        jobs = [
            self._job(x, block, set(waiting) - {owner}, ticks)
            for owner, block in zip(together, blocks, strict=True)
        ]
        answers = self.pool.run(jobs)
        first = self._with_others(x, together[0], blocks[0], answers[0], inserted, waiting)
        if first is None:
            return None
        merged, done = first, [together[0]]
        for owner, block, answer in list(zip(together, blocks, answers, strict=True))[1:]:
            if answer.x is None:
                continue
            part = answer.x[: len(block.columns)]
            changed = part != x[block.columns]
            candidate = merged.copy()
            candidate[block.columns[changed]] = part[changed]
            if self._fits(merged, candidate, [*inserted, *done, owner]):
                merged = candidate
                done.append(owner)
        return merged, done

    def _fits(self, before: Floats, x: Floats, owners: Collection[int]) -> bool:
        """Whether x keeps the rows of these owners, and no row that links them is worse kept.

        A commitment may wait for owners that are not inserted yet.
        """
        matrix = self.task.matrix
        own, linking = np.isin(matrix.row_owner, list(owners)), matrix.row_owner == LINKING
        violation = matrix.row_violation(x)
        worse = violation - matrix.row_violation(before)
        return bool(np.all(violation[own] <= TOLERANCE) and np.all(worse[linking] <= TOLERANCE))

    def _with_others(
        self,
        x: Floats,
        owner: int,
        block: Block,
        answer: Answer,
        inserted: Sequence[int],
        waiting: Sequence[int],
    ) -> Floats | None:
        """The plan with this owner; where it has no room, together with those that stand."""
        ticks = self.question.units.insert
        for others in range(1, len(inserted) + 1):
            if answer.x is not None or self.course.should_stop():
                break
            ticks *= 2
            block = self.task.cut(x, [owner, *inserted[-others:]], inserted)
            [answer] = self.pool.run([self._job(x, block, set(waiting) - {owner}, ticks)])
        return None if answer.x is None else block.put(x, answer.x[: len(block.columns)])

    def _job(self, x: Floats, block: Block, waiting: Collection[int], ticks: int) -> Job:
        limits = Limits(GAP_OF_FIRST, ticks, self.course.left, restarts=False)
        start, seed = self.question.start, self.question.seed
        if start is not None:
            return Job(block.problem, limits, start[block.columns], seed)
        if self.room is None:
            return Job(block.problem, limits, None, seed)
        return Job(self.room.keep(self.task, x, block, waiting), limits, None, seed)
