"""What the rows that link owners are worth: prices that split a plan's cost by owner."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.solving.arrays import Floats
from model.solving.blocks import Task
from model.solving.highs import Answer
from model.solving.matrix import LINKING


@dataclass(frozen=True)
class Prices:
    """A price for each linking row: what its use costs, and what the rows as a whole give back.

    `cost` is each column's cost with its use of linking rows charged; `constant` what the sum of
    all owners' priced costs must be given back to bound the cost of a plan from below. `relaxed` is
    the relaxation's solution that they come from, None where there is none. `rows` is the price of
    each row, NaN where it has none; None: nothing is priced.
    """

    cost: Floats
    constant: float
    relaxed: Floats | None = None
    rows: Floats | None = None


def no_prices(task: Task) -> Prices:
    """Line time for nothing: a bound all the same."""
    return Prices(task.cost, task.least_linking_cost())


def prices(task: Task, relaxed: Answer) -> Prices:
    """Prices from the answer to the task's relaxation (Lagrangian relaxation of the linking rows).

    Priced are the rows that link owners and those in which an owner meets a linking column.
    Further cuts may stand behind them in that relaxation, or fewer.

    Proof: for y >= 0 on rows >= and y <= 0 on rows <=, any plan x has cost @ x >= y @ b + (cost -
    y @ A) @ x, b the side of the row on which y pulls; the sum splits by owner.
    """
    matrix = task.matrix
    touching = abs(matrix.rows) @ (matrix.column_owner == LINKING).astype(float) > 0
    linking = np.flatnonzero((matrix.row_owner == LINKING) | touching)
    y = np.zeros(len(matrix.row_lower))
    y[linking] = 0.0 if relaxed.row_dual is None else relaxed.row_dual[linking]
    y = np.where(np.isinf(matrix.row_upper), np.maximum(y, 0.0), y)
    y = np.where(np.isinf(matrix.row_lower), np.minimum(y, 0.0), y)
    y = _bounded(task, y)
    side = np.where(y > 0, matrix.row_lower, matrix.row_upper)
    given_back = float(np.sum(y[y != 0] * side[y != 0]))
    cost = task.cost - matrix.rows.T @ y
    priced = Task(matrix, cost, task.upper)
    shown = np.full(len(y), np.nan)
    shown[linking] = y[linking]
    return Prices(cost, given_back + priced.least_linking_cost(), relaxed.x, shown)


def _bounded(task: Task, y: Floats) -> Floats:
    """Prices without those that a linking column of no bound could turn into endless gain."""
    matrix = task.matrix
    linking = (matrix.column_owner == LINKING) & np.isinf(task.upper)
    charged = task.cost - matrix.rows.T @ y
    endless = np.flatnonzero(linking & (charged < 0))
    if len(endless) == 0:
        return y
    touched = np.asarray(abs(matrix.rows[:, endless]).sum(axis=1)).ravel() > 0
    return _bounded(task, np.where(touched, 0.0, y))
