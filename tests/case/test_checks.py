"""Checks across tables: each has a case that breaks it and the line that says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.case.folders import Folder

Edit = Callable[[Folder], object]

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
    "shares upside down": (
        lambda f: shares(f, "BETA,drug substance,NORTH,2026-01,2026-12,0.6,0.4"),
        "site_shares.csv row 2: max_share = 0.4: below min_share 0.6; write that or more",
    ),
    "least shares above one": (
        lambda f: shares(
            f,
            "BETA,drug substance,NORTH,2026-01,2026-12,0.6,",
            "BETA,drug substance,SOUTH,2026-07,2026-12,0.5,",
        ),
        "site_shares.csv row 3: min_share = 0.5: the least shares of 2026-07 sum to 1.1; "
        "make it 1 or less",
    ),
    "greatest shares below one": (
        lambda f: shares(
            f,
            "BETA,drug substance,NORTH,2026-01,2026-12,,0.4",
            "BETA,drug substance,SOUTH,2026-01,2026-12,,0.5",
        ),
        "site_shares.csv row 3: max_share = 0.5: the greatest shares of 2026-01 sum to 0.9 "
        "over all sites; make it 1",
    ),
    "share of a barred site": (
        lambda f: shares(f, "ALPHA,drug substance,SOUTH,2026-01,2026-12,0.1,"),
        "site_shares.csv row 2: min_share = 0.1: SOUTH has no row in qualifications for "
        "ALPHA drug substance; add one, or 0",
    ),
    "client that nobody is": (
        lambda f: f.add(
            "reservations",
            "client,line,first_month,last_month,days_per_year",
            "C9,N1,2026-01,2026-12,30",
        ),
        "reservations.csv row 2: client = C9: not in programmes; the nearest known name is C",
    ),
    "commitment to transfer what is qualified": (
        lambda f: committed(f, "transfer,ALPHA,drug substance,NORTH,,,,yes,"),
        "commitments.csv row 2: site = NORTH: no transferable row in qualifications meets it; "
        "correct it, or add one",
    ),
    "commitment to transfer without a site": (
        lambda f: committed(f, "transfer,BETA,drug substance,,,,,yes,"),
        "commitments.csv row 2: site = (empty): a transfer that must happen names it; "
        "write one site",
    ),
    "commitment to build what stands": (
        lambda f: committed(f, "invest,,,,N1,,,no,"),
        "commitments.csv row 2: line = N1: its status is existing; name a line to decide",
    ),
    "commitment of a step without a programme": (
        lambda f: committed(f, "allocation,,drug substance,,,,,no,"),
        "commitments.csv row 2: programme = (empty): a step belongs to a programme; write it",
    ),
    "commitment at another site's line": (
        lambda f: committed(f, "allocation,BETA,,SOUTH,N1,,,no,"),
        "commitments.csv row 2: site = SOUTH: the line stands at NORTH; write that, or nothing",
    ),
    "commitment without a recipe": (
        lambda f: committed(f, "allocation,ALPHA,drug substance,SOUTH,,,,no,"),
        "commitments.csv row 2: no recipe meets it; correct programme, step, site or line",
    ),
    "currency without a rate": (
        lambda f: f.set("sites", 3, "currency", "KRW"),
        "sites.csv row 3: currency = KRW: no exchange rate from 2026-01 on; add a row to "
        "exchange_rates (KRW, 2026-01, USD for one KRW)",
    ),
    "rate that begins too late": (
        lambda f: f.set("sites", 3, "currency", "KRW").add("exchange_rates", "KRW,2026-02,0.0007"),
        "sites.csv row 3: currency = KRW: no exchange rate from 2026-01 on; add a row to "
        "exchange_rates (KRW, 2026-01, USD for one KRW)",
    ),
    "rate of the reporting currency": (
        lambda f: f.add("exchange_rates", "USD,2026-01,1.1"),
        "exchange_rates.csv row 2: rate = 1.1: the reporting currency's own rate; "
        "write 1 or delete the row",
    ),
    "probabilities": (
        lambda f: f.set("scenarios", 2, "probability", "0.9"),
        "scenarios.csv: probability = 0.9: the probabilities given sum to 0.9; "
        "make them 1, or leave all empty",
    ),
    "scenario's name": (
        lambda f: f.set("scenarios", 2, "scenario", "up+down"),
        "scenarios.csv row 2: scenario = up+down: a name cannot hold '+'; leave it out",
    ),
    "source of an unknown table": (
        lambda f: f.set("sources", 2, "table", "recipe"),
        "sources.csv row 2: table = recipe: no such table; the nearest known name is recipes",
    ),
    "source of an unknown column": (
        lambda f: f.set("sources", 3, "column", "kgs"),
        "sources.csv row 3: column = kgs: obligations has no such column; "
        "the nearest known name is kg",
    ),
    "source with too long a key": (
        lambda f: f.set("sources", 3, "key", "a; b; c; d; e"),
        "sources.csv row 3: key = a; b; c; d; e: obligations has the key programme, market, due, "
        "firm; write its values in order",
    ),
    "range of words": (
        lambda f: ranges(f, "x,obligations,due=2026,firm,1,2"),
        "ranges.csv row 2: column = firm: obligations has no such column of numbers; known are kg",
    ),
    "range upside down": (
        lambda f: ranges(f, "x,obligations,due=2026,kg,2,1"),
        "ranges.csv row 2: high = 1: below low 2; write that or more",
    ),
    "range without rows": (
        lambda f: ranges(f, "x,obligations,deu=2026,kg,1,2"),
        "ranges.csv row 2: where = deu=2026: obligations has no column 'deu'; "
        "the nearest known name is due",
    ),
    "distribution with a parameter missing": (
        lambda f: distributed(f, "triangular,low=1; high=2"),
        "distributions.csv row 2: parameters = low=1; high=2: a triangular distribution has "
        "low, mode, high; write low=...; mode=...; high=...",
    ),
    "distribution with another parameter": (
        lambda f: distributed(f, "normal,mean=1; sigma=2"),
        "distributions.csv row 2: parameters = mean=1; sigma=2: 'sigma=2' is not one of mean, sd "
        "once; write mean=...; sd=...",
    ),
    "distribution out of order": (
        lambda f: distributed(f, "uniform,low=2; high=1"),
        "distributions.csv row 2: parameters = low=2; high=1: low, mode and high are out of "
        "order; write them from low to high",
    ),
    "distribution with a negative spread": (
        lambda f: distributed(f, "normal,mean=1; sd=-1"),
        "distributions.csv row 2: parameters = mean=1; sd=-1: sd is below 0; write 0 or more",
    ),
}


def shares(folder: Folder, *lines: str) -> Folder:
    header = "programme,step,site,first_month,last_month,min_share,max_share"
    return folder.add("site_shares", header, *lines)


def committed(folder: Folder, *lines: str) -> Folder:
    header = "decision,programme,step,site,line,first_month,last_month,must,agreed_with"
    return folder.add("commitments", header, *lines)


def ranges(folder: Folder, *lines: str) -> Folder:
    return folder.add("ranges", "name,table,where,column,low,high", *lines)


def distributed(folder: Folder, cells: str) -> Folder:
    header = "name,table,where,column,kind,parameters"
    return folder.add("distributions", header, f"x,obligations,due=2026,kg,{cells}")


@pytest.mark.parametrize(("edit", "message"), ERRORS.values(), ids=list(ERRORS))
def test_each_check_names_what_does_not_fit(edit: Edit, message: str, tmp_path: Path) -> None:
    """One thing in the example is made wrong; the line about it names place, fault and remedy."""
    folder = Folder()
    edit(folder)
    problems = folder.problems(tmp_path)
    assert any(line.startswith(message) for line in problems), problems


SOUND: dict[str, Edit] = {
    "a horizon of one period": lambda f: (
        f.set("settings", 4, "value", "2026-03"),
        f.tables.update(obligations=f.tables["obligations"][:1]),
        f.add("obligations", "BETA,US,2026-Q1,no,1"),
    ),
    "a contract that ends with its last due": lambda f: f.set(
        "programmes", 2, "contract_end", "2026-12"
    ),
    "calendar rows that meet": lambda f: f.add(
        "line_calendar", "N1,2026-01,2026-03,1", "N1,2026-04,2026-06,0.9"
    ),
    "shares that sum to one": lambda f: shares(
        f,
        "BETA,drug substance,NORTH,2026-01,2026-12,0.4,0.4",
        "BETA,drug substance,SOUTH,2026-01,2026-12,0.6,0.6",
    ),
    "shares in windows that do not meet": lambda f: shares(
        f,
        "BETA,drug substance,NORTH,2026-01,2026-06,1,",
        "BETA,drug substance,SOUTH,2026-07,2026-12,1,",
    ),
    "a low greatest share of one site only": lambda f: shares(
        f, "BETA,drug substance,NORTH,2026-01,2026-12,,0.1"
    ),
    "a veto of everything at a site": lambda f: committed(f, "allocation,,,SOUTH,,,,no,us"),
    "a veto of every transfer of a programme": lambda f: committed(f, "transfer,BETA,,,,,,no,us"),
    "a transfer under way": lambda f: committed(
        f, "transfer,BETA,drug substance,SOUTH,,2025-10,2025-12,yes,us"
    ),
    "an option with all that it needs": lambda f: [
        f.set("lines", 3, column, value)
        for column, value in {
            "status": "option",
            "capex_local_m": "10",
            "build_months": "3",
            "earliest_decision": "2026-01",
            "latest_decision": "2026-06",
        }.items()
    ],
    "a rate from before the start": lambda f: f.set("sites", 3, "currency", "KRW").add(
        "exchange_rates", "KRW,2025-06,0.0007", "KRW,2026-06,0.0008"
    ),
    "the reporting currency at one": lambda f: f.add("exchange_rates", "USD,2026-01,1"),
    "probabilities that sum to one": lambda f: f.set("scenarios", 2, "probability", "0.4").add(
        "scenarios", "base,,0.6,,"
    ),
    "a range and a distribution": lambda f: (
        ranges(f, "x,obligations,due=2026*,kg,1,2", "y,settings,setting=discount_rate,value,0,1"),
        distributed(f, "triangular,low=0.8; mode=1; high=1.3"),
    ),
}


@pytest.mark.parametrize("edit", SOUND.values(), ids=list(SOUND))
def test_what_just_fits_is_read(edit: Edit, tmp_path: Path) -> None:
    """At the edge of each check, on the right side of it, a case reads."""
    folder = Folder()
    edit(folder)
    assert folder.problems(tmp_path) == ()


def gram_recipes(folder: Folder) -> None:
    for row in (2, 3, 4):
        folder.set("recipes", row, "kg_per_batch", "10000")


WARNINGS: dict[str, tuple[Edit, str]] = {
    "grams a batch": (
        gram_recipes,
        "recipes.csv row 2: kg_per_batch = 10000: looks like a slip of the unit; "
        "usual is 0.001 to 1000 kg a batch (2 more rows)",
    ),
    "a duty rate above 1": (
        lambda f: f.add("duties", "standard,US,US,2026-01,15"),
        "duties.csv row 2: rate = 15: looks like a slip of the unit; "
        "usual is 0 to 1 fraction of the customs value",
    ),
    "a discount rate in percent": (
        lambda f: f.set("settings", 8, "value", "9"),
        "settings.csv row 8: value = 9: looks like a slip of the unit; "
        "usual is 0 to 0.5 fraction a year",
    ),
    "local money in thousands": (
        lambda f: f.set("recipes", 2, "cost_local_m_per_batch", "1000"),
        "recipes.csv row 2: cost_local_m_per_batch = 1000: looks like a slip of the unit; "
        "usual is 0 to 100 millions of reporting currency a batch",
    ),
    "an exchange rate upside down": (
        lambda f: f.set("sites", 3, "currency", "KRW").add("exchange_rates", "KRW,2026-01,1430"),
        "exchange_rates.csv row 2: rate = 1430: looks like a slip of the unit; "
        "usual is 0 to 20 reporting currency a unit",
    ),
    "grams due": (
        lambda f: f.set("obligations", 2, "kg", "16000"),
        "obligations.csv row 2: kg = 16000: looks like g for kg: "
        "all lines make 365 kg a year at most",
    ),
    "a duty class that nobody has": (
        lambda f: f.add("duties", "standrd,US,US,2026-01,0.1"),
        "duties.csv row 2: duty_class = standrd: no programme, site or market has it; "
        "the nearest known name is standard",
    ),
    "firm and overdue": (
        lambda f: f.add("obligations", "BETA,US,overdue,yes,5"),
        "obligations.csv row 7: firm = yes: what is overdue cannot be on time; counted as not firm",
    ),
    "an option that opens": (
        lambda f: (
            SOUND["an option with all that it needs"](f),
            f.set("lines", 3, "opens", "2026-01"),
        ),
        "lines.csv row 3: opens = 2026-01: not used: an option opens build_months after its "
        "decision; leave it empty",
    ),
    "too few sites for a second source": (
        lambda f: f.set("steps", 2, "min_sites", "2").set("steps", 2, "min_sites_from", "2026-07"),
        "steps.csv row 2: min_sites = 2: only 1 can be qualified (NORTH); the limit will be broken",
    ),
    "a qualification without a recipe": (
        lambda f: f.drop("recipes", 4),
        "qualifications.csv row 4: site = SOUTH: no recipe of the step stands on a line of this "
        "site; nothing can be made there",
    ),
    "a source of nothing": (
        lambda f: f.set("sources", 3, "key", "GAMMA"),
        "sources.csv row 3: key = GAMMA: no row of obligations has programme=GAMMA here; "
        "known are ALPHA, BETA",
    ),
    "a range of nothing": (
        lambda f: ranges(f, "x,obligations,programme=GAMMA,kg,1,2"),
        "ranges.csv row 2: where = programme=GAMMA: no row of obligations has programme=GAMMA "
        "here; known are ALPHA, BETA",
    ),
}


@pytest.mark.parametrize(("edit", "message"), WARNINGS.values(), ids=list(WARNINGS))
def test_each_oddity_is_warned_of(edit: Edit, message: str, tmp_path: Path) -> None:
    """What may be right but looks like a slip is a warning of the case, and no error."""
    folder = Folder()
    edit(folder)
    warnings = folder.read(tmp_path).warnings
    assert any(line == message for line in warnings), warnings


def test_local_money_is_judged_in_the_reporting_currency(tmp_path: Path) -> None:
    """2431 million won a batch is 1.7 million dollars: no slip; at a dollar a won it would be."""
    folder = Folder().set("sites", 3, "currency", "KRW")
    folder.set("recipes", 4, "cost_local_m_per_batch", "2431")
    folder.add("exchange_rates", "KRW,2026-01,0.0007")
    assert folder.read(tmp_path).warnings == ()
    folder.set("exchange_rates", 2, "rate", "1")
    (line,) = folder.read(tmp_path).warnings
    assert line.startswith("recipes.csv row 4: cost_local_m_per_batch = 2431: looks like a slip")


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
