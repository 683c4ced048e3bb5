"""The decisions: every variable of the model, with its index, kind and unit."""

from __future__ import annotations

import pyomo.environ as pyo

from model.case.instance import Instance

# Where the programme stands in a variable's index; a variable not named here links programmes.
OWNERS = {
    "transfer": 0,
    "validation": 0,
    "campaign": 0,
    "carry_over": 0,
    "through": 0,
    "batches": 0,
    "stock": 0,
    "scrap": 0,
    "move": 0,
    "ship": 0,
    "late": 0,
    "stock_shortfall": 0,
    "firm_late": 0,
    "too_few_sites": 0,
    "share_missing": 0,
    "share_exceeded": 0,
}
# Columns that are 0 as long as all limits are kept.
RELAXATIONS = ("firm_late", "too_few_sites", "share_missing", "share_exceeded")
# Columns that only settle which set-up a unit keeps: free also where their programme stands.
SHARED = ("carry_over", "through")


def add_variables(m: pyo.ConcreteModel, inst: Instance) -> None:
    """Add all decisions to the model."""
    _add_decisions(m, inst)
    _add_flows(m, inst)
    _add_relaxations(m, inst)


def _add_decisions(m: pyo.ConcreteModel, inst: Instance) -> None:
    """Binary and integer decisions.

    `validation[p, k, l, t]` is 1 where the campaign *begins* in t; it runs in the `spread` periods
    from there. `sole` and `through` count set-ups that pass a period (rule 3).
    """
    m.nothing = pyo.Var(bounds=(0, 0))
    m.invest = pyo.Var(inst.INVESTMENTS, domain=pyo.Binary)
    m.transfer = pyo.Var(inst.TRANSFERS, domain=pyo.Binary)
    m.validation = pyo.Var(inst.VALIDATIONS, domain=pyo.Binary)
    m.campaign = pyo.Var(inst.RUNS, domain=pyo.Binary)
    m.carry_over = pyo.Var(inst.CARRY_OVERS, domain=pyo.Binary)
    m.batches = pyo.Var(
        inst.RUNS,
        domain=pyo.NonNegativeIntegers,
        bounds=lambda _, *run: (0, inst.most_batches[run]),
    )
    m.through = pyo.Var(inst.THROUGH, bounds=(0, 1))
    m.sole = pyo.Var(inst.LINE_PERIODS, bounds=(0, 1))


def _add_flows(m: pyo.ConcreteModel, inst: Instance) -> None:
    """Kg that are held, sent, owed; days that are held for clients."""
    periods = list(inst.horizon.every)
    m.stock = pyo.Var(inst.STOCK_SITES, periods, domain=pyo.NonNegativeReals)
    m.scrap = pyo.Var(inst.STOCK_SITES, periods, domain=pyo.NonNegativeReals)
    m.move = pyo.Var(inst.MOVES, domain=pyo.NonNegativeReals)
    m.ship = pyo.Var(inst.SHIPS, domain=pyo.NonNegativeReals)
    m.late = pyo.Var(
        inst.DEMANDS,
        periods,
        bounds=lambda _, p, market, t: (0, inst.deliverable(p, market, t)),
    )
    m.stock_shortfall = pyo.Var(
        [(p, t) for p, kg in inst.safety_stock.items() for t in periods if kg[t] > 0],
        bounds=lambda _, p, t: (0, inst.safety_stock[p][t]),
    )
    m.held = pyo.Var(inst.RESERVED, domain=pyo.NonNegativeReals)


def _add_relaxations(m: pyo.ConcreteModel, inst: Instance) -> None:
    """What is missing where limits cannot all hold; 0 unless the least breach is sought."""
    periods = list(inst.horizon.every)
    firm = [key for key, kg in inst.firm_due.items() if any(kg)]
    m.firm_late = pyo.Var(
        firm, periods, bounds=lambda _, p, market, t: (0, sum(inst.firm_due[p, market][: t + 1]))
    )
    m.too_few_sites = pyo.Var(inst.SECOND_SOURCES, domain=pyo.Binary)
    m.share_missing = pyo.Var(_share_keys(inst), domain=pyo.NonNegativeReals)
    m.share_exceeded = pyo.Var(_share_keys(inst), domain=pyo.NonNegativeReals)


def _share_keys(inst: Instance) -> list[tuple[str, int]]:
    return [(share.programme, number) for number, share in enumerate(inst.shares)]
