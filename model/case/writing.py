"""Writing a case: a folder of CSV files, or a workbook that planners edit."""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from model.case.case import Case
from model.case.declare import Column, Table, number_text
from model.case.guidance import (
    cell_rule,
    comment,
    comment_size,
    setting_comment,
    setting_rule,
)
from model.case.lists import write_lists
from model.case.schema import SCHEMA, SETTINGS

Tables = Mapping[str, pd.DataFrame]

_LEAST_ROWS: Final = 2000
"""Rules and text formats reach at least as many rows, so that added rows have them."""

_WIDEST: Final = 60
_NARROWEST: Final = {"text": 24, "value": 24}
"""Width of columns in letters; descriptions have room before they are written."""

_CREATED: Final = datetime.datetime(2000, 1, 1)
"""Written as the date of every workbook, so that equal tables give equal files."""


def write_csv(case: Case | Tables, folder: str | Path) -> None:
    """Write every table as `<table>.csv` (UTF-8, commas), in the schema's order of columns.

    Files of these names are replaced; other files in the folder stay.
    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for name, rows in _texts(case).items():
        with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(SCHEMA[name].column_names)
            writer.writerows(
                [number_text(v) if isinstance(v, float) else v for v in r] for r in rows
            )


def write_workbook(case: Case | Tables, path: str | Path) -> None:
    """Write one sheet a table: frozen headers with unit and meaning, drop-downs, months as text.

    A column of keys is a shade darker; the tab of a table that may stay empty is grey. A hidden
    sheet feeds drop-downs.

    Raises OSError where the file cannot be written, for example because it is open in Excel.
    """
    tables = _texts(case)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {**options, "in_memory": True})
    book.set_properties({"created": _CREATED})
    last = {name: max(_LEAST_ROWS, 2 * len(rows)) + 1 for name, rows in tables.items()}
    for name in tables:
        _write_sheet(book, SCHEMA[name], tables, last)
    write_lists(book, tables, last)
    book.close()
    _write_whole(Path(path), content.getvalue())


def _write_whole(path: Path, content: bytes) -> None:
    """Beside it first, then in its place: a full disk leaves no half of a workbook."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise OSError(
            error.errno,
            f"{path} cannot be written ({error.strerror}); close it where it is open, or write "
            "elsewhere",
        ) from error


def _texts(case: Case | Tables) -> dict[str, list[list[str | float]]]:
    """The cells of every table: numbers as float, all others as text, "" where empty."""
    tables = case.tables if isinstance(case, Case) else case
    texts: dict[str, list[list[str | float]]] = {}
    for name, table in SCHEMA.items():
        data = tables.get(name)
        columns = [] if data is None else [data[column].tolist() for column in table.column_names]
        texts[name] = [
            ["" if pd.isna(cell) else cell for cell in row] for row in zip(*columns, strict=True)
        ]
    return texts


def _write_sheet(
    book: Any, table: Table, tables: Mapping[str, list[list[str | float]]], last: Mapping[str, int]
) -> None:
    """One table: header with comments, cells, widths, and rules for what is typed."""
    sheet = book.add_worksheet(table.name)
    sheet.freeze_panes(1, min(len(table.key), 2))
    sheet.set_tab_color("#A6A6A6" if table.optional else "#1F3A5F")
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    # The indent keeps a text apart from the number before it.
    text = book.add_format({"num_format": "@", "indent": 1})
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.name, _header(book, table, column))
        _comment(sheet, 0, place, comment(table, column))
        cells = [row[place] for row in tables[table.name]]
        sheet.set_column(place, place, _width(column, cells), None if column.is_number else text)
        _fill(sheet, place, cells, text)
        rule = cell_rule(table, column, tables, last)
        if rule:
            sheet.data_validation(1, place, last[table.name] - 1, place, rule)
    if table.name == "settings":
        _explain_settings(sheet, tables["settings"])
    letter = xl_col_to_name(len(table.columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{letter}{last[table.name]}"})


def _header(book: Any, table: Table, column: Column) -> Any:
    colour = "#B8CCE4" if column.name in table.key else "#DCE6F1"
    align = {"align": "right"} if column.is_number else {"align": "left", "indent": 1}
    look = {"bold": True, "border": 1, "valign": "top", "bg_color": colour}
    return book.add_format({**look, **align})


def _fill(sheet: Any, place: int, cells: Sequence[object], text: Any) -> None:
    """Write a column: numbers as numbers; all else, months too, as text whatever it begins with."""
    for number, value in enumerate(cells, start=1):
        if isinstance(value, float):
            sheet.write_number(number, place, value)
        elif value:
            sheet.write_string(number, place, str(value), text)


def _width(column: Column, cells: Sequence[object]) -> int:
    shown = [
        len(number_text(cell)) if isinstance(cell, float) else len(str(cell)) for cell in cells
    ]
    least = _NARROWEST.get(column.kind, 8)
    return min(_WIDEST, max([len(column.name), least, *shown]) + 3)


def _explain_settings(sheet: Any, rows: Sequence[Sequence[object]]) -> None:
    """A comment on each setting, and the drop-down or rule of its value."""
    for number, (name, _) in enumerate(rows, start=1):
        setting = SETTINGS[str(name)]
        _comment(sheet, number, 0, setting_comment(setting))
        rule = setting_rule(setting, f"B{number + 1}")
        if rule:
            sheet.data_validation(number, 1, number, 1, rule)


def _comment(sheet: Any, row: int, column: int, text: str) -> None:
    sheet.write_comment(row, column, text, comment_size(text))
