"""A case as one long table, a row for each cell, and back again without loss."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from model.case.applying import AppliedChange
from model.case.case import Case
from model.case.declare import Cell, Column, Table, number_text
from model.case.schema import SCHEMA, key_text

NEW_ROW = "(new row)"
DELETED = "(deleted)"
NO_ROWS = "(no rows)"

_Key = tuple[str, ...]


@dataclass(frozen=True)
class InputRow:
    """One cell of an input table as used; `row` counts the table's rows from 1.

    A row number of None marks a note (a deleted row, a table without rows), which is no cell.
    """

    table: str
    row: int | None
    key: str
    column: str
    value: Cell
    unit: str
    empty_means: str
    before: Cell
    scenario: str
    reason: str
    status: str
    source: str


INPUT_COLUMNS = tuple(field.name for field in fields(InputRow))


def written_key(table: str, row: Mapping[str, Cell]) -> str:
    """The key of a row in the syntax of `where`, or as JSON where that could be misread."""
    text = key_text(table, {name: row[name] for name in SCHEMA[table].key})
    if read_key(table, text) == {name: row[name] for name in SCHEMA[table].key}:
        return text
    return json.dumps([row[name] for name in SCHEMA[table].key], ensure_ascii=False)


def read_key(table: str, text: str) -> dict[str, Cell]:
    """The key columns' values from their written text."""
    declared = SCHEMA[table]
    if text.startswith("["):
        values = json.loads(text)
        return {
            name: float(value) if isinstance(value, (int, float)) else value
            for name, value in zip(declared.key, values, strict=True)
        }
    found: dict[str, Cell] = dict.fromkeys(declared.key)
    marks = list(re.finditer(rf"(?:^|; )({'|'.join(declared.key)})=", text))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = following.start() if following else len(text)
        found[mark[1]] = _typed(declared.by_name[mark[1]], text[mark.end() : end])
    return found


def _typed(column: Column, text: str) -> Cell:
    if not column.is_number:
        return text
    try:
        return float(text)
    except ValueError:
        return text


def input_rows(case: Case) -> list[InputRow]:
    """Every table of the case as used, with what the scenario changed, and the sources."""
    marks = _Marks(case.changes_applied)
    sources = Sources(case.tables["sources"])
    rows: list[InputRow] = []
    for name, table in SCHEMA.items():
        frame = case.tables[name]
        records = [_plain(table, record) for record in frame.to_dict("records")]
        for number, record in enumerate(records, 1):
            rows.extend(_rows_of(table, number, record, marks, sources))
        rows.extend(marks.deleted(name))
        if not records:
            rows.append(_note(name, "", NO_ROWS, "", ""))
    return rows


def _plain(table: Table, record: Mapping[object, object]) -> dict[str, Cell]:
    """A row with None for what is empty, in numbers and in texts."""
    plain: dict[str, Cell] = {}
    for column in table.columns:
        value = record[column.name]
        if value is None or value != value:
            plain[column.name] = None
        else:
            plain[column.name] = float(value) if column.is_number else str(value)  # type: ignore[arg-type]
    return plain


def _note(table: str, key: str, note: str, scenario: str, reason: str) -> InputRow:
    return InputRow(table, None, key, "", None, "", "", note, scenario, reason, "", "")


def _rows_of(
    table: Table, number: int, record: Mapping[str, Cell], marks: _Marks, sources: Sources
) -> Iterator[InputRow]:
    values = tuple(_text(record[name]) for name in table.key)
    key = written_key(table.name, record)
    # A table with nothing but a key still has one line for each row.
    columns = [c for c in table.columns if c.name not in table.key] or [Column("", "text", "")]
    for column in columns:
        before, scenario, reason = marks.of(table, values, column)
        status, source = sources.of(table.name, values, column.name)
        yield InputRow(
            table.name,
            number,
            key,
            column.name,
            record.get(column.name),
            column.unit,
            column.empty_meaning if column.may_be_empty else "",
            before,
            scenario,
            reason,
            status,
            source,
        )


def _text(value: Cell) -> str:
    if value is None:
        return ""
    return number_text(value) if isinstance(value, float) else value


class _Marks:
    """What the scenario's changes wrote, by cell."""

    def __init__(self, changes: Sequence[AppliedChange]) -> None:
        self.cells: dict[tuple[str, _Key, str], list[AppliedChange]] = {}
        self.gone: dict[str, list[AppliedChange]] = {}
        for change in changes:
            if not change.column:
                self.gone.setdefault(change.table, []).append(change)
                continue
            place = (change.table, tuple(change.key.values()), change.column)
            self.cells.setdefault(place, []).append(change)

    def of(self, table: Table, key: _Key, column: Column) -> tuple[Cell, str, str]:
        """What the cell was before, which scenarios changed it and why; empty: unchanged."""
        changes = self.cells.get((table.name, key, column.name), [])
        # The changes of a cell of the key are those that inserted or renamed its row.
        born = [c for name in table.key for c in self.cells.get((table.name, key, name), [])]
        if not changes and not born:
            return None, "", ""
        new = any(change.before == "" for change in born)
        before: Cell = NEW_ROW if new else (changes or born)[0].before
        if isinstance(before, str) and column.is_number and not new:
            before = float(before) if before else None
        scenarios = dict.fromkeys(change.scenario for change in [*born, *changes])
        reasons = dict.fromkeys(change.reason for change in [*born, *changes])
        return before, "+".join(scenarios), "; ".join(filter(None, reasons))

    def deleted(self, table: str) -> Iterator[InputRow]:
        """A note for each row that the scenario took away."""
        for change in self.gone.get(table, []):
            yield _note(table, change.before, DELETED, change.scenario, change.reason)


class Sources:
    """The table `sources`: by table; a key matches by its first values, `*` matches all."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.listed: dict[str, list[tuple[str, str, str, str]]] = {}
        for row in frame.to_dict("records"):
            entry = tuple(row[name] or "" for name in ("key", "column", "status", "source"))
            self.listed.setdefault(row["table"], []).append(entry)  # type: ignore[arg-type]

    def of(self, table: str, key: _Key, column: str) -> tuple[str, str]:
        """Status and source of a cell; a named key goes before a named column before `*`."""
        text = "; ".join(key) + "; "
        best, found = -1, ("", "")
        for wanted_key, wanted_column, status, source in self.listed.get(table, ()):
            if wanted_key != "*" and not text.startswith(f"{wanted_key}; "):
                continue
            if wanted_column not in ("*", column):
                continue
            rank = 2 * (wanted_key != "*") + (wanted_column != "*")
            if rank > best:
                best, found = rank, (status, source)
        return found


def tables_from(rows: Iterable[InputRow]) -> dict[str, pd.DataFrame]:
    """Every table of the schema, rebuilt from its cells."""
    records: dict[str, dict[int, dict[str, Cell]]] = {name: {} for name in SCHEMA}
    for row in rows:
        if row.row is None:
            continue
        listed = records[row.table]
        if row.row not in listed:
            listed[row.row] = read_key(row.table, row.key)
        if row.column:
            listed[row.row][row.column] = row.value
    return {name: _frame(SCHEMA[name], list(listed.values())) for name, listed in records.items()}


def _frame(table: Table, records: Sequence[Mapping[str, Cell]]) -> pd.DataFrame:
    data = {}
    for column in table.columns:
        values = [record.get(column.name) for record in records]
        if column.is_number:
            numbers = [np.nan if value is None else float(value) for value in values]
            data[column.name] = pd.Series(numbers, dtype="float64")
        else:
            data[column.name] = pd.Series(values, dtype="object")
    return pd.DataFrame(data)
