"""Rows that contradict others: repeated keys, unknown names, months out of order."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.case.schema import SCHEMA
from tests.hostile.full_case import Target, full_case, targets
from tests.hostile.reading import FORMS, read

ALL = list(targets())


def row_text(table: str, cells: list[str]) -> str:
    """The key of a row, as messages show it."""
    named = dict(zip(SCHEMA[table].column_names, cells, strict=True))
    return "; ".join(f"{name}={named[name]}" for name in SCHEMA[table].key if named[name])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("table", SCHEMA)
def test_a_repeated_row_is_one_problem(table: str, form: str, tmp_path: Path) -> None:
    """Each table with its first row a second time: one line names both rows and the key."""
    tables = full_case()
    rows = tables[table]
    rows.append(list(rows[1]))
    key = row_text(table, rows[1])
    place = f"{table}.csv row {len(rows)}:"
    if len(SCHEMA[table].key) == 1:
        place += f" {SCHEMA[table].key[0]} = {rows[1][0]}:"
    line = f"{place} the key ({key}) is on row 2 already; keep one of the two"
    assert read(tables, form, tmp_path) == ([line], [])


@pytest.mark.parametrize("table", SCHEMA)
def test_a_repeated_key_with_other_figures_is_one_problem(table: str, tmp_path: Path) -> None:
    """A row that only its key shares with another is not taken for its correction."""
    tables = full_case()
    rows = tables[table]
    last = list(rows[1])
    for place, column in enumerate(SCHEMA[table].columns):
        if column.name not in SCHEMA[table].key and column.kind == "number" and last[place]:
            last[place] = format(float(last[place]) * 0.9, ".15g")
    rows.append(last)
    problems, _ = read(tables, "folder", tmp_path)
    assert [line.split(": ")[-1].split(")")[0] for line in problems] == [
        f"the key ({row_text(table, last)}"
    ]


def named_elsewhere() -> list[tuple[Target, str, str]]:
    """Cells that name what another table has: the cell, a name that is not there, the fault."""
    found = []
    for target in ALL:
        table = SCHEMA[target.table]
        tables = " or ".join(name.partition(".")[0] for name in target.column.references)
        if target.column.references and target.value != "*":
            found.append((target, wrong_name(target.value), f"not in {tables}"))
        elif any(target.header == columns[-1] for columns, _ in table.groups):
            found.append((target, wrong_name(target.value), "has no such step"))
        elif (target.column.name, target.column.kind) == ("table", "name"):
            found.append((target, wrong_name(target.value), "no such table"))
        elif target.column.name == "column":
            found.append((target, wrong_name(target.value), "has no such column"))
    return found


def wrong_name(name: str) -> str:
    """The name with a slip: O for 0 where it has one, else its last letter twice."""
    return name.replace("0", "O", 1) if "0" in name else name + name[-1]


NAMES = named_elsewhere()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("target", "name", "fault"), NAMES, ids=[f"{target.name} {name}" for target, name, _ in NAMES]
)
def test_an_unknown_name_is_one_problem(
    target: Target, name: str, fault: str, form: str, tmp_path: Path
) -> None:
    """One line names the cell and the nearest known name; what follows from it is not blamed."""
    tables = full_case()
    target.put(tables, name)
    problems, _ = read(tables, form, tmp_path)
    assert len(problems) == 1, problems
    assert problems[0].startswith(
        f"{target.table}.csv row {target.row}: {target.header} = {name}: "
    )
    assert fault in problems[0]
    assert problems[0].endswith(f"; the nearest known name is {target.value}")


def test_there_are_names_to_look_up() -> None:
    """The generator finds the references of the schema."""
    assert len(NAMES) > 30


@pytest.mark.parametrize(
    ("table", "column", "value", "message"),
    [
        ("sites", "currency", "EUR", "no exchange rate from 2026-01 on; add a row to"),
        ("lines", "status", "option", "an option to build needs it; write a number"),
    ],
)
def test_names_that_call_for_more(
    table: str, column: str, value: str, message: str, tmp_path: Path
) -> None:
    """A right word whose consequences are not filled in: the cells that it calls for are named."""
    tables = full_case()
    rows = tables[table]
    rows[2][rows[0].index(column)] = value
    problems, _ = read(tables, "folder", tmp_path)
    assert f"{table}.csv row 3: " in problems[0]
    assert message in problems[0]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("column", ["duty_class", "origin_country", "destination_country"])
def test_a_duty_that_nobody_pays_is_told(column: str, form: str, tmp_path: Path) -> None:
    """A duty may stand ready for what is not there yet: a warning with the nearest name."""
    tables = full_case()
    place = SCHEMA["duties"].column_names.index(column)
    value = tables["duties"][1][place]
    tables["duties"][1][place] = value + value[-1]
    line = (
        f"duties.csv row 2: {column} = {value + value[-1]}: no programme, site or market has it; "
        f"the nearest known name is {value}"
    )
    assert read(tables, form, tmp_path) == ([], [line])


def pairs() -> list[tuple[Target, Target]]:
    """Columns of months of which the second may not come before the first."""
    months = [target for target in ALL if target.column.kind == "month"]
    ends = {"first_month": "last_month", "opens": "closes", "earliest_decision": "latest_decision"}
    return [
        (one, two)
        for one in months
        for two in months
        if one.table == two.table and ends.get(one.column.name) == two.column.name
    ]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("first", "last"), pairs(), ids=[f"{one.name} {two.name}" for one, two in pairs()]
)
def test_months_out_of_order(first: Target, last: Target, form: str, tmp_path: Path) -> None:
    """A window that ends before it begins is one problem, at its end, with its begin."""
    tables = full_case()
    earlier = f"{int(first.value[:4]) - 1}-12"
    last.put(tables, earlier)
    if last.table == "settings":
        tables["settings"] = [row for row in tables["settings"] if row[0] != "revealed_month"]
    problems, _ = read(tables, form, tmp_path)
    assert len(problems) == 1, problems
    assert problems[0].startswith(
        f"{last.table}.csv row {last.row}: {last.header} = {earlier}: "
        f"before {first.column.name} {first.value}; write "
    )


def test_there_are_windows() -> None:
    """The generator finds the windows of the schema: each pair of months that belong together."""
    ends = ("last_month", "closes", "latest_decision")
    assert len(pairs()) == len([t for t in ALL if t.column.name in ends]) > 5
