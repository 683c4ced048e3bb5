"""The horizon: periods, their months, what a month means for permissions, duties and windows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.case.calendar import month_number, period_label, periods


@dataclass(frozen=True)
class Horizon:
    """Periods 0..count-1; the first `planned` of them are the horizon, the others its tail."""

    first_month: int
    period_months: int
    planned: int
    tail: int
    discount_rate: float

    @property
    def count(self) -> int:
        """Number of periods, tail included."""
        return self.planned + self.tail

    @property
    def every(self) -> range:
        """All periods, tail included."""
        return range(self.count)

    def first(self, period: int) -> int:
        """First month of the period (a month number); periods before the horizon are negative."""
        return self.first_month + period * self.period_months

    def months(self, period: int) -> range:
        """The months of the period."""
        return range(self.first(period), self.first(period) + self.period_months)

    def label(self, period: int) -> str:
        """The period's name, for example 2028-Q3."""
        return period_label(self.first(period), self.period_months)

    def containing(self, month: int) -> int:
        """The period that contains the month: duties and deadlines (may lie outside 0..count-1)."""
        return (month - self.first_month) // self.period_months

    def permitted_from(self, month: int) -> int:
        """First period whose first month is not before the month: permissions."""
        return -((self.first_month - month) // self.period_months)

    def starting_in(
        self, first: int | None, last: int | None, *, before: bool = False
    ) -> list[int]:
        """Periods whose first month lies in first..last (None: open end): windows.

        `before`: those before the horizon too, where the window names its first month.
        """
        start = min(0, self.permitted_from(first)) if before and first is not None else 0
        return [
            t
            for t in range(start, self.count)
            if (first is None or self.first(t) >= first) and (last is None or self.first(t) <= last)
        ]

    def rounded(self, months: float) -> int:
        """A duration in months as whole periods."""
        return periods(months, self.period_months)

    def discount(self, period: int) -> float:
        """Discount factor at the middle of the period."""
        return float((1 + self.discount_rate) ** -((period + 0.5) * self.period_months / 12))

    @property
    def end_discount(self) -> float:
        """Discount factor at the end of the horizon (its tail left out)."""
        return float((1 + self.discount_rate) ** -(self.planned * self.period_months / 12))

    @property
    def validation_spread(self) -> int:
        """Periods over which a validation campaign is spread: max(1, n(3 months))."""
        return max(1, self.rounded(3))


def build_horizon(settings: Mapping[str, object]) -> Horizon:
    """The horizon that the settings describe; months are checked when the case is read."""
    first = month_number(str(settings["first_month"]))
    last = month_number(str(settings["last_month"]))
    length = int(str(settings["period_months"]))
    tail_months = int(float(str(settings["tail_months"])))
    return Horizon(
        first_month=first,
        period_months=length,
        planned=(last - first + 1) // length,
        tail=-(-tail_months // length),
        discount_rate=float(str(settings["discount_rate"])),
    )
