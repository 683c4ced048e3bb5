"""Checks that match two large tables, made programme by programme."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from model.case.calendar import periods
from model.reporting.grid import Array, Block, Check, Grid, Part, part, worst_of_parts

KG = 1e-3
MONEY = 1e-6

Pairs = Sequence[tuple[str, str]]


def programme_checks(grid: Grid, steps: pd.DataFrame, period_months: int) -> list[Check]:
    """The checks by programme. `steps` is the input table, for shelf lives."""
    programmes = list(grid.tables["Summary"]["programme"])
    lives = shelf_lives(steps, period_months)
    return [
        worst_of_parts(
            "What is delivered was shipped",
            "Shipments that arrive = delivered; the worst row of Obligations",
            "kg",
            [_shipments_arrive(grid, p) for p in programmes],
            KG,
        ),
        worst_of_parts(
            "What is shipped left the stock",
            "Shipments that leave are at most the stock's out; the worst row of Stock",
            "kg",
            [_shipments_leave_stock(grid, p) for p in programmes],
            KG,
        ),
        worst_of_parts(
            "Stock is within its shelf life",
            "final stock is at most what became usable within the shelf life, at each site",
            "kg",
            [
                _shelf_life(grid, p, *lives[p]) if p in lives else Part(p, "=0", 0.0)
                for p in programmes
            ],
            KG,
        ),
        worst_of_parts(
            "Production is paid for batches made",
            "production cost where Production has no batch; the worst row of Costs",
            "m",
            [_production_is_made(grid, p) for p in programmes],
            MONEY,
        ),
    ]


def _found(grid: Grid, block: Block, columns: Pairs, sums: dict[tuple[str, ...], float]) -> Array:
    """For each row of a block the sum that SUMIFS finds; columns are (searched, of the block)."""
    keys = grid.keys(block.sheet, [mine for _, mine in columns])[block.first : block.last + 1]
    return np.asarray([sums.get(key, 0.0) for key in keys], dtype=np.float64)


def _criteria(grid: Grid, block: Block, columns: Pairs) -> list[tuple[str, str]]:
    return [(searched, grid.in_block(block, mine)) for searched, mine in columns]


def _values(grid: Grid, block: Block, column: str) -> Array:
    return grid.values(block.sheet, column)[block.first : block.last + 1]


def _shipments_arrive(grid: Grid, programme: str) -> Part:
    owed = grid.block("Obligations", programme)
    sent = grid.block("Shipments", programme)
    if owed is None:
        return Part(programme, "=0", 0.0)
    columns = (("destination", "market"), ("arrives", "period"))
    delivered = grid.in_block(owed, "delivered_kg")
    if sent is None:
        return part(programme, f"ABS({delivered})", np.abs(_values(grid, owed, "delivered_kg")))
    sums = grid.sums(sent, "kg", [searched for searched, _ in columns])
    return part(
        programme,
        f"ABS({grid.sum_ifs(sent, 'kg', _criteria(grid, owed, columns))}-{delivered})",
        np.abs(_found(grid, owed, columns, sums) - _values(grid, owed, "delivered_kg")),
    )


def _shipments_leave_stock(grid: Grid, programme: str) -> Part:
    stock = grid.block("Stock", programme)
    sent = grid.block("Shipments", programme)
    if stock is None or sent is None:
        return Part(programme, "=0", 0.0)
    columns = (("step", "step"), ("origin", "site"), ("period", "period"))
    sums = grid.sums(sent, "kg", [searched for searched, _ in columns])
    return part(
        programme,
        f"{grid.sum_ifs(sent, 'kg', _criteria(grid, stock, columns))}"
        f"-{grid.in_block(stock, 'out_kg')}",
        _found(grid, stock, columns, sums) - _values(grid, stock, "out_kg"),
    )


def _production_is_made(grid: Grid, programme: str) -> Part:
    paid = grid.block("Costs", programme, "production")
    made = grid.block("Production", programme)
    if paid is None or made is None:
        return Part(programme, "=0", 0.0)
    columns = (("step", "step"), ("line", "line"), ("period", "period"))
    sums = grid.sums(made, "batches", [searched for searched, _ in columns])
    none_made = (np.abs(_found(grid, paid, columns, sums)) < MONEY).astype(np.float64)
    batches = grid.sum_ifs(made, "batches", _criteria(grid, paid, columns))
    return part(
        programme,
        f"(ABS({batches})<{MONEY:f})*ABS({grid.in_block(paid, 'amount_m')})",
        none_made * np.abs(_values(grid, paid, "amount_m")),
    )


def shelf_lives(steps: pd.DataFrame, period_months: int) -> dict[str, tuple[str, int]]:
    """The final step of each programme whose shelf life is limited, and its life in periods."""
    last = steps.sort_values("sequence", kind="stable").groupby("programme").tail(1)
    lives = last.dropna(subset=["shelf_life_months"])
    cells = zip(lives["programme"], lives["step"], lives["shelf_life_months"], strict=True)
    return {p: (step, periods(float(months), period_months)) for p, step, months in cells}


def _shelf_life(grid: Grid, programme: str, step: str, window: int) -> Part:
    """Stock of a row and the row `window` above it, of one site: at most what came in between.

    Rows of a site stand together in order of period. The first `window` periods hold the opening
    stock, which is as fresh as the first period's output: there the balance says the same.
    """
    stock = grid.tables["Stock"]
    places = np.flatnonzero((stock["programme"] == programme) & (stock["step"] == step))
    if window < 1 or len(places) <= window:
        return Part(programme, "=0", 0.0)
    first, last = int(places[0]), int(places[-1])
    later = Block("Stock", first + window, last)
    earlier = Block("Stock", first, last - window)
    same = f"({grid.in_block(earlier, 'site')}={grid.in_block(later, 'site')})"
    windows = [Block("Stock", later.first - age, last - age) for age in range(window)]
    entered = "-".join(grid.in_block(block, "in_kg") for block in windows)
    fresh = np.sum([_values(grid, block, "in_kg") for block in windows], axis=0)
    sites = stock["site"].to_numpy()
    is_same = sites[earlier.first : earlier.last + 1] == sites[later.first : later.last + 1]
    return part(
        programme,
        f"{same}*({grid.in_block(later, 'closing_kg')}-{entered})",
        is_same * (_values(grid, later, "closing_kg") - fresh),
    )
