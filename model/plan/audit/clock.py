"""Months and periods as the audit counts them, on its own: a slip elsewhere must show up here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MONTHS = 12


def month_of(text: str) -> int:
    """Serial number of the month "YYYY-MM"; ValueError where the text is none."""
    year, _, month = text.partition("-")
    when = date(int(year), int(month), 1)
    return when.year * MONTHS + when.month - 1


def days_of(month: int) -> int:
    """Calendar days of a month."""
    ahead = month + 1
    first = date(month // MONTHS, month % MONTHS + 1, 1)
    return (date(ahead // MONTHS, ahead % MONTHS + 1, 1) - first).days


def span_of(due: str) -> tuple[int, int]:
    """First month and number of months of a due date "YYYY", "YYYY-Qn" or "YYYY-MM"."""
    if len(due) == 4:
        return month_of(f"{due}-01"), MONTHS
    if due[5] == "Q":
        return month_of(f"{due[:4]}-{3 * int(due[6]) - 2:02d}"), 3
    return month_of(due), 1


@dataclass(frozen=True)
class Clock:
    """The cut of time: `horizon` periods of `length` months from `first`, `count` with the tail."""

    first: int
    length: int
    horizon: int
    count: int
    discount_rate: float

    def start(self, period: int) -> int:
        """First month of a period, also of one before the horizon."""
        return self.first + period * self.length

    def containing(self, month: int) -> int:
        """The period that contains a month (duties and deadlines); negative before the horizon."""
        return (month - self.first) // self.length

    def from_month(self, month: int | None) -> int:
        """First period whose first month is not before the month given (permissions)."""
        return 0 if month is None else max(0, -((self.first - month) // self.length))

    def rounded(self, months: float) -> int:
        """A duration in months as periods, floor(x / length + 1/2), in exact decimals."""
        return floor(Fraction(repr(float(months))) / self.length + Fraction(1, 2))

    def label(self, period: int) -> str:
        """Name of a period: 2026-01, 2026-Q1, 2026-H1 or 2026."""
        year, month = divmod(self.start(period), MONTHS)
        endings = {1: f"-{month + 1:02d}", 3: f"-Q{month // 3 + 1}", 6: f"-H{month // 6 + 1}"}
        return f"{year:04d}{endings.get(self.length, '')}"

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of all periods, tail included."""
        return tuple(self.label(period) for period in range(self.count))

    @property
    def years(self) -> tuple[int, ...]:
        """Calendar year in which each period begins."""
        return tuple(self.start(period) // MONTHS for period in range(self.count))

    @property
    def month_count(self) -> int:
        """Months of horizon and tail together."""
        return self.count * self.length

    def by_period(self, monthly: Array) -> Array:
        """Sums of a figure per month over the months of each period."""
        sums: Array = monthly.reshape(self.count, self.length).sum(axis=1)
        return sums

    def inside(self, first: int | None, last: int | None) -> NDArray[np.bool_]:
        """Periods whose first month lies in a window; an open end reaches to the end."""
        starts = np.array([self.start(period) for period in range(self.count)])
        low = self.first if first is None else first
        high = self.first + self.month_count if last is None else last
        return (starts >= low) & (starts <= high)

    def begins_in(self, period: int, first: int | None, last: int | None) -> bool:
        """Whether the first month of a period, also of one before the horizon, lies in a window."""
        start = self.start(period)
        low = self.first if first is None else first
        return low <= start and (last is None or start <= last)

    def factors(self) -> Array:
        """Discount factor of the middle of each period."""
        middle = (np.arange(self.count) + 0.5) * self.length / MONTHS
        factors: Array = (1.0 + self.discount_rate) ** -middle
        return factors

    def end_factor(self) -> float:
        """Discount factor of the end of the horizon."""
        return float((1.0 + self.discount_rate) ** -(self.horizon * self.length / MONTHS))


def shifted(values: Array, periods: int) -> Array:
    """What happens `periods` later; what falls behind the last period is dropped."""
    later = np.zeros_like(values)
    if periods < len(values):
        later[periods:] = values[: len(values) - periods]
    return later
