"""Release, material balance and shelf life, and the form of shipments (rules 5, 6, 7)."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from model.plan.audit.clock import Array, shifted
from model.plan.audit.decided import Work
from model.plan.audit.records import Names
from model.plan.audit.report import BALANCE, RELEASE, SHELF_LIFE, TABLES

Flows = dict[Names, Array]


def check_material(work: Work) -> None:
    """Every kg from batch to shipment."""
    _released(work)
    _routes_exist(work)
    usable = usable_kg(work)
    arriving = _arriving(work)
    leaving = _leaving(work)
    stock = work.grids["Stock"]
    none = np.zeros(work.facts.clock.count)
    for key in sorted(
        set(stock.keys) | set(usable) | set(arriving) | set(leaving) | set(work.facts.opening_stock)
    ):
        if key[:2] not in work.facts.steps or key[2] not in work.facts.sites:
            work.book.fault(TABLES, ", ".join(key), "stock of an unknown step or site")
            continue
        flows = (usable.get(key, none), arriving.get(key, none), leaving.get(key, none))
        _balance(work, key, *flows)
    _shelf_life(work, usable)


def good_kg(work: Work, key: Names) -> Array:
    """Good kg of the batches begun in each period, validation included, by the recipe."""
    recipe = work.facts.recipes[key]
    batches = work.production.get("batches", *key)
    validated = work.validation_share(*key) * work.ppq_batches(*key)
    kg: Array = (batches + validated) * recipe.good_kg
    return kg


def _released(work: Work) -> None:
    """The kg stated on Production follow from the batches."""
    for key in work.facts.recipes:
        stated = work.production.get("kg_released", *key)
        work.book.equal(RELEASE, ", ".join(key), "good kg begun", stated, good_kg(work, key))


def usable_kg(work: Work) -> Flows:
    """Kg that become usable in each period, by (programme, step, site)."""
    clock = work.facts.clock
    flows: Flows = defaultdict(lambda: np.zeros(clock.count))
    for key, recipe in work.facts.recipes.items():
        place = (key[0], key[1], work.site_of(key[2]))
        release = clock.rounded(work.facts.steps[key[:2]].release_months)
        batches = work.production.get("batches", *key)
        flows[place] = flows[place] + shifted(batches * recipe.good_kg, release)
        share = float(work.validation_share(*key).sum())
        if share:
            approval = clock.rounded(work.facts.licences[place].approval_months)
            at = work.transfers[place].done + max(approval, release)
            if at < clock.count:
                flows[place][at] += share * work.ppq_batches(*key) * recipe.good_kg
    return flows


def _routes_exist(work: Work) -> None:
    """Kg travel only where a lane leads, from sites to the place the step goes to, and arrive."""
    facts, grid = work.facts, work.grids["Shipments"]
    for key in grid.keys:
        programme, step, origin, destination = key
        kg, where = grid.get("kg", *key), ", ".join(key)
        work.book.at_least(BALANCE, where, "kg shipped", kg, 0.0)
        known = (programme, step) in facts.steps and origin in facts.sites
        final = known and facts.is_final(programme, step)
        if not known or destination not in (facts.markets if final else facts.sites):
            work.book.fault(TABLES, where, "shipments of an unknown step or between unknown places")
            continue
        if (origin, destination) not in facts.lanes:
            work.book.at_most(BALANCE, where, "kg shipped without a lane", np.abs(kg), 0.0)
            continue
        transit = facts.lanes[origin, destination][0]
        late = np.arange(facts.clock.count) + transit >= facts.clock.count
        what = "kg sent that would arrive after the last period"
        work.book.at_most(BALANCE, where, what, np.where(late, kg, 0.0), 0.0)
    _arrival_labels(work)


def _arrival_labels(work: Work) -> None:
    """The sheet's arrival period follows from the lane's transit time."""
    frame, clock = work.tables.get("Shipments"), work.facts.clock
    if frame is None or "arrives" not in frame.columns:
        work.book.fault(TABLES, "Shipments", "column arrives is missing")
        return
    position = {label: at for at, label in enumerate(clock.labels)}
    columns = ("origin", "destination", "period", "arrives", "kg")
    for origin, destination, period, arrives, kg in zip(*(frame[c] for c in columns), strict=True):
        lane = work.facts.lanes.get((str(origin), str(destination)))
        if lane is None or period not in position or not kg:
            continue
        want = clock.label(position[period] + lane[0])
        work.book.count(TABLES)
        if arrives != want:
            where = f"{origin} to {destination}"
            work.book.fault(TABLES, where, "wrong arrival", str(period), want, str(arrives))


def _arriving(work: Work) -> Flows:
    """Kg of non-final steps that arrive at a site from another."""
    facts, grid = work.facts, work.grids["Shipments"]
    flows: Flows = defaultdict(lambda: np.zeros(facts.clock.count))
    for key in grid.keys:
        programme, step, origin, destination = key
        lane = facts.lanes.get((origin, destination))
        if lane is None or (programme, step) not in facts.steps:
            continue
        if not facts.is_final(programme, step):
            place = (programme, step, destination)
            flows[place] = flows[place] + shifted(grid.get("kg", *key), lane[0])
    return flows


def _leaving(work: Work) -> Flows:
    """Kg that leave a stock: shipped, moved to another site, or drawn by the next step."""
    facts, grid = work.facts, work.grids["Shipments"]
    flows: Flows = defaultdict(lambda: np.zeros(facts.clock.count))
    for key in grid.keys:
        flows[key[:3]] = flows[key[:3]] + grid.get("kg", *key)
    for key, recipe in facts.recipes.items():
        route = facts.routes[key[0]]
        at = route.index(key[1])
        if at == 0:
            continue
        place = (key[0], route[at - 1], work.site_of(key[2]))
        validated = work.validation_share(*key) * work.ppq_batches(*key)
        started = work.production.get("batches", *key) + validated
        ratio = facts.steps[key[:2]].input_ratio
        flows[place] = flows[place] + started * recipe.batch_kg * ratio
    return flows


def _balance(work: Work, key: Names, usable: Array, arriving: Array, leaving: Array) -> None:
    """Opening + in - out - scrap = closing; each figure is what the other sheets say."""
    book, grid, where = work.book, work.grids["Stock"], ", ".join(key)
    closing, scrap = grid.get("closing_kg", *key), grid.get("scrap_kg", *key)
    opening = np.concatenate([[work.facts.opening_stock.get(key, 0.0)], closing[:-1]])
    book.equal(BALANCE, where, "opening stock in kg", grid.get("opening_kg", *key), opening)
    what = "kg that become usable or arrive"
    book.equal(RELEASE, where, what, grid.get("in_kg", *key), usable + arriving)
    what = "kg shipped, moved out or drawn"
    book.equal(BALANCE, where, what, grid.get("out_kg", *key), leaving)
    left = opening + usable + arriving - leaving - scrap
    book.equal(BALANCE, where, "closing stock in kg", closing, left)
    book.at_least(BALANCE, where, "closing stock in kg", closing, 0.0)
    book.at_least(BALANCE, where, "kg scrapped", scrap, 0.0)


def _shelf_life(work: Work, usable: Flows) -> None:
    """Stock is no more than what became usable within the shelf life."""
    facts, grid = work.facts, work.grids["Stock"]
    for (programme, step), rules in facts.steps.items():
        if rules.shelf_life_months is None:
            continue
        life = facts.clock.rounded(rules.shelf_life_months)
        stocks, fresh = [], []
        for site in facts.sites:
            key = (programme, step, site)
            kg = usable.get(key, np.zeros(facts.clock.count)).copy()
            kg[0] += facts.opening_stock.get(key, 0.0)
            stocks.append(grid.get("closing_kg", *key))
            fresh.append(_last(kg, life))
        if not facts.is_final(programme, step):
            _young(work, f"{programme}, {step}", sum(stocks), sum(fresh))
            continue
        for site, stock, limit in zip(facts.sites, stocks, fresh, strict=True):
            _young(work, f"{programme}, {step}, {site}", stock, limit)


def _young(work: Work, where: str, stock: Array | int, fresh: Array | int) -> None:
    what = "stock beyond what became usable within the shelf life: kg held"
    work.book.at_most(SHELF_LIFE, where, what, stock, fresh)


def _last(values: Array, periods: int) -> Array:
    """Sum of the figures of this period and those just before it, `periods` in all."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    ends = np.arange(1, len(values) + 1)
    window: Array = sums[ends] - sums[np.maximum(0, ends - periods)]
    return window
