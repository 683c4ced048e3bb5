"""The dated decisions: transfers, validations, approvals and investments, in order of date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from model.case.calendar import month_text
from model.case.instance import Instance
from model.plan.columns import RESULT_TABLES
from model.plan.flows import delivered
from model.plan.made import is_tail
from model.plan.values import Values

Row = dict[str, Any]


def decisions(inst: Instance, v: Values) -> pd.DataFrame:
    """One row for each decision that the plan takes."""
    table = RESULT_TABLES["Decisions"]
    rows = [*_transfers(inst, v), *_investments(inst, v)]
    columns = [column.name for column in table.columns]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(list(table.key)).reset_index(drop=True)


def _row(inst: Instance, t: int, decision: str, cost: float, serves: str, **key: str) -> Row:
    row: Row = dict.fromkeys(("programme", "step", "site", "line"), "")
    row |= key
    row |= {
        "date": month_text(inst.horizon.first(t)),
        "period": inst.horizon.label(t),
        "decision": decision,
        "cost_m": cost,
        "serves": serves,
        "tail": is_tail(inst, t),
    }
    return row


def _transfers(inst: Instance, v: Values) -> Iterator[Row]:
    for p, k, s, start in inst.TRANSFERS:
        if v("transfer", p, k, s, start) < 0.5:
            continue
        transfer = inst.transfers[p, k, s]
        key = {"programme": p, "step": k, "site": s}
        cost = transfer.cost * inst.rate(s, start) if start >= 0 else 0.0
        serves = _first_served(inst, v, p, k, s)
        yield _row(inst, start, "transfer", cost, serves, **key)
        begin = start + transfer.duration
        for line in inst.validations_at.get((p, k, s, begin), []):
            if v("validation", p, k, line, begin) > 0.5:
                amount = _validation_cost(inst, p, k, line, begin)
                yield _row(inst, begin, "validation", amount, serves, **key, line=line)
        yield _row(inst, start + transfer.qualified_after, "approval", 0.0, serves, **key)
        yield from _market_approvals(inst, p, k, s, start)


def _validation_cost(inst: Instance, p: str, k: str, line: str, begin: int) -> float:
    recipe = inst.recipes[p, k, line]
    transfer = inst.transfers[p, k, recipe.site]
    whole = transfer.ppq_batches * recipe.cost_per_batch + recipe.changeover_cost
    inside = [t for t in range(begin, begin + transfer.spread) if t >= 0]
    return sum(whole / transfer.spread * inst.rate(recipe.site, t) for t in inside)


def _market_approvals(inst: Instance, p: str, k: str, s: str, start: int) -> Iterator[Row]:
    """Licences with an approval time of their own (rule 9)."""
    transfer = inst.transfers[p, k, s]
    if not inst.steps[p, k].final:
        return
    for (programme, market), sites in sorted(inst.access.items()):
        access = sites.get(s)
        if programme == p and access is not None and access.approval is not None:
            after = transfer.duration + transfer.spread - 1 + access.approval
            t = max(start + after, access.allowed_from)
            yield _row(inst, t, "approval", 0.0, market, programme=p, step=k, site=s)


def _investments(inst: Instance, v: Values) -> Iterator[Row]:
    for name, t in inst.INVESTMENTS:
        if v("invest", name, t) < 0.5:
            continue
        line = inst.lines[name]
        assert line.option is not None
        key = {"site": line.site, "line": name}
        runs = [run for run in inst.RUNS if run[2] == name and v("batches", *run) > 0.5]
        first = min(runs, key=lambda run: run[3], default=None)
        serves = f"{first[0]} {first[1]} from {inst.horizon.label(first[3])}" if first else ""
        capex = line.option.capex * inst.rate(line.site, t)
        yield _row(inst, t, "investment", capex, serves, **key)
        yield _row(inst, t + line.option.build, "opening", 0.0, serves, **key)


def _first_served(inst: Instance, v: Values, p: str, k: str, s: str) -> str:
    """The first obligation that the site's output of the step can serve, in words."""
    made = [
        t
        for t in inst.horizon.every
        for line in inst.runs_at.get((p, k, s, t), [])
        if v("batches", p, k, line, t) > 0.5
    ]
    if not made:
        step = inst.steps[p, k]
        return "second source" if step.min_sites_from is not None and step.min_sites > 1 else ""
    usable = min(made) + inst.steps[p, k].release
    for t in range(usable, inst.horizon.count):
        for market in sorted(m for q, m in inst.DEMANDS if q == p):
            kg = _delivered_from(inst, v, p, k, s, market, t)
            if kg > 1e-6:
                return f"{market} {inst.horizon.label(t)}: {kg:,.1f} kg"
    return ""


def _delivered_from(
    inst: Instance, v: Values, p: str, k: str, s: str, market: str, t: int
) -> float:
    if not inst.steps[p, k].final:
        return delivered(inst, v, p, market, t)
    return sum(
        v("ship", p, origin, market, b)
        for origin, b in inst.ships_to.get((p, market, t), [])
        if origin == s
    )
