"""Time, routes, lines and lanes that do not fit together: each has its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.case.folders import Edit, Folder

ERRORS: dict[str, tuple[Edit, str]] = {
    "horizon in whole periods": (
        lambda f: f.set("settings", 4, "value", "2026-11"),
        "settings.csv row 4: value = 2026-11: the horizon is not a whole number of 3-month "
        "periods; write 2026-09 or 2026-12",
    ),
    "horizon on the calendar": (
        lambda f: f.set("settings", 3, "value", "2026-02").set("settings", 4, "value", "2027-01"),
        "settings.csv row 3: value = 2026-02: no 3-month period of the calendar begins here; "
        "write 2026-01 or 2026-04",
    ),
    "horizon forwards": (
        lambda f: f.set("settings", 4, "value", "2025-12"),
        "settings.csv row 4: value = 2025-12: before first_month 2026-01; write a later month",
    ),
    "period of another length": (
        lambda f: f.set("settings", 5, "value", "4"),
        "settings.csv row 5: value = 4: not known here; write 1 or 3 or 6 or 12",
    ),
    "setting missing": (
        lambda f: f.drop("settings", 8),
        "settings.csv: setting = discount_rate: the setting is missing; "
        "add a row discount_rate with its value",
    ),
    "setting empty": (
        lambda f: f.set("settings", 8, "value", ""),
        "settings.csv row 8: value = (empty): the cell is empty; write a number, at least 0",
    ),
    "setting of another kind": (
        lambda f: f.set("settings", 8, "value", "9%"),
        "settings.csv row 8: value = 9%: percent signs are not read; write 0.09",
    ),
    "setting unknown": (
        lambda f: f.set("settings", 9, "setting", "carryover"),
        "settings.csv row 9: setting = carryover: not known here; write carry_over",
    ),
    "newer schema": (
        lambda f: f.set("settings", 2, "value", "2"),
        "settings.csv row 2: value = 2: out of range; write a whole number, at least 1",
    ),
    "revealed outside the horizon": (
        lambda f: f.add("settings", "revealed_month,2027-01"),
        "settings.csv row 11: value = 2027-01: outside the horizon; "
        "write a month from 2026-01 to 2026-12",
    ),
    "line closes before it opens": (
        lambda f: f.set("lines", 2, "opens", "2026-07").set("lines", 2, "closes", "2026-04"),
        "lines.csv row 2: closes = 2026-04: before opens 2026-07; write that month or a later one",
    ),
    "line closes as it opens": (
        lambda f: f.set("lines", 3, "opens", "2026-04").set("lines", 3, "closes", "2026-04"),
        "lines.csv row 3: closes = 2026-04: the line closes in the month in which it opens; "
        "write a later month",
    ),
    "window backwards": (
        lambda f: f.add("line_calendar", "N1,2026-07,2026-06,0.5"),
        "line_calendar.csv row 2: last_month = 2026-06: before first_month 2026-07; "
        "write that month or a later one",
    ),
    "calendar overlaps": (
        lambda f: f.add("line_calendar", "N1,2026-07,2026-09,1", "N1,2026-09,2026-09,0.5"),
        "line_calendar.csv row 3: first_month = 2026-09: overlaps 2026-07 to 2026-09 of N1 "
        "(line_calendar.csv row 2); give each month to one row",
    ),
    "due outside the horizon": (
        lambda f: f.set("obligations", 2, "due", "2027"),
        "obligations.csv row 2: due = 2027: not wholly inside the horizon 2026-01 to 2026-12; "
        "write the months inside it, or overdue",
    ),
    "due after the contract": (
        lambda f: f.set("programmes", 2, "contract_end", "2026-06"),
        "obligations.csv row 2: due = 2026: after the contract's end 2026-06; "
        "end the obligation before, or move contract_end",
    ),
    "route with a gap": (
        lambda f: f.set("steps", 2, "sequence", "2").set("steps", 2, "input_kg_per_kg", "1"),
        "steps.csv row 2: sequence = 2: the route is no chain 1, 2, ... (drug substance 2); "
        "write 1",
    ),
    "first step with an input": (
        lambda f: f.set("steps", 2, "input_kg_per_kg", "1"),
        "steps.csv row 2: input_kg_per_kg = 1: the first step draws nothing; leave it empty",
    ),
    "later step without an input": (
        lambda f: f.add("steps", "ALPHA,conjugation,2,,0,24,0.04,,,"),
        "steps.csv row 4: input_kg_per_kg = (empty): what a later step draws is missing; "
        "write the kg of the step before a kg",
    ),
    "programme without steps": (
        lambda f: f.add("programmes", "GAMMA,C3,,,,standard,,0,0,,,"),
        "programmes.csv row 4: programme = GAMMA: no row of steps has this programme; "
        "add its route",
    ),
    "step of another programme": (
        lambda f: f.set("recipes", 2, "step", "conjugation"),
        "recipes.csv row 2: step = conjugation: ALPHA has no such step; known are drug substance",
    ),
    "recipe at a site without qualification": (
        lambda f: f.set("recipes", 2, "line", "S1"),
        "recipes.csv row 2: line = S1: its site SOUTH has no row in qualifications for "
        "ALPHA drug substance; add one (qualified or transferable), or delete the recipe",
    ),
    "transfer without months": (
        lambda f: f.set("qualifications", 4, "approval_months", ""),
        "qualifications.csv row 4: approval_months = (empty): a transferable step needs it; "
        "write a number, 0 where there is none",
    ),
    "option without capex": (
        lambda f: f.set("lines", 3, "status", "option"),
        "lines.csv row 3: capex_local_m = (empty): an option to build needs it; write a number",
    ),
    "option without a decision": (
        lambda f: f.set("lines", 3, "status", "option"),
        "lines.csv row 3: latest_decision = (empty): an option to build needs it; write a month",
    ),
    "safety stock without a month": (
        lambda f: f.set("programmes", 2, "safety_stock_months", "3"),
        "programmes.csv row 2: safety_stock_from = (empty): a safety stock needs it; write a month",
    ),
    "safety stock without a cost": (
        lambda f: f.set("programmes", 2, "safety_stock_months", "3"),
        "programmes.csv row 2: stock_shortfall_cost_m_per_kg_year = (empty): "
        "a safety stock needs it; write a number",
    ),
    "second source without a month": (
        lambda f: f.set("steps", 3, "min_sites", "2"),
        "steps.csv row 3: min_sites_from = (empty): 2 sites from when is missing; write a month",
    ),
    "market and site of one name": (
        lambda f: f.add("markets", "SOUTH,US"),
        "markets.csv row 3: market = SOUTH: a site has this name as well; give the market another",
    ),
    "lane to itself": (
        lambda f: f.add("lanes", "NORTH,NORTH,0,0"),
        "lanes.csv row 4: destination = NORTH: a lane leads elsewhere; write another destination",
    ),
}


@pytest.mark.parametrize(("edit", "message"), ERRORS.values(), ids=list(ERRORS))
def test_each_check_names_what_does_not_fit(edit: Edit, message: str, tmp_path: Path) -> None:
    """One thing in the example is made wrong; the line about it names place, fault and remedy."""
    folder = Folder()
    edit(folder)
    problems = folder.problems(tmp_path)
    assert any(line.startswith(message) for line in problems), problems


def test_faults_of_different_kinds_are_shown_together(tmp_path: Path) -> None:
    """A wrong cell in one table does not hide what does not fit in others."""
    folder = Folder().set("obligations", 2, "kg", "x").set("steps", 2, "input_kg_per_kg", "1")
    folder.set("recipes", 2, "line", "N9").set("settings", 8, "value", "9%")
    lines = folder.problems(tmp_path)
    assert [line.split(" row ")[0] for line in lines] == [
        "obligations.csv",
        "recipes.csv",
        "settings.csv",
        "steps.csv",
    ]
