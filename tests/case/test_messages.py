"""Every column of every table against every way to be wrong, generated from the schema."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from model.case.declare import Column
from model.case.errors import InputError
from model.case.reading import read_case
from model.case.schema import SCHEMA
from tests.case.folders import BASE, Folder

NOTES = {
    "ranges": ("demand", "obligations", "programme=P03", "kg", "1", "2"),
    "distributions": ("demand", "obligations", "programme=P03", "kg", "uniform", "low=1; high=2"),
}


def whole_base() -> Folder:
    """The base with a row in every table of the schema."""
    folder = Folder(BASE)
    for name, cells in NOTES.items():
        folder.tables[name] = [list(SCHEMA[name].column_names), list(cells)]
    return folder


def is_number(column: Column) -> bool:
    return column.is_number


def is_kind(*kinds: str) -> Callable[[Column], bool]:
    return lambda column: column.kind in kinds


WAYS: list[tuple[str, Callable[[Column], bool], str]] = [
    ("1,000", is_number, "thousands separators are not read; write"),
    ("0,5", is_number, "a decimal comma is not read; write"),
    ("12%", is_number, "percent signs are not read; write"),
    ("NaN", is_number, "not a number; write"),
    ("inf", is_number, "infinity is not read; write"),
    ("1e400", is_number, "too large for a number here; write"),
    ("=A1", is_number, "a formula's text where a number belongs; write"),
    ("2028-07-01", is_number, "a date where a number belongs; write"),
    ("abc", is_number, "not a number; write"),
    ("1.5", is_kind("integer"), "not a whole number; write"),
    ("Jul-28", is_kind("month", "due"), "a month that a spreadsheet rewrote; write 2028-07"),
    ("2028-7", is_kind("month", "due"), "not a month as it is read here; write 2028-07"),
    ("later", is_kind("month", "due"), "not a month; write YYYY"),
    ("=A1", is_kind("name"), "a formula's text where a name belongs; write"),
    ("a;b", is_kind("name"), "a name cannot hold ';'; leave it out"),
    ("perhaps", is_kind("yes_no", "choice"), "not known here; write"),
    ("", lambda column: not column.may_be_empty, "the cell is empty; write"),
    ("  ", lambda c: c.kind not in ("text", "value"), "the cell holds only spaces; clear it"),
    ("bell\x07", is_kind("text", "value"), "the text holds a control character; type it again"),
]


def shown(value: str) -> str:
    if value == "":
        return "(empty)"
    return value if value.strip() == value and value.isprintable() else repr(value)


@pytest.mark.parametrize(("wrong", "fits", "message"), WAYS, ids=[repr(way[0]) for way in WAYS])
def test_every_column_names_what_is_wrong(
    wrong: str, fits: Callable[[Column], bool], message: str, tmp_path: Path
) -> None:
    """Each wrong cell is named by file, row, column and value, all at once in one reading."""
    for turn in (0, 1):
        # Every other column at a time: a row without any text would be passed over.
        folder = whole_base()
        cells = [
            (table.name, column.name)
            for table in SCHEMA.values()
            for place, column in enumerate(table.columns)
            if fits(column) and place % 2 == turn
        ]
        for table, name in cells:
            folder.set(table, 2, name, wrong)
        problems = folder.problems(tmp_path / str(turn))
        for table, name in cells:
            start = f"{table}.csv row 2: {name} = {shown(wrong)}: {message}"
            assert any(line.startswith(start) for line in problems), start


def test_a_stray_space_is_shown_in_quotes(tmp_path: Path) -> None:
    """A space at the end of a name, which nobody sees, is made visible in every name column."""
    folder = whole_base()
    cells = []
    for table in SCHEMA.values():
        for column in table.columns:
            if column.kind == "name" and folder.get(table.name, 2, column.name):
                value = folder.get(table.name, 2, column.name)
                folder.set(table.name, 2, column.name, value + " ")
                cells.append((table.name, column.name, value))
    problems = folder.problems(tmp_path)
    for table_name, name, value in cells:
        assert (
            f"{table_name}.csv row 2: {name} = '{value} ': a stray space; write {value}" in problems
        )


def bounds() -> list[tuple[str, str, str]]:
    """Each number column with a value just outside its range."""
    outside = []
    for table in SCHEMA.values():
        for column in table.columns:
            if column.minimum is not None:
                outside.append((table.name, column.name, format(column.minimum - 1, "g")))
            if column.above is not None:
                outside.append((table.name, column.name, format(column.above, "g")))
            if column.maximum is not None:
                outside.append((table.name, column.name, format(column.maximum + 1, "g")))
    return outside


def test_every_range_is_kept(tmp_path: Path) -> None:
    """A number below, at an open end of, or above the range of its column is an error."""
    by_cell: dict[tuple[str, str], list[str]] = {}
    for table, column, value in bounds():
        by_cell.setdefault((table, column), []).append(value)
    for turn in range(max(map(len, by_cell.values()))):
        folder = whole_base()
        wrong = {cell: values[turn] for cell, values in by_cell.items() if turn < len(values)}
        for (table, column), value in wrong.items():
            folder.set(table, 2, column, value)
        problems = folder.problems(tmp_path / str(turn))
        for (table, column), value in wrong.items():
            start = f"{table}.csv row 2: {column} = {value}: out of range; write "
            assert any(line.startswith(start) for line in problems), start


def test_every_reference_is_looked_up(tmp_path: Path) -> None:
    """A name that its own table does not have is an error that gives the nearest known name."""
    folder = whole_base()
    cells = [
        (table.name, column.name, column.references)
        for table in SCHEMA.values()
        for column in table.columns
        if column.references
    ]
    # Row 3, so that the tables that are referred to keep their first key.
    for table, column, _ in cells:
        if len(folder.tables[table]) < 3:
            folder.tables[table].append(list(folder.tables[table][1]))
        folder.set(table, 3, column, "Nowhere")
    problems = folder.problems(tmp_path)
    for table, column, references in cells:
        names = " or ".join(reference.split(".")[0] for reference in references)
        start = f"{table}.csv row 3: {column} = Nowhere: not in {names}; "
        assert any(line.startswith(start) for line in problems), start


def test_every_key_stands_once(tmp_path: Path) -> None:
    """A repeated row is an error in every table, and says where the first one is."""
    folder = whole_base()
    for table in SCHEMA:
        folder.tables[table].append(list(folder.tables[table][1]))
    problems = folder.problems(tmp_path)
    for name, table_of in SCHEMA.items():
        key = "; ".join(f"{c}={t}" for c in table_of.key if (t := folder.get(name, 2, c)))
        end = f"the key ({key}) is on row 2 already; keep one of the two"
        place = f"{name}.csv row {len(folder.tables[name])}:"
        assert any(line.startswith(place) and line.endswith(end) for line in problems), name


def test_problems_are_counted_sorted_and_shown_once(tmp_path: Path) -> None:
    """All problems of all tables stand in one message, by file and row, with their number."""
    folder = Folder(BASE)
    folder.set("steps", 3, "release_months", "-1").set("obligations", 12, "kg", "1,000")
    folder.set("obligations", 9, "kg", "x")
    path = folder.write(tmp_path / "case")

    with pytest.raises(InputError) as error:
        read_case(path)
    assert str(error.value).splitlines() == [
        "obligations.csv row 9: kg = x: not a number; write a number, at least 0 (kg)",
        "obligations.csv row 12: kg = 1,000: thousands separators are not read; write 1000",
        "steps.csv row 3: release_months = -1: out of range; write a number, at least 0 (months)",
        f"3 problems in {path}; nothing was solved.",
    ]
    assert len(error.value.problems) == 3


def test_one_problem_is_one_problem(tmp_path: Path) -> None:
    """The count agrees with its noun."""

    path = Folder().set("sites", 2, "country", "").write(tmp_path / "case")
    with pytest.raises(InputError, match=r"1 problem in .*; nothing was solved\.$"):
        read_case(path)
