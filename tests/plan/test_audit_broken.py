"""Limits that a plan may break: the audit counts the kg itself and compares."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.case.case import Case
from model.plan.audit import AuditReport, audit
from model.plan.plan import BrokenLimit
from tests.plan.hand_case import Rows, changed, hand_case
from tests.plan.hand_costs import CONSTANT, OBJECTIVE
from tests.plan.hand_plan import hand_plan
from tests.plan.spoiling import put, rules_of, told

# Each limit tightened so that the hand-made plan breaks it, and by how much.
# Firm: 6 kg arrive in Q2 where 7 are firm. Second source: B is qualified a quarter after it must
# be, while 8 kg are due. Share: B makes 30 of 46 kg where 70 % are 32.2.
FIRM = changed("obligations", "kg", "7", programme="P", due="2026-Q2", firm="yes")
SECOND = changed("steps", "min_sites_from", "2026-06", programme="P", step="make")
SHARE = changed("site_shares", "min_share", "0.7")
LIMITS = [
    (FIRM, "firm obligations", "programme=P; market=US", 1.0, "8 obligations"),
    (SECOND, "second source", "programme=P; step=make", 8.0, "10 second source"),
    (SHARE, "site share", "programme=P; step=make; site=B", 2.2, "11 site shares"),
]


def _limit(limit: str, key: str, kg: float) -> BrokenLimit:
    return BrokenLimit(limit, key, kg, "2026-Q2", "for the test")


def _audit(case: Case, *broken: BrokenLimit) -> AuditReport:
    """The audit of the hand-made plan, one firm kg late where the firm limit is broken."""
    tables = hand_plan()
    if any("firm" in limit.limit for limit in broken):
        put(tables, "Obligations", "firm_late_kg", 1.0, programme="P", period="2026-Q2")
        put(tables, "Obligations", "firm_kg", 7.0, programme="P", period="2026-Q2")
        put(tables, "Obligations", "due_kg", 11.0, programme="P", period="2026-Q2")
    return audit(case, tables, OBJECTIVE, CONSTANT, broken)


@pytest.mark.parametrize(("inputs", "limit", "key", "kg", "rule"), LIMITS)
def test_a_broken_limit_must_be_reported_with_its_kg(
    tmp_path: Path, inputs: dict[str, Rows], limit: str, key: str, kg: float, rule: str
) -> None:
    """Reported rightly it is no finding of its rule; unreported or with other kg it is one."""
    case = hand_case(tmp_path, **inputs)
    right = _audit(case, _limit(limit, key, kg))
    assert not {rule, "broken limits"} & (rules_of(right) - {"8 obligations"})
    assert "firm" not in told(right, "8 obligations")
    # P's unmet cost is 2 m a kg.
    assert right.broken_weighted == pytest.approx(2 * kg)
    assert rule in rules_of(_audit(case))
    wrong = _audit(case, _limit(limit, key, kg * 1.001))
    assert "kg broken" in told(wrong, "broken limits")


@pytest.mark.parametrize(
    ("limit", "key"),
    [("second source", "programme=P; step=make"), ("site share", "programme=P; step=make; site=B")],
)
def test_a_kept_limit_must_not_be_reported(tmp_path: Path, limit: str, key: str) -> None:
    """A limit that the plan keeps and yet reports as broken is found."""
    report = _audit(hand_case(tmp_path), _limit(limit, key, 1.0))
    assert rules_of(report) == {"broken limits"}


@pytest.mark.parametrize(
    ("limit", "key"),
    [("line time", "line=LA"), ("second source", "programme=Z; step=make"), ("market access", "Q")],
)
def test_other_limits_may_not_be_broken(tmp_path: Path, limit: str, key: str) -> None:
    """Line time, access and the like are never relaxed, and no unknown name can be broken."""
    report = _audit(hand_case(tmp_path), _limit(limit, key, 1.0))
    assert "no limit that may be broken" in told(report, "broken limits")


def test_a_programme_without_unmet_cost_weighs_one(tmp_path: Path) -> None:
    """A broken kg of a programme whose unmet cost is 0 counts as one."""
    share = {
        **SHARE["site_shares"][0],
        "programme": "Q",
        "first_month": "2026-10",
        "last_month": "2026-12",
        "min_share": "0.5",
        "max_share": "",
    }
    case = hand_case(tmp_path, site_shares=[share])
    # B makes 5 of 15 kg begun in Q4 where half are 7.5.
    report = _audit(case, _limit("site share", "programme=Q; step=make; site=B", 2.5))
    assert report.ok, str(report)
    assert report.broken_weighted == pytest.approx(2.5)
