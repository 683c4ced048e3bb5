"""Tightening: valid inequalities added until the linear relaxation breaks few more of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from model.formulation.fillable import Fillable
from model.formulation.needs import Inequality, Need
from model.solving.arrays import Floats, Ints
from model.solving.blocks import Task, keeping_limits, priced_breach
from model.solving.course import Course
from model.solving.cuts import Cut, Lots, Places, stated_cuts, with_cuts, with_fillable_days
from model.solving.effort import (
    AT_FIRST,
    BREACH_PRICE,
    LARGE,
    LEAST_RISE,
    MOST_CUT_ROUNDS,
    TOLERANCE,
)
from model.solving.highs import Answer, Limits, Relaxation, Stop, solve_problem
from model.solving.matrix import Matrix
from model.solving.prices import prices


@dataclass(frozen=True)
class Structure:
    """What the formulation knows of a case beyond its rows; empty: nothing."""

    needs: Sequence[Need] = ()
    inequalities: Sequence[Inequality] = ()
    fillable: Sequence[Fillable] = ()


@dataclass(frozen=True)
class Tightened:
    """A matrix with valid inequalities, and its relaxation's answer (None: it has no solution).

    `search` is for looking for plans: it has the stated and the rounding ones only. `bound` has the
    dense (l,S) inequalities too: they raise a bound, and make each step of a search for plans slow.
    `begun`: a `Tightening` may go on (of a large case, whose relaxation is that of `search`).
    """

    search: Matrix
    bound: Matrix
    relaxed: Answer | None
    lots: tuple[Lots, ...]
    begun: bool = False

    def with_further(self, found: Tighter) -> Tightened:
        """The same with the cuts that a `Tightening` found; its relaxation is that of them all."""
        return replace(
            self, bound=with_cuts(self.bound, found.cuts), relaxed=found.answer, begun=False
        )


def tightened(matrix: Matrix, structure: Structure, course: Course, rounds: int) -> Tightened:
    """The matrix with valid inequalities: those stated, those rounded, and the broken (l,S).

    The last are sought in so many rounds, each at the prices of the relaxation with the cuts before
    it; those after AT_FIRST, and of a large case all but one, are left for later. Where the
    relaxation has no solution (limits cannot all hold), it is that in which limits have their
    price.
    """
    course.enter("tightening")
    places = Places(matrix)
    lots = tuple(Lots(need, places) for need in structure.needs)
    cuts = stated_cuts(places, structure.inequalities)
    cuts += [cut for lot in lots for cut in lot.rounding_cuts()]
    tight = with_cuts(with_fillable_days(matrix, structure.fillable), cuts)
    task, strict = keeping_limits(tight), True
    answer = _relaxed(task, course)
    if answer.outcome == "optimal":
        course.proved(answer.objective)
    else:
        task, strict = priced_breach(tight, BREACH_PRICE), False
        answer = _relaxed(task, course)
    found = _broken_cuts(task, answer, lots) if answer.outcome == "optimal" else []
    grown = with_cuts(tight, found)
    if not strict or answer.outcome != "optimal":
        return Tightened(tight, grown, None, lots)
    first = Tightened(tight, grown, answer, lots, begun=True)
    if len(matrix.lower) > LARGE:
        return first
    further = Tightening(keeping_limits(grown), lots, min(rounds, AT_FIRST) - 1, course.left)
    tighter = further.run(course.should_stop)
    if tighter is None:
        return first
    course.proved(tighter.answer.objective)
    return replace(first.with_further(tighter), begun=rounds > AT_FIRST)


def _relaxed(task: Task, course: Course) -> Answer:
    limits = Limits(seconds=course.left)
    return solve_problem(task.whole().relaxed(), limits, stop=course.should_stop)


@dataclass(frozen=True)
class Tighter:
    """Further cuts, and the answer of the relaxation with all of them or nearly so."""

    cuts: list[Cut]
    answer: Answer


@dataclass(frozen=True)
class Tightening:
    """A job: further (l,S) inequalities of a task, in so many rounds.

    Each round seeks them for each owner alone at the prices of the whole. A need is one owner's,
    and an owner's relaxation takes milliseconds where that of the whole with these dense rows takes
    seconds.
    """

    task: Task
    lots: tuple[Lots, ...]
    rounds: int
    seconds: float | None

    def run(self, stop: Stop) -> Tighter | None:
        """The cuts; None where it was stopped before the relaxation was solved once."""
        cuts: list[Cut] = []
        whole = Relaxation(self.task.whole(), Limits(seconds=self.seconds), stop)
        everything = np.arange(len(self.task.cost))
        last: Tighter | None = None
        for number in range(self.rounds + 1):
            answer = whole.solve()
            if answer.outcome != "optimal":
                return last
            last = Tighter(list(cuts), answer)
            if number == self.rounds or stop():
                return last
            grown = replace(self.task, matrix=with_cuts(self.task.matrix, cuts))
            new = _broken_cuts(grown, answer, self.lots)
            if not new:
                return last
            cuts += new
            whole.add(_rows(new, everything), np.array([cut.least for cut in new]))
        return last


def _broken_cuts(task: Task, relaxed: Answer, lots: Sequence[Lots]) -> list[Cut]:
    """The (l,S) inequalities that bind in the relaxations of owners alone, at these prices."""
    alone = replace(task, cost=prices(task, relaxed).cost)
    return [c for owner in range(len(task.matrix.owners)) for c in _of_one(alone, owner, lots)]


def _of_one(task: Task, owner: int, lots: Sequence[Lots]) -> list[Cut]:
    """The (l,S) inequalities that bind in the relaxation of one owner alone."""
    mine = [lot for lot in lots if lot.owner == owner]
    if not mine:
        return []
    block = task.alone(owner)
    relaxation = Relaxation(block.problem)
    x = np.zeros(len(task.cost))
    cuts: list[Cut] = []
    before = np.nan  # of which no rise is known to be small
    for _ in range(MOST_CUT_ROUNDS):
        answer = relaxation.solve()
        if answer.outcome != "optimal" or answer.x is None:
            return []
        x[block.columns] = answer.x
        new = [cut for lot in mine for cut in lot.broken_cuts(x)]
        if not new or answer.objective - before <= LEAST_RISE * abs(before):
            break
        relaxation.add(_rows(new, block.columns), np.array([cut.least for cut in new]))
        cuts += new
        before = answer.objective
    return [cut for cut in cuts if _binds(cut, x)]


def _rows(cuts: Sequence[Cut], among: Ints) -> sparse.csr_array:
    """The cuts in these columns, which are in order."""
    columns = np.searchsorted(among, np.concatenate([cut.columns for cut in cuts]))
    values = np.concatenate([cut.values for cut in cuts])
    starts = np.cumsum([0, *(len(cut.columns) for cut in cuts)])
    return sparse.csr_array((values, columns, starts), shape=(len(cuts), len(among)))


def _binds(cut: Cut, x: Floats) -> bool:
    return bool(cut.values @ x[cut.columns] <= cut.least + TOLERANCE)
