"""Every plan passes the audit, and a plan with any one number altered does not."""

from __future__ import annotations

import math

import pytest

from model.plan.columns import RESULT_TABLES, columns_of
from tests.mutation.plans import Answer, altered, answers, figures


@pytest.mark.slow
def test_any_number_altered_is_noticed() -> None:
    """More than 300 plans, each with one number of a table, a total or a broken limit altered."""
    counts, ignored = figures()
    assert ignored == []
    assert sum(counts.values()) > 300
    assert {table for table, _ in counts} == {*RESULT_TABLES, "totals", "broken"}


def test_each_column_is_altered_where_it_says_something() -> None:
    """No column of numbers is 0 or empty in all the plans: each is altered where it is not."""
    columns = set()
    told = set()
    for answer in answers():
        columns |= {
            (name, column.name)
            for name, table in RESULT_TABLES.items()
            for column in columns_of(table, answer.tables[name].columns)
            if column.kind != "text" and not column.by
        }
        for each in altered(answer):
            if each.before and not math.isnan(each.before):
                told.add((each.table, each.column))
    assert len(columns) > 45
    assert columns - told == set()


def test_a_plan_that_does_not_pass_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the plan itself is refused, the figure is not taken."""
    wrong = Answer(**{**vars(next(answers())), "objective_m": 0.0})
    monkeypatch.setattr("tests.mutation.plans.answers", lambda: [wrong])
    with pytest.raises(RuntimeError, match="does not pass"):
        figures()
