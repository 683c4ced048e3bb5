"""Who and what the audit counts: programmes in play, and limits only while something is owed."""

from __future__ import annotations

from pathlib import Path

from model.plan.audit import audit
from tests.plan.hand_case import INPUTS, hand_case
from tests.plan.hand_costs import CONSTANT, OBJECTIVE
from tests.plan.hand_plan import hand_plan
from tests.plan.spoiling import rules_of


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


def test_a_second_source_is_asked_for_up_to_the_last_due(tmp_path: Path) -> None:
    """A step whose programme owes nothing any more needs no second site."""
    route = [row for row in INPUTS["steps"] if row["programme"] == "P"]
    steps = [*route, {**INPUTS["steps"][2], "min_sites": "2", "min_sites_from": "2026-04"}]
    # B is qualified for Q from July, a quarter late; without dues from April on nobody minds.
    late = audit(hand_case(tmp_path, steps=steps), hand_plan(), OBJECTIVE, CONSTANT)
    assert rules_of(late) == {"10 second source"}
    obligations = [
        row for row in INPUTS["obligations"] if (row["programme"], row["firm"]) != ("Q", "yes")
    ]
    obligations = [row for row in obligations if row["due"] != "2026-Q4" or row["programme"] == "P"]
    case = hand_case(tmp_path, steps=steps, obligations=obligations)
    assert "10 second source" not in rules_of(audit(case, hand_plan(), OBJECTIVE, CONSTANT))
