"""The last stage: a plan whose breach is settled is improved, and its cost bounded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from model.solving.arrays import Floats
from model.solving.blocks import Task
from model.solving.bound import Bounds
from model.solving.course import Course, relative_gap
from model.solving.cuts import Lots
from model.solving.effort import NEARLY, PRICED_AFTER, PRICED_AFTER_EACH, ROUND
from model.solving.ground import Ground
from model.solving.highs import Answer
from model.solving.improve import Improver
from model.solving.options import try_options
from model.solving.pool import Pool
from model.solving.prices import Prices, no_prices, prices
from model.solving.search import Question
from model.solving.settling import Settler
from model.solving.stream import Stream
from model.solving.tightening import Tightening, Tighter


def bounds_of(ground: Ground, relaxed: Answer | None, question: Question, course: Course) -> Bounds:
    """The bounds of all owners at the prices of the ground's relaxation (None: it has none)."""
    solved = relaxed is not None and relaxed.outcome == "optimal"
    task = ground.task
    priced = prices(task, relaxed) if relaxed is not None and solved else no_prices(task)
    tasks, finer = _alone_at(ground, priced, question)
    passes = question.units.bound
    return Bounds(tasks, priced, passes, question.seed, course.left, finer)


def _alone_at(
    ground: Ground, priced: Prices, question: Question
) -> tuple[dict[int, Task], dict[int, Task]]:
    """The task of each owner alone, and with whole counts where the effort is worth it."""
    finer = ground.alone_at(priced, fractions=False) if question.units.bound_whole else {}
    return ground.alone_at(priced), finer


@dataclass
class Stage:
    """The last stage: improve a plan whose breach is settled, and bound its cost.

    `lots` are what further cuts are sought for beside the search; none where all are found.
    """

    task: Task
    bounds: Bounds
    ground: Ground
    lots: tuple[Lots, ...]
    question: Question
    course: Course
    pool: Pool
    solved: int = 0
    spent: int = 0

    def __post_init__(self) -> None:
        self.stream = Stream(self.pool)

    def improve(self, rough: Floats, x: Floats) -> Floats:
        """The best plan found within the effort: choices first, then counts as well."""
        course, units = self.course, self.question.units
        settler = Settler(self.task, x, self.question, course, lambda: None)

        def told() -> None:
            """Tell the best plan with whole counts, and the bound."""
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
            """Take what was polished for the best plan, and tell it."""
            settler.x = improver.x
            told()

        course.enter("improving whole batches")
        visits = round(units.polish * owners / 2)
        improver.until(visits, self.bounds, lambda: course.closed, polished, self.stream)
        self._count(improver)
        self._finish_bounds(told)
        return improver.x

    def _choices(
        self, rough: Floats, settler: Settler, visits: int, told: Callable[[], None]
    ) -> None:
        """Improve choices while counts may be fractions, and settle beside and in the end."""
        course = self.course
        improver = self._improver(self.task.with_choices_whole(), rough)

        def near() -> bool:
            gap = relative_gap(improver.cost, self.bounds.total())
            return course.closed or course.nearly_out_of_time or gap <= NEARLY * course.gap

        beside = partial(settler.beside, improver, self.stream)
        self._tighten(told)
        most = visits - 2 * (visits // 3)
        improver.until(most, self.bounds, near, told, self.stream, beside)
        try_options(improver, self.bounds, visits // 3, near, told, self.stream)
        left = max(visits // 3, visits - improver.solved)
        improver.until(left, self.bounds, near, told, self.stream, beside)
        settler.finish(improver, self.stream)
        self._count(improver)
        self._count(settler)

    def _tighten(self, told: Callable[[], None]) -> None:
        """Seek further cuts and better prices beside the first rounds; bounds wait for them."""
        if not self.lots:
            return
        self.bounds.waiting = True
        rounds, left = self.question.units.tighten, self.course.left
        after = max(PRICED_AFTER, round(PRICED_AFTER_EACH * len(self.task.cost) / 1_000))
        work = Tightening(self.ground.task, self.lots, rounds, left)
        self.stream.begin(work, partial(self._reprice, told), after)

    def _reprice(self, told: Callable[[], None], found: Tighter | None) -> None:
        """Bound at the prices that were found, whenever the workers came to it."""
        self.bounds.waiting = False
        if found is None:
            return
        self.course.proved(found.answer.objective)
        self.ground = self.ground.with_cuts(found.cuts)
        priced = prices(self.ground.task, found.answer)
        tasks, finer = _alone_at(self.ground, priced, self.question)
        self.bounds.at(tasks, priced, finer)
        told()

    def _improver(self, task: Task, x: Floats) -> Improver:
        units = self.question.units
        return Improver(task, x, self.question, self.course, self.pool, units.improve)

    def _count(self, worker: Improver | Settler) -> None:
        self.solved += worker.solved
        self.spent += worker.spent

    def _finish_bounds(self, told: Callable[[], None]) -> None:
        """Bound jobs that the search left over."""
        self.course.enter("bounding")
        while not self.course.closed and not self.course.should_stop():
            following = self.bounds.following()
            if following is None and self.bounds.finished:
                break
            if following is not None:
                following.begin(self.stream, told, ROUND - 1)
            self.stream.pass_moment()
        self.stream.finish()
