"""Checks of line days and batches: capacity, production, allocation."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from model.reporting.grid import Array, Check, Grid, worst

DAYS = 1e-3
KG = 1e-3
BATCHES = 1e-4
_USED = ("production_days", "changeover_days", "validation_days")


def day_checks(grid: Grid) -> list[Check]:
    """All checks of line days and batches."""
    return [*_line_time(grid), *_batches(grid), *_allocation(grid)]


def _line_time(grid: Grid) -> Iterator[Check]:
    used = "+".join(grid.ref("Capacity", column) for column in _USED)
    used_days: Array = np.sum([grid.values("Capacity", column) for column in _USED], axis=0)
    days, free = grid.values("Capacity", "days"), grid.values("Capacity", "free_days")
    yield worst(
        "Line time is not exceeded",
        "days used are at most the days there are; the worst row of Capacity",
        "days",
        f"{used}-{grid.ref('Capacity', 'days')}",
        used_days - days,
        DAYS,
    )
    yield worst(
        "Used and free days make the line's days",
        "production + changeover + validation + free = days; the worst row of Capacity",
        "days",
        f"ABS({used}+{grid.ref('Capacity', 'free_days')}-{grid.ref('Capacity', 'days')})",
        np.abs(used_days + free - days),
        DAYS,
    )
    criteria = [(column, grid.ref("Capacity", column)) for column in ("line", "period")]
    made = grid.sums("Production", "days", ["line", "period"])
    found = np.asarray(
        [made.get(key, 0.0) for key in grid.keys("Capacity", ["line", "period"])], dtype=float
    )
    yield worst(
        "Days used are those of Production",
        "days of a line's recipes = its days used; the worst row of Capacity",
        "days",
        f"ABS({grid.sum_ifs('Production', 'days', criteria)}-({used}))",
        np.abs(found - used_days),
        DAYS,
    )


def _batches(grid: Grid) -> Iterator[Check]:
    batches, campaign = grid.values("Production", "batches"), grid.values("Production", "campaign")
    ref = grid.ref("Production", "batches")
    yield worst(
        "Batches are whole",
        "commercial batches have no fraction; the worst row of Production",
        "batches",
        f"ABS({ref}-ROUND({ref},0))",
        np.abs(batches - np.round(batches)),
        BATCHES,
    )
    yield worst(
        "Batches belong to a campaign",
        "no batch where the programme does not run on the line; the worst row of Production",
        "batches",
        f"{ref}*(1-{grid.ref('Production', 'campaign')})",
        batches * (1 - campaign),
        BATCHES,
    )


def _allocation(grid: Grid) -> Iterator[Check]:
    yield _allocated(grid, "kg_released", ("kg_released",), "kg", KG)
    yield _allocated(grid, "batches", ("batches", "validation_batches"), "batches", BATCHES)
    keys = ("programme", "step", "year")
    criteria = [(column, grid.ref("Allocation", column)) for column in keys]
    total = grid.sum_ifs("Allocation", "share", criteria)
    sums = grid.sums("Allocation", "share", keys)
    found = np.asarray([sums[key] for key in grid.keys("Allocation", keys)], dtype=float)
    yield worst(
        "Shares of the sites add up",
        "shares of a step and year make 100 %, or 0 where nothing is made",
        "share",
        f"ABS({total}*(1-{total}))",
        np.abs(found * (1 - found)),
        1e-6,
    )


def _allocated(
    grid: Grid, column: str, made: tuple[str, ...], unit: str, tolerance: float
) -> Check:
    """Allocation by year against Production, whose period labels begin with the year."""
    keys = ("programme", "step")
    by_year: dict[tuple[str, ...], float] = {}
    for source in made:
        for (*key, period), kg in grid.sums("Production", source, [*keys, "period"]).items():
            place = (*key, period[:4])
            by_year[place] = by_year.get(place, 0.0) + kg
    mine = [(name, grid.ref("Allocation", name)) for name in (*keys, "year")]
    theirs = [*mine[:2], ("period", f'{mine[2][1]}&"*"')]
    allocated = grid.sums("Allocation", column, [*keys, "year"])
    rows = grid.keys("Allocation", [*keys, "year"])
    found = np.asarray([allocated[k] - by_year.get(k, 0.0) for k in rows], dtype=float)
    produced = "-".join(grid.sum_ifs("Production", source, theirs) for source in made)
    return worst(
        f"Allocation has the {'batches' if unit == 'batches' else 'kg'} of Production",
        "by programme, step and year; the worst row of Allocation",
        unit,
        f"ABS({grid.sum_ifs('Allocation', column, mine)}-{produced})",
        np.abs(found),
        tolerance,
    )
