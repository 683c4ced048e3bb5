"""Set-up carry-over: who may start without a changeover.

In every case a changeover costs 5, a batch 1 (7 days), lateness 50 a month and holding 100 a
month, so that each kg is made in the month in which it is due.
"""

from __future__ import annotations

import pytest

from model.case.case import Case
from tests.rules.tiny import Row, amount, best, due, near, tiny, total


def _case(
    obligations: list[Row],
    units: int = 1,
    carry_over: str = "yes",
    programmes: tuple[str, ...] = ("P", "Q"),
    **recipe: float,
) -> Case:
    columns = {"days_per_batch": 7, "changeover_cost_local_m": 5, **recipe}
    return tiny(
        settings={"carry_over": carry_over},
        programmes=[{"programme": p, "late_cost_m_per_kg_month": 50} for p in programmes],
        steps=[{"programme": p, "holding_cost_m_per_kg_year": 1200} for p in programmes],
        lines=[{"units": units}],
        recipes=[{"programme": p, **columns} for p in programmes],
        obligations=obligations,
    )


JANUARY, FEBRUARY, MARCH = "2026-01", "2026-02", "2026-03"


@pytest.mark.parametrize(("carry_over", "expected"), [("yes", 8), ("no", 18)])
def test_a_campaign_goes_on_without_a_changeover(carry_over: str, expected: float) -> None:
    """P runs three months on end: one changeover (5 + 3), or three where the setting says no.

    It passes through February, which one unit allows where nothing else changes over.
    """
    case = _case([due(m, 1) for m in (JANUARY, FEBRUARY, MARCH)], carry_over=carry_over)
    plan = best(case)
    assert plan.objective_m == near(expected)
    assert amount(plan, "Production", "carry_over") == near(2 if carry_over == "yes" else 0)


def test_nothing_is_carried_in_without_a_campaign_before() -> None:
    """January and March, nothing between (a batch costs 10): two changeovers, 10 + 20 = 30."""
    case = _case([due(JANUARY, 1), due(MARCH, 1)], cost_local_m_per_batch=10)
    assert total(case) == near(30)
    # P would be carried into March out of nothing: 5 + 20.
    assert total(case, "set_up_is_carried_out_of_a_campaign") == near(25)


def test_nothing_is_carried_in_without_a_campaign_now() -> None:
    """Only January: one changeover, 5 + 10 = 15."""
    case = _case([due(JANUARY, 1)], programmes=("P",), cost_local_m_per_batch=10)
    assert total(case) == near(15)
    # A carry-over into February without a campaign would be a changeover of minus one: 15 - 5.
    assert total(case, "set_up_is_carried_into_a_campaign") == near(10)


def test_nothing_is_carried_into_the_first_period() -> None:
    """The first campaign of the first month has its changeover: 5 + 1."""
    assert total(_case([due(JANUARY, 1)])) == near(6)


@pytest.mark.parametrize(("units", "expected"), [(1, 19), (2, 14)])
def test_each_unit_carries_one_set_up(units: int, expected: float) -> None:
    """P and Q in January and February: 4 batches; one unit carries one of them, 4 + 3 x 5 = 19;
    two units carry both, 4 + 2 x 5 = 14."""
    case = _case([due(m, 1, p) for m in (JANUARY, FEBRUARY) for p in ("P", "Q")], units)
    assert total(case) == near(expected)
    assert total(case, "units_carry_one_set_up_each") == near(14)


@pytest.mark.parametrize(("units", "expected"), [(1, 19), (2, 14)])
def test_a_unit_passed_through_takes_no_other_set_up(units: int, expected: float) -> None:
    """P runs in all three months, Q in February: with one unit P cannot keep its set-up through
    February while Q changes over: 4 + 3 x 5 = 19; with two it can: 4 + 2 x 5 = 14."""
    obligations = [due(m, 1) for m in (JANUARY, FEBRUARY, MARCH)] + [due(FEBRUARY, 1, "Q")]
    case = _case(obligations, units)
    assert total(case) == near(expected)
    assert total(case, "set_up_carried_in_and_out_passes_through") == near(14)
    assert total(case, "one_unit_is_free_for_other_set_ups") == near(14)
    assert total(case, "sole_line_makes_no_changeover") == near(14)


@pytest.mark.parametrize(("units", "expected"), [(1, 25), (2, 20)])
def test_two_units_pass_one_set_up_through_beside_changeovers(units: int, expected: float) -> None:
    """P runs in all months, Q and R in February only: 5 batches. With one unit P changes over in
    January and March, with two only in January: 5 + 4 x 5 and 5 + 3 x 5."""
    obligations = [due(m, 1) for m in (JANUARY, FEBRUARY, MARCH)]
    obligations += [due(FEBRUARY, 1, "Q"), due(FEBRUARY, 1, "R")]
    case = _case(obligations, units, programmes=("P", "Q", "R"))
    assert total(case) == near(expected)


def _validation_case(units: int, q_kg: float = 1) -> Case:
    """Quarters: P runs in all three; Q is validated in the second (transfer from the first)."""
    return tiny(
        settings={"period_months": 3, "last_month": "2026-09"},
        programmes=[
            {"late_cost_m_per_kg_month": 50},
            {"programme": "Q", "late_cost_m_per_kg_month": 50},
        ],
        steps=[
            {"holding_cost_m_per_kg_year": 1200},
            {"programme": "Q", "holding_cost_m_per_kg_year": 1200},
        ],
        lines=[{"units": units}],
        recipes=[
            {"changeover_cost_local_m": 5},
            {"programme": "Q", "changeover_cost_local_m": 5},
        ],
        qualifications=[
            {
                "programme": "Q",
                "status": "transferable",
                "transfer_months": 3,
                "approval_months": 3,
                "ppq_batches": 1,
                "transfer_cost_local_m": 0,
            }
        ],
        obligations=[due(q, 1) for q in ("2026-Q1", "2026-Q2", "2026-Q3")]
        + [due("2026-Q3", q_kg, "Q")],
    )


@pytest.mark.parametrize(("units", "expected"), [(1, 19), (2, 14)])
def test_a_validation_breaks_a_set_up_passed_through(units: int, expected: float) -> None:
    """P makes 3 batches, Q one validation batch with its changeover, 4 + 5 = 9; P changes over
    in the first quarter and, with one unit, again after Q's validation: 9 + 10, else 9 + 5."""
    case = _validation_case(units)
    assert total(case) == near(expected)
    assert total(case, "sole_line_makes_no_validation") == near(14)


def test_a_validation_does_not_hand_on_its_set_up() -> None:
    """As before with two units, and Q makes a second kg in the third quarter: one batch and a
    changeover of its own, though it was validated in the quarter before: 14 + 1 + 5 = 20."""
    plan = best(_validation_case(2, q_kg=2))
    assert plan.objective_m == near(20)
    assert amount(plan, "Production", "carry_over", programme="Q") == near(0)
