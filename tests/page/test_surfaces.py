"""The page on a telephone, on a dark screen, on paper; and where there is little to draw."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from model import read_case
from model.reporting.page.plan_page import page_bytes
from tests.case.folders import EXAMPLE
from tests.page.chromium import View, opened
from tests.page.eventful import eventful
from tests.page.expected import EXPECTED

pytestmark = pytest.mark.slow


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


def test_filters_are_reached_on_a_telephone(narrow: View) -> None:
    """The list goes with the page: its last choice is in the window when it is scrolled to."""
    narrow.ask("document.querySelector('.bar').scrollIntoView({ block: 'end' })")
    last = narrow.ask("[...document.querySelectorAll('[data-filter=programme] input')].pop().value")
    narrow.choose("programme", last)
    assert f"programme={last}" in narrow.ask("location.hash")
    assert narrow.sideways() <= 0
    narrow.show_all()


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


def test_a_gantt_without_approvals_is_drawn(browser: Any, tmp_path: Path) -> None:
    """Where nothing is transferred the campaigns stand alone, in a picture of their height."""
    plan = eventful(read_case(EXAMPLE))
    tables = {**plan.tables, "Decisions": plan.tables["Decisions"].iloc[:0]}
    path = tmp_path / "report.html"
    path.write_bytes(page_bytes(dataclasses.replace(plan, tables=tables)))
    with opened(browser, path) as view:
        assert {mark["row"]["what"] for mark in view.marks("gantt", "rect")[3:]} == {"campaign"}
        svg = "document.querySelector('figure[data-chart=gantt] svg').getBoundingClientRect()"
        assert 40 < view.ask(f"{svg}.height") < 400
        assert view.complained == []


def test_lines_of_which_a_day_is_worth_nothing_are_named(browser: Any, tmp_path: Path) -> None:
    """They have no row of circles: a sentence names them, or says that it is so of all."""
    plan = eventful(read_case(EXAMPLE))
    fields = plan.tables["Capacity"]
    for worth, drawn, said in (
        ((fields["line"] == "N1") * 0.5, "yes", "Worth nothing in all these periods: S1."),
        (0.0, "quiet", "A day more is worth nothing on any line in this view."),
    ):
        tables = {**plan.tables, "Capacity": fields.assign(day_worth_m=worth)}
        path = tmp_path / "report.html"
        path.write_bytes(page_bytes(dataclasses.replace(plan, tables=tables)))
        with opened(browser, path) as view:
            assert view.drawn()["dayvalue"] == drawn
            shown = view.ask("document.querySelector('figure[data-chart=dayvalue]').innerText")
            assert said in shown
            assert view.complained == []


def test_a_case_without_stock_and_of_one_year_is_told_so(browser: Any, tmp_path: Path) -> None:
    """No empty panels where nothing is held or asked for; a year is no span of years."""
    plan = eventful(read_case(EXAMPLE))
    stock = plan.tables["Stock"].assign(closing_kg=0.0, safety_stock_kg=0.0, shortfall_kg=0.0)
    path = tmp_path / "report.html"
    page = page_bytes(dataclasses.replace(plan, tables={**plan.tables, "Stock": stock}))
    path.write_bytes(page)
    with opened(browser, path) as view:
        assert view.drawn()["stock"] == "quiet"
        assert view.ask("shown.textContent") == "Shown: all 2 programmes, 2 sites, 2026."


def test_axes_of_stock_are_in_kg(wide: View) -> None:
    """No prefix such as k or m stands for thousands or thousandths."""
    labels = wide.ask(
        "[...document.querySelectorAll('figure[data-chart=stock] .role-axis-label text')]"
        ".map((each) => each.textContent)"
    )
    assert len(labels) > 10
    assert all(re.fullmatch(r"[\d,.]+", label) for label in labels)
