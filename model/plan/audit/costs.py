"""What each cost head amounts to by the raw inputs, undiscounted, in reporting millions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model.plan.audit.clock import MONTHS, Array
from model.plan.audit.decided import Work
from model.plan.audit.records import Names
from model.plan.audit.supply import shortfall_kg

Amounts = dict[Names, Array]

# The columns of Costs by which a head is compared; the others are for the reader.
GRAIN: dict[str, Names] = {
    "capital": ("site", "line"),
    "fixed": ("site", "line"),
    "production": ("programme", "step", "site", "line"),
    "changeover": ("programme", "step", "site", "line"),
    "transfer": ("programme", "step", "site"),
    "validation": ("programme", "step", "site", "line"),
    "holding": ("programme", "step", "site"),
    "freight": ("programme", "step"),
    "duty": ("programme", "step"),
    "late": ("programme",),
    "unmet": ("programme",),
    "stock_shortfall": ("programme",),
}


@dataclass(frozen=True)
class Ledger:
    """Amounts by head and key, and their discounted values, each an array over periods."""

    amounts: dict[str, Amounts]
    discounted: dict[str, Amounts]


def expected_ledger(work: Work) -> Ledger:
    """Every cost head recomputed."""
    factors = work.facts.clock.factors()
    amounts = {head: rule(work) for head, rule in _HEADS.items()}
    discounted = {
        head: {key: amount * factors for key, amount in rows.items()}
        for head, rows in amounts.items()
    }
    # A residual value comes back at the end of the horizon and is discounted from there.
    end, last = work.facts.clock.end_factor(), work.facts.clock.horizon - 1
    for key, residual in _residuals(work).items():
        amounts["capital"][key][last] -= residual
        discounted["capital"][key][last] -= residual * end
    return Ledger(amounts, discounted)


def _capital(work: Work) -> Amounts:
    """Capex of option lines at the decision, at its exchange rate."""
    facts = work.facts
    rows: Amounts = {}
    for name, line in facts.lines.items():
        if line.option:
            rows[line.site, name] = np.zeros(facts.clock.count)
    for name, (decided, _) in work.openings.items():
        if 0 <= decided < facts.clock.count:
            line = facts.lines[name]
            rows[line.site, name][decided] = line.capex * facts.rate_of_line(name)[decided]
    return rows


def _residuals(work: Work) -> dict[Names, float]:
    """Value left at the end of the horizon of each option line that was built."""
    facts, clock = work.facts, work.facts.clock
    residuals: dict[Names, float] = {}
    for name, (decided, opens) in work.openings.items():
        line = facts.lines[name]
        if line.life_years is None or not 0 <= decided < clock.count:
            continue
        years = max(0, clock.horizon - opens) * clock.length / MONTHS
        capex = line.capex * float(facts.rate_of_line(name)[decided])
        residuals[line.site, name] = capex * max(0.0, 1.0 - years / line.life_years)
    return residuals


def _fixed(work: Work) -> Amounts:
    """A twelfth of the yearly cost for each month in which the line is open."""
    facts, clock = work.facts, work.facts.clock
    rows: Amounts = {}
    for name, line in facts.lines.items():
        months = clock.by_period(line.month_open)
        if line.option:
            months = months * work.is_open[name]
        rows[line.site, name] = months / MONTHS * line.fixed_cost * facts.rate_of_line(name)
    return rows


def _by_recipe(work: Work, local: Callable[[Names], Array]) -> Amounts:
    return {
        (key[0], key[1], work.site_of(key[2]), key[2]): local(key) * work.facts.rate_of_line(key[2])
        for key in work.facts.recipes
    }


def _production(work: Work) -> Amounts:
    recipes = work.facts.recipes
    return _by_recipe(
        work, lambda key: work.production.get("batches", *key) * recipes[key].batch_cost
    )


def _changeover(work: Work) -> Amounts:
    recipes = work.facts.recipes
    return _by_recipe(work, lambda key: work.changeovers(*key) * recipes[key].changeover_cost)


def _validation(work: Work) -> Amounts:
    """Validation batches and one changeover, spread over the validation's periods."""

    def local(key: Names) -> Array:
        recipe = work.facts.recipes[key]
        whole = work.ppq_batches(*key) * recipe.batch_cost + recipe.changeover_cost
        return work.validation_share(*key) * whole

    return _by_recipe(work, local)


def _transfer(work: Work) -> Amounts:
    """Paid at the start; what started before the horizon is paid already."""
    facts = work.facts
    rows: Amounts = {}
    for key, transfer in work.transfers.items():
        rows[key] = np.zeros(facts.clock.count)
        if 0 <= transfer.start < facts.clock.count:
            rate = facts.rates[facts.sites[key[2]].currency][transfer.start]
            rows[key][transfer.start] = facts.licences[key].transfer_cost * rate
    return rows


def _holding(work: Work) -> Amounts:
    grid, facts = work.grids["Stock"], work.facts
    years = facts.clock.length / MONTHS
    return {
        key: grid.get("closing_kg", *key) * facts.steps[key[:2]].holding_cost * years
        for key in grid.keys
        if key[:2] in facts.steps
    }


def freight_and_duty(work: Work, key: Names) -> tuple[Array, Array]:
    """Freight and duty of one row of Shipments in each period in which it leaves."""
    facts = work.facts
    programme, step, origin, destination = key
    kg = work.grids["Shipments"].get("kg", *key)
    lane = facts.lanes.get((origin, destination))
    if lane is None or (programme, step) not in facts.steps or origin not in facts.sites:
        return np.zeros_like(kg), np.zeros_like(kg)
    final = facts.is_final(programme, step)
    if destination not in (facts.markets if final else facts.sites):
        return np.zeros_like(kg), np.zeros_like(kg)
    countries = (facts.country(origin, market=False), facts.country(destination, market=final))
    value = facts.steps[programme, step].customs_value
    return kg * lane[1], kg * value * facts.duty_rates(programme, *countries)


def _freight(work: Work) -> Amounts:
    return _of_shipments(work, 0)


def _duty(work: Work) -> Amounts:
    return _of_shipments(work, 1)


def _of_shipments(work: Work, which: int) -> Amounts:
    rows: Amounts = defaultdict(lambda: np.zeros(work.facts.clock.count))
    for key in work.grids["Shipments"].keys:
        rows[key[:2]] = rows[key[:2]] + freight_and_duty(work, key)[which]
    return dict(rows)


def _late(work: Work) -> Amounts:
    """Late kg at the end of each period, for all its months."""
    rows = _late_kg(work)
    return {
        key: kg * work.facts.programmes[key[0]].late_cost * work.facts.clock.length
        for key, kg in rows.items()
    }


def _unmet(work: Work) -> Amounts:
    """What is late at the very end."""
    last = np.zeros(work.facts.clock.count)
    last[-1] = 1.0
    rows = _late_kg(work)
    return {key: kg * last * work.facts.programmes[key[0]].unmet_cost for key, kg in rows.items()}


def _late_kg(work: Work) -> Amounts:
    rows: Amounts = defaultdict(lambda: np.zeros(work.facts.clock.count))
    grid = work.grids["Obligations"]
    for key in work.demand.due:
        rows[(key[0],)] = rows[(key[0],)] + grid.get("late_kg", *key)
    return dict(rows)


def _stock_shortfall(work: Work) -> Amounts:
    """Its yearly rate for the period; in the very last period the unmet cost as well."""
    clock = work.facts.clock
    rows: Amounts = {}
    for name, programme in work.facts.programmes.items():
        rate = np.full(clock.count, programme.shortfall_cost * clock.length / MONTHS)
        rate[-1] += programme.unmet_cost
        rows[(name,)] = shortfall_kg(work, name) * rate
    return rows


_HEADS: dict[str, Callable[[Work], Amounts]] = {
    "capital": _capital,
    "fixed": _fixed,
    "production": _production,
    "changeover": _changeover,
    "transfer": _transfer,
    "validation": _validation,
    "holding": _holding,
    "freight": _freight,
    "duty": _duty,
    "late": _late,
    "unmet": _unmet,
    "stock_shortfall": _stock_shortfall,
}
