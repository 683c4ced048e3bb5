"""Where the cells of the result tables lie, and the pairs of live formula and value over them.

A formula and the value that stands in its cell until it is recalculated are made side by side:
viewers that do not recalculate show what Excel would.
Only functions of Excel 2016 and LibreOffice are used, with plain ranges. SUMPRODUCT(MAX(...))
makes both evaluate the inside as an array without array entry. Criteria are "=" & text, so that
a name such as ">5" stays a name; months and years end in "*", so that "2026-01" is never a date.
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
class Part:
    """The part of a check that looks at one programme alone."""

    programme: str
    formula: str
    value: float


@dataclass(frozen=True)
class Check:
    """One check: `formula` must give what `expected_formula` gives, within `tolerance`.

    `value` and `expected` are what the formulas give, computed here; `unit` is theirs.
    A check with `parts` has no formula of its own: its value is the largest of theirs.
    """

    name: str
    says: str
    unit: str
    formula: str
    value: float
    expected_formula: str
    expected: float
    tolerance: float
    parts: tuple[Part, ...] = ()

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


def worst_of_parts(
    name: str, says: str, unit: str, parts: Sequence[Part], tolerance: float
) -> Check:
    """A check that every programme's part is zero.

    A large table is searched programme by programme: all rows against all rows would take a
    spreadsheet many seconds.
    """
    value = max((part.value for part in parts), default=0.0)
    return Check(name, says, unit, "=0", value, "=0", 0.0, tolerance, tuple(parts))


def part(programme: str, inside: str, values: Array) -> Part:
    """The largest of `values`, the array that `inside` gives in Excel; at least 0."""
    check = worst("", "", "", inside, values, 0.0)
    return Part(programme, check.formula, check.value)


@dataclass(frozen=True)
class Block:
    """Rows of a sheet that stand together: 0-based, both included."""

    sheet: str
    first: int
    last: int


class Grid:
    """The arranged result tables and the ranges in which they stand (header in row 1)."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self.tables = tables
        names = {text for frame in tables.values() for c in _NAMES & {*frame} for text in frame[c]}
        self.has_plain_periods = not any("Q" in p or "H" in p for p in tables["Stock"]["period"])
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

    def in_block(self, block: Block, column: str) -> str:
        """The range of a column within a block."""
        return self.ref(block.sheet, column, block.first, block.last)

    def block(self, sheet: str, programme: str, head: str | None = None) -> Block | None:
        """The rows of a programme (and cost head), which stand together; None without any."""
        frame = self.tables[sheet]
        mine = frame["programme"] == programme
        if head is not None:
            mine &= frame["head"] == head
        places = np.flatnonzero(mine.to_numpy())
        return Block(sheet, int(places[0]), int(places[-1])) if len(places) else None

    def sum_ifs(self, sheet: str | Block, column: str, criteria: Sequence[tuple[str, str]]) -> str:
        """SUMIFS over a column of a sheet or block.

        Criteria are (column, Excel text to equal or a range of such texts).
        """
        where = sheet if isinstance(sheet, Block) else self.whole(sheet)
        parts = [self.in_block(where, column)]
        for name, text in criteria:
            # A month or a year might be taken for a date or number, a quarter never is.
            tail = '&"*"' if name in ("period", "arrives") and self.has_plain_periods else ""
            wanted = self.literal(text) if name in _NAMES else text
            parts.append(f'{self.in_block(where, name)},"="&{wanted}{tail}')
        return f"SUMIFS({','.join(parts)})"

    def whole(self, sheet: str) -> Block:
        """All rows of a sheet."""
        return Block(sheet, 0, max(0, self.rows(sheet) - 1))

    def literal(self, text: str) -> str:
        """The criterion with its marks `~`, `*` and `?` taken as they are, if there are any."""
        if self.has_wildcards:
            for mark in "~*?":
                text = f'SUBSTITUTE({text},"{mark}","~{mark}")'
        return text

    def sums(
        self, sheet: str | Block, column: str, keys: Sequence[str]
    ) -> dict[tuple[str, ...], float]:
        """Sums of a column of a sheet or block by the texts of `keys`: what SUMIFS finds."""
        where = sheet if isinstance(sheet, Block) else self.whole(sheet)
        rows = slice(where.first, where.last + 1)
        texts = self.keys(where.sheet, keys)[rows]
        totals: dict[tuple[str, ...], float] = {}
        for key, value in zip(texts, self.values(where.sheet, column)[rows], strict=True):
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
