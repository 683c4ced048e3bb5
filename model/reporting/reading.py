"""Reading a run back: from its folder, or from its workbook alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import python_calamine

from model.case.case import Case
from model.plan.columns import RESULT_TABLES, empty_table
from model.plan.plan import Plan
from model.plan.result_table import ResultTable, columns_of, name_of_header
from model.reporting.about import FIGURES
from model.reporting.arrange import arranged, clean_column
from model.reporting.files import safe_name
from model.reporting.inputs_sheet import case_from, rows_from
from model.reporting.record import run_record

RECORD = "run.json"

Cells = Sequence[Sequence[object]]


class RunError(Exception):
    """A run cannot be read; the text is one sentence for the user."""


@dataclass(frozen=True)
class Run:
    """A run as its files tell it: the case as solved, the result tables, the figures of run.json.

    `meta` of a workbook without run.json has only what About says.
    """

    case: Case
    tables: Mapping[str, pd.DataFrame]
    meta: Mapping[str, Any]
    path: Path | None = None

    @property
    def name(self) -> str:
        """How to call it: its folder, or the case where it was never written."""
        if self.path is not None:
            return f"{self.path.parent.name}/{self.path.name}"
        return run_name(self.case.name, self.case.scenario)

    def figure(self, name: str) -> float:
        """A figure of run.json; NaN where there is none."""
        value = self.meta.get(name)
        return float(value) if isinstance(value, (int, float)) else float("nan")


def run_name(case: str, scenario: str) -> str:
    """The name of a run's files: <case>[+<scenario>]."""
    return safe_name(f"{case}+{scenario}" if scenario else case)


def as_run(plan: Plan | Run) -> Run:
    """A plan as the run that would be read back from its files."""
    if isinstance(plan, Run):
        return plan
    tables = arranged(plan.tables, plan.case.tables["steps"])
    return Run(plan.case, tables, run_record(plan))


def read_run(path: Path | str) -> Run:
    """Read a run from its folder or its workbook.

    Raises RunError where it is incomplete or damaged, or where the inputs inside the workbook are
    not those that were solved.
    """
    place = Path(path)
    if not place.exists():
        raise RunError(f"{place} does not exist; give the folder of a run, or its workbook.")
    if place.is_file():
        return _read_workbook(place, _record_beside(place))
    if not (place / RECORD).is_file():
        raise RunError(
            f"{place} is no complete run (it has no {RECORD}): its writing was stopped; run again."
        )
    record = _read_record(place / RECORD)
    name = run_name(str(record.get("case", "")), str(record.get("scenario", "")))
    workbook = place / f"{name}.xlsx"
    if not workbook.is_file():
        raise RunError(f"{place} is no complete run: its workbook {workbook.name} is missing.")
    return _read_workbook(workbook, record)


def _record_beside(workbook: Path) -> dict[str, Any] | None:
    """run.json of the workbook's folder, if it is this workbook's."""
    if not (workbook.parent / RECORD).is_file():
        return None
    record = _read_record(workbook.parent / RECORD)
    name = run_name(str(record.get("case", "")), str(record.get("scenario", "")))
    return record if name == workbook.stem else None


def _read_record(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunError(f"{path} cannot be read ({error}); run again.") from error
    if not isinstance(record, dict):
        raise RunError(f"{path} is not the record of a run; run again.")
    return record


def _read_workbook(path: Path, record: dict[str, Any] | None) -> Run:
    try:
        sheets = _sheets(path)
        about = _about(sheets["About"])
        meta = about if record is None else record
        case = case_from(
            rows_from(sheets["Inputs"]), str(meta["case"]), str(meta["scenario"]), path
        )
        tables = {name: _table(table, sheets[name]) for name, table in RESULT_TABLES.items()}
    except (OSError, KeyError, ValueError, python_calamine.CalamineError) as error:
        raise RunError(f"{path} is not the workbook of a run ({error}).") from error
    if case.sha256 != meta.get("input_sha256"):
        raise RunError(
            f"{path}: the inputs on its sheet Inputs are not those that were solved (their hash "
            "differs); change the inputs of the case instead, and run again."
        )
    return Run(case, tables, meta, path if record is None else path.parent)


def _sheets(path: Path) -> dict[str, Cells]:
    """The cells of the sheets that are read back."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    wanted = ("About", *RESULT_TABLES, "Inputs")
    missing = [name for name in wanted if name not in book.sheet_names]
    if missing:
        raise ValueError(f"it has no sheet {missing[0]}")
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in wanted}


def _about(cells: Cells) -> dict[str, Any]:
    """The figures that About names as run.json does (fourth column)."""
    named = {str(line[3]): line[1] for line in cells if len(line) > 3 and line[3] != ""}
    meta: dict[str, Any] = {name: named[name] for name in ("case", "input_sha256", "status")}
    scenario = str(named["scenario"])
    meta["scenario"] = "" if scenario.startswith("(") else scenario
    for name in FIGURES:
        meta[name] = named[name] if isinstance(named[name], (int, float)) else None
    return meta


def _table(table: ResultTable, cells: Cells) -> pd.DataFrame:
    names = [name_of_header(str(header)) for header in cells[0]]
    lines = [line for line in cells[1:] if any(value != "" for value in line)]
    if not lines and len(names) == len(table.columns):
        return empty_table(table.name)
    frame = pd.DataFrame(
        {name: [line[place] for line in lines] for place, name in enumerate(names)}, dtype=object
    )
    columns = columns_of(table, names)
    return pd.DataFrame({c.name: clean_column(c, frame[c.name]) for c in columns})
