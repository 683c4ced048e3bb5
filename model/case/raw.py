"""Raw tables: cells by column with their row numbers, once the header fits the schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from model.case.cells import raw_text
from model.case.declare import Table
from model.case.errors import Problem, nearest, shown
from model.case.opening import MOST_COLUMNS, MOST_ROWS

_NAMED: Final = 3
"""Cells left over that a message names."""


@dataclass
class RawTable:
    """A table as a file holds it: `rows` are (row number, cells by column)."""

    file: str
    rows: list[tuple[int, dict[str, object]]] = field(default_factory=list)


@dataclass
class RawCase:
    """All tables that were found; `unread` are those that could not be read at all.

    `files` says where each table stands, or would stand: its file, or its workbook and sheet.
    """

    tables: dict[str, RawTable] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    files: dict[str, str] = field(default_factory=dict)

    def fail(self, table: str, file: str, text: str, row: int = 0) -> None:
        """Report a table that cannot be read."""
        self.problems.append(Problem(file, row, "", "", text))
        self.unread.add(table)


def take_rows(table: Table, file: str, rows: Sequence[Sequence[object]], raw: RawCase) -> None:
    """Put rows under the columns of the header; rows without any text are passed over."""
    header = [raw_text(cell) for cell in rows[0]] if rows else []
    while header and not header[-1]:
        header.pop()
    if not any(name.strip() in table.by_name for name in header):
        raw.fail(table.name, file, _missing_header(table, header), 1)
        return
    if len(rows) > MOST_ROWS + 1:
        text = f"{len(rows)} rows, too many for a table; keep to {MOST_ROWS}"
        raw.fail(table.name, file, text)
        return
    if not _header_fits(table, file, header, raw):
        raw.unread.add(table.name)
        return
    taken = RawTable(file)
    for number, cells in enumerate(rows[1:], start=2):
        if all(cell is None or cell == "" for cell in cells):
            continue
        text = _row_slip(header, cells)
        if text:
            # What the row would have named is not missed elsewhere.
            raw.fail(table.name, file, text, number)
            continue
        taken.rows.append((number, dict(zip(header, cells, strict=False))))
    raw.tables[table.name] = taken


def _missing_header(table: Table, header: Sequence[str]) -> str:
    if any("\t" in name for name in header):
        return "the columns are separated by tabs; save the file with , or ; between them"
    now = f" (it begins {_listed(header)})" if header else ""
    return f"the header is missing; row 1 is {','.join(table.column_names)}{now}"


def _row_slip(header: Sequence[str], cells: Sequence[object]) -> str:
    """What is wrong with a row as a whole, "" where nothing is."""
    extra = [raw_text(cell) for cell in cells[len(header) :] if cell not in (None, "")]
    if extra:
        return (
            f"{len(cells)} cells under {len(header)} columns (left over: {_listed(extra)}); "
            "put a text with commas in quotation marks, write numbers with a point"
        )
    if list(cells[: len(header)]) == list(header):
        return "the header stands twice; delete this row"
    return ""


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(shown(name) for name in names[:_NAMED]) + more


def _header_fits(table: Table, file: str, header: Sequence[str], raw: RawCase) -> bool:
    """Whether all columns are known, none stands twice and none that is needed is missing."""
    before = len(raw.problems)
    if len(header) > MOST_COLUMNS:
        text = f"{len(header)} columns, but the table has {len(table.columns)}; delete the others"
        raw.problems.append(Problem(file, 1, "", "", text))
        return False
    meant: set[str] = set()
    seen: set[str] = set()
    for name in header:
        if name in seen and name:
            text = f"the column {shown(name)} stands twice; keep one"
            raw.problems.append(Problem(file, 1, "", "", text))
        elif name not in table.by_name:
            text = _unknown_column(name, table)
            meant.update(column for column in table.column_names if text.endswith(f" {column}"))
            raw.problems.append(Problem(file, 1, "", "", text))
        seen.add(name)
    for column in table.columns:
        # A column that is only misspelt is not missing as well.
        if column.name not in seen | meant and not column.may_be_empty:
            text = f"the column {column.name} is missing; it holds: {column.meaning}"
            raw.problems.append(Problem(file, 1, "", "", text))
    return len(raw.problems) == before


def _unknown_column(name: str, table: Table) -> str:
    if not name:
        return "a column without a name; name it or delete it"
    if name.strip() in table.by_name:
        return f"the column {name!r} has a stray space; write {name.strip()}"
    return f"no column {shown(name)!r} in this table; {nearest(name, table.by_name)}"
