"""Shares, commitments, rates, scenarios and notes that do not fit: each has its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.case.folders import Edit, Folder, committed, distributed, ranges, shares

ERRORS: dict[str, tuple[Edit, str]] = {
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
    "commitment inside a period": (
        lambda f: committed(f, "transfer,BETA,drug substance,SOUTH,,2025-11,2025-12,yes,"),
        "commitments.csv row 2: first_month = 2025-11: no 3-month period begins in this window, "
        "so it cannot happen; write 2025-10",
    ),
    "commitment after the plan": (
        lambda f: committed(f, "transfer,BETA,drug substance,SOUTH,,2029-01,,yes,"),
        "commitments.csv row 2: first_month = 2029-01: no period of the plan begins in this "
        "window, so it cannot happen; write months from 2026-01 to 2026-12",
    ),
    "commitment before the plan": (
        lambda f: committed(f, "allocation,BETA,,,,2025-01,2025-12,yes,"),
        "commitments.csv row 2: last_month = 2025-12: no period of the plan begins in this "
        "window, so it cannot happen; write months from 2026-01 to 2026-12",
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
        "scenarios.csv row 2: probability = 0.9: the probabilities given sum to 0.9; "
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


@pytest.mark.parametrize(("edit", "message"), ERRORS.values(), ids=list(ERRORS))
def test_each_limit_names_what_does_not_fit(edit: Edit, message: str, tmp_path: Path) -> None:
    """One thing in the example is made wrong; the line about it names place, fault and remedy."""
    folder = Folder()
    edit(folder)
    problems = folder.problems(tmp_path)
    assert any(line.startswith(message) for line in problems), problems
