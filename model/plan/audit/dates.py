"""The Decisions sheet: every decision of the plan told once, with its date and cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from model.plan.audit.costs import Ledger
from model.plan.audit.decided import Decision, Transfer, Work
from model.plan.audit.licences import approved
from model.plan.audit.records import Names
from model.plan.audit.report import DECISIONS


@dataclass(frozen=True)
class Dated:
    """What the sheet should say; `key` = kind, programme, step, site, line, market.

    `needed` is False where the date lies outside the plan and the row may be left out.
    """

    key: Names
    period: int
    cost: float
    needed: bool


def check_dates(work: Work, ledger: Ledger) -> None:
    """Each row of Decisions is due and right, none is missing, none stands twice."""
    found: dict[Names, Decision] = {}
    for decision in work.decisions:
        key = _key(work, decision)
        if key in found:
            work.book.fault(DECISIONS, _words(key), "the decision stands there twice")
        found[key] = decision
    clock = work.facts.clock
    for dated in _expected(work, ledger):
        decision_found = found.pop(dated.key, None)
        if decision_found is None:
            if dated.needed:
                period = clock.label(dated.period)
                work.book.fault(DECISIONS, _words(dated.key), "the decision is missing", period)
            continue
        told, where = decision_found.period, _words(dated.key)
        if told != dated.period:
            fault = "the decision has the wrong date"
            work.book.fault(
                DECISIONS,
                where,
                fault,
                clock.label(told),
                clock.label(dated.period),
                clock.label(told),
            )
        what = "the cost in millions"
        work.book.equal(DECISIONS, where, what, decision_found.cost, dated.cost)
    for key, decision in found.items():
        fault = "a decision that nothing in the plan calls for"
        work.book.fault(DECISIONS, _words(key), fault, clock.label(decision.period))


def _key(work: Work, decision: Decision) -> Names:
    place = (decision.programme, decision.step, decision.site)
    market = ""
    if decision.kind == "approval" and decision.serves in dict(_own_approvals(work, place)):
        market = decision.serves
    if decision.kind in ("investment", "opening"):
        line = work.facts.lines.get(decision.line)
        return (decision.kind, "", "", line.site if line else "", decision.line, "")
    on_line = decision.line if decision.kind == "validation" else ""
    return (decision.kind, *place, on_line, market)


def _own_approvals(work: Work, place: Names) -> Iterator[tuple[str, float]]:
    """Markets that ask for an approval time of their own at a site."""
    programme, step, site = place
    route = work.facts.routes.get(programme, ("",))
    for (name, market), sites in work.facts.access.items():
        months = sites.get(site, (None, None))[1]
        if name == programme and step == route[-1] and months is not None:
            yield market, months


def _expected(work: Work, ledger: Ledger) -> Iterator[Dated]:
    for key, transfer in work.transfers.items():
        yield from _of_transfer(work, ledger, key, transfer)
    count = work.facts.clock.count
    for name, (decided, opens) in work.openings.items():
        place = ("", "", work.site_of(name), name, "")
        line = work.facts.lines[name]
        rate = work.facts.rate_of_line(name)[decided] if 0 <= decided < count else float("nan")
        yield Dated(("investment", *place), decided, line.capex * float(rate), needed=True)
        yield Dated(("opening", *place), opens, 0.0, needed=opens < count)


def _of_transfer(work: Work, ledger: Ledger, key: Names, transfer: Transfer) -> Iterator[Dated]:
    count = work.facts.clock.count
    cost = float(ledger.amounts["transfer"][key].sum())
    yield Dated(("transfer", *key, "", ""), transfer.start, cost, needed=True)
    if transfer.spread:
        for recipe in work.facts.recipes:
            place = (*recipe[:2], work.site_of(recipe[2]))
            if place == key and work.production.get("validation", *recipe).max() > 0.5:
                spent = float(ledger.amounts["validation"][(*key, recipe[2])].sum())
                needed = transfer.begin >= 0
                line = recipe[2]
                yield Dated(("validation", *key, line, ""), transfer.begin, spent, needed=needed)
    inside = 0 <= transfer.qualified < count
    yield Dated(("approval", *key, "", ""), transfer.qualified, 0.0, needed=inside)
    for market, months in _own_approvals(work, key):
        begin = work.facts.access[key[0], market][key[2]][0]
        opens = max(approved(work, key, months), work.facts.clock.from_month(begin))
        needed = 0 <= opens < count
        yield Dated(("approval", *key, "", market), opens, 0.0, needed=needed)


def _words(key: Names) -> str:
    return ", ".join(name for name in key if name)
