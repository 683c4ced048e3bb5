"""A problem in whole numbers alone, for a solver that knows no others.

Kilograms are counted in steps of UNIT, and every row is wide enough to let any solution of the
problem through once its kilograms are rounded. So the rounded problem loses no solution, and a
bound on it, less what rounding may save, is a bound on the problem. Its solutions may be off by a
few steps: the kilograms are decided again for the whole numbers found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import sparse

UNIT: Final = 1e-4  # kg
_FAR: Final = 2**62  # stands for no bound
_ROOM: Final = 2.0**50  # a row's largest sum
_COST_ROOM: Final = 2.0**58
_FINEST: Final = 1e6
_NOISE: Final = 1e-6  # of a scaled number that is meant to be whole
_MOST: Final = 1e6  # kg, where no row says less
_PASSES: Final = 200

Array = np.ndarray[tuple[Any, ...], np.dtype[Any]]


@dataclass(frozen=True)
class Grid:
    """min cost @ y / cost_scale - saved, row_lower <= rows @ y <= row_upper; all whole numbers.

    x = unit * y. `saved` is what rounding kilograms may take off the cost.
    """

    unit: Array
    lower: Array
    upper: Array
    cost: Array
    cost_scale: float
    saved: float
    rows: sparse.csr_array
    row_lower: Array
    row_upper: Array


def to_grid(arrays: Mapping[str, Array]) -> Grid:
    """The grid of a problem as it was saved: min cost @ x, row bounds, column bounds.

    Raises ValueError where a column may be negative: rounding coefficients would then cut.
    """
    lower, cost, integer = arrays["lower"], arrays["cost"], arrays["integer"]
    if np.any(lower < 0):
        raise ValueError("a column may be negative")
    parts = (arrays["data"], arrays["indices"], arrays["indptr"])
    rows = sparse.csr_array(parts, shape=(len(arrays["row_lower"]), len(cost)))
    upper = implied_upper(rows, arrays)
    unit = np.where(integer, 1.0, UNIT)
    most = np.rint(upper / unit)
    room = float(np.sum(np.abs(cost) * unit * most))
    scale = 10.0 ** np.floor(np.log10(_COST_ROOM / max(room, 1.0)))
    wide, low, high = _rows(rows, unit, most, integer, arrays)
    return Grid(
        unit=unit,
        lower=np.rint(lower / unit).astype(np.int64),
        upper=most.astype(np.int64),
        cost=np.floor(cost * unit * scale).astype(np.int64),
        cost_scale=float(scale),
        saved=float(np.sum(np.abs(cost[~integer])) * UNIT / 2),
        rows=wide,
        row_lower=low,
        row_upper=high,
    )


def implied_upper(rows: sparse.csr_array, arrays: Mapping[str, Array]) -> Array:
    """Upper bounds that follow from the rows for the columns that have none of their own."""
    lower, upper = arrays["lower"], arrays["upper"].copy()
    both = sparse.coo_array(sparse.vstack([rows, -rows]))
    most = np.concatenate([arrays["row_upper"], -arrays["row_lower"]])
    told = np.isfinite(most[both.row])
    row, column, factor = both.row[told], both.col[told], both.data[told]
    open_ended = ~np.isfinite(upper)
    for _ in range(_PASSES):
        least = np.where(factor > 0, factor * lower[column], factor * upper[column])
        unknown = np.bincount(row, ~np.isfinite(least), minlength=len(most))
        sums = np.bincount(row, np.where(np.isfinite(least), least, 0.0), minlength=len(most))
        use = (factor > 0) & (unknown[row] == 0) & open_ended[column]
        left = most[row[use]] - (sums[row[use]] - least[use])
        before = upper.copy()
        np.minimum.at(upper, column[use], left / factor[use])
        if np.array_equal(before, upper):
            break
    return np.where(np.isfinite(upper), np.maximum(upper, lower), _MOST)


def _rows(
    rows: sparse.csr_array, unit: Array, most: Array, integer: Array, arrays: Mapping[str, Array]
) -> tuple[sparse.csr_array, Array, Array]:
    """Rows with whole coefficients, and their bounds: a row with odd ones has two rows, one a side.

    Upper sides have coefficients rounded down, lower sides up.
    """
    stepped = sparse.csr_array(rows @ sparse.diags_array(unit))
    sums = abs(stepped) @ np.maximum(most, 1.0)
    scale = 10.0 ** np.floor(np.log10(np.clip(_ROOM / np.maximum(sums, 1e-9), 1.0, _FINEST)))
    rounding = abs(rows) @ np.where(integer, 0.0, UNIT / 2) * scale
    scaled = sparse.csr_array(sparse.diags_array(scale) @ stepped)
    down, up = scaled.copy(), scaled.copy()
    down.data, up.data = np.floor(scaled.data + _NOISE), np.ceil(scaled.data - _NOISE)
    high = np.floor(arrays["row_upper"] * scale + rounding + _NOISE)
    low = np.ceil(arrays["row_lower"] * scale - rounding - _NOISE)
    odd: Array = np.asarray(abs(up - down) @ np.ones(rows.shape[1])) > 0
    above, below = np.isfinite(high), np.isfinite(low)
    first = np.flatnonzero(~odd | above)  # both sides, or the upper one
    second = np.flatnonzero(odd & below)
    low_of_first = np.where(odd[first], -np.inf, low[first])
    stacked = sparse.csr_array(sparse.vstack([down[first], up[second]]))
    return (
        stacked,
        _whole(np.concatenate([low_of_first, low[second]])),
        _whole(np.concatenate([high[first], np.full(len(second), np.inf)])),
    )


def _whole(bounds: Array) -> Array:
    return np.clip(
        np.where(np.isfinite(bounds), bounds, np.sign(bounds) * _FAR), -_FAR, _FAR
    ).astype(np.int64)
