"""Obligations: what is due, what is on time, and the stock kept for safety."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from model.case.instance import Instance
from model.formulation.expressions import delivered
from model.formulation.rules import Rule, definition, limit, total


def _demand_periods(inst: Instance) -> list[tuple[str, str, int]]:
    return [(*key, t) for key in inst.DEMANDS for t in inst.horizon.every]


def _firm_periods(inst: Instance) -> list[tuple[str, str, int]]:
    """From the first firm kg on: before it nothing firm can be late."""
    found = []
    for (p, market), kg in inst.firm_due.items():
        if any(kg):
            first = next(t for t, amount in enumerate(kg) if amount)
            found += [(p, market, t) for t in range(first, inst.horizon.count)]
    return found


@definition(8, _demand_periods, owner=0)
def late_kg_are_carried_on(
    m: pyo.ConcreteModel, inst: Instance, p: str, market: str, t: int
) -> Any:
    """What is due and not delivered is late until it is; nothing is delivered before it is due.

    late[p,m,t] = late[p,m,t-1] + due[p,m,t] - delivered[p,m,t],  late >= 0

    delivered arrives n(transit_months) after it is shipped; late before the first period = overdue.
    Index: programme, market, period. Unit: kg. Source: rule 8.
    """
    before = m.late[p, market, t - 1] if t else inst.overdue.get((p, market), 0.0)
    arrived = pyo.quicksum(delivered(m, inst, p, market, t))
    return m.late[p, market, t] == before + inst.due[p, market][t] - arrived


@limit(8, _firm_periods, owner=0)
def firm_kg_are_on_time(m: pyo.ConcreteModel, inst: Instance, p: str, market: str, t: int) -> Any:
    """Firm kg are delivered in the period in which they are due.

    delivered[p,m,t] >= firm_due[p,m,t] + firm_late[p,m,t-1] - firm_late[p,m,t]

    firm_late is 0 unless limits cannot all hold. Index: programme, market, period. Unit: kg.
    Source: rule 8.
    """
    before = m.firm_late[p, market, t - 1] if t else 0.0
    arrived = total(m, delivered(m, inst, p, market, t))
    due = inst.firm_due[p, market][t]
    return arrived + m.firm_late[p, market, t] - before >= due


@definition(8, _firm_periods, owner=0)
def firm_late_kg_are_late(m: pyo.ConcreteModel, inst: Instance, p: str, market: str, t: int) -> Any:
    """Firm kg that are late are among the late kg.

    firm_late[p,m,t] <= late[p,m,t]

    Index: programme, market, period. Unit: kg. Source: when not everything can be met.
    """
    return m.firm_late[p, market, t] <= m.late[p, market, t]


@definition(
    12,
    lambda inst: [
        (p, t) for p, kg in inst.safety_stock.items() for t in inst.horizon.every if kg[t] > 0
    ],
    owner=0,
)
def safety_stock_is_held_or_charged(m: pyo.ConcreteModel, inst: Instance, p: str, t: int) -> Any:
    """Final stock over all sites covers the safety stock, or the shortfall is charged.

    sum_s stock[p,K,s,t] + stock_shortfall[p,t] >= safety_stock[p,t]

    safety_stock = what is due in the next `safety_stock_months`, pro rata by period; past the
    tail's end the last period repeats. Index: programme, period from `safety_stock_from`. Unit: kg.
    Source: rule 12.
    """
    step = inst.final_step(p)
    held = [m.stock[p, step, s, t] for s in inst.stock_sites.get((p, step), [])]
    return total(m, held) + m.stock_shortfall[p, t] >= inst.safety_stock[p][t]


RULES: tuple[Rule, ...] = (
    late_kg_are_carried_on,
    firm_kg_are_on_time,
    firm_late_kg_are_late,
    safety_stock_is_held_or_charged,
)
