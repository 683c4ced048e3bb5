"""The case goes through a spreadsheet of three countries and comes back as it was, or is named."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from model.case.case import Case
from model.case.errors import InputError
from model.case.lists import LISTS
from model.case.reading import read_case
from model.case.writing import write_workbook
from tests.case.folders import BASE, EXAMPLE
from tests.excel.office import (
    LOCALES,
    csv_saved_again,
    needs_office,
    saved_as_csv,
    saved_workbook,
)

pytestmark = [pytest.mark.slow, needs_office]

KOREAN = "송도 바이오 캠퍼스"


def korean_example() -> Case:
    """The example with a Korean name, a formula's look and digits that are no number."""
    changes = [("name", KOREAN), ("currency", "USD")]
    return read_case(EXAMPLE).with_changes(
        [
            {"table": "sites", "where": "site=NORTH", "column": column, "operation": "set",
             "value": value}
            for column, value in changes
        ]
        + [{"table": "programmes", "where": "programme=ALPHA", "column": "client",
            "operation": "set", "value": "007"}]
    )  # fmt: skip


def as_number(cell: str | None) -> str | float | None:
    """What stands in a cell of text, as a number where it is one."""
    try:
        return float(cell or "")
    except ValueError:
        return cell


def decimals(folder: Path) -> list[tuple[str, int, str]]:
    """File, row and column of each number with a decimal comma."""
    found = []
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            header = lines.readline()
            lines.seek(0)
            rows = list(csv.reader(lines, delimiter=";" if ";" in header else ","))
        for number, row in enumerate(rows[1:], start=2):
            for name, cell in zip(rows[0], row, strict=True):
                whole, comma, rest = cell.partition(",")
                if comma and whole.lstrip("-").isdigit() and rest.isdigit():
                    found.append((file.name, number, name))
    return found


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", ["base", "korean"])
def test_a_workbook_saved_again_is_the_same_case(name: str, locale: str, tmp_path: Path) -> None:
    """Opened and saved under any locale, the workbook reads as the case that was written."""
    case = read_case(BASE) if name == "base" else korean_example()
    write_workbook(case, tmp_path / "mine.xlsx")
    again = saved_workbook(tmp_path / "mine.xlsx", tmp_path / "office", locale)
    assert read_case(again).sha256 == case.sha256


@pytest.mark.parametrize("locale", LOCALES)
def test_a_workbook_saved_again_still_guides(locale: str, tmp_path: Path) -> None:
    """Comments, drop-downs and the text format of months outlive another program."""
    write_workbook(read_case(EXAMPLE), tmp_path / "mine.xlsx")
    written = openpyxl.load_workbook(tmp_path / "mine.xlsx")
    again = openpyxl.load_workbook(
        saved_workbook(tmp_path / "mine.xlsx", tmp_path / "office", locale)
    )
    assert again.sheetnames == written.sheetnames
    for sheet in written:
        copy = again[sheet.title]
        if sheet.title == LISTS:
            assert copy.sheet_state == "hidden"
            continue
        assert all(cell.comment is not None for cell in copy[1] if cell.value)
        lists = [r for r in sheet.data_validations.dataValidation if r.type == "list"]
        kept = [r for r in copy.data_validations.dataValidation if r.type == "list"]
        assert len(kept) == len(lists)
    assert again["settings"]["B4"].number_format == "@"


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_sheets_saved_as_csv_with_points_are_the_same_case(
    locale: str, separator: str, tmp_path: Path
) -> None:
    """Where decimals have points, the sheets saved as CSV read back equal, months too."""
    case = read_case(BASE)
    write_workbook(case, tmp_path / "mine.xlsx")
    folder = saved_as_csv(tmp_path / "mine.xlsx", tmp_path / "office", locale, separator=separator)
    assert read_case(folder).sha256 == case.sha256


@pytest.mark.parametrize("separator", [",", ";"])
def test_decimal_commas_get_one_message_a_cell(separator: str, tmp_path: Path) -> None:
    """The German way to save CSV: each cell with a comma is named once, with the point wanted."""
    write_workbook(read_case(BASE), tmp_path / "mine.xlsx")
    folder = saved_as_csv(tmp_path / "mine.xlsx", tmp_path / "office", "de-DE", separator=separator)
    wrong = decimals(folder)
    assert len(wrong) > 300
    with pytest.raises(InputError) as error:
        read_case(folder)
    named = [line.partition(" = ")[0] for line in error.value.problems]
    assert named == [f"{file} row {row}: {column}" for file, row, column in wrong]
    assert all("a decimal comma is not read; write " in line for line in error.value.problems)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_korean_system_encoding_is_named_once(locale: str, tmp_path: Path) -> None:
    """CSV in cp949: the one file with a Korean name is named; the others are read."""
    write_workbook(korean_example(), tmp_path / "mine.xlsx")
    folder = saved_as_csv(tmp_path / "mine.xlsx", tmp_path / "office", locale, cp949=True)
    assert KOREAN.encode("cp949") in (folder / "sites.csv").read_bytes()
    with pytest.raises(InputError) as error:
        read_case(folder)
    encoding = [line for line in error.value.problems if "is not UTF-8" in line]
    assert len(encoding) == 1
    assert encoding[0].startswith("sites.csv row 2: the file is not UTF-8 here")
    assert all("decimal comma" in line for line in error.value.problems if line not in encoding)


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_csv_opened_and_saved_where_points_are_used(locale: str, tmp_path: Path) -> None:
    """CSV files opened as such and saved keep every number, month and name."""
    again = read_case(csv_saved_again(BASE, tmp_path / "office", locale)).tables
    for name, table in read_case(BASE).tables.items():
        if name == "changes":  # its values are text here: "54.0" becomes "54"
            assert list(map(as_number, again[name]["value"])) == list(
                map(as_number, table["value"])
            )
            assert again[name].drop(columns="value").equals(table.drop(columns="value"))
        elif name != "sources":  # "9 %" there is a description, which becomes "9%"
            assert again[name].equals(table), name


def test_csv_opened_where_points_group_thousands_is_never_taken(tmp_path: Path) -> None:
    """A German spreadsheet reads 0.226 as 226: the case is refused, with what is out of range."""
    folder = csv_saved_again(BASE, tmp_path / "office", "de-DE")
    with pytest.raises(InputError) as error:
        read_case(folder)
    assert any("= 226: out of range" in line for line in error.value.problems)
