"""A case in which every column of every table is filled, to be made wrong cell by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from model.case.declare import Column
from model.case.schema import SCHEMA, SETTINGS

Table = list[list[str]]

# Twenty years in periods of one: a slip that makes something slow still leaves it in time, so that
# what is said is about the slip alone.
_TABLES: Final = {
    "settings": """
        schema_version,1
        first_month,2026-01
        last_month,2045-12
        period_months,12
        tail_months,12
        currency,USD
        discount_rate,0.08
        carry_over,yes
        objective,network
        revealed_month,2026-01""",
    "sites": """
        NORTH,North Campus,US,USD,2
        SOUTH,South Campus,KR,KRW,2""",
    "markets": "EAST,US",
    "lines": """
        N01,NORTH,mammalian,2,0.9,2020-01,2060-01,existing,4,6,,,,,
        S01,SOUTH,mammalian,1,0.9,,,existing,4,,,,,,
        S02,SOUTH,mammalian,1,0.9,,,option,4,3,100,24,2027-01,2030-12,20""",
    "line_calendar": "N01,2026-07,2026-09,0.5",
    "lanes": """
        NORTH,EAST,1,0.01
        NORTH,SOUTH,1,0.02
        SOUTH,EAST,1,0.01""",
    "duties": "standard,US,US,2026-01,0.05",
    "exchange_rates": "KRW,2020-01,0.5",
    "programmes": """
        P01,C01,an antibody,mAb,commercial,standard,2045-12,0.1,1,3,2030-01,0.5
        P02,C02,another,mAb,commercial,standard,,0.1,1,,,""",
    "steps": """
        P01,substance,1,,1,60,0.04,0.5,1,
        P01,filling,2,1.1,1,36,0.05,0.6,2,2035-01
        P02,substance,1,,1,60,0.04,0.5,1,""",
    "recipes": """
        P01,substance,N01,10,0.9,10,1,1,5,0.5
        P01,filling,N01,10,0.9,10,1,1,5,0.5
        P01,filling,S01,10,0.9,10,1,1,5,0.5
        P01,filling,S02,10,0.9,10,1,1,5,0.5
        P02,substance,N01,10,0.9,10,1,1,5,0.5""",
    "qualifications": """
        P01,substance,NORTH,qualified,2020-01,,,,,
        P01,filling,NORTH,qualified,,,,,,
        P01,filling,SOUTH,transferable,,12,12,3,2,2027-01
        P02,substance,NORTH,qualified,,,,,,""",
    "obligations": """
        P01,EAST,2044,yes,10
        P02,EAST,2045,no,10""",
    "opening_stock": "P01,filling,NORTH,5",
    "market_access": "P01,EAST,NORTH,2026-01,3",
    "site_shares": "P01,filling,NORTH,2030-01,2040-12,0.1,0.9",
    "reservations": "C01,N01,2030-01,2034-12,30",
    "commitments": "allocation,P01,filling,NORTH,N01,2030-01,2034-12,no,the board",
    "cost_bearing": """
        P01,production,0.5
        *,freight,0.5""",
    "scenarios": """
        up,more is wanted,1,demand,high
        base,as planned,,,""",
    "changes": "up,1,obligations,programme=P01; due=2044,kg,scale,1.25,a launch",
    "sources": "obligations,P01; EAST; 2044; yes,kg,estimate,a guess",
    "ranges": "demand,obligations,programme=P01,kg,5,20",
    "distributions": "demand,obligations,programme=P01,kg,uniform,low=0.8; high=1.2",
}


def full_case() -> dict[str, Table]:
    """The tables as rows of texts, the header first."""
    tables = {}
    for name, text in _TABLES.items():
        lines = "\n".join(line.strip() for line in text.strip().splitlines())
        rows = list(csv.reader(io.StringIO(lines)))
        tables[name] = [list(SCHEMA[name].column_names), *rows]
    return tables


def write_table(folder: Path, name: str, rows: Table) -> None:
    """Write one table as its CSV file."""
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def write_folder(folder: Path, tables: dict[str, Table]) -> Path:
    """Write a case as a folder of CSV files."""
    folder.mkdir()
    for name, rows in tables.items():
        write_table(folder, name, rows)
    return folder


@dataclass(frozen=True)
class Target:
    """A filled cell: its table, its declaration (a setting's own, for a setting) and its place.

    `row` is the one that a spreadsheet shows; `header` the name of its column.
    """

    table: str
    column: Column
    header: str
    row: int
    value: str

    @property
    def name(self) -> str:
        """Its name in a test's id: a setting by its own name."""
        return f"{self.table}.{self.column.name}"

    @property
    def is_key(self) -> bool:
        """Whether the cell belongs to the key of its row."""
        return self.header in SCHEMA[self.table].key

    def put(self, tables: dict[str, Table], value: str) -> Table:
        """Write the cell and return its table."""
        rows = tables[self.table]
        rows[self.row - 1][rows[0].index(self.header)] = value
        return rows


def targets() -> Iterator[Target]:
    """One cell of every column of every table, and of every setting."""
    tables = full_case()
    for table in SCHEMA.values():
        rows = tables[table.name]
        for place, column in enumerate(table.columns):
            if (table.name, column.name) == ("settings", "value"):
                continue
            number = next(n for n, row in enumerate(rows[1:], 2) if row[place])
            yield Target(table.name, column, column.name, number, rows[number - 1][place])
    for number, (name, value) in enumerate(tables["settings"][1:], 2):
        # A setting may be left out where it has a meaning, as any cell may be empty.
        yield Target("settings", SETTINGS[name], "value", number, value)


def as_number(target: Target) -> Target:
    """The same cell, read as a number: the factor of a change that scales."""
    column = replace(target.column, kind="number", empty="")
    return replace(target, column=column)
