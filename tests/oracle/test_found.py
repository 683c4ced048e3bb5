"""Faults of the model that the oracle found, each as the smallest case that shows it."""

from __future__ import annotations

from tests.oracle.oracle import answer
from tests.rules.tiny import best, due, tiny


def test_a_transfer_under_way_that_cannot_be_validated_in_time() -> None:
    """Its validation would end after the last period: the commitment cannot be kept, no plan."""
    case = tiny(
        sites=[{"site": "T"}],
        lines=[{"line": "LT", "site": "T"}],
        recipes=[{"line": "LT"}],
        qualifications=[
            {
                "site": "T",
                "status": "transferable",
                "transfer_months": 2,
                "approval_months": 0,
                "ppq_batches": 1,
                "transfer_cost_local_m": 0,
            }
        ],
        obligations=[due("2026-02", 1)],
        commitments=[
            {
                "decision": "transfer",
                "programme": "P",
                "step": "make",
                "site": "T",
                "first_month": "2025-12",
                "last_month": "2025-12",
                "must": "yes",
            }
        ],
    )
    assert answer(case).status == "no plan"
    assert best(case).status == "no_plan"
