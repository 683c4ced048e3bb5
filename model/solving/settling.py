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

import numpy as np

from model.solving.arrays import Floats
from model.solving.blocks import Block, Task
from model.solving.course import Course
from model.solving.effort import (
    AFTER,
    GAP_OF_COUNTS,
    LARGE,
    LEAST_GAIN,
    LESS_CLOSELY,
    LONG_AFTER,
    POLISHED_BESIDE,
    ROUND,
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


@dataclass
class Settler:
    """The best plan with whole counts so far, and when to settle the next one.

    What is settled has its choices from a plan with fractions. Each owner free once, alone, puts
    right most of what its whole batches made of them: for a small part of the work of settling.
    `choosing` are owners that choose anew while counts are settled: those that break limits, since
    as little as fractions break whole counts seldom can with the same choices.

    `task` asks for whole counts. `x` is None until a plan is settled.
    """

    task: Task
    x: Floats | None
    question: Question
    course: Course
    told: Callable[[], None]
    gap: float = GAP_OF_COUNTS
    choosing: Sequence[int] = ()
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
        job, learn = self._job(improver)
        stream.begin(job, learn, LONG_AFTER if self._large else AFTER)

    def now(self, improver: Improver, pool: Pool) -> None:
        """Settle the plan at hand at once, where it is a better one."""
        if self._is_due(improver, 0.0) and not self.course.should_stop():
            job, learn = self._job(improver)
            [answer] = pool.run([job])
            learn(answer)

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

    def _job(self, improver: Improver) -> tuple[Job, Callable[[Answer], None]]:
        """What settles the plan at hand, and what learns from the answer.

        Its choices stand, but for those of owners that choose anew. All the rest is free.
        """
        self._settled = improver.cost
        matrix = self.task.matrix
        x = np.where(matrix.integer, np.round(improver.x), improver.x)
        anew = np.isin(matrix.column_owner, list(self.choosing))
        standing = matrix.integer & ~matrix.counted & ~anew
        block = self.task.freeing(x, ~standing)
        gap = self.gap * (LESS_CLOSELY if self._large else 1.0)
        limits = Limits(gap, self.question.units.settle, self.course.left, restarts=False)
        job = Job(block.problem, limits, None, self.question.seed)
        return job, partial(self._learn, improver, x, block)

    def _learn(self, improver: Improver, x: Floats, block: Block, answer: Answer) -> None:
        """Keep what is better, and have it polished if that may pay."""
        self._underway = False
        if answer.x is None:
            return
        settled = block.put(x, answer.x)
        if self.task.matrix.worst_violation(settled) > TOLERANCE:
            return
        cost, before = float(self.task.cost @ settled), self.cost
        if cost < (1 + WORTH_POLISHING) * before:
            self._begin_polishing(improver, settled)
        if cost < before - LEAST_GAIN:
            self.x = settled
            self.told()

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
