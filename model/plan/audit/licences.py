"""Qualification by transfer, validation, approval; market access (rules 4 and 9)."""

from __future__ import annotations

import numpy as np

from model.plan.audit.clock import Array
from model.plan.audit.decided import Transfer, Work
from model.plan.audit.records import Names, Row, month, text
from model.plan.audit.report import ACCESS, QUALIFICATION


def check_licences(work: Work) -> None:
    """Who may make what, where and from when."""
    for key in work.facts.recipes:
        site = work.site_of(key[2])
        licensed = work.qualified.get((key[0], key[1], site), np.zeros(work.facts.clock.count))
        campaign = work.production.get("campaign", *key)
        what = "campaign of a step that is not qualified there"
        work.book.at_most(QUALIFICATION, ", ".join(key), what, campaign, licensed)
    for key in _sites_with_recipes(work) | set(work.transfers):
        _validation(work, key)
    for key, transfer in work.transfers.items():
        _start(work, key, transfer)
    _transfers_at_once(work)
    _access(work)


def _sites_with_recipes(work: Work) -> set[Names]:
    return {(key[0], key[1], work.site_of(key[2])) for key in work.facts.recipes}


def _validation(work: Work, key: Names) -> None:
    """A transfer is validated on one line of the site, when due; nothing else is validated."""
    book, clock = work.book, work.facts.clock
    where, transfer = ", ".join(key), work.transfers.get(key)
    recipes = [r for r in work.facts.recipes if (r[0], r[1], work.site_of(r[2])) == key]
    runs = {recipe[2]: work.production.get("validation", *recipe) for recipe in recipes}
    on_all: Array = sum(runs.values(), np.zeros(clock.count))
    wanted = np.zeros(clock.count)
    if transfer is not None and transfer.spread:
        wanted[max(0, transfer.begin) : max(0, transfer.done + 1)] = 1.0
        lines = [line for line, run in runs.items() if run.max() > 0.5]
        book.at_most(QUALIFICATION, where, "the number of validation lines", len(lines), 1)
        if transfer.start >= 0:
            what = "the last validation period"
            book.at_most(QUALIFICATION, where, what, transfer.done, clock.count - 1)
    what = "the number of lines that run the validation"
    book.equal(QUALIFICATION, where, what, on_all, wanted)


def _start(work: Work, key: Names, transfer: Transfer) -> None:
    """A transfer starts when it may; before the horizon only where one is under way."""
    clock, where = work.facts.clock, ", ".join(key)
    if transfer.start < 0:
        if not any(_under_way(work, row, key, transfer.start) for row in work.facts.commitments):
            fault = "a transfer starts before the horizon and none is under way"
            work.book.fault(QUALIFICATION, where, fault, clock.label(transfer.start))
        return
    earliest = clock.from_month(work.facts.licences[key].earliest_start)
    what = "the period in which the transfer starts"
    work.book.at_least(QUALIFICATION, where, what, transfer.start, earliest)
    work.book.at_most(QUALIFICATION, where, what, transfer.start, clock.count - 1)


def _under_way(work: Work, row: Row, key: Names, start: int) -> bool:
    """Whether a commitment says that this transfer began in that period before the horizon."""
    if text(row, "decision") != "transfer" or text(row, "must") != "yes":
        return False
    named = zip(("programme", "step", "site"), key, strict=True)
    if any(text(row, column) not in ("", name) for column, name in named):
        return False
    window = (month(row, "first_month"), month(row, "last_month"))
    return work.facts.clock.begins_in(start, *window)


def _transfers_at_once(work: Work) -> None:
    """A site runs a limited number of transfers between start and validation."""
    clock = work.facts.clock
    for name, site in work.facts.sites.items():
        if site.max_transfers is None:
            continue
        running = np.zeros(clock.count)
        for key, transfer in work.transfers.items():
            # Without a validation a transfer is over when its last period is.
            last = transfer.done if transfer.spread else max(transfer.start, transfer.begin - 1)
            if key[2] == name:
                running[max(0, transfer.start) : max(0, last + 1)] += 1.0
        what = "the number of transfers at once"
        work.book.at_most(QUALIFICATION, name, what, running, site.max_transfers)


def _access(work: Work) -> None:
    """Where market access is listed for a programme and market, only those sites ship, in time."""
    clock = work.facts.clock
    grid = work.grids["Shipments"]
    for key in grid.keys:
        programme, step, site, market = key
        sites = work.facts.access.get((programme, market))
        if sites is None or not work.facts.is_final(programme, step):
            continue
        allowed = np.zeros(clock.count)
        if site in sites:
            begin, approval = sites[site]
            opens = max(clock.from_month(begin), approved(work, (programme, step, site), approval))
            allowed[opens:] = 1.0
        shut = np.where(allowed > 0.5, 0.0, grid.get("kg", *key))
        what = "kg shipped to a market where the site has no access"
        work.book.at_most(ACCESS, ", ".join(key), what, shut, 0.0)


def approved(work: Work, key: Names, approval_months: float | None) -> int:
    """First period of a market's approval where the step came by a transfer; else 0."""
    licence, clock = work.facts.licences.get(key), work.facts.clock
    if licence is None or not licence.transferable:
        return 0
    if key not in work.transfers:
        return clock.count
    months = licence.approval_months if approval_months is None else approval_months
    return work.transfers[key].done + clock.rounded(months)
