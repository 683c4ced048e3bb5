"""How many transfers a site runs at once."""

from __future__ import annotations

import pytest

from model import audit
from model.case.case import Case
from tests.rules.tiny import Tables, best, cheap_by_transfer, due, near, tiny, total


def _second_transfer(due_of_q: str, most: float | None) -> Case:
    """P owes 3 kg in June, Q 3 kg later; both are cheap at T after a transfer of four months."""
    both: Tables = cheap_by_transfer()
    of_q = {
        name: [{**row, "programme": "Q"} for row in both[name]]
        for name in ("programmes", "recipes", "qualifications")
    }
    return tiny(
        both,
        of_q,
        settings={"last_month": "2026-10"},
        steps=[{"programme": "Q"}],
        qualifications=[{"programme": "Q"}],
        sites=[{"site": "T", "max_transfers_at_once": most}],
        obligations=[due("2026-06", 3), due(due_of_q, 3, "Q")],
    )


@pytest.mark.parametrize(
    ("due_of_q", "most", "expected"),
    [
        ("2026-10", 1, 14),  # starts in May, after P's January to April
        ("2026-09", 1, 37),  # would have to start in April, when P still validates: 7 + 30
        ("2026-09", 2, 14),
        ("2026-09", None, 14),
        ("2026-06", 1, 37),
        ("2026-06", 2, 14),
    ],
)
def test_a_site_runs_so_many_transfers_at_once(
    due_of_q: str, most: float | None, expected: float
) -> None:
    """A transfer occupies the site from its start to its last validation month, four months."""
    case = _second_transfer(due_of_q, most)
    assert total(case) == near(expected)
    assert total(case, "transfers_at_once_are_limited") == near(14)


@pytest.mark.parametrize(
    ("months", "due_of_p", "due_of_q", "most", "expected"),
    [
        (2, "2026-03", "2026-05", 1, 10),  # Q's starts in March, when P's is over
        (2, "2026-03", "2026-04", 1, 15),  # would have to start in February: Q from S
        (2, "2026-03", "2026-04", 2, 10),
        (0, "2026-01", "2026-02", 1, 10),
        (0, "2026-01", "2026-01", 1, 15),  # the period of the start counts
        (0, "2026-01", "2026-01", None, 10),
    ],
)
def test_a_transfer_without_validation_occupies_its_own_periods(
    months: float, due_of_p: str, due_of_q: str, most: float | None, expected: float
) -> None:
    """1 kg of P and of Q: transfer 4 and a batch 1 each, or a batch for 10 from S."""
    both = cheap_by_transfer(transfer_months=months, approval_months=0, ppq_batches=0)
    of_q = {
        name: [{**row, "programme": "Q"} for row in both[name]]
        for name in ("programmes", "recipes", "qualifications")
    }
    case = tiny(
        both,
        of_q,
        settings={"last_month": "2026-05"},
        steps=[{"programme": "Q"}],
        qualifications=[{"programme": "Q"}],
        sites=[{"site": "T", "max_transfers_at_once": most}],
        obligations=[due(due_of_p, 1), due(due_of_q, 1, "Q")],
    )
    plan = best(case)
    assert (plan.status, plan.objective_m) == ("optimal", near(expected))
    assert audit(case, plan.tables, plan.objective_m, plan.constant_m).ok
    assert total(case, "transfers_at_once_are_limited") == near(10)


@pytest.mark.parametrize("site", ["R", "U"])
def test_a_limit_is_of_its_own_site(site: str) -> None:
    """T takes no transfers at all; to another site P is transferred for 4 + 1, where S asks 10."""
    case = tiny(
        cheap_by_transfer(site=site, transfer_months=0, approval_months=0, ppq_batches=0),
        sites=[{"site": site}, {"site": "T", "max_transfers_at_once": 0}],
        lines=[{"line": "LT", "site": site}],
        obligations=[due("2026-01", 1)],
    )
    assert total(case) == near(5)
