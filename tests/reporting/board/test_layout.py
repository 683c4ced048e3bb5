"""The Board's layout: what leads, what is cut where there is much, and how the sheet prints."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from model.plan.plan import Plan
from model.reporting.board.grids import busiest, chosen, columns_for
from model.reporting.board.paper import HEIGHT, UNITS
from model.reporting.story import LineLoad, SiteRow, tell
from model.reporting.workbook import workbook_bytes
from tests.reporting.board.cases import PLANS, board_alone
from tests.reporting.synthetic import no_plan, small_case, small_plan

A4 = 9
STEPS = ("drug substance", "conjugation")


def board(plan: Plan) -> Worksheet:
    """The Board of a plan's whole workbook."""
    found = openpyxl.load_workbook(io.BytesIO(workbook_bytes(plan)))["Board"]
    assert isinstance(found, Worksheet)
    return found


def alone(plan: Plan, place: Path) -> Worksheet:
    """The Board of a plan by itself."""
    path = board_alone(tell(plan), place / "board.xlsx", A4)
    found = openpyxl.load_workbook(path)["Board"]
    assert isinstance(found, Worksheet)
    return found


def texts(sheet: Worksheet) -> list[str]:
    """The texts of a sheet from top to bottom."""
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_the_light_is_live(tmp_path: Path) -> None:
    """The master light and its count are read from Checks, in colour by what they say."""
    sheet = board(small_plan(small_case(tmp_path)))
    shown = texts(sheet)
    assert "=Checks!B1" in shown
    assert "=Checks!C1" in shown
    rules = [rule for area in sheet.conditional_formatting for rule in area.rules]
    assert sorted(rule.formula[0] for rule in rules) == ['"CHECK"', '"OK"']


def test_the_page_is_one_and_complete(tmp_path: Path) -> None:
    """It prints on one page in portrait, and the printed area holds every cell."""
    sheet = board(small_plan(small_case(tmp_path)))
    assert sheet.page_setup.orientation == "portrait"
    # One page each way is what a file that does not say otherwise means.
    assert {sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight} <= {None, 1}
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_area is not None
    last = get_column_letter(UNITS)
    assert sheet.print_area.endswith(f"$A$1:${last}${sheet.max_row}")
    assert sheet.max_column <= UNITS


def test_it_says_what_the_story_says(tmp_path: Path) -> None:
    """Verdict, figures, decisions, cost and obligations stand there word for word."""
    plan = PLANS["base"]()
    story = tell(plan)
    shown = texts(alone(plan, tmp_path))
    assert " ".join(story.verdict) in shown
    assert {" ".join(story.cost), " ".join(story.obligations), story.later} <= set(shown)
    for figure in story.figures:
        assert {figure.label, figure.value, figure.note} <= set(shown)
    assert [text for text in shown if text.startswith("Start the")] == [
        decision.statement for decision in story.decisions
    ]


def test_broken_limits_lead(tmp_path: Path) -> None:
    """Where limits are broken they stand before every figure, with programme, kg and period."""
    plan = PLANS["late"]()
    story, shown = tell(plan), texts(alone(plan, tmp_path))
    places = [shown.index(breach.sentence) for breach in story.breaches]
    assert max(places) < shown.index("Total cost")
    assert shown.index(story.verdict[0]) < min(places)
    assert "second source: 82.5 kg in 2029-Q1 to 2029-Q4" in " ".join(shown)


def test_many_broken_limits_are_cut_and_counted(tmp_path: Path) -> None:
    """Of thirteen broken limits each kind is told, the heaviest in full, and where all are."""
    plan = PLANS["sixty"]()
    story, shown = tell(plan), texts(alone(plan, tmp_path))
    assert len(story.breaches) == 13
    assert [b.sentence in shown for b in story.breaches] == [True] * 2 + [False] * 11
    assert set(story.breach_kinds) <= set(shown)
    assert "The sheet About has all of them." in " ".join(shown)


@pytest.mark.parametrize("name", PLANS)
def test_the_page_is_filled_but_not_crowded(name: str, tmp_path: Path) -> None:
    """All rows together are no higher than a page, so that nothing is scaled below nine tenths."""
    sheet = alone(PLANS[name](), tmp_path)
    heights = [sheet.row_dimensions[row].height or 15.0 for row in range(1, sheet.max_row + 1)]
    assert sum(heights) <= HEIGHT + 1
    assert sum(heights) > 300


def test_no_plan_has_a_page_too(tmp_path: Path) -> None:
    """Without a plan the page says so and why, and nothing else."""
    shown = texts(board(no_plan(small_case(tmp_path))))
    assert "No plan: what is never relaxed cannot all hold." in shown
    assert "second source: P01: one site only." in shown
    assert "Total cost" not in shown


def test_the_board_is_first_and_open(tmp_path: Path) -> None:
    """A workbook opens on the Board."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(small_plan(small_case(tmp_path)))))
    assert book.sheetnames[0] == "Board"
    assert book.active is not None
    assert book.active.title == "Board"


@pytest.mark.parametrize("sites", [1, 2, 3, 4, 7, 20, 40])
@pytest.mark.parametrize("years", [1, 2, 5, 10, 21])
def test_the_picture_fits_its_width(sites: int, years: int) -> None:
    """However many sites and years, cells lie side by side within the width kept for them."""
    columns = columns_for(sites, years)
    cells = [
        columns.place(site, span) for site in columns.sites for span in range(len(columns.spans))
    ]
    assert all(a[1] < b[0] for a, b in pairwise(cells))
    assert (cells[0][0], cells[-1][1] < 28) == (7, True)
    assert [year for span in columns.spans for year in span] == list(range(years))


def row(programme: str, step: str, kg: float = 1.0, *, moves: bool = False) -> SiteRow:
    """A step made at two sites in one year."""
    cells = ((kg,), (kg if moves else 0.0,))
    return SiteRow(programme, step, "", step == STEPS[0], cells, moves, 10.0, 0.5, kg)


def test_a_picture_that_fits_is_drawn_whole() -> None:
    """As many rows as there is room for are all drawn."""
    rows = [row(f"P{n}", STEPS[0]) for n in range(5)]
    assert chosen(rows, 5) == (rows, None)


def test_moves_come_first_and_routes_are_not_torn() -> None:
    """Of too many rows: programmes at several sites, then the dearest, each with all its steps."""
    rows = [row("P0", STEPS[0], 9.0), row("P1", STEPS[0], 5.0), row("P1", STEPS[1], 5.0)]
    rows += [row("P2", STEPS[0], 7.0), row("P3", STEPS[0], 1.0, moves=True)]
    shown, others = chosen(rows, 4)
    assert [r.programme for r in shown] == ["P0", "P2", "P3"]
    assert others is not None
    assert (others.programme, others.kg, others.due_kg, others.cost_m) == (
        "1 other", ((10.0,), (0.0,)), 10.0, 5.0,
    )  # fmt: skip
    assert others.on_time_share == 0.5


def test_others_without_dues_have_no_share() -> None:
    """Programmes to which nothing is due leave the share of the others empty."""
    rows = [replace(row(f"P{n}", STEPS[0]), due_kg=0.0, on_time_share=math.nan) for n in range(3)]
    _, others = chosen(rows, 2)
    assert others is not None
    assert math.isnan(others.on_time_share)


def test_the_busiest_lines_are_drawn() -> None:
    """Of too many lines the fullest are drawn in their order, and the others are counted."""
    loads = [
        LineLoad(f"L{n:02d}", "S", (n / 10,), ("2026-Q1",) if n in (0, 9) else (), always=False)
        for n in range(10)
    ]
    shown, others = busiest(loads)
    assert [load.line for load in shown] == [f"L{n:02d}" for n in range(3, 10)]
    assert others == "Not drawn: three more lines, 1 of them full at some time; sheet Capacity."
    assert busiest(loads[:8]) == (loads[:8], "")
