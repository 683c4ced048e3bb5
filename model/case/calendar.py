"""Months and periods: the one place where months are counted and durations rounded."""

from __future__ import annotations

import calendar
import math
import re

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def month_number(text: str) -> int:
    """Number of a month "YYYY-MM", counted from year 0, so that months can be subtracted.

    Raises ValueError where the text is no month.
    """
    match = _MONTH.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a month; write YYYY-MM, for example 2028-07")
    return int(match[1]) * 12 + int(match[2]) - 1


def month_text(number: int) -> str:
    """The month "YYYY-MM" of a month number."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def days_in_month(number: int) -> int:
    """Calendar days of the month."""
    return calendar.monthrange(number // 12, number % 12 + 1)[1]


def periods(months: float, period_months: int) -> int:
    """A duration in months as whole periods: n(x) = floor(x / period_months + 1/2)."""
    # A quotient such as 1.4999999999999998 for 4.5 / 3 must round as 1.5 does.
    return math.floor(round(months / period_months, 9) + 0.5)


def period_label(first_month: int, period_months: int) -> str:
    """Name of the period: 2026-01, 2026-Q1, 2026-H1 or 2026."""
    year, month = divmod(first_month, 12)
    if period_months == 1:
        return month_text(first_month)
    if period_months == 3:
        return f"{year}-Q{month // 3 + 1}"
    if period_months == 6:
        return f"{year}-H{month // 6 + 1}"
    return f"{year}"
