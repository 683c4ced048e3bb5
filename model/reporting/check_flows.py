"""Checks of kilograms: stock and obligations, within themselves and against the inputs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from model.reporting.grid import Check, Grid, text, worst

KG = 1e-3
_STOCK_KEY = ("programme", "step", "site")
_OBLIGATION_KEY = ("programme", "market")


def flow_checks(grid: Grid) -> list[Check]:
    """Checks of stock and obligations, and of both against the inputs."""
    return [
        *_stock(grid),
        _opening_stock(grid),
        *_obligations(grid),
        *_obligations_against_inputs(grid),
    ]


def _stock(grid: Grid) -> Iterator[Check]:
    ref = {c: grid.ref("Stock", f"{c}_kg") for c in ("opening", "in", "out", "scrap", "closing")}
    val = {c: grid.values("Stock", f"{c}_kg") for c in ref}
    yield worst(
        "Stock adds up",
        "opening + in - out - scrap = closing; the worst row of Stock",
        "kg",
        f"ABS({ref['opening']}+{ref['in']}-{ref['out']}-{ref['scrap']}-{ref['closing']})",
        np.abs(val["opening"] + val["in"] - val["out"] - val["scrap"] - val["closing"]),
        KG,
    )
    last = grid.rows("Stock") - 1
    same, is_same = grid.same_as_next("Stock", _STOCK_KEY) if last > 0 else ("", np.empty(0))
    yield worst(
        "Stock is carried over",
        "closing of a period = opening of the next; the worst row of Stock",
        "kg",
        f"{same}*ABS({grid.ref('Stock', 'closing_kg', 0, last - 1)}"
        f"-{grid.ref('Stock', 'opening_kg', 1, last)})",
        is_same * np.abs(val["closing"][:-1] - val["opening"][1:]) if last > 0 else np.empty(0),
        KG,
    )
    yield worst(
        "No stock below zero",
        "closing and scrap are never negative; the worst row of Stock",
        "kg",
        f"-{ref['closing']},-{ref['scrap']}",
        np.maximum(-val["closing"], -val["scrap"]),
        KG,
    )


def _opening_stock(grid: Grid) -> Check:
    first = min(grid.tables["Stock"]["period"], default="")
    by_period = grid.sums("Stock", "opening_kg", ["period"])
    formula, expected = _input_kg(grid, "opening_stock", "")
    return Check(
        "Opening stock is the inputs'",
        "opening of the first period = table opening_stock, for the programmes planned",
        "kg",
        f"={grid.sum_ifs('Stock', 'opening_kg', [('period', text(first))])}",
        by_period.get((first,), 0.0),
        f"={formula}",
        expected,
        KG,
    )


def _input_kg(grid: Grid, table: str, rest: str) -> tuple[str, float]:
    """Kg of an input table, for the programmes with stock; `rest` is a pattern after the name."""
    programmes = grid.literal(grid.ref("Summary", "programme"))
    planned = f'COUNTIF({grid.ref("Stock", "programme")},"="&{programmes})'
    formula = (
        f"SUMPRODUCT(({planned}>0)*SUMIFS({grid.ref('Inputs', 'value')},"
        f'{grid.ref("Inputs", "table")},"={table}",{grid.ref("Inputs", "key")},'
        f'"=programme="&{programmes}&"; *{rest}"))'
    )
    stocked = set(grid.tables["Stock"]["programme"]) & set(grid.tables["Summary"]["programme"])
    rows = grid.tables["Inputs"]
    mine = rows[(rows["table"] == table) & rows["key"].str.contains(rest.strip("*"), regex=False)]
    total = sum(
        float(value)
        for key, value in zip(mine["key"], mine["value"], strict=True)
        if isinstance(value, float) and key.removeprefix("programme=").split("; ")[0] in stocked
    )
    return formula, total


def _obligations(grid: Grid) -> Iterator[Check]:
    columns = ("due_kg", "delivered_kg", "late_kg", "firm_late_kg")
    due, delivered, late, firm_late = (grid.values("Obligations", c) for c in columns)
    last = grid.rows("Obligations") - 1
    same, is_same = (
        grid.same_as_next("Obligations", _OBLIGATION_KEY) if last > 0 else ("", np.empty(0))
    )
    yield worst(
        "Obligations are carried over",
        "late = late before + due - delivered; the worst row of Obligations",
        "kg",
        f"{same}*ABS({grid.ref('Obligations', 'late_kg', 0, last - 1)}"
        f"+{grid.ref('Obligations', 'due_kg', 1, last)}"
        f"-{grid.ref('Obligations', 'delivered_kg', 1, last)}"
        f"-{grid.ref('Obligations', 'late_kg', 1, last)})",
        is_same * np.abs(late[:-1] + due[1:] - delivered[1:] - late[1:])
        if last > 0
        else np.empty(0),
        KG,
    )
    yield worst(
        "Nothing is delivered before it is due",
        "late is never negative; the worst row of Obligations",
        "kg",
        f"-{grid.ref('Obligations', 'late_kg')}",
        -late,
        KG,
    )
    yield worst(
        "Firm obligations are on time",
        "firm kg that are late, the worst row of Obligations; CHECK: a promise is broken",
        "kg",
        grid.ref("Obligations", "firm_late_kg"),
        firm_late,
        KG,
    )


def _obligations_against_inputs(grid: Grid) -> Iterator[Check]:
    first = min(grid.tables["Obligations"]["period"], default="")
    all_kg, all_value = _input_kg(grid, "obligations", "")
    overdue, overdue_value = _input_kg(grid, "obligations", "due=overdue*")
    due = grid.sums("Obligations", "due_kg", ["tail"])
    yield Check(
        "Obligations are the inputs'",
        "due within the horizon = table obligations without overdue, for the programmes planned",
        "kg",
        f"={grid.sum_ifs('Obligations', 'due_kg', [('tail', text('no'))])}",
        due.get(("no",), 0.0),
        f"={all_kg}-{overdue}",
        all_value - overdue_value,
        KG,
    )
    signs = {"late_kg": "", "delivered_kg": "+", "due_kg": "-"}
    at_first = {c: grid.sums("Obligations", c, ["period"]).get((first,), 0.0) for c in signs}
    yield Check(
        "Overdue kg are the inputs'",
        "late + delivered - due of the first period = overdue kg of table obligations",
        "kg",
        "="
        + "".join(
            sign + grid.sum_ifs("Obligations", column, [("period", text(first))])
            for column, sign in signs.items()
        ),
        at_first["late_kg"] + at_first["delivered_kg"] - at_first["due_kg"],
        f"={overdue}",
        overdue_value,
        KG,
    )
