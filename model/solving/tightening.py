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
from model.solving.effort import BREACH_PRICE, LARGE, LEAST_RISE, MOST_CUT_ROUNDS, TOLERANCE
from model.solving.highs import Answer, Limits, Relaxation
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
    """

    search: Matrix
    bound: Matrix
    relaxed: Answer | None


def tightened(matrix: Matrix, structure: Structure, course: Course, rounds: int) -> Tightened:
    """The matrix with valid inequalities: those stated, those rounded, and the broken (l,S).

    So many rounds, each at the prices of the relaxation with the cuts before it. Where that has no
    solution (limits cannot all hold), the cuts are those of the relaxation in which limits have
    their price.
    """
    course.enter("tightening")
    places = Places(matrix)
    lots = [Lots(need, places) for need in structure.needs]
    cuts = stated_cuts(places, structure.inequalities)
    cuts += [cut for lot in lots for cut in lot.rounding_cuts()]
    tight = with_cuts(with_fillable_days(matrix, structure.fillable), cuts)
    found, answer = _lot_cuts(keeping_limits(tight), lots, course, rounds)
    if answer is not None:
        course.proved(answer.objective)
    else:
        found, _ = _lot_cuts(priced_breach(tight, BREACH_PRICE), lots, course, rounds)
    return Tightened(tight, with_cuts(tight, found), answer)


def _lot_cuts(
    task: Task, lots: Sequence[Lots], course: Course, rounds: int
) -> tuple[list[Cut], Answer | None]:
    """(l,S) inequalities, sought for each owner alone at the prices of the whole.

    A need is one owner's, and an owner's relaxation takes milliseconds where that of the whole with
    these dense rows takes seconds; of a large case it is solved without them only.
    """
    cuts: list[Cut] = []
    last: Answer | None = None
    whole = Relaxation(task.whole(), Limits(seconds=course.left), course.should_stop)
    everything = np.arange(len(task.cost))
    for number in range(rounds + 1):
        answer = whole.solve()
        if answer.outcome != "optimal":
            return ([], None) if last is None else (cuts, last)
        last = answer
        if number == rounds or course.should_stop():
            break
        grown = replace(task, matrix=with_cuts(task.matrix, cuts))
        alone = replace(grown, cost=prices(grown, answer).cost)
        new = [c for owner in range(len(task.matrix.owners)) for c in _of_one(alone, owner, lots)]
        cuts += new
        if not new or len(task.cost) > LARGE:
            break
        whole.add(_rows(new, everything), np.array([cut.least for cut in new]))
    return cuts, last


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
