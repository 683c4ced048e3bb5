"""Settling: whole counts for a plan in which only choices are whole.

The search looks for campaigns, transfers and set-ups with counts that may be fractions, which is
far easier. With the choices as they stand, whole counts are then one more program: most of its
columns are fixed, and it hardly costs more than the fractions did.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np

from model.solving.arrays import Floats
from model.solving.blocks import Block, Task, breach_by_owner, least_breach, overlap
from model.solving.course import Course
from model.solving.effort import (
    AFTER,
    GAP_OF_COUNTS,
    LARGE,
    LEAST_GAIN,
    LESS_CLOSELY,
    LONG_AFTER,
    NOT_OF_PARTS,
    PARTNERS_TRIED,
    POLISHED_BESIDE,
    ROUND,
    SETTLED_AFTER_EACH,
    TOLERANCE,
    WORTH_POLISHING,
    WORTH_SETTLING,
)
from model.solving.highs import Answer, Limits
from model.solving.improve import Improver, Underway
from model.solving.matrix import LINKING
from model.solving.neighbourhoods import Group
from model.solving.pool import Job, Pool
from model.solving.search import Question
from model.solving.stream import Stream


class Step(NamedTuple):
    """A job of settling, and what learns from its answer: the next step, or None."""

    job: Job
    learn: Callable[[Answer], Step | None]


@dataclass
class Settler:
    """The best plan with whole counts so far, and when to settle the next one.

    What is settled has its choices from a plan with fractions. Each owner free once, alone, puts
    right most of what its whole batches made of them: for a small part of the work of settling.
    Where whole counts cannot keep the limits at all with the choices as they stand, those whose
    limits would be broken choose anew, each with one that it meets.

    `task` asks for whole counts. `x` is None until a plan is settled.
    """

    task: Task
    x: Floats | None
    question: Question
    course: Course
    told: Callable[[], None]
    gap: float = GAP_OF_COUNTS
    polisher: Improver | None = None
    solved: int = 0
    spent: int = 0
    _settled: float = np.inf
    _underway: bool = False

    @property
    def cost(self) -> float:
        """What the best plan costs in the task; infinite without one."""
        return np.inf if self.x is None else float(self.task.cost @ self.x)

    def beside(self, improver: Improver, stream: Stream) -> None:
        """Begin to settle the plan at hand where it is clearly a better one, one at a time.

        Of a large case it is settled less closely. What was settled last is polished, some owners
        at a time.
        """
        if self.polisher is not None:
            for _ in range(math.ceil(POLISHED_BESIDE * len(self.task.matrix.owners))):
                self._polish(self.polisher, stream)
        if self._underway or not self._is_due(improver, WORTH_SETTLING):
            return
        self._underway = True
        self._begin(self._job(improver), stream)

    def _begin(self, step: Step, stream: Stream) -> None:
        """Hand the step over, and take its answer in later."""
        later = round(SETTLED_AFTER_EACH * len(self.task.matrix.owners))
        later = min(max(AFTER, later), LONG_AFTER)
        stream.begin(step.job, partial(self._taken, step, stream), later)

    def _taken(self, step: Step, stream: Stream, answer: Answer) -> None:
        """Begin the next step; without one, another plan may be settled."""
        following = step.learn(answer)
        self._underway = following is not None
        if following is not None:
            self._begin(following, stream)

    def now(self, improver: Improver, pool: Pool) -> None:
        """Settle the plan at hand at once, where it is a better one."""
        step = self._job(improver) if self._is_due(improver, 0.0) else None
        while step is not None and not self.course.should_stop():
            [answer] = pool.run([step.job])
            step = step.learn(answer)

    def finish(self, improver: Improver, stream: Stream) -> None:
        """Settle the plan at hand where it is a better one, and polish it to the end."""
        stream.finish()
        self.now(improver, stream.pool)
        while self.polisher is not None and self.polisher.chooser.again:
            if self.course.should_stop():
                break
            self._polish(self.polisher, stream)
            stream.pass_moment()
        stream.finish()

    @property
    def _large(self) -> bool:
        return len(self.task.cost) > LARGE

    def _is_due(self, improver: Improver, share: float) -> bool:
        """Whether the plan with fractions is so much cheaper than what was settled and its last."""
        least = min(self._settled, self.cost)
        return improver.cost < least - LEAST_GAIN - share * abs(improver.cost)

    def _job(self, improver: Improver) -> Step:
        """What settles the plan at hand: its choices stand."""
        self._settled = improver.cost
        integer = self.task.matrix.integer
        x = np.where(integer, np.round(improver.x), improver.x)
        return self._settling(improver, x, (), None)

    def _settling(
        self,
        improver: Improver,
        x: Floats,
        choosing: Sequence[int],
        others: Sequence[Sequence[int]] | None,
    ) -> Step:
        """Settle x while these choose anew; `others` may do so instead, where that is no use.

        None: who else could is not known yet.
        """
        block = self._free(self.task, x, choosing)
        gap = self.gap * (LESS_CLOSELY if self._large else 1.0)
        ticks, left = self.question.units.settle, self.course.left
        limits = Limits(gap, ticks, left, restarts=False, without=NOT_OF_PARTS)
        job = Job(block.problem, limits, None, self.question.seed)
        return Step(job, partial(self._learn, improver, x, block, others))

    def _free(self, task: Task, x: Floats, choosing: Sequence[int]) -> Block:
        """The sub-problem in all but the choices of those that do not choose anew."""
        matrix = task.matrix
        anew = np.isin(matrix.column_owner, list(choosing))
        return task.freeing(x, ~(matrix.integer & ~matrix.counted & ~anew))

    def _blocking(self, improver: Improver, x: Floats) -> Step:
        """Seek whose limits whole counts break at least, with the choices of x."""
        block = self._free(least_breach(self.task.matrix), x, ())
        limits = Limits(0.0, self.question.units.insert, self.course.left, restarts=False)
        job = Job(block.problem, limits, None, self.question.seed)
        return Step(job, partial(self._learn_blocking, improver, x, block))

    def _learn_blocking(
        self, improver: Improver, x: Floats, block: Block, answer: Answer
    ) -> Step | None:
        """Have those choose anew whose limits are broken, each with one that it meets most."""
        if answer.x is None:
            return None
        matrix = self.task.matrix
        more = breach_by_owner(matrix, block.put(x, answer.x)) - breach_by_owner(matrix, x)
        broken = [int(owner) for owner in np.flatnonzero(more > TOLERANCE)]
        met = np.argsort(-overlap(matrix, x), axis=1, kind="stable")
        partners = [[int(o) for o in met[owner] if o not in broken] for owner in broken]
        tries = [
            sorted({*broken, *(p[rank] for p in partners if rank < len(p))})
            for rank in range(max(1, min(PARTNERS_TRIED, max(map(len, partners), default=0))))
        ]
        return self._settling(improver, x, tries[0], tries[1:]) if broken else None

    def _learn(
        self,
        improver: Improver,
        x: Floats,
        block: Block,
        others: Sequence[Sequence[int]] | None,
        answer: Answer,
    ) -> Step | None:
        """Keep what is better, and have it polished if that may pay; or what to try next."""
        if answer.x is None and others is None and answer.outcome == "infeasible":
            return self._blocking(improver, x)
        if answer.x is None:
            return self._settling(improver, x, others[0], others[1:]) if others else None
        settled = block.put(x, answer.x)
        if self.task.matrix.worst_violation(settled) > TOLERANCE:
            return None
        cost, before = float(self.task.cost @ settled), self.cost
        if cost < (1 + WORTH_POLISHING) * before:
            self._begin_polishing(improver, settled)
        if cost < before - LEAST_GAIN:
            self.x = settled
            self.told()
        return None

    def _begin_polishing(self, improver: Improver, x: Floats) -> None:
        """Each owner that is to be put right alone in this plan: whose whole numbers are new."""
        polisher = replace(improver, task=self.task, x=x)
        matrix = self.task.matrix
        new = matrix.integer if self.x is None else matrix.integer & (x != self.x)
        owners = np.unique(matrix.column_owner[new])
        polisher.chooser.again = [Group((int(owner),)) for owner in owners if owner != LINKING]
        self.polisher = polisher

    def _polish(self, polisher: Improver, stream: Stream) -> None:
        """Begin to put the next owner right."""
        if polisher.chooser.again:
            one, job = polisher.begin(polisher.chooser.again.pop(0))
            stream.begin(job, partial(self._polished, polisher, one), ROUND - 1)

    def _polished(self, polisher: Improver, one: Underway, answer: Answer) -> None:
        polisher.take(one, answer)
        self.solved += 1
        self.spent += answer.ticks
        if polisher.cost < self.cost - LEAST_GAIN:
            self.x = polisher.x
            self.told()
