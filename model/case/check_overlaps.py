"""Rows whose months overlap: an error where they contradict, a warning where they add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from model.case.calendar import month_text
from model.case.findings import Findings, due_span, month_of
from model.case.rows import Row

Span = tuple[int, int, Row]
"""First and last month of a row, and the row."""


def check_overlaps(found: Findings) -> None:
    """Calendar windows must not overlap; reservations and obligations that do are told."""
    for group in _windows(found, "line_calendar", "line"):
        for row, other, months in _overlapping(group):
            text = (
                f"overlaps {months} of {row.text('line')} ({_place(other)}); "
                "give each month to one row"
            )
            found.error(row, "first_month", text)
    for group in _windows(found, "reservations", "client", "line"):
        for row, other, months in _overlapping(group):
            text = (
                f"overlaps {months} of {row.text('client')} on {row.text('line')} "
                f"({_place(other)}); the days of both count, write each day once"
            )
            found.warn(row, "first_month", text)
    _warn_of_dues(found)


def _windows(found: Findings, table: str, *names: str) -> list[list[Span]]:
    """The windows of a table's rows, by what they are of.

    Of rows with one first month only the first is taken: the others repeat its key.
    """
    groups: dict[tuple[str, ...], list[Span]] = defaultdict(list)
    for row in found.readable(table, *names, "first_month", "last_month"):
        first, last = month_of(row, "first_month"), month_of(row, "last_month")
        if first is not None and last is not None:
            group = groups[tuple(row.text(name) for name in names)]
            if all(first != span[0] for span in group):
                group.append((first, last, row))
    return list(groups.values())


def _warn_of_dues(found: Findings) -> None:
    """One warning for each programme and market: the first two dues of which one holds the other.

    Rows that a change inserted are meant to come on top.
    """
    groups: dict[tuple[str, str, str], list[Span]] = defaultdict(list)
    for row in found.readable("obligations", "programme", "market", "due", "kg"):
        span = due_span(row.text("due"))
        if span is not None and row.number_in("kg") > 0 and not row.changed.get("due"):
            groups[row.text("programme"), row.text("market"), row.file].append((*span, row))
    for (programme, market, _), group in groups.items():
        pairs = list(_overlapping(group))
        if pairs:
            row, other, _ = pairs[0]
            more = f" ({len(pairs) - 1} more rows)" if len(pairs) > 1 else ""
            text = (
                f"{programme} for {market} has {other.text('due')} as well ({_place(other)}); "
                f"the kg of both count, write each kg once{more}"
            )
            found.warn(row, "due", text)


def _overlapping(group: Iterable[Span]) -> Iterable[tuple[Row, Row, str]]:
    """Each row with an earlier one that it overlaps, and that one's months.

    Rows with the same months share a key but for firm: two halves of one, or reported as such.
    """
    latest: Span | None = None
    for span in sorted(group, key=lambda span: (span[0], -span[1], span[2].number)):
        if latest is not None and span[0] <= latest[1] and span[:2] != latest[:2]:
            months = f"{month_text(latest[0])} to {month_text(latest[1])}"
            yield span[2], latest[2], months
        if latest is None or span[1] > latest[1]:
            latest = span


def _place(row: Row) -> str:
    return f"{row.file} row {row.number}"
