"""What clients are owed: obligations, second source, site shares, safety stock (8, 10, 11, 12)."""

from __future__ import annotations

import numpy as np

from model.plan.audit.breach import FIRM, SECOND, SHARE, Breach, Breaches
from model.plan.audit.clock import Array, shifted
from model.plan.audit.decided import Work
from model.plan.audit.demand import safety_requirement
from model.plan.audit.material import good_kg
from model.plan.audit.records import Names, Row, month, number, text
from model.plan.audit.report import (
    OBLIGATIONS,
    SAFETY_STOCK,
    SECOND_SOURCE,
    SHARES,
    TABLES,
)


def check_supply(work: Work, breaches: Breaches) -> None:
    """Duties to clients, and by how much the plan breaks those that it may break."""
    _known_obligations(work)
    for key in work.demand.due:
        _obligation(work, key, breaches)
    for (programme, step), rules in work.facts.steps.items():
        if rules.min_sites > 1:
            _second_source(work, programme, step, breaches)
    for row in work.facts.site_shares:
        _site_share(work, row, breaches)
    for programme in work.facts.programmes:
        _safety_stock(work, programme)


def _known_obligations(work: Work) -> None:
    grid = work.grids["Obligations"]
    for key in work.demand.due:
        if key not in grid.keys:
            work.book.fault(TABLES, ", ".join(key), "the obligation has no row in Obligations")
    for key in grid.keys:
        if key not in work.demand.due:
            work.book.fault(TABLES, ", ".join(key), "nothing is due of this programme there")


def delivered_kg(work: Work, key: Names) -> Array:
    """Kg that arrive at a market, from all sites."""
    facts, grid = work.facts, work.grids["Shipments"]
    programme = key[0]
    delivered = np.zeros(facts.clock.count)
    for ship in grid.keys:
        lane = facts.lanes.get((ship[2], ship[3]))
        if (ship[0], ship[3]) != key or lane is None:
            continue
        if facts.is_final(programme, ship[1]):
            delivered = delivered + shifted(grid.get("kg", *ship), lane[0])
    return delivered


def _obligation(work: Work, key: Names, breaches: Breaches) -> None:
    """Late kg carry over until delivered; firm kg are on time, or reported as late."""
    book, grid, where = work.book, work.grids["Obligations"], ", ".join(key)
    due, firm = work.demand.due[key], work.demand.firm[key]
    delivered = delivered_kg(work, key)
    late, firm_late = grid.get("late_kg", *key), grid.get("firm_late_kg", *key)
    before = np.concatenate([[work.demand.overdue[key]], late[:-1]])
    book.equal(OBLIGATIONS, where, "kg due", grid.get("due_kg", *key), due)
    book.equal(OBLIGATIONS, where, "firm kg", grid.get("firm_kg", *key), firm)
    book.equal(OBLIGATIONS, where, "kg delivered", grid.get("delivered_kg", *key), delivered)
    book.equal(OBLIGATIONS, where, "kg late", late, before + due - delivered)
    book.at_least(OBLIGATIONS, where, "kg late", late, 0.0)
    unmet = np.zeros(len(late))
    unmet[-1] = late[-1]
    book.equal(OBLIGATIONS, where, "kg unmet at the end", grid.get("unmet_kg", *key), unmet)
    book.at_least(OBLIGATIONS, where, "firm kg late", firm_late, 0.0)
    book.at_most(OBLIGATIONS, where, "firm kg late", firm_late, late)
    earlier = np.concatenate([[0.0], firm_late[:-1]])
    what = "kg delivered against firm obligations"
    book.at_least(OBLIGATIONS, where, what, delivered, firm + earlier - firm_late)
    if breaches.reported(FIRM, key):
        kg = float(firm_late.sum()) * work.facts.clock.length / 3.0
        breaches.found.append(Breach(FIRM, key, kg))
    else:
        book.at_most(OBLIGATIONS, where, "firm kg late and not reported", firm_late, 0.0)


def _second_source(work: Work, programme: str, step: str, breaches: Breaches) -> None:
    """Enough sites are qualified from the month the contract names on, wherever kg are due."""
    facts, clock = work.facts, work.facts.clock
    rules = facts.steps[programme, step]
    begin = 0 if rules.min_sites_from is None else clock.containing(rules.min_sites_from)
    due = work.demand.of_programme(programme, clock.count)
    asked = np.where((np.arange(clock.count) >= begin) & (due > 0), rules.min_sites, 0.0)
    licensed = [q for key, q in work.qualified.items() if key[:2] == (programme, step)]
    there: Array = sum(licensed, np.zeros(clock.count))
    if breaches.reported(SECOND, (programme, step)):
        kg = float(due[there < asked - 0.5].sum())
        breaches.found.append(Breach(SECOND, (programme, step), kg))
        return
    where = f"{programme}, {step}"
    work.book.at_least(SECOND_SOURCE, where, "the number of qualified sites", there, asked)


def _site_share(work: Work, row: Row, breaches: Breaches) -> None:
    """A site makes its share of the good kg begun in the window, scrap taken off."""
    clock = work.facts.clock
    key = (text(row, "programme"), text(row, "step"), text(row, "site"))
    inside = clock.inside(month(row, "first_month"), month(row, "last_month"))
    made = dict.fromkeys(work.facts.sites, 0.0)
    for recipe in work.facts.recipes:
        if recipe[:2] == key[:2]:
            made[work.site_of(recipe[2])] += float(good_kg(work, recipe)[inside].sum())
    for site in made:
        scrap = work.grids["Stock"].get("scrap_kg", *key[:2], site)
        made[site] -= float(scrap[inside].sum())
    here, total = made[key[2]], sum(made.values())
    low, high = number(row, "min_share", 0.0), number(row, "max_share", 1.0)
    # A share of 0, or of 1, asks for nothing, also where scrap of older stock makes kg negative.
    least = low * total if low > 0 else here
    most = high * total if high < 1 else here
    outside = max(0.0, least - here, here - most)
    window = f"{text(row, 'first_month')} to {text(row, 'last_month')}"
    if breaches.reported(SHARE, key):
        breaches.found.append(Breach(SHARE, key, outside))
        return
    where = f"{', '.join(key)}, {window}"
    work.book.at_least(SHARES, where, "kg made at the site", here, least)
    work.book.at_most(SHARES, where, "kg made at the site", here, most)


def _safety_stock(work: Work, programme: str) -> None:
    """Stock and stated shortfall reach the safety stock; the sheet shows both on its final step."""
    facts, grid, book = work.facts, work.grids["Stock"], work.book
    due = work.demand.of_programme(programme, facts.clock.count)
    need = safety_requirement(facts.clock, facts.programmes[programme], due)
    final = facts.routes[programme][-1]
    rows = [key for key in grid.keys if key[0] == programme]
    held = np.zeros(facts.clock.count)
    for key in rows:
        shown = 1.0 if key[1] == final else 0.0
        where = ", ".join(key)
        stated = grid.get("safety_stock_kg", *key)
        book.equal(SAFETY_STOCK, where, "the safety stock asked for, in kg", stated, need * shown)
        held = held + shown * grid.get("closing_kg", *key)
    missing = shortfall_kg(work, programme)
    for key in rows:
        shown = 1.0 if key[1] == final else 0.0
        stated = grid.get("shortfall_kg", *key)
        book.equal(SAFETY_STOCK, ", ".join(key), "kg short", stated, missing * shown)
    what = "stock and stated shortfall together, in kg,"
    book.at_least(SAFETY_STOCK, programme, what, held + missing, need)
    book.at_least(SAFETY_STOCK, programme, "the stated shortfall in kg", missing, 0.0)


def shortfall_kg(work: Work, programme: str) -> Array:
    """Shortfall that the plan states for a programme (the same on each row of its final step)."""
    final, grid = work.facts.routes[programme][-1], work.grids["Stock"]
    for key in grid.keys:
        if key[:2] == (programme, final):
            return grid.get("shortfall_kg", *key)
    return np.zeros(work.facts.clock.count)
