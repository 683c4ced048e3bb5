"""The tail: the last twelve months' obligations again, paid for and shown apart."""

from __future__ import annotations

import pytest

from model.case.case import Case
from tests.rules.tiny import Row, amount, best, due, near, tiny, total


def _year(tail_months: float, firm: str = "no", **tables: list[Row]) -> Case:
    """Quarters of 2026: 1, 2, 3 and 4 kg, made in the quarter in which they are due."""
    settings: Row = {"period_months": 3, "last_month": "2026-12", "tail_months": tail_months}
    obligations = [due(f"2026-Q{q}", q, firm=firm) for q in range(1, 5)]
    return tiny(
        {"steps": [{"shelf_life_months": 1}]},
        tables,
        settings=settings,
        obligations=obligations,
    )


@pytest.mark.parametrize(
    ("tail_months", "tail"),
    [
        (0, 0),
        (3, 1),
        (4, 3),  # rounded up to two quarters
        (6, 3),
        (12, 10),
        (15, 11),  # the repeat is itself repeated
    ],
)
def test_the_tail_repeats_the_last_twelve_months(tail_months: float, tail: float) -> None:
    """A batch a kg: 10 in the horizon, and 1, 2, 3, 4, 1 in the tail's quarters."""
    plan = best(_year(tail_months))
    assert plan.objective_m == near(10 + tail)
    assert plan.tail_cost_m == near(tail)
    assert plan.total_cost_m == near(10)


@pytest.mark.parametrize(
    ("end", "expected"),
    [(None, 13), ("2026-12", 10), ("2027-01", 11), ("2027-03", 11), ("2027-04", 13)],
)
def test_a_contract_ends_with_the_period_of_its_last_month(
    end: str | None, expected: float
) -> None:
    """The first quarter of the tail owes 1 kg, the second 2, up to the contract's end."""
    assert total(_year(6, programmes=[{"contract_end": end}])) == near(expected)


def test_the_tail_is_never_firm() -> None:
    """All is firm in 2026 and L closes with the year: the tail's 3 kg are late, 1 x 3 + 3 x 3,
    and unmet, 300; no limit is broken: 10 + 12 + 300."""
    plan = best(_year(6, firm="yes", lines=[{"closes": "2027-01"}]))
    assert plan.status == "optimal"
    assert plan.objective_m == near(322)
    assert amount(plan, "Obligations", "firm_kg", tail="yes") == near(0)
    assert amount(plan, "Obligations", "unmet_kg") == near(3)


def test_unmet_is_charged_after_the_tail() -> None:
    """L is shut in Q4: its 4 kg are a quarter late (12) and made in the tail, with the 1 kg of
    Q1: 11 batches + 12 = 23, nothing unmet."""
    shut: Row = {"first_month": "2026-10", "last_month": "2026-12", "availability": 0}
    lines: list[Row] = [{"line": "L2"}]
    dear: list[Row] = [{"line": "L2", "cost_local_m_per_batch": 1000}]
    case = _year(3, line_calendar=[shut], lines=lines, recipes=dear)
    plan = best(case)
    assert plan.objective_m == near(23)
    assert plan.total_cost_m == near(6 + 12)


def test_months_that_were_not_in_the_horizon_are_not_repeated() -> None:
    """A horizon of January to March: April to June repeat nothing, January 2027 is too far."""
    case = tiny(settings={"tail_months": 3}, obligations=[due("2026-Q1", 3)])
    assert total(case) == near(3)
    year = tiny(
        settings={"tail_months": 11},
        steps=[{"shelf_life_months": 0.4}],
        obligations=[due("2026-Q1", 3)],
    )
    # April 2026 to February 2027: January and February again.
    assert total(year) == near(5)


def test_a_line_may_open_in_the_tail() -> None:
    """1 kg due in Q1 comes from L2 for 10, and a year later from L, which is open then, for 1."""
    case = tiny(
        settings={"last_month": "2026-12", "period_months": 3, "tail_months": 3},
        steps=[{"shelf_life_months": 1}],
        lines=[{"opens": "2027-01"}, {"line": "L2"}],
        recipes=[{"line": "L2", "cost_local_m_per_batch": 10}],
        obligations=[due("2026-Q1", 1)],
        programmes=[{"late_cost_m_per_kg_month": 50}],
    )
    assert total(case) == near(11)
