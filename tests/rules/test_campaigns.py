"""Campaigns: smallest size, set-up and number of programmes on a line."""

from __future__ import annotations

import pytest

from tests.rules.tiny import Row, amount, best, cheap_by_transfer, due, near, tiny, total


@pytest.mark.parametrize(("smallest", "expected"), [(None, 1), (1, 1), (2, 2), (3, 3)])
def test_a_campaign_has_its_smallest_number_of_batches(
    smallest: float | None, expected: float
) -> None:
    """1 kg is due; a campaign of at least three batches makes 3 kg and costs 3."""
    case = tiny(recipes=[{"min_campaign_batches": smallest}], obligations=[due("2026-01", 1)])
    assert total(case) == near(expected)
    assert total(case, "campaign_has_its_least_batches") == near(1)


@pytest.mark.parametrize(("smallest", "expected"), [(0, 25), (None, 30)])
def test_a_smallest_campaign_of_none_keeps_a_set_up(
    smallest: float | None, expected: float
) -> None:
    """1 kg in January and in March, batch 10, changeover 5, holding and lateness dear.

    With 0, the set-up is kept through February without a batch: 5 + 2 x 10 = 25. With 1 (the
    meaning of empty) a second changeover, 10 + 20 = 30, is cheaper than a batch in February, 35.
    """
    case = tiny(
        programmes=[{"late_cost_m_per_kg_month": 50}],
        steps=[{"holding_cost_m_per_kg_year": 1200}],
        recipes=[
            {
                "min_campaign_batches": smallest,
                "cost_local_m_per_batch": 10,
                "changeover_cost_local_m": 5,
            }
        ],
        obligations=[due("2026-01", 1), due("2026-03", 1)],
    )
    plan = best(case)
    assert plan.objective_m == near(expected)
    assert amount(plan, "Production", "campaign") == near(3 if smallest == 0 else 2)
    assert total(case, "campaign_has_its_least_batches") == near(25)


@pytest.mark.parametrize("kg", [1, 2, 3])
def test_batches_need_a_campaign(kg: float) -> None:
    """Any number of batches up to the month's three needs the set-up of a campaign, 5."""
    case = tiny(recipes=[{"changeover_cost_local_m": 5}], obligations=[due("2026-01", kg)])
    assert total(case) == near(5 + kg)
    assert total(case, "batches_need_a_campaign") == near(kg)


@pytest.mark.parametrize(("most", "expected"), [(1, 3), (2, 2), (None, 2)])
def test_a_line_runs_at_most_so_many_programmes(most: float | None, expected: float) -> None:
    """P and Q owe 1 kg each in January; one campaign a month makes one of them a month late."""
    tables: dict[str, list[Row]] = {
        "programmes": [{"programme": "Q"}],
        "lines": [{"max_campaigns": most}],
        "obligations": [due("2026-01", 1), due("2026-01", 1, "Q")],
    }
    case = tiny(tables)
    assert total(case) == near(expected)
    assert total(case, "campaigns_on_a_line_are_limited") == near(2)


@pytest.mark.parametrize(("most", "expected"), [(1, 11), (2, 8)])
def test_a_validation_counts_as_a_campaign(most: float, expected: float) -> None:
    """Q is transferred to S: quarters; transfer 1, validation in Q2 (1 batch), usable in Q3.

    P owes 1 kg in Q2 and in Q3 (holding 12 a year = 3 a quarter), Q 1 kg in Q3 from its
    validation. Transfer 5, batches 3: 8. With one campaign a quarter P makes Q2's kg in Q1
    and holds it, 3 (late would be 3 x 50): 11.
    """
    case = tiny(
        settings={"period_months": 3, "last_month": "2026-09"},
        programmes=[
            {"late_cost_m_per_kg_month": 50},
            {"programme": "Q", "late_cost_m_per_kg_month": 50},
        ],
        steps=[{"holding_cost_m_per_kg_year": 12}, {"programme": "Q"}],
        lines=[{"max_campaigns": most}],
        qualifications=[
            {
                "programme": "Q",
                "status": "transferable",
                "transfer_months": 3,
                "approval_months": 3,
                "ppq_batches": 1,
                "transfer_cost_local_m": 5,
            }
        ],
        obligations=[due("2026-Q2", 1), due("2026-Q3", 1), due("2026-Q3", 1, "Q")],
    )
    assert total(case) == near(expected)
    assert total(case, "campaigns_on_a_line_are_limited") == near(8)


@pytest.mark.parametrize(("most", "expected"), [(1, 15), (2, 6), (None, 6)])
def test_a_validation_counts_beside_the_campaign_of_its_own_step(
    most: float | None, expected: float
) -> None:
    """2 kg in Q1. Transferred, validated and approved in Q1, T gives one kg by its validation and
    one by a campaign, each with a set-up of its own: 4 + 1 + 1. With one campaign a quarter the
    second kg comes from S: 4 + 1 + 10."""
    case = tiny(
        cheap_by_transfer(transfer_months=0, approval_months=0, ppq_batches=1),
        settings={"period_months": 3},
        lines=[{"line": "LT", "max_campaigns": most}],
        obligations=[due("2026-Q1", 2)],
    )
    assert total(case) == near(expected)
    assert total(case, "campaigns_on_a_line_are_limited") == near(6)
