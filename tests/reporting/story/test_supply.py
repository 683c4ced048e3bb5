"""Obligations met, where programmes are made, lines that are full, and what rests on estimates."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from model.plan.plan import Plan
from model.reporting.story import tell
from model.reporting.story.estimates import cost_certainty, volume_certainty
from model.reporting.story.supply import supply_of
from tests.reporting.story.variants import Change, in_case, with_table
from tests.reporting.synthetic import small_case, small_plan


def late(plan: Plan, programme: str, period: str, kg: float) -> Plan:
    """The plan with so many kg of a programme late at the end of a period."""
    owed = plan.tables["Obligations"].copy()
    here = (owed["programme"] == programme) & (owed["period"] == period)
    owed.loc[here, "late_kg"] = kg
    return with_table(plan, "Obligations", owed)


def test_all_met_is_said_in_kg_and_client_quarters(plan: Plan) -> None:
    """The example: 360 kg, 80 of them firm, two clients in four quarters."""
    story = tell(plan)
    assert story.obligations == (
        "Of 360.0 kg due, 360.0 kg (100.0%) are delivered in the quarter in which they are due; "
        "all 80.0 firm kg are.",
        "8 of 8 client-quarters are kept: at their end nothing that is owed to the client is late.",
    )
    assert [(f.label, f.value) for f in story.figures[2:4]] == [
        ("On time", "100.0%"), ("Client-quarters kept", "8 of 8"),
    ]  # fmt: skip


@pytest.mark.parametrize(("kg", "kept"), [(0.0, 8), (1e-5, 8), (0.01, 7), (20.0, 7)])
def test_a_client_quarter_is_kept_if_nothing_is_late_at_its_end(
    plan: Plan, kg: float, kept: int
) -> None:
    """Ten grams late break a client's quarter; a hundredth of a gram is solver dust."""
    assert supply_of(late(plan, "BETA", "2026-Q2", kg)).kept == kept


def test_a_client_with_two_programmes_has_one_quarter(plan: Plan) -> None:
    """Both programmes under one client: four client-quarters, each kept only if both are."""
    both = in_case(plan, ("programmes", "programme=BETA", "client", "set", "C1"))
    supply = supply_of(late(both, "BETA", "2026-Q2", 1.0))
    assert (supply.kept, supply.client_periods) == (3, 4)


@pytest.mark.parametrize(("months", "word"), [(1, "month"), (6, "half-year"), (12, "year")])
def test_other_periods_have_their_names(plan: Plan, months: int, word: str) -> None:
    """Where periods are not quarters, obligations are told in what they are."""
    named = in_case(plan, ("settings", "setting=period_months", "value", "set", str(months)))
    story = tell(named)
    assert f"are delivered in the {word} in which they are due" in story.obligations[0]
    assert story.figures[3].label == f"Client-{word}s kept"


def test_what_is_owed_at_the_end_is_said(plan: Plan) -> None:
    """Kg that are late when the horizon ends get a sentence of their own."""
    story = tell(late(plan, "BETA", "2026-Q4", 12.5))
    assert story.obligations[-1] == "At the end of December 2026, 12.5 kg are late."


def test_the_least_on_time_are_named(plan: Plan) -> None:
    """The programmes furthest behind are named, the worst first, their share rounded down."""
    served = plan.tables["Summary"].copy()
    served["on_time_kg"] = [159.0, 100.0]
    served["on_time_share"] = served["on_time_kg"] / served["due_kg"]
    story = tell(with_table(plan, "Summary", served))
    assert "Least on time: BETA (50%) and ALPHA (99%)." in story.obligations


def test_homes_tell_sites_parts_and_years(plan: Plan) -> None:
    """A programme at one site, and one at two, the larger part first."""
    assert tell(plan).homes == (
        "ALPHA: at NORTH; 100% on time",
        "BETA: 80% at SOUTH and 20% at NORTH; 100% on time",
    )


def test_years_are_told_where_a_site_is_not_always_used(plan: Plan) -> None:
    """From a year, to a year, in some years: as the site makes the step."""
    made = plan.tables["Allocation"]
    beta = made[made["programme"] == "BETA"]
    later = beta.assign(year=2027).iloc[[1]]
    story = tell(with_table(plan, "Allocation", pd.concat([made, later])))
    assert story.homes[1].startswith("BETA: 89% at SOUTH and 11% at NORTH to 2026;")


def test_the_picture_has_every_site_and_year(plan: Plan) -> None:
    """Shares by site and year; none in a year in which nothing is made."""
    grid = tell(plan).grid
    assert (grid.sites, grid.years) == (("NORTH", "SOUTH"), (2026,))
    shares = [tuple(row.share(site, [0]) for site in (0, 1)) for row in grid.rows]
    assert shares == [(1.0, 0.0), (0.2, 0.8)]
    assert grid.rows[0].share(0, []) is None
    assert [row.moves for row in grid.rows] == [False, True]


@pytest.mark.parametrize(
    ("utilisation", "free_batches", "full"),
    [(0.95, 4, True), (0.949, 1, False), (0.80, 0, True), (0.0, 9, False)],
)
def test_a_line_is_full_at_its_days_or_for_want_of_a_batch(
    plan: Plan, utilisation: float, free_batches: float, full: bool
) -> None:
    """95% of the days, or no room for one more batch, make a line full."""
    capacity = plan.tables["Capacity"].assign(utilisation=utilisation, free_batches=free_batches)
    story = tell(with_table(plan, "Capacity", capacity))
    assert [line.always for line in story.lines] == [full, full]
    assert story.full == ("Full: N1 always; S1 always." if full else "No line is ever full.")


def test_full_lines_are_told_with_their_quarters(plan: Plan) -> None:
    """Quarters that follow each other are one span; a line that is never full is only counted."""
    capacity = plan.tables["Capacity"].assign(utilisation=0.5, free_batches=5.0)
    full = (capacity["line"] == "N1") & (capacity["period"] != "2026-Q3")
    capacity.loc[full, "utilisation"] = 1.0
    story = tell(with_table(plan, "Capacity", capacity))
    assert story.full == "Full: N1 in 2026-Q1 to 2026-Q2, 2026-Q4; one other line never."


def test_estimates_weigh_what_they_price(plan: Plan) -> None:
    """The example marks recipes alone: production, changeover and validation are estimates."""
    certainty = cost_certainty(plan)
    assert certainty.estimate == pytest.approx(30.5 + 2.0 + 2.0)
    assert certainty.known == 0.0
    assert certainty.whole == pytest.approx(plan.decided_cost_m)
    assert tell(plan).estimates == (
        "Of the decided cost, 83% is priced by estimates, 17% by figures without a source.",
        "Of the 360.0 kg due, 100% are estimates.",
    )
    told = "of decided cost, 17% without source; volumes due: 100% estimates"
    assert [(f.value, f.note) for f in tell(plan).figures[-1:]] == [("83%", told)]


def test_an_exchange_rate_makes_prices_estimates(tmp_path: Path) -> None:
    """What is paid in another currency rests on its rate; what is not, does not."""
    known = "recipes,*,*,published,a list\nlanes,*,*,derived,a tariff\n"
    rate = "exchange_rates,KRW,rate,estimate,a guess\n"
    replace = {"sources": ("recipes,*,kg_per_batch,estimate,a guess\n", known + rate)}
    certainty = cost_certainty(small_plan(small_case(tmp_path, replace=replace)))
    costs = small_plan(small_case(tmp_path)).tables["Costs"]
    paid = costs[(costs["site"] == "BBB") & costs["head"].isin(["production", "changeover"])]
    assert certainty.estimate == pytest.approx(float(paid["discounted_m"].sum()))
    assert certainty.unsaid == 0.0


PUBLISHED: tuple[Change, ...] = (
    ("sources", "table=lanes; key=NORTH; column=cost_m_per_kg", "status", "insert", "published"),
    ("sources", "table=lanes; key=SOUTH; column=cost_m_per_kg", "status", "insert", "derived"),
)


def test_what_a_scenario_sets_is_an_assumption(plan: Plan) -> None:
    """A published price that is changed counts as an estimate."""
    freight = plan.tables["Costs"].query("head == 'freight'").groupby("site")["discounted_m"].sum()
    told = cost_certainty(in_case(plan, *PUBLISHED))
    assert told.known == pytest.approx(freight.sum())
    changed = ("lanes", "origin=NORTH", "cost_m_per_kg", "set", 0.03)
    assumed = cost_certainty(in_case(plan, *PUBLISHED, changed))
    assert assumed.known == pytest.approx(freight["SOUTH"])
    assert assumed.estimate == pytest.approx(told.estimate + freight["NORTH"])


def test_volumes_are_told_apart(plan: Plan) -> None:
    """Kg due by their status: a published contract beside estimates."""
    row = ("sources", "table=obligations; key=ALPHA; column=kg", "status", "insert", "published")
    certainty = volume_certainty(in_case(plan, row))
    assert (certainty.known, certainty.estimate, certainty.unsaid) == (160.0, 200.0, 0.0)


def test_nothing_is_called_all_unless_it_is(plan: Plan) -> None:
    """A share of estimates is rounded up, but 100% is only said of the whole."""
    costs = plan.tables["Costs"].copy()
    costs.loc[costs["head"].isin(["transfer", "freight", "holding"]), "discounted_m"] *= 1e-4
    shown = tell(with_table(plan, "Costs", costs)).figures[-1].value
    assert shown == "99%"
