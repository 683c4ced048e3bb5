"""Folders whose files are not what they should be: one message a fault, in time and memory."""

from __future__ import annotations

import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from model.case.errors import InputError
from model.case.reading import read_case
from model.case.schema import SCHEMA
from tests.hostile.books import Book
from tests.hostile.full_case import full_case, write_folder
from tests.hostile.refusing import bounded, refused, refused_once

MARKETS = b"market,country\nEAST,US\n"
COLUMNS = "market,country"


def with_bytes(place: Path, content: bytes, table: str = "markets") -> Path:
    """The full case, with one file of these bytes."""
    folder = write_folder(place / "case", full_case())
    (folder / f"{table}.csv").write_bytes(content)
    return folder


def noise(length: int) -> bytes:
    """Binary rubbish, the same each time."""
    return random.Random(1).randbytes(length)


CONTENTS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", f"markets.csv row 1: the header is missing; row 1 is {COLUMNS}"),
    "blank lines": (b"\n\n", f"markets.csv row 1: the header is missing; row 1 is {COLUMNS}"),
    "no header": (
        b"EAST,US\nWEST,US\n",
        f"markets.csv row 1: the header is missing; row 1 is {COLUMNS} (it begins EAST, US)",
    ),
    "header twice": (
        b"market,country\nmarket,country\nEAST,US\n",
        "markets.csv row 2: the header stands twice; delete this row",
    ),
    "column twice": (
        b"market,country,country\nEAST,US,US\n",
        "markets.csv row 1: the column country stands twice; keep one",
    ),
    "unknown column": (
        b"market,country,colour\nEAST,US,red\n",
        "markets.csv row 1: no column 'colour' in this table; the nearest known name is country",
    ),
    "misspelt column": (
        b"market,contry\nEAST,US\n",
        "markets.csv row 1: no column 'contry' in this table; the nearest known name is country",
    ),
    "column in another script": (
        "market,соuntry\nEAST,US\n".encode(),
        "markets.csv row 1: no column 'соuntry' in this table; the nearest known name is country",
    ),
    "missing column": (
        b"market\nEAST\n",
        "markets.csv row 1: the column country is missing; it holds: Country or customs union",
    ),
    "nameless column": (
        b"market,,country\nEAST,,US\n",
        "markets.csv row 1: a column without a name; name it or delete it",
    ),
    "a thousand columns": (
        b"market,country," + b"x," * 1000 + b"x\nEAST,US\n",
        "markets.csv row 1: 1003 columns, but the table has 2; delete the others",
    ),
    "tabs": (
        b"market\tcountry\nEAST\tUS\n",
        "markets.csv row 1: the columns are separated by tabs; save the file with , or ; between",
    ),
    "too many cells": (
        b"market,country\nEAST,US,5,6\n",
        "markets.csv row 2: 4 cells under 2 columns (left over: 5, 6); put a text with commas in",
    ),
    "far too many cells": (
        b"market,country\nEAST,US" + b",1" * 500_000 + b"\n",
        "markets.csv row 2: 500002 cells under 2 columns (left over: 1, 1, 1 and 499997 more); put",
    ),
    "open quotation mark": (
        b'market,country\n"EAST,US\n',
        "markets.csv row 2: a quotation mark is not closed (unexpected end of data); close or",
    ),
    "quotation mark inside": (
        b'market,country\n"EA"ST,US\n',
        "markets.csv row 2: a quotation mark is not closed (',' expected after '\"'); close or",
    ),
    "open mark swallows much": (
        b'market,country\n"EAST,US\n' + b"WEST,US\n" * 50_000,
        "markets.csv row 2: a cell of more than 131072 characters, or a quotation mark left open;",
    ),
    "UTF-16": (MARKETS.decode().encode("utf-16"), "markets.csv: the file is UTF-16; save it as"),
    "UTF-16 without a mark": (
        MARKETS.decode().encode("utf-16-le"),
        'markets.csv row 1: a NUL byte, so the file is no text; save it as "CSV UTF-8',
    ),
    "cp949": (
        "market,country\nEAST,US\n서울,KR\n".encode("cp949"),
        "markets.csv row 3: the file is not UTF-8 here (Excel's plain CSV uses the system's enc",
    ),
    "NUL": (
        b"market,country\nEAST,U\0S\n",
        'markets.csv row 2: a NUL byte, so the file is no text; save it as "CSV UTF-8 (comma',
    ),
    "rubbish": (noise(100_000), "markets.csv row 1: a NUL byte, so the file is no text; save"),
    "rubbish without NUL": (
        noise(100_000).replace(b"\0", b"\xff"),
        "markets.csv row 1: the file is not UTF-8 here (Excel's plain CSV uses the system's",
    ),
    "a workbook's bytes": (
        b"PK\x03\x04" + noise(1000),
        'markets.csv: a workbook, not a CSV file; save it as "CSV UTF-8 (comma delimited)"',
    ),
    "an old workbook's bytes": (
        b"\xd0\xcf\x11\xe0" + noise(1000), "markets.csv: an old workbook, not a CSV file; save",
    ),
    "steers a terminal": (
        b"market,country\nEAST,US,\x1b[2J\n",
        "markets.csv row 2: 3 cells under 2 columns (left over: '\\x1b[2J'); put a text with",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "line"), CONTENTS.values(), ids=list(CONTENTS))
def test_each_wrong_content_is_one_message(content: bytes, line: str, tmp_path: Path) -> None:
    """Whatever bytes stand in a file, one line names it, with the row and a remedy."""
    problem = refused_once(with_bytes(tmp_path, content))
    assert problem.startswith(line)
    assert problem.isprintable()


@pytest.mark.parametrize("table", [name for name, table in SCHEMA.items() if not table.optional])
@pytest.mark.parametrize("way", ["missing", "empty", "no header", "folder"])
def test_each_needed_table(way: str, table: str, tmp_path: Path) -> None:
    """A needed table that is missing, empty, headless or a folder is one message of its own."""
    folder = write_folder(tmp_path / "case", full_case())
    file = folder / f"{table}.csv"
    content = file.read_bytes()
    file.unlink()
    if way == "folder":
        file.mkdir()
        assert refused_once(folder).startswith(f"{table}.csv: a folder, not a file; move it away")
        return
    if way == "missing":
        columns = ", ".join(SCHEMA[table].column_names)
        line = f"{table}.csv: the table is missing; it has {columns}"
        assert refused_once(folder) == line
        return
    file.write_bytes(b"" if way == "empty" else content.partition(b"\n")[2])
    columns = ",".join(SCHEMA[table].column_names)
    assert refused_once(folder).startswith(
        f"{table}.csv row 1: the header is missing; row 1 is {columns}"
    )


def test_a_table_twice(tmp_path: Path) -> None:
    """Two files of one table (which not every system can tell apart) are never mixed."""
    folder = write_folder(tmp_path / "case", full_case())
    if (folder / "MARKETS.CSV").exists():
        pytest.skip("this file system does not tell capitals")
    (folder / "markets.CSV").write_bytes(MARKETS)
    line = "markets.csv: the table stands twice, in markets.CSV as well; keep one"
    assert refused_once(folder) == line


def test_numbers_in_quotation_marks_are_numbers(tmp_path: Path) -> None:
    """A CSV file knows no kinds: a number in quotation marks reads as the number."""
    folder = write_folder(tmp_path / "case", full_case())
    plain = read_case(folder).sha256
    (folder / "lanes.csv").write_bytes(
        b'"origin","destination","transit_months","cost_m_per_kg"\n"NORTH","EAST","1","0.01"\n'
        b'"NORTH","SOUTH","1","0.02"\n"SOUTH","EAST","1.0","1e-2"\n'
    )
    assert read_case(folder).sha256 == plain


def test_200_megabytes(tmp_path: Path) -> None:
    """A file far too large is told by its size, not read."""
    folder = write_folder(tmp_path / "case", full_case())
    with (folder / "markets.csv").open("r+b") as file:
        file.truncate(200_000_000)
    assert refused_once(folder) == (
        "markets.csv: 200 MB, too large for a table of a case; keep to 8 MB"
    )


LARGE: dict[str, tuple[Callable[[], bytes], str]] = {
    "rows": (lambda: MARKETS + b"A,B\n" * 1_900_000, "markets.csv: 1900002 rows, too many for a"),
    "one row": (lambda: MARKETS + b"," * 7_900_000, ""),
    "one cell": (
        lambda: MARKETS + b"A" * 7_900_000,
        "markets.csv row 3: a cell of more than 131072 characters, or a quotation mark left open;",
    ),
    "quotation marks": (
        lambda: b'"' * 7_900_000, "markets.csv row 1: a cell of more than 131072 characters, or a",
    ),
    "spaces": (lambda: MARKETS + b" " * 100_000, "markets.csv row 3: market = "),
}  # fmt: skip


@pytest.mark.parametrize(("make", "line"), LARGE.values(), ids=list(LARGE))
def test_files_just_small_enough_to_be_read(
    make: Callable[[], bytes], line: str, tmp_path: Path
) -> None:
    """A file of the size that is read holds nothing that takes long or much memory."""
    folder = with_bytes(tmp_path, make())
    if not line:
        with bounded():
            assert len(read_case(folder).tables["markets"]) == 1
        return
    problems = refused(folder)
    assert problems[0].startswith(line)
    assert all(len(problem) < 1000 for problem in problems)


def test_fifty_thousand_wrong_rows(tmp_path: Path) -> None:
    """As many rows as are read, each with unreadable cells: reading stops when it is enough."""
    header = ",".join(SCHEMA["obligations"].column_names)
    rows = "".join(f"X{n},Y{n},20{n},maybe,1O\n" for n in range(50_000))
    problems = refused(with_bytes(tmp_path, f"{header}\n{rows}".encode(), "obligations"))
    end = "1000 cells above cannot be read; mend them, then what follows is read"
    assert len([line for line in problems if line.endswith(end)]) == 1
    assert len(problems) < 2000


def test_fifty_thousand_unknown_names(tmp_path: Path) -> None:
    """As many rows as are read, each naming what is not there: all are counted, 500 shown."""
    header = ",".join(SCHEMA["opening_stock"].column_names)
    rows = "".join(f"X{n},filling,NORTH,1\n" for n in range(50_000))
    folder = with_bytes(tmp_path, f"{header}\n{rows}".encode(), "opening_stock")
    with bounded(), pytest.raises(InputError) as caught:
        read_case(folder)
    lines = str(caught.value).splitlines()
    assert len(lines) == 502
    assert lines[0] == (
        "opening_stock.csv row 2: programme = X0: not in programmes; known are P01, P02"
    )
    assert lines[-2] == "... and 49500 more."
    assert lines[-1] == f"50000 problems in {folder}; nothing was solved."


def test_a_device_in_place_of_a_file(tmp_path: Path) -> None:
    """A table that leads to a device, which never ends, is not read."""
    device = Path("/dev/zero")
    if os.name == "nt" or not device.exists():
        pytest.skip("there is no such device here")
    folder = write_folder(tmp_path / "case", full_case())
    (folder / "markets.csv").unlink()
    (folder / "markets.csv").symlink_to(device)
    assert refused_once(folder) == ("markets.csv: a device, not a file; put the file in its place")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that another program holds (Excel, on Windows) is told with the system's reason."""
    folder = write_folder(tmp_path / "case", full_case())
    usual = Path.open

    def refuse(self: Path, *words: str, **options: str) -> object:
        if self.name == "markets.csv":
            raise PermissionError(13, "Permission denied", str(self))
        return usual(self, *words, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    line = "markets.csv: cannot be read (Permission denied); close it where it is open"
    assert refused_once(folder) == line


def test_other_files_beside_the_tables(tmp_path: Path) -> None:
    """A lock file of a spreadsheet program, a note and a packed copy are no tables."""
    folder = write_folder(tmp_path / "case", full_case())
    plain = read_case(folder).sha256
    for name in (".~lock.markets.csv#", "~$markets.csv", ".markets.csv", "notes.txt"):
        (folder / name).write_bytes(noise(50))
    Book(full_case()).write(folder / "copy.xlsx", zipfile.ZIP_DEFLATED)
    assert read_case(folder).sha256 == plain
