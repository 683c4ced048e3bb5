"""Results in a spreadsheet: a text of the case is never a formula or a link, and nothing moves."""

from __future__ import annotations

import math
import zipfile
from pathlib import Path

import openpyxl
import pytest

from model.case.case import Case
from model.case.lists import LISTS
from model.case.writing import write_workbook as write_case
from model.plan.plan import Plan
from model.reporting.comparison import compare
from model.reporting.comparison_text import write_comparison
from model.reporting.workbook import write_workbook
from model.solving.answering import solve
from tests.case.folders import EXAMPLE, Folder
from tests.excel.office import needs_office
from tests.reporting.recalculation import Sheets, cells_of, recalculated

NAMES = {
    "plain": {},
    "signs": {
        **{"NORTH": "+1+1", "SOUTH": "-1", "ALPHA": "@SUM(A1)", "BETA": "+A1", "N1": "-2+3"},
        **{"S1": "@S1", "US": "+US", "X": "-C1"},
    },
    "criteria": {
        **{"NORTH": ">5", "SOUTH": "<>", "ALPHA": "a?", "BETA": "~x", "N1": '"q"'},
        **{"S1": "'x", "US": "<a&b>", "X": "#REF!"},
    },
    "numbers": {
        **{"NORTH": "1", "SOUTH": "2026-01", "ALPHA": "1E5", "BETA": "TRUE", "N1": "12%"},
        **{"S1": "1:2", "US": "0x10", "X": "http://x.example"},
    },
}
TEXTS = {
    ("sites", "name"): "=cmd|' /C calc'!A0",
    ("programmes", "description"): '=HYPERLINK("http://x.example","y")',
    ("lines", "process"): "https://x.example/a",
    ("scenarios", "description"): "@SUM(1+1)",
    ("changes", "reason"): "=1+1",
}


def hostile(name: str) -> Folder:
    """The example under other names, its texts such that a spreadsheet would run or link them."""
    folder = Folder(EXAMPLE)
    names = NAMES[name]
    for table, rows in folder.tables.items():
        for number, row in enumerate(rows[1:], start=2):
            for place, column in enumerate(rows[0]):
                row[place] = names.get(row[place], row[place])
                if column == "where":
                    for before, after in names.items():
                        row[place] = row[place].replace(f"={before}", f"={after}")
                if name != "plain" and (table, column) in TEXTS:
                    folder.set(table, number, column, TEXTS[table, column])
    if name == "signs":
        folder.set("scenarios", 2, "scenario", "@up").set("changes", 2, "scenario", "@up")
    return folder


def scenario(name: str) -> str:
    """The scenario of the example under that name."""
    return "@up" if name == "signs" else "beta-up"


def cases(name: str, place: Path) -> tuple[Case, Case]:
    """The base and its scenario."""
    folder = hostile(name)
    return folder.read(place), folder.read(place, scenario(name))


def plans(name: str, place: Path) -> tuple[Plan, Plan]:
    """Plans of both."""
    one, two = cases(name, place)
    return solve(one, gap=0.0), solve(two, gap=0.0)


def formulas(path: Path) -> dict[str, list[str]]:
    """The formulas of each sheet that has some."""
    book = openpyxl.load_workbook(path)
    found = {
        sheet.title: [
            str(cell.value) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
        ]
        for sheet in book
    }
    return {name: cells for name, cells in found.items() if cells}


def links(path: Path) -> list[str]:
    """Parts of the file that name a link or another file."""
    with zipfile.ZipFile(path) as archive:
        return [
            name
            for name in archive.namelist()
            if "externalLink" in name
            or b"<hyperlink" in archive.read(name)
            or b'TargetMode="External"' in archive.read(name)
        ]


def differences(before: Sheets, after: Sheets) -> list[str]:
    """Cells that differ: texts at all, numbers by more than 1e-9 of their size."""
    assert list(before) == list(after)
    found = []
    for name, rows in before.items():
        others = after[name]
        width = max(map(len, [*rows, *others]), default=0)
        for number in range(max(len(rows), len(others))):
            for place in range(width):
                one, two = cell(rows, number, place), cell(others, number, place)
                if not same(one, two):
                    found.append(f"{name} row {number + 1}, column {place + 1}: {one!r}, {two!r}")
    return found


def cell(rows: list[list[object]], number: int, place: int) -> object:
    """A cell, empty where the sheet ends before it."""
    return rows[number][place] if number < len(rows) and place < len(rows[number]) else ""


def same(one: object, two: object) -> bool:
    """Whether two cells hold the same."""
    if isinstance(one, float) and isinstance(two, float):
        return math.isclose(one, two, rel_tol=1e-9, abs_tol=1e-9)
    return one == two


@pytest.mark.parametrize("name", ["signs", "criteria", "numbers"])
def test_no_text_of_a_case_is_a_formula_or_a_link(name: str, tmp_path: Path) -> None:
    """In any workbook only Checks and the hidden lists compute, of cells alone; Board shows it."""
    one, two = plans(name, tmp_path)
    write_workbook(one, tmp_path / "one.xlsx")
    write_workbook(two, tmp_path / "two.xlsx")
    write_comparison(compare(one, two), tmp_path / "both.xlsx")
    write_case(two.case, tmp_path / "case.xlsx")
    unusual = [t for t in [*NAMES[name].values(), *TEXTS.values()] if len(t) > 4]
    for book in ("one", "two"):
        found = formulas(tmp_path / f"{book}.xlsx")
        assert list(found) == ["Board", "Checks"]
        assert found["Board"] == ["=Checks!B1", "=Checks!C1"]
        assert not [f for f in found["Checks"] if any(text in f for text in unusual)]
    assert formulas(tmp_path / "both.xlsx") == {}
    listed = formulas(tmp_path / "case.xlsx")
    assert list(listed) == [LISTS]
    assert not [f for f in listed[LISTS] if any(text in f for text in unusual)]
    for book in ("one", "two", "both", "case"):
        assert links(tmp_path / f"{book}.xlsx") == []


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("name", NAMES)
def test_recalculation_moves_nothing(name: str, tmp_path: Path) -> None:
    """LibreOffice recalculates results and comparison: every light green, every cell as it was."""
    one, two = plans(name, tmp_path)
    write_workbook(one, tmp_path / "one.xlsx")
    write_workbook(two, tmp_path / "two.xlsx")
    write_comparison(compare(one, two), tmp_path / "both.xlsx")
    for book in ("one", "two", "both"):
        before = cells_of(tmp_path / f"{book}.xlsx")
        after = recalculated(tmp_path / f"{book}.xlsx", tmp_path / "office")
        assert differences(before, after) == []
        if book != "both":
            lights = [row[6] for row in after["Checks"][3:] if row[6] in ("OK", "CHECK")]
            assert after["Checks"][0][1] == "OK"
            assert len(lights) > 30
            assert set(lights) == {"OK"}


def test_a_moved_cell_is_found() -> None:
    """The comparison of cells sees a number, a text, a row too many, and nothing smaller."""
    before: Sheets = {"A": [["x", 1.0], ["y", 2.0]]}
    assert differences(before, {"A": [["x", 1.0 + 1e-10], ["y", 2.0]]}) == []
    assert differences(before, {"A": [["x", 1.00001], ["z", 2.0], ["", 3.0]]}) == [
        "A row 1, column 2: 1.0, 1.00001",
        "A row 2, column 1: 'y', 'z'",
        "A row 3, column 2: '', 3.0",
    ]
