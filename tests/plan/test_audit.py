"""The audit passes a plan that was made by hand, and finds what is wrong with a spoilt one."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.plan.audit import audit
from model.plan.audit.report import CHECKS, HEADS
from tests.plan.hand_case import INPUTS, changed, hand_case
from tests.plan.hand_costs import CONSTANT, OBJECTIVE
from tests.plan.hand_plan import hand_plan
from tests.plan.spoiling import rules_of, told


def test_a_consistent_plan_passes(tmp_path: Path) -> None:
    """Every rule, head and sheet agrees with a plan whose figures were all worked out by hand."""
    report = audit(hand_case(tmp_path), hand_plan(), OBJECTIVE, CONSTANT)
    assert report.findings == ()
    assert report.ok
    assert report.broken_weighted == 0
    assert list(report.checks["check"]) == list(CHECKS)
    assert report.checks["ok"].all()
    looked_at = report.checks.set_index("check")["rows_checked"].drop("broken limits")
    assert (looked_at > 0).all()
    assert "passed" in str(report)


TIGHTENED = [
    ("1 line time", "days used", "lines", "availability", "0.4", {"line": "LA"}),
    ("2 campaigns", "less than the 3", "recipes", "min_campaign_batches", "3", {"line": "LC"}),
    ("2 campaigns", "campaigns is 2", "lines", "max_campaigns", "1", {"line": "LA"}),
    ("3 set-up carry-over", "carried in", "settings", "value", "no", {"setting": "carry_over"}),
    (
        "4 qualification",
        "not qualified",
        "qualifications",
        "qualified_from",
        "2026-04",
        {"programme": "Q", "site": "A"},
    ),
    (
        "4 qualification",
        "not qualified",
        "qualifications",
        "approval_months",
        "6",
        {"programme": "P", "site": "B"},
    ),
    (
        "4 qualification",
        "run the validation",
        "qualifications",
        "transfer_months",
        "6",
        {"programme": "P", "site": "B"},
    ),
    (
        "4 qualification",
        "transfer starts",
        "qualifications",
        "earliest_start",
        "2026-02",
        {"programme": "P", "site": "B"},
    ),
    ("4 qualification", "at once", "sites", "max_transfers_at_once", "1", {"site": "B"}),
    ("5 release", "become usable", "steps", "release_months", "3", {"step": "fill"}),
    ("6 material balance", "opening stock", "opening_stock", "kg", "11", {}),
    ("6 material balance", "drawn", "steps", "input_kg_per_kg", "1.2", {"step": "fill"}),
    (
        "6 material balance",
        "arrive after",
        "lanes",
        "transit_months",
        "6",
        {"origin": "A", "destination": "US"},
    ),
    ("7 shelf life", "P, fill, A", "steps", "shelf_life_months", "1", {"step": "fill"}),
    (
        "7 shelf life",
        "P, make in",
        "steps",
        "shelf_life_months",
        "1",
        {"programme": "P", "step": "make"},
    ),
    (
        "8 obligations",
        "firm obligations is 6, less than the 7",
        "obligations",
        "kg",
        "7",
        {"programme": "P", "due": "2026-Q2", "firm": "yes"},
    ),
    ("8 obligations", "kg late is 0", "obligations", "kg", "9", {"due": "overdue"}),
    ("9 market access", "no access", "market_access", "approval_months", "9", {"site": "B"}),
    ("9 market access", "no access", "market_access", "from_month", "2026-02", {"site": "A"}),
    (
        "10 second source",
        "qualified sites is 1",
        "steps",
        "min_sites_from",
        "2026-05",
        {"programme": "P", "step": "make"},
    ),
    ("11 site shares", "less than the 32.2", "site_shares", "min_share", "0.7", {}),
    ("11 site shares", "more than the 27.6", "site_shares", "max_share", "0.6", {}),
    ("12 safety stock", "together", "programmes", "safety_stock_months", "6", {"programme": "P"}),
    (
        "12 safety stock",
        "together",
        "programmes",
        "safety_stock_from",
        "2026-06",
        {"programme": "P"},
    ),
    ("13 reserved capacity", "days held", "reservations", "days_per_year", "300", {}),
    (
        "14 option lines",
        "validation on a line that is shut",
        "lines",
        "build_months",
        "6",
        {"line": "LB"},
    ),
    ("14 option lines", "the decision", "lines", "earliest_decision", "2026-02", {"line": "LB"}),
    (
        "15 commitments",
        "more than the 0",
        "commitments",
        "first_month",
        "",
        {"decision": "transfer", "must": "no"},
    ),
    (
        "15 commitments",
        "more than the 0",
        "commitments",
        "last_month",
        "",
        {"decision": "allocation", "must": "no"},
    ),
    (
        "15 commitments",
        "campaigns in the window is 0",
        "commitments",
        "first_month",
        "2027-01",
        {"decision": "allocation", "must": "yes"},
    ),
    ("cost capital", "LB", "lines", "capex_local_m", "101", {"line": "LB"}),
    ("cost capital", "LB in 2026-Q4", "lines", "life_years", "11", {"line": "LB"}),
    ("cost fixed", "LB", "lines", "fixed_cost_local_m_per_year", "25", {"line": "LB"}),
    ("cost production", "LC", "recipes", "cost_local_m_per_batch", "0.6", {"line": "LC"}),
    ("cost changeover", "LC", "recipes", "changeover_cost_local_m", "0.2", {"line": "LC"}),
    (
        "cost transfer",
        "Q",
        "qualifications",
        "transfer_cost_local_m",
        "3",
        {"programme": "Q", "site": "B"},
    ),
    (
        "cost validation",
        "LB",
        "recipes",
        "changeover_cost_local_m",
        "0.5",
        {"programme": "P", "line": "LB"},
    ),
    ("cost holding", "fill", "steps", "holding_cost_m_per_kg_year", "0.1", {"step": "fill"}),
    ("cost freight", "fill", "lanes", "cost_m_per_kg", "0.002", {"origin": "A"}),
    ("cost duty", "make", "duties", "rate", "0.3", {"from_month": "2026-07"}),
    ("cost duty", "our part", "cost_bearing", "our_share", "0.5", {"head": "duty"}),
    ("cost transfer", "client", "cost_bearing", "our_share", "0.6", {"programme": "P"}),
    ("cost late", "P", "programmes", "late_cost_m_per_kg_month", "0.02", {"programme": "P"}),
    (
        "cost stock_shortfall",
        "P",
        "programmes",
        "stock_shortfall_cost_m_per_kg_year",
        "0.05",
        {"programme": "P"},
    ),
    ("ledger total", "factor", "settings", "value", "0.09", {"setting": "discount_rate"}),
    ("ledger total", "objective", "exchange_rates", "rate", "0.4", {"from_month": "2026-01"}),
    ("constant", "constant", "lines", "fixed_cost_local_m_per_year", "13", {"line": "LA"}),
    (
        "sheet Decisions",
        "cost",
        "qualifications",
        "transfer_cost_local_m",
        "3",
        {"programme": "Q", "site": "B"},
    ),
    ("sheet Capacity", "days", "lines", "units", "2", {"line": "LA"}),
    (
        "sheet Allocation",
        "kg_released",
        "recipes",
        "kg_per_batch",
        "6",
        {"programme": "Q", "line": "LA"},
    ),
    ("sheet Summary", "due_kg", "obligations", "kg", "16", {"programme": "Q", "due": "2026-Q4"}),
]


@pytest.mark.parametrize(("rule", "words", "table", "column", "value", "where"), TIGHTENED)
def test_a_plan_for_other_inputs_fails(
    tmp_path: Path,
    rule: str,
    words: str,
    table: str,
    column: str,
    value: str,
    where: dict[str, str],
) -> None:
    """When one input is not what the plan was made for, the rule that reads it says so."""
    case = hand_case(tmp_path, **changed(table, column, value, **where))
    report = audit(case, hand_plan(), OBJECTIVE, CONSTANT)
    assert words in told(report, rule), str(report)
    assert not report.ok
    assert not report.checks.set_index("check").loc[rule, "ok"]


def test_a_wrong_total_is_found(tmp_path: Path) -> None:
    """The objective and the constant must be the ledger's, to a millionth."""
    report = audit(hand_case(tmp_path), hand_plan(), OBJECTIVE * 1.00001, CONSTANT + 0.001)
    assert rules_of(report) == {"ledger total", "constant"}


def test_our_part_is_the_objective_where_the_case_says_so(tmp_path: Path) -> None:
    """Under the objective "own" the ledger's total is the sum of what we bear."""
    case = hand_case(
        tmp_path, settings=[*INPUTS["settings"], {"setting": "objective", "value": "own"}]
    )
    ours = float(hand_plan()["Costs"]["ours_m"].sum())
    assert audit(case, hand_plan(), ours, CONSTANT).ok
    assert rules_of(audit(case, hand_plan(), OBJECTIVE, CONSTANT)) == {"ledger total"}


def test_kg_that_nobody_may_carry_are_found(tmp_path: Path) -> None:
    """Without the lane from B to A nothing may travel there."""
    lanes = [row for row in INPUTS["lanes"] if row["destination"] != "A"]
    report = audit(hand_case(tmp_path, lanes=lanes), hand_plan(), OBJECTIVE, CONSTANT)
    assert "without a lane" in told(report, "6 material balance")


def test_every_head_is_checked() -> None:
    """The report has a row for each of the ledger's heads."""
    assert {f"cost {head}" for head in HEADS} <= set(CHECKS)
