"""A table on its way from file to case: rows that remember where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from model.case.cells import CellError, parse, raw_text
from model.case.declare import Cell, Column, Table, number_text
from model.case.errors import Problem
from model.case.schema import SETTINGS


@dataclass(frozen=True)
class Origin:
    """Where a row stands: file and row; and, for cells that a change wrote, where the change is."""

    file: str
    row: int
    changed: Mapping[str, tuple[str, int]] = field(default_factory=dict)


@dataclass
class Row:
    """One row while a case is made.

    `spoiled` are the columns whose cells could not be read; checks pass over them.
    """

    values: dict[str, Cell]
    file: str
    number: int
    changed: dict[str, tuple[str, int]] = field(default_factory=dict)
    spoiled: frozenset[str] = frozenset()

    def problem(self, column: str, text: str) -> Problem:
        """A problem of the row's cell (column "": of the row)."""
        file, number = self.changed.get(column, (self.file, self.number))
        return Problem(file, number, column, self.text(column) if column else "", text)

    def text(self, column: str) -> str:
        """The cell as text, "" where it is empty."""
        return cell_text(self.values.get(column))

    def number_in(self, column: str, default: float = 0.0) -> float:
        """The cell as a number, the default where it is empty."""
        value = self.values.get(column)
        return value if isinstance(value, float) else default

    def reads(self, *columns: str) -> bool:
        """Whether all these cells could be read."""
        return self.spoiled.isdisjoint(columns)

    def copy(self) -> Row:
        """A row that can be changed apart from this one."""
        return Row(dict(self.values), self.file, self.number, dict(self.changed), self.spoiled)


Rows = dict[str, list[Row]]
"""The rows of each table of a case, by the table's name."""


def cell_text(value: Cell) -> str:
    """The canonical text of a value: what a CSV file holds, and what is hashed."""
    if value is None:
        return ""
    return number_text(value) if isinstance(value, float) else value


def parse_row(
    table: Table, cells: Mapping[str, object], file: str, number: int, problems: list[Problem]
) -> Row:
    """The row of a table from raw cells by column; unreadable ones are reported and marked."""
    values: dict[str, Cell] = {}
    spoiled = set()
    for column in table.columns:
        try:
            values[column.name] = parse(column, cells.get(column.name))
        except CellError as error:
            values[column.name] = None
            spoiled.add(column.name)
            raw = raw_text(cells.get(column.name))
            problems.append(Problem(file, number, column.name, raw, str(error)))
    row = Row(values, file, number, spoiled=frozenset(spoiled))
    if table.name == "settings":
        _parse_setting(row, cells.get("value"), problems)
    return row


def _parse_setting(row: Row, raw: object, problems: list[Problem]) -> None:
    """Read the value of a setting by the setting's own kind."""
    setting = SETTINGS.get(row.text("setting"))
    if setting is None or "value" in row.spoiled:
        return
    try:
        row.values["value"] = cell_text(parse(setting, raw)) or None
    except CellError as error:
        row.spoiled |= {"value"}
        problems.append(Problem(row.file, row.number, "value", raw_text(raw), str(error)))


def sort_key(table: Table, row: Row) -> tuple[tuple[int, float, str], ...]:
    """Order of rows by key: numbers by size, texts by code point, empty first."""
    key = []
    for name in table.key:
        value = row.values[name]
        if isinstance(value, float):
            key.append((1, value, ""))
        else:
            key.append((0 if value is None else 2, 0.0, value or ""))
    return tuple(key)


def frame(table: Table, rows: Iterable[Row]) -> pd.DataFrame:
    """The rows as a table: number columns float64 (NaN: empty), others object (None: empty)."""
    listed = list(rows)
    data = {c.name: _series(c, [row.values[c.name] for row in listed]) for c in table.columns}
    return pd.DataFrame(data, columns=list(table.column_names))


def _series(column: Column, values: list[Cell]) -> pd.Series:
    if column.is_number:
        numbers = [np.nan if value is None else value for value in values]
        return pd.Series(numbers, dtype="float64")
    return pd.Series(values, dtype=object)


def rows_of(table: Table, data: pd.DataFrame, origins: tuple[Origin, ...]) -> list[Row]:
    """The rows of a table of a case, with the places from which they came."""
    columns = []
    for column in table.columns:
        values = data[column.name].tolist()
        if column.is_number:
            values = [None if value != value else float(value) for value in values]
        columns.append(values)
    names = table.column_names
    return [
        Row(dict(zip(names, cells, strict=True)), origin.file, origin.row, dict(origin.changed))
        for cells, origin in zip(zip(*columns, strict=True), origins, strict=True)
    ]
