"""The matrix says what the rules say, and knows whose each row and column is."""

from __future__ import annotations

import numpy as np
import pytest

from model import solve
from model.solving import blocks
from model.solving.blocks import at_breach, keeping_limits, least_breach, overlap
from model.solving.matrix import LINKING
from model.solving.search import blocking_limits
from tests.solving.small_cases import matrix_of, network


def test_owned_rows_hold_columns_of_their_owner_or_linking_ones() -> None:
    """A row that names a programme never holds another programme's column."""
    matrix = matrix_of(network(0))
    for row in np.flatnonzero(matrix.row_owner != LINKING):
        columns = matrix.rows.indices[matrix.rows.indptr[row] : matrix.rows.indptr[row + 1]]
        owners = set(matrix.column_owner[columns].tolist()) - {LINKING}
        assert owners <= {int(matrix.row_owner[row])}


def test_rows_that_hold_alone_only_take_from_the_others() -> None:
    """In a row marked `alone`, every programme's use is at least 0 at every plan of the example."""
    case = network(0)
    matrix = matrix_of(case)
    plan = solve(case, gap=0.0, workers=1)
    x = np.array([plan.values.get(name, 0.0) for name in matrix.column_names])
    for owner in range(len(matrix.owners)):
        mine = np.where(matrix.column_owner == owner, x, 0.0)
        assert np.min((matrix.rows @ mine)[matrix.alone]) >= -1e-9


def test_the_objective_is_the_ledger() -> None:
    """cost @ x + constant is the sum of the cost table."""
    case = network(0)
    matrix = matrix_of(case)
    plan = solve(case, gap=0.0, workers=1)
    x = np.array([plan.values.get(name, 0.0) for name in matrix.column_names])
    ledger = plan.tables["Costs"]["discounted_m"].sum()
    assert float(matrix.cost @ x) + matrix.constant == pytest.approx(ledger, abs=1e-9)
    assert plan.objective_m == pytest.approx(ledger, abs=1e-9)


def test_worst_violation_sees_rows_bounds_and_wholeness() -> None:
    """Each way to break a plan by 0.25 shows as 0.25."""
    case = network(0)
    matrix = matrix_of(case)
    plan = solve(case, gap=0.0, workers=1)
    x = np.array([plan.values.get(name, 0.0) for name in matrix.column_names])
    assert matrix.worst_violation(x) <= 1e-9
    whole = int(np.flatnonzero(matrix.integer)[0])
    below = x.copy()
    below[0] = matrix.lower[0] - 0.25
    assert matrix.worst_violation(below) >= 0.25
    broken = x.copy()
    broken[whole] = 0.25
    assert matrix.worst_violation(broken) >= 0.25


def test_limits_kept_means_no_relaxation() -> None:
    """With all limits kept every relaxation column is 0; sought, it may be more."""
    matrix = matrix_of(network(0))
    kept, sought = keeping_limits(matrix), least_breach(matrix)
    assert matrix.relaxation.any()
    assert kept.upper[matrix.relaxation].max() == 0
    assert sought.upper[matrix.relaxation].max() > 0


def test_settled_breach_is_one_more_row() -> None:
    """At a settled breach the matrix has a row that caps it, and only there it may be broken."""
    matrix = matrix_of(network(0))
    task = at_breach(matrix, 2.5)
    assert task.matrix.size == (matrix.size[0] + 1, matrix.size[1])
    assert task.matrix.row_upper[-1] == 2.5
    nobody = task.where_broken([])
    assert nobody.upper[matrix.relaxation].max() == 0


def test_owners_on_one_line_meet() -> None:
    """Two programmes meet where both use a line; no one meets itself."""
    case = network(0)
    matrix = matrix_of(case)
    plan = solve(case, gap=0.0, workers=1)
    x = np.array([plan.values.get(name, 0.0) for name in matrix.column_names])
    met = overlap(matrix, x)
    assert np.all(np.diag(met) == 0)
    assert met.max() > 0
    assert met == pytest.approx(met.T)


def test_nothing_blocks_where_a_plan_exists() -> None:
    """Limits that can be kept are not named as standing in the way."""
    assert blocking_limits(matrix_of(network(0))) == ()


@pytest.mark.parametrize("around", [0, 1])
def test_what_is_far_from_a_window_stands(around: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole numbers are free in the window, all else so many periods around it, undated always."""
    monkeypatch.setattr(blocks, "AROUND", around)
    matrix = matrix_of(network(0))
    block = keeping_limits(matrix).during(np.zeros(len(matrix.cost)), 1, 1)
    free = np.isin(np.arange(len(matrix.cost)), block.columns)
    period, whole = matrix.column_period, matrix.integer
    dated = period >= 0
    assert np.array_equal(free[whole], period[whole] == 1)
    assert np.array_equal(free[dated & ~whole], abs(period[dated & ~whole] - 1) <= around)
    assert free[~dated & ~whole].all()
    assert (~free[dated & ~whole]).any()
