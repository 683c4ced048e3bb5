"""A problem in whole numbers loses no solution, and its bound is one on the problem."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model import solve
from model.solving.blocks import keeping_limits
from model.solving.highs import solve_problem
from tests.benchmarks.grid import UNIT, Array, implied_upper, to_grid
from tests.benchmarks.matrices import save
from tests.solving.small_cases import matrix_of, network


def _arrays(
    rows: list[list[float]], low: list[float], high: list[float], **columns: list[float]
) -> dict[str, Array]:
    """A problem by its rows; columns: cost, lower, upper, integer."""
    dense = np.array(rows, dtype=float)
    places = [np.flatnonzero(row) for row in dense]
    told = {name: np.array(values, dtype=float) for name, values in columns.items()}
    return {
        **told,
        "integer": told["integer"].astype(bool),
        "data": np.concatenate([row[at] for row, at in zip(dense, places, strict=True)]),
        "indices": np.concatenate(places),
        "indptr": np.cumsum([0, *(len(at) for at in places)]),
        "row_lower": np.array(low, dtype=float),
        "row_upper": np.array(high, dtype=float),
    }


def test_a_balance_by_hand() -> None:
    """stock = 2.5 batches - 0.61255 kg: steps of 0.1 g, and room for half a step of the stock."""
    inf = float("inf")
    arrays = _arrays(
        [[2.5, -1.0]], [0.61255], [0.61255],
        cost=[0.3, 0.01], lower=[0, 0], upper=[4, inf], integer=[1, 0],
    )  # fmt: skip
    grid = to_grid(arrays)
    assert grid.unit.tolist() == [1.0, UNIT]
    assert grid.upper.tolist() == [4, round((4 * 2.5 - 0.61255) / UNIT)]
    scale = grid.rows.toarray()[0, 0] / 2.5
    assert (grid.rows.toarray() / scale).tolist() == [[2.5, -UNIT]]
    assert grid.row_lower[0] / scale == pytest.approx(0.61255 - UNIT / 2)
    assert grid.row_upper[0] / scale == pytest.approx(0.61255 + UNIT / 2)
    assert grid.cost / grid.cost_scale == pytest.approx([0.3, 0.01 * UNIT])
    assert grid.saved == pytest.approx(0.01 * UNIT / 2)


def test_odd_coefficients_only_widen() -> None:
    """A third has no whole multiple among powers of ten: each side gets a row that lets more in."""
    arrays = _arrays(
        [[1 / 3, 1.0]], [1.0], [2.0], cost=[1, 1], lower=[0, 0], upper=[9, 9], integer=[1, 1]
    )
    grid = to_grid(arrays)
    assert grid.rows.shape == (2, 2)
    upper, lower = grid.rows.toarray()
    assert upper[0] == lower[0] - 1
    assert grid.row_lower[0] < -(2**60)
    assert grid.row_upper[1] > 2**60


def test_bounds_follow_from_rows() -> None:
    """What comes in bounds what is kept, period by period; a bound that stands is left alone."""
    inf = float("inf")
    arrays = _arrays(
        [[5, -1, 0, 0], [0, 1, 2, -1]], [0, 0], [0, 0],
        cost=[0, 0, 0, 0], lower=[0, 0, 0, 0], upper=[3, inf, 2, inf], integer=[1, 0, 1, 0],
    )  # fmt: skip
    grid = to_grid(arrays)
    assert (grid.upper * grid.unit).tolist() == pytest.approx([3, 15, 2, 19])


def test_columns_below_zero_are_refused() -> None:
    """Rounded coefficients would cut where a column may be negative."""
    arrays = _arrays([[1.0]], [0], [1], cost=[1], lower=[-1], upper=[1], integer=[1])
    with pytest.raises(ValueError, match="negative"):
        to_grid(arrays)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Array]:
    """The arrays of a small case, as another solver gets them."""
    place: Path = tmp_path_factory.mktemp("grid")
    save(keeping_limits(matrix_of(network(0))).whole(), place / "problem.npz", place / "model.mps")
    with np.load(place / "problem.npz") as arrays:
        return dict(arrays)


def test_no_plan_is_lost(saved: dict[str, Array]) -> None:
    """The best plan of a small case, its kilograms rounded, keeps every row and bound of the grid.

    And costs no more there than in truth, but for what rounding may save.
    """
    plan = solve(network(0), gap=0.0, workers=1)
    x = np.array([plan.values.get(name, 0.0) for name in matrix_of(network(0)).column_names])
    grid = to_grid(saved)
    y = np.rint(x / grid.unit)
    activity = grid.rows @ y
    assert np.all(activity >= grid.row_lower)
    assert np.all(activity <= grid.row_upper)
    assert np.all((y >= grid.lower) & (y <= grid.upper))
    cost = float(grid.cost @ y) / grid.cost_scale
    assert plan.decided_cost_m - 1e-6 <= cost <= plan.decided_cost_m + grid.saved
    assert 0 < grid.saved < 0.02


def test_implied_bounds_cut_nothing(saved: dict[str, Array]) -> None:
    """The relaxation of a small case costs the same with them."""
    problem = keeping_limits(matrix_of(network(0))).whole()
    upper = implied_upper(problem.rows, saved)
    assert np.all(upper <= np.maximum(problem.upper, 1e6))
    bounded = solve_problem(replace(problem.relaxed(), upper=upper))
    assert bounded.objective == pytest.approx(solve_problem(problem.relaxed()).objective, abs=1e-6)
