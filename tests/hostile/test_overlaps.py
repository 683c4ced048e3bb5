"""Rows whose months overlap, and settings that are missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.full_case import Target, full_case, targets
from tests.hostile.reading import FORMS, Tables, read


def again(table: str, **cells: str) -> Callable[[Tables], object]:
    """Add the table's first row again, with other cells."""

    def add(tables: Tables) -> None:
        row = dict(zip(tables[table][0], tables[table][1], strict=True)) | cells
        tables[table].append(list(row.values()))

    return add


def month_before_year(tables: Tables) -> None:
    """The shorter due first, the longer after it."""
    again("obligations", due="2043-04", firm="no")(tables)
    again("obligations", due="2043", firm="no")(tables)


def sold_elsewhere(tables: Tables) -> None:
    """A second market with a due in the same months."""
    tables["markets"].append(["WEST", "US"])
    tables["lanes"].append(["NORTH", "WEST", "1", "0.01"])
    again("obligations", market="WEST", due="2044-Q2")(tables)


OVERLAPS: dict[str, tuple[Callable[[Tables], object], list[str], list[str]]] = {
    "calendar": (
        again("line_calendar", first_month="2026-09", last_month="2026-10"),
        [
            "line_calendar.csv row 3: first_month = 2026-09: overlaps 2026-07 to 2026-09 of N01 "
            "(line_calendar.csv row 2); give each month to one row"
        ],
        [],
    ),
    "calendar side by side": (
        again("line_calendar", first_month="2026-10", last_month="2026-11"), [], [],
    ),
    "reservations": (
        again("reservations", first_month="2034-12", last_month="2036-12"),
        [],
        [
            "reservations.csv row 3: first_month = 2034-12: overlaps 2030-01 to 2034-12 of C01 on "
            "N01 (reservations.csv row 2); the days of both count, write each day once"
        ],
    ),
    "reservations side by side": (
        again("reservations", first_month="2035-01", last_month="2036-12"), [], [],
    ),
    "reservations of another": (
        again("reservations", client="C02", first_month="2034-12", last_month="2036-12"), [], [],
    ),
    "dues": (
        again("obligations", due="2044-Q2", firm="no"),
        [],
        [
            "obligations.csv row 4: due = 2044-Q2: P01 for EAST has 2044 as well "
            "(obligations.csv row 2); the kg of both count, write each kg once"
        ],
    ),
    "dues, the longer later": (
        month_before_year,
        [],
        [
            "obligations.csv row 4: due = 2043-04: P01 for EAST has 2043 as well "
            "(obligations.csv row 5); the kg of both count, write each kg once"
        ],
    ),
    "dues, firm or not": (again("obligations", firm="no"), [], []),
    "dues side by side": (again("obligations", due="2043"), [], []),
    "dues of another market": (sold_elsewhere, [], []),
    "shares": (
        again("site_shares", first_month="2035-01", last_month="2036-12", min_share="0.2"), [], [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("edit", "problems", "warnings"), OVERLAPS.values(), ids=list(OVERLAPS))
def test_overlaps(
    edit: Callable[[Tables], object],
    problems: list[str],
    warnings: list[str],
    form: str,
    tmp_path: Path,
) -> None:
    """What would contradict is an error, what adds up in silence a warning; both name both rows."""
    tables = full_case()
    edit(tables)
    assert read(tables, form, tmp_path) == (problems, warnings)


MISSING = [
    target for target in targets() if target.table == "settings" and target.header == "value"
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("target", MISSING, ids=[target.column.name for target in MISSING])
def test_a_missing_setting(target: Target, form: str, tmp_path: Path) -> None:
    """A setting that is needed is asked for, in a workbook by its sheet; others have a default."""
    tables = full_case()
    del tables["settings"][target.row - 1]
    name = target.column.name
    line = (
        f"settings.csv: setting = {name}: the setting is missing; add a row {name} with its value"
    )
    needed = [] if target.column.may_be_empty else [line]
    assert read(tables, form, tmp_path) == (needed, [])


@pytest.mark.parametrize("form", FORMS)
def test_a_case_of_headers_only(form: str, tmp_path: Path) -> None:
    """An empty case asks for its settings, in a workbook by its sheet, and for nothing else."""
    tables = {name: rows[:1] for name, rows in full_case().items()}
    problems, _ = read(tables, form, tmp_path)
    needed = [target.column.name for target in MISSING if not target.column.may_be_empty]
    assert [line.split(" = ")[1].split(":")[0] for line in problems] == needed
