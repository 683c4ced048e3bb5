"""Tightening: valid inequalities added until the linear relaxation breaks few more of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.formulation.needs import Inequality, Need
from model.solving.blocks import Task, keeping_limits, priced_breach
from model.solving.course import Course
from model.solving.cuts import Cut, Lots, Places, stated_cuts, with_cuts
from model.solving.effort import BREACH_PRICE, LEAST_RISE, TOLERANCE
from model.solving.highs import Answer, Relaxation
from model.solving.matrix import Matrix


@dataclass(frozen=True)
class Structure:
    """What the formulation knows of a case beyond its rows; empty: nothing."""

    needs: Sequence[Need] = ()
    inequalities: Sequence[Inequality] = ()


def tightened(
    matrix: Matrix, structure: Structure, course: Course, rounds: int
) -> tuple[Matrix, Answer | None]:
    """The matrix with valid inequalities: those stated, those rounded, and the broken (l,S).

    So many rounds at most, each on the relaxation with the cuts before it. Comes with the last
    relaxation's answer; where that has no solution (limits cannot all hold), with None, and the
    cuts are those of the relaxation in which limits have their price.
    """
    course.enter("tightening")
    places = Places(matrix)
    lots = [Lots(need, places) for need in structure.needs]
    cuts = stated_cuts(places, structure.inequalities)
    cuts += [cut for lot in lots for cut in lot.rounding_cuts()]
    tight = with_cuts(matrix, cuts)
    found, answer = _lot_cuts(keeping_limits(tight), lots, course, rounds)
    if answer is not None:
        course.proved(answer.objective)
    else:
        found, _ = _lot_cuts(priced_breach(tight, BREACH_PRICE), lots, course, rounds)
    return with_cuts(tight, found), answer


def _lot_cuts(
    task: Task, lots: Sequence[Lots], course: Course, rounds: int
) -> tuple[list[Cut], Answer | None]:
    """(l,S) inequalities, round by round; those that no longer bind at the end are dropped."""
    matrix = task.matrix
    relaxation = Relaxation(task.whole())
    cuts: list[Cut] = []
    before = np.nan  # of which no rise is known to be small
    for number in range(rounds + 1):
        answer = relaxation.solve(course.left)
        if answer.outcome != "optimal" or answer.x is None:
            return [], None
        x, risen = answer.x, answer.objective - before
        new = [cut for lot in lots for cut in lot.broken_cuts(x)]
        if number == rounds or not new or risen <= LEAST_RISE * abs(before) or course.should_stop():
            binding = [c for c in cuts if c.values @ x[c.columns] <= c.least + TOLERANCE]
            return binding, answer
        extension = with_cuts(matrix, new)
        relaxation.add(extension.rows[len(matrix.row_lower) :], np.array([c.least for c in new]))
        cuts += new
        before = answer.objective
    return cuts, None
