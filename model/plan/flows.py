"""Result tables of what flows: stock, shipments, obligations."""

from __future__ import annotations

from typing import Any

import pandas as pd

from model.case.instance import Instance
from model.plan.made import is_tail, validating
from model.plan.values import Values
from model.plan.worth import Worth, price

Row = dict[str, Any]


def stock(inst: Instance, v: Values) -> pd.DataFrame:
    """Opening, in, out, scrap and closing of every step, site and period."""
    rows: list[Row] = []
    for p, k, s in inst.STOCK_SITES:
        opening = inst.opening_stock.get((p, k, s), 0.0)
        for t in inst.horizon.every:
            rows.append(_stock_row(inst, v, p, k, s, t, opening))
            opening = rows[-1]["closing_kg"]
    return pd.DataFrame(rows)


def _stock_row(inst: Instance, v: Values, p: str, k: str, s: str, t: int, opening: float) -> Row:
    final = inst.steps[p, k].final
    safety = inst.safety_stock[p][t] if final and p in inst.safety_stock else 0.0
    return {
        "programme": p,
        "step": k,
        "site": s,
        "period": inst.horizon.label(t),
        "opening_kg": opening,
        "in_kg": _usable(inst, v, p, k, s, t) + _arriving(inst, v, p, k, s, t),
        "out_kg": _leaving(inst, v, p, k, s, t) + _drawn(inst, v, p, k, s, t),
        "scrap_kg": v("scrap", p, k, s, t),
        "closing_kg": v("stock", p, k, s, t),
        "safety_stock_kg": safety,
        "shortfall_kg": v("stock_shortfall", p, t) if final else 0.0,
        "tail": is_tail(inst, t),
    }


def _usable(inst: Instance, v: Values, p: str, k: str, s: str, t: int) -> float:
    """Kg that become usable in t: batches after their release, a validation after its approval."""
    step = inst.steps[p, k]
    made = t - step.release
    kg = sum(
        inst.recipes[p, k, line].good_kg * v("batches", p, k, line, made)
        for line in inst.runs_at.get((p, k, s, made), [])
    )
    transfer = inst.transfers.get((p, k, s))
    if transfer is None or transfer.ppq_batches == 0:
        return kg
    last = t - max(transfer.approval, step.release)
    begin = last - transfer.spread + 1
    inside = sum(b >= 0 for b in range(begin, last + 1))
    for line in inst.validations_at.get((p, k, s, begin), []):
        output = transfer.ppq_batches * inst.recipes[p, k, line].good_kg * inside / transfer.spread
        kg += output * v("validation", p, k, line, begin)
    return kg


def _arriving(inst: Instance, v: Values, p: str, k: str, s: str, t: int) -> float:
    return sum(v("move", p, k, o, s, b) for o, b in inst.moves_to.get((p, k, s, t), []))


def _leaving(inst: Instance, v: Values, p: str, k: str, s: str, t: int) -> float:
    if inst.steps[p, k].final:
        return sum(v("ship", p, s, market, t) for market in inst.ships_from.get((p, s, t), []))
    return sum(v("move", p, k, s, d, t) for d in inst.moves_from.get((p, k, s, t), []))


def _drawn(inst: Instance, v: Values, p: str, k: str, s: str, t: int) -> float:
    following = inst.steps[p, k].following
    if following is None:
        return 0.0
    factor = inst.steps[p, following].input_kg_per_kg
    kg = 0.0
    for line in inst.runs_at.get((p, following, s, t), []):
        batches = v("batches", p, following, line, t)
        if validating(inst, v, p, following, line, t):
            transfer = inst.transfers[p, following, s]
            batches += transfer.ppq_batches / transfer.spread
        kg += batches * inst.recipes[p, following, line].kg_per_batch * factor
    return kg


def shipments(inst: Instance, v: Values) -> pd.DataFrame:
    """Kg, freight and duty of every lane and period of leaving."""
    rows = [
        (p, k, origin, destination, t, v("move", p, k, origin, destination, t))
        for p, k, origin, destination, t in inst.MOVES
    ]
    rows += [
        (p, inst.final_step(p), s, market, t, v("ship", p, s, market, t))
        for p, s, market, t in inst.SHIPS
    ]
    return pd.DataFrame(
        {
            "programme": p,
            "step": k,
            "origin": origin,
            "destination": destination,
            "period": inst.horizon.label(t),
            "kg": kg,
            "freight_m": kg * inst.lanes[origin, destination].cost,
            "duty_m": kg
            * inst.steps[p, k].customs_value
            * inst.duty_rate(p, origin, destination, t),
            "arrives": inst.horizon.label(t + inst.lanes[origin, destination].transit),
            "tail": is_tail(inst, t),
        }
        for p, k, origin, destination, t, kg in sorted(rows)
    )


def delivered(inst: Instance, v: Values, p: str, market: str, t: int) -> float:
    """Kg that reach the market in t."""
    return sum(v("ship", p, s, market, b) for s, b in inst.ships_to.get((p, market, t), []))


def obligations(inst: Instance, v: Values, worth: Worth) -> pd.DataFrame:
    """Due, delivered and late kg of every programme, market and period."""
    last = inst.horizon.count - 1
    return pd.DataFrame(
        {
            "programme": p,
            "market": market,
            "period": inst.horizon.label(t),
            "due_kg": inst.due[p, market][t],
            "firm_kg": inst.firm_due[p, market][t],
            "delivered_kg": delivered(inst, v, p, market, t),
            "late_kg": v("late", p, market, t),
            "unmet_kg": v("late", p, market, t) if t == last else 0.0,
            "firm_late_kg": v("firm_late", p, market, t),
            "kg_cost_m": price(worth.kg, p, market, t),
            "kg_cost_fixed_m": price(worth.kg_fixed, p, market, t),
            "tail": is_tail(inst, t),
        }
        for p, market in sorted(inst.DEMANDS)
        for t in inst.horizon.every
    )
