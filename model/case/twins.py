"""A folder and a workbook of the same name, side by side: both must hold the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from model.case.declare import Table
from model.case.errors import Problem
from model.case.files import WORKBOOK
from model.case.rows import Row, Rows
from model.case.schema import SCHEMA

_SHOWN: Final = 5
"""Differences that are named; more would hide the point."""


def twin_problems(
    place: Path, rows: Rows, read: Callable[[Path], tuple[Rows, list[Problem]]]
) -> list[Problem]:
    """The first cells in which the case and its twin differ, or the twin's own problems.

    `read` gives the rows of the twin; it is called only where a twin exists.
    """
    if not place.name:
        return []  # the root of a drive stands beside nothing
    if place.suffix.lower() == WORKBOOK:
        twin = place.with_name(place.stem)
        if not twin.is_dir():
            return []
    else:
        twin = place.with_name(place.name + WORKBOOK)
        if not twin.is_file():
            return []
    other, problems = read(twin)
    if problems:
        return problems
    found: list[Problem] = []
    for name, table in SCHEMA.items():
        found.extend(_differences(table, (place.name, rows[name]), (twin.name, other[name])))
    return found[:_SHOWN]


def _differences(
    table: Table, ours: tuple[str, list[Row]], twins: tuple[str, list[Row]]
) -> list[Problem]:
    """Rows that only one of them has, and cells that differ; each comes with its place's name."""
    (place, rows), (twin, other) = ours, twins
    remedy = "make both alike, or keep one and write the other from it (convert)"
    theirs = {_key(table, row): row for row in other}
    found = []
    for row in rows:
        match = theirs.pop(_key(table, row), None)
        if match is None:
            found.append(row.problem("", f"{twin} has no such row ({_name(table, row)}); {remedy}"))
            continue
        for column in table.column_names:
            if row.text(column) != match.text(column):
                value = match.text(column) or "empty"
                text = f"{twin} has {value} on row {match.number}; {remedy}"
                found.append(row.problem(column, text))
    found.extend(
        row.problem("", f"{place} has no such row ({_name(table, row)}); {remedy}")
        for row in theirs.values()
    )
    return found


def _key(table: Table, row: Row) -> tuple[str, ...]:
    return tuple(row.text(column) for column in table.key)


def _name(table: Table, row: Row) -> str:
    return ", ".join(text for text in _key(table, row) if text)
