"""Qualification: from when a site may make a step, and what a transfer takes."""

from __future__ import annotations

import pytest

from model.case.case import Case
from tests.rules.tiny import (
    Row,
    Tables,
    best,
    cheap_by_transfer,
    dear,
    due,
    near,
    tiny,
    total,
)

TO_JUNE: Row = {"last_month": "2026-06"}
QUALIFIED = "campaign_runs_where_qualified"


@pytest.mark.parametrize(
    ("period_months", "qualified_from", "expected"),
    [
        (1, None, 2),
        (1, "2026-01", 2),
        (1, "2026-04", 11),
        (1, "2026-05", 20),
        (3, "2026-01", 2),
        (3, "2026-02", 11),  # a permission holds from the first period that begins after it
        (3, "2026-04", 11),
    ],
)
def test_a_site_makes_a_step_from_its_qualification_on(
    period_months: int, qualified_from: str | None, expected: float
) -> None:
    """1 kg in January, 1 in April: S costs 1 once qualified, D 10 always; lateness is dear."""
    case = tiny(
        dear(),
        settings={"period_months": period_months, **TO_JUNE},
        programmes=[{"late_cost_m_per_kg_month": 50}],
        qualifications=[{"qualified_from": qualified_from}],
        obligations=[due("2026-01", 1), due("2026-04", 1)],
    )
    assert total(case) == near(expected)
    assert total(case, QUALIFIED) == near(2)


def _may_and_june(**qualification: str | float | None) -> Case:
    """2 kg in May, 6 in June; S costs 10 a batch, T 1 after a transfer for 4; months."""
    return tiny(
        cheap_by_transfer(**qualification),
        settings=TO_JUNE,
        obligations=[due("2026-05", 2), due("2026-06", 6)],
    )


@pytest.mark.parametrize(
    ("qualification", "expected"),
    [
        # Transfer in January, validation February to April (w = 3), qualified 2 months after the
        # last: June. T gives June 3 (validation) + 3; May comes from S: 4 + 3 + 3 + 20.
        ({}, 30),
        # One month's approval: both months from T: transfer 4 and 8 batches.
        ({"approval_months": 1}, 12),
        # Three months: nothing from T before the end: 8 from S.
        ({"approval_months": 3}, 80),
        # A start from February on, approval 1: as approval 2 from January.
        ({"approval_months": 1, "earliest_start": "2026-02"}, 30),
        ({"approval_months": 2, "earliest_start": "2026-02"}, 80),
        # A transfer of two months, approval 1: the same again; of 1.4 months: one.
        ({"approval_months": 1, "transfer_months": 2}, 30),
        ({"approval_months": 1, "transfer_months": 1.4}, 12),
        # No validation batches: qualified at 1 + 2 = April: 4 + 8; at 1 + 4 = June: 3 batches
        # there, 4 + 3, and 2 + 3 from S.
        ({"ppq_batches": 0}, 12),
        ({"ppq_batches": 0, "approval_months": 4}, 57),
    ],
)
def test_a_transfer_qualifies_after_validation_and_approval(
    qualification: dict[str, str | float | None], expected: float
) -> None:
    """What T supplies by May and June follows from transfer, validation and approval."""
    case = _may_and_june(**qualification)
    assert total(case) == near(expected)
    # Nobody asks: T makes all 8 kg from January on.
    assert total(case, QUALIFIED) == near(8)


def test_validation_is_spread_over_a_quarter() -> None:
    """Monthly, three validation batches run one each in February, March and April."""
    plan = best(_may_and_june())
    made = plan.tables["Production"].query("line == 'LT' and validation == 1")
    assert list(made["period"]) == ["2026-02", "2026-03", "2026-04"]
    assert list(made["validation_batches"]) == pytest.approx([1, 1, 1])


def test_a_transfer_needs_a_validation() -> None:
    """3 kg due in June: transfer 4 and its validation 3. Where nothing ties the two together,
    the validation's 3 kg come without a transfer."""
    case = tiny(cheap_by_transfer(), settings=TO_JUNE, obligations=[due("2026-06", 3)])
    assert total(case) == near(7)
    assert total(case, "transfer_is_validated") == near(3)


def test_a_step_is_transferred_once() -> None:
    """Quarters, 1 kg in Q3 and in Q4, which keeps no quarter. The validation in Q2 gives the
    first for 1; then a campaign of at least three batches, 3, where S asks 30: 4.

    A second transfer (free here) would have its validation in Q3 for 1: 2.
    """
    case = tiny(
        cheap_by_transfer(
            transfer_months=3, approval_months=3, ppq_batches=1, transfer_cost_local_m=0
        ),
        settings={"period_months": 3, "last_month": "2026-12"},
        steps=[{"shelf_life_months": 1}],
        recipes=[{"min_campaign_batches": 3}, {"line": "LT", "min_campaign_batches": 3}],
        obligations=[due("2026-Q3", 1), due("2026-Q4", 1)],
    )
    assert total(case) == near(4)
    assert total(case, "step_is_transferred_once") == near(2)


@pytest.mark.parametrize(("transfer_cost", "expected"), [(52, 78), (54, 80), (56, 80)])
def test_a_transfer_is_made_where_it_pays(transfer_cost: float, expected: float) -> None:
    """T gives June's 6 kg for 1 instead of 10 each: it saves 54, and 8 x 10 = 80 without it."""
    plan = best(_may_and_june(transfer_cost_local_m=transfer_cost))
    assert plan.objective_m == near(expected)


def test_quarters_validate_in_one_quarter() -> None:
    """Transfer Q1, validation Q2 (one batch), approval 6 months: usable and qualified in Q4.

    2 kg due in Q4: 4 + 1 validation batch + 1 batch = 6; due in Q3: 20 from S.
    """
    for quarter, expected in (("2026-Q4", 6), ("2026-Q3", 20)):
        case = tiny(
            cheap_by_transfer(transfer_months=3, approval_months=6, ppq_batches=1),
            settings={"period_months": 3, "last_month": "2026-12"},
            obligations=[due(quarter, 2)],
        )
        assert total(case) == near(expected)
        assert total(case, QUALIFIED) == near(2)


@pytest.mark.parametrize(("opens", "expected"), [(None, 7), ("2026-02", 7), ("2026-03", 30)])
def test_a_validation_needs_an_open_line(opens: str | None, expected: float) -> None:
    """3 kg in June from the validation of February to April: 4 + 3. LT open from March on only:
    one month too late, 3 x 10."""
    case = tiny(
        cheap_by_transfer(),
        settings=TO_JUNE,
        lines=[{"line": "LT", "opens": opens}],
        obligations=[due("2026-06", 3)],
    )
    assert total(case) == near(expected)


def test_a_validation_runs_on_one_line() -> None:
    """LT is shut in March, LT2 in February: neither has three months in a row: 3 x 10."""
    shut: list[Row] = [
        {"line": "LT", "first_month": "2026-03", "last_month": "2026-03", "availability": 0},
        {"line": "LT2", "first_month": "2026-02", "last_month": "2026-02", "availability": 0},
    ]
    lines: Tables = {"lines": [{"line": "LT2", "site": "T"}], "recipes": [{"line": "LT2"}]}
    for calendar, expected in (([], 7), (shut[:1], 7), (shut, 30)):
        case = tiny(
            cheap_by_transfer(),
            lines,
            settings=TO_JUNE,
            line_calendar=calendar,
            obligations=[due("2026-06", 3)],
        )
        assert total(case) == near(expected)


@pytest.mark.parametrize(("q_kg", "expected"), [(1, 8), (2, 10)])
def test_a_validation_takes_a_third_of_its_days_each_month(q_kg: float, expected: float) -> None:
    """Three batches of 10 days and a changeover of 3: 11 of February's 28 days; 17 are left.

    P: 4 + 3. Q owes q kg in February from LT (shut in January): one batch of 10 days fits, the
    second is a month late: 2 + 1.
    """
    case = tiny(
        cheap_by_transfer(),
        settings=TO_JUNE,
        programmes=[{"programme": "Q"}],
        recipes=[{"line": "LT", "changeover_days": 3}, {"programme": "Q", "line": "LT"}],
        qualifications=[{"programme": "Q", "site": "T"}],
        line_calendar=[
            {"line": "LT", "first_month": "2026-01", "last_month": "2026-01", "availability": 0}
        ],
        obligations=[due("2026-06", 3), due("2026-02", q_kg, "Q")],
    )
    assert total(case) == near(expected)
    assert total(case, "line_time_is_not_exceeded") == near(7 + q_kg)


@pytest.mark.parametrize(("q_kg", "expected"), [(6, 13), (7, 116)])
def test_a_validation_in_the_last_period_takes_its_days(q_kg: float, expected: float) -> None:
    """P's transfer to T is decided: in Q2, the last, its validation takes 30 of 91 days.

    Transfer 4, its batches 3. Q, which keeps no quarter, has days for six batches; a seventh kg
    is three months late and unmet, 3 + 100.
    """
    decided: Row = {"decision": "transfer", "programme": "P", "step": "make", "site": "T"}
    case = tiny(
        cheap_by_transfer(transfer_months=3, approval_months=3),
        settings={"period_months": 3, **TO_JUNE},
        programmes=[{"programme": "Q"}],
        steps=[{"programme": "Q", "shelf_life_months": 1}],
        recipes=[{"programme": "Q", "line": "LT"}],
        qualifications=[{"programme": "Q", "site": "T"}],
        commitments=[{**decided, "must": "yes"}],
        obligations=[due("2026-Q2", q_kg, "Q")],
    )
    assert total(case) == near(expected)


def test_validation_draws_the_input_of_all_its_batches() -> None:
    """Quarters: two validation batches in Q2 draw 2 kg of drug substance, a batch of 2 each:
    4 + 2 x 1 + 2 x 2, where S asks 20 and their input."""
    case = tiny(
        cheap_by_transfer(transfer_months=3, approval_months=0, ppq_batches=2),
        settings={"period_months": 3, "last_month": "2026-06"},
        sites=[{"site": "A"}],
        lines=[{"line": "LA", "site": "A"}],
        steps=[{"sequence": 2, "input_kg_per_kg": 1}, {"step": "ds", "sequence": 1}],
        recipes=[{"step": "ds", "line": "LA", "cost_local_m_per_batch": 2}],
        qualifications=[{"step": "ds", "site": "A"}],
        lanes=[{"origin": "A", "destination": site} for site in ("S", "T", "M")]
        + [{"origin": "T"}],
        obligations=[due("2026-Q2", 2)],
    )
    assert total(case) == near(10)
