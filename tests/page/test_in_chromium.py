"""The page of a run as a reader meets it, in Chromium: charts, filters, tips, tables, print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from model.reporting.reading import Run
from tests.page.chromium import View, opened
from tests.page.expected import EXPECTED, Chosen, told
from tests.page.faults import faults

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _unfiltered(wide: View) -> Iterator[None]:
    yield
    if wide.ask("location.hash.includes('=')"):
        wide.show_all()


def test_every_chart_is_drawn_in_silence(wide: View, folder: Path) -> None:
    """Each chart has its picture; the browser logs nothing and asks for the file alone."""
    assert wide.drawn() == dict.fromkeys(EXPECTED, "yes")
    assert wide.complained == []
    assert wide.asked == [(folder / "report.html").as_uri()]
    assert wide.sideways() <= 0


def test_what_is_drawn_is_as_long_as_its_figure(wide: View) -> None:
    """Bars and nodes have lengths in proportion to the numbers behind them, on one scale."""
    for chart, number, side in (
        ("sites", "share", "width"),
        ("flows", "kg", "height"),
        ("obligations", "kg", "height"),
    ):
        marks = [mark for mark in wide.marks(chart, "rect") if mark["row"][number] > 0]
        longest = max(marks, key=lambda mark: mark["row"][number])
        scale = longest["box"][side] / longest["row"][number]
        assert len(marks) > 10
        for mark in marks:
            expected = mark["row"][number] * scale
            assert mark["box"][side] == pytest.approx(expected, abs=1.6), (chart, mark["row"])


def test_costs_are_drawn_by_head_and_year(wide: View, run: Run) -> None:
    """The labels beside the bars are the sums of the ledger, the first row their total."""
    expected = EXPECTED["costs"](Chosen(run.case, run.tables))
    labels = {
        (mark["row"]["head"], str(mark["row"]["year"])): mark["text"]
        for mark in wide.marks("costs", "text")
    }
    for (head, year), amount in expected.items():
        assert float(labels[head, year].replace(",", "")) == pytest.approx(amount, abs=0.5), (
            head,
            year,
        )
    years = {year for _, year in expected}
    for year in years:
        total = sum(amount for (_, other), amount in expected.items() if other == year)
        assert float(labels["total", year].replace(",", "")) == pytest.approx(total, abs=0.5)


def test_each_panel_of_stock_has_its_name_once(wide: View) -> None:
    """The names of the programmes stand above their panels, once each and level in a row."""
    words = """() => [...document.querySelectorAll('figure[data-chart="stock"] svg text')]
        .map((each) => [each.textContent, Math.round(each.getBoundingClientRect().top)])"""
    shown = [(text, top) for text, top in wide.ask(words) if re.fullmatch(r"P\d\d", text)]
    names = [text for text, _ in shown]
    assert names == sorted(set(names))
    assert len(names) > 4
    assert len({top for _, top in shown[:4]}) == 1


def test_a_bar_is_named_where_the_name_has_room(wide: View) -> None:
    """Each bar that is wide enough has its campus within it; the narrow ones have no name."""
    bars = wide.marks("sites", "rect")
    names = wide.marks("sites", "text")

    def key(mark: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(mark["row"][name] for name in ("programme", "step", "year", "site"))

    named = {key(mark): mark for mark in names}
    for bar in bars:
        if key(bar) in named:
            inside = named[key(bar)]
            assert inside["text"] == bar["row"]["site"]
            assert inside["box"]["left"] >= bar["box"]["left"]
            assert inside["box"]["right"] <= bar["box"]["right"]
        else:
            assert bar["box"]["width"] < 60
    assert 10 < len(names) <= len(bars)


def test_fields_of_utilisation_are_darker_the_fuller(wide: View) -> None:
    """The fields say their per cent, and the six classes have six colours in order of light."""
    fields = wide.marks("load", "rect")
    words = [int(mark["text"]) for mark in wide.marks("load", "text")]
    assert words == [round(100 * mark["row"]["used"]) for mark in fields]
    light = {
        mark["row"]["class"]: sum(map(int, re.findall(r"\d+", mark["fill"])))
        for mark in fields
        if mark["row"]["tail"] == "no"
    }
    assert len(light) >= 3
    assert sorted(light, key=lambda cls: -light[cls]) == sorted(light)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("", ""), ("programme", "P02"), ("client", "C04"), ("site", "SGD"), ("year", "2029")],
)
def test_tables_have_the_workbooks_figures(wide: View, run: Run, kind: str, value: str) -> None:
    """Without a filter and under each kind, every chart's table adds up to the workbook's rows."""
    if kind:
        wide.choose(kind, value)
    chosen = Chosen(run.case, run.tables, kind, value)
    copies = wide.copies()
    for chart, figures in EXPECTED.items():
        expected = figures(chosen)
        assert told(chart, copies[chart]) == pytest.approx(expected, rel=1e-9), chart
        # The client's programme has one step, so nothing is sent on: the only chart left empty.
        assert expected or (chart, kind) == ("moves", "client"), chart
        assert wide.drawn()[chart] == ("yes" if expected else "quiet")


def test_the_gantt_has_each_transfer_and_approval(wide: View, run: Run) -> None:
    """Transfers, approvals and validations stand at the months of the sheet Decisions."""
    sheet = run.tables["Decisions"]
    for what in ("transfer", "approval"):
        rows = sheet.loc[sheet["decision"] == what, ["date", "programme", "step", "site"]]
        shown = [
            (row["from"], row["programme"], row["step"], row["site"])
            for row in wide.copies()["gantt"]
            if row["what"] == what
        ]
        assert sorted(shown) == sorted(rows.itertuples(index=False, name=None))
    assert len(wide.marks("gantt", "symbol")) >= (sheet["decision"] == "approval").sum()


@pytest.mark.parametrize(
    ("chart", "kind", "words"),
    [
        ("flows", "rect", r"sent: [\d,.]+ kg"),
        ("sites", "rect", r"good kg begun: [\d,.]+ kg"),
        ("gantt", "symbol", "what: approval"),
        ("load", "rect", r"days used: [\d,.]+ days"),
        ("obligations", "rect", r"due: [\d,.]+ kg"),
        ("late", "symbol", r"late at the end of the period: [\d,.]+ kg"),
        ("stock", "rule", r"safety stock asked for: [\d,.]+ kg"),
        ("costs", "rect", r"cost, discounted: [\d,.]+ USD m"),
    ],
)
def test_the_mouse_calls_what_a_mark_stands_for(
    wide: View, chart: str, kind: str, words: str
) -> None:
    """A tip with names, figures and units; away from the marks it goes."""

    def box() -> dict[str, float]:
        found: dict[str, float] = max(
            (mark["box"] for mark in wide.marks(chart, kind)), key=lambda each: each["width"]
        )
        return found

    wide.ask("(top) => window.scrollBy({ top: top - 450, behavior: 'instant' })", box()["top"])
    place = box()
    wide.page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    wide.until("!document.getElementById('tip').hidden")
    assert re.search(words, wide.tip())
    wide.page.mouse.move(2, 2)
    wide.until("document.getElementById('tip').hidden")


def test_keys_reach_everything(wide: View) -> None:
    """Tab and Space work the filters; arrows step through a chart, told to a screen reader too."""
    page = wide.page
    wide.ask("() => { window.scrollTo(0, 0); document.querySelector('.skip').focus(); }")
    page.locator('.filter[data-filter="site"] summary').focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    wide.settle()
    assert wide.ask("document.activeElement.matches('.filter[data-filter=\"site\"] summary')")
    assert "site=SGD" in wide.ask("location.hash")
    assert {row["site"] for row in wide.copies()["load"]} == {"SGD"}
    page.locator('figure[data-chart="load"] .chart').focus()
    for place in (0, 1):
        page.keyboard.press("ArrowRight")
        row = wide.copies()["load"][place]
        assert f"line: {row['line']}\nsite: SGD\nperiod: {row['period']}\n" in wide.tip()
        assert f"line {row['line']}, site SGD" in wide.ask("spoken.textContent")
    page.keyboard.press("Escape")
    assert wide.tip() == ""


def test_a_view_can_be_sent(wide: View, browser: Any, folder: Path) -> None:
    """The link that is copied opens the page with the same choice and the same tables."""
    wide.choose("client", "C03", "C05")
    wide.choose("year", "2028")
    wide.page.locator("#link").click()
    wide.until("window.caught.length > 0")
    link = wide.ask("window.caught.pop()")
    assert link.startswith((folder / "report.html").as_uri() + "#client=C03,C05&year=2028")
    with opened(browser, folder / "report.html", link.partition("#")[2]) as other:
        assert "clients C03 and C05; year 2028" in other.ask("shown.textContent")
        assert other.copies() == wide.copies()


def test_a_table_is_shown_and_copied_whole(wide: View) -> None:
    """Behind a chart: at most 300 rows are shown, the copy has all, and both say so."""
    behind = wide.page.locator('figure[data-chart="stock"] .behind')
    behind.locator("summary").click()
    wide.until("document.querySelector('figure[data-chart=\"stock\"] table') !== null")
    rows = wide.copies()["stock"]
    assert len(rows) > 300
    assert behind.locator("tbody tr").count() == 300
    assert behind.locator("th").all_inner_texts() == list(rows[0])
    assert behind.locator(".said").inner_text() == (
        f"{len(rows)} rows are copied; paste them into a sheet."
    )
    behind.locator("summary").click()


def test_nobody_is_shut_out(wide: View, narrow: View) -> None:
    """No serious or critical finding of axe-core: wide and light with a table open, or dark."""
    wide.page.locator('figure[data-chart="costs"] .behind summary').click()
    wide.page.locator('.filter[data-filter="programme"] summary').click()
    assert faults(wide) == []
    wide.page.keyboard.press("Escape")
    wide.page.locator('figure[data-chart="costs"] .behind summary').click()
    assert faults(narrow) == []
