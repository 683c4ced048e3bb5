"""The page of a comparison, as a file: its data and its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from model import write
from model.plan.columns import HEADS
from model.reporting.comparison import Comparison, compare
from model.reporting.comparison_text import interval_text
from model.reporting.page import comparison_page as pages
from model.reporting.page import plan_page
from model.reporting.page.comparison_page import comparison_page
from model.reporting.reading import Run, as_run
from tests.command_line import Terminal
from tests.page.reading import data_of, rows_of, text_of
from tests.reporting.synthetic import no_plan, small_case, small_plan


@pytest.fixture(autouse=True)
def _light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages without the library, which takes a second to be bundled."""
    for module in (pages, plan_page):
        monkeypatch.setattr(module, "library", lambda: "")


def two_runs(folder: Path) -> tuple[Run, Run, Comparison]:
    """A run, the run of a scenario whose production is dearer, and what differs."""
    first = small_plan(small_case(folder))
    second = small_plan(small_case(folder, "more"))
    costs = second.tables["Costs"]
    dearer = costs["discounted_m"].where(costs["head"] != "production", costs["discounted_m"] * 1.5)
    tables = {**second.tables, "Costs": costs.assign(discounted_m=dearer)}
    one, two = as_run(first), as_run(small_plan(second.case, tables=tables))
    return one, two, compare(one, two)


def test_costs_by_head_are_those_of_both_runs(tmp_path: Path) -> None:
    """The ledgers in the page add up, head by head, to those of the two runs."""
    one, two, comparison = two_runs(tmp_path)
    tables = data_of(comparison_page(comparison, one, two))["tables"]
    production = []
    for letter, run in (("a", one), ("b", two)):
        sums = dict.fromkeys(HEADS, 0.0)
        for row in rows_of(tables[f"Costs_{letter}"]):
            sums[row["head"]] += row["discounted_m"]
        costs = run.tables["Costs"]
        held = costs[costs["tail"] == "no"].groupby("head")["discounted_m"].sum()
        assert sums == pytest.approx({head: float(held.get(head, 0.0)) for head in HEADS})
        production.append(sums["production"])
    assert production[1] == pytest.approx(1.5 * production[0])


def test_the_inputs_that_differ_stand_in_the_page(tmp_path: Path) -> None:
    """Each differing input with both values, as text."""
    one, two, comparison = two_runs(tmp_path)
    rows = rows_of(data_of(comparison_page(comparison, one, two))["tables"]["Inputs"])
    changed = [row for row in rows if row["table"] == "obligations"]
    assert [(row["column"], row["a"], row["b"]) for row in changed] == [("kg", "80", "100")]
    assert "programme=P01" in changed[0]["key"]


def test_the_page_leads_with_what_is_proven(tmp_path: Path) -> None:
    """The difference of the two plans is never told before the interval that is proven."""
    one, two, comparison = two_runs(tmp_path)
    words = text_of(comparison_page(comparison, one, two))
    assert words.index(interval_text(comparison)) < words.index("as planned")


def test_notes_on_what_is_hard_to_compare_come_first(tmp_path: Path) -> None:
    """A run without a plan: the page says so first, and claims no difference."""
    one, two = as_run(small_plan(small_case(tmp_path))), as_run(no_plan(small_case(tmp_path)))
    words = text_of(comparison_page(compare(one, two), one, two))
    assert "B has status no_plan" in words
    assert words.index("Before they are compared") < words.index("nothing is proved")
    assert "B less A not known" in words
    assert "none in B" in words


def test_equal_comparisons_give_equal_pages(tmp_path: Path) -> None:
    """Nothing in the page varies from one writing to the next."""
    one, two, comparison = two_runs(tmp_path)
    assert comparison_page(comparison, one, two) == comparison_page(comparison, one, two)


@pytest.mark.parametrize(
    ("out", "names"),
    [
        ((), ("comparison.xlsx", "comparison.html")),
        (("--out", "board.xlsx"), ("board.xlsx", "board.html")),
        (("--out", "board.html"), ("board.xlsx", "board.html")),
    ],
)
def test_compare_leaves_a_page_beside_its_workbook(
    terminal: Terminal, tmp_path: Path, out: tuple[str, ...], names: tuple[str, str]
) -> None:
    """Whatever name is given, workbook and page stand side by side under it."""
    plan = small_plan(small_case(tmp_path))
    a, b = (write(plan, results=tmp_path / "results") for _ in range(2))
    said = terminal("compare", a, b, *out)
    assert said.code == 0
    place = tmp_path if out else b
    assert all((place / name).is_file() for name in names)
    assert f"Page: {names[1] if out else b / names[1]}" in said.out
    assert (place / names[0]).read_bytes()[:2] == b"PK"


def test_the_title_names_the_cases(tmp_path: Path) -> None:
    """Cases and scenarios, not the folders of the runs; of one case it says that it is one."""
    one, two, comparison = two_runs(tmp_path)
    for a, b, title in ((one, two, "base + more against base"), (one, one, "Two plans of base")):
        page = comparison_page(comparison, a, b).decode()
        assert f"<title>{title}</title>" in page
        assert f"<h1>{title}</h1>" in page
