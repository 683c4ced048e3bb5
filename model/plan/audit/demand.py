"""What is due when: obligations spread over months, the tail's repetition, the safety stock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.plan.audit.clock import MONTHS, Array, Clock, span_of
from model.plan.audit.facts import Facts
from model.plan.audit.records import Names, Programme, Tables, number, rows_of, text


@dataclass(frozen=True)
class Demand:
    """Kg by (programme, market) and period: all that is due, the firm part, what was overdue."""

    due: dict[Names, Array]
    firm: dict[Names, Array]
    overdue: dict[Names, float]

    def of_programme(self, programme: str, count: int) -> Array:
        """Kg due of a programme in each period, all markets together."""
        total = np.zeros(count)
        for key, due in self.due.items():
            if key[0] == programme:
                total = total + due
        return total


def read_demand(case: Tables, facts: Facts) -> Demand:
    """Obligations of the programmes in play, tail included."""
    clock = facts.clock
    due: dict[Names, Array] = {}
    firm: dict[Names, Array] = {}
    overdue: dict[Names, float] = {}
    for row in rows_of(case, "obligations"):
        key: Names = (text(row, "programme"), text(row, "market"))
        if key[0] not in facts.programmes:
            continue
        months = due.setdefault(key, np.zeros(clock.month_count))
        firm_months = firm.setdefault(key, np.zeros(clock.month_count))
        overdue.setdefault(key, 0.0)
        when, kg = text(row, "due"), number(row, "kg")
        if when == "overdue":
            overdue[key] += kg
            continue
        first, length = span_of(when)
        span = slice(first - clock.first, first - clock.first + length)
        months[span] += kg / length
        if text(row, "firm") == "yes":
            firm_months[span] += kg / length
    for key, months in due.items():
        due[key] = _with_tail(months, clock, facts.programmes[key[0]].contract_end)
    return Demand(due, {key: clock.by_period(kg) for key, kg in firm.items()}, overdue)


def _with_tail(months: Array, clock: Clock, contract_end: int | None) -> Array:
    """Tail months repeat those of a year before; nothing after the period the contract ends in."""
    for at in range(clock.horizon * clock.length, clock.month_count):
        months[at] = months[at - MONTHS] if at >= MONTHS else 0.0
    due = clock.by_period(months)
    if contract_end is not None:
        due[max(clock.horizon, clock.containing(contract_end) + 1) :] = 0.0
    return due


def safety_requirement(clock: Clock, programme: Programme, due: Array) -> Array:
    """Kg of final stock wanted at the end of each period; the last period's due goes on for ever.

    The months of cover run from the end of the period; a period partly covered counts pro rata.
    """
    need = np.zeros(clock.count)
    if programme.safety_months <= 0 or programme.safety_from is None:
        return need
    cover = programme.safety_months / clock.length
    for period in range(max(0, clock.containing(programme.safety_from)), clock.count):
        left, ahead = cover, period + 1
        while left > 1e-12:
            part = min(1.0, left)
            need[period] += part * due[min(ahead, clock.count - 1)]
            left, ahead = left - part, ahead + 1
    return need
