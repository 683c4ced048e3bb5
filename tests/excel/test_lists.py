"""Drop-downs of names from several places: the hidden sheet that gathers them, recalculated."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from model import commands
from model.case.reading import read_case
from model.case.writing import write_workbook
from tests.case.folders import EXAMPLE
from tests.excel.office import needs_office, saved_workbook
from tests.excel.typing_rules import cell_at, offered, rule_of

# The columns whose names stand in several places: where their rules are, and their list's letter.
GATHERED = {"A": ("lanes", 2), "B": ("cost_bearing", 1)}


def names(sheet: Worksheet, letter: str) -> list[str]:
    """The names of a list, down to the last; blank cells between them stay."""
    found = [str(cell.value or "") for cell in sheet[letter][3:]]
    while found and not found[-1]:
        found.pop()
    return found


def test_lanes_offer_markets_and_sites(tmp_path: Path) -> None:
    """`convert` offers both, and beside `*` all programmes; the values stand there already."""
    case = read_case(EXAMPLE)
    write_workbook(case, tmp_path / "case.xlsx")
    book = openpyxl.load_workbook(tmp_path / "case.xlsx")
    values = openpyxl.load_workbook(tmp_path / "case.xlsx", data_only=True)["lists"]
    wanted = {
        "A": [*case.tables["markets"]["market"], *case.tables["sites"]["site"]],
        "B": ["*", *case.tables["programmes"]["programme"]],
    }
    assert set(case.tables["sites"]["site"]) < set(wanted["A"])
    for letter, (table, column) in GATHERED.items():
        rule = rule_of(book[table], cell_at(book[table], 2, column))
        assert rule is not None
        assert offered(book, rule) == wanted[letter]
        assert names(values, letter) == wanted[letter]
    assert [cell.value for cell in values[1]] == ["lanes.destination", "cost_bearing.programme"]


def test_the_sheet_is_nothing_of_the_case(tmp_path: Path) -> None:
    """The workbook reads as the folder does, whatever stands in the sheet, and without it."""
    case = read_case(EXAMPLE)
    write_workbook(case, tmp_path / "case.xlsx")
    book = openpyxl.load_workbook(tmp_path / "case.xlsx")
    book["lists"]["A4"] = "NOWHERE"
    book.save(tmp_path / "other.xlsx")
    del book["lists"]
    book.save(tmp_path / "without.xlsx")
    for name in ("case", "other", "without"):
        assert read_case(tmp_path / f"{name}.xlsx").sha256 == case.sha256


@pytest.mark.slow
@needs_office
def test_names_that_are_typed_are_offered(tmp_path: Path) -> None:
    """In what `new` wrote each name that is added is listed at once, after a blank row too."""
    commands.new_case(str(tmp_path / "mine.xlsx"), lambda _: None)
    book = openpyxl.load_workbook(tmp_path / "mine.xlsx")
    typed = {"markets": {2: "US", 3: "EU"}, "sites": {2: "NORTH", 4: "SOUTH"}, "programmes": {}}
    for table, cells in typed.items():
        for row, name in cells.items():
            book[table].cell(row, 1).value = name
    for letter, (table, column) in GATHERED.items():
        rule = rule_of(book[table], cell_at(book[table], 2, column))
        assert rule is not None
        # What the drop-down shows, counted where it can be read.
        book["lists"][f"D{ord(letter)}"] = f"=ROWS({rule.formula1})"
    book.save(tmp_path / "mine.xlsx")
    again = openpyxl.load_workbook(
        saved_workbook(tmp_path / "mine.xlsx", tmp_path / "office"), data_only=True
    )["lists"]
    assert names(again, "A") == ["US", "EU", "NORTH", "", "SOUTH"]
    assert names(again, "B") == ["*"]
    assert [again[f"D{ord(letter)}"].value for letter in "AB"] == [5, 1]
