"""Plans of the example and of cases near it, which take less than a second each."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pandas as pd

from model.plan.plan import BrokenLimit, Plan
from model.solving.answering import solve
from tests.case.folders import Folder

STEP = "drug substance"

Change = tuple[str, str, str, str, object]
"""Table, where, column, operation, value."""


def planned(folder: Folder, place: Path, **settings: Any) -> Plan:
    """The proven plan of a small case."""
    return solve(folder.read(place), gap=0.0, workers=1, **settings)


def with_gap(plan: Plan, millions: float) -> Plan:
    """The plan, as if its bound had stayed so many millions below it."""
    return dataclasses.replace(
        plan,
        status="feasible",
        stopped_by="effort",
        bound_m=plan.objective_m - millions,
        gap=millions / plan.decided_cost_m,
    )


def in_case(plan: Plan, *changes: Change) -> Plan:
    """The plan, as if its case had been another.

    Nothing is solved again: what is told of a case is read from its tables.
    """
    names = ("table", "where", "column", "operation", "value")
    listed = [dict(zip(names, change, strict=True)) for change in changes]
    return dataclasses.replace(plan, case=plan.case.with_changes(listed))


def with_table(plan: Plan, name: str, frame: pd.DataFrame) -> Plan:
    """The plan with another result table."""
    return dataclasses.replace(plan, tables={**plan.tables, name: frame})


def breaking(plan: Plan, *limits: BrokenLimit, weighted: float, bound: float) -> Plan:
    """The plan, as if it broke these limits."""
    return dataclasses.replace(
        plan,
        status="broken_limits",
        broken=limits,
        broken_weighted=weighted,
        broken_weighted_bound=bound,
    )
