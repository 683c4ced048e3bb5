"""The input cells in which two cases differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import pandas as pd

from model.case.case import Case
from model.case.declare import Cell, Table, number_text
from model.case.schema import SCHEMA
from model.reporting.input_rows import written_key


def inputs_compared(a: Case, b: Case) -> pd.DataFrame:
    """One row for each cell that differs, and one for each row that only one of the two has."""
    names = ("table", "key", "column", "a", "b", "change")
    rows = [row for table in SCHEMA.values() for row in _table_changes(table, a, b)]
    return pd.DataFrame(rows, columns=list(names), dtype=object)


def _table_changes(table: Table, a: Case, b: Case) -> Iterator[tuple[object, ...]]:
    mine, theirs = _by_key(table, a), _by_key(table, b)
    for key in [*mine, *(key for key in theirs if key not in mine)]:
        text = key[0]
        if key not in theirs:
            yield table.name, text, "", _shown(table, mine[key]), "", "only in A"
        elif key not in mine:
            yield table.name, text, "", "", _shown(table, theirs[key]), "only in B"
        else:
            for column in table.columns:
                one, two = mine[key][column.name], theirs[key][column.name]
                if one != two:
                    yield table.name, text, column.name, one, two, "changed"


def _by_key(table: Table, case: Case) -> dict[tuple[str, int], dict[str, Cell]]:
    """The rows of a table by key; rows that share a key are told apart by their order."""
    seen: Counter[str] = Counter()
    found = {}
    for record in case.tables[table.name].to_dict("records"):
        row = {str(name): None if pd.isna(cell) else cell for name, cell in record.items()}
        key = written_key(table.name, row)
        seen[key] += 1
        found[key, seen[key]] = row
    return found


def _shown(table: Table, row: Mapping[str, Cell]) -> str:
    """The cells of a row that are not of its key, in one text."""
    cells = ((c.name, row[c.name]) for c in table.columns if c.name not in table.key)
    return "; ".join(
        f"{name}={number_text(value) if isinstance(value, float) else value}"
        for name, value in cells
        if value is not None
    )
