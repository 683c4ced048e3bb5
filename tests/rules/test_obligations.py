"""Obligations: what is due, late, firm and overdue."""

from __future__ import annotations

import pytest

from tests.rules.tiny import Row, Tables, amount, best, dear, due, near, tiny, total

SHUT_IN_JANUARY: Tables = {
    "line_calendar": [{"first_month": "2026-01", "last_month": "2026-01", "availability": 0}]
}


@pytest.mark.parametrize(("kg", "expected"), [(3, 3), (4, 5), (5, 7), (6, 10)])
def test_what_cannot_be_made_in_time_is_late(kg: float, expected: float) -> None:
    """January holds 3 batches, February 2: the fourth and fifth are a month late (1 each), the
    sixth two months: 6 + 1 + 1 + 2."""
    case = tiny(obligations=[due("2026-01", kg)])
    plan = best(case)
    assert plan.objective_m == near(expected)
    assert amount(plan, "Obligations", "late_kg", period="2026-01") == near(kg - 3)
    # Nothing is owed where late kg are not carried on.
    assert total(case, "late_kg_are_carried_on") == near(0)


def test_what_is_never_delivered_is_unmet() -> None:
    """Nine kg due in January, eight batches in three months: 3, 2 and 3.

    Late: 6 + 4 + 1 kg-months = 11; one kg unmet 100; 8 batches: 119.
    """
    plan = best(tiny(obligations=[due("2026-01", 9)]))
    assert plan.objective_m == near(119)
    assert amount(plan, "Obligations", "unmet_kg") == near(1)


@pytest.mark.parametrize(("month", "expected"), [("2026-01", 1), ("2026-02", 2), ("2026-03", 3)])
def test_nothing_is_delivered_before_it_is_due(month: str, expected: float) -> None:
    """S works in January only and holding costs 1 a kg and month: 1 kg waits until it is due."""
    case = tiny(
        dear(),
        lines=[{"closes": "2026-02"}],
        steps=[{"holding_cost_m_per_kg_year": 12}],
        obligations=[due(month, 1)],
    )
    assert total(case) == near(expected)
    assert total(case, "late_kg_are_carried_on") == near(0)


def _two_programmes(firm_kg: float, other_kg: float = 0) -> Tables:
    """P owes 2 kg in January and 1 a month late; Q 2 kg, and 3 a month: three batches fit."""
    rows = [due("2026-01", firm_kg, firm="yes"), due("2026-01", other_kg)]
    return {
        "programmes": [{"programme": "Q", "late_cost_m_per_kg_month": 3}],
        "obligations": [row for row in rows if row["kg"]] + [due("2026-01", 2, "Q")],
    }


@pytest.mark.parametrize(
    ("firm", "other", "expected"), [(2, 0, 7), (1, 1, 5), (1.5, 0.5, 7), (0, 2, 5)]
)
def test_firm_kg_are_on_time(firm: float, other: float, expected: float) -> None:
    """Four batches cost 4. P's second is late for 1, but where it is firm Q's is late, for 3;
    1.5 firm kg take two batches as well."""
    case = tiny(_two_programmes(firm, other))
    assert total(case) == near(expected)
    if firm:
        assert total(case, "firm_kg_are_on_time") == near(5)


@pytest.mark.parametrize(
    ("opens", "expected"), [("2026-01", 1), ("2026-02", 2), ("2026-03", 3), ("2026-04", 103)]
)
def test_overdue_kg_are_late_before_the_first_period(opens: str, expected: float) -> None:
    """1 kg overdue is late in each month until the line opens; if it never does, unmet (100)."""
    case = tiny(
        dear(1000),
        lines=[{"opens": opens}],
        obligations=[due("overdue", 1)],
    )
    assert total(case) == near(expected)


@pytest.mark.parametrize(
    ("transit", "month", "expected"),
    [
        (0, "2026-02", 1),
        (0.4, "2026-02", 1),
        (0.5, "2026-02", 10),
        (1, "2026-02", 10),
        (1, "2026-03", 1),
        (2, "2026-03", 10),
    ],
)
def test_kg_arrive_after_their_transit(transit: float, month: str, expected: float) -> None:
    """S (1 a batch) is shut in January; what would arrive too late comes from D for 10."""
    case = tiny(
        dear(),
        SHUT_IN_JANUARY,
        programmes=[{"late_cost_m_per_kg_month": 50}],
        lanes=[{"transit_months": transit}, {"origin": "D"}],
        obligations=[due(month, 1)],
    )
    assert total(case) == near(expected)


def test_a_year_is_spread_over_its_months() -> None:
    """12 kg due in 2026 are 1 kg a month: held back for 12 a kg and year, 1 a kg and month.

    One batch of 12 kg in January: 11 + 10 + ... + 0 = 66 kg-months of stock, 1 + 66.
    """
    case = tiny(
        settings={"last_month": "2026-12"},
        steps=[{"holding_cost_m_per_kg_year": 12}],
        lines=[{"closes": "2026-02"}],
        recipes=[{"kg_per_batch": 12}],
        obligations=[due("2026", 12)],
    )
    plan = best(case)
    assert plan.objective_m == near(67)
    assert amount(plan, "Obligations", "due_kg", period="2026-07") == near(1)


def test_a_quarter_is_spread_over_its_months() -> None:
    """3 kg due in 2026-Q1 and 1 in March: 1, 1 and 2 kg; the periods add what is due in them."""
    obligations: list[Row] = [due("2026-Q1", 3), due("2026-03", 1, firm="yes")]
    plan = best(tiny(obligations=obligations))
    assert plan.objective_m == near(4)
    frame = plan.tables["Obligations"]
    assert list(frame["due_kg"]) == pytest.approx([1, 1, 2])
    assert list(frame["firm_kg"]) == pytest.approx([0, 0, 1])
