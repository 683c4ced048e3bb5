"""Time: the horizon, windows whose months lie in order, obligations inside the horizon."""

from __future__ import annotations

from typing import Final

from model.case.calendar import month_number, month_text
from model.case.check_overlaps import check_overlaps
from model.case.errors import Problem
from model.case.findings import Findings, due_span, month_of
from model.case.horizon import Horizon
from model.case.rows import Row
from model.case.schema import SETTINGS

_ORDERED: Final = (
    ("lines", "opens", "closes"),
    ("lines", "earliest_decision", "latest_decision"),
    ("line_calendar", "first_month", "last_month"),
    ("site_shares", "first_month", "last_month"),
    ("reservations", "first_month", "last_month"),
    ("commitments", "first_month", "last_month"),
)
_WINDOW: Final = ("first_month", "last_month")


def check_time(found: Findings) -> Horizon | None:
    """Check settings, windows and dues; the horizon, or None where the settings make none."""
    horizon = _check_settings(found)
    _check_order(found)
    check_overlaps(found)
    if horizon is not None:
        _check_windows(found, horizon)
        _check_dues(found, horizon)
    return horizon


def _check_settings(found: Findings) -> Horizon | None:
    """The settings that are needed are there, and the horizon is a whole number of periods."""
    if "settings" in found.unread:
        return None
    rows = {row.text("setting"): row for row in found.readable("settings", "setting")}
    before = len(found.problems)
    for name, column in SETTINGS.items():
        row = rows.get(name)
        is_given = row is not None and (row.text("value") != "" or "value" in row.spoiled)
        if not is_given and not column.may_be_empty:
            text = f"the setting is missing; add a row {name} with its value"
            found.problems.append(Problem(found.file("settings"), 0, "setting", name, text))
    if len(found.problems) > before or any(row.spoiled for row in found.rows["settings"]):
        return None
    if not _horizon_fits(rows, found):
        return None
    tail = rows["tail_months"].text("value") if "tail_months" in rows else ""
    length = int(rows["period_months"].text("value"))
    first, last = (month_number(rows[name].text("value")) for name in ("first_month", "last_month"))
    return Horizon(first, length, (last - first + 1) // length, -(-int(tail or 0) // length), 0.0)


def _horizon_fits(rows: dict[str, Row], found: Findings) -> bool:
    length = int(rows["period_months"].text("value"))
    first, last = (month_number(rows[name].text("value")) for name in ("first_month", "last_month"))
    before = len(found.problems)
    if last < first:
        text = f"before first_month {month_text(first)}; write a later month"
        found.error(rows["last_month"], "value", text)
    elif (last - first + 1) % length:
        whole = (last - first + 1) // length
        nearby = " or ".join(
            month_text(first + count * length - 1) for count in (whole, whole + 1) if count
        )
        text = f"the horizon is not a whole number of {length}-month periods; write {nearby}"
        found.error(rows["last_month"], "value", text)
    if first % 12 % length:
        start = first - first % 12 % length
        text = (
            f"no {length}-month period of the calendar begins here; "
            f"write {month_text(start)} or {month_text(start + length)}"
        )
        found.error(rows["first_month"], "value", text)
    revealed = rows.get("revealed_month")
    month = revealed.text("value") if revealed else ""
    if revealed and month and not first <= month_number(month) <= last:
        text = f"outside the horizon; write a month from {month_text(first)} to {month_text(last)}"
        found.error(revealed, "value", text)
    return len(found.problems) == before


def _check_order(found: Findings) -> None:
    for table, early, late in _ORDERED:
        for row in found.readable(table, early, late):
            first, last = month_of(row, early), month_of(row, late)
            if first is None or last is None:
                continue
            if last < first:
                text = f"before {early} {month_text(first)}; write that month or a later one"
                found.error(row, late, text)
            elif late == "closes" and last == first:
                text = f"the line closes in the month in which it {early}; write a later month"
                found.error(row, late, text)


def _check_windows(found: Findings, horizon: Horizon) -> None:
    """A window holds the periods that begin in it: one without any is a slip."""
    for row in found.readable("site_shares", *_WINDOW):
        begin = _begin_missed(row, horizon)
        if begin:
            found.warn(row, "first_month", _missed(begin, horizon, "the share asks for nothing"))
    for row in found.readable("commitments", "decision", *_WINDOW, "must"):
        begin = _begin_missed(row, horizon)
        if begin and row.text("must") == "no":
            found.warn(row, "first_month", _missed(begin, horizon, "nothing is vetoed"))
        elif begin:
            found.error(row, "first_month", _missed(begin, horizon, "it cannot happen"))
        elif row.text("must") == "yes" and _lies_outside(row, horizon):
            first, last = horizon.first_month, horizon.first(horizon.count) - 1
            text = (
                "no period of the plan begins in this window, so it cannot happen; "
                f"write months from {month_text(first)} to {month_text(last)}"
            )
            found.error(row, "last_month" if row.text("last_month") else "first_month", text)


def _begin_missed(row: Row, horizon: Horizon) -> str:
    """The first month of a period inside of which the window lies, after its beginning; or ""."""
    first, last = month_of(row, "first_month"), month_of(row, "last_month")
    if first is None or last is None or last < first:
        return ""
    period = horizon.containing(first)
    if horizon.first(period) == first or horizon.containing(last) > period:
        return ""
    return month_text(horizon.first(period))


def _missed(begin: str, horizon: Horizon, so: str) -> str:
    length = horizon.period_months
    return f"no {length}-month period begins in this window, so {so}; write {begin}"


def _lies_outside(row: Row, horizon: Horizon) -> bool:
    """Whether no period begins in the window; transfers under way began before the first."""
    first, last = month_of(row, "first_month"), month_of(row, "last_month")
    if first is not None and last is not None and last < first:
        return False  # that is said elsewhere
    under_way = row.text("decision") == "transfer"
    return not horizon.starting_in(first, last, before=under_way)


def _check_dues(found: Findings, horizon: Horizon) -> None:
    first, last = horizon.first_month, horizon.first(horizon.planned) - 1
    ends = {
        row.text("programme"): month_of(row, "contract_end")
        for row in found.readable("programmes", "programme", "contract_end")
    }
    for row in found.readable("obligations", "programme", "due", "firm"):
        span = due_span(row.text("due"))
        if span is None:
            if row.text("firm") == "yes":
                found.warn(row, "firm", "what is overdue cannot be on time; counted as not firm")
            continue
        if span[0] < first or span[1] > last:
            text = (
                f"not wholly inside the horizon {month_text(first)} to {month_text(last)}; "
                "write the months inside it, or overdue"
            )
            found.error(row, "due", text)
        end = ends.get(row.text("programme"))
        if end is not None and span[1] > end:
            text = (
                f"after the contract's end {month_text(end)}; "
                "end the obligation before, or move contract_end"
            )
            found.error(row, "due", text)
