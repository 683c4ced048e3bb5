"""A workbook being written: formats, cells, native tables. The only module that knows XlsxWriter.

The texts of a case are data: they are written as strings whatever they begin with.
"""

from __future__ import annotations

import datetime
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from model.reporting.typeset import FONT

# A fixed date: equal content must give equal bytes.
_CREATED = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
_DARK = "#1F3A5F"
_GREY = "#8C8C8C"
_PALE = "#F2F2F2"
_WIDEST = 46
_ROWS_MEASURED = 400

_ZERO = '"–"'
NUMBER_FORMATS = {
    "kg": f"#,##0.00;-#,##0.00;{_ZERO}",
    "days": f"#,##0.0;-#,##0.0;{_ZERO}",
    "m": f"#,##0.000;-#,##0.000;{_ZERO}",
    "m per day": f"#,##0.0000;-#,##0.0000;{_ZERO}",
    "m per kg": f"#,##0.00000;-#,##0.00000;{_ZERO}",
    "share": f"0.0%;-0.0%;{_ZERO}",
    "factor": "0.0000",
    "year": "0",
    "0/1": f"0;-0;{_ZERO}",
    "batches": f"#,##0.0#;-#,##0.0#;{_ZERO}",
    "changeovers": f"#,##0.0#;-#,##0.0#;{_ZERO}",
}


@dataclass(frozen=True)
class SheetColumn:
    """How a column of a sheet is shown: its header, its number format ("" for text), its width.

    Without `width` the column is as wide as its content, within reason.
    """

    header: str
    number_format: str = ""
    width: float | None = None
    wrap: bool = False


@dataclass
class Book:
    """The workbook and its formats, each made once."""

    buffer: io.BytesIO = field(default_factory=io.BytesIO)
    formats: dict[tuple[tuple[str, object], ...], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            # Found, or drawn alike, wherever workbooks are opened: columns and pages keep their
            # width in Excel and LibreOffice.
            "default_format_properties": {"font_name": FONT, "font_size": 10},
        }
        self.workbook: Any = xlsxwriter.Workbook(self.buffer, options)
        self.workbook.set_properties({"created": _CREATED})
        self.workbook.set_calc_mode("auto")

    def format(self, **properties: object) -> Any:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format({"valign": "top", **properties})
        return self.formats[key]

    def header_format(self, column: SheetColumn) -> Any:
        """White on dark, wrapped, aligned as what stands below."""
        align = {"align": "right"} if column.number_format else {"align": "left", "indent": 1}
        return self.format(bold=True, font_color="white", bg_color=_DARK, text_wrap=True, **align)

    def cell_format(self, column: SheetColumn) -> Any:
        """The format of a column's cells; text keeps a distance from the number before it."""
        properties: dict[str, object] = {"text_wrap": True} if column.wrap else {}
        if column.number_format:
            return self.format(num_format=column.number_format, align="right", **properties)
        return self.format(align="left", indent=1, **properties)

    def add_sheet(self, name: str, colour: str = _DARK) -> Any:
        """A new sheet, set up to print in landscape, as wide as the paper."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&8&F&C&8&A&R&8&P / &N")
        sheet.set_tab_color(colour)
        sheet.hide_gridlines(2)
        return sheet

    def put(self, sheet: Any, row: int, column: int, value: object, cell_format: Any) -> None:
        """Write one cell: a number as a number, a text as a text, nothing where there is none."""
        if value is None or value == "":
            if cell_format is not None:
                sheet.write_blank(row, column, None, cell_format)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, cell_format)
        elif isinstance(value, (int, float)) and math.isfinite(value):
            sheet.write_number(row, column, value, cell_format)

    def put_table(
        self,
        sheet: Any,
        name: str,
        columns: Sequence[SheetColumn],
        cells: Sequence[Sequence[object]],
        top: int = 0,
    ) -> None:
        """Write a native table from row `top`: `cells` holds one sequence of values a column."""
        rows = len(cells[0]) if cells else 0
        for place, (column, values) in enumerate(zip(columns, cells, strict=True)):
            cell_format = self.cell_format(column)
            for row, value in enumerate(values, top + 1):
                self.put(sheet, row, place, value, cell_format)
        sheet.add_table(
            top,
            0,
            top + max(1, rows),
            len(columns) - 1,
            {
                "name": f"table_{name}",
                "style": "Table Style Light 1",
                "banded_rows": False,
                "columns": [
                    {"header": c.header, "header_format": self.header_format(c)} for c in columns
                ],
            },
        )
        set_widths(sheet, columns, cells, top)

    def grey_rows(self, sheet: Any, flag_column: int, rows: int, width: int) -> None:
        """Show in grey the rows whose cell in `flag_column` says yes."""
        letter = column_letter(flag_column)
        sheet.conditional_format(
            1,
            0,
            max(1, rows),
            width - 1,
            {
                "type": "formula",
                "criteria": f'=${letter}2="yes"',
                "format": self.workbook.add_format({"font_color": _GREY, "bg_color": _PALE}),
            },
        )

    def finish(self) -> bytes:
        """Close the workbook and give its bytes."""
        self.workbook.close()
        return self.buffer.getvalue()


def set_widths(
    sheet: Any, columns: Sequence[SheetColumn], cells: Sequence[Sequence[object]], top: int = 0
) -> None:
    """Make each column as wide as what it shows, and the header row high enough."""
    tallest = 1
    for place, (column, values) in enumerate(zip(columns, cells, strict=True)):
        width = column.width or _width(column, values)
        sheet.set_column(place, place, width)
        # The filter button of a table takes room from the header.
        tallest = max(tallest, math.ceil((len(column.header) + 3) / width))
    sheet.set_row(top, 15 * min(tallest, 4) + 3)


def _width(column: SheetColumn, values: Sequence[object]) -> float:
    name, _, unit = column.header.partition(" [")
    longest_word = max([len(unit) + 1, *(len(word) for word in name.split())])
    if " " in unit:  # "[USD m]" would break in two: keep the header on one line
        longest_word = len(column.header)
    shown = [
        len(value) if isinstance(value, str) else len(f"{value:,.3f}")
        for value in values[:_ROWS_MEASURED]
        if isinstance(value, (str, int, float))
    ]
    return float(min(_WIDEST, max([longest_word + 4, 8, *(length + 1.5 for length in shown)])))


def column_letter(column: int) -> str:
    """The letters of a 0-based column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
