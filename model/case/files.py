"""Folders of CSV files and workbooks, as raw tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineWorkbook

from model.case.csv_files import csv_rows
from model.case.errors import Problem, nearest
from model.case.lists import LISTS
from model.case.opening import UnreadableError, content
from model.case.package import packed, xml_parts
from model.case.raw import RawCase, take_rows
from model.case.schema import SCHEMA
from model.case.sheets import Sheet, sheets

WORKBOOK: Final = ".xlsx"


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
        raw.problems.append(Problem(path.name or str(path), 0, "", "", text))
        raw.unread.update(SCHEMA)
    for table in SCHEMA.values():
        if table.name in raw.tables or table.name in raw.unread or table.optional:
            continue
        text = f"the table is missing; it has {', '.join(table.column_names)}"
        raw.fail(table.name, raw.files[table.name], text)
    return raw


def _read_folder(path: Path, raw: RawCase) -> None:
    try:
        files = sorted(path.iterdir(), key=lambda file: file.name)
    except OSError as error:
        text = f"cannot be read ({error.strerror}); allow reading, or name another folder"
        raw.problems.append(Problem(path.name, 0, "", "", text))
        raw.unread.update(SCHEMA)
        return
    for file in files:
        if file.suffix.lower() != ".csv" or file.name.startswith((".", "~")):
            continue
        if file.stem == LISTS:
            continue  # all sheets of a workbook saved as CSV: this one feeds drop-downs
        if file.stem not in SCHEMA:
            text = f"no such table; {nearest(file.stem, SCHEMA)}"
            raw.problems.append(Problem(file.name, 0, "", "", text))
        elif file.stem in raw.tables or file.stem in raw.unread:
            text = f"the table stands twice, in {raw.files[file.stem]} as well; keep one"
            raw.problems.append(Problem(file.name, 0, "", "", text))
        else:
            raw.files[file.stem] = file.name
            _read_csv(file, raw)


def _read_csv(file: Path, raw: RawCase) -> None:
    try:
        rows = csv_rows(content(file))
    except UnreadableError as error:
        raw.fail(file.stem, file.name, str(error), error.row)
        return
    take_rows(SCHEMA[file.stem], file.name, rows, raw)


def _read_workbook(path: Path, raw: RawCase) -> None:
    try:
        parts = xml_parts(content(path))
        found = list(sheets(parts, SCHEMA))
        book = _reading(CalamineWorkbook.from_filelike, packed(parts))
        for sheet in found:
            _take_sheet(book, sheet, f"{path.name}[{sheet.name}]", raw)
    except UnreadableError as error:
        raw.problems.append(Problem(path.name, error.row, "", "", str(error)))
        raw.unread.update(SCHEMA)


def _take_sheet(book: Any, sheet: Sheet, file: str, raw: RawCase) -> None:
    if sheet.name == LISTS:
        return  # it feeds drop-downs and holds nothing of the case
    if sheet.name not in SCHEMA:
        hidden = " (the sheet is hidden)" if sheet.is_hidden else ""
        text = f"no such table{hidden}; {nearest(sheet.name, SCHEMA)}"
        raw.problems.append(Problem(file, 0, "", "", text))
        return
    if sheet.is_hidden:
        text = "the sheet is hidden, so nobody sees what counts; show it, or delete it"
        raw.problems.append(Problem(file, 0, "", "", text))
    raw.problems.extend(Problem(file, row, "", "", text) for row, text in sheet.faults)
    cells = _reading(book.get_sheet_by_name, sheet.name)
    rows: list[list[object]] = _reading(cells.to_python, skip_empty_area=False)
    for (row, column), cell in sheet.spoilt.items():
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row].extend("" for _ in range(column + 1 - len(rows[row])))
        rows[row][column] = cell
    take_rows(SCHEMA[sheet.name], file, rows, raw)


def _reading(step: Any, *given: Any, **options: Any) -> Any:
    """What a step of the workbook's reader gives.

    Raises UnreadableError for whatever the reader raises: it has its own kind of exception, and one
    for its own faults that is no Exception at all.
    """
    try:
        return step(*given, **options)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # noqa: BLE001
        text = f"cannot be read as a workbook ({error}); save it again as .xlsx in Excel"
        raise UnreadableError(text) from None
