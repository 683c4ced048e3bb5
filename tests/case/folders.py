"""Small cases on disk for the tests: the base or the example, with some cells changed."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

from model.case.case import Case
from model.case.errors import InputError
from model.case.reading import read_case

INPUTS = Path(__file__).resolve().parents[2] / "inputs"
BASE = INPUTS / "base"
EXAMPLE = INPUTS / "example"

Rows = list[list[str]]


class Folder:
    """A case folder in memory: its tables as rows of texts, the header first."""

    def __init__(self, source: Path = EXAMPLE) -> None:
        self.tables: dict[str, Rows] = {}
        for file in sorted(source.glob("*.csv")):
            with file.open(encoding="utf-8", newline="") as lines:
                self.tables[file.stem] = list(csv.reader(lines))

    def set(self, table: str, row: int, column: str, value: str) -> Folder:
        """Write a cell; `row` as a spreadsheet shows it (the header is row 1)."""
        self.tables[table][row - 1][self.tables[table][0].index(column)] = value
        return self

    def get(self, table: str, row: int, column: str) -> str:
        """Read a cell."""
        return self.tables[table][row - 1][self.tables[table][0].index(column)]

    def add(self, table: str, *lines: str) -> Folder:
        """Append rows, written as lines of CSV; the first starts a table that is missing."""
        self.tables.setdefault(table, []).extend(csv.reader(lines))
        return self

    def drop(self, table: str, row: int) -> Folder:
        """Delete a row."""
        del self.tables[table][row - 1]
        return self

    def find(self, table: str, *cells: str) -> int:
        """The row number of the row that begins with these cells."""
        rows = self.tables[table]
        return next(n for n, r in enumerate(rows, 1) if tuple(r[: len(cells)]) == cells)

    def write(self, place: Path, names: Iterable[str] | None = None) -> Path:
        """Write the tables as CSV files and return the folder."""
        place.mkdir(parents=True, exist_ok=True)
        for name in names if names is not None else self.tables:
            with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(self.tables[name])
        return place

    def read(self, place: Path, scenario: str = "") -> Case:
        """Write and read."""
        return read_case(self.write(place / "case"), scenario)

    def problems(self, place: Path, scenario: str = "") -> tuple[str, ...]:
        """The problems on reading; () where there are none."""
        try:
            self.read(place, scenario)
        except InputError as error:
            return error.problems
        return ()


Edit = Callable[[Folder], object]
"""What makes a case wrong, or odd."""


def shares(folder: Folder, *lines: str) -> Folder:
    """Add rows of site_shares."""
    header = "programme,step,site,first_month,last_month,min_share,max_share"
    return folder.add("site_shares", header, *lines)


def committed(folder: Folder, *lines: str) -> Folder:
    """Add rows of commitments."""
    header = "decision,programme,step,site,line,first_month,last_month,must,agreed_with"
    return folder.add("commitments", header, *lines)


def ranges(folder: Folder, *lines: str) -> Folder:
    """Add rows of ranges."""
    return folder.add("ranges", "name,table,where,column,low,high", *lines)


def distributed(folder: Folder, cells: str) -> Folder:
    """Add a distribution: its kind and parameters."""
    header = "name,table,where,column,kind,parameters"
    return folder.add("distributions", header, f"x,obligations,due=2026,kg,{cells}")
