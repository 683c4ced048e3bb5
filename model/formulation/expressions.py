"""Expressions that several topics share: each is a sum of decisions with a name of its own."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from model.case.instance import Instance
from model.formulation.rules import total


def validating(m: pyo.ConcreteModel, inst: Instance, p: str, k: str, line: str, t: int) -> Any:
    """Share (1 / spread) of a validation campaign that runs on the line in t."""
    begins = inst.VALIDATING.get((p, k, line, t), [])
    share = 1 / inst.spread(p, k, line) if begins else 1.0
    return share * pyo.quicksum([m.validation[p, k, line, b] for b in begins])


def running(m: pyo.ConcreteModel, inst: Instance, p: str, k: str, line: str, t: int) -> list[Any]:
    """Validation campaigns that run on the line in t (at most one of them is chosen)."""
    return [m.validation[p, k, line, b] for b in inst.VALIDATING.get((p, k, line, t), [])]


def changeovers(m: pyo.ConcreteModel, inst: Instance, p: str, k: str, line: str, t: int) -> Any:
    """campaign - carry_over: the set-ups that the programme makes on the line in t."""
    if (p, k, line, t) in inst.carry_set:
        return m.campaign[p, k, line, t] - m.carry_over[p, k, line, t]
    return m.campaign[p, k, line, t]


def days_used(m: pyo.ConcreteModel, inst: Instance, p: str, k: str, line: str, t: int) -> Any:
    """Days that the step takes on the line in t, validation included."""
    recipe = inst.recipes[p, k, line]
    used = recipe.days_per_batch * m.batches[p, k, line, t]
    if recipe.changeover_days:
        used += recipe.changeover_days * changeovers(m, inst, p, k, line, t)
    if (p, k, line, t) in inst.VALIDATING:
        transfer = inst.transfers[p, k, recipe.site]
        days = transfer.ppq_batches * recipe.days_per_batch + recipe.changeover_days
        used += days * validating(m, inst, p, k, line, t)
    return used


def opened(m: pyo.ConcreteModel, inst: Instance, line: str, t: int) -> Any:
    """1 where the line is open in t: always, or once an option line is built."""
    option = inst.lines[line].option
    if option is None:
        return 1
    return total(m, [m.invest[line, d] for d in option.decisions if d + option.build <= t])


def qualified(m: pyo.ConcreteModel, inst: Instance, p: str, k: str, s: str, t: int) -> Any:
    """1 where the step is qualified at the site in t (rule 4): already, or by a transfer."""
    if inst.qualified_from.get((p, k, s), inst.horizon.count) <= t:
        return 1
    transfer = inst.transfers.get((p, k, s))
    if transfer is None:
        return m.nothing
    return total(
        m, [m.transfer[p, k, s, b] for b in transfer.starts if b + transfer.qualified_after <= t]
    )


def validation_kg(inst: Instance, p: str, k: str, line: str) -> float:
    """Good kg of the periods of a validation campaign, spread evenly (kg in each)."""
    recipe = inst.recipes[p, k, line]
    transfer = inst.transfers[p, k, recipe.site]
    return transfer.ppq_batches * recipe.good_kg / transfer.spread


def good_kg(m: pyo.ConcreteModel, inst: Instance, p: str, k: str, s: str, t: int) -> list[Any]:
    """Terms of the good kg that batches begun at the site in t give, validation included."""
    terms = []
    for line in inst.runs_at.get((p, k, s, t), []):
        terms.append(inst.recipes[p, k, line].good_kg * m.batches[p, k, line, t])
        terms += [
            validation_kg(inst, p, k, line) * begun for begun in running(m, inst, p, k, line, t)
        ]
    return terms


def usable(m: pyo.ConcreteModel, inst: Instance, p: str, k: str, s: str, t: int) -> list[Any]:
    """Terms of the kg that become usable at the site in t (rule 5): batches and validation."""
    made = t - inst.steps[p, k].release
    terms = [
        inst.recipes[p, k, line].good_kg * m.batches[p, k, line, made]
        for line in inst.runs_at.get((p, k, s, made), [])
    ]
    transfer = inst.transfers.get((p, k, s))
    if transfer is None or transfer.ppq_batches == 0:
        return terms
    last = t - max(transfer.approval, inst.steps[p, k].release)
    begin = last - transfer.spread + 1
    for line in inst.validations_at.get((p, k, s, begin), []):
        inside = sum(period >= 0 for period in range(begin, last + 1))
        terms.append(inside * validation_kg(inst, p, k, line) * m.validation[p, k, line, begin])
    return terms


def drawn(m: pyo.ConcreteModel, inst: Instance, p: str, k: str, s: str, t: int) -> list[Any]:
    """Terms of the kg that the next step's batches begun at the site in t draw."""
    following = inst.steps[p, k].following
    if following is None:
        return []
    factor = inst.steps[p, following].input_kg_per_kg
    terms = []
    for line in inst.runs_at.get((p, following, s, t), []):
        kg = inst.recipes[p, following, line].kg_per_batch * factor
        terms.append(kg * m.batches[p, following, line, t])
        if (p, following, line, t) in inst.VALIDATING:
            transfer = inst.transfers[p, following, s]
            share = transfer.ppq_batches / transfer.spread
            terms += [kg * share * begun for begun in running(m, inst, p, following, line, t)]
    return terms


def delivered(m: pyo.ConcreteModel, inst: Instance, p: str, market: str, t: int) -> list[Any]:
    """Terms of the kg that reach the market in t."""
    return [m.ship[p, s, market, leaves] for s, leaves in inst.ships_to.get((p, market, t), [])]
