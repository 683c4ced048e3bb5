"""How many of a line's days whole batches and changeovers can fill.

A line of 68 days on which a batch takes 7 and a changeover 14 is full at 63. A plan with fractions
of batches would live on the other 5, and lose them when its batches are made whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from model.case.instance import Instance

_UNITS = 1_000  # of a day: what days of batches and changeovers are counted in
_MOST_STEPS = 1_000_000  # of the sums tried: above that a line's days are left as they are
_CLOSE = 1e-6


@dataclass(frozen=True)
class Fillable:
    """The days of a line in a period, and the most of them that can be used (no more than those).

    sum of days used on the line in t <= most open[l,t]

    Proof: what is used (rule 1) is a sum of whole multiples of days_per_batch, changeover_days and
    a period's share of a validation, since batches, campaign - carry_over and validation are whole
    and never negative (rules 2 and 3); `most` is the largest such sum within the days.
    """

    line: str
    period: int
    days: float
    most: float


def fillable(inst: Instance) -> Iterator[Fillable]:
    """Of each line and period that cannot be filled to the last day."""
    for line, t in inst.LINE_PERIODS:
        days = inst.lines[line].days[t]
        most = largest_sum(_lengths(inst, line, t), days)
        if most < days - _CLOSE:
            yield Fillable(line, t, days, most)


def _lengths(inst: Instance, line: str, t: int) -> set[float]:
    """Days that a batch, a changeover and a period of a validation take."""
    found: set[float] = set()
    for p, k in inst.runs_on[line, t]:
        recipe = inst.recipes[p, k, line]
        found |= {recipe.days_per_batch, recipe.changeover_days}
        if (p, k, line, t) in inst.VALIDATING:
            transfer = inst.transfers[p, k, recipe.site]
            whole = transfer.ppq_batches * recipe.days_per_batch + recipe.changeover_days
            found.add(whole / transfer.spread)
    return {length for length in found if length > 0}


def largest_sum(lengths: set[float], most: float) -> float:
    """The largest sum of whole multiples of these lengths that is no more than `most`.

    Lengths that are no whole number of thousandths, or too many sums to try: `most` itself.
    """
    units = {round(length * _UNITS) for length in lengths}
    exact = all(abs(length * _UNITS - round(length * _UNITS)) < _CLOSE for length in lengths)
    if not units or not exact or 0 in units:
        return most
    unit = math.gcd(*units)
    room = math.floor((most * _UNITS + _CLOSE) / unit)
    if room * len(units) > _MOST_STEPS:
        return most
    reached = np.zeros(room + 1, dtype=bool)
    reached[0] = True
    for length in sorted(n // unit for n in units):
        for start in range(length, room + 1):
            reached[start] |= reached[start - length]
    return float(np.flatnonzero(reached)[-1]) * unit / _UNITS
