"""The full case read in either form: a folder of CSV files, or a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from model.case.errors import InputError
from model.case.reading import read_case
from model.case.schema import SCHEMA
from tests.hostile.books import Book
from tests.hostile.full_case import Table, write_folder

Tables = dict[str, Table]
FORMS: Final = ("folder", "workbook")


def read(tables: Tables, form: str, place: Path) -> tuple[list[str], list[str]]:
    """Problems and warnings of the case in a form; the places are those of a folder.

    In a workbook each line must name workbook and sheet instead, and no file.
    """
    if form == "folder":
        path = write_folder(place / "case", tables)
    else:
        path = Book(tables).write(place / "case.xlsx")
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    end = ""
    try:
        warnings = read_case(path).warnings
    except InputError as error:
        problems, end = error.problems, str(error).splitlines()[-1]
    number = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
    assert end == (f"{number} in {path}; nothing was solved." if problems else "")
    return [as_folder(line, form) for line in problems], [as_folder(w, form) for w in warnings]


def as_folder(line: str, form: str) -> str:
    """The line as a folder says it."""
    if form == "folder":
        assert ".xlsx" not in line
        return line
    assert line.startswith("case.xlsx[")
    assert ".csv" not in line
    for name in SCHEMA:
        line = line.replace(f"case.xlsx[{name}]", f"{name}.csv")
    return line
