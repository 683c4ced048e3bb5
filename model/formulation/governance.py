"""What managers and contracts fix: site shares, option lines and commitments."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from model.case.instance import Commitment, Instance, Share
from model.formulation.expressions import good_kg, opened, running
from model.formulation.rules import Rule, definition, limit, total


def _made(m: pyo.ConcreteModel, inst: Instance, share: Share, site: str) -> list[Any]:
    """Good kg of batches begun at the site in the share's window, less what it scraps then."""
    p, k = share.programme, share.step
    made = [term for t in share.window for term in good_kg(m, inst, p, k, site, t)]
    if (p, k, site) in inst.stock_set:
        made += [-m.scrap[p, k, site, t] for t in share.window]
    return made


def _numbered(inst: Instance, *, low: bool) -> list[tuple[str, int]]:
    return [
        (share.programme, number)
        for number, share in enumerate(inst.shares)
        if (share.low > 0 if low else share.high < 1)
    ]


@limit(11, lambda inst: _numbered(inst, low=True), owner=0)
def site_makes_its_least_share(m: pyo.ConcreteModel, inst: Instance, p: str, number: int) -> Any:
    """In its window a site makes at least its share of a step's good kg.

    made[p,k,s] + share_missing >= min_share sum_s' made[p,k,s']

    made = sum over the window of batches x kg_per_batch x success_rate, validation included, less
    scrap. share_missing is 0 unless limits cannot all hold. Index: row of site_shares. Unit: kg.
    Source: rule 11.
    """
    share = inst.shares[number]
    made = {s: total(m, _made(m, inst, share, s)) for s in inst.sites}
    own = made[share.site] + m.share_missing[p, number]
    return own - share.low * pyo.quicksum(made.values()) >= 0


@limit(11, lambda inst: _numbered(inst, low=False), owner=0)
def site_makes_no_more_than_its_share(
    m: pyo.ConcreteModel, inst: Instance, p: str, number: int
) -> Any:
    """In its window a site makes at most its share of a step's good kg.

    made[p,k,s] - share_exceeded <= max_share sum_s' made[p,k,s']

    Index: row of site_shares. Unit: kg. Source: rule 11.
    """
    share = inst.shares[number]
    made = {s: total(m, _made(m, inst, share, s)) for s in inst.sites}
    own = made[share.site] - m.share_exceeded[p, number]
    return own - share.high * pyo.quicksum(made.values()) <= 0


def _option_runs(inst: Instance) -> list[tuple[str, str, str, int]]:
    return [run for run in inst.RUNS if inst.lines[run[2]].option is not None]


@definition(14, _option_runs, owner=0)
def campaign_runs_on_an_open_line(
    m: pyo.ConcreteModel, inst: Instance, p: str, k: str, line: str, t: int
) -> Any:
    """An option line makes campaigns only once it is open.

    campaign[p,k,l,t] <= sum_{b + n(build_months) <= t} invest[l,b]

    Index: programme, step, option line, period. Unit: campaigns. Source: rule 14.
    """
    return m.campaign[p, k, line, t] <= opened(m, inst, line, t)


@definition(
    14,
    lambda inst: [run for run in inst.VALIDATING if inst.lines[run[2]].option is not None],
    owner=0,
)
def validation_runs_on_an_open_line(
    m: pyo.ConcreteModel, inst: Instance, p: str, k: str, line: str, t: int
) -> Any:
    """An option line runs validation campaigns only once it is open.

    validation running[p,k,l,t] <= sum_{b + n(build_months) <= t} invest[l,b]

    Index: programme, step, option line, period. Unit: campaigns. Source: rule 14.
    """
    begun = pyo.quicksum(running(m, inst, p, k, line, t))
    return begun <= opened(m, inst, line, t)


@definition(14, lambda inst: [(n,) for n, line in inst.lines.items() if line.option])
def line_is_built_once(m: pyo.ConcreteModel, inst: Instance, line: str) -> Any:
    """An option line is built at most once, within its decision window.

    sum_t invest[l,t] <= 1

    Index: option line. Unit: decisions. Source: table of decisions.
    """
    option = inst.lines[line].option
    assert option is not None
    return total(m, [m.invest[line, t] for t in option.decisions]) <= 1


def _decided(m: pyo.ConcreteModel, inst: Instance, c: Commitment) -> list[Any]:
    """The decisions that a commitment speaks of, in its window."""
    window = set(c.window)
    if c.decision == "invest":
        return [
            m.invest[line, t]
            for line, t in inst.INVESTMENTS
            if t in window and c.selects(line=line, site=inst.lines[line].site)
        ]
    if c.decision == "transfer":
        return [
            m.transfer[p, k, s, t]
            for p, k, s, t in inst.TRANSFERS
            if t in window and c.selects(programme=p, step=k, site=s)
        ]

    def speaks_of(p: str, k: str, line: str, t: int) -> bool:
        site = inst.lines[line].site
        return t in window and c.selects(programme=p, step=k, line=line, site=site)

    runs = [m.campaign[run] for run in inst.RUNS if speaks_of(*run)]
    if not c.must:
        for run in inst.VALIDATING:
            if speaks_of(*run):
                runs += running(m, inst, *run)
    return runs


@limit(15, lambda inst: [(c.number,) for c in inst.commitments if c.must])
def committed_decisions_happen(m: pyo.ConcreteModel, inst: Instance, number: int) -> Any:
    """A decision taken or under way happens in its window.

    sum of the decisions that the commitment names, in its window >= 1

    decisions: transfer, invest, or campaign (allocation). Index: row of commitments. Unit:
    decisions. Source: rule 15.
    """
    return total(m, _decided(m, inst, inst.commitments[number])) >= 1


@limit(15, lambda inst: [(c.number,) for c in inst.commitments if not c.must])
def vetoed_decisions_do_not_happen(m: pyo.ConcreteModel, inst: Instance, number: int) -> Any:
    """A decision that is vetoed does not happen in its window.

    sum of the decisions that the commitment names, in its window <= 0

    decisions: transfer, invest, or campaign and validation (allocation). Index: row of commitments.
    Unit: decisions. Source: rule 15.
    """
    return total(m, _decided(m, inst, inst.commitments[number])) <= 0


RULES: tuple[Rule, ...] = (
    site_makes_its_least_share,
    site_makes_no_more_than_its_share,
    campaign_runs_on_an_open_line,
    validation_runs_on_an_open_line,
    line_is_built_once,
    committed_decisions_happen,
    vetoed_decisions_do_not_happen,
)
