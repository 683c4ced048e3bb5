"""Qualification: transfers, their validation, second sources and the licences for markets."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from model.case.instance import Instance
from model.formulation.expressions import qualified
from model.formulation.rules import Rule, definition, limit, total


@definition(4, lambda inst: inst.RUNS, owner=0)
def campaign_runs_where_qualified(
    m: pyo.ConcreteModel, inst: Instance, p: str, k: str, line: str, t: int
) -> Any:
    """A step runs only at a site where it is qualified.

    campaign[p,k,l,t] <= qualified[p,k,s(l),t]

    qualified = 1 from `qualified_from`, or sum of transfer[p,k,s,b] with
    b + n(transfer_months) + w - 1 + n(approval_months) <= t. Index: programme, step, line, period.
    Unit: campaigns. Source: rule 4.
    """
    site = inst.recipes[p, k, line].site
    status = qualified(m, inst, p, k, site, t)
    if isinstance(status, int):
        return None
    return m.campaign[p, k, line, t] <= status


@definition(4, lambda inst: list(inst.transfers), owner=0)
def step_is_transferred_once(m: pyo.ConcreteModel, inst: Instance, p: str, k: str, s: str) -> Any:
    """A step is transferred to a site at most once.

    sum_t transfer[p,k,s,t] <= 1

    Index: programme, step, site. Unit: transfers. Source: table of decisions.
    """
    return total(m, [m.transfer[p, k, s, t] for t in inst.transfers[p, k, s].starts]) <= 1


@definition(4, lambda inst: inst.TRANSFERS, owner=0)
def transfer_is_validated(
    m: pyo.ConcreteModel, inst: Instance, p: str, k: str, s: str, start: int
) -> Any:
    """A transfer is followed by a validation campaign on one line of the site.

    sum_{l of s} validation[p,k,l,start + n(transfer_months)] = transfer[p,k,s,start]

    None where ppq_batches = 0, or where the campaign lay wholly before the horizon. Index:
    programme, step, site, start. Unit: campaigns. Source: rule 4.
    """
    transfer = inst.transfers[p, k, s]
    begin = start + transfer.duration
    if transfer.ppq_batches == 0 or begin + transfer.spread <= 0:
        return None
    lines = inst.validations_at.get((p, k, s, begin), [])
    validated = total(m, [m.validation[p, k, line, begin] for line in lines])
    return validated == m.transfer[p, k, s, start]


def _limited_sites(inst: Instance) -> list[tuple[str, int]]:
    return [
        (name, t)
        for name, site in inst.sites.items()
        if site.max_transfers_at_once is not None
        for t in inst.horizon.every
    ]


@limit(4, _limited_sites, alone=True)
def transfers_at_once_are_limited(m: pyo.ConcreteModel, inst: Instance, site: str, t: int) -> Any:
    """A site runs at most so many transfers at once, from start to validation, both included.

    sum_{p,k} sum_{b <= t < b + busy[p,k,s]} transfer[p,k,s,b] <= max_transfers_at_once[s]

    busy = n(transfer_months) + w; where ppq_batches = 0, max(1, n(transfer_months)). Index: site,
    period. Unit: transfers. Source: rule 4.
    """
    running = [
        m.transfer[p, k, s, b]
        for (p, k, s), transfer in inst.transfers.items()
        if s == site
        for b in transfer.starts
        if b <= t < b + transfer.busy
    ]
    if not running:
        return None
    return pyo.quicksum(running) <= inst.sites[site].max_transfers_at_once


@limit(9, lambda inst: [ship for ship in inst.SHIPS if (ship[0], ship[2]) in inst.access], owner=0)
def ships_need_market_access(
    m: pyo.ConcreteModel, inst: Instance, p: str, s: str, market: str, t: int
) -> Any:
    """Where a market names its sites, only those ship to it, once they are licensed.

    ship[p,s,m,t] <= U access[p,m,s,t]

    access = 0 for a site without a row or before its month; where the final step came by a
    transfer, the sum of transfer[p,k,s,b] with b + n(transfer_months) + w - 1 +
    n(approval_months of the row) <= t. U = kg due by the arrival, overdue included. Index:
    programme, site, market, period. Unit: kg. Source: rule 9.
    """
    ship = m.ship[p, s, market, t]
    access = inst.access[p, market].get(s)
    if access is None or t < access.allowed_from:
        return ship <= 0
    transfer = inst.transfers.get((p, inst.final_step(p), s))
    if transfer is None:
        return None
    approval = transfer.approval if access.approval is None else access.approval
    after = transfer.duration + transfer.spread - 1 + approval
    most = inst.deliverable(p, market, t + inst.lanes[s, market].transit)
    licensed = [m.transfer[p, inst.final_step(p), s, b] for b in transfer.starts if b + after <= t]
    return ship <= most * total(m, licensed)


@limit(10, lambda inst: inst.SECOND_SOURCES, owner=0)
def step_has_its_sources(m: pyo.ConcreteModel, inst: Instance, p: str, k: str, t: int) -> Any:
    """From `min_sites_from`, while kg are due, a step is qualified at `min_sites` sites or more.

    sum_s qualified[p,k,s,t] + min_sites[p,k] too_few_sites[p,k,t] >= min_sites[p,k]

    Stated from the first such period on, as no qualification is lost again. too_few_sites is 0
    unless limits cannot all hold. Index: programme, step, period. Unit: sites. Source: rule 10.
    """
    sites = [qualified(m, inst, p, k, s, t) for s in inst.sites]
    needed = inst.steps[p, k].min_sites
    return total(m, sites) + needed * m.too_few_sites[p, k, t] >= needed


RULES: tuple[Rule, ...] = (
    campaign_runs_where_qualified,
    step_is_transferred_once,
    transfer_is_validated,
    transfers_at_once_are_limited,
    ships_need_market_access,
    step_has_its_sources,
)
