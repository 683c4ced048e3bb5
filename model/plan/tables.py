"""All result tables of a plan, and the one-line summary of each programme."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from model.case.instance import Instance
from model.formulation.costs import Cost
from model.plan import dated, flows, ledger, made
from model.plan.columns import RESULT_TABLES, columns_of, empty_table
from model.plan.values import Key, Values
from model.plan.worth import Worth


def result_tables(
    inst: Instance,
    values: Mapping[Key, float],
    terms: Sequence[tuple[str, Cost]],
    quantities: Iterable[float],
    worth: Worth,
) -> dict[str, pd.DataFrame]:
    """The result tables by name, columns and row order as declared in `model.plan.columns`."""
    v = Values(values)
    tables = {
        "Decisions": dated.decisions(inst, v),
        "Allocation": made.allocation(inst, v),
        "Production": made.production(inst, v),
        "Capacity": made.capacity(inst, v, worth),
        "Obligations": flows.obligations(inst, v, worth),
        "Stock": flows.stock(inst, v),
        "Shipments": flows.shipments(inst, v),
        "Costs": ledger.costs(inst, terms, quantities),
    }
    tables = {name: frame if len(frame) else empty_table(name) for name, frame in tables.items()}
    # A case of prospects only has no programme to plan, and so no row.
    tables["Summary"] = summary(inst, tables) if inst.programmes else empty_table("Summary")
    return {
        name: tables[name][[c.name for c in columns_of(table, tables[name].columns)]]
        for name, table in RESULT_TABLES.items()
    }


def summary(inst: Instance, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row for each programme: where it is made, what is on time, what it costs."""
    years = sorted({inst.horizon.first(t) // 12 for t in range(inst.horizon.planned)})
    return pd.DataFrame([_programme(inst, tables, p, years) for p in sorted(inst.programmes)])


def _programme(
    inst: Instance, tables: Mapping[str, pd.DataFrame], p: str, years: list[int]
) -> dict[str, Any]:
    allocation = _of(tables["Allocation"], p)
    owed = _of(tables["Obligations"], p)
    costs = _of(tables["Costs"], p)
    horizon = owed[owed["tail"] == "no"]
    due = float(horizon["due_kg"].sum())
    on_time = float(horizon[["due_kg", "delivered_kg"]].min(axis=1).sum())
    row: dict[str, Any] = {
        "programme": p,
        "client": inst.programmes[p].client,
        "home_sites": _home_sites(inst, allocation, p),
    }
    for site in sorted(inst.sites):
        for year in years:
            made_then = allocation[allocation["year"] == year]
            whole = made_then["kg_released"].sum()
            here = made_then.loc[made_then["site"] == site, "kg_released"].sum()
            row[f"{site} {year} share"] = here / whole if whole > 0 else 0.0
    return row | {
        "due_kg": due,
        "on_time_kg": on_time,
        "on_time_share": on_time / due if due > 0 else math.nan,
        "unmet_kg": float(owed["unmet_kg"].sum()),
        "cost_m": float(costs.loc[costs["tail"] == "no", "discounted_m"].sum()),
    }


def _of(table: pd.DataFrame, programme: str) -> pd.DataFrame:
    return table[table["programme"] == programme]


def _home_sites(inst: Instance, allocation: pd.DataFrame, p: str) -> str:
    """For each step its sites by kg, largest first; years of the tail left out."""
    parts = []
    allocation = allocation[allocation["tail"] == "no"]
    for k in inst.routes[p]:
        kg = allocation[allocation["step"] == k].groupby("site")["kg_released"].sum()
        whole = kg.sum()
        sites = [
            f"{site} ({amount / whole:.0%})"
            for site, amount in kg.sort_values(ascending=False, kind="stable").items()
            if amount > 1e-9
        ]
        parts.append(f"{k}: {', '.join(sites) if sites else 'not made'}")
    return "; ".join(parts)
