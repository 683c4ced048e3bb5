"""The words in which a table is declared: column, kind, range, reference, meaning of empty."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

Cell = str | float | None

Kind = Literal["name", "text", "number", "integer", "month", "due", "yes_no", "choice", "value"]
"""What a cell holds.

name: the key of a thing; text: words that only describe; due: YYYY, YYYY-Qn, YYYY-MM or overdue;
value: read by what the row says (a setting, a changed column).
"""

LARGEST: Final = 1e15
"""No number in a case is larger; beyond it, 15 digits no longer hold a unit."""


def number_text(number: float) -> str:
    """The number as it is written everywhere: at most 15 digits; "" where it is empty (NaN)."""
    return "" if number != number else format(number, ".15g")


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `default` is the constant that an empty cell stands for; `empty` says in words what an empty
    cell means where no constant does. With neither, an empty cell is an error.
    `usual` is the range outside of which a number looks like a slip of the unit (for local money:
    once converted to the reporting currency).
    `references` names the "table.column" where the value must be found, in any of them;
    `any_allowed` admits `*` as well.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    default: str | float | None = None
    empty: str = ""
    minimum: float | None = None
    above: float | None = None
    maximum: float | None = None
    usual: tuple[float, float] | None = None
    choices: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    any_allowed: bool = False
    forbidden: str = ""

    @property
    def is_number(self) -> bool:
        """Whether the cells are numbers (float64 in the tables)."""
        return self.kind in ("number", "integer")

    @property
    def may_be_empty(self) -> bool:
        """Whether an empty cell is allowed, by a constant or by a meaning in words."""
        return self.default is not None or self.empty != ""

    @property
    def empty_meaning(self) -> str:
        """What an empty cell means, in words for the dictionary."""
        if self.default is None:
            return self.empty or "an error"
        return number_text(self.default) if isinstance(self.default, float) else self.default

    @property
    def range_text(self) -> str:
        """The range of the numbers in words, "" where there is none."""
        low = f"at least {number_text(self.minimum)}" if self.minimum is not None else ""
        if self.above is not None:
            low = f"above {number_text(self.above)}"
        high = f"at most {number_text(self.maximum)}" if self.maximum is not None else ""
        return " and ".join(part for part in (low, high) if part)


@dataclass(frozen=True)
class Table:
    """One table: its key, its columns in order, and the keys of other tables that it names.

    `groups` are references of several columns at once: ((columns), table).
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    optional: bool = False
    groups: tuple[tuple[tuple[str, ...], str], ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(self.by_name)
