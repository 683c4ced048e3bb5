"""The workbook of a run: the same sheets, columns and order of rows every time."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from model.plan.columns import RESULT_TABLES
from model.plan.plan import Plan
from model.plan.result_table import ResultColumn, columns_of
from model.reporting.about import FIGURES, figure_cell, write_about
from model.reporting.arrange import arranged
from model.reporting.board import write_board
from model.reporting.book import NUMBER_FORMATS, Book, SheetColumn
from model.reporting.charts import write_charts
from model.reporting.check_days import day_checks
from model.reporting.check_flows import flow_checks
from model.reporting.check_money import money_checks
from model.reporting.check_programmes import programme_checks
from model.reporting.check_sheet import master_light, write_checks
from model.reporting.files import write_bytes
from model.reporting.grid import Check, Grid
from model.reporting.input_rows import input_rows
from model.reporting.inputs_sheet import inputs_frame, write_inputs
from model.reporting.story import tell

SHEETS = ("Board", "About", *RESULT_TABLES, "Checks", "Inputs", "Charts")

# Of wide text columns: what is longer is shown in full when the cell is selected.
_WIDTHS = {"home_sites": 58.0, "serves": 38.0}
# Of columns whose header tells how the figure comes about.
_WIDTH_OF_METHODS = 22.0


def write_workbook(plan: Plan, path: Path | str) -> None:
    """Write the workbook of a plan. Raises WriteError where the file cannot be written."""
    write_bytes(Path(path), workbook_bytes(plan, datetime.datetime.now()))


def workbook_bytes(plan: Plan, when: datetime.datetime | None = None) -> bytes:
    """The workbook's bytes. Without `when`, equal plans give equal bytes."""
    tables = arranged(plan.tables, plan.case.tables["steps"])
    inputs = inputs_frame(input_rows(plan.case))
    currency = str(plan.case.settings["currency"])
    book = Book()
    board = book.add_sheet("Board", "#D9822B")
    about = book.add_sheet("About")
    for name in RESULT_TABLES:
        write_result(book, name, tables[name], currency)
    checks = checks_of(plan, tables, inputs)
    write_checks(book, checks, currency)
    write_inputs(book, inputs)
    write_charts(book, tables, currency)
    told = tell(dataclasses.replace(plan, tables=tables))
    write_board(book, board, told, master_light(checks))
    # Filled last: its texts vary, and must not move those of the other sheets in the file.
    write_about(book, about, plan, SHEETS, when)
    return book.finish()


def checks_of(plan: Plan, tables: Mapping[str, pd.DataFrame], inputs: pd.DataFrame) -> list[Check]:
    """All checks over the arranged tables and the rows of Inputs, in the order of the sheet."""
    grid = Grid({**tables, "Inputs": inputs})
    settings = plan.case.settings
    figures = {name: float(getattr(plan, name)) for name in FIGURES}
    cells = {name: figure_cell(name) for name in FIGURES}
    return [
        *money_checks(grid, figures, cells, settings["objective"] == "own"),
        *day_checks(grid),
        *flow_checks(grid),
        *programme_checks(grid, plan.case.tables["steps"], int(settings["period_months"])),
    ]


def write_result(book: Book, name: str, frame: pd.DataFrame, currency: str) -> None:
    """Write the sheet of one result table; rows of the tail are grey."""
    table = RESULT_TABLES[name]
    columns = columns_of(table, frame.columns)
    sheet = book.add_sheet(name, "#5B8DB8")
    looks = [_look(column, currency) for column in columns]
    book.put_table(sheet, name, looks, [frame[column.name].tolist() for column in columns])
    names = [column.name for column in columns]
    if "tail" in names:
        book.grey_rows(sheet, names.index("tail"), len(frame), len(columns))
    sheet.freeze_panes(1, sum(column.kind == "text" for column in columns[: len(table.key)]))
    sheet.repeat_rows(0)


def _look(column: ResultColumn, currency: str) -> SheetColumn:
    number_format = NUMBER_FORMATS[column.unit] if column.kind != "text" else ""
    width = _WIDTH_OF_METHODS if column.by else _WIDTHS.get(column.name)
    return SheetColumn(column.header(currency), number_format, width, column.name in _WIDTHS)
