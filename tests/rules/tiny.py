"""Build a tiny case from a minimal valid one, and ask for its best plan.

The minimal case: one site S in country X with one line L (one unit, always available), one
programme P of client C with one step "make", one market M in the same country, three monthly
periods from 2026-01 (31, 28 and 31 days), no discounting. A batch takes 10 days, gives 1 kg and
costs 1; late costs 1 per kg and month, unmet 100 per kg; nothing else costs anything.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

from model import Plan, solve
from model.case.case import Case
from model.case.reading import read_case
from model.case.schema import SCHEMA

Row = Mapping[str, str | float | None]
Tables = Mapping[str, Sequence[Row]]

SETTINGS: Row = {
    "schema_version": 1,
    "first_month": "2026-01",
    "last_month": "2026-03",
    "period_months": 1,
    "currency": "USD",
    "discount_rate": 0,
}

# What a row holds where a test does not say otherwise; the row itself stands in every case.
DEFAULTS: Mapping[str, Row] = {
    "sites": {"site": "S", "country": "X", "currency": "USD"},
    "markets": {"market": "M", "country": "X"},
    "lines": {
        "line": "L",
        "site": "S",
        "process": "any",
        "units": 1,
        "availability": 1,
        "status": "existing",
        "fixed_cost_local_m_per_year": 0,
    },
    "programmes": {
        "programme": "P",
        "client": "C",
        "modality": "mAb",
        "stage": "commercial",
        "duty_class": "d",
        "late_cost_m_per_kg_month": 1,
        "unmet_cost_m_per_kg": 100,
    },
    "steps": {
        "programme": "P",
        "step": "make",
        "sequence": 1,
        "release_months": 0,
        "holding_cost_m_per_kg_year": 0,
    },
    "recipes": {
        "programme": "P",
        "step": "make",
        "line": "L",
        "kg_per_batch": 1,
        "success_rate": 1,
        "days_per_batch": 10,
        "cost_local_m_per_batch": 1,
        "changeover_days": 0,
        "changeover_cost_local_m": 0,
    },
    "qualifications": {"programme": "P", "step": "make", "site": "S", "status": "qualified"},
    "lanes": {"origin": "S", "destination": "M", "transit_months": 0, "cost_m_per_kg": 0},
}

# Defaults of the rows of tables that are empty unless a test fills them.
OPTIONAL: Mapping[str, Row] = {
    "obligations": {"programme": "P", "market": "M", "firm": "no"},
    "opening_stock": {"programme": "P", "step": "make", "site": "S"},
    "line_calendar": {"line": "L"},
    "market_access": {"programme": "P", "market": "M", "site": "S"},
    "site_shares": {"programme": "P", "step": "make", "site": "S"},
    "reservations": {"client": "C", "line": "L"},
    "duties": {"duty_class": "d", "origin_country": "X", "destination_country": "X"},
}


def tiny(*fragments: Tables, settings: Row | None = None, **tables: Sequence[Row]) -> Case:
    """The minimal case with the rows of the fragments and of `tables` put in.

    A row with the key of one that is there changes it, any other is added; columns that a row
    does not give are those of the minimal case. A new programme gets the default step, recipe on
    L and qualification at S, and a new site its lane to M, where the test gives none.
    """
    given: dict[str, list[Row]] = {}
    for fragment in (*fragments, tables):
        for name, rows in fragment.items():
            given.setdefault(name, []).extend(rows)
    _complete(given)
    rows_by_table = {name: _rows(name, given.get(name, [])) for name in SCHEMA}
    values = {**SETTINGS, **(settings or {})}
    rows_by_table["settings"] = [{"setting": k, "value": v} for k, v in values.items()]
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in rows_by_table.items():
            _write(Path(folder) / f"{name}.csv", SCHEMA[name].column_names, rows)
        return read_case(folder)


def _complete(given: dict[str, list[Row]]) -> None:
    """Give new programmes their step, recipe and qualification, and new sites their lane to M."""
    for row in given.get("programmes", []):
        for name in ("steps", "recipes", "qualifications"):
            known = {r.get("programme", "P") for r in given.get(name, [])} | {"P"}
            if row.get("programme", "P") not in known:
                given.setdefault(name, []).append({"programme": row["programme"]})
    for row in given.get("sites", []):
        if row.get("site", "S") not in {r.get("origin", "S") for r in given.get("lanes", [])}:
            given.setdefault("lanes", []).append({"origin": row.get("site", "S")})


def _rows(name: str, given: Iterable[Row]) -> list[Row]:
    """The rows of one table: the default one, changed or added to."""
    default = DEFAULTS.get(name) or OPTIONAL.get(name) or {}
    keys = SCHEMA[name].key
    rows: dict[tuple[object, ...], Row] = {}
    if name in DEFAULTS:
        rows[tuple(default.get(key) for key in keys)] = default
    for row in given:
        full = {**default, **row}
        key = tuple(full.get(column) for column in keys)
        rows[key] = {**rows.get(key, default), **row}
    return list(rows.values())


def _write(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write one table as CSV; a column that the table does not have is a slip of the test."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def due(month: str, kg: float, programme: str = "P", firm: str = "no", market: str = "M") -> Row:
    """An obligation row."""
    return {"due": month, "kg": kg, "programme": programme, "firm": firm, "market": market}


def dear(cost: float = 10, days: float = 1) -> Tables:
    """A second site D with its own line LD, always open, where a batch of P costs more."""
    return {
        "sites": [{"site": "D"}],
        "lines": [{"line": "LD", "site": "D"}],
        "recipes": [{"line": "LD", "cost_local_m_per_batch": cost, "days_per_batch": days}],
        "qualifications": [{"site": "D"}],
    }


def cheap_by_transfer(**qualification: str | float | None) -> Tables:
    """P costs 10 a batch at S and 1 on line LT of site T, to which it must be transferred.

    The transfer costs 4, takes a month, then three validation batches and two months' approval,
    unless the columns given say otherwise. Late is dear (50), so that nobody waits.
    """
    row: Row = {
        "site": "T",
        "status": "transferable",
        "transfer_months": 1,
        "approval_months": 2,
        "ppq_batches": 3,
        "transfer_cost_local_m": 4,
        **qualification,
    }
    return {
        "programmes": [{"late_cost_m_per_kg_month": 50}],
        "sites": [{"site": "T"}],
        "lines": [{"line": "LT", "site": "T"}],
        "recipes": [{"cost_local_m_per_batch": 10}, {"line": "LT"}],
        "qualifications": [row],
    }


def best(case: Case, *without: str) -> Plan:
    """The best plan, solved to the end, with the rules and cost heads named switched off."""
    return solve(case, gap=0.0, without=frozenset(without))


def total(case: Case, *without: str) -> float:
    """The least total cost where all limits can be kept, with what is named switched off."""
    plan = best(case, *without)
    assert plan.status == "optimal"
    assert plan.bound_m == near(plan.objective_m)
    return plan.objective_m


def near(value: float) -> object:
    """Equal to within 1e-6, the tolerance of the solver."""
    return pytest.approx(value, abs=1e-6, rel=1e-6)


def amount(plan: Plan, table: str, column: str, **where: str) -> float:
    """Sum of a column of a result table over the rows that agree with `where`."""
    frame: pd.DataFrame = plan.tables[table]
    for name, value in where.items():
        frame = frame[frame[name] == value]
    assert len(frame), f"no row of {table} has {where}"
    return float(frame[column].sum())
