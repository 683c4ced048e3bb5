"""Campaigns: when a programme runs on a line, how many batches, and what set-ups it needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyomo.environ as pyo

from model.case.instance import Instance
from model.formulation.expressions import changeovers, running
from model.formulation.rules import Rule, definition, limit, total


@definition(2, lambda inst: inst.RUNS, owner=0)
def batches_need_a_campaign(
    m: pyo.ConcreteModel, inst: Instance, p: str, k: str, line: str, t: int
) -> Any:
    """Batches are made only in a campaign.

    batches[p,k,l,t] <= M[p,k,l,t] campaign[p,k,l,t]

    M = floor(days[l,t] / days_per_batch + 1e-6), or less where the programme's whole need proves
    less (model.case.need). Index: programme, step, line, period. Unit: batches. Source: rule 2.
    """
    run = (p, k, line, t)
    return m.batches[run] <= inst.most_batches[run] * m.campaign[run]


@definition(
    2,
    lambda inst: [run for run in inst.RUNS if inst.recipes[run[:3]].min_campaign_batches > 0],
    owner=0,
)
def campaign_has_its_least_batches(
    m: pyo.ConcreteModel, inst: Instance, p: str, k: str, line: str, t: int
) -> Any:
    """A campaign makes at least its least number of batches (0: a set-up may be kept idle).

    batches[p,k,l,t] >= min_campaign_batches campaign[p,k,l,t]

    Index: programme, step, line, period. Unit: batches. Source: rule 2.
    """
    least = inst.recipes[p, k, line].min_campaign_batches
    return m.batches[p, k, line, t] >= least * m.campaign[p, k, line, t]


@limit(
    2,
    lambda inst: [key for key in inst.LINE_PERIODS if inst.lines[key[0]].max_campaigns is not None],
    alone=True,
)
def campaigns_on_a_line_are_limited(m: pyo.ConcreteModel, inst: Instance, line: str, t: int) -> Any:
    """At most `max_campaigns` campaigns run on a line in a period; a validation is one of its own.

    sum_{p,k} (campaign[p,k,l,t] + validation running[p,k,l,t]) <= max_campaigns[l]

    Index: line, period. Unit: campaigns. Source: rule 2.
    """
    campaigns = [m.campaign[p, k, line, t] for p, k in inst.runs_on[line, t]]
    for p, k in inst.validating_on.get((line, t), []):
        campaigns += running(m, inst, p, k, line, t)
    return pyo.quicksum(campaigns) <= inst.lines[line].max_campaigns


@definition(3, lambda inst: inst.CARRY_OVERS, owner=0)
def set_up_is_carried_into_a_campaign(
    m: pyo.ConcreteModel, inst: Instance, p: str, k: str, line: str, t: int
) -> Any:
    """A set-up is carried over only into a campaign.

    carry_over[p,k,l,t] <= campaign[p,k,l,t]

    Index: programme, step, line, period but the first. Unit: set-ups. Source: rule 3.
    """
    return m.carry_over[p, k, line, t] <= m.campaign[p, k, line, t]


@definition(3, lambda inst: inst.CARRY_OVERS, owner=0)
def set_up_is_carried_out_of_a_campaign(
    m: pyo.ConcreteModel, inst: Instance, p: str, k: str, line: str, t: int
) -> Any:
    """A set-up is carried over only from a campaign of the period before.

    carry_over[p,k,l,t] <= campaign[p,k,l,t-1]

    Index: programme, step, line, period but the first. Unit: set-ups. Source: rule 3.
    """
    return m.carry_over[p, k, line, t] <= m.campaign[p, k, line, t - 1]


def _carrying_lines(inst: Instance) -> list[tuple[str, int]]:
    return sorted({(line, t) for _, _, line, t in inst.CARRY_OVERS})


def _passing_lines(inst: Instance) -> list[tuple[str, int]]:
    return sorted({(line, t) for _, _, line, t in inst.THROUGH})


def _among_passing(
    inst: Instance, runs: Iterable[tuple[str, str, str, int]]
) -> list[tuple[str, str, str, int]]:
    passing = set(_passing_lines(inst))
    return [run for run in runs if (run[2], run[3]) in passing]


@definition(3, _carrying_lines, alone=True)
def units_carry_one_set_up_each(m: pyo.ConcreteModel, inst: Instance, line: str, t: int) -> Any:
    """Each unit of a line carries at most one set-up into a period.

    sum_{p,k} carry_over[p,k,l,t] <= units[l]

    Index: line, period but the first. Unit: set-ups. Source: rule 3.
    """
    carried = [
        m.carry_over[p, k, line, t]
        for p, k in inst.runs_on[line, t]
        if (p, k, line, t) in inst.carry_set
    ]
    return pyo.quicksum(carried) <= inst.lines[line].units


@definition(3, lambda inst: inst.THROUGH, owner=0)
def set_up_carried_in_and_out_passes_through(
    m: pyo.ConcreteModel, inst: Instance, p: str, k: str, line: str, t: int
) -> Any:
    """A programme whose set-up is carried into and out of a period passed through it.

    through[p,k,l,t] >= carry_over[p,k,l,t] + carry_over[p,k,l,t+1] - 1

    Index: programme, step, line, period but the first and last. Unit: set-ups. Source: rule 3.
    """
    carried = m.carry_over[p, k, line, t] + m.carry_over[p, k, line, t + 1]
    return m.through[p, k, line, t] >= carried - 1


@definition(3, _passing_lines)
def one_unit_is_free_for_other_set_ups(
    m: pyo.ConcreteModel, inst: Instance, line: str, t: int
) -> Any:
    """All units are passed through only where the line makes no changeover.

    sum_{p,k} through[p,k,l,t] <= units[l] - 1 + sole[l,t]

    Index: line, period but the first and last. Unit: set-ups. Source: rule 3.
    """
    through = [
        m.through[p, k, line, t]
        for p, k in inst.runs_on[line, t]
        if (p, k, line, t) in inst.carry_set and (p, k, line, t + 1) in inst.carry_set
    ]
    return pyo.quicksum(through) <= inst.lines[line].units - 1 + m.sole[line, t]


@definition(
    3,
    lambda inst: _among_passing(inst, inst.RUNS),
    owner=0,
)
def sole_line_makes_no_changeover(
    m: pyo.ConcreteModel, inst: Instance, p: str, k: str, line: str, t: int
) -> Any:
    """A line that only passes set-ups through makes no changeover for a campaign.

    (campaign - carry_over)[p,k,l,t] + sole[l,t] <= 1

    Index: programme, step, line, period. Unit: set-ups. Source: rule 3.
    """
    return changeovers(m, inst, p, k, line, t) + m.sole[line, t] <= 1


@definition(
    3,
    lambda inst: _among_passing(inst, inst.VALIDATING),
    owner=0,
)
def sole_line_makes_no_validation(
    m: pyo.ConcreteModel, inst: Instance, p: str, k: str, line: str, t: int
) -> Any:
    """A line that only passes set-ups through runs no validation campaign.

    validation running[p,k,l,t] + sole[l,t] <= 1

    Index: programme, step, line, period. Unit: campaigns. Source: rule 3.
    """
    return total(m, running(m, inst, p, k, line, t)) + m.sole[line, t] <= 1


RULES: tuple[Rule, ...] = (
    batches_need_a_campaign,
    campaign_has_its_least_batches,
    campaigns_on_a_line_are_limited,
    set_up_is_carried_into_a_campaign,
    set_up_is_carried_out_of_a_campaign,
    units_carry_one_set_up_each,
    set_up_carried_in_and_out_passes_through,
    one_unit_is_free_for_other_set_ups,
    sole_line_makes_no_changeover,
    sole_line_makes_no_validation,
)
