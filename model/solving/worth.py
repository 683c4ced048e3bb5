"""What one more of something is worth: prices of line days and of kg, for the plan that was found.

With every whole number of a plan fixed, what is left is a linear program, and its row duals are
prices. A day has none in it: whole numbers alone decide how many days are used. So there is a
second one, in which transfers, options, campaigns and set-ups stand as in the plan and batches may
be divided. Broken limits stay broken as much as they are.

Duals of a row that just binds are no single figure: one more and one less differ. Each program is
solved with a little more of what is priced, so that the prices are those of one more.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from model.formulation.campaigns import batches_need_a_campaign
from model.formulation.line_time import line_time_is_not_exceeded, others_leave_reserved_days_free
from model.formulation.obligations import late_kg_are_carried_on
from model.plan.worth import Prices, Worth
from model.solving.arrays import Floats, Ints
from model.solving.effort import PRICING_SECONDS
from model.solving.highs import Limits, Problem, solve_problem
from model.solving.matrix import Matrix

A_LITTLE = 1e-4  # days or kg: more than the solver's tolerance, less than anybody's decision
_DIGITS = 9  # of a price in millions: the thousandth part of a unit of currency
_OF_DAYS = (line_time_is_not_exceeded.name, others_leave_reserved_days_free.name)
_OF_SIZE = batches_need_a_campaign.name
_OF_KG = late_kg_are_carried_on.name
_FOLLOWING = ("late", "held")  # whose upper bounds only repeat what is due, or the days


def worth_of(matrix: Matrix, x: Floats, bound_prices: Floats | None, *, hurry: bool) -> Worth:
    """The prices for the plan x, and those of the bound (NaN: a row that it does not price).

    `hurry`: the run was stopped by clock or Ctrl-C; what takes long is then left out.
    """
    limits = Limits(seconds=PRICING_SECONDS if hurry else None)
    divisible, fixed = _program(matrix, x, divisible=True), _program(matrix, x, divisible=False)
    rows = {name: _rows(matrix, name) for name in (*_OF_DAYS, _OF_KG)}
    days = np.concatenate([rows[name] for name in _OF_DAYS])
    more_days = np.zeros(len(matrix.row_lower))
    more_days[days] = 1.0
    more_kg = _kg_direction(matrix, rows[_OF_KG])
    day = _duals(divisible, more_days, limits)
    kg, kg_fixed = (_duals(program, more_kg, limits) for program in (divisible, fixed))
    return Worth(
        day=_by_key(matrix, days, day, -more_days),
        day_bound=_by_key(matrix, days, bound_prices, -more_days),
        kg=_by_key(matrix, rows[_OF_KG], kg, more_kg),
        kg_fixed=_by_key(matrix, rows[_OF_KG], kg_fixed, more_kg),
    )


def _rows(matrix: Matrix, rule: str) -> Ints:
    """The rows of a rule."""
    return np.array([i for i, (name, _) in enumerate(matrix.row_names) if name == rule], dtype=int)


def _program(matrix: Matrix, x: Floats, *, divisible: bool) -> Problem:
    """The linear program in which the plan's whole numbers stand, batches perhaps divisible.

    Upper bounds that follow from what is due, or from the days, are lifted: one more changes them.
    """
    place = {name: i for i, name in enumerate(matrix.column_names)}
    fixed = matrix.integer | matrix.relaxation
    upper, row_upper = matrix.upper.astype(float), matrix.row_upper.astype(float)  # copies
    following = [i for (name, _), i in place.items() if name in _FOLLOWING]
    upper[np.array(following, dtype=int)] = np.inf
    if divisible:
        for (name, run), batches in place.items():
            if name == "batches" and x[place["campaign", run]] > 0.5:
                fixed[batches] = False
                upper[batches] = np.inf
        row_upper[_rows(matrix, _OF_SIZE)] = np.inf
    return Problem(
        cost=matrix.cost,
        lower=np.where(fixed, x, matrix.lower),
        upper=np.where(fixed, x, upper),
        integer=np.zeros(len(x), dtype=bool),
        rows=matrix.rows,
        row_lower=matrix.row_lower,
        row_upper=row_upper,
    )


def _kg_direction(matrix: Matrix, rows: Ints) -> Floats:
    """How the rows' right-hand sides change with one more kg due: as their own late kg count."""
    place = {name: i for i, name in enumerate(matrix.column_names)}
    direction = np.zeros(len(matrix.row_lower))
    for row in rows:
        direction[row] = matrix.rows[row, place["late", matrix.row_names[row][1]]]
    return direction


def _duals(program: Problem, direction: Floats, limits: Limits) -> Floats | None:
    """The rows' duals with a little more in this direction; None where there are none."""
    little = A_LITTLE * direction
    moved = replace(
        program, row_lower=program.row_lower + little, row_upper=program.row_upper + little
    )
    for tight in (True, False):
        answer = solve_problem(moved, limits, tight=tight)
        if answer.row_dual is not None:
            return answer.row_dual
    return None


def _by_key(matrix: Matrix, rows: Ints, duals: Floats | None, sign: Floats) -> Prices:
    """The duals by the rows' index, those of one index summed; none where a dual is not known."""
    prices: dict[tuple[object, ...], float] = defaultdict(float)
    if duals is None:
        return prices
    for row in rows:
        prices[matrix.row_names[row][1]] += float(duals[row] * sign[row])
    return {key: round(value, _DIGITS) + 0.0 for key, value in prices.items() if value == value}
