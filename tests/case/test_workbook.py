"""Workbooks: they read as folders do, and convert into each other without loss."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from model.case.errors import InputError
from model.case.reading import read_case
from model.case.schema import SCHEMA
from model.case.writing import write_csv, write_workbook
from tests.case.folders import BASE, EXAMPLE, Folder


def edited(place: Path, table: str, row: int, column: str, value: object) -> Path:
    """The example as a workbook, with one cell changed as a person would in Excel."""
    path = place / "case.xlsx"
    write_workbook(read_case(EXAMPLE), path)
    book = openpyxl.load_workbook(path)
    sheet: Worksheet = book[table]
    sheet.cell(row, SCHEMA[table].column_names.index(column) + 1).value = value  # type: ignore[assignment]
    book.save(path)
    return path


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(InputError) as error:
        read_case(path)
    return error.value.problems


@pytest.mark.parametrize("source", [BASE, EXAMPLE], ids=["base", "example"])
def test_folder_to_workbook_to_folder_is_the_same_case(source: Path, tmp_path: Path) -> None:
    """Converting there and back changes nothing that a run can see."""
    case = read_case(source)
    write_workbook(case, tmp_path / "case.xlsx")
    from_workbook = read_case(tmp_path / "case.xlsx")
    write_csv(from_workbook, tmp_path / "back")
    back = read_case(tmp_path / "back")
    assert case.sha256 == from_workbook.sha256 == back.sha256
    for name, table in case.tables.items():
        assert back.tables[name].equals(table), name


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    text=st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co")), max_size=40),
    number=st.floats(0, 1e9, allow_subnormal=False),
)
def test_any_text_and_number_survive_a_workbook(
    text: str, number: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Quotes, formulas, scripts, escapes and 15-digit numbers come back as they were."""
    place = tmp_path_factory.mktemp("any")
    case = read_case(EXAMPLE).with_changes(
        [
            {"table": "sites", "where": "site=NORTH", "column": "name", "operation": "set",
             "value": text},
            {"table": "obligations", "where": "due=2026-Q4", "column": "kg", "operation": "set",
             "value": number},
        ]
    )  # fmt: skip
    write_workbook(case, place / "one.xlsx")
    write_csv(case, place / "two")
    assert read_case(place / "one.xlsx").sha256 == case.sha256
    assert read_case(place / "two").sha256 == case.sha256


def test_equal_tables_give_equal_workbooks(tmp_path: Path) -> None:
    """Nothing of the time or the machine goes into the file."""
    case = read_case(EXAMPLE)
    for name in ("one", "two"):
        write_workbook(case, tmp_path / f"{name}.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_workbook_guides_who_edits_it(tmp_path: Path) -> None:
    """Headers are frozen and explained; keys and choices have drop-downs; months are text."""
    write_workbook(read_case(EXAMPLE), tmp_path / "case.xlsx")
    book = openpyxl.load_workbook(tmp_path / "case.xlsx")
    assert book.sheetnames == [*SCHEMA, "lists"]
    lines = book["lines"]
    assert lines.freeze_panes == "B2"
    comments = {cell.value: cell.comment.text for cell in lines[1] if cell.comment}
    assert comments["fixed_cost_local_m_per_year"].startswith(
        "Fixed cost a year while open\nUnit: millions of local currency a year\nRange: at least 0"
    )
    rules = {str(rule.sqref): rule.formula1 for rule in lines.data_validations.dataValidation}
    assert rules["B2:B2001"] == "sites!$A$2:$A$2001"
    assert rules["H2:H2001"] == '"existing,committed,option"'
    assert book["settings"]["B3"].number_format == "@"
    assert book["settings"]["B3"].data_type == "s"


@pytest.mark.parametrize(
    ("table", "column", "value", "read"),
    [
        ("obligations", "due", 2026, "2026"),
        ("obligations", "due", datetime.datetime(2026, 7, 1), "2026-07"),
        ("qualifications", "qualified_from", datetime.datetime(2026, 7, 1), "2026-07"),
        ("programmes", "client", 17, "17"),
        ("programmes", "unmet_cost_m_per_kg", "2.5", 2.5),
    ],
)
def test_cells_as_excel_stores_them_are_read(
    table: str, column: str, value: object, read: object, tmp_path: Path
) -> None:
    """Years as numbers, months as dates, names as numbers and clean numbers as text are read."""
    case = read_case(edited(tmp_path, table, 2, column, value))
    assert read in case.tables[table][column].tolist()


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("kg", datetime.datetime(2026, 7, 1), "2026-07-01: a date where a number belongs; format"),
        ("kg", True, "TRUE: not a number; write"),
        ("kg", "1,000", "1,000: thousands separators are not read; write 1000"),
        ("firm", True, "TRUE: TRUE and FALSE are not read; write yes or no"),
        ("programme", datetime.datetime(2026, 7, 1), "2026-07-01: a date where a name belongs"),
        ("programme", None, "(empty): the cell is empty; write a name"),
    ],
)
def test_cells_that_excel_spoilt_are_named_by_sheet(
    column: str, value: object, message: str, tmp_path: Path
) -> None:
    """A problem in a workbook says workbook, sheet and the row that Excel shows."""
    path = edited(tmp_path, "obligations", 3, column, value)
    start = f"case.xlsx[obligations] row 3: {column} = {message}"
    assert any(line.startswith(start) for line in problems(path))


def broken(place: Path, table: str, cell: str, value: str, kind: str) -> Path:
    """The example as a workbook with a cell that has no value: an error or a bare formula."""
    path = place / "case.xlsx"
    write_workbook(read_case(EXAMPLE), path)
    book = openpyxl.load_workbook(path)
    book[table][cell] = value
    book[table][cell].data_type = kind
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("cell", "value", "kind", "message"),
    [
        ("G2", "#REF!", "e", "closes = #REF!: a formula's error; write a month as YYYY-MM"),
        ("E3", "#N/A", "e", "availability = #N/A: a formula's error; write a number, at least 0"),
        ("A2", "#NAME?", "e", "line = #NAME?: a formula's error; write a name"),
        ("G2", "=A1&B1", "f", "closes = =A1&B1: a formula without a result; open the workbook in"),
        ("O9", "#REF!", "e", "life_years = #REF!: a formula's error; write a number, above 0"),
    ],
)
def test_formulas_without_a_value_are_never_empty_cells(
    cell: str, value: str, kind: str, message: str, tmp_path: Path
) -> None:
    """An error or a formula that was never computed is named, even where empty would do."""
    lines = problems(broken(tmp_path, "lines", cell, value, kind))
    assert f"case.xlsx[lines] row {cell[1:]}: {message}" in "\n".join(lines)


def test_an_unknown_sheet_is_an_error(tmp_path: Path) -> None:
    """A misspelt sheet is never ignored."""
    path = edited(tmp_path, "lines", 2, "process", "any")
    book = openpyxl.load_workbook(path)
    book.create_sheet("comitments")
    book.save(path)
    assert problems(path) == (
        "case.xlsx[comitments]: no such table; the nearest known name is commitments",
    )


def test_a_missing_sheet_is_an_error(tmp_path: Path) -> None:
    """A needed table that is missing in a workbook is named with its columns."""
    path = edited(tmp_path, "lines", 2, "process", "any")
    book = openpyxl.load_workbook(path)
    del book["lanes"]
    book.save(path)
    line = (
        "case.xlsx[lanes]: the table is missing; "
        "it has origin, destination, transit_months, cost_m_per_kg"
    )
    assert line in problems(path)


def test_what_is_no_workbook_is_named(tmp_path: Path) -> None:
    """A file that only has a workbook's name says how to save it."""
    path = tmp_path / "case.xlsx"
    path.write_bytes(b"hello")
    (line,) = problems(path)
    assert line.startswith("case.xlsx: cannot be read as a workbook (")
    assert line.endswith("); save it again as .xlsx in Excel")


def test_a_name_without_folder_means_its_workbook(tmp_path: Path) -> None:
    """inputs/base is inputs/base.xlsx where only the workbook stands."""
    write_workbook(read_case(EXAMPLE), tmp_path / "mine.xlsx")
    case = read_case(tmp_path / "mine")
    assert (case.name, case.sha256) == ("mine", read_case(EXAMPLE).sha256)


def test_folder_and_workbook_that_agree_are_read(tmp_path: Path) -> None:
    """Side by side and alike, either may be named."""
    Folder().write(tmp_path / "case")
    write_workbook(read_case(EXAMPLE), tmp_path / "case.xlsx")
    assert read_case(tmp_path / "case").sha256 == read_case(tmp_path / "case.xlsx").sha256


def test_folder_and_workbook_that_differ_stop_either(tmp_path: Path) -> None:
    """Side by side and different, neither is guessed to be the right one: the cells are named."""
    Folder().write(tmp_path / "case")
    edited(tmp_path, "obligations", 6, "kg", 81)
    remedy = "make both alike, or keep one and write the other from it (convert)"
    assert problems(tmp_path / "case") == (
        f"obligations.csv row 6: kg = 80: case.xlsx has 81 on row 6; {remedy}",
    )
    assert problems(tmp_path / "case.xlsx") == (
        f"case.xlsx[obligations] row 6: kg = 81: case has 80 on row 6; {remedy}",
    )


def test_rows_that_only_one_of_them_has_are_named(tmp_path: Path) -> None:
    """A row that is missing on either side is a difference too."""
    folder = Folder().drop("obligations", 6)
    folder.write(tmp_path / "case")
    edited(tmp_path, "obligations", 2, "kg", 160)
    rest = "has no such row (BETA, US, 2026-Q4, yes); make both alike, or keep one and write the "
    line = f"case.xlsx[obligations] row 6: case {rest}other from it (convert)"
    assert problems(tmp_path / "case") == (line,)
    assert problems(tmp_path / "case.xlsx") == (line,)


def test_only_the_first_differences_are_named(tmp_path: Path) -> None:
    """Five show which of the two is older; hundreds would hide it."""
    folder = Folder().set("recipes", 2, "success_rate", "0.9")
    for row in range(2, 7):
        folder.set("obligations", row, "kg", "70")
    folder.write(tmp_path / "case")
    write_workbook(read_case(EXAMPLE), tmp_path / "case.xlsx")
    lines = problems(tmp_path / "case")
    assert len(lines) == 5
    assert sum("case.xlsx has " in line for line in lines) == 5


def test_what_is_wrong_in_the_twin_is_said_first(tmp_path: Path) -> None:
    """A twin that cannot be read cannot be compared: its own problems come, and nothing else."""
    Folder().write(tmp_path / "case")
    edited(tmp_path, "obligations", 6, "kg", "81 kg")
    assert problems(tmp_path / "case") == (
        "case.xlsx[obligations] row 6: kg = 81 kg: units stand in the header, not in the cell; "
        "write 81",
    )


def test_a_workbook_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    """Writing over what cannot be replaced is an error with a remedy."""
    (tmp_path / "case.xlsx").mkdir()
    with pytest.raises(OSError, match="close it where it is open, or write elsewhere"):
        write_workbook(read_case(EXAMPLE), tmp_path / "case.xlsx")


def test_what_a_change_takes_away_is_missed_on_its_sheet(tmp_path: Path) -> None:
    """A workbook's table as a whole is its sheet, after a change too; no file is named."""
    write_workbook(read_case(EXAMPLE), tmp_path / "case.xlsx")
    change = {"table": "settings", "where": "setting=discount_rate", "operation": "delete"}
    with pytest.raises(InputError) as error:
        read_case(tmp_path / "case.xlsx").with_changes([change])
    assert error.value.problems == (
        "case.xlsx[settings]: setting = discount_rate: the setting is missing; "
        "add a row discount_rate with its value",
    )


def test_all_sheets_saved_as_csv_read_as_the_case(tmp_path: Path) -> None:
    """A spreadsheet saves the hidden sheet of the drop-downs as well; it holds no table."""
    write_csv(read_case(EXAMPLE), tmp_path / "case")
    (tmp_path / "case" / "lists.csv").write_text("obligations.market\n2\n0\n", encoding="utf-8")
    assert read_case(tmp_path / "case").sha256 == read_case(EXAMPLE).sha256
