"""What Excel would let a planner type into a workbook, by the rules that stand in it."""

from __future__ import annotations

import re

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

_RANGE = re.compile(r"(\w+)!\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)")
_GATHERED = re.compile(r"OFFSET\(lists!\$([A-Z]+)\$4,0,0,.*,1\)")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_DUE = re.compile(r"\d{4}(-(Q[1-4]|0[1-9]|1[0-2]))?|overdue")


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell, which is none of a merged range."""
    found = sheet.cell(row, column)
    assert isinstance(found, Cell)
    return found


def rule_of(sheet: Worksheet, cell: Cell) -> DataValidation | None:
    """The rule of a cell; at most one may reach it."""
    rules = [r for r in sheet.data_validations.dataValidation if cell.coordinate in r.sqref]
    assert len(rules) <= 1, f"two rules reach {sheet.title}!{cell.coordinate}"
    return rules[0] if rules else None


def offered(book: Workbook, rule: DataValidation) -> list[str] | None:
    """What a drop-down offers, None where the rule is no drop-down."""
    if rule.type != "list":
        return None
    formula = str(rule.formula1)
    if formula.startswith('"'):
        return formula.strip('"').split(",")
    gathered = _GATHERED.fullmatch(formula)
    if gathered is not None:
        return _of_places(book, column_index_from_string(gathered[1]))
    found = _RANGE.fullmatch(formula)
    assert found is not None, formula
    return _in_range(book, found)


def _in_range(book: Workbook, found: re.Match[str]) -> list[str]:
    sheet, column = book[found[1]], column_index_from_string(found[2])
    names = []
    for row in range(int(found[3]), int(found[5]) + 1):
        value = sheet.cell(row, column).value
        if value is None:
            break  # below, all is empty
        names.append(str(value))
    return names


def _of_places(book: Workbook, column: int) -> list[str]:
    """What the formulas of the sheet `lists` gather: their own constants, then each place's."""
    names = []
    for row in range(4, 6):
        value = str(book["lists"].cell(row, column).value)
        if not value.startswith("="):
            names.append(value)
            continue
        for found in _RANGE.finditer(value):
            names.extend(_in_range(book, found))
        break
    return names


def admitted(book: Workbook, sheet: Worksheet, cell: Cell, value: str | float) -> bool:
    """Whether the cell's rule lets the value be typed without a word."""
    rule = rule_of(sheet, cell)
    if rule is None:
        return True
    names = offered(book, rule)
    if names is not None:
        return str(value) in names
    if rule.type == "decimal":
        low, high = float(str(rule.formula1)), float(str(rule.formula2))
        return isinstance(value, float) and low <= value <= high
    assert rule.type == "custom"
    pattern = _DUE if "overdue" in str(rule.formula1) else _MONTH
    return pattern.fullmatch(str(value)) is not None
