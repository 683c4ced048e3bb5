"""A plan of any case without solving it in which every chart has something to draw.

Nothing in it is optimal and little adds up, but its rows are as many and as varied as a plan's.
"""

from __future__ import annotations

import dataclasses
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from model.case.case import Case
from model.plan.columns import RESULT_TABLES
from model.plan.plan import Plan
from tests.reporting.imagined import imagined

Row = dict[str, Any]
Made = Mapping[tuple[str, str], Sequence[str]]


def eventful(case: Case) -> Plan:
    """The plan."""
    plan = imagined(case)
    made = _made(plan)
    rows = {
        "Production": list(_production(plan, made)),
        "Stock": list(_stock(plan, made)),
        "Shipments": list(_shipments(plan, made)),
    }
    tables = {**plan.tables, **{name: _frame(name, rows[name]) for name in rows}}
    fields = tables["Capacity"]
    tables["Capacity"] = fields.assign(day_worth_m=(fields["utilisation"] - 0.8).clip(lower=0.0))
    tables["Obligations"] = _some_firm_late(tables["Obligations"])
    return dataclasses.replace(plan, tables=tables)


def _frame(name: str, rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[column.name for column in RESULT_TABLES[name].columns])


def _some_firm_late(owed: pd.DataFrame) -> pd.DataFrame:
    late = owed["late_kg"].where(owed["firm_kg"] > 0, 0.0)
    return owed.assign(firm_late_kg=late.where(owed.index % 18 == 0, 0.0) / 2)


def _made(plan: Plan) -> dict[tuple[str, str], list[str]]:
    """The sites that make each step."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows = plan.tables["Allocation"][["programme", "step", "site"]].drop_duplicates()
    for programme, step, site in rows.itertuples(index=False, name=None):
        found[programme, step].append(site)
    return found


def _periods(plan: Plan) -> list[tuple[str, str]]:
    rows = plan.tables["Capacity"][["period", "tail"]].drop_duplicates()
    return list(rows.itertuples(index=False, name=None))


def _lines(case: Case) -> dict[tuple[str, str, str], list[str]]:
    """The lines that can make a step at a site."""
    sites = dict(case.tables["lines"][["line", "site"]].itertuples(index=False, name=None))
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    rows = case.tables["recipes"][["programme", "step", "line"]]
    for programme, step, line in rows.itertuples(index=False, name=None):
        found[programme, step, sites[line]].append(line)
    return found


def _production(plan: Plan, made: Made) -> Iterator[Row]:
    """Campaigns of two or three periods, then none; at the second site a validation first."""
    lines = _lines(plan.case)
    periods = _periods(plan)
    for number, ((programme, step), sites) in enumerate(made.items()):
        for second, site in enumerate(sites):
            for line in lines[programme, step, site][:1]:
                for place, (period, tail) in enumerate(periods):
                    tried = second == 1 and place == 4
                    on = (place + number) % 4 < 2 + number % 2 and (second == 0 or place > 5)
                    before = on and (place + number) % 4 > 0 and place > 6
                    yield {
                        "programme": programme, "step": step, "line": line, "period": period,
                        "batches": 2.0 + number % 3 if on else 0.0,
                        "validation_batches": 3.0 if tried else 0.0,
                        "kg_released": 12.5 * (2.0 + number % 3) * on + 37.5 * tried,
                        "changeovers": float((on and not before) or tried),
                        "days": 6.0 * (2 + number % 3) * on + 20.0 * tried,
                        "campaign": int(on), "carry_over": int(before), "validation": int(tried),
                        "tail": tail,
                    }  # fmt: skip


def _stock(plan: Plan, made: Made) -> Iterator[Row]:
    """Waves at each site; every second programme is asked for stock and misses some at times."""
    programmes = {name: place for place, (name, _) in enumerate(made)}
    for (programme, step), sites in made.items():
        number = programmes[programme]
        for place, (period, tail) in enumerate(_periods(plan)):
            asked = 20.0 if number % 2 == 0 and place > 7 else 0.0
            each = [10.0 + 9.5 * math.sin(place / 2 + number + k) for k in range(len(sites))]
            for site, closing in zip(sites, each, strict=True):
                yield {
                    "programme": programme, "step": step, "site": site, "period": period,
                    "opening_kg": closing, "in_kg": 5.0, "out_kg": 5.0, "scrap_kg": 0.0,
                    "closing_kg": closing, "safety_stock_kg": asked,
                    "shortfall_kg": max(0.0, asked - sum(each)), "tail": tail,
                }  # fmt: skip


def _shipments(plan: Plan, made: Made) -> Iterator[Row]:
    """What is delivered, from the sites in turn; earlier steps go on to the other campus."""
    case = plan.case
    steps = case.tables["steps"].sort_values("sequence")[["programme", "step"]]
    final = dict(steps.itertuples(index=False, name=None))
    sites = list(case.tables["sites"]["site"])
    owed = plan.tables["Obligations"]
    rows: list[Row] = [{str(k): v for k, v in row.items()} for row in owed.to_dict("records")]
    for place, row in enumerate(rows):
        step = final[row["programme"]]
        makers = made[row["programme"], step]
        yield _sent(row, step, makers[place % len(makers)], row["market"], row["delivered_kg"])
        earlier = [s for (p, s) in made if p == row["programme"] and s != step]
        for name in earlier[: place % 2]:
            origin = made[row["programme"], name][0]
            other = next(site for site in sites if site != origin)
            yield _sent(row, name, origin, other, row["delivered_kg"] / 3)


def _sent(row: Mapping[str, Any], step: str, origin: str, destination: str, kg: float) -> Row:
    return {
        "programme": row["programme"], "step": step, "origin": origin, "destination": destination,
        "period": row["period"], "kg": kg, "freight_m": kg / 500, "duty_m": kg / 900,
        "arrives": row["period"], "tail": row["tail"],
    }  # fmt: skip
