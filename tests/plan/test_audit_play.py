"""Who and what the audit counts: programmes in play, and limits only while something is owed."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.plan.audit import audit
from tests.plan.hand_case import INPUTS, hand_case
from tests.plan.hand_costs import CONSTANT, OBJECTIVE
from tests.plan.hand_plan import hand_plan
from tests.plan.spoiling import rules_of, told


def test_a_prospect_that_nobody_accepted_is_left_out(tmp_path: Path) -> None:
    """What stands in the tables for it neither counts nor binds; a plan with it is wrong."""
    prospect = {**INPUTS["programmes"][1], "programme": "R", "stage": "prospect"}
    more = {
        name: [*INPUTS[name], {**next(r for r in INPUTS[name] if r["programme"] == "Q"), **extra}]
        for name, extra in (
            ("steps", {"programme": "R"}),
            ("recipes", {"programme": "R", "line": "LA"}),
            ("qualifications", {"programme": "R", "site": "A"}),
            ("obligations", {"programme": "R"}),
        )
    }
    more["programmes"] = [*INPUTS["programmes"], prospect]
    report = audit(hand_case(tmp_path, **more), hand_plan(), OBJECTIVE, CONSTANT)
    assert report.ok, str(report)
    accepted = {"decision": "allocation", "programme": "R", "first_month": "2026-01"}
    more["commitments"] = [*INPUTS["commitments"], {**accepted, "must": "yes"}]
    report = audit(hand_case(tmp_path, **more), hand_plan(), OBJECTIVE, CONSTANT)
    assert {"tables", "15 commitments"} <= rules_of(report)


def test_a_second_source_is_asked_for_while_kg_are_due(tmp_path: Path) -> None:
    """B is qualified for Q from July, a quarter late: it matters where kg of Q are due in Q2."""
    route = [row for row in INPUTS["steps"] if row["programme"] == "P"]
    steps = [*route, {**INPUTS["steps"][2], "min_sites": "2", "min_sites_from": "2026-04"}]
    of_q = [row for row in INPUTS["obligations"] if row["programme"] == "Q"]
    assert [row["due"] for row in of_q] == ["overdue", "2026-Q2", "2026-Q4"]
    for left_out, found in ((set(), True), ({"2026-Q4"}, True), ({"2026-Q2"}, False)):
        dues = [row for row in INPUTS["obligations"] if row not in of_q]
        dues += [row for row in of_q if row["due"] not in left_out]
        case = hand_case(tmp_path, steps=steps, obligations=dues)
        report = audit(case, hand_plan(), OBJECTIVE, CONSTANT)
        assert ("10 second source" in rules_of(report)) == found


@pytest.mark.parametrize("decision", ["transfer", "invest"])
def test_a_decision_that_misses_its_window_is_found(tmp_path: Path, decision: str) -> None:
    """It is taken in the first quarter, and the window holds the second alone."""
    window = {"first_month": "2026-04", "last_month": "2026-06"}
    rows = [
        {**row, **window} if (row["decision"], row["must"]) == (decision, "yes") else row
        for row in INPUTS["commitments"]
    ]
    report = audit(hand_case(tmp_path, commitments=rows), hand_plan(), OBJECTIVE, CONSTANT)
    assert "the number taken in the window is 0, less than the 1" in told(report, "15 commitments")
