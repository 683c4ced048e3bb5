"""Comparing two runs: what went in differently, what came out differently, what is certain."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from model.plan.plan import Plan
from model.reporting.book import NUMBER_FORMATS
from model.reporting.comparison import Comparison, compare
from model.reporting.comparison_text import (
    constant_text,
    frames,
    interval_text,
    lines,
    write_comparison,
)
from model.reporting.runs import read_run, write
from tests.reporting.synthetic import small_case, small_plan


def with_rows(plan: Plan, table: str, rows: list[dict[str, Any]]) -> Plan:
    """The plan with other rows in one table; missing columns come from its first."""
    first = plan.tables[table].iloc[0].to_dict()
    frame = pd.DataFrame([{**first, **row} for row in rows])
    return small_plan(plan.case, tables={**plan.tables, table: frame})


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def test_run_change_one_kg_run_compare(tmp_path: Path) -> None:
    """Of two runs, with one kg changed between them, that cell alone is called an input change."""
    first = write(small_plan(small_case(tmp_path)), results=tmp_path / "results")
    changed = small_case(tmp_path, replace={"obligations": ("no,80", "no,81")})
    second = write(small_plan(changed), results=tmp_path / "results")
    comparison = compare(read_run(first), read_run(second))
    assert records(comparison.inputs) == [
        {
            "table": "obligations",
            "key": "programme=P02; market=EU; due=2026; firm=no",
            "column": "kg",
            "a": 80.0,
            "b": 81.0,
            "change": "changed",
        }
    ]
    text = lines(comparison)
    assert "Inputs: 1 difference." in text
    assert "  obligations: programme=P02; market=EU; due=2026; firm=no, kg: 80 -> 81" in text


def test_equal_runs_do_not_differ(tmp_path: Path) -> None:
    """Two runs of the same inputs with the same plan differ in nothing."""
    plan = small_plan(small_case(tmp_path))
    comparison = compare(plan, small_plan(small_case(tmp_path), seconds={"solve": 9.0}))
    for name, frame in frames(comparison).items():
        if name not in ("figures", "costs"):
            assert frame.empty, name
    assert set(comparison.figures["difference"]) == {0.0}
    assert set(comparison.costs["difference_m"]) == {0.0}
    assert comparison.notes == ()


def test_rows_of_one_side_are_named(tmp_path: Path) -> None:
    """A row that only one case has is one difference, with its cells, not one a cell."""
    more = small_case(tmp_path / "b", replace={"lanes": ("BBB,EU", "AAA,EU,0.1,0.003\nBBB,EU")})
    a, b = small_plan(small_case(tmp_path / "a")), small_plan(more)
    there = records(compare(a, b).inputs)
    assert [(row["change"], row["key"]) for row in there] == [
        ("only in B", "origin=AAA; destination=EU")
    ]
    assert there[0]["b"] == "transit_months=0.1; cost_m_per_kg=0.003"
    assert [row["change"] for row in records(compare(b, a).inputs)] == ["only in A"]


def test_a_cell_emptied_is_a_change(tmp_path: Path) -> None:
    """Empty and filled differ, and the text says which was empty."""
    limited = small_case(tmp_path / "b", replace={"sites": ("USD,\n", "USD,2\n")})
    comparison = compare(small_plan(small_case(tmp_path / "a")), small_plan(limited))
    assert "  sites: site=AAA, max_transfers_at_once: (empty) -> 2" in lines(comparison)


def test_decisions_added_dropped_and_shifted(tmp_path: Path) -> None:
    """A decision is the same one when only its date or what it serves first has changed."""
    case = small_case(tmp_path)
    base = {"programme": "P02", "step": "drug substance", "site": "BBB", "line": "", "cost_m": 1.0}
    a = with_rows(
        small_plan(case),
        "Decisions",
        [
            {**base, "decision": "transfer", "date": "2026-01", "serves": "P02, EU, 2026-Q3"},
            {**base, "decision": "approval", "date": "2026-07", "serves": "US"},
            {**base, "decision": "investment", "date": "2026-04", "line": "L2", "serves": ""},
        ],
    )
    b = with_rows(
        small_plan(case),
        "Decisions",
        [
            {**base, "decision": "transfer", "date": "2026-07", "serves": "P02, EU, 2027-Q1"},
            {**base, "decision": "approval", "date": "2026-07", "serves": "EU"},
        ],
    )
    found = {
        (row["change"], row["decision"], row["market"], row["date_a"], row["date_b"])
        for row in records(compare(a, b).decisions)
    }
    assert found == {
        ("shifted", "transfer", "", "2026-01", "2026-07"),
        ("dropped", "approval", "US", "2026-07", ""),
        ("added", "approval", "EU", "", "2026-07"),
        ("dropped", "investment", "", "2026-04", ""),
    }
    text = lines(compare(a, b))
    assert "Decisions: 1 added, 2 dropped, 1 shifted." in text
    shifted = "  shifted: transfer, P02, drug substance, BBB: 2026-01 -> 2026-07 (+6 months)"
    assert shifted in text


def test_a_programme_that_moves_is_named(tmp_path: Path) -> None:
    """Shares by site and year that differ are listed, and homes that differ."""
    a = small_plan(small_case(tmp_path))
    allocation = a.tables["Allocation"].copy()
    mine = (allocation["programme"] == "P01") & (allocation["year"] == 2026)
    allocation.loc[mine, "share"] = [0.25, 0.75]
    summary = a.tables["Summary"].copy()
    summary.loc[0, "home_sites"] = "drug substance: BBB (75 %), AAA (25 %)"
    b = small_plan(a.case, tables={**a.tables, "Allocation": allocation, "Summary": summary})
    comparison = compare(a, b)
    moved = comparison.moved
    assert list(zip(moved["site"], moved["difference"], strict=True)) == [
        ("AAA", -0.75),
        ("BBB", 0.75),
    ]
    assert list(comparison.homes["programme"]) == ["P01"]
    assert "Programmes that moved: 1." in lines(comparison)


def test_obligations_better_and_worse(tmp_path: Path) -> None:
    """Kg late count by the month; a programme and market is better or worse by the sum."""
    a = small_plan(small_case(tmp_path))
    late = a.tables["Obligations"].copy()
    late.loc[(late["programme"] == "P02") & (late["period"] == "2026-Q2"), "late_kg"] = 4.0
    b = small_plan(a.case, tables={**a.tables, "Obligations": late})
    worse = records(compare(a, b).obligations)
    assert [(row["programme"], row["market"], row["verdict"]) for row in worse] == [
        ("P02", "EU", "worse")
    ]
    assert worse[0]["late_b_kg_months"] == pytest.approx(12.0)
    assert [row["verdict"] for row in records(compare(b, a).obligations)] == ["better"]


def interval_of(tmp_path: Path, a: tuple[float, float], b: tuple[float, float]) -> Comparison:
    """The comparison of two plans with these bounds and objectives."""
    case = small_case(tmp_path)
    one = small_plan(case, bound_m=a[0], objective_m=a[1])
    return compare(one, small_plan(case, bound_m=b[0], objective_m=b[1]))


def test_the_interval_is_what_the_bounds_allow(tmp_path: Path) -> None:
    """The difference lies between bound B - plan A and plan B - bound A."""
    open_ = interval_of(tmp_path, (95.0, 100.0), (97.0, 103.0))
    assert open_.interval == (-3.0, 8.0)
    assert interval_text(open_) == (
        "Not certain: the least possible objectives differ by -3.000 to +8.000 USD m (B - A); "
        "the interval holds 0, so the two may cost the same."
    )
    dearer = interval_of(tmp_path, (95.0, 100.0), (110.0, 112.0))
    assert interval_text(dearer).startswith("Certain: ")
    assert interval_text(dearer).endswith("so B is dearer than A.")
    assert "cheaper" in interval_text(interval_of(tmp_path, (95.0, 100.0), (80.0, 90.0)))
    unknown = interval_of(tmp_path, (float("-inf"), 100.0), (80.0, 90.0))
    assert "nothing is proved" in interval_text(unknown)


def test_what_no_plan_could_change_is_told_apart(tmp_path: Path) -> None:
    """A later opening saves fixed cost: the text says how much of the difference is constant."""
    case = small_case(tmp_path)
    a = small_plan(case, bound_m=95.0, objective_m=100.0, constant_m=50.0)
    b = small_plan(case, bound_m=84.0, objective_m=90.0, constant_m=30.0)
    assert constant_text(compare(a, b)) == (
        "Of it -20.000 is constant, which no plan could change; "
        "the decided costs differ by +4.000 to +15.000."
    )
    assert constant_text(compare(a, a)) == ""


def test_costs_by_head_add_up(tmp_path: Path) -> None:
    """The heads' differences sum to the total's."""
    a = small_plan(small_case(tmp_path))
    costs = a.tables["Costs"].copy()
    costs.loc[(costs["head"] == "freight") & (costs["tail"] == "no"), "discounted_m"] += 0.5
    table = compare(a, small_plan(a.case, tables={**a.tables, "Costs": costs})).costs
    by_head = dict(zip(table["head"], table["difference_m"], strict=True))
    assert by_head.pop("total") == pytest.approx(sum(by_head.values())) == pytest.approx(4.0)
    assert {head for head, value in by_head.items() if value} == {"freight"}


def test_what_cannot_be_compared_is_noted(tmp_path: Path) -> None:
    """Another tail, another objective or a broken limit is said before any figure."""
    own = small_case(
        tmp_path / "b", replace={"settings": ("tail_months,6\n", "tail_months,6\nobjective,own\n")}
    )
    a = small_plan(small_case(tmp_path / "a"))
    notes = compare(a, small_plan(own, status="broken_limits")).notes
    assert notes[0] == "whose cost is minimised differs: network in A, own in B"
    assert "B has status broken_limits" in notes[1]


def test_the_comparison_workbook_has_every_table(tmp_path: Path) -> None:
    """Each table of the comparison is a sheet, after an overview in words and the charts."""
    a = small_plan(small_case(tmp_path / "a"))
    comparison = compare(a, small_plan(small_case(tmp_path / "b", "more")))
    write_comparison(comparison, tmp_path / "compare.xlsx")
    book = openpyxl.load_workbook(tmp_path / "compare.xlsx")
    assert book.sheetnames == [
        "Overview", "Charts", "Inputs", "Figures", "Costs", "Homes", "Moved", "Decisions",
        "Obligations",
    ]  # fmt: skip
    assert book["Inputs"]["D2"].value == 80
    assert [cell.value for cell in book["Costs"][1]][1] == "a_m [USD m]"


def test_the_comparison_workbook_shows_each_number_in_its_unit(tmp_path: Path) -> None:
    """Money names its currency, shares are per cent, inputs stand as written, homes are not cut."""
    a = small_plan(small_case(tmp_path / "a"))
    found = compare(a, small_plan(small_case(tmp_path / "b", "more")))
    decision = dict.fromkeys(found.decisions.columns, "") | {
        "change": "shifted", "date_a": "2026-01", "date_b": "2026-07", "months": 6,
        "cost_a_m": 1.0, "cost_b_m": 1.0,
    }  # fmt: skip
    moved = {"programme": "P01", "step": "s", "site": "AAA", "year": 2026, "kg_a": 2.0, "kg_b": 5.0}
    comparison = dataclasses.replace(
        found,
        homes=pd.DataFrame([("P01", "AAA", "BBB")], columns=["programme", "home_a", "home_b"]),
        moved=pd.DataFrame([{**moved, "share_a": 0.2, "share_b": 0.5, "difference": 0.3}]),
        decisions=pd.DataFrame([decision], columns=found.decisions.columns),
    )
    write_comparison(comparison, tmp_path / "compare.xlsx")
    book = openpyxl.load_workbook(tmp_path / "compare.xlsx")
    formats = {
        str(row[0].value): (row[1].value, row[2].number_format)
        for row in book["Figures"].iter_rows(min_row=2)
    }
    assert formats["objective_m"] == ("USD m", NUMBER_FORMATS["m"])
    assert formats["gap"] == ("share", NUMBER_FORMATS["share"])
    assert formats["due_kg"] == ("kg", NUMBER_FORMATS["kg"])
    for sheet, header, shown in (
        ("Inputs", "a", "General"),
        ("Moved", "difference", NUMBER_FORMATS["share"]),
        ("Decisions", "months", "+0;-0;0"),
    ):
        place = [cell.value for cell in book[sheet][1]].index(header)
        cells = [row[place] for row in book[sheet].iter_rows(min_row=2)]
        assert {cell.number_format for cell in cells} == {shown}, sheet
    assert all(cell.alignment.wrap_text for row in book["Homes"]["B2:C2"] for cell in row)
