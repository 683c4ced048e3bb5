"""What a workbook tells who fills it in: comments on headers, drop-downs, what a cell admits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name

from model.case.cells import expected
from model.case.declare import LARGEST, Column, Table
from model.case.lists import drop_down, is_gathered
from model.case.schema import SCHEMA, SETTINGS

_LIST_LENGTH: Final = 255
"""A list written into a drop-down has no more characters; Excel refuses longer ones."""

_LETTERS_A_LINE: Final = 50
_COMMENT_WIDTH: Final = 330
_LINE_HEIGHT: Final = 14

# Excel refuses array constants in such formulas; one that ends in an error refuses the cell.
_MONTH: Final = (
    '=AND(LEN({0})=7,MID({0},5,1)="-",--LEFT({0},4)>=1950,--RIGHT({0},2)>=1,--RIGHT({0},2)<=12)'
)
_DUE: Final = (
    '=IF({0}="overdue",TRUE,AND(--LEFT({0},4)>=1950,'
    'OR(LEN({0})=4,AND(LEN({0})=7,MID({0},5,1)="-"))))'
)

Rows = Mapping[str, Sequence[Sequence[object]]]


def comment(table: Table, column: Column) -> str:
    """What a header's comment says: meaning, unit, range, choices, and what an empty cell means.

    That of the first column begins with what the table holds.
    """
    lines = []
    if column is table.columns[0]:
        may = " The table may stay empty." if table.optional else ""
        lines += [f"{table.name}: {table.meaning}{may}", ""]
    lines += _about(column, " (key)" if column.name in table.key else "")
    if column.kind == "value" and table.name == "settings":
        lines.append("")
        for setting in SETTINGS.values():
            lines.append(f"- {setting.name}: {setting.meaning}; {expected(setting)}")
    return _plain(lines)


def setting_comment(setting: Column) -> str:
    """What the comment on a setting's name says."""
    return _plain(_about(setting, ""))


def _plain(lines: Sequence[str]) -> str:
    return "\n".join(lines).replace("`", "")


def _about(column: Column, mark: str) -> list[str]:
    lines = [column.meaning + mark]
    if column.unit:
        lines.append(f"Unit: {column.unit}")
    if column.range_text:
        lines.append(f"Range: {column.range_text}")
    if column.usual is not None:
        low, high = (format(end, ",.15g") for end in column.usual)
        lines.append(f"Usual: {low} to {high}")
    if column.choices:
        lines.append(f"One of: {', '.join(column.choices)}")
    elif column.references:
        tables = " or ".join(reference.partition(".")[0] for reference in column.references)
        lines.append(f"A name in {tables}" + (", or *" if column.any_allowed else ""))
    elif column.kind in ("month", "due", "yes_no"):
        lines.append(f"Write {expected(column)}")
    lines.append(f"Empty: {column.empty_meaning}")
    return lines


def comment_size(text: str) -> dict[str, float]:
    """Width and height, in pixels, of the box that shows the whole text."""
    rows = sum(max(1, math.ceil(len(line) / _LETTERS_A_LINE)) for line in text.split("\n"))
    return {"width": _COMMENT_WIDTH, "height": _LINE_HEIGHT * (rows + 1)}


def cell_rule(table: Table, column: Column, rows: Rows, last: Mapping[str, int]) -> Any:
    """The rule of a column's cells: a drop-down, or what may be typed; None where all may.

    `rows` are those of every table, `last` is the last row, from 1, to which rules reach.
    """
    if column.kind == "yes_no":
        return _listed(["yes", "no"], "stop")
    if column.choices:
        return _listed(list(column.choices), "stop")
    if column.name == "table" and column.kind == "name":
        return _listed(list(SCHEMA), "stop")
    if column.references:
        return _reference_rule(table, column, last)
    for columns, target in table.groups:
        if column.name == columns[-1]:
            return _listed_names(f"{target}.{column.name}", rows, last)
    cell = f"{xl_col_to_name(table.column_names.index(column.name))}2"
    return _typed_rule(column, cell)


def setting_rule(setting: Column, cell: str) -> Any:
    """The rule of a setting's value in `cell`, which is text; None where all may be typed."""
    if setting.kind == "yes_no":
        return _listed(["yes", "no"], "stop")
    if setting.choices:
        return _listed(list(setting.choices), "stop")
    return None if setting.is_number else _typed_rule(setting, cell)


def _reference_rule(table: Table, column: Column, last: Mapping[str, int]) -> Any:
    if is_gathered(column):
        return _listed(drop_down(table, column), "stop")
    return _listed(_range(column.references[0], last), "stop")


def _listed_names(reference: str, rows: Rows, last: Mapping[str, int]) -> Any:
    """A drop-down of the names that stand several times, each once.

    It only warns: names that are added later are as good. Without any yet, or with too many for a
    list, it shows the cells.
    """
    name, _, column = reference.partition(".")
    place = SCHEMA[name].column_names.index(column)
    names = {str(row[place]) for row in rows[name]}
    fits = len(",".join(names)) <= _LIST_LENGTH and not any("," in name for name in names)
    if names and fits:
        return _listed(sorted(names), "warning")
    return _listed(_range(reference, last), "warning")


def _range(reference: str, last: Mapping[str, int]) -> str:
    table, _, column = reference.partition(".")
    letter = xl_col_to_name(SCHEMA[table].column_names.index(column))
    return f"={table}!${letter}$2:${letter}${last[table]}"


def _listed(source: list[str] | str, error_type: str) -> dict[str, object]:
    message = "Take a name from the list"
    if error_type == "warning":
        message = "Not in the list; is it a name that you have added"
    return {
        "validate": "list",
        "source": source,
        "ignore_blank": True,
        "error_type": error_type,
        "error_message": message + ("?" if error_type == "warning" else "."),
    }


def _typed_rule(column: Column, cell: str) -> Any:
    """What may be typed into a column of numbers or months."""
    rule: dict[str, object] = {"ignore_blank": True, "error_type": "stop"}
    rule["error_message"] = f"Write {expected(column)}."[:_LIST_LENGTH]
    if column.kind in ("month", "due"):
        formula = _MONTH if column.kind == "month" else _DUE
        return rule | {"validate": "custom", "value": formula.format(cell)}
    if not column.is_number:
        return None
    low = column.minimum if column.minimum is not None else column.above
    high = LARGEST if column.maximum is None else column.maximum
    bounds = {"minimum": -LARGEST if low is None else low, "maximum": high}
    return rule | {"validate": "decimal", "criteria": "between", **bounds}
