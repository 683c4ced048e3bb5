"""The oracle's own calendar: months, periods, roundings, discounting (model.md, "Time")."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

# Days of January to December; leap years are those of the Gregorian calendar.
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def month(text: str) -> int:
    """Months since January of year 0."""
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def text_of(number: int) -> str:
    """The month "YYYY-MM"."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def days_of(number: int) -> int:
    """Calendar days of a month."""
    year, place = divmod(number, 12)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _DAYS[place] + (1 if leap and place == 1 else 0)


def span_of(due: str) -> range:
    """The months of a due: YYYY, YYYY-Qn or YYYY-MM."""
    year = int(due[:4]) * 12
    if len(due) == 4:
        return range(year, year + 12)
    if due[5] == "Q":
        begin = year + 3 * (int(due[6]) - 1)
        return range(begin, begin + 3)
    return range(month(due), month(due) + 1)


@dataclass(frozen=True)
class Clock:
    """Periods 0..count-1, the first `planned` of them in the horizon."""

    first: int
    length: int
    planned: int
    count: int
    rate: float

    def n(self, months: float) -> int:
        """A duration in periods: floor(months / length + 1/2), in exact arithmetic."""
        return math.floor(Fraction(str(months)) / self.length + Fraction(1, 2))

    @property
    def w(self) -> int:
        """Periods over which a validation is spread."""
        return max(1, self.n(3))

    def start(self, t: int) -> int:
        """First month of a period (also of one before the horizon)."""
        return self.first + t * self.length

    def months(self, t: int) -> range:
        """Months of a period."""
        return range(self.start(t), self.start(t) + self.length)

    def permitted(self, text: str | None) -> int:
        """Permission: the first period whose first month is not before the month."""
        if text is None:
            return 0
        t = 0
        while self.start(t) < month(text):
            t += 1
        return t

    def containing(self, text: str) -> int:
        """Duty or deadline: the period that contains the month."""
        return (month(text) - self.first) // self.length

    def window(self, first: str | None, last: str | None, begin: int = 0) -> list[int]:
        """Periods from `begin` on whose first month lies inside."""
        return [
            t
            for t in range(begin, self.count)
            if (first is None or self.start(t) >= month(first))
            and (last is None or self.start(t) <= month(last))
        ]

    def discount(self, t: int) -> float:
        """Discount factor of a period."""
        return float((1 + self.rate) ** (-(t + 0.5) * self.length / 12))

    @property
    def end_discount(self) -> float:
        """Discount factor at the end of the horizon."""
        return float((1 + self.rate) ** (-self.planned * self.length / 12))
