"""Selecting rows: `programme=Alpha; market=US`, with `*` as a wildcard."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from model.case.cells import CellError, parse
from model.case.declare import Column, Table
from model.case.errors import nearest
from model.case.rows import Row, cell_text

_EXAMPLE: Final = "write column=value; column=value, or * for every row"


def parse_where(table: Table, text: str) -> dict[str, str]:
    """The wanted text by column; {} for `*`, every row.

    Values of number and month columns are brought into their canonical text unless they hold a
    wildcard. Raises CellError where it cannot be read or names an unknown column.
    """
    if text.strip() == "*":
        return {}
    wanted: dict[str, str] = {}
    for part in text.split(";"):
        name, sign, value = (piece.strip() for piece in part.partition("="))
        if not sign or not name:
            raise CellError(f"{part.strip()!r} does not select rows; {_EXAMPLE}")
        if name not in table.by_name:
            known = nearest(name, table.by_name)
            raise CellError(f"{table.name} has no column {name!r}; {known}")
        if name in wanted:
            raise CellError(f"the column {name} stands twice; name it once")
        wanted[name] = _canonical(table.by_name[name], value)
    return wanted


def _canonical(column: Column, value: str) -> str:
    if value == "" or "*" in value or not (column.is_number or column.kind == "month"):
        return value
    try:
        return cell_text(parse(column, value))
    except CellError as error:
        raise CellError(f"{column.name}={value}: {error}") from None


def selected(rows: list[Row], wanted: Mapping[str, str]) -> list[Row]:
    """The rows in which every wanted column matches, in their order."""
    for name, value in wanted.items():
        rows = _matching(rows, name, value)
    return rows


def why_none(table: Table, rows: list[Row], wanted: Mapping[str, str]) -> str:
    """Which column leaves no row, and the nearest value that would."""
    if not rows:
        return f"{table.name} has no rows"
    for name, value in wanted.items():
        left = _matching(rows, name, value)
        if not left:
            known = nearest(value.strip("*"), {row.text(name) for row in rows} - {""})
            return f"no row of {table.name} has {name}={value} here; {known}"
        rows = left
    return f"no row of {table.name} is met; look at where"


def _matching(rows: list[Row], name: str, value: str) -> list[Row]:
    if "*" not in value:
        return [row for row in rows if row.text(name) == value]
    pattern = re.compile(".*".join(re.escape(part) for part in value.split("*")), re.DOTALL)
    return [row for row in rows if pattern.fullmatch(row.text(name))]
