"""Where the cells of the result tables lie, and the pairs of live formula and value over them.

A formula and the value that stands in its cell until it is recalculated are made side by side:
viewers that do not recalculate show what Excel would.
Only functions of Excel 2016 and LibreOffice are used, with plain ranges. SUMPRODUCT(MAX(...))
makes both evaluate the inside as an array without array entry. Criteria are "=" & text, so that
a name such as ">5" stays a name; periods and years end in "*", so that "2026-01" is never a date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from model.reporting.book import column_letter

_NAMES = {"programme", "step", "site", "line", "market", "origin", "destination"}

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Check:
    """One check: `formula` must give what `expected_formula` gives, within `tolerance`.

    `value` and `expected` are what the formulas give, computed here; `unit` is theirs.
    """

    name: str
    says: str
    unit: str
    formula: str
    value: float
    expected_formula: str
    expected: float
    tolerance: float

    @property
    def light(self) -> str:
        """OK or CHECK, as the sheet's formula says it."""
        return "OK" if abs(self.value - self.expected) <= self.tolerance else "CHECK"


def worst(name: str, says: str, unit: str, inside: str, values: Array, tolerance: float) -> Check:
    """A check that the largest of `values`, the array that `inside` gives in Excel, is zero.

    Values below zero count as zero; wrap `inside` in ABS where both signs are wrong.
    """
    if len(values) == 0:
        return Check(name, says, unit, "=0", 0.0, "=0", 0.0, tolerance)
    formula = f"=MAX(0,SUMPRODUCT(MAX({inside})))"
    value = max(0.0, float(np.max(values)))
    return Check(name, says, unit, formula, value, "=0", 0.0, tolerance)


class Grid:
    """The arranged result tables and the ranges in which they stand (header in row 1)."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self.tables = tables
        names = {text for frame in tables.values() for c in _NAMES & {*frame} for text in frame[c]}
        self.has_wildcards = any(mark in name for name in names for mark in "~*?")

    def rows(self, sheet: str) -> int:
        """Number of rows of the sheet's table."""
        return len(self.tables[sheet])

    def values(self, sheet: str, column: str) -> Array:
        """The numbers of a column, empty cells as 0, as formulas see them."""
        numbers: Array = self.tables[sheet][column].to_numpy(dtype=np.float64, na_value=np.nan)
        return np.nan_to_num(numbers)

    def ref(self, sheet: str, column: str, first: int = 0, last: int | None = None) -> str:
        """The range of a column, of the 0-based rows first..last (both included)."""
        place = list(self.tables[sheet].columns).index(column)
        letter = column_letter(place)
        bottom = max(0, self.rows(sheet) - 1) if last is None else last
        return f"{sheet}!${letter}${first + 2}:${letter}${bottom + 2}"

    def sum_ifs(self, sheet: str, column: str, criteria: Sequence[tuple[str, str]]) -> str:
        """SUMIFS over a column; criteria are (column, Excel text to equal or a range of them)."""
        return self._ifs("SUMIFS", self.ref(sheet, column) + ",", sheet, criteria)

    def count_ifs(self, sheet: str, criteria: Sequence[tuple[str, str]]) -> str:
        """COUNTIFS, with criteria as in `sum_ifs`."""
        return self._ifs("COUNTIFS", "", sheet, criteria)

    def _ifs(
        self, function: str, first: str, sheet: str, criteria: Sequence[tuple[str, str]]
    ) -> str:
        parts = []
        for column, text in criteria:
            tail = '&"*"' if column in ("period", "arrives") else ""
            name = self.literal(text) if column in _NAMES else text
            parts.append(f'{self.ref(sheet, column)},"="&{name}{tail}')
        return f"{function}({first}{','.join(parts)})"

    def literal(self, text: str) -> str:
        """The criterion with its marks `~`, `*` and `?` taken as they are, if there are any."""
        if self.has_wildcards:
            for mark in "~*?":
                text = f'SUBSTITUTE({text},"{mark}","~{mark}")'
        return text

    def sums(self, sheet: str, column: str, keys: Sequence[str]) -> dict[tuple[str, ...], float]:
        """Sums of a column by the texts of `keys`: what SUMIFS finds."""
        totals: dict[tuple[str, ...], float] = {}
        for key, value in zip(self.keys(sheet, keys), self.values(sheet, column), strict=True):
            totals[key] = totals.get(key, 0.0) + float(value)
        return totals

    def keys(self, sheet: str, columns: Sequence[str]) -> list[tuple[str, ...]]:
        """The texts of several columns, row by row."""
        frame = self.tables[sheet]
        return list(zip(*(map(str, frame[column]) for column in columns), strict=True))

    def same_as_next(self, sheet: str, columns: Sequence[str], step: int = 1) -> tuple[str, Array]:
        """1 where a row and the one `step` rows below agree in `columns`, as formula and values."""
        last = self.rows(sheet) - 1
        parts = [
            f"({self.ref(sheet, c, 0, last - step)}={self.ref(sheet, c, step, last)})"
            for c in columns
        ]
        keys = self.keys(sheet, columns)
        same = [float(a == b) for a, b in zip(keys, keys[step:], strict=False)]
        return "*".join(parts), np.asarray(same, dtype=np.float64)


def text(value: str) -> str:
    """A text constant in a formula."""
    return '"' + value.replace('"', '""') + '"'
