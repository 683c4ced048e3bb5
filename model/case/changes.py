"""Scenario changes: set, scale, add, delete and insert, each of which must meet a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from model.case.cells import CellError, checked_number, parse
from model.case.declare import Cell, Column, Table, number_text
from model.case.errors import Problem, nearest
from model.case.rows import Row, Rows, cell_text, parse_row
from model.case.schema import SCHEMA, SETTINGS
from model.case.where import parse_where, selected, why_none

UNCHANGEABLE: Final = ("changes", "scenarios")
"""Tables that say what changes; a change of them would have no meaning."""

_FACTOR: Final = Column("value", "number", "factor or amount")


@dataclass(frozen=True)
class AppliedChange:
    """One cell that a change wrote, to be marked in the results.

    `key` holds the row's key as it is after the change; `before` and `after` are texts. A deleted
    row has the column "" and its key as `before`; an inserted row has one of these a cell.
    """

    table: str
    key: Mapping[str, str]
    column: str
    before: str
    after: str
    scenario: str
    reason: str


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


@dataclass
class _Write:
    """One cell written: which row, by which change, what stood there."""

    change: Change
    row: Row
    column: str
    before: str
    after: str


def understood(row: Row) -> Change:
    """The change that a row of the table `changes` means.

    Raises CellError, preceded by the name of the column at fault and a tab, where it means none.
    """
    table = SCHEMA.get(row.text("table"))
    if table is None:
        raise _fault("table", f"no such table; {nearest(row.text('table'), SCHEMA)}")
    if table.name in UNCHANGEABLE:
        raise _fault("table", "a scenario cannot change it; change the tables of the case")
    try:
        wanted = parse_where(table, row.text("where"))
    except CellError as error:
        raise _fault("where", str(error)) from None
    column, operation, value = (row.text(name) for name in ("column", "operation", "value"))
    change = Change(row, table, wanted, column, operation, value)
    if column and column not in table.by_name:
        known = nearest(column, table.by_name)
        raise _fault("column", f"{table.name} has no such column; {known}")
    _check_operation(change)
    return change


def _fault(column: str, text: str) -> CellError:
    return CellError(f"{column}\t{text}")


def _check_operation(change: Change) -> None:
    """Whether operation, column and value fit together."""
    operation = change.operation
    if operation == "delete":
        for name in ("column", "value"):
            if change.row.text(name):
                raise _fault(name, "delete takes whole rows; leave it empty")
        return
    if operation == "insert":
        for name, value in change.wanted.items():
            if "*" in value and not (value == "*" and change.table.by_name[name].any_allowed):
                raise _fault("where", f"insert makes one row; write {name} without a wildcard")
        if change.column in change.wanted:
            raise _fault("column", "it stands in where already; write it once")
        if not change.wanted:
            raise _fault("where", "insert makes a row of it; write column=value")
    elif not change.column:
        raise _fault("column", f"{operation} needs a column; write its name")
    if operation in ("scale", "add"):
        _factor(change)
    elif change.column:
        _check_value(change)


def _check_value(change: Change) -> None:
    column = change.table.by_name[change.column]
    if change.table.name == "settings":
        column = SETTINGS.get(change.wanted.get("setting", ""), column)
    try:
        parse(column, change.value)
    except CellError as error:
        raise _fault("value", str(error)) from None


def _factor(change: Change) -> float:
    column = change.table.by_name[change.column]
    if not column.is_number and change.table.name != "settings":
        raise _fault("column", f"{change.operation} needs a column of numbers; use set")
    try:
        factor = parse(_FACTOR, change.value)
    except CellError as error:
        raise _fault("value", str(error)) from None
    assert isinstance(factor, float)
    return factor


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
        except CellError as error:
            column, _, text = str(error).partition("\t")
            problems.append(row.problem(column, text))
    return listed


def apply_changes(
    rows: Rows, changes: Iterable[Change], problems: list[Problem], notes: list[Problem]
) -> tuple[AppliedChange, ...]:
    """Change the rows in place, in order, and say which cells were written.

    `problems` collects changes that meet no row, leave the range of a column, or write a cell that
    another scenario wrote; `notes` collects warnings.
    """
    writes: list[_Write] = []
    for change in changes:
        if change.operation == "insert":
            _insert(rows[change.table.name], change, problems, writes)
            continue
        met = selected(rows[change.table.name], change.wanted)
        if not met:
            text = why_none(change.table, rows[change.table.name], change.wanted)
            problems.append(change.row.problem("where", f"it meets no row: {text}"))
        elif change.operation == "delete":
            gone = {id(row) for row in met}
            rows[change.table.name] = [r for r in rows[change.table.name] if id(r) not in gone]
            writes.extend(_Write(change, r, "", _key_text(change.table, r), "") for r in met)
        else:
            _write(met, change, problems, writes)
    _check_joined(writes, problems, notes)
    return tuple(_record(write) for write in writes)


def _insert(rows: list[Row], change: Change, problems: list[Problem], writes: list[_Write]) -> None:
    cells: dict[str, object] = {**change.wanted}
    if change.column:
        cells[change.column] = change.value
    place = change.row
    row = parse_row(change.table, cells, place.file, place.number, problems)
    rows.append(row)
    for name in change.table.column_names:
        if row.text(name):
            writes.append(_Write(change, row, name, "", row.text(name)))


def _write(met: list[Row], change: Change, problems: list[Problem], writes: list[_Write]) -> None:
    """Write one column of the rows met."""
    written = 0
    for row in met:
        column = _column_of(change, row)
        try:
            value = _new_value(change, column, row.values[change.column])
        except CellError as error:
            key = _key_text(change.table, row)
            text = f"at {key} ({row.text(change.column) or 'empty'}): {error}"
            problems.append(change.row.problem("value", text))
            return
        if value is None and change.operation != "set":
            continue
        written += 1
        before = row.text(change.column)
        row.values[change.column] = (
            cell_text(value) or None if change.table.name == "settings" else value
        )
        row.spoiled -= {change.column}
        row.changed[change.column] = (change.row.file, change.row.number)
        writes.append(_Write(change, row, change.column, before, row.text(change.column)))
    if not written:
        text = f"all cells that it meets are empty; nothing to {change.operation}"
        problems.append(change.row.problem("column", text))


def _column_of(change: Change, row: Row) -> Column:
    """The column that is written; for a setting, that setting's own declaration."""
    column = change.table.by_name[change.column]
    if change.table.name == "settings" and change.column == "value":
        return SETTINGS.get(row.text("setting"), column)
    return column


def _new_value(change: Change, column: Column, before: Cell) -> Cell:
    """The value after the change; None for an empty cell that stays empty."""
    if change.operation == "set":
        return parse(column, change.value)
    if not column.is_number:
        raise CellError(f"no number, {change.operation} needs one; use set")
    if before is None and column.default is None:
        return None
    number = float(column.default if before is None else before)  # type: ignore[arg-type]
    factor = float(change.value)
    return checked_number(
        column, number * factor if change.operation == "scale" else number + factor
    )


def _check_joined(writes: list[_Write], problems: list[Problem], notes: list[Problem]) -> None:
    """What several scenarios write: a cell twice is an error, unless both only scale or add.

    Two factors, or two amounts, give the same in any order; everything else depends on the order.
    """
    first: dict[tuple[int, str], _Write] = {}
    told: set[tuple[str, str, str]] = set()
    for write in writes:
        cell = (id(write.row), write.column)
        other = first.setdefault(cell, write)
        one, two = other.change, write.change
        pair = (one.scenario, two.scenario, write.column)
        if one.scenario == two.scenario or pair in told:
            continue
        told.add(pair)
        at = _key_text(two.table, write.row)
        if one.operation == two.operation and one.operation in ("scale", "add"):
            text = f"{one.scenario} changes {write.column} at {at} as well; both changes count"
            notes.append(two.row.problem("scenario", text))
        elif one.operation != "insert" or two.operation == "set":
            text = (
                f"{one.scenario} writes {write.column} at {at} as well; "
                "join scenarios that do not write the same cell"
            )
            problems.append(two.row.problem("scenario", text))


def _key_text(table: Table, row: Row) -> str:
    return "; ".join(f"{name}={row.text(name)}" for name in table.key if row.text(name))


def _record(write: _Write) -> AppliedChange:
    key = {name: write.row.text(name) for name in write.change.table.key}
    return AppliedChange(
        write.change.table.name,
        key,
        write.column,
        write.before,
        write.after,
        write.change.scenario,
        write.change.row.text("reason"),
    )
