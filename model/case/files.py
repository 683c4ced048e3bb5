"""Folders of CSV files and workbooks, as raw tables: cells by column, with their row numbers."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from model.case.cells import raw_text
from model.case.declare import Table
from model.case.errors import Problem, nearest
from model.case.schema import SCHEMA
from model.case.spoilt import spoilt_cells

WORKBOOK: Final = ".xlsx"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


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


def read_files(path: Path) -> RawCase:
    """The raw tables of a folder or a workbook; problems are collected, never raised."""
    raw = RawCase()
    is_folder = path.is_dir()
    raw.files = {t: f"{t}.csv" if is_folder else f"{path.name}[{t}]" for t in SCHEMA}
    if is_folder:
        _read_folder(path, raw)
    else:
        _read_workbook(path, raw)
    if not (raw.tables or raw.unread or raw.problems):
        text = "no tables in it; a case is a folder of .csv files or a workbook"
        raw.problems.append(Problem(path.name, 0, "", "", text))
        raw.unread.update(SCHEMA)
    for table in SCHEMA.values():
        if table.name in raw.tables or table.name in raw.unread or table.optional:
            continue
        raw.fail(
            table.name,
            raw.files[table.name],
            f"the table is missing; it has {', '.join(table.column_names)}",
        )
    return raw


def _read_folder(path: Path, raw: RawCase) -> None:
    for file in sorted(path.iterdir(), key=lambda file: file.name):
        if file.suffix.lower() != ".csv" or file.name.startswith((".", "~")) or file.is_dir():
            continue
        if file.stem not in SCHEMA:
            text = f"no such table; {nearest(file.stem, SCHEMA)}"
            raw.problems.append(Problem(file.name, 0, "", "", text))
            continue
        try:
            content = file.read_bytes()
        except OSError as error:
            raw.fail(
                file.stem, file.name, f"cannot be read ({error.strerror}); is it open elsewhere?"
            )
            continue
        _read_csv(SCHEMA[file.stem], file.name, content, raw)


def _read_csv(table: Table, name: str, content: bytes, raw: RawCase) -> None:
    if content.startswith(_UTF16):
        raw.fail(table.name, name, "the file is UTF-16; save it as CSV UTF-8")
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raw.fail(
            table.name,
            name,
            "the file is not UTF-8 here (Excel's plain CSV uses the system's encoding); "
            'save it as "CSV UTF-8 (comma delimited)"',
            row,
        )
        return
    lines = text.splitlines()
    header = lines[0] if lines else ""
    delimiter = ";" if header.count(";") > header.count(",") else ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raw.fail(table.name, name, f"a quotation mark is not closed ({error}); close or double it")
        return
    _take_rows(table, name, rows, raw)


def _read_workbook(path: Path, raw: RawCase) -> None:
    try:
        sheets = _sheets(path)
    except (CalamineError, OSError, KeyError, zipfile.BadZipFile) as error:
        text = f"cannot be read as a workbook ({error}); save it as .xlsx"
        raw.problems.append(Problem(path.name, 0, "", "", text))
        raw.unread.update(SCHEMA)
        return
    for name, rows in sheets:
        file = f"{path.name}[{name}]"
        if name not in SCHEMA:
            text = f"no such table; {nearest(name, SCHEMA)}"
            raw.problems.append(Problem(file, 0, "", "", text))
            continue
        _take_rows(SCHEMA[name], file, rows, raw)


def _sheets(path: Path) -> list[tuple[str, list[list[object]]]]:
    """The sheets' names and cells from A1 on, with what stands in cells without a value."""
    workbook = CalamineWorkbook.from_path(str(path))
    spoilt = spoilt_cells(path)
    sheets = []
    for name in workbook.sheet_names:
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for (row, column), cell in spoilt.get(name, {}).items():
            rows.extend([] for _ in range(row + 1 - len(rows)))
            rows[row].extend("" for _ in range(column + 1 - len(rows[row])))
            rows[row][column] = cell
        sheets.append((name, rows))
    return sheets


def _take_rows(table: Table, file: str, rows: Sequence[Sequence[object]], raw: RawCase) -> None:
    """Put rows under the columns of the header; rows without any text are passed over."""
    header = [raw_text(cell) for cell in rows[0]] if rows else []
    while header and not header[-1]:
        header.pop()
    if not header:
        raw.fail(
            table.name, file, f"the header is missing; row 1 is {','.join(table.column_names)}"
        )
        return
    if not _header_fits(table, file, header, raw):
        raw.unread.add(table.name)
        return
    taken = RawTable(file)
    for number, cells in enumerate(rows[1:], start=2):
        if all(cell is None or cell == "" for cell in cells):
            continue
        extra = [raw_text(cell) for cell in cells[len(header) :] if cell not in (None, "")]
        if extra:
            text = (
                f"{len(cells)} cells under {len(header)} columns (left over: {', '.join(extra)}); "
                "put a text with commas in quotation marks, write numbers with a point"
            )
            raw.problems.append(Problem(file, number, "", "", text))
            continue
        taken.rows.append((number, dict(zip(header, cells, strict=False))))
    raw.tables[table.name] = taken


def _header_fits(table: Table, file: str, header: Sequence[str], raw: RawCase) -> bool:
    """Whether all columns are known, none stands twice and none that is needed is missing."""
    before = len(raw.problems)
    seen: set[str] = set()
    for name in header:
        if name in seen:
            raw.problems.append(
                Problem(file, 1, "", "", f"the column {name} stands twice; keep one")
            )
        elif name not in table.by_name:
            raw.problems.append(Problem(file, 1, "", "", _unknown_column(name, table)))
        seen.add(name)
    for column in table.columns:
        if column.name not in seen and not column.may_be_empty:
            text = f"the column {column.name} is missing; it holds: {column.meaning}"
            raw.problems.append(Problem(file, 1, "", "", text))
    return len(raw.problems) == before


def _unknown_column(name: str, table: Table) -> str:
    if not name:
        return "a column without a name; name it or delete it"
    if "\t" in name:
        return "the columns are separated by tabs; save the file with , or ; between them"
    if name.strip() in table.by_name:
        return f"the column {name!r} has a stray space; write {name.strip()}"
    return f"no column {name!r} in this table; {nearest(name, table.by_name)}"
