"""A plan of any case without solving it: tables that could be true, to lay out and to print.

Nothing in it is optimal and little adds up; the names, the number of rows and the sizes of the
figures are those of the case.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import pandas as pd

from model.case.calendar import month_number, month_text, period_label, periods
from model.case.case import Case
from model.plan.columns import RESULT_TABLES
from model.plan.plan import BrokenLimit, Plan

_HEADS = {"production": 6.0, "changeover": 0.4, "freight": 0.1, "duty": 0.2, "late": 0.5}


def imagined(case: Case, broken: tuple[BrokenLimit, ...] = ()) -> Plan:
    """The plan; with `broken` it breaks these limits."""
    rows = {
        "Decisions": list(_decisions(case)),
        "Allocation": list(_allocation(case)),
        "Capacity": list(_capacity(case)),
        "Obligations": list(_obligations(case)),
        "Costs": list(_costs(case)),
    }
    tables = {name: _frame(name, rows.get(name, [])) for name in RESULT_TABLES}
    tables["Summary"] = _summary(case, tables)
    costs = tables["Costs"]
    objective = float(costs["discounted_m"].sum())
    tail = float(costs.loc[costs["tail"] == "yes", "discounted_m"].sum())
    fixed = float(costs.loc[costs["head"] == "fixed", "discounted_m"].sum())
    return Plan(
        case=case,
        status="broken_limits" if broken else "feasible",
        stopped_by="effort",
        tables=tables,
        objective_m=objective,
        constant_m=fixed,
        decided_cost_m=objective - fixed,
        bound_m=fixed + 0.92 * (objective - fixed),
        gap=0.08,
        tail_cost_m=tail,
        total_cost_m=objective - tail,
        own_cost_m=0.96 * (objective - tail),
        broken=broken,
        broken_weighted=sum(limit.kg for limit in broken),
        broken_weighted_bound=sum(limit.kg for limit in broken),
    )


def _frame(name: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    columns = [column.name for column in RESULT_TABLES[name].columns]
    return pd.DataFrame(rows, columns=columns)


def _periods(case: Case) -> list[tuple[int, str, str]]:
    """First month, label and tail of each period."""
    settings = case.settings
    first, last = (month_number(str(settings[name])) for name in ("first_month", "last_month"))
    months = int(settings["period_months"])
    planned = (last - first + 1) // months
    tail = -(-int(settings["tail_months"]) // months)
    return [
        (
            first + t * months,
            period_label(first + t * months, months),
            "yes" if t >= planned else "no",
        )
        for t in range(planned + tail)
    ]


def _steps(case: Case) -> Iterator[tuple[int, str, str, list[str], list[dict[str, object]]]]:
    """Number, programme, step, its qualified sites and its possible transfers."""
    steps = case.tables["steps"][["programme", "step"]].to_numpy(object)
    rows = case.tables["qualifications"].to_dict("records")
    for number, (programme, step) in enumerate(steps):
        mine = [row for row in rows if (row["programme"], row["step"]) == (programme, step)]
        ready = [str(row["site"]) for row in mine if row["status"] == "qualified"]
        ways = [row for row in mine if row["status"] == "transferable"]
        yield number, programme, step, ready, ways  # type: ignore[misc]


def _decisions(case: Case) -> Iterator[dict[str, object]]:
    """Every second transfer that there could be, one after the other."""
    months = int(case.settings["period_months"])
    first = _periods(case)[0][0]
    for number, programme, step, ready, ways in _steps(case):
        for way in ways[: 1 if number % 2 == 0 or not ready else 0]:
            start = first + months * (2 + number % 9)
            lead = periods(float(str(way["transfer_months"])), months) * months
            after = start + lead + periods(float(str(way["approval_months"])), months) * months
            for month, decision, cost in (
                (start, "transfer", 5.0),
                (start + lead, "validation", 5.449653),
                (after, "approval", 0.0),
            ):
                yield {
                    "date": month_text(month),
                    "period": period_label(month, months),
                    "decision": decision,
                    "programme": programme,
                    "step": step,
                    "site": way["site"],
                    "line": "",
                    "cost_m": cost,
                    "serves": f"US {period_label(after + 6, months)}: 28.0 kg",
                    "tail": "no",
                }


def _allocation(case: Case) -> Iterator[dict[str, object]]:
    """Made at the first site, and from the middle of the time at the second too."""
    years = sorted({(first // 12, tail) for first, _, tail in _periods(case)})
    for number, programme, step, ready, ways in _steps(case):
        other = [str(way["site"]) for way in ways[: 1 if number % 2 == 0 or not ready else 0]]
        sites = [*ready[:1], *other][:2]
        for place, (year, tail) in enumerate(years):
            later = min(0.9, 0.3 * max(0, place - 1)) if len(sites) > 1 else 0.0
            for site, share in zip(sites, (1 - later, later), strict=False):
                yield {
                    "programme": programme,
                    "step": step,
                    "site": site,
                    "year": year,
                    "batches": 10 * share,
                    "kg_released": (50.0 + number) * share,
                    "share": share,
                    "tail": tail,
                }


def _capacity(case: Case) -> Iterator[dict[str, object]]:
    """Lines between half full and full, each in its own rhythm."""
    for number, line in enumerate(case.tables["lines"]["line"]):
        for place, (_, label, tail) in enumerate(_periods(case)):
            used = 137.0 * min(1.0, 0.75 + 0.3 * math.sin(place / 2 + number))
            yield {
                "line": line,
                "period": label,
                "days": 137.0,
                "production_days": 0.8 * used,
                "changeover_days": 0.2 * used,
                "validation_days": 0.0,
                "free_days": 137.0 - used,
                "utilisation": used / 137.0,
                "reference_programme": "",
                "free_batches": (137.0 - used) // 4,
                "tail": tail,
            }


def _obligations(case: Case) -> Iterator[dict[str, object]]:
    """A quarter of each programme's kg in each period; every ninth client-period a little late."""
    table = case.tables["obligations"]
    sums = table.groupby(["programme", "market"], as_index=False)["kg"].sum()
    counter = itertools.count()
    for programme, market, kg in sums.to_numpy(object):
        for _, label, tail in _periods(case):
            due = float(kg) / 20
            late = 0.1 * due if next(counter) % 9 == 0 else 0.0
            yield {
                "programme": programme,
                "market": market,
                "period": label,
                "due_kg": due,
                "firm_kg": due / 2 if tail == "no" else 0.0,
                "delivered_kg": due - late,
                "late_kg": late,
                "unmet_kg": 0.0,
                "firm_late_kg": 0.0,
                "tail": tail,
            }


def _costs(case: Case) -> Iterator[dict[str, object]]:
    lines = case.tables["lines"]
    sites = dict(zip(lines["line"], lines["site"], strict=True))
    fixed = [("fixed", "", "", site, line, 3.0) for line, site in sites.items()]
    decided = [
        (head, programme, step, (ready or [str(ways[0]["site"])])[0], "", amount)
        for _, programme, step, ready, ways in _steps(case)
        for head, amount in _HEADS.items()
    ]
    for place, (_, label, tail) in enumerate(_periods(case)):
        factor = 1.09 ** -((place + 0.5) / 4)
        for head, programme, step, site, line, amount in (*fixed, *decided):
            ours = 0.0 if head in ("freight", "duty") else 1.0
            yield {
                "head": head,
                "programme": programme,
                "step": step,
                "site": site,
                "line": line,
                "period": label,
                "amount_m": amount,
                "discount_factor": factor,
                "discounted_m": amount * factor,
                "ours_m": amount * factor * ours,
                "client_m": amount * factor * (1 - ours),
                "tail": tail,
            }


def _summary(case: Case, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    owed, costs = tables["Obligations"], tables["Costs"]
    programmes = case.tables["programmes"]
    clients = dict(zip(programmes["programme"], programmes["client"], strict=True))
    rows = []
    for programme, mine in owed[owed["tail"] == "no"].groupby("programme"):
        paid = costs[(costs["programme"] == programme) & (costs["tail"] == "no")]
        due, on_time = float(mine["due_kg"].sum()), float(mine["delivered_kg"].sum())
        rows.append(
            {
                "programme": programme,
                "client": clients[programme],
                "home_sites": "",
                "due_kg": due,
                "on_time_kg": on_time,
                "on_time_share": on_time / due,
                "unmet_kg": 0.0,
                "cost_m": float(paid["discounted_m"].sum()),
            }
        )
    return pd.DataFrame(rows)
