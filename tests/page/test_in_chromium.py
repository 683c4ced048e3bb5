"""The page of a run as a reader meets it, in Chromium: charts, filters, tips, tables, print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from model import Plan, read_case, write
from model.reporting.reading import Run, read_run
from tests.house import PROJECT
from tests.page.chromium import View, opened
from tests.page.eventful import eventful
from tests.page.expected import EXPECTED, Chosen, told
from tests.page.faults import faults

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def plan() -> Plan:
    """A plan of the base case with something to see in every chart."""
    return eventful(read_case(PROJECT / "inputs" / "base"))


@pytest.fixture(scope="module")
def folder(browser: Any, plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the run: page and workbook. Not written where there is no browser."""
    return write(plan, out=tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    """The run as its workbook has it."""
    return read_run(folder)


@pytest.fixture(scope="module")
def wide(browser: Any, folder: Path) -> Iterator[View]:
    """The page in a wide light window; each test leaves it without filters."""
    with opened(browser, folder / "report.html") as view:
        yield view


@pytest.fixture(scope="module")
def narrow(browser: Any, folder: Path) -> Iterator[View]:
    """The page in a narrow dark window."""
    with opened(browser, folder / "report.html", width=390, scheme="dark") as view:
        yield view


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


def test_a_narrow_window_shows_all(narrow: View) -> None:
    """On a telephone nothing is wider than the window; wide charts scroll, and say that they do."""
    assert narrow.drawn() == dict.fromkeys(EXPECTED, "yes")
    assert narrow.sideways() <= 0
    assert narrow.complained == []
    assert narrow.ask(
        "() => [...document.querySelectorAll('figure')].every((figure) => { const hold ="
        " figure.querySelector('.hold'); return (hold.scrollWidth > hold.clientWidth + 4) ==="
        " (getComputedStyle(figure.querySelector('.sideways')).display === 'block'); })"
    )


def test_light_and_dark(narrow: View) -> None:
    """The page takes the computer's look, and the reader's if he chooses one; charts follow."""
    look = """() => [document.documentElement, document.querySelector(
        'figure[data-chart="sites"] g.mark-rect.role-mark > *')].map((each, index) =>
        getComputedStyle(each)[index ? 'fill' : 'backgroundColor'])"""
    dark = narrow.ask(look)
    narrow.page.locator("#look").select_option("light")
    light = narrow.ask(look)
    narrow.page.locator("#look").select_option("light dark")
    assert narrow.ask(look) == dark
    assert light[0] == "rgb(246, 247, 249)"
    assert dark[0] == "rgb(20, 24, 29)"
    assert light[1] != dark[1]


def test_print_is_for_paper(narrow: View) -> None:
    """Printed from a dark window: white, without what is clicked, no chart beyond the sheet."""
    page = narrow.page
    page.set_viewport_size({"width": 1032, "height": 720})  # A4 across, less its margins
    narrow.ask("new Promise((go) => setTimeout(go, 300))")
    narrow.settle()
    page.emulate_media(media="print")
    assert narrow.ask("getComputedStyle(document.documentElement).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
    hidden = "nav, .tools, .filter, .behind, .sideways, #reset, #link"
    assert narrow.ask(
        "(names) => [...document.querySelectorAll(names)].every(each => !each.offsetHeight)", hidden
    )
    assert narrow.ask("shown.offsetHeight") > 0
    assert narrow.ask(
        "Math.max(...[...document.querySelectorAll('figure svg')].map("
        "svg => svg.getBoundingClientRect().right))"
    ) <= narrow.ask("window.innerWidth")
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert 6 <= len(pages) <= 14
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 390, "height": 900})
