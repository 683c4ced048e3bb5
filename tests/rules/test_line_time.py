"""Line time: which days a line has, and what uses them."""

from __future__ import annotations

import pytest

from tests.rules.tiny import Row, amount, best, dear, due, near, tiny, total

# P and Q each owe 1 kg in January, a month of 31 days; late costs 1 per kg and month.
TWO: dict[str, list[Row]] = {"programmes": [{"programme": "Q"}]}
BOTH_IN_JANUARY = [due("2026-01", 1), due("2026-01", 1, "Q")]


def _recipes(**columns: float) -> list[Row]:
    return [{"programme": programme, **columns} for programme in ("P", "Q")]


@pytest.mark.parametrize(("days", "expected"), [(15.4, 2), (15.5, 2), (15.6, 3)])
def test_batches_fill_the_month_and_no_more(days: float, expected: float) -> None:
    """Two batches of 15.5 days fill January; 31.2 days send one to February: 2 + 1 month late."""
    case = tiny(TWO, recipes=_recipes(days_per_batch=days), obligations=BOTH_IN_JANUARY)
    assert total(case) == near(expected)
    assert total(case, "line_time_is_not_exceeded") == near(2)


@pytest.mark.parametrize(("days", "expected"), [(5.4, 2), (5.5, 2), (5.6, 3)])
def test_changeovers_use_days(days: float, expected: float) -> None:
    """Two batches of 10 days and two changeovers of 5.5 days are 31 days."""
    case = tiny(TWO, recipes=_recipes(changeover_days=days), obligations=BOTH_IN_JANUARY)
    assert total(case) == near(expected)
    assert total(case, "line_time_is_not_exceeded") == near(2)


def test_a_carried_set_up_uses_no_changeover_days() -> None:
    """February: P carried in 10 days, Q 10 + 8 = 28 of 28 days; with P's 8 more, one were late.

    P owes 1 kg in January and February, Q 1 in February; LD has no recipe for Q, holding is dear.
    January: 18 of 31 days. Cost 3 batches. Without carry-over February needs 36 days: 1 late.
    """
    tables: dict[str, list[Row]] = {
        **TWO,
        "steps": [{"programme": p, "holding_cost_m_per_kg_year": 1200} for p in ("P", "Q")],
        "recipes": _recipes(changeover_days=8),
        "obligations": [due("2026-01", 1), due("2026-02", 1), due("2026-02", 1, "Q")],
    }
    assert total(tiny(tables)) == near(3)
    assert total(tiny(tables, settings={"carry_over": "no"})) == near(4)


@pytest.mark.parametrize(("units", "expected"), [(1, 4), (2, 2), (3, 2)])
def test_units_multiply_the_days(units: int, expected: float) -> None:
    """Two batches of 31 days need two units; with one, Q waits for March (28 days in between)."""
    case = tiny(
        TWO,
        lines=[{"units": units}],
        recipes=_recipes(days_per_batch=31),
        obligations=BOTH_IN_JANUARY,
    )
    assert total(case) == near(expected)
    assert total(case, "line_time_is_not_exceeded") == near(2)


@pytest.mark.parametrize(("availability", "expected"), [(1, 2), (0.65, 2), (0.64, 3)])
def test_availability_takes_its_share_of_the_calendar(availability: float, expected: float) -> None:
    """Two batches of 10 days: 31 x 0.65 = 20.15 days suffice, 31 x 0.64 = 19.84 do not."""
    case = tiny(TWO, lines=[{"availability": availability}], obligations=BOTH_IN_JANUARY)
    assert total(case) == near(expected)
    assert total(case, "line_time_is_not_exceeded") == near(2)


SHUT_IN_JANUARY: dict[str, dict[str, list[Row]]] = {
    "open all quarter": {},
    "calendar": {
        "line_calendar": [{"first_month": "2026-01", "last_month": "2026-01", "availability": 0}]
    },
    "opens": {"lines": [{"opens": "2026-02"}]},
    "ramp-up": {
        # 15.5 + 14 + 31 = 60.5 days
        "line_calendar": [{"first_month": "2026-01", "last_month": "2026-02", "availability": 0.5}]
    },
}


@pytest.mark.parametrize(
    ("shut", "q_kg", "expected"),
    [
        ("open all quarter", 3, 6),  # 60 of 90 days
        ("calendar", 2, 5),  # 50 of 59 days
        ("calendar", 3, 9),  # 60 of 59 days: one a quarter late
        ("opens", 2, 5),
        ("opens", 3, 9),
        ("ramp-up", 3, 6),  # 60 of 60.5 days
        ("ramp-up", 4, 10),  # 70 of 60.5 days: one a quarter late
    ],
)
def test_the_days_of_a_quarter_are_counted_by_month(
    shut: str, q_kg: float, expected: float
) -> None:
    """February and March have 59 days: five batches of 10, where P and Q want 3 + 3."""
    case = tiny(
        TWO,
        SHUT_IN_JANUARY[shut],
        settings={"period_months": 3, "last_month": "2026-06"},
        obligations=[due("2026-Q1", 3), due("2026-Q1", q_kg, "Q")],
    )
    assert total(case) == near(expected)
    assert total(case, "line_time_is_not_exceeded") == near(3 + q_kg)


@pytest.mark.parametrize(("closes", "expected"), [("2026-04", 6), ("2026-03", 111)])
def test_a_line_closes_before_its_closing_month(closes: str, expected: float) -> None:
    """Closed from March on, 59 days make five of six; the sixth is late in both quarters (3 + 3)
    and unmet (100): 5 + 6 + 100 = 111."""
    case = tiny(
        TWO,
        settings={"period_months": 3, "last_month": "2026-06"},
        lines=[{"closes": closes}],
        obligations=[due("2026-Q1", 3), due("2026-Q1", 3, "Q")],
    )
    assert total(case) == near(expected)
    assert total(case, "line_time_is_not_exceeded") == near(6)


@pytest.mark.parametrize(("kg", "expected"), [(1, 1), (2, 2), (3, 12)])
def test_the_line_makes_whole_batches(kg: float, expected: float) -> None:
    """28 days of February hold two batches of 10 days, not 2.8: the third comes from D for 10."""
    closed: list[Row] = [{"first_month": "2026-01", "last_month": "2026-01", "availability": 0}]
    case = tiny(
        dear(),
        programmes=[{"late_cost_m_per_kg_month": 50}],
        line_calendar=closed,
        obligations=[due("2026-02", kg)],
    )
    plan = best(case)
    assert plan.objective_m == near(expected)
    assert amount(plan, "Production", "batches", line="L") == near(min(kg, 2))
