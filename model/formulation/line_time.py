"""Line time and reserved capacity: where programmes meet."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from model.case.instance import Instance
from model.formulation.expressions import days_used, opened
from model.formulation.rules import Rule, definition, limit, total


@definition(1, lambda inst: inst.LINE_PERIODS, alone=True)
def line_time_is_not_exceeded(m: pyo.ConcreteModel, inst: Instance, line: str, t: int) -> Any:
    """The days that programmes take on a line are no more than the days it has.

    sum_{p,k} [ batches[p,k,l,t] days_per_batch + (campaign - carry_over)[p,k,l,t] changeover_days
    + validation[p,k,l,t] / w (ppq_batches days_per_batch + changeover_days) ]
    <= days[l,t] open[l,t]

    Index: line, period. Unit: days. Days are those of the period's open months, calendar days x
    availability x units. Binds where a line is full. Source: rule 1.
    """
    used = pyo.quicksum(days_used(m, inst, p, k, line, t) for p, k in inst.runs_on[line, t])
    return used <= inst.lines[line].days[t] * opened(m, inst, line, t)


def _reserved_lines(inst: Instance) -> list[tuple[str, int]]:
    return [key for key in inst.reserving if key in inst.runs_on]


def _used_by(m: pyo.ConcreteModel, inst: Instance, line: str, t: int, client: str) -> list[Any]:
    return [
        days_used(m, inst, p, k, line, t)
        for p, k in inst.runs_on[line, t]
        if inst.programmes[p].client == client
    ]


@limit(13, lambda inst: [key for key in inst.RESERVED if key[1:] in inst.runs_on])
def client_holds_what_it_uses(
    m: pyo.ConcreteModel, inst: Instance, client: str, line: str, t: int
) -> Any:
    """A reserving client holds at least the days that its programmes use.

    held[c,l,t] >= sum_{p of c, k} days used[p,k,l,t]

    Index: client, line, period with a reservation. Unit: days. Source: rule 13.
    """
    return m.held[client, line, t] >= total(m, _used_by(m, inst, line, t, client))


@limit(13, lambda inst: [key for key in inst.RESERVED if key[1:] in inst.runs_on])
def client_holds_what_it_reserved(
    m: pyo.ConcreteModel, inst: Instance, client: str, line: str, t: int
) -> Any:
    """A reserving client holds at least the days that it reserved, used or not.

    held[c,l,t] >= reserved[c,l,t] open[l,t]

    reserved = min(days[l,t], days_per_year months / 12), cut pro rata where clients reserve more
    than there is. Index: client, line, period. Unit: days. Source: rule 13.
    """
    return m.held[client, line, t] >= inst.reserved_days[client, line, t] * opened(m, inst, line, t)


@limit(13, _reserved_lines)
def others_leave_reserved_days_free(m: pyo.ConcreteModel, inst: Instance, line: str, t: int) -> Any:
    """Held days and everybody else's use are no more than the line has.

    sum_c held[c,l,t] + sum_{p of no reserving client, k} days used[p,k,l,t] <= days[l,t] open[l,t]

    Index: line, period with a reservation. Unit: days. Binds where a client keeps days it does not
    use. Source: rule 13.
    """
    clients = inst.reserving[line, t]
    held = pyo.quicksum([m.held[client, line, t] for client in clients])
    others = pyo.quicksum(
        [
            days_used(m, inst, p, k, line, t)
            for p, k in inst.runs_on[line, t]
            if inst.programmes[p].client not in clients
        ]
    )
    return held + others <= inst.lines[line].days[t] * opened(m, inst, line, t)


RULES: tuple[Rule, ...] = (
    line_time_is_not_exceeded,
    client_holds_what_it_uses,
    client_holds_what_it_reserved,
    others_leave_reserved_days_free,
)
