"""What a scenario change means: which rows of which table, and what is done to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from model.case.cells import CellError, parse
from model.case.declare import Column, Table
from model.case.errors import Problem, nearest
from model.case.rows import Row, parse_row
from model.case.schema import SCHEMA, SETTINGS
from model.case.where import parse_where

UNCHANGEABLE: Final = ("changes", "scenarios")
"""Tables that say what changes; a change of them would have no meaning."""

_FACTOR: Final = Column("value", "number", "factor or amount")


@dataclass(frozen=True)
class Change:
    """One row of the table `changes`, understood."""

    row: Row
    table: Table
    wanted: Mapping[str, str]
    column: str
    operation: str
    value: str

    @property
    def scenario(self) -> str:
        """The scenario to which it belongs."""
        return self.row.text("scenario")


class ChangeError(ValueError):
    """What is wrong with a change, and in which of its columns."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column = column


def understood(row: Row) -> Change:
    """The change that a row of the table `changes` means.

    Raises ChangeError where it means none.
    """
    table = SCHEMA.get(row.text("table"))
    if table is None:
        raise ChangeError("table", f"no such table; {nearest(row.text('table'), SCHEMA)}")
    if table.name in UNCHANGEABLE:
        raise ChangeError("table", "a scenario cannot change it; change the tables of the case")
    try:
        wanted = parse_where(table, row.text("where"))
    except CellError as error:
        raise ChangeError("where", str(error)) from None
    column, operation, value = (row.text(name) for name in ("column", "operation", "value"))
    change = Change(row, table, wanted, column, operation, value)
    if column and column not in table.by_name:
        known = nearest(column, table.by_name)
        raise ChangeError("column", f"{table.name} has no such column; {known}")
    if operation == "delete":
        _check_delete(change)
    elif operation == "insert":
        _check_insert(change)
    elif not column:
        raise ChangeError("column", f"{operation} needs a column; write its name")
    elif operation == "set":
        _check_value(change)
    else:
        _check_factor(change)
    return change


def _check_delete(change: Change) -> None:
    for name in ("column", "value"):
        if change.row.text(name):
            raise ChangeError(name, "delete takes whole rows; leave it empty")


def _check_insert(change: Change) -> None:
    for name, value in change.wanted.items():
        if "*" in value and not (value == "*" and change.table.by_name[name].any_allowed):
            raise ChangeError("where", f"insert makes one row; write {name} without a wildcard")
    if not change.wanted:
        raise ChangeError("where", "insert makes a row of it; write column=value")
    if change.column in change.wanted:
        raise ChangeError("column", "it stands in where already; write it once")
    if change.column:
        _check_value(change)
    elif change.value:
        raise ChangeError("value", "a value without its column; write the column's name")


def _check_value(change: Change) -> None:
    column = change.table.by_name[change.column]
    if change.table.name == "settings":
        column = SETTINGS.get(change.wanted.get("setting", ""), column)
    try:
        parse(column, change.value)
    except CellError as error:
        raise ChangeError("value", str(error)) from None


def _check_factor(change: Change) -> None:
    column = change.table.by_name[change.column]
    if not column.is_number and change.table.name != "settings":
        raise ChangeError("column", f"{change.operation} needs a column of numbers; use set")
    try:
        parse(_FACTOR, change.value)
    except CellError as error:
        raise ChangeError("value", str(error)) from None


def changes_from(given: Iterable[Mapping[str, object]], problems: list[Problem]) -> list[Change]:
    """The changes that a program gives, numbered from 1 as rows of "changes"."""
    table = SCHEMA["changes"]
    listed = []
    for number, mapping in enumerate(given, start=1):
        for name in set(mapping) - set(table.by_name):
            known = nearest(name, table.by_name)
            problems.append(Problem("changes", number, name, "", f"no such column; {known}"))
        cells = {"scenario": "changes", "order": number, **mapping}
        row = parse_row(table, cells, "changes", number, problems)
        if row.reads(*table.column_names):
            listed.append(row)
    return understood_all(listed, problems)


def understood_all(rows: Iterable[Row], problems: list[Problem]) -> list[Change]:
    """The changes that rows of the table `changes` mean; what means none is reported."""
    listed = []
    for row in rows:
        if not row.reads("table", "where", "column", "operation", "value"):
            continue
        try:
            listed.append(understood(row))
        except ChangeError as error:
            problems.append(row.problem(error.column, str(error)))
    return listed
