"""Material: release, balances and shelf life of every step at every site."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from model.case.instance import Instance
from model.formulation.expressions import drawn, usable
from model.formulation.rules import Rule, definition, total


def _stock_periods(inst: Instance) -> list[tuple[str, str, str, int]]:
    return [(*key, t) for key in inst.STOCK_SITES for t in inst.horizon.every]


@definition(6, _stock_periods, owner=0)
def stock_is_balanced(m: pyo.ConcreteModel, inst: Instance, p: str, k: str, s: str, t: int) -> Any:
    """What is in stock is what was there, plus what comes, less what goes.

    stock[p,k,s,t] = stock[p,k,s,t-1] + usable[p,k,s,t] - scrap[p,k,s,t] - shipped[p,s,t]
    (final step), or - moved_out[p,k,s,t] + arriving[p,k,s,t] - drawn[p,k,s,t] (other steps)

    usable (rule 5): batches x kg_per_batch x success_rate n(release_months) after their period;
    validation output max(n(approval_months), n(release_months)) after its last period. drawn: the
    next step's batches, validation included, x kg_per_batch x input_kg_per_kg. stock before the
    first period = opening_stock. Index: programme, step, site, period. Unit: kg.
    Source: rules 5, 6.
    """
    before = m.stock[p, k, s, t - 1] if t else inst.opening_stock.get((p, k, s), 0.0)
    if inst.steps[p, k].final:
        out = [m.ship[p, s, market, t] for market in inst.ships_from.get((p, s, t), [])]
        arriving = []
    else:
        out = [m.move[p, k, s, d, t] for d in inst.moves_from.get((p, k, s, t), [])]
        out += drawn(m, inst, p, k, s, t)
        arriving = [m.move[p, k, o, s, b] for o, b in inst.moves_to.get((p, k, s, t), [])]
    income = pyo.quicksum([*usable(m, inst, p, k, s, t), *arriving])
    spent = pyo.quicksum([m.scrap[p, k, s, t], *out])
    return m.stock[p, k, s, t] == before + income - spent


def _ageing(inst: Instance, p: str, k: str) -> range:
    """Periods whose stock can hold kg past their shelf life."""
    life = inst.steps[p, k].shelf_life
    return range(0) if life is None else range(life, inst.horizon.count)


def _within_life(m: pyo.ConcreteModel, inst: Instance, p: str, k: str, s: str, t: int) -> list[Any]:
    """Kg that became usable within the shelf life; opening stock is past it in these periods."""
    life = inst.steps[p, k].shelf_life or 0
    return [term for b in range(t - life + 1, t + 1) for term in usable(m, inst, p, k, s, b)]


@definition(
    7,
    lambda inst: [
        (p, k, s, t)
        for p, k, s in inst.STOCK_SITES
        if inst.steps[p, k].final
        for t in _ageing(inst, p, k)
    ],
    owner=0,
)
def final_stock_is_within_shelf_life(
    m: pyo.ConcreteModel, inst: Instance, p: str, k: str, s: str, t: int
) -> Any:
    """Final stock at a site is no more than what became usable there within its shelf life.

    stock[p,k,s,t] <= sum_{b = t - n(shelf_life_months) + 1 .. t} usable[p,k,s,b]

    Opening stock counts as usable in the first period. Stated from the first period in which it can
    bind. Index: programme, final step, site, period. Unit: kg. Source: rule 7.
    """
    return m.stock[p, k, s, t] <= total(m, _within_life(m, inst, p, k, s, t))


@definition(
    7,
    lambda inst: [
        (p, k, t)
        for (p, k), step in inst.steps.items()
        if not step.final and (p, k) in inst.stock_sites
        for t in _ageing(inst, p, k)
    ],
    owner=0,
)
def intermediate_stock_is_within_shelf_life(
    m: pyo.ConcreteModel, inst: Instance, p: str, k: str, t: int
) -> Any:
    """Stock of a step that is not the last, over all sites, is within its shelf life.

    sum_s stock[p,k,s,t] <= sum_s sum_{b = t - n(shelf_life_months) + 1 .. t} usable[p,k,s,b]

    Summed over sites because moves mix ages. Index: programme, step, period. Unit: kg. Source:
    rule 7.
    """
    sites = inst.stock_sites[p, k]
    fresh = [term for s in sites for term in _within_life(m, inst, p, k, s, t)]
    return pyo.quicksum([m.stock[p, k, s, t] for s in sites]) <= total(m, fresh)


RULES: tuple[Rule, ...] = (
    stock_is_balanced,
    final_stock_is_within_shelf_life,
    intermediate_stock_is_within_shelf_life,
)
