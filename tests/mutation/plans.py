"""Plans with one number altered: does the audit notice each of them?

The numbers are those of the result tables as they are declared, the objective, its constant and the
kg of each broken limit; prices are left out, for the audit solves nothing. Of every column of every
plan some rows are altered: where the figure is largest, one where it is not 0, drawn at random, and
one where it is 0 or empty.
"""

from __future__ import annotations

import math
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd

from model import Plan, audit, read_case, solve
from model.case.case import Case
from model.plan.audit import AuditReport
from model.plan.columns import RESULT_TABLES, columns_of
from model.plan.plan import BrokenLimit
from model.plan.result_table import ResultColumn
from tests.plan.hand_case import hand_case
from tests.plan.hand_costs import CONSTANT, OBJECTIVE
from tests.plan.hand_plan import hand_plan
from tests.solving.small_cases import network

SHARE_OF_VALUE: Final = 0.01
LEAST_CHANGE: Final = 0.001
"""A figure is altered by this share of its value, and by no less than a kg in a thousand, a
thousand in money, or a part in a thousand."""


@dataclass(frozen=True)
class Answer:
    """A plan as the audit sees it."""

    name: str
    case: Case
    tables: Mapping[str, pd.DataFrame]
    objective_m: float
    constant_m: float
    broken: tuple[BrokenLimit, ...] = ()

    def audited(self) -> AuditReport:
        """What the audit says."""
        return audit(self.case, self.tables, self.objective_m, self.constant_m, self.broken)

    def put(self, table: str, column: str, row: int, value: float) -> Answer:
        """The plan with one cell altered."""
        frame = self.tables[table].copy()
        cells = frame[column].astype(object)
        cells.iloc[row] = value
        frame[column] = cells.infer_objects()
        return replace(self, tables={**self.tables, table: frame})


@dataclass(frozen=True)
class Altered:
    """One number altered, and the plan with it."""

    table: str
    column: str
    row: int
    before: float
    after: float
    answer: Answer

    @property
    def name(self) -> str:
        """Where and how."""
        return (
            f"{self.answer.name}: {self.table}, {self.column}, row {self.row}: "
            f"{self.before:g} -> {self.after:g}"
        )


def answers() -> Iterator[Answer]:
    """Three small plans: one made by hand, the example, and one that breaks limits."""
    with tempfile.TemporaryDirectory() as folder:
        case = hand_case(Path(folder))
    yield Answer("by hand", case, hand_plan(), OBJECTIVE, CONSTANT)
    yield _answer("example", solve(read_case("inputs/example"), gap=0.0, workers=1))
    yield _answer("broken limits", solve(network(1, hopeless=True), gap=0.0, workers=1))


def _answer(name: str, plan: Plan) -> Answer:
    return Answer(
        name, plan.case, plan.tables, plan.objective_m, plan.constant_m, tuple(plan.broken)
    )


def altered(answer: Answer) -> Iterator[Altered]:
    """One number altered at a time."""
    for name, table in RESULT_TABLES.items():
        frame = answer.tables[name]
        for column in columns_of(table, frame.columns):
            if column.kind != "text" and not column.by:
                yield from _in_column(answer, name, column)
    yield from _totals(answer)
    for row, limit in enumerate(answer.broken):
        more = replace(limit, kg=limit.kg + _change(limit.kg))
        broken = (*answer.broken[:row], more, *answer.broken[row + 1 :])
        worse = replace(answer, broken=broken)
        yield Altered("broken", "kg", row, limit.kg, more.kg, worse)


def _totals(answer: Answer) -> Iterator[Altered]:
    before, after = answer.objective_m, answer.objective_m + _change(answer.objective_m)
    yield Altered("totals", "objective_m", 0, before, after, replace(answer, objective_m=after))
    before, after = answer.constant_m, answer.constant_m + _change(answer.constant_m)
    yield Altered("totals", "constant_m", 0, before, after, replace(answer, constant_m=after))


def _in_column(answer: Answer, table: str, column: ResultColumn) -> Iterator[Altered]:
    draw = random.Random(f"{answer.name} {table} {column.name}")
    values = [float(value) for value in answer.tables[table][column.name]]
    for row in sorted(_rows(values, draw)):
        before = values[row]
        if column.unit == "0/1":
            after = 1.0 - before
        elif column.kind == "whole":
            after = before + 1.0
        elif math.isnan(before):
            after = 0.5
        else:
            after = before + _change(before) * (draw.choice((-1.0, 1.0)) if before else 1.0)
        worse = answer.put(table, column.name, row, after)
        yield Altered(table, column.name, row, before, after, worse)


def _rows(values: list[float], draw: random.Random) -> set[int]:
    there = [row for row, value in enumerate(values) if value and not math.isnan(value)]
    absent = [row for row, value in enumerate(values) if not value or math.isnan(value)]
    chosen = {draw.choice(rows) for rows in (there, absent) if rows}
    return chosen | ({max(there, key=lambda row: abs(values[row]))} if there else set())


def _change(value: float) -> float:
    return max(SHARE_OF_VALUE * abs(value), LEAST_CHANGE)


def figures() -> tuple[Counter[tuple[str, bool]], list[str]]:
    """How many were noticed by table, and the names of those that were not.

    RuntimeError where a plan does not pass as it is: then nothing can be told.
    """
    counts: Counter[tuple[str, bool]] = Counter()
    ignored = []
    for answer in answers():
        if not answer.audited().ok:
            raise RuntimeError(f"{answer.name}: the plan itself does not pass: {answer.audited()}")
        for each in altered(answer):
            noticed = not each.answer.audited().ok
            counts[each.table, noticed] += 1
            if not noticed:
                ignored.append(each.name)
    return counts, ignored
