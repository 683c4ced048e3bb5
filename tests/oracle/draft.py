"""A random tiny case in the making: its tables, its random numbers, and what it knows of itself."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.oracle.clock import text_of

Cell = str | float | None
Row = dict[str, Cell]

# Days in the year from 2026 on are near enough for sizing.
MONTH_DAYS = 30.4

# Length of a period, periods of the horizon, months of the tail: at most five periods in all.
FRAMES = (
    (1, 2, 0),
    (1, 3, 0),
    (1, 4, 0),
    (1, 3, 1),
    (3, 2, 0),
    (3, 3, 0),
    (3, 4, 0),
    (3, 4, 0),
    (3, 4, 2),
    (6, 2, 0),
    (6, 2, 6),
    (6, 2, 8),
    (6, 3, 4),
    (6, 4, 0),
    (12, 2, 0),
    (12, 2, 12),
    (12, 3, 0),
    (12, 3, 6),
)


@dataclass
class Draft:
    """Tables by name; sizes in periods and days."""

    rng: random.Random
    length: int = 1
    planned: int = 2
    tail: int = 0
    first: int = 2026 * 12
    tables: dict[str, list[Row]] = field(default_factory=dict)
    settings: Row = field(default_factory=dict)

    def add(self, table: str, **cells: Cell) -> Row:
        """A new row."""
        row: Row = dict(cells)
        self.tables.setdefault(table, []).append(row)
        return row

    def rows(self, table: str, **where: Cell) -> list[Row]:
        """The rows that have these values."""
        return [
            row
            for row in self.tables.get(table, [])
            if all(row.get(name) == value for name, value in where.items())
        ]

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self.rng.random() < share

    def number(self, low: float, high: float, digits: int = 2) -> float:
        """A number with few digits."""
        return round(self.rng.uniform(low, high), digits)

    def month(self, period: float, shift: int = 0) -> str:
        """The month in which a period begins (a part of a period: within it)."""
        return text_of(self.first + int(period * self.length) + shift)

    @property
    def count(self) -> int:
        """Periods, tail included."""
        return self.planned + -(-self.tail // self.length)

    def months(self, periods: float) -> float:
        """A duration of about so many periods, not always a whole number of them."""
        shift = self.rng.choice((0.0, 0.0, 0.3, -0.3, 0.5)) if periods else 0.0
        return round((periods + shift) * self.length, 2)

    @property
    def days(self) -> float:
        """Days of a period, about."""
        return MONTH_DAYS * self.length

    def site_of(self, line: Cell) -> Cell:
        """Where a line stands."""
        return self.rows("lines", line=line)[0]["site"]

    def pick(self, table: str, **where: Cell) -> Row | None:
        """A row at random."""
        rows = self.rows(table, **where)
        return self.rng.choice(rows) if rows else None
