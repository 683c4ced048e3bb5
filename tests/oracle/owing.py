"""What is owed: obligations, safety stock, site shares, and their breach (rules 8, 11 and 12)."""

from __future__ import annotations

import math

from tests.oracle.facts import Facts, Programme, Row
from tests.oracle.material import Material
from tests.oracle.program import Lin, Program, add, fixed, one


def owe_all(facts: Facts, program: Program, material: Material, *, relaxed: bool) -> None:
    """Add the rows, costs and breaches of all programmes and shares."""
    most = math.inf if relaxed else 0.0
    for programme in facts.programmes.values():
        for market in programme.due:
            arrives = material.arrives[programme.name, market]
            _owe(facts, program, programme, market, arrives, most)
        _cover(facts, program, programme, material)
    for row in facts.shares:
        _share(facts, program, row, material, most)


def _owe(
    facts: Facts,
    program: Program,
    programme: Programme,
    market: str,
    arrives: list[Lin],
    most: float,
) -> None:
    """Rule 8 in one market: nothing before it is due, firm kg on time, what lateness costs."""
    clock, name = facts.clock, programme.name
    late: Lin = fixed(programme.overdue.get(market, 0.0))
    firm_late: Lin = {}
    for t, due in enumerate(programme.due[market]):
        now, firm_now = program.column(), program.column(most)
        program.equal(one(now), add((1.0, late), (1.0, fixed(due)), (-1.0, arrives[t])))
        late = one(now)
        firm_due = fixed(programme.firm[market][t])
        missed = add((1.0, firm_late), (-1.0, one(firm_now)))
        program.at_least(arrives[t], add((1.0, firm_due), (1.0, missed)))
        program.at_least(late, one(firm_now))
        firm_late = one(firm_now)
        program.breach[firm_now] = clock.length / 3 * programme.weight
        price = programme.late * clock.length * facts.borne(name, "late")
        program.pay(price * clock.discount(t), late)
    price = programme.unmet * facts.borne(name, "unmet")
    program.pay(price * clock.discount(clock.count - 1), late)


def _cover(facts: Facts, program: Program, programme: Programme, material: Material) -> None:
    """Rule 12: the safety stock, and what a shortfall costs."""
    clock = facts.clock
    for t in range(max(0, programme.cover_from), clock.count):
        wanted, ahead, later = 0.0, programme.cover / clock.length, t + 1
        while ahead > 0:
            wanted += min(1.0, ahead) * programme.total_due(min(later, clock.count - 1))
            ahead, later = ahead - 1.0, later + 1
        short = one(program.column())
        held = add((1.0, short), (1.0, material.final[programme.name, t]))
        program.at_least(held, fixed(wanted))
        price = programme.shortfall * clock.length / 12
        price += programme.unmet if t == clock.count - 1 else 0.0
        price *= facts.borne(programme.name, "stock_shortfall")
        program.pay(price * clock.discount(t), short)


def _share(facts: Facts, program: Program, row: Row, material: Material, most: float) -> None:
    """Rule 11: a site's good kg in the window, scrap taken off where it lies."""
    name, step = row["programme"], row["step"]
    window = facts.clock.window(row["first_month"], row["last_month"])
    good: dict[str, Lin] = {}
    for site in facts.sites:
        made = add(*((1.0, material.begun((name, step, site), t)) for t in window))
        lost = add(*((1.0, material.scrap.get((name, step, site, t), {})) for t in window))
        good[site] = add((1.0, made), (-1.0, lost))
    total = add(*((1.0, kg) for kg in good.values()))
    under, over = program.column(most), program.column(most)
    for column in (under, over):
        program.breach[column] = facts.programmes[name].weight
    here = good[row["site"]]
    # A least share of 0 and a greatest of 1 are no limits, even where scrap makes kg negative.
    if (row["min_share"] or 0.0) > 0:
        program.at_least(add((1.0, here), (1.0, one(under))), add((row["min_share"], total)))
    if row["max_share"] is not None and row["max_share"] < 1:
        program.at_least(add((row["max_share"], total), (1.0, one(over))), here)
