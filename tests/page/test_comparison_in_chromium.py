"""The page of a comparison as a reader meets it, in Chromium."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from model import read_case
from model.reporting.comparison import Comparison, compare
from model.reporting.page.comparison_page import comparison_page
from model.reporting.reading import Run, as_run
from tests.house import PROJECT
from tests.page.chromium import View, opened
from tests.page.eventful import eventful
from tests.page.faults import faults

pytestmark = pytest.mark.slow

CHARTS = ("compare-inputs", "compare-costs", "compare-moves", "compare-decisions", "compare-late")


@pytest.fixture(scope="module")
def runs() -> tuple[Run, Run]:
    """A plan of the base case, and one of a scenario that costs more, is later, and moves."""
    one = eventful(read_case(PROJECT / "inputs" / "base"))
    other = eventful(read_case(PROJECT / "inputs" / "base", "songdo-late"))
    costs, owed, made, decided = (
        other.tables[name] for name in ("Costs", "Obligations", "Allocation", "Decisions")
    )
    differing = {
        "Costs": costs.assign(discounted_m=costs["discounted_m"] * 1.25),
        "Obligations": owed.assign(late_kg=owed["late_kg"] * 2),
        "Allocation": made.assign(share=made["share"].where(made["share"] == 1, 0.5)),
        "Decisions": decided.iloc[3:],
    }
    other = dataclasses.replace(other, tables={**other.tables, **differing})
    return as_run(one), as_run(other)


@pytest.fixture(scope="module")
def comparison(runs: tuple[Run, Run]) -> Comparison:
    """What differs between them."""
    return compare(*runs)


@pytest.fixture(scope="module")
def view(
    browser: Any,
    runs: tuple[Run, Run],
    comparison: Comparison,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[View]:
    """The page of the comparison."""
    path = tmp_path_factory.mktemp("comparison") / "comparison.html"
    path.write_bytes(comparison_page(comparison, *runs))
    with opened(browser, path) as view:
        yield view


def test_the_charts_are_drawn_in_silence(view: View) -> None:
    """All have a picture, the inputs a table; nothing is logged, and nobody is shut out."""
    drawn = view.drawn()
    assert drawn.pop("compare-inputs") == "quiet"
    assert drawn == dict.fromkeys(CHARTS[1:], "yes")
    assert view.complained == []
    assert len(view.asked) == 1
    assert view.sideways() <= 0
    assert faults(view) == []


def test_costs_stand_side_by_side(view: View, runs: tuple[Run, Run]) -> None:
    """For each head and the total: what A costs, what B costs, and two bars in proportion."""
    sums = []
    for run in runs:
        costs = run.tables["Costs"]
        of_horizon = costs.loc[costs["tail"] == "no"]
        sums.append(of_horizon.groupby("head")["discounted_m"].sum().to_dict())
    rows = view.copies()["compare-costs"]
    assert {row["head"] for row in rows} == {"total", *sums[0]}
    for row in rows:
        for letter, of_run in zip("AB", sums, strict=True):
            expected = sum(of_run.values()) if row["head"] == "total" else of_run[row["head"]]
            cell = float(row[f"{letter}, discounted [USD m]"])
            assert cell == pytest.approx(expected, rel=1e-9)
    bars = view.marks("compare-costs", "rect")
    longest = max(bars, key=lambda bar: bar["row"]["value"])
    for bar in bars:
        expected = bar["row"]["value"] * longest["box"]["width"] / longest["row"]["value"]
        assert bar["box"]["width"] == pytest.approx(expected, abs=1.6)


def test_what_differs_is_told(view: View, comparison: Comparison) -> None:
    """Inputs, moves and decisions: as many rows as differ, the inputs in an open table."""
    copies = view.copies()
    assert len(copies["compare-inputs"]) == len(comparison.inputs) > 0
    moved = comparison.moved.loc[comparison.moved["year"] <= 2030]  # the tail is not compared
    assert len(copies["compare-moves"]) == len(moved) > 0
    assert len(copies["compare-decisions"]) == len(comparison.decisions) > 0
    shown = view.page.locator('figure[data-chart="compare-inputs"] tbody tr')
    assert shown.count() == len(comparison.inputs)
    assert shown.first.is_visible()


def test_filters_narrow_all_of_it(view: View) -> None:
    """A programme chosen: every chart is of it alone, and the costs are its own."""
    before = view.copies()
    programme = before["compare-decisions"][0]["programme"]
    view.choose("programme", programme)
    after = view.copies()
    for chart in ("compare-moves", "compare-decisions", "compare-late"):
        own = [row for row in before[chart] if row["programme"] == programme]
        assert {row["programme"] for row in after[chart]} == {programme}
        assert len(after[chart]) >= len(own) > 0
    total, less = (
        next(float(row["A, discounted [USD m]"]) for row in found["compare-costs"])
        for found in (before, after)
    )
    assert 0 < less < total
    view.show_all()
    assert view.copies() == before
