"""The Inputs sheet: every table as used, changes marked; and the way back to the case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from model.case.case import Case
from model.case.rows import Origin
from model.case.schema import SCHEMA
from model.reporting.book import Book, SheetColumn, column_letter
from model.reporting.input_rows import INPUT_COLUMNS, InputRow, tables_from
from model.reporting.typeset import line_count

_LOOK = {
    "table": SheetColumn("table", width=16),
    "row": SheetColumn("row", "0", 7),
    "key": SheetColumn("key", width=44),
    "column": SheetColumn("column", width=27),
    "value": SheetColumn("value", "General", 20),
    "unit": SheetColumn("unit", width=26),
    "empty_means": SheetColumn("empty_means", width=24),
    "before": SheetColumn("before", "General", 11),
    "scenario": SheetColumn("scenario", width=13),
    "reason": SheetColumn("reason", width=24),
    "status": SheetColumn("status", width=11),
    "source": SheetColumn("source", width=64, wrap=True),
}
_FONT_SIZE = 10
_ROOM = 325.0
"""Points that a text may be wide in the column of sources, less some for its edges."""
_LINE = 13.0


def inputs_frame(rows: Sequence[InputRow]) -> pd.DataFrame:
    """The rows as a table, in the order of the sheet."""
    return pd.DataFrame(
        {name: pd.Series([getattr(r, name) for r in rows], dtype=object) for name in INPUT_COLUMNS}
    )


def write_inputs(book: Book, frame: pd.DataFrame) -> None:
    """Write the sheet from `inputs_frame`."""
    sheet = book.add_sheet("Inputs", "#8C6D1F")
    columns = [_LOOK[name] for name in INPUT_COLUMNS]
    book.put_table(sheet, "Inputs", columns, [list(frame[name]) for name in INPUT_COLUMNS])
    scenario = column_letter(INPUT_COLUMNS.index("scenario"))
    reason = column_letter(INPUT_COLUMNS.index("reason"))
    sheet.conditional_format(
        1,
        0,
        max(1, len(frame)),
        len(columns) - 1,
        {
            "type": "formula",
            "criteria": f'=${scenario}2&${reason}2<>""',
            "format": book.workbook.add_format({"bg_color": "#FFF2CC", "bold": True}),
        },
    )
    _make_room(sheet, frame["source"])
    sheet.print_area(0, 0, len(frame), len(columns) - 1)
    sheet.freeze_panes(1, 4)
    sheet.repeat_rows(0)


def _make_room(sheet: Any, sources: Iterable[object]) -> None:
    """Rows as high as their sources: not every program finds their height by itself."""
    lines: dict[str, int] = {}
    for row, source in enumerate(map(str, sources), 1):
        if source not in lines:
            lines[source] = line_count(source, _ROOM, _FONT_SIZE)
        if lines[source] > 1:
            sheet.set_row(row, _LINE * lines[source])


def rows_from(cells: Sequence[Sequence[object]]) -> list[InputRow]:
    """The rows of a read sheet, header included, as calamine gives them.

    Raises ValueError where the sheet is not one of ours.
    """
    if not cells or tuple(cells[0][: len(INPUT_COLUMNS)]) != INPUT_COLUMNS:
        raise ValueError("the sheet Inputs has other columns")
    rows = []
    for line in cells[1:]:
        values = dict(zip(INPUT_COLUMNS, line, strict=False))
        table = str(values["table"])
        if table == "":
            continue
        if table not in SCHEMA:
            raise ValueError(f"the sheet Inputs names a table {table!r} that there is not")
        rows.append(_row(values))
    return rows


def _row(values: dict[str, object]) -> InputRow:
    number = values["row"]
    value = values["value"]
    declared = SCHEMA[str(values["table"])].by_name.get(str(values["column"]))
    if value == "" or value is None:
        value = None
    elif declared is not None and declared.is_number:
        value = float(str(value))
    else:
        value = str(value)
    text = {name: str(values[name]) for name in INPUT_COLUMNS if name not in ("row", "value")}
    return InputRow(
        row=int(float(str(number))) if number not in ("", None) else None, value=value, **text
    )


def case_from(rows: Sequence[InputRow], name: str, scenario: str, path: Path) -> Case:
    """The case of a workbook, exactly as it was solved."""
    tables = tables_from(rows)
    first: dict[tuple[str, int], int] = {}
    for line, row in enumerate(rows, 2):
        if row.row is not None:
            first.setdefault((row.table, row.row), line)
    origins = {
        table: tuple(
            Origin(f"{path.name} Inputs", first[table, number])
            for number in range(1, len(frame) + 1)
        )
        for table, frame in tables.items()
    }
    return Case(name, scenario, str(path), MappingProxyType(tables), MappingProxyType(origins))
