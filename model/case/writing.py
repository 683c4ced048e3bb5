"""Writing a case: a folder of CSV files, or a workbook that planners edit."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name

from model.case.case import Case
from model.case.declare import Column, Table, number_text
from model.case.schema import SCHEMA

Tables = Mapping[str, pd.DataFrame]

_LAST_ROW: Final = 2000
"""Drop-downs and text formats reach this far, so that added rows have them."""

_LIST_LENGTH: Final = 255
"""A list written into a drop-down has no more characters; Excel refuses longer ones."""

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

    Raises OSError where the file cannot be written, for example because it is open in Excel.
    """
    tables = _texts(case)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": _CREATED})
    header = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "valign": "top"})
    text = book.add_format({"num_format": "@"})
    for name, rows in tables.items():
        sheet = book.add_worksheet(name)
        _fill(sheet, SCHEMA[name], rows, header, text)
        for place, column in enumerate(SCHEMA[name].columns):
            rule = _drop_down(SCHEMA[name], column, tables)
            if rule:
                sheet.data_validation(1, place, _LAST_ROW, place, rule)
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(
            f"{path} cannot be written ({error}); close it where it is open, or write elsewhere"
        ) from error


def _text(cell: str | float) -> str:
    return number_text(cell) if isinstance(cell, float) else cell


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


def _fill(
    sheet: Any, table: Table, rows: Sequence[Sequence[object]], header: Any, text: Any
) -> None:
    """Write header, comments and cells; text columns (months too) have the text format."""
    sheet.freeze_panes(1, min(len(table.key), 2))
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.name, header)
        sheet.write_comment(0, place, comment(table, column), {"x_scale": 2, "y_scale": 1.4})
        cells = [len(str(row[place])) for row in rows]
        width = min(60, max([len(column.name), *cells]) + 2)
        sheet.set_column(place, place, width, None if column.is_number else text)
        for number, row in enumerate(rows, start=1):
            value = row[place]
            if isinstance(value, float):
                sheet.write_number(number, place, value)
            elif value:
                sheet.write_string(number, place, str(value), text)
    last = xl_col_to_name(len(table.columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{last}{_LAST_ROW + 1}"})


def comment(table: Table, column: Column) -> str:
    """What a header's comment says: meaning, unit, range, choices, and what an empty cell means."""
    lines = [column.meaning + (" (key)" if column.name in table.key else "")]
    if column.unit:
        lines.append(f"Unit: {column.unit}")
    if column.range_text:
        lines.append(f"Range: {column.range_text}")
    if column.choices:
        lines.append(f"One of: {', '.join(column.choices)}")
    lines.append(f"Empty: {column.empty_meaning}")
    return "\n".join(lines)


def _drop_down(table: Table, column: Column, tables: Mapping[str, list[list[str | float]]]) -> Any:
    """The drop-down of a column: its choices, or the keys of the table that it names."""
    rule = {"validate": "list", "ignore_blank": True, "error_type": "stop"}
    if column.kind == "yes_no":
        return rule | {"source": ["yes", "no"]}
    if column.choices:
        return rule | {"source": list(column.choices)}
    if len(column.references) == 1:
        target, _, name = column.references[0].partition(".")
        letter = xl_col_to_name(SCHEMA[target].column_names.index(name))
        kind = "warning" if column.any_allowed else "stop"
        source = f"={target}!${letter}$2:${letter}${_LAST_ROW + 1}"
        return rule | {"source": source, "error_type": kind}
    for columns, target in table.groups:
        if column.name == columns[-1]:
            place = SCHEMA[target].column_names.index(column.name)
            names = sorted({str(row[place]) for row in tables[target]})
            if names and len(",".join(names)) <= _LIST_LENGTH and not any("," in n for n in names):
                return rule | {"source": names, "error_type": "warning"}
    return None
