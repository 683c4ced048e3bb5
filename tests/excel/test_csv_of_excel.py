"""CSV files as Excel writes them in three countries, made here, so that Excel is not needed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from model.case.errors import InputError
from model.case.reading import read_case
from model.case.schema import SCHEMA
from tests.case.folders import BASE, EXAMPLE, Folder

ENGLISH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
GERMAN = "Jan Feb Mrz Apr Mai Jun Jul Aug Sep Okt Nov Dez".split()  # noqa: SIM905


def written(folder: Folder, place: Path, separator: str, encoding: str) -> Path:
    """The tables as files, lines ended as on Windows."""
    place.mkdir()
    for name, rows in folder.tables.items():
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
        (place / f"{name}.csv").write_bytes(text.getvalue().encode(encoding))
    return place


def rewritten(folder: Folder, kinds: set[str], change: Callable[[str], str]) -> list[str]:
    """Change the cells of these kinds; "file row n: column" of those that are another now."""
    changed = []
    for name, rows in sorted(folder.tables.items()):
        for number, row in enumerate(rows[1:], start=2):
            for place, column in enumerate(rows[0]):
                before = row[place]
                if SCHEMA[name].by_name[column].kind in kinds and before:
                    row[place] = change(before)
                if row[place] != before:
                    changed.append(f"{name}.csv row {number}: {column}")
    return changed


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(InputError) as error:
        read_case(path)
    return error.value.problems


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "cp1252"])
def test_plain_letters_read_alike_in_every_encoding(
    separator: str, encoding: str, tmp_path: Path
) -> None:
    """The base case has only plain letters: with a mark or without, in any encoding, it is read."""
    folder = written(Folder(BASE), tmp_path / "base", separator, encoding)
    assert read_case(folder).sha256 == read_case(BASE).sha256


def test_korean_names_are_read_from_utf_8_with_a_mark(tmp_path: Path) -> None:
    """What Korean Excel calls CSV UTF-8 keeps Hangul."""
    korean = Folder(EXAMPLE).set("sites", 2, "name", "송도 캠퍼스")
    folder = written(korean, tmp_path / "case", ",", "utf-8-sig")
    assert read_case(folder).tables["sites"]["name"][0] == "송도 캠퍼스"


@pytest.mark.parametrize(
    ("encoding", "name"), [("cp949", "송도 캠퍼스"), ("cp1252", "Zürich"), ("cp932", "東京")]
)
def test_a_system_encoding_gets_one_message(encoding: str, name: str, tmp_path: Path) -> None:
    """Excel's plain CSV is named by file and row, with the way to save; nothing else is."""
    folder = written(
        Folder(EXAMPLE).set("sites", 3, "name", name), tmp_path / "case", ",", encoding
    )
    assert problems(folder) == (
        "sites.csv row 3: the file is not UTF-8 here (Excel's plain CSV uses the system's "
        'encoding); save it as "CSV UTF-8 (comma delimited)"',
    )


@pytest.mark.parametrize("separator", [",", ";"])
def test_decimal_commas_get_one_message_a_cell(separator: str, tmp_path: Path) -> None:
    """Every number with a decimal comma is named once, whichever separator stands between."""
    folder = Folder(BASE)
    changed = rewritten(folder, {"number"}, lambda cell: cell.replace(".", ","))
    assert len(changed) > 300
    found = problems(written(folder, tmp_path / "case", separator, "utf-8-sig"))
    assert [line.partition(" = ")[0] for line in found] == changed
    assert all("a decimal comma is not read; write " in line for line in found)


def excel_english(month: str) -> str:
    """The month as Excel shows and saves it in English and Korean: Jul-28."""
    year, _, number = month.partition("-")
    return f"{ENGLISH[int(number) - 1]}-{year[2:]}" if number.isdigit() else month


def excel_german(month: str) -> str:
    """The month as German Excel shows and saves it: Jul 28."""
    year, _, number = month.partition("-")
    return f"{GERMAN[int(number) - 1]} {year[2:]}" if number.isdigit() else month


def korean_long(month: str) -> str:
    """The month in Excel's long Korean format: 2028년 7월."""
    year, _, number = month.partition("-")
    return f"{year}년 {int(number)}월" if number.isdigit() else month


@pytest.mark.parametrize("change", [excel_english, excel_german, korean_long])
def test_rewritten_months_get_one_message_a_cell(
    change: Callable[[str], str], tmp_path: Path
) -> None:
    """Every month that Excel made a date of is named once, with the month that is meant."""
    folder, before = Folder(BASE), Folder(BASE)
    changed = rewritten(folder, {"month", "due"}, change)
    assert len(changed) > 50
    found = problems(written(folder, tmp_path / "case", ",", "utf-8-sig"))
    # The months among the settings are of a column that holds anything; they are not changed here.
    assert [line.partition(" = ")[0] for line in found] == changed
    for line in found:
        place, _, column = line.partition(" = ")[0].partition(": ")
        file, _, row = place.partition(" row ")
        month = before.get(file.removesuffix(".csv"), int(row), column)
        assert f"a month that a spreadsheet rewrote; write {month}" in line
