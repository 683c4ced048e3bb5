"""Native charts: over the cells that they name, without what is nothing; two runs compared."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from model.plan.plan import Plan
from model.reporting.book import Book
from model.reporting.charts import cost_by_year, kg_by_site
from model.reporting.comparison import compare
from model.reporting.comparison_charts import (
    costs,
    differences,
    moved,
    write_comparison_charts,
)
from model.reporting.comparison_text import write_comparison
from model.reporting.palette import COLOURS, DAY_COLOURS, HEAD_COLOURS
from model.reporting.workbook import workbook_bytes
from tests.reporting.synthetic import small_case, small_plan


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """The synthetic plan."""
    return small_plan(small_case(tmp_path))


def charts(workbook: bytes) -> list[str]:
    """The charts of a workbook as XML."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        return [archive.read(name).decode() for name in sorted(names)]


def title(chart: str) -> str:
    """The title of a chart."""
    found = re.search(r"<a:t>(.*?)</a:t>", chart)
    assert found is not None
    return found[1]


def ranges(chart: str, part: str = "val") -> list[str]:
    """The cells over which a chart is drawn: its values, or another part."""
    return re.findall(rf"<c:{part}><c:\w+Ref><c:f>(.*?)</c:f>", chart)


def with_idle_line(plan: Plan) -> Plan:
    """The plan with L2 never open."""
    capacity = plan.tables["Capacity"].copy()
    idle = capacity["line"] == "L2"
    capacity.loc[idle, ["days", "production_days", "changeover_days", "free_days"]] = 0.0
    return small_plan(plan.case, tables={**plan.tables, "Capacity": capacity})


def test_each_open_line_has_a_chart_over_its_own_rows(plan: Plan) -> None:
    """A line's days are drawn from its rows of Capacity; a line without days has no chart."""
    assert [title(chart) for chart in charts(workbook_bytes(plan))[:2]] == ["L1", "L2"]
    first = charts(workbook_bytes(plan))[0]
    assert ranges(first) == [f"Capacity!${c}$2:${c}$7" for c in "DEFG"]
    assert ranges(first, "cat") == ["Capacity!$B$2:$B$7"] * 4
    drawn = charts(workbook_bytes(with_idle_line(plan)))
    assert (title(drawn[0]), len(drawn)) == ("L1", 3)


def test_the_tail_is_pale(plan: Plan) -> None:
    """Of each series the points of the two tail periods have another fill."""
    first = charts(workbook_bytes(plan))[0]
    assert re.findall(r'<c:dPt><c:idx val="(\d)"/>', first) == ["4", "5"] * 4


def test_costs_are_drawn_by_head_without_what_is_nothing(plan: Plan) -> None:
    """A head that costs nothing has no series; all heads stand in the figures; the sum is told."""
    chart = next(c for c in charts(workbook_bytes(plan)) if title(c).startswith("Cost by head"))
    names = re.findall(r"<c:ser>.*?<c:v>(.*?)</c:v>", chart)
    assert names == ["fixed", "production", "changeover", "freight", "total"]
    assert all(cells.startswith("Charts!$") for cells in ranges(chart))
    table = cost_by_year(plan.tables["Costs"])
    assert table.to_numpy().sum() == pytest.approx(plan.total_cost_m)
    assert list(table.columns) == list(HEAD_COLOURS)


def test_heads_are_called_by_words(plan: Plan, tmp_path: Path) -> None:
    """No name of a column stands in the chart's legend, nor in those of a comparison."""
    costs = plan.tables["Costs"]
    late = costs.assign(head=costs["head"].replace("freight", "stock_shortfall"))
    other = dataclasses.replace(plan, tables={**plan.tables, "Costs": late})
    write_comparison(compare(plan, other), tmp_path / "both.xlsx")
    for drawn in (workbook_bytes(other), (tmp_path / "both.xlsx").read_bytes()):
        texts = [text for chart in charts(drawn) for text in re.findall("<c:v>(.*?)</c:v>", chart)]
        assert "safety stock missing" in texts
        assert not [text for text in texts if "_" in text]


def test_kg_are_drawn_by_site(plan: Plan) -> None:
    """One series a site, tail left out."""
    chart = next(c for c in charts(workbook_bytes(plan)) if title(c).startswith("Kg released"))
    assert re.findall(r"<c:ser>.*?<c:v>(.*?)</c:v>", chart) == ["AAA", "BBB", "total"]
    assert kg_by_site(plan.tables["Allocation"]).to_numpy().tolist() == [[80.0, 80.0]]


def test_every_head_and_use_of_days_has_its_colour() -> None:
    """Colours are told apart within each set."""
    for colours in (COLOURS, tuple(HEAD_COLOURS.values()), tuple(DAY_COLOURS.values())):
        assert len(set(colours)) == len(colours)
        assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in colours)


def dearer(plan: Plan) -> Plan:
    """The plan with more freight, less changeover, and P01 made at BBB."""
    ledger, made = plan.tables["Costs"].copy(), plan.tables["Allocation"].copy()
    horizon = ledger["tail"] == "no"
    ledger.loc[horizon & (ledger["head"] == "freight"), "discounted_m"] += 0.5
    ledger.loc[horizon & (ledger["head"] == "changeover"), "discounted_m"] = 0.0
    mine = (made["programme"] == "P01") & (made["year"] == 2026)
    made.loc[mine, ["kg_released", "share"]] = made.loc[mine, ["kg_released", "share"]].to_numpy()[
        ::-1
    ]
    return small_plan(plan.case, tables={**plan.tables, "Costs": ledger, "Allocation": made})


def test_a_comparison_draws_both_costs_and_what_moved(plan: Plan, tmp_path: Path) -> None:
    """Heads of A and B side by side, the differences, and the kg that changed their site."""
    comparison = compare(plan, dearer(plan))
    assert list(costs(comparison).index) == ["fixed", "production", "changeover", "freight"]
    change = differences(comparison)
    assert list(change.index) == ["freight", "changeover"]
    assert (change["B is dearer"] * change["B is cheaper"] == 0).all()
    assert change.to_numpy().sum() == pytest.approx(
        comparison.costs.set_index("head")["difference_m"]["total"]
    )
    assert moved(comparison).loc["P01"].to_dict() == {"AAA": -80.0, "BBB": 80.0}
    write_comparison(comparison, tmp_path / "both.xlsx")
    drawn = charts((tmp_path / "both.xlsx").read_bytes())
    assert len(drawn) == 3
    assert all(cells.startswith("Charts!$") for chart in drawn for cells in ranges(chart))


def test_what_does_not_differ_is_said_and_not_drawn(plan: Plan) -> None:
    """Two runs of one plan: costs are drawn, differences and moves are not."""
    book = Book()
    write_comparison_charts(book, compare(plan, plan))
    content = book.finish()
    assert len(charts(content)) == 1
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = archive.read("xl/sharedStrings.xml").decode()
    assert "What moved: kg released, B less A, by site: nothing." in texts


def test_only_the_most_moved_are_drawn(plan: Plan) -> None:
    """Of many programmes that moved, fifteen are drawn, the largest first."""
    rows = [
        (f"Q{n:02d}", "x", site, 2026, 0.0, 1.0, 1.0, 0.0, float(sign * n))
        for n in range(1, 31)
        for site, sign in (("AAA", 1), ("BBB", -1))
    ]
    base = compare(plan, plan)
    frame = pd.DataFrame(rows, columns=base.moved.columns)
    drawn = moved(type(base)(**{**base.__dict__, "moved": frame}))
    assert list(drawn.index) == [f"Q{n:02d}" for n in range(30, 15, -1)]
