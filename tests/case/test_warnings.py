"""What just fits is read without a word, and what looks like a slip is warned of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.case.folders import Edit, Folder, committed, distributed, ranges, shares

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
    "a window into the plan": lambda f: committed(
        f, "transfer,BETA,drug substance,SOUTH,,2025-11,2026-01,yes,us"
    ),
    "a veto that is over": lambda f: committed(f, "allocation,,,SOUTH,,2025-01,2025-12,no,us"),
    "a window of a period": lambda f: shares(
        f, "BETA,drug substance,NORTH,2026-04,2026-04,0.4,0.4"
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
        "steps.csv row 2: min_sites = 2: only 1 can be qualified (NORTH); "
        "the limit will be broken while kg are due",
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
    "a veto inside a period": (
        lambda f: committed(f, "allocation,,,SOUTH,,2026-02,2026-03,no,us"),
        "commitments.csv row 2: first_month = 2026-02: no 3-month period begins in this window, "
        "so nothing is vetoed; write 2026-01",
    ),
    "a share inside a period": (
        lambda f: shares(f, "BETA,drug substance,NORTH,2026-05,2026-05,0.4,0.4"),
        "site_shares.csv row 2: first_month = 2026-05: no 3-month period begins in this window, "
        "so the share asks for nothing; write 2026-04",
    ),
    "a scenario with the name of a device": (
        lambda f: f.set("scenarios", 2, "scenario", "con").set("changes", 2, "scenario", "con"),
        "scenarios.csv row 2: scenario = con: Windows keeps this name for a device; "
        "give the scenario another",
    ),
    "a scenario with the name of a device and an ending": (
        lambda f: f.set("scenarios", 2, "scenario", "NUL.x").set("changes", 2, "scenario", "NUL.x"),
        "scenarios.csv row 2: scenario = NUL.x: Windows keeps this name for a device; "
        "give the scenario another",
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
