"""Ways to vary a case by its rows: what the property tests compare."""

from __future__ import annotations

import random
from collections.abc import Callable

from model.case.case import Case
from model.case.errors import InputError
from model.case.schema import SCHEMA
from tests.oracle.clock import month, text_of
from tests.oracle.facts import Row, rows
from tests.oracle.generate import case_of

Rows = dict[str, list[Row]]

# Columns that hold money.
_MONEY = (
    "fixed_cost_local_m_per_year",
    "capex_local_m",
    "late_cost_m_per_kg_month",
    "unmet_cost_m_per_kg",
    "stock_shortfall_cost_m_per_kg_year",
    "holding_cost_m_per_kg_year",
    "customs_value_m_per_kg",
    "cost_local_m_per_batch",
    "changeover_cost_local_m",
    "transfer_cost_local_m",
    "cost_m_per_kg",
)


def rows_of(case: Case) -> Rows:
    """All rows of a case, to be changed."""
    return {name: rows(case, name) for name in SCHEMA}


def varied(case: Case, change: Callable[[Rows], None]) -> Case | None:
    """The case after a change of its rows; None where that is no valid case."""
    tables = rows_of(case)
    change(tables)
    try:
        return case_of(tables)
    except InputError:
        return None


def more_days(tables: Rows) -> None:
    """More available days on every line and in every row of its calendar."""
    for name in ("lines", "line_calendar"):
        for row in tables[name]:
            row["availability"] = min(1.0, row["availability"] + 0.1)


def longer_shelf_life(tables: Rows) -> None:
    """Everything keeps a year longer."""
    for row in tables["steps"]:
        if row["shelf_life_months"] is not None:
            row["shelf_life_months"] += 12


def cheaper_lanes(tables: Rows) -> None:
    """Half the freight."""
    for row in tables["lanes"]:
        row["cost_m_per_kg"] *= 0.5


def another_site(tables: Rows) -> None:
    """A step is qualified at one more site: transferable becomes qualified."""
    for row in tables["qualifications"]:
        if row["status"] == "transferable":
            row["status"] = "qualified"
            return


def another_obligation(tables: Rows) -> None:
    """The first obligation twice as large."""
    if tables["obligations"]:
        tables["obligations"][0]["kg"] *= 2


def firmer(tables: Rows) -> None:
    """An obligation that was not firm is."""
    keys = {(r["programme"], r["market"], r["due"], r["firm"]) for r in tables["obligations"]}
    for row in tables["obligations"]:
        twin = (row["programme"], row["market"], row["due"], "yes")
        if row["firm"] == "no" and row["due"] != "overdue" and twin not in keys:
            row["firm"] = "yes"
            return


def scaled(factor: float) -> Callable[[Rows], None]:
    """All money times a factor."""

    def change(tables: Rows) -> None:
        for listed in tables.values():
            for row in listed:
                for name in _MONEY:
                    if row.get(name) is not None:
                        row[name] *= factor

    return change


def reordered(tables: Rows) -> None:
    """The rows of every table in another order."""
    for listed in tables.values():
        random.Random(1).shuffle(listed)


def renamed(tables: Rows) -> None:
    """Other names for sites, lines, programmes, clients and markets, in reverse order."""
    names = {
        row[column]
        for table, column in (
            ("sites", "site"),
            ("lines", "line"),
            ("programmes", "programme"),
            ("programmes", "client"),
            ("markets", "market"),
        )
        for row in tables[table]
    }
    other = {name: f"{chr(122 - place)}-{name}" for place, name in enumerate(sorted(names))}
    for table, listed in tables.items():
        for row in listed if table != "settings" else ():
            for column, value in row.items():
                if isinstance(value, str) and value in other:
                    row[column] = other[value]


def split(tables: Rows) -> None:
    """Obligations of a month into two months of the same period, where periods have several.

    Periods stay what they are: the tail repeats months, so both must lie in one period there too.
    """
    settings = {row["setting"]: row["value"] for row in tables["settings"]}
    length, first = int(settings["period_months"]), month(settings["first_month"])
    added: list[Row] = []
    for row in tables["obligations"]:
        if len(row["due"]) != 7 or "Q" in row["due"] or row["due"] == "overdue":
            continue
        begin = first + (month(row["due"]) - first) // length * length
        for number in range(begin, begin + length):
            key = (row["programme"], row["market"], text_of(number), row["firm"])
            taken = {
                (r["programme"], r["market"], r["due"], r["firm"])
                for r in (*tables["obligations"], *added)
            }
            if key not in taken:
                row["kg"] /= 2
                added.append(row | {"due": text_of(number)})
                break
    tables["obligations"].extend(added)
