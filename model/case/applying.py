"""Applying changes: set, scale, add, delete and insert, each of which must meet a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from model.case.cells import CellError, checked_number, parse
from model.case.changes import Change
from model.case.declare import Cell, Column, Table
from model.case.errors import Problem
from model.case.rows import Row, Rows, cell_text, parse_row
from model.case.schema import SETTINGS
from model.case.where import selected, why_none


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


@dataclass
class _Write:
    """One cell written: which row, by which change, what stood there."""

    change: Change
    row: Row
    column: str
    before: str
    after: str


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
    writes.extend(
        _Write(change, row, name, "", row.text(name))
        for name in change.table.column_names
        if row.text(name)
    )


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
