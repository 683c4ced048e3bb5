"""Reading a case: a folder of CSV files or a workbook, with or without scenarios."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from model.case.applying import AppliedChange, apply_changes
from model.case.case import Case, case_from_rows
from model.case.changes import understood_all
from model.case.errors import ENOUGH, InputError, Problem, nearest
from model.case.files import WORKBOOK, read_files
from model.case.raw import RawCase
from model.case.rows import Row, Rows, parse_row
from model.case.schema import SCHEMA
from model.case.twins import twin_problems

BASE = "base"
"""The name under which the case itself may stand among its scenarios."""


def read_case(path: str | Path, scenario: str = "") -> Case:
    """The case in a folder of CSV files or an .xlsx workbook, with a scenario ("a" or "a+b").

    Raises InputError with everything that is wrong. Where a folder and a workbook of the same name
    stand side by side, both must hold the same.
    """
    given = str(path)
    place = _place(Path(path), given)
    raw = read_files(place)
    problems = list(raw.problems)
    rows = _rows(raw, problems)
    if not problems:
        problems.extend(twin_problems(place, rows, _twin_rows))
    if scenario == BASE:
        scenario = ""
    applied: tuple[AppliedChange, ...] = ()
    notes: list[Problem] = []
    if scenario and not problems:
        applied = _apply(rows, scenario, raw.files["scenarios"], problems, notes)
        if problems:
            raise InputError(problems, given)
    return case_from_rows(
        rows,
        (place.stem if place.is_file() else place.name) or "case",
        scenario,
        given,
        applied=applied,
        problems=problems,
        notes=notes,
        unread=frozenset(raw.unread),
        files=raw.files,
    )


def list_scenarios(path: str | Path) -> pd.DataFrame:
    """The table `scenarios` of the case: scenario, description, probability, driver, state.

    Raises InputError as reading does.
    """
    return read_case(path).tables["scenarios"]


def _place(path: Path, given: str) -> Path:
    """The folder or workbook meant; inputs/base may be inputs/base.xlsx."""
    try:
        place = path.resolve()
        if given.strip():
            if place.is_dir() or (place.is_file() and place.suffix.lower() == WORKBOOK):
                return place
            workbook = place.parent / (place.name + WORKBOOK)
            if workbook.is_file():
                return workbook
        text = _no_case(place, given)
    except (OSError, ValueError, RuntimeError) as error:
        # Names that are too long, hold a NUL or run in a circle, folders that may not be read.
        why = error.strerror if isinstance(error, OSError) else str(error)
        text = f"no path that can be read ({why}); write that of a folder or a workbook"
    raise InputError([Problem(given, 0, "", "", text)], given)


def _no_case(place: Path, given: str) -> str:
    """Why the place is no case, and what would be one."""
    if not given.strip():
        return "no case is named; write the path of a folder or a workbook"
    if place.is_file():
        return "not a case; a case is a folder of .csv files or an .xlsx workbook"
    if place.exists():
        return "a device, not a case; a case is a folder of .csv files or an .xlsx workbook"
    folder = place.parent
    beside = [
        entry.name
        for entry in (folder.iterdir() if folder.is_dir() else ())
        if (entry.is_dir() or entry.suffix == WORKBOOK) and not entry.name.startswith(".")
    ]
    return f"no such folder or workbook; {nearest(place.name, beside)}"


def _rows(raw: RawCase, problems: list[Problem]) -> Rows:
    """The rows of all tables, with what could not be read reported."""
    rows: Rows = {name: [] for name in SCHEMA}
    for name, table in raw.tables.items():
        before = len(problems)
        for number, cells in table.rows:
            rows[name].append(parse_row(SCHEMA[name], cells, table.file, number, problems))
            if len(problems) - before >= ENOUGH:
                text = f"{ENOUGH} cells above cannot be read; mend them, then what follows is read"
                problems.append(Problem(table.file, number, "", "", text))
                raw.unread.add(name)
                break
    return rows


def _twin_rows(place: Path) -> tuple[Rows, list[Problem]]:
    raw = read_files(place)
    problems = list(raw.problems)
    return _rows(raw, problems), problems


def _apply(
    rows: Rows, scenario: str, file: str, problems: list[Problem], notes: list[Problem]
) -> tuple[AppliedChange, ...]:
    """Apply the changes of each scenario of "a+b", in this order; `file` holds the scenarios."""
    changes: list[Row] = []
    names = scenario.split("+")
    known = {row.text("scenario") for row in rows["scenarios"]}
    for name in names:
        if name not in known:
            text = f"no such scenario; {nearest(name, known)}"
            problems.append(Problem(file, 0, "scenario", name, text))
        elif names.count(name) > 1:
            text = f"{name} stands twice; name each scenario once"
            problems.append(Problem(file, 0, "scenario", scenario, text))
        own = [row for row in rows["changes"] if row.text("scenario") == name]
        changes.extend(sorted(own, key=lambda row: row.number_in("order")))
    if problems:
        return ()
    return apply_changes(rows, understood_all(changes, problems), problems, notes)
