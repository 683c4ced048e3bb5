"""Commitments: decisions taken, vetoed and under way; prospects."""

from __future__ import annotations

import pytest

from model import audit
from model.case.case import Case
from tests.rules.test_investment import option
from tests.rules.tiny import (
    Row,
    Tables,
    amount,
    best,
    cheap_by_transfer,
    dear,
    due,
    near,
    tiny,
    total,
)

QUARTERS: Row = {"period_months": 3, "last_month": "2026-12"}


def _transfer(cost: float, must: str, first: str | None, last: str | None) -> Case:
    """Quarters: 2 kg in Q4; S 10 a batch, T 1 after a transfer of two quarters and validation."""
    return tiny(
        cheap_by_transfer(
            transfer_months=3, approval_months=3, ppq_batches=1, transfer_cost_local_m=cost
        ),
        settings=QUARTERS,
        commitments=[
            {
                "decision": "transfer",
                "programme": "P",
                "step": "make",
                "site": "T",
                "first_month": first,
                "last_month": last,
                "must": must,
            }
        ],
        obligations=[due("2026-Q4", 2)],
    )


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, 102),
        ("2026-01", "2026-03", 102),
        ("2026-04", "2026-06", 102),
        ("2026-07", "2026-09", 121),  # validated in Q4, too late: 100 + 1 + 20
        ("2026-02", "2026-04", 102),  # the window holds the first month of Q2
    ],
)
def test_a_transfer_decided_happens(first: str | None, last: str | None, expected: float) -> None:
    """It costs 100 and would not pay: 20 from S; with it 100 + 1 (validation) + 1."""
    case = _transfer(100, "yes", first, last)
    assert total(case) == near(expected)
    assert total(case, "committed_decisions_happen") == near(20)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, 20),
        ("2026-01", "2026-03", 6),  # begins in Q2
        ("2026-01", "2026-06", 20),  # Q3 is too late
        ("2026-02", "2026-03", 6),
    ],
)
def test_a_transfer_vetoed_does_not_start(
    first: str | None, last: str | None, expected: float
) -> None:
    """It would pay: 4 + 1 + 1 instead of 20."""
    case = _transfer(4, "no", first, last)
    assert total(case) == near(expected)
    assert total(case, "vetoed_decisions_do_not_happen") == near(6)


@pytest.mark.parametrize(
    ("must", "capex", "first", "last", "expected", "without"),
    [
        ("yes", 100, None, None, 102, 20),
        ("yes", 100, "2026-03", "2026-03", 120, 20),  # opens after March
        ("no", 5, None, None, 20, 7),
        ("no", 5, "2026-01", "2026-01", 7, 7),  # decided in February
        ("no", 5, "2026-01", "2026-02", 20, 7),
    ],
)
def test_an_investment_decided_or_vetoed(
    must: str, capex: float, first: str | None, last: str | None, expected: float, without: float
) -> None:
    """2 kg in March, 20 on L; on option O capex and 2."""
    row: Row = {
        "decision": "invest",
        "line": "O",
        "first_month": first,
        "last_month": last,
        "must": must,
    }
    case = tiny(option(capex_local_m=capex), commitments=[row], obligations=[due("2026-03", 2)])
    assert total(case) == near(expected)
    both = best(case, "committed_decisions_happen", "vetoed_decisions_do_not_happen")
    assert both.objective_m == near(without)


def _allocation(must: str, **where: str | None) -> Case:
    """1 kg in January, February and March each (not held): S makes it for 1, D for 10."""
    return tiny(
        dear(),
        programmes=[{"late_cost_m_per_kg_month": 50}],
        steps=[{"shelf_life_months": 0.4}],
        commitments=[{"decision": "allocation", "must": must, **where}],
        obligations=[due("2026-Q1", 3)],
    )


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"programme": "P", "step": "make", "site": "S"}, 30),
        ({"programme": "P", "site": "S"}, 30),
        ({"site": "S"}, 30),
        ({"line": "L"}, 30),
        ({"programme": "P", "site": "D"}, 3),
        ({"site": "S", "first_month": "2026-02", "last_month": "2026-02"}, 12),
        ({"site": "S", "first_month": "2026-02"}, 21),
        ({"site": "S", "last_month": "2026-02"}, 21),
    ],
)
def test_an_allocation_vetoed_does_not_happen(where: dict[str, str], expected: float) -> None:
    """Each month in which S (or its line) is vetoed costs 10 instead of 1."""
    case = _allocation("no", **where)
    assert total(case) == near(expected)
    assert total(case, "vetoed_decisions_do_not_happen") == near(3)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"programme": "P", "step": "make", "site": "D"}, 12),
        ({"line": "LD", "first_month": "2026-02", "last_month": "2026-02"}, 12),
        ({"programme": "P", "site": "S"}, 3),
    ],
)
def test_an_allocation_decided_has_a_campaign(where: dict[str, str], expected: float) -> None:
    """At least one campaign at D: one of three kg for 10."""
    case = _allocation("yes", **where)
    assert total(case) == near(expected)
    assert total(case, "committed_decisions_happen") == near(3)


def test_an_allocation_vetoed_bars_validation() -> None:
    """No campaign and no validation at T: a transfer, which would pay, cannot be validated."""
    case = tiny(
        cheap_by_transfer(transfer_months=3, approval_months=3, ppq_batches=2),
        settings=QUARTERS,
        commitments=[{"decision": "allocation", "programme": "P", "site": "T", "must": "no"}],
        obligations=[due("2026-Q4", 2)],
    )
    assert total(case) == near(20)
    assert total(case, "vetoed_decisions_do_not_happen") == near(6)


def _under_way(
    first: str, last: str, *, costs: tuple[float, float] = (10, 1), **qualification: float | str
) -> Tables:
    """A transfer to T that began before 2026; S and T make a batch for the costs given."""
    base = cheap_by_transfer(transfer_cost_local_m=1000, **qualification)
    return {
        **base,
        "recipes": [
            {"cost_local_m_per_batch": costs[0]},
            {"line": "LT", "cost_local_m_per_batch": costs[1]},
        ],
        "commitments": [
            {
                "decision": "transfer",
                "programme": "P",
                "step": "make",
                "site": "T",
                "first_month": first,
                "last_month": last,
                "must": "yes",
            }
        ],
    }


@pytest.mark.parametrize(
    ("begun", "quarter", "expected"),
    [("2025-10", "2026-Q1", 21), ("2025-10", "2026-Q2", 2), ("2025-07", "2026-Q1", 2)],
)
def test_a_transfer_under_way_still_validates(begun: str, quarter: str, expected: float) -> None:
    """Begun in 2025-Q4 (its 1000 are spent): validation in Q1 (1 kg for 1), usable in Q2.

    2 kg in Q2: 1 + 1; in Q1: 20 from S, and the validation all the same. Begun a quarter before,
    it was validated in 2025, and T makes the 2 kg in Q1.
    """
    case = tiny(
        _under_way(
            begun,
            begun,
            transfer_months=3,
            approval_months=3,
            ppq_batches=1,
            earliest_start="2026-07",
        ),
        settings=QUARTERS,
        obligations=[due(quarter, 2)],
    )
    assert total(case) == near(expected)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [("2025-10", "2026-01", 2), ("2025-11", "2026-01", 1002), ("2025-10", "2025-12", 2)],
)
def test_a_window_holds_the_periods_before_the_horizon_that_begin_in_it(
    first: str, last: str, expected: float
) -> None:
    """2 kg in Q3. Begun in October, 2025-Q4, the transfer is paid: validation 1 and a batch 1.

    A window from November on holds 2026-Q1 alone: the transfer begins then, for 1000.
    """
    case = tiny(
        _under_way(first, last, transfer_months=3, approval_months=3, ppq_batches=1),
        settings=QUARTERS,
        obligations=[due("2026-Q3", 2)],
    )
    plan = best(case)
    assert (plan.status, plan.objective_m) == ("optimal", near(expected))
    assert audit(case, plan.tables, plan.objective_m, plan.constant_m).ok


def test_a_transfer_under_way_is_not_given_up() -> None:
    """T costs 10 and S 1: the validation is paid (10) and its kg delivered: 10 + 1; if it could
    be given up, 2."""
    case = tiny(
        _under_way(
            "2025-10",
            "2025-12",
            costs=(1, 10),
            transfer_months=3,
            approval_months=3,
            ppq_batches=1,
        ),
        settings=QUARTERS,
        obligations=[due("2026-Q2", 2)],
    )
    assert total(case) == near(11)
    assert total(case, "committed_decisions_happen") == near(2)


def test_a_validation_partly_past() -> None:
    """Months: begun in November 2025, validation December to February (3 batches, one a month,
    the first of them past), approval a month: usable and qualified in March.

    3 kg in March: 2 (validation) + 1 batch = 3.
    """
    case = tiny(
        _under_way("2025-11", "2025-11", transfer_months=1, approval_months=1),
        obligations=[due("2026-03", 3)],
    )
    plan = best(case)
    assert plan.objective_m == near(3)
    made = plan.tables["Production"].query("line == 'LT'")
    assert list(made["validation_batches"]) == pytest.approx([1, 1, 0])
    assert amount(plan, "Production", "batches", line="LT") == near(1)


@pytest.mark.parametrize(
    ("commitments", "expected"),
    [
        ([], 1),
        ([{"programme": "Q", "must": "yes"}], 3),
        ([{"programme": "Q", "must": "no"}], 1),
        ([{"programme": "P", "must": "yes"}], 1),
    ],
)
def test_a_prospect_counts_only_when_accepted(commitments: list[Row], expected: float) -> None:
    """P owes 1 kg, prospect Q 2 kg, which count where an allocation commitment names it."""
    case = tiny(
        programmes=[{"programme": "Q", "stage": "prospect"}],
        commitments=[{"decision": "allocation", **row} for row in commitments],
        obligations=[due("2026-01", 1), due("2026-01", 2, "Q")],
    )
    assert total(case) == near(expected)
