"""The page of a run, as a file: its data, its words, and what it never holds."""

from __future__ import annotations

import dataclasses
import datetime
import math
import re
from pathlib import Path

import pandas as pd
import pytest

from model import Plan, read_case, solve
from model.plan.columns import RESULT_TABLES
from model.plan.plan import BrokenLimit
from model.reporting.arrange import arranged
from model.reporting.page import markup, plan_page
from model.reporting.page.library import library
from model.reporting.page.packing import number, script_json, without_zeros
from model.reporting.page.plan_page import FILES, page_bytes
from model.reporting.page.sections import COMPARISON, PLAN
from tests.case.folders import EXAMPLE
from tests.page.reading import data_of, rows_of, text_of
from tests.reporting.synthetic import no_plan, small_case, small_plan


@pytest.fixture(autouse=True)
def _light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages without the library, which takes a second to be bundled."""
    monkeypatch.setattr(plan_page, "library", lambda: "")


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The plan of the example, solved once."""
    return solve(read_case(EXAMPLE), gap=0)


def test_the_page_carries_the_tables_of_the_plan(plan: Plan) -> None:
    """Every row of a table that is not all zeros stands in the page, once, with its figures."""
    tables = arranged(plan.tables, plan.case.tables["steps"])
    packed = data_of(page_bytes(plan))["tables"]
    assert set(packed) == set(RESULT_TABLES) - {"Summary"}
    carried = 0
    for name, table in packed.items():
        drawn = plan_page.DRAWN[name]
        theirs = [
            {column["name"]: row[column["name"]] for column in table["columns"]}
            for row in tables[name].to_dict("records")
            if drawn is None or any(row[measure] != 0 for measure in drawn)
        ]
        rows = rows_of(table)
        assert len(rows) == len(theirs)
        carried += len(rows)
        for row, expected in zip(rows, theirs, strict=True):
            assert all(_same(row[column], expected[column]) for column in expected), (name, row)
    assert carried > 60


def _same(shown: object, held: object) -> bool:
    """Texts are equal; numbers agree to eleven digits; no number is none."""
    if isinstance(held, float) and math.isnan(held):
        return shown is None
    if isinstance(held, (int, float)) and isinstance(shown, (int, float)):
        return math.isclose(shown, held, rel_tol=1e-11)
    return shown == held


def test_equal_plans_give_equal_pages(plan: Plan) -> None:
    """What varies between equal runs is the date in the last lines alone; seconds stand nowhere."""
    slower = dataclasses.replace(plan, seconds={"solve": 99.0}, peak_memory_mb=1.0)
    assert page_bytes(plan) == page_bytes(slower)
    when = datetime.datetime(2026, 3, 4, 5, 6)
    dated = page_bytes(plan, when).decode()
    date = "<dt>Written</dt><dd>2026-03-04 05:06</dd>"
    assert dated.replace(date, "") == page_bytes(plan).decode()


def test_nothing_is_fetched(plan: Plan) -> None:
    """The page names no address, and its own policy forbids all of them."""
    page = page_bytes(plan).decode()
    assert re.findall(r"https?://|src=|@import|url\(", page) == []
    assert "default-src 'none'" in page


def test_the_library_comes_with_the_package(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one script in a scope of its own; with it the page is far below what is allowed."""
    script = library()
    assert script.startswith("(() => {")
    assert "</script" not in script
    assert "window.vegaEmbed" in script
    monkeypatch.setattr(plan_page, "library", lambda: script)
    page = page_bytes(plan)
    assert script.encode() in page
    assert len(page) < 2_000_000


def test_each_chart_has_a_place_and_a_script() -> None:
    """What the parts name is what the scripts declare, and nothing else."""
    for sections, files in ((PLAN, FILES), (COMPARISON, ("compare",))):
        script = markup.script(files)
        declared = re.findall(r'^chart\("([\w-]+)"', script, re.MULTILINE)
        wanted = [chart.name for section in sections for chart in section.charts]
        assert sorted(declared) == sorted(wanted)
    assert {path.stem for path in (markup.ASSETS / "charts").iterdir()} == {*FILES, "compare"}


def test_the_words_are_those_of_the_story(plan: Plan) -> None:
    """The page says before any chart what the terminal and the Board say."""
    words = text_of(page_bytes(plan))
    assert "This plan keeps every limit." in words
    assert "Total cost USD 49.7 m" in words
    assert "January 2026 Start the transfer of BETA drug substance to SOUTH" in words


def test_broken_limits_lead(tmp_path: Path) -> None:
    """Where limits are broken, they come before anything that the plan does well."""
    limit = BrokenLimit("second source", "programme=P01", 12.5, "2026-Q1", "one site only")
    plan = small_plan(small_case(tmp_path), status="broken_limits", broken=(limit,))
    words = text_of(page_bytes(plan))
    assert "12.5 kg" in words
    assert words.index("Limits that are not kept") < words.index("Total cost")


def test_without_a_plan_the_page_says_why(tmp_path: Path) -> None:
    """No plan: the reason, the limit that stands in the way, and no empty charts."""
    page = page_bytes(no_plan(small_case(tmp_path)))
    words = text_of(page)
    assert "No plan: what is never relaxed cannot all hold." in words
    assert "second source" in words
    assert "<figure" not in page.decode()


def test_the_value_of_a_day_is_drawn(tmp_path: Path) -> None:
    """The chart of what a line day is worth draws Capacity's column of it, in its unit."""
    plan = small_plan(small_case(tmp_path))
    tables = {**plan.tables, "Capacity": plan.tables["Capacity"].assign(day_worth_m=0.25)}
    page = page_bytes(dataclasses.replace(plan, tables=tables))
    assert b'data-chart="dayvalue"' in page
    packed = data_of(page)["tables"]["Capacity"]
    (worth, *_) = (each for each in packed["columns"] if each["unit"].startswith("USD m"))
    assert (worth["name"], worth["unit"]) == ("day_worth_m", "USD m per day")
    assert {row["day_worth_m"] for row in rows_of(packed)} == {0.25}


def test_names_are_text_wherever_they_stand(tmp_path: Path) -> None:
    """A name with markup in it is shown as it is, in the text and in the data."""
    name = "</script><b>C01"
    case = small_case(tmp_path, replace={"programmes": ("P01,C01", f"P01,{name}")})
    page = page_bytes(small_plan(case)).decode()
    assert name not in page
    assert data_of(page.encode())["filters"]["client"] == [name, "C02"]
    assert "&lt;/script&gt;&lt;b&gt;C01" in page


def test_the_filters_offer_what_the_plan_has(tmp_path: Path) -> None:
    """Programmes, clients, sites and the years of the horizon; the tail is no choice."""
    data = data_of(page_bytes(small_plan(small_case(tmp_path))))
    assert data["filters"] == {
        "programme": ["P01", "P02"],
        "client": ["C01", "C02"],
        "site": ["AAA", "BBB"],
        "year": ["2026"],
    }
    tail = [period["label"] for period in data["network"]["periods"] if period["tail"]]
    assert tail == ["2027-Q1", "2027-Q2"]


def test_numbers_are_written_short() -> None:
    """Twelve digits, whole numbers as such, nothing where there is no number."""
    assert [number(x) for x in (0.1 + 0.2, 4.0, float("nan"), 1e300)] == [0.3, 4, None, 1e300]


def test_rows_of_zeros_are_left_out() -> None:
    """A row stays where any of its measures is not 0."""
    frame = pd.DataFrame({"kg": [0.0, 0.0, 2.0], "late": [0.0, 1.0, 0.0]})
    assert without_zeros(frame, ["kg", "late"]).index.tolist() == [1, 2]


def test_data_never_ends_its_element() -> None:
    """Whatever the names, no markup and no line separator gets out of the data."""
    text = script_json({"name": "</script>\u2028<!--"})
    assert text == '{"name":"\\u003c/script>\\u2028\\u003c!--"}'
