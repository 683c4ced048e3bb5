"""Production lines and the days of each month: calendar days x availability x units."""

from __future__ import annotations

import numpy as np

from model.plan.audit.clock import Clock, days_of
from model.plan.audit.records import Line, Row, Tables, month, number, optional, rows_of, text


def read_lines(case: Tables, clock: Clock) -> dict[str, Line]:
    """Every line with the days of each of its months."""
    calendar: dict[str, list[Row]] = {}
    for row in rows_of(case, "line_calendar"):
        calendar.setdefault(text(row, "line"), []).append(row)
    return {
        text(row, "line"): _line(row, calendar.get(text(row, "line"), []), clock)
        for row in rows_of(case, "lines")
    }


def _line(row: Row, calendar: list[Row], clock: Clock) -> Line:
    months = np.arange(clock.first, clock.first + clock.month_count)
    availability = np.full(len(months), number(row, "availability"))
    for entry in calendar:
        first, last = month(entry, "first_month"), month(entry, "last_month")
        availability[_within(months, first, last)] = number(entry, "availability")
    days = np.array([days_of(int(at)) for at in months], dtype=np.float64)
    units = number(row, "units")
    closes = month(row, "closes")
    option = text(row, "status") == "option"
    # An option line has days in every month; whether it stands yet is the plan's to say.
    is_open = _within(months, month(row, "opens"), None if closes is None else closes - 1)
    return Line(
        site=text(row, "site"),
        option=option,
        month_days=days * availability * units,
        month_open=np.where(is_open | option, 1.0, 0.0),
        max_campaigns=optional(row, "max_campaigns"),
        units=units,
        fixed_cost=number(row, "fixed_cost_local_m_per_year"),
        capex=number(row, "capex_local_m", float("nan") if option else 0.0),
        build_months=number(row, "build_months", float("nan") if option else 0.0),
        earliest=month(row, "earliest_decision"),
        latest=month(row, "latest_decision"),
        life_years=optional(row, "life_years"),
    )


def _within(months: np.ndarray, first: int | None, last: int | None) -> np.ndarray:
    low = months[0] if first is None else first
    high = months[-1] if last is None else last
    inside: np.ndarray = (months >= low) & (months <= high)
    return inside
