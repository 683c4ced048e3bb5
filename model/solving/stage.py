"""The last stage: a plan whose breach is settled is improved, and its cost bounded."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial

from model.solving.arrays import Floats
from model.solving.blocks import Task, keeping_limits
from model.solving.bound import Bounds
from model.solving.course import Course, relative_gap
from model.solving.effort import NEARLY, PRICED_AFTER
from model.solving.highs import Answer
from model.solving.improve import Improver
from model.solving.options import try_options
from model.solving.pool import Pool
from model.solving.prices import Prices, no_prices, prices
from model.solving.search import Question
from model.solving.settling import Settler
from model.solving.tightening import Tightened, Tightening, Tighter


def bounds_of(task: Task, relaxed: Answer | None, question: Question, course: Course) -> Bounds:
    """The bounds of all owners at the prices of the task's relaxation, fractions of counts allowed.

    Whole counts would raise an owner's bound little and take several times as long.
    """
    solved = relaxed is not None and relaxed.outcome == "optimal"
    priced = prices(task, relaxed) if relaxed is not None and solved else no_prices(task)
    passes = question.units.bound
    return Bounds(alone_at(task, priced), priced, passes, question.seed, course.left)


def alone_at(task: Task, priced: Prices) -> dict[int, Task]:
    """The task of each owner alone at these prices."""
    alone = replace(task, cost=priced.cost).with_choices_whole()
    return dict.fromkeys(range(len(task.matrix.owners)), alone)


@dataclass
class Stage:
    """The last stage: improve a plan whose breach is settled, and bound its cost."""

    task: Task
    bounds: Bounds
    tight: Tightened
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

        beside = partial(settler.beside, improver)
        tightening = self._tightening()
        improver.until(min(visits, PRICED_AFTER), self.bounds, near, told, beside)
        self._reprice(tightening)
        told()
        most = visits - 2 * (visits // 3) - improver.solved
        improver.until(most, self.bounds, near, told, beside)
        try_options(improver, self.bounds, visits // 3, told)
        left = max(visits // 3, visits - improver.solved)
        improver.until(left, self.bounds, near, told, beside)
        settler.now(improver, self.pool)
        self._count(improver)

    def _tightening(self) -> Future[Tighter | None] | None:
        """Further cuts and better prices, sought beside the first rounds; bounds wait for them."""
        if not self.tight.begun:
            return None
        self.bounds.waiting = True
        rounds, left = self.question.units.tighten, self.course.left
        task = keeping_limits(self.tight.bound)
        return self.pool.submit(Tightening(task, self.tight.lots, rounds, left))

    def _reprice(self, tightening: Future[Tighter | None] | None) -> None:
        """Bound at the prices that were found, whenever the workers came to it."""
        self.bounds.waiting = False
        found = None if tightening is None else self.pool.gather([tightening])[0]
        if found is None:
            return
        self.course.proved(found.answer.objective)
        task = keeping_limits(self.tight.with_further(found).bound)
        priced = prices(task, found.answer)
        self.bounds.at(alone_at(task, priced), priced)

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
