"""What a plan costs: one function a head, read by both the objective and the ledger.

Each function yields `Cost` terms: an amount in millions of the reporting currency, undiscounted,
for one unit of a decision (or a constant), booked on a period. The objective is their discounted
sum; the ledger is the same terms with the decisions' values put in. They cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo

from model.case.instance import Instance


@dataclass(frozen=True)
class Cost:
    """One term: `amount` millions (undiscounted) per unit of `variable`; None: a constant."""

    variable: Any
    amount: float
    period: int
    discount_factor: float
    programme: str = ""
    step: str = ""
    site: str = ""
    line: str = ""


Head = Callable[[pyo.ConcreteModel, Instance], Iterator[Cost]]


def capital(m: pyo.ConcreteModel, inst: Instance) -> Iterator[Cost]:
    """Capex of a new line at the decision, less its residual value at the end of the horizon.

    capex[l] rate[s(l),t] invest[l,t]
    - capex[l] rate[s(l),t] max(0, 1 - years[l,t] / life_years[l]) invest[l,t]

    years = those that the line is open by the end of the horizon (its tail left out). The residual
    value is discounted at that end and booked in the horizon's last period; a line without
    `life_years` has none.
    """
    horizon = inst.horizon
    for name, t in inst.INVESTMENTS:
        line = inst.lines[name]
        option = line.option
        assert option is not None
        capex = option.capex * inst.rate(line.site, t)
        decision = m.invest[name, t]
        yield Cost(decision, capex, t, horizon.discount(t), site=line.site, line=name)
        if option.life_years is not None:
            periods_open = max(0, horizon.planned - (t + option.build))
            years = periods_open * horizon.period_months / 12
            left = -capex * max(0.0, 1 - years / option.life_years)
            last = horizon.planned - 1
            yield Cost(decision, left, last, horizon.end_discount, site=line.site, line=name)


def fixed(m: pyo.ConcreteModel, inst: Instance) -> Iterator[Cost]:
    """Fixed cost of lines while they are open, month by month.

    fixed_cost[l,t] rate[s(l),t] open[l,t]

    A constant for lines that exist or are committed; decided for option lines.
    """
    for name, line in inst.lines.items():
        for t in inst.horizon.every:
            amount = line.fixed_cost[t] * inst.rate(line.site, t)
            factor = inst.horizon.discount(t)
            if line.option is None:
                yield Cost(None, amount, t, factor, site=line.site, line=name)
                continue
            for d in line.option.decisions:
                if d + line.option.build <= t:
                    yield Cost(m.invest[name, d], amount, t, factor, site=line.site, line=name)


def production(m: pyo.ConcreteModel, inst: Instance) -> Iterator[Cost]:
    """What batches cost.

    batches[p,k,l,t] cost_per_batch rate[s(l),t]
    """
    for p, k, line, t in inst.RUNS:
        recipe = inst.recipes[p, k, line]
        amount = recipe.cost_per_batch * inst.rate(recipe.site, t)
        factor = inst.horizon.discount(t)
        yield Cost(m.batches[p, k, line, t], amount, t, factor, p, k, recipe.site, line)


def changeover(m: pyo.ConcreteModel, inst: Instance) -> Iterator[Cost]:
    """What each set-up costs that is not carried over.

    (campaign - carry_over)[p,k,l,t] changeover_cost rate[s(l),t]
    """
    for p, k, line, t in inst.RUNS:
        recipe = inst.recipes[p, k, line]
        amount = recipe.changeover_cost * inst.rate(recipe.site, t)
        factor = inst.horizon.discount(t)
        yield Cost(m.campaign[p, k, line, t], amount, t, factor, p, k, recipe.site, line)
        if (p, k, line, t) in inst.carry_set:
            yield Cost(m.carry_over[p, k, line, t], -amount, t, factor, p, k, recipe.site, line)


def transfer(m: pyo.ConcreteModel, inst: Instance) -> Iterator[Cost]:
    """What a technology transfer costs, at its start.

    transfer[p,k,s,t] transfer_cost rate[s,t]

    Only t >= 0: what a transfer under way cost is spent already.
    """
    for p, k, s, t in inst.TRANSFERS:
        if t >= 0:
            amount = inst.transfers[p, k, s].cost * inst.rate(s, t)
            yield Cost(m.transfer[p, k, s, t], amount, t, inst.horizon.discount(t), p, k, s)


def validation(m: pyo.ConcreteModel, inst: Instance) -> Iterator[Cost]:
    """Batches and one changeover of a validation campaign, spread evenly over its periods.

    validation[p,k,l,b] / w (ppq_batches cost_per_batch + changeover_cost) rate[s(l),t]

    In each t of b .. b + w - 1 that is not before the first period.
    """
    for (p, k, line, t), begins in inst.VALIDATING.items():
        recipe = inst.recipes[p, k, line]
        plan = inst.transfers[p, k, recipe.site]
        batches = plan.ppq_batches * recipe.cost_per_batch
        amount = (batches + recipe.changeover_cost) / plan.spread * inst.rate(recipe.site, t)
        factor = inst.horizon.discount(t)
        for b in begins:
            yield Cost(m.validation[p, k, line, b], amount, t, factor, p, k, recipe.site, line)


def holding(m: pyo.ConcreteModel, inst: Instance) -> Iterator[Cost]:
    """What it costs to hold stock, of every step, by what is there at the end of the period.

    stock[p,k,s,t] holding_cost[p,k] period_months / 12
    """
    years = inst.horizon.period_months / 12
    for p, k, s in inst.STOCK_SITES:
        amount = inst.steps[p, k].holding_cost * years
        for t in inst.horizon.every:
            yield Cost(m.stock[p, k, s, t], amount, t, inst.horizon.discount(t), p, k, s)


def freight(m: pyo.ConcreteModel, inst: Instance) -> Iterator[Cost]:
    """Transport of moves and ships, in the period in which they leave.

    move[p,k,s,s',t] lane_cost[s,s'] and ship[p,s,m,t] lane_cost[s,m]
    """
    for p, k, origin, destination, t, kg in _flows(m, inst):
        amount = inst.lanes[origin, destination].cost
        yield Cost(kg, amount, t, inst.horizon.discount(t), p, k, origin)


def duty(m: pyo.ConcreteModel, inst: Instance) -> Iterator[Cost]:
    """Duty on moves and ships, at the rate in force when they leave.

    move[p,k,s,s',t] duty_rate customs_value[p,k] and ship[p,s,m,t] duty_rate customs_value[p,K]

    duty_rate is that of the programme's duty class between the two countries; none is 0.
    """
    for p, k, origin, destination, t, kg in _flows(m, inst):
        rate = inst.duty_rate(p, origin, destination, t)
        amount = rate * inst.steps[p, k].customs_value
        yield Cost(kg, amount, t, inst.horizon.discount(t), p, k, origin)


def _flows(m: pyo.ConcreteModel, inst: Instance) -> Iterator[tuple[str, str, str, str, int, Any]]:
    for p, k, origin, destination, t in inst.MOVES:
        yield p, k, origin, destination, t, m.move[p, k, origin, destination, t]
    for p, s, market, t in inst.SHIPS:
        yield p, inst.final_step(p), s, market, t, m.ship[p, s, market, t]


def late(m: pyo.ConcreteModel, inst: Instance) -> Iterator[Cost]:
    """What it costs to be late, each period anew.

    late[p,m,t] late_cost[p] period_months
    """
    for p, market in inst.DEMANDS:
        amount = inst.programmes[p].late_cost * inst.horizon.period_months
        for t in inst.horizon.every:
            yield Cost(m.late[p, market, t], amount, t, inst.horizon.discount(t), p)


def unmet(m: pyo.ConcreteModel, inst: Instance) -> Iterator[Cost]:
    """What it costs never to deliver.

    late[p,m,N-1] unmet_cost[p]

    N - 1 is the very last period, tail included.
    """
    last = inst.horizon.count - 1
    for p, market in inst.DEMANDS:
        amount = inst.programmes[p].unmet_cost
        yield Cost(m.late[p, market, last], amount, last, inst.horizon.discount(last), p)


def stock_shortfall(m: pyo.ConcreteModel, inst: Instance) -> Iterator[Cost]:
    """What it costs to hold less than the safety stock.

    stock_shortfall[p,t] stock_shortfall_cost[p] period_months / 12

    In the very last period unmet_cost[p] is added to each kg, so that the end is not lived off the
    stock.
    """
    last = inst.horizon.count - 1
    for p, t in m.stock_shortfall:
        programme = inst.programmes[p]
        amount = programme.shortfall_cost * inst.horizon.period_months / 12
        if t == last:
            amount += programme.unmet_cost
        yield Cost(m.stock_shortfall[p, t], amount, t, inst.horizon.discount(t), p)


HEADS: Mapping[str, Head] = {
    head.__name__: head
    for head in (
        capital,
        fixed,
        production,
        changeover,
        transfer,
        validation,
        holding,
        freight,
        duty,
        late,
        unmet,
        stock_shortfall,
    )
}


def breach(m: pyo.ConcreteModel, inst: Instance) -> Iterator[tuple[Any, float]]:
    """Terms of the breach: each kg of a broken limit weighted by its programme's unmet cost.

    sum weight[p] ( firm_late[p,m,t] period_months / 3 + due[p,t] too_few_sites[p,k,t]
    + share_missing + share_exceeded )

    Firm kg count for each quarter that they are late, too few sites with the kg due in the period,
    once a step. A weight of 0 would hide a broken limit, so a programme without unmet cost weighs
    1.
    """
    quarters = inst.horizon.period_months / 3
    for p, market, t in m.firm_late:
        yield m.firm_late[p, market, t], inst.programmes[p].breach_weight * quarters
    for p, k, t in inst.SECOND_SOURCES:
        kg = inst.due_by_programme[p][t]
        yield m.too_few_sites[p, k, t], inst.programmes[p].breach_weight * kg
    for p, number in m.share_missing:
        weight = inst.programmes[p].breach_weight
        yield m.share_missing[p, number], weight
        yield m.share_exceeded[p, number], weight
