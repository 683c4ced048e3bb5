"""Second sources: when they are asked for, and what one costs."""

from __future__ import annotations

import pytest

from tests.rules.tiny import amount, best, cheap_by_transfer, due, near, tiny, total


@pytest.mark.parametrize(
    ("min_sites", "since", "expected"),
    [
        (1, None, 1),
        (2, "2026-07", 5),
        (2, "2026-08", 5),  # a duty holds from the period that contains the month
        (2, "2026-09", 5),
        (2, "2026-10", 5),
    ],
)
def test_a_second_source_is_qualified_in_time(
    min_sites: int, since: str | None, expected: float
) -> None:
    """1 kg in Q4 at S for 1. From the third or fourth quarter on T must be qualified: transfer 4
    and validation 1, whose kg is delivered."""
    case = tiny(
        cheap_by_transfer(transfer_months=3, approval_months=3, ppq_batches=1),
        settings={"period_months": 3, "last_month": "2026-12"},
        recipes=[{"cost_local_m_per_batch": 1}],
        steps=[{"min_sites": min_sites, "min_sites_from": since}],
        obligations=[due("2026-Q4", 1)],
    )
    plan = best(case)
    assert plan.objective_m == near(expected)
    assert total(case, "step_has_its_sources") == near(1)
    if since == "2026-09":  # transfer in Q1: no later start is qualified in Q3
        assert amount(plan, "Production", "validation", line="LT", period="2026-Q2") == near(1)


@pytest.mark.parametrize(
    ("since", "expected"),
    [("2026-01", 5), ("2026-04", 5), ("2026-07", 5), ("2026-09", 5), ("2026-10", 1)],
)
def test_a_second_source_is_asked_for_while_kg_are_due(since: str, expected: float) -> None:
    """1 kg in Q3, in which T is qualified at the earliest: nothing else is asked of the first two
    quarters, in which it cannot be, nor of the last: transfer 4 and validation 1, or 1 at S."""
    case = tiny(
        cheap_by_transfer(transfer_months=3, approval_months=3, ppq_batches=1),
        settings={"period_months": 3, "last_month": "2026-12"},
        recipes=[{"cost_local_m_per_batch": 1}],
        steps=[{"min_sites": 2, "min_sites_from": since}],
        obligations=[due("2026-Q3", 1)],
    )
    assert total(case) == near(expected)
    assert total(case, "step_has_its_sources") == near(1)


@pytest.mark.parametrize(("min_sites", "expected"), [(1, 103), (2, 103)])
def test_an_impossible_second_source_saves_nothing(min_sites: int, expected: float) -> None:
    """Nothing is ever made: a transfer costs 1000, the kg due in January 100 and three months late.

    One site is no second source, so none is asked for. Two cannot be: with or without the
    transfer January's kg lack one, and the limit is broken at the cost of the plan without it.
    """
    case = tiny(
        qualifications=[
            {
                "status": "transferable",
                "transfer_months": 0,
                "approval_months": 0,
                "ppq_batches": 0,
                "transfer_cost_local_m": 1000,
            }
        ],
        steps=[{"min_sites": min_sites, "min_sites_from": "2026-01"}],
        obligations=[due("2026-01", 1)],
    )
    plan = best(case)
    assert plan.objective_m == near(expected)
    assert (plan.status, plan.broken_weighted) == (
        ("optimal", 0) if min_sites == 1 else ("broken_limits", near(100))
    )
