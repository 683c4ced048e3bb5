"""Checks of money: the ledger against the figures of About and against the other sheets."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from model.reporting.grid import Check, Grid, text, worst

MONEY = 1e-6


def money_checks(
    grid: Grid, figures: Mapping[str, float], cells: Mapping[str, str], own: bool
) -> list[Check]:
    """All checks of money, in millions.

    `figures` are About's, `cells` where they stand there; `own`: our share is what is minimised.
    """
    return [
        *_about(grid, figures, cells, "ours_m" if own else "discounted_m"),
        *_rows_of_costs(grid),
        *_by_head(grid),
        *_summary(grid),
    ]


def _about(
    grid: Grid, figures: Mapping[str, float], cells: Mapping[str, str], column: str
) -> Iterator[Check]:
    """The ledger's sums against About, and About's figures against each other."""
    # A figure that is missing (no plan) stands as text: N() makes it 0.
    number = {name: _finite(figures[name]) for name in cells}
    at = {name: f"N({cell})" for name, cell in cells.items()}
    within = MONEY * max(1.0, abs(number["objective_m"]))
    for name, says, (formula, value), figure in (
        *_ledger_sums(grid, column),
        *_sums_of_figures(at, number),
    ):
        expected = ("0", 0.0) if figure is None else (at[figure], number[figure])
        yield Check(name, says, "m", f"={formula}", value, f"={expected[0]}", expected[1], within)


_Sum = tuple[str, str, tuple[str, float], str | None]
"""Name of a check, what it says, formula and value, and the figure that it must give (None: 0)."""


def _ledger_sums(grid: Grid, column: str) -> Iterator[_Sum]:
    def of_tail(what: str, tail: str) -> tuple[str, float]:
        formula = grid.sum_ifs("Costs", what, [("tail", text(tail))])
        return formula, grid.sums("Costs", what, ["tail"]).get((tail,), 0.0)

    whole = (f"SUM({grid.ref('Costs', column)})", float(grid.values("Costs", column).sum()))
    says = f"sum of {column} of Costs"
    yield "The ledger is the objective", f"{says} = objective_m of About", whole, "objective_m"
    for tail, figure, words in (("no", "total_cost_m", "horizon"), ("yes", "tail_cost_m", "tail")):
        name = f"The ledger's {words} is {figure}"
        yield name, f"{says}, tail = {tail}", of_tail(column, tail), figure
    name = "Our part of the ledger is own_cost_m"
    yield name, "sum of ours_m of Costs, tail = no", of_tail("ours_m", "no"), "own_cost_m"


def _sums_of_figures(at: Mapping[str, str], number: Mapping[str, float]) -> Iterator[_Sum]:
    for one, other, name in (
        ("total_cost_m", "tail_cost_m", "Horizon and tail make the objective"),
        ("constant_m", "decided_cost_m", "Constant and decided cost make the objective"),
    ):
        both = (f"{at[one]}+{at[other]}", number[one] + number[other])
        yield name, f"{one} + {other} = objective_m", both, "objective_m"
    above = f"MAX(0,{at['bound_m']}-{at['objective_m']})"
    value = max(0.0, number["bound_m"] - number["objective_m"])
    name = "The bound is not above the plan"
    yield name, "bound_m - objective_m, where positive", (above, value), None


def _finite(value: float) -> float:
    return value if math.isfinite(value) else 0.0


def _rows_of_costs(grid: Grid) -> Iterator[Check]:
    names = ("amount_m", "discount_factor", "discounted_m", "ours_m", "client_m")
    ref = {name: grid.ref("Costs", name) for name in names}
    val = {name: grid.values("Costs", name) for name in names}
    yield worst(
        "Our part and the client's make each amount",
        "ours_m + client_m = discounted_m; the worst row of Costs",
        "m",
        f"ABS({ref['ours_m']}+{ref['client_m']}-{ref['discounted_m']})",
        np.abs(val["ours_m"] + val["client_m"] - val["discounted_m"]),
        MONEY,
    )
    yield worst(
        "Each amount is discounted once",
        "amount_m x discount_factor = discounted_m; the worst row of Costs",
        "m",
        f"ABS({ref['amount_m']}*{ref['discount_factor']}-{ref['discounted_m']})",
        np.abs(val["amount_m"] * val["discount_factor"] - val["discounted_m"]),
        MONEY,
    )


def _by_head(grid: Grid) -> Iterator[Check]:
    amounts = grid.sums("Costs", "amount_m", ["head"])
    for head in ("freight", "duty"):
        yield Check(
            f"The ledger's {head} is that of Shipments",
            f"sum of amount_m of head {head} = sum of {head}_m of Shipments",
            "m",
            f"={grid.sum_ifs('Costs', 'amount_m', [('head', text(head))])}",
            amounts.get((head,), 0.0),
            f"=SUM({grid.ref('Shipments', f'{head}_m')})",
            float(grid.values("Shipments", f"{head}_m").sum()),
            MONEY * 10,
        )
    decided = grid.sums("Decisions", "cost_m", ["decision"])
    for head in ("transfer", "validation"):
        yield Check(
            f"The ledger's {head} is that of Decisions",
            f"sum of amount_m of head {head} = cost of the decisions of that kind",
            "m",
            f"={grid.sum_ifs('Costs', 'amount_m', [('head', text(head))])}",
            amounts.get((head,), 0.0),
            f"={grid.sum_ifs('Decisions', 'cost_m', [('decision', text(head))])}",
            decided.get((head,), 0.0),
            MONEY * 10,
        )


def _summary(grid: Grid) -> Iterator[Check]:
    rows = grid.keys("Summary", ["programme"])
    named = ("programme", grid.ref("Summary", "programme"))
    for column, sheet, source, unit, tolerance in (
        ("cost_m", "Costs", "discounted_m", "m", MONEY * 10),
        ("due_kg", "Obligations", "due_kg", "kg", 1e-3),
        ("unmet_kg", "Obligations", "unmet_kg", "kg", 1e-3),
    ):
        # What is never delivered is counted in the very last period, which may be of the tail.
        all_periods = column == "unmet_kg"
        which = "" if all_periods else ", tail = no"
        criteria = [named] if all_periods else [named, ("tail", text("no"))]
        sums = grid.sums(sheet, source, ["programme", "tail"])
        found = [
            sums.get((*row, "no"), 0.0) + (sums.get((*row, "yes"), 0.0) if all_periods else 0.0)
            for row in rows
        ]
        yield worst(
            f"Summary's {column} is that of {sheet}",
            f"{source} by programme{which}; the worst row of Summary",
            unit,
            f"ABS({grid.sum_ifs(sheet, source, criteria)}-{grid.ref('Summary', column)})",
            np.abs(np.asarray(found, dtype=float) - grid.values("Summary", column)),
            tolerance,
        )
