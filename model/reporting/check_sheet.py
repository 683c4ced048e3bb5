"""The Checks sheet: live formulas, each with its light, and one master light above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from model.reporting.book import Book, SheetColumn, column_letter, set_widths
from model.reporting.grid import Check

_TOP = 2
_COLUMNS = (
    SheetColumn("check", width=44),
    SheetColumn("value", "#,##0.000000", 16),
    SheetColumn("expected", "#,##0.000000", 16),
    SheetColumn("difference", "0.0E+00", 12),
    SheetColumn("tolerance", "0.0E+00", 11),
    SheetColumn("unit", width=10),
    SheetColumn("light", width=10),
    SheetColumn("what it says", width=84),
)


def master_light(checks: Sequence[Check]) -> tuple[str, str]:
    """What stands in B1 and C1: one light for all, and how many are OK."""
    wrong = sum(check.light != "OK" for check in checks)
    return "CHECK" if wrong else "OK", f"{len(checks) - wrong} of {len(checks)} are OK"


def write_checks(book: Book, checks: Sequence[Check], currency: str) -> None:
    """Write the sheet; its formulas read the other sheets."""
    checks = [replace(check, unit=_unit(check.unit, currency)) for check in checks]
    sheet = book.add_sheet("Checks", "#2E7D32")
    first, last = _TOP + 2, _TOP + 1 + len(checks)
    bold = book.format(bold=True, font_size=14)
    light_format = book.format(bold=True, align="center")
    light, count = master_light(checks)
    sheet.write_string(0, 0, "All checks", bold)
    sheet.write_formula(
        0,
        1,
        f'=IF(COUNTIF($G${first}:$G${last},"OK")=ROWS($G${first}:$G${last}),"OK","CHECK")',
        book.format(bold=True, font_size=14, align="center"),
        light,
    )
    sheet.write_formula(
        0,
        2,
        f'=COUNTIF($G${first}:$G${last},"OK")&" of "&ROWS($G${first}:$G${last})&" are OK"',
        book.format(font_size=11),
        count,
    )
    _write_header(book, sheet, len(checks))
    detail = _write_parts(book, sheet, checks, last + 2)
    for row, check in enumerate(checks, _TOP + 1):
        formula = detail.get(check.name, check.formula)
        _write_check(book, sheet, row, check, formula, light_format)
    for cells in ("B1", f"G{first}:G{last}"):
        _colour(book, sheet, cells)
    sheet.freeze_panes(_TOP + 1, 1)
    # No header is repeated: that of the first table would be wrong above the second.
    sheet.set_h_pagebreaks([last + 1])


def _unit(unit: str, currency: str) -> str:
    """The unit as the sheet shows it: money is in millions of the reporting currency."""
    return f"{currency} m" if unit == "m" else unit


def _write_header(book: Book, sheet: Any, rows: int) -> None:
    sheet.add_table(
        _TOP,
        0,
        _TOP + rows,
        len(_COLUMNS) - 1,
        {
            "name": "table_Checks",
            "style": "Table Style Light 1",
            "banded_rows": False,
            "columns": [
                {"header": c.header, "header_format": book.header_format(c)} for c in _COLUMNS
            ],
        },
    )
    set_widths(sheet, _COLUMNS, [[] for _ in _COLUMNS], _TOP)


def _write_parts(book: Book, sheet: Any, checks: Sequence[Check], top: int) -> dict[str, str]:
    """Below the checks, a table of those made by programme; their formulas, by name."""
    listed = [check for check in checks if check.parts]
    number = book.cell_format(_COLUMNS[1])
    sheet.write_string(top, 0, "By programme", book.format(bold=True, font_size=12))
    formulas = {}
    for column, check in enumerate(listed, 1):
        header = f"{check.name} [{check.unit}]"
        sheet.write_string(top + 1, column, header, book.header_format(_COLUMNS[1]))
        for row, part in enumerate(check.parts, top + 2):
            sheet.write_formula(row, column, part.formula, number, part.value)
        letter = column_letter(column)
        formulas[check.name] = f"=MAX({letter}{top + 3}:{letter}{top + 2 + len(check.parts)})"
    sheet.write_string(top + 1, 0, "programme", book.header_format(_COLUMNS[0]))
    sheet.set_row(top + 1, 80)
    for row, part in enumerate(listed[0].parts if listed else (), top + 2):
        sheet.write_string(row, 0, part.programme, book.cell_format(_COLUMNS[0]))
    return formulas


def _write_check(
    book: Book, sheet: Any, row: int, check: Check, formula: str, light_format: Any
) -> None:
    number = book.cell_format(_COLUMNS[1])
    small = book.cell_format(_COLUMNS[3])
    line = row + 1
    sheet.write_string(row, 0, check.name, book.cell_format(_COLUMNS[0]))
    sheet.write_formula(row, 1, formula, number, check.value)
    sheet.write_formula(row, 2, check.expected_formula, number, check.expected)
    sheet.write_formula(row, 3, f"=ABS(B{line}-C{line})", small, abs(check.value - check.expected))
    sheet.write_number(row, 4, check.tolerance, small)
    sheet.write_string(row, 5, check.unit, book.cell_format(_COLUMNS[5]))
    sheet.write_formula(
        row,
        6,
        f'=IF(ISNUMBER(D{line}),IF(D{line}<=E{line},"OK","CHECK"),"CHECK")',
        light_format,
        check.light,
    )
    sheet.write_string(row, 7, check.says, book.cell_format(_COLUMNS[7]))


def _colour(book: Book, sheet: Any, cells: str) -> None:
    for word, font, fill in (("OK", "#1B5E20", "#C8E6C9"), ("CHECK", "#B71C1C", "#FFCDD2")):
        look = book.workbook.add_format({"font_color": font, "bg_color": fill})
        sheet.conditional_format(
            cells, {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look}
        )
