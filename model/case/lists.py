"""The sheet `lists` of a case workbook: names that stand in several places, in one column each.

A drop-down shows the cells of one range. Where a name may come from sites or from markets, or be
`*`, formulas gather them on a hidden sheet that nobody reads but the drop-downs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name

from model.case.declare import Column, Table
from model.case.schema import SCHEMA

LISTS: Final = "lists"
"""Name of the sheet; it holds nothing of the case."""

_ROOM: Final = 300
"""Names that may be added before a drop-down is full, besides as many as there are."""

_SIZES: Final = 2
"""Rows below the title that say how far each place is filled; the names follow."""

Rows = Mapping[str, Sequence[Sequence[object]]]


def is_gathered(column: Column) -> bool:
    """Whether the names of the column stand in several places."""
    return len(column.references) > 1 or column.any_allowed


def drop_down(table: Table, column: Column) -> str:
    """The formula of the cells that a drop-down shows: as many as there are names."""
    letter = xl_col_to_name(list(_gathered()).index((table, column)))
    sizes = "+".join(f"{LISTS}!${letter}${2 + n}" for n in range(len(column.references)))
    count = f"{sizes}+1" if column.any_allowed else f"MAX(1,{sizes})"
    return f"=OFFSET({LISTS}!${letter}${2 + _SIZES},0,0,{count},1)"


def write_lists(book: Any, rows: Rows, last: Mapping[str, int]) -> None:
    """Add the hidden sheet. `last` is the last row, from 1, to which each table may grow."""
    sheet = book.add_worksheet(LISTS)
    sheet.hide()
    for place, (table, column) in enumerate(_gathered()):
        letter = xl_col_to_name(place)
        sheet.write_string(0, place, f"{table.name}.{column.name}")
        known = [_names(reference, rows) for reference in column.references]
        for number, (reference, names) in enumerate(zip(column.references, known, strict=True)):
            cells = _cells(reference, last)
            # The place of the last name: blank rows between names stay where they are.
            filled = f'=MAX(0,SUMPRODUCT(MAX(({cells}<>"")*ROW({cells})))-1)'
            sheet.write_formula(1 + number, place, filled, None, len(names))
        begin = 1 + _SIZES
        if column.any_allowed:
            sheet.write_string(begin, place, "*")
            begin += 1
        together = [name for names in known for name in names]
        for number in range(2 * len(together) + _ROOM):
            formula = f"={_name_at(number + 1, column.references, letter, last)}"
            value = together[number] if number < len(together) else ""
            sheet.write_formula(begin + number, place, formula, None, value)


def _gathered() -> Iterator[tuple[Table, Column]]:
    for table in SCHEMA.values():
        for column in table.columns:
            if is_gathered(column):
                yield table, column


def _names(reference: str, rows: Rows) -> list[str]:
    name, _, column = reference.partition(".")
    place = SCHEMA[name].column_names.index(column)
    return [str(row[place]) for row in rows[name]]


def _cells(reference: str, last: Mapping[str, int]) -> str:
    name, _, column = reference.partition(".")
    letter = xl_col_to_name(SCHEMA[name].column_names.index(column))
    return f"{name}!${letter}$2:${letter}${last[name]}"


def _name_at(number: int, references: Sequence[str], letter: str, last: Mapping[str, int]) -> str:
    """The formula of the name at a place, counted from 1 through all places; "" past the end."""
    formula = '""'
    for n in reversed(range(len(references))):
        at = f"{number}" + "".join(f"-{letter}${2 + before}" for before in range(n))
        name = f'INDEX({_cells(references[n], last)},{at})&""'
        formula = f"IF({at}<={letter}${2 + n},{name},{formula})"
    return formula
