"""Dated decisions as sentences: by when, what, at what cost, and what asks for them."""

from __future__ import annotations

import pandas as pd
import pytest

from model.plan.plan import Plan
from model.reporting.story import MOST_DECISIONS, tell
from tests.reporting.story.variants import STEP, Change, in_case, with_table

BETA = f"programme=BETA; step={STEP}"
SOURCE: tuple[Change, ...] = (
    ("steps", BETA, "min_sites", "set", 2),
    ("steps", BETA, "min_sites_from", "set", "2026-10"),
)
NOWHERE: tuple[Change, ...] = (
    ("qualifications", f"{BETA}; site=NORTH", "", "delete", ""),
    ("recipes", f"{BETA}; line=N1", "", "delete", ""),
    ("obligations", "programme=BETA; due=2026-Q1", "", "delete", ""),
    ("obligations", "programme=BETA; due=2026-Q2", "", "delete", ""),
)
SHARE: tuple[Change, ...] = (
    (
        "site_shares",
        f"{BETA}; site=SOUTH; first_month=2026-10; last_month=2026-12",
        "min_share",
        "insert",
        0.5,
    ),
)
AGREED: tuple[Change, ...] = (
    (
        "commitments",
        f"decision=transfer; {BETA}; site=SOUTH; must=yes",
        "agreed_with",
        "insert",
        "client C2",
    ),
)
OPTION: Change = (
    "lines",
    "line=N2; site=NORTH; process=mammalian 2 kL; units=1; availability=1; status=option; "
    "fixed_cost_local_m_per_year=0; build_months=3; earliest_decision=2026-01; "
    "latest_decision=2026-06",
    "capex_local_m",
    "insert",
    3,
)


def test_a_decision_is_one_sentence(plan: Plan) -> None:
    """The example's one transfer: date, what, ready when, cost with validation, whose choice."""
    (decision,) = tell(plan).decisions
    assert decision.sentence == (
        "By January 2026 start the transfer of BETA drug substance to SOUTH, ready in July 2026, "
        "for USD 4.0 million: this plan's choice; it first supplies US, 80.0 kg in 2026-Q3."
    )
    assert decision.statement == (
        "Start the transfer of BETA drug substance to SOUTH (ready in July 2026): "
        "this plan's choice; it first supplies US, 80.0 kg in 2026-Q3."
    )
    assert not decision.asked


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (SOURCE, "it must be qualified at two sites from October 2026 and is at NORTH alone"),
        (NOWHERE, "it is qualified nowhere yet, and its first 20.0 kg are due in 2026-Q1"),
        (SHARE, "at least 50% of it must come from SOUTH from October 2026 to December 2026"),
        (AGREED, "it is agreed (client C2)"),
    ],
)
def test_what_the_case_asks_for_is_named(plan: Plan, changes: tuple[Change, ...], why: str) -> None:
    """A limit, a share, a commitment or dues without a site: each is the reason that is given."""
    (decision,) = tell(in_case(plan, *changes)).decisions
    assert decision.asked
    assert decision.why == why


def test_reasons_add_up(plan: Plan) -> None:
    """A transfer that two limits ask for names both."""
    (decision,) = tell(in_case(plan, *SOURCE, *SHARE)).decisions
    assert decision.why.count("must") == 2


def test_a_second_source_is_asked_of_the_first_to_be_ready(plan: Plan) -> None:
    """Of two transfers where one is wanted, the one that is ready first is asked for."""
    table = plan.tables["Decisions"]
    third = table.assign(site="THIRD", date=[f"2026-{n:02d}" for n in range(8, 8 + len(table))])
    both = pd.concat([table, third]).sort_values("date")
    decisions = tell(with_table(in_case(plan, *SOURCE), "Decisions", both)).decisions
    assert [(d.site, d.asked) for d in decisions] == [("SOUTH", True), ("THIRD", False)]


def building(plan: Plan, serves: str) -> Plan:
    """The plan, as if it built the option line N2 in place of the transfer."""
    row = plan.tables["Decisions"].iloc[0].to_dict()
    row |= {"programme": "", "step": "", "site": "NORTH", "line": "N2", "serves": serves}
    decided = {**row, "decision": "investment", "date": "2026-04", "cost_m": 3.0}
    opened = {**row, "decision": "opening", "date": "2026-07", "cost_m": 0.0}
    return with_table(in_case(plan, OPTION), "Decisions", pd.DataFrame([decided, opened]))


def test_a_line_to_build_is_a_decision(plan: Plan) -> None:
    """An investment tells what is built, when it opens, its capex, and what first runs on it."""
    story = tell(building(plan, f"BETA {STEP} from 2026-Q3"))
    assert story.decided == "This plan starts no technology transfer and builds N2."
    (decision,) = story.decisions
    assert not decision.asked
    assert decision.sentence == (
        "By April 2026 decide to build N2 at NORTH, ready in July 2026, for USD 3.0 million: "
        "this plan's choice; BETA drug substance runs on it from 2026-Q3."
    )


def test_a_line_that_is_agreed_on_is_asked_for(plan: Plan) -> None:
    """A commitment to build is the reason; a line on which nothing runs says so."""
    idle = building(plan, "")
    assert tell(idle).decisions[0].why.endswith("nothing runs on it within the time planned")
    committed = in_case(idle, ("commitments", "decision=invest; line=N2", "must", "insert", "yes"))
    (decision,) = tell(committed).decisions
    assert (decision.asked, decision.why) == (True, "it is agreed")


def test_an_option_left_is_said_without_a_judgement(plan: Plan) -> None:
    """A line that is not built stays unbuilt in this plan: nothing is claimed of its worth."""
    assert tell(in_case(plan, OPTION)).decided == (
        "This plan starts one technology transfer and builds no line; N2 stays unbuilt."
    )


def crowded(plan: Plan, transfers: int) -> Plan:
    """The plan with so many transfers, one a quarter, and a line to build after all of them."""
    table = plan.tables["Decisions"]
    one = table[table["decision"] == "transfer"].iloc[0].to_dict()
    rows = [
        {**one, "date": f"{2026 + n // 4}-{3 * (n % 4) + 1:02d}", "site": f"S{n}"}
        for n in range(transfers)
    ]
    last = {"date": "2039-01", "decision": "investment", "line": "N9", "programme": "", "step": ""}
    return with_table(plan, "Decisions", pd.DataFrame([*rows, {**one, **last}]))


def test_the_soonest_are_shown_and_every_line_to_build(plan: Plan) -> None:
    """Of many, seven are shown in order of date, investments among them; the rest are counted."""
    story = tell(crowded(plan, 12))
    assert len(story.decisions) == MOST_DECISIONS
    dates = [decision.date for decision in story.decisions]
    assert dates == sorted(dates)
    assert story.decisions[-1].kind == "investment"
    assert [d.site for d in story.decisions[:-1]] == [f"S{n}" for n in range(6)]
    assert story.later.startswith("And six more decisions, for USD ")
    assert story.later.endswith(
        ": BETA to S6 in July 2027, BETA to S7 in October 2027, BETA to S8 in January 2028 "
        "and 3 more."
    )


def test_few_decisions_leave_nothing_for_later(plan: Plan) -> None:
    """Seven or fewer are all shown."""
    story = tell(crowded(plan, 6))
    assert (len(story.decisions), story.later) == (7, "")


def test_a_transfer_under_way_is_no_decision(plan: Plan) -> None:
    """What began before the first month is decided already."""
    table = plan.tables["Decisions"]
    early = table.assign(date=table["date"].where(table["decision"] != "transfer", "2025-10"))
    story = tell(with_table(plan, "Decisions", early))
    assert story.decisions == ()
    assert story.decided == "This plan starts no technology transfer and builds no line."


def test_a_transfer_that_serves_nothing_by_name_tells_what_it_makes(plan: Plan) -> None:
    """Where no obligation is named, the kg made there are; where none are made, that is said."""
    table = plan.tables["Decisions"]
    silent = with_table(plan, "Decisions", table.assign(serves=""))
    (decision,) = tell(silent).decisions
    assert decision.why == "this plan's choice; 160.0 kg of it are made there, 80% of all"
    made = plan.tables["Allocation"]
    idle = with_table(silent, "Allocation", made[made["site"] != "SOUTH"])
    (decision,) = tell(idle).decisions
    assert decision.why == "this plan's choice; nothing is made there within the horizon"
