"""A small linear program with whole-number columns, put together row by row, solved by SciPy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

Lin = dict[int, float]
"""A linear expression: coefficient by column; CONSTANT is the column of the number 1."""

CONSTANT = -1
_SCALE = 1000.0  # of the objective: HiGHS stops at an absolute gap of 1e-6
_OPTIMAL = 0


def add(*parts: tuple[float, Mapping[int, float]]) -> Lin:
    """The sum of factor x expression."""
    total: Lin = {}
    for factor, part in parts:
        for column, value in part.items():
            total[column] = total.get(column, 0.0) + factor * value
    return total


def one(column: int) -> Lin:
    """A column as an expression."""
    return {column: 1.0}


def fixed(value: float) -> Lin:
    """A number as an expression."""
    return {CONSTANT: value}


@dataclass(frozen=True)
class Limits:
    """Rows of a program: low <= matrix x <= high."""

    matrix: Any  # a sparse array, whose types SciPy does not tell well
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True)
class Solution:
    """Values by column, and the minimum."""

    x: NDArray[np.float64]
    value: float

    def of(self, expression: Mapping[int, float]) -> float:
        """The value of an expression."""
        return math.fsum(c * (1.0 if i == CONSTANT else self.x[i]) for i, c in expression.items())


class Program:
    """Columns with bounds, rows with bounds, and two objectives: cost and breach."""

    def __init__(self) -> None:
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.whole: list[bool] = []
        self.cost: Lin = {}
        self.breach: Lin = {}
        self._rows: list[tuple[Lin, float, float]] = []
        self._compiled: Limits | None = None

    def column(self, upper: float = math.inf, *, whole: bool = False) -> int:
        """A new column from 0 to `upper`."""
        self.lower.append(0.0)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.lower) - 1

    def binary(self) -> int:
        """A new column that is 0 or 1."""
        return self.column(1.0, whole=True)

    def pay(self, factor: float, expression: Mapping[int, float]) -> None:
        """Add to the cost."""
        self.cost = add((1.0, self.cost), (factor, expression))

    def at_least(self, left: Mapping[int, float], right: Mapping[int, float]) -> None:
        """Require left >= right."""
        self._add(add((1.0, left), (-1.0, right)), 0.0, math.inf)

    def equal(self, left: Mapping[int, float], right: Mapping[int, float]) -> None:
        """Require left = right."""
        self._add(add((1.0, left), (-1.0, right)), 0.0, 0.0)

    def _add(self, expression: Lin, lower: float, upper: float) -> None:
        constant = expression.pop(CONSTANT, 0.0)
        terms = {column: value for column, value in expression.items() if value != 0}
        self._compiled = None
        self._rows.append((terms, lower - constant, upper - constant))

    def fixing(self, values: Mapping[int, float]) -> Bounds:
        """The columns' bounds, with some fixed at values."""
        lower, upper = np.array(self.lower), np.array(self.upper)
        for column, value in values.items():
            lower[column] = upper[column] = value
        return Bounds(lower, upper)

    def _matrix(self, breach_at_most: float | None) -> Limits:
        if breach_at_most is None and self._compiled is not None:
            return self._compiled
        listed = list(self._rows)
        if breach_at_most is not None:
            row = dict(self.breach)
            constant = row.pop(CONSTANT, 0.0)
            listed.append((row, -math.inf, breach_at_most - constant))
        entries = [(i, j, v) for i, (row, _, _) in enumerate(listed) for j, v in row.items()]
        i, j, v = (np.array(part) for part in zip(*entries, strict=True))
        matrix = csr_array((v, (i.astype(int), j.astype(int))), (len(listed), len(self.lower)))
        low = np.array([row[1] for row in listed])
        rows = Limits(matrix, low, np.array([row[2] for row in listed]))
        if breach_at_most is None:
            self._compiled = rows
        return rows

    def solve(
        self,
        goal: Mapping[int, float],
        fixing: Mapping[int, float] | None = None,
        breach_at_most: float | None = None,
    ) -> Solution | None:
        """Minimise the goal; None where nothing fits. Whole columns count unless all are fixed."""
        whole = {column for column, is_whole in enumerate(self.whole) if is_whole}
        given = dict(fixing or {})
        rows, costs = self._matrix(breach_at_most), self._costs(goal)
        if whole <= set(given):
            x = _linear(costs, rows, self.fixing(given))
            return None if x is None else self._solution(x, goal)
        best: Solution | None = None
        # The solver sometimes misses plans. What it finds is checked exactly, with the whole
        # numbers fixed, so the better of two answers is never better than the truth.
        for presolve in (True, False):
            x = _whole(costs, rows, self.fixing(given), np.array(self.whole), presolve=presolve)
            if x is None:
                continue
            rounded = self.whole_of(Solution(x, 0.0))
            x = _linear(costs, rows, self.fixing(given | rounded))
            found = None if x is None else self._solution(x, goal)
            if found is not None and (best is None or found.value < best.value):
                best = found
        return best

    def _solution(self, x: NDArray[np.float64], goal: Mapping[int, float]) -> Solution:
        return Solution(x, Solution(x, 0.0).of(goal))

    def whole_of(self, found: Solution) -> dict[int, float]:
        """The whole-number columns of a solution, to fix them."""
        return {c: float(round(found.x[c])) for c, is_whole in enumerate(self.whole) if is_whole}

    def _costs(self, goal: Mapping[int, float]) -> NDArray[np.float64]:
        costs = np.zeros(len(self.lower))
        for column, value in goal.items():
            if column != CONSTANT:
                costs[column] = value
        return costs


def _linear(costs: NDArray[np.float64], rows: Limits, bounds: Bounds) -> NDArray[np.float64] | None:
    same = rows.low == rows.high
    less, more = np.isfinite(rows.high) & ~same, np.isfinite(rows.low) & ~same
    matrix = rows.matrix
    found = linprog(  # type: ignore[call-overload]
        costs,
        A_ub=vstack([matrix[less], -matrix[more]]),
        b_ub=np.concatenate([rows.high[less], -rows.low[more]]),
        A_eq=matrix[same],
        b_eq=rows.low[same],
        bounds=np.column_stack([bounds.lb, bounds.ub]),
        method="highs",
        options={"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9},
    )
    if found.status not in (_OPTIMAL, 2):
        raise ArithmeticError(f"linprog: {found.message}")
    return np.asarray(found.x) if found.status == _OPTIMAL else None


def _whole(
    costs: NDArray[np.float64],
    rows: Limits,
    bounds: Bounds,
    whole: NDArray[np.bool_],
    *,
    presolve: bool,
) -> NDArray[np.float64] | None:
    found = milp(
        costs * _SCALE,
        integrality=whole.astype(int),
        bounds=bounds,
        constraints=LinearConstraint(rows.matrix, rows.low, rows.high),
        options={"mip_rel_gap": 0.0, "presolve": presolve},
    )
    if found.status not in (_OPTIMAL, 2):
        raise ArithmeticError(f"milp: {found.message}")
    return np.asarray(found.x) if found.status == _OPTIMAL else None
