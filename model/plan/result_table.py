"""What a result table is: columns with units and meanings, their headers, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "whole", "number"]

MONEY = "m"
MONEY_PER_DAY = "m per day"
MONEY_PER_KG = "m per kg"
_SHARE_NAME = re.compile(r"(?P<site>.+) (?P<year>\d{4}) share")


@dataclass(frozen=True)
class ResultColumn:
    """One column: `unit` is "" for text; "m" is shown as millions of the reporting currency.

    `by` is the method by which a figure comes about, where the header is to name it.
    """

    name: str
    kind: Kind
    unit: str
    meaning: str
    by: str = ""

    @property
    def is_money(self) -> bool:
        """Whether it is counted in millions of the reporting currency, as such or per something."""
        return self.unit in (MONEY, MONEY_PER_DAY, MONEY_PER_KG)

    def unit_in(self, currency: str) -> str:
        """The unit, money named as the reporting currency, and the method where there is one."""
        unit = f"{currency} {self.unit}" if self.is_money else self.unit
        return f"{unit}; {self.by}" if self.by else unit

    def header(self, currency: str) -> str:
        """Text of the header cell: the name and, in brackets, the unit, unless it ends the name."""
        unit = self.unit_in(currency)
        named = self.name.replace("_", " ").split()[-1] == unit
        return f"{self.name} [{unit}]" if unit and not named else self.name


@dataclass(frozen=True)
class ResultTable:
    """One result table; `key` are the columns that tell its rows apart, in the order of sorting."""

    name: str
    key: tuple[str, ...]
    columns: tuple[ResultColumn, ...]
    meaning: str


def name_of_header(header: str) -> str:
    """The column name in a header cell: "kg_released [kg]" is kg_released."""
    return header.rsplit(" [", 1)[0] if header.endswith("]") else header


def share_column(site: str, year: int) -> ResultColumn:
    """The Summary column of one site and year."""
    return ResultColumn(
        f"{site} {year} share",
        "number",
        "share",
        f"part of the programme's released kg, all steps, made at {site} in {year}",
    )


def columns_of(table: ResultTable, names: Iterable[str]) -> tuple[ResultColumn, ...]:
    """The declared columns in declared order, with Summary's share columns where they stand.

    `names` are the columns of a frame. Raises ValueError where one is missing or unknown.
    """
    present = list(names)
    declared = {column.name for column in table.columns}
    shares = [
        share_column(match["site"], int(match["year"]))
        for match in map(_SHARE_NAME.fullmatch, present)
        if match and table.name == "Summary"
    ]
    unknown = set(present) - declared - {column.name for column in shares}
    missing = declared - set(present)
    if unknown or missing:
        raise ValueError(
            f"result table {table.name}: missing columns {sorted(missing)}, "
            f"unknown columns {sorted(unknown)}"
        )
    place = next((i for i, c in enumerate(table.columns, 1) if c.name == "home_sites"), 0)
    return (*table.columns[:place], *shares, *table.columns[place:])
