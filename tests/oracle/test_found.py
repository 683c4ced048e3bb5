"""Faults of the model that the oracle found, each as the smallest case that shows it."""

from __future__ import annotations

from model.case.case import Case
from tests.oracle.comparing import answer_of, differs
from tests.oracle.oracle import answer
from tests.rules.tiny import Row, best, cheap_by_transfer, due, near, tiny


def _both_say(case: Case, status: str, cost: float) -> None:
    found = answer(case)
    assert (found.status, found.objective) == (status, near(cost))
    assert differs(answer_of(best(case)), found) == ""


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


def test_a_second_source_that_cannot_come_saves_nothing() -> None:
    """1 kg in January, from S for 10. T can be qualified in March at the earliest, for 4.

    Asked for from March on, the second source was bought, though nothing is due any more; from
    February on, when it cannot be had, it was not: the impossible limit was the cheaper one. From
    January on the kg due then lack it.
    """
    for since, status in (("2026-03", "kept"), ("2026-02", "kept"), ("2026-01", "broken")):
        case = tiny(
            cheap_by_transfer(transfer_months=1, approval_months=1, ppq_batches=0),
            steps=[{"min_sites": 2, "min_sites_from": since}],
            obligations=[due("2026-01", 1)],
        )
        _both_say(case, status, 10)


def test_transfers_without_validation_one_after_the_other() -> None:
    """P's takes January, Q's February: 4 + 1 each, though the site takes one at a time."""
    both = cheap_by_transfer(transfer_months=1, approval_months=0, ppq_batches=0)
    of_q = {
        name: [{**row, "programme": "Q"} for row in both[name]]
        for name in ("programmes", "recipes", "qualifications")
    }
    case = tiny(
        both,
        of_q,
        steps=[{"programme": "Q"}],
        qualifications=[{"programme": "Q"}],
        sites=[{"site": "T", "max_transfers_at_once": 1}],
        obligations=[due("2026-02", 1), due("2026-03", 1, "Q")],
    )
    _both_say(case, "kept", 10)


def test_a_transfer_under_way_in_a_window_that_begins_inside_a_quarter() -> None:
    """From November on the window holds 2026-Q1 alone: the transfer begins then, for 4, and its
    batch costs 1 in Q2."""
    row: Row = {"decision": "transfer", "programme": "P", "step": "make", "site": "T"}
    case = tiny(
        cheap_by_transfer(transfer_months=3, approval_months=0, ppq_batches=0),
        settings={"period_months": 3, "last_month": "2026-06"},
        commitments=[{**row, "first_month": "2025-11", "last_month": "2026-01", "must": "yes"}],
        obligations=[due("2026-Q2", 1)],
    )
    _both_say(case, "kept", 5)
