"""Folders and CSV files: encodings, separators, headers, what is missing and what is unknown."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from model.case.errors import InputError
from model.case.reading import read_case
from model.case.schema import SCHEMA
from tests.case.folders import BASE, Folder


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(InputError) as error:
        read_case(path)
    return error.value.problems


def rewrite(path: Path, table: str, content: bytes) -> Path:
    (path / f"{table}.csv").write_bytes(content)
    return path


def test_byte_order_mark_and_semicolons_are_read(tmp_path: Path) -> None:
    """What Excel writes as CSV UTF-8, with a mark and semicolons, gives the same case."""
    folder = Folder()
    plain = folder.read(tmp_path / "plain")
    excel = folder.write(tmp_path / "excel")
    for name, rows in folder.tables.items():
        with (excel / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
    assert read_case(excel).sha256 == plain.sha256


def test_decimal_comma_between_semicolons_is_named(tmp_path: Path) -> None:
    """A German or French Excel writes 0,5: the cell is named, with the point that is wanted."""
    path = Folder().write(tmp_path / "case")
    rewrite(path, "lanes", b"origin;destination;transit_months;cost_m_per_kg\nNORTH;US;0,5;0.01\n")
    line = "lanes.csv row 2: transit_months = 0,5: a decimal comma is not read; write 0.5"
    assert line in problems(path)


def test_decimal_comma_between_commas_is_named(tmp_path: Path) -> None:
    """A decimal comma in a file of commas makes a cell too many: the row says so."""
    path = Folder().write(tmp_path / "case")
    rewrite(path, "lanes", b"origin,destination,transit_months,cost_m_per_kg\nNORTH,US,0,5,0.01\n")
    assert problems(path)[0] == (
        "lanes.csv row 2: 5 cells under 4 columns (left over: 0.01); put a text with commas in "
        "quotation marks, write numbers with a point"
    )


def test_another_encoding_is_named_with_the_remedy(tmp_path: Path) -> None:
    """A file in the Korean system encoding says in which row, and how to save it."""
    path = Folder().write(tmp_path / "case")
    content = "site,name,country,currency,max_transfers_at_once\nNORTH,북쪽,US,USD,\n"
    rewrite(path, "sites", content.encode("cp949"))
    assert problems(path)[0] == (
        "sites.csv row 2: the file is not UTF-8 here (Excel's plain CSV uses the system's "
        'encoding); save it as "CSV UTF-8 (comma delimited)"'
    )


def test_utf_16_is_named(tmp_path: Path) -> None:
    """Excel's "Unicode text" is another encoding with its own name."""
    path = Folder().write(tmp_path / "case")
    rewrite(path, "markets", "market,country\nUS,US\n".encode("utf-16"))
    assert problems(path)[0] == "markets.csv: the file is UTF-16; save it as CSV UTF-8"


def test_an_unreadable_table_brings_no_further_problems(tmp_path: Path) -> None:
    """Where sites cannot be read, nothing else is blamed for sites that are not there."""
    path = Folder().write(tmp_path / "case")
    rewrite(path, "sites", b"\xff\xfes")
    assert len(problems(path)) == 1


def test_an_open_quotation_mark_is_named(tmp_path: Path) -> None:
    """A quotation mark that is never closed swallows the rest of the file; it is an error."""
    path = Folder().write(tmp_path / "case")
    rewrite(path, "markets", b'market,country\n"US,US\n')
    assert problems(path)[0].startswith("markets.csv row 2: a quotation mark is not closed")


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (
            "market,contry",
            "row 1: no column 'contry' in this table; the nearest known name is country",
        ),
        ("market,country ", "row 1: the column 'country ' has a stray space; write country"),
        ("market,country,country", "row 1: the column country stands twice; keep one"),
        ("market", "row 1: the column country is missing; it holds: Country or customs union"),
        ("market,,country", "row 1: a column without a name; name it or delete it"),
        ("market\tcountry", "row 1: the columns are separated by tabs; save the file with , or ;"),
        ("", ": the header is missing; row 1 is market,country"),
    ],
)
def test_each_fault_of_a_header_is_named(header: str, message: str, tmp_path: Path) -> None:
    """A header with an unknown, doubled, missing or nameless column is told apart."""
    path = rewrite(Folder().write(tmp_path / "case"), "markets", f"{header}\nUS,US\n".encode())
    if header == "":
        rewrite(path, "markets", b"")
    assert any(message in line for line in problems(path))


def test_columns_that_may_be_empty_may_be_missing(tmp_path: Path) -> None:
    """A case without an optional column reads as if its cells were empty: old cases stay good."""
    folder = Folder()
    place = folder.tables["steps"][0].index("min_sites_from")
    for row in folder.tables["steps"]:
        del row[place]
    assert folder.read(tmp_path).tables["steps"]["min_sites_from"].isna().all()


def test_order_of_columns_does_not_matter(tmp_path: Path) -> None:
    """Columns are found by name, not by place."""
    folder = Folder()
    plain = folder.read(tmp_path / "plain")
    folder.tables["lanes"] = [row[::-1] for row in folder.tables["lanes"]]
    assert folder.read(tmp_path / "turned").sha256 == plain.sha256


def test_blank_rows_are_passed_over_and_counted(tmp_path: Path) -> None:
    """Rows without text are no rows, but the row number stays the one that Excel shows."""
    path = Folder().write(tmp_path / "case")
    rewrite(path, "markets", b"market,country\n\n,\nUS,US\nEU,\n\n")
    assert problems(path) == (
        "markets.csv row 5: country = (empty): the cell is empty; write a name",
    )


def test_row_numbers_are_excels_where_a_cell_has_two_lines(tmp_path: Path) -> None:
    """A cell with a line break is one row, as in a spreadsheet."""
    folder = Folder()
    folder.set("programmes", 2, "description", "two\nlines").set("programmes", 3, "client", "")
    assert folder.problems(tmp_path)[0].startswith("programmes.csv row 3: client = (empty)")


def test_short_rows_are_read_as_empty_at_their_end(tmp_path: Path) -> None:
    """Some programs leave out the commas of empty cells at a row's end."""
    folder = Folder()
    whole = folder.read(tmp_path / "whole").sha256
    folder.tables["lines"] = [
        folder.tables["lines"][0],
        *(r[:9] for r in folder.tables["lines"][1:]),
    ]
    assert folder.read(tmp_path / "short").sha256 == whole


def test_an_unknown_table_is_an_error_and_other_files_are_not(tmp_path: Path) -> None:
    """A misspelt table is never ignored; notes and lock files are."""
    path = Folder().write(tmp_path / "case")
    (path / "notes.txt").write_text("hello", encoding="utf-8")
    (path / ".~lines.csv").write_text("", encoding="utf-8")
    read_case(path)
    (path / "receipes.csv").write_text("", encoding="utf-8")
    assert problems(path) == ("receipes.csv: no such table; the nearest known name is recipes",)


@pytest.mark.parametrize("table", [name for name, table in SCHEMA.items() if not table.optional])
def test_every_needed_table_must_be_there(table: str, tmp_path: Path) -> None:
    """A missing table is named with the header that it needs."""
    folder = Folder()
    path = folder.write(tmp_path / "case", [name for name in folder.tables if name != table])
    header = ", ".join(SCHEMA[table].column_names)
    assert f"{table}.csv: the table is missing; it has {header}" in problems(path)


def test_optional_tables_may_be_missing(tmp_path: Path) -> None:
    """A case of the needed tables alone reads, with the others empty."""
    folder = Folder()
    needed = [name for name, table in SCHEMA.items() if not table.optional]
    case = read_case(folder.write(tmp_path / "case", needed))
    assert set(case.tables) == set(SCHEMA)
    assert case.tables["changes"].empty


def test_a_missing_folder_names_the_nearest(tmp_path: Path) -> None:
    """A path that does not exist says so, and what stands beside it."""
    Folder().write(tmp_path / "base")
    (line,) = problems(tmp_path / "bas")
    assert line.endswith("no such folder or workbook; the nearest known name is base")


def test_a_file_that_is_no_case_is_refused(tmp_path: Path) -> None:
    """A CSV file given in place of its folder is told apart from a missing one."""
    path = Folder().write(tmp_path / "base") / "sites.csv"
    (line,) = problems(path)
    assert line.endswith("not a case; a case is a folder of .csv files or an .xlsx workbook")


def test_an_empty_folder_is_no_case(tmp_path: Path) -> None:
    """A folder without tables says what a case is."""
    (line,) = problems(tmp_path)
    assert line.endswith("no tables in it; a case is a folder of .csv files or a workbook")


def test_the_base_reads_without_a_warning() -> None:
    """The base case is clean, so that a warning in a run is news."""
    assert read_case(BASE).warnings == ()
