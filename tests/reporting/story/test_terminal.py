"""The summary on the terminal: the Board's sentences, as wide as the window, plain."""

from __future__ import annotations

import dataclasses
import os
import shutil
import sys
from pathlib import Path

import pytest

from model.plan.plan import Plan
from model.reporting.story import tell
from model.reporting.terminal import WIDTH, summary_lines, terminal_width
from tests.reporting.story.variants import with_gap, with_table
from tests.reporting.synthetic import no_plan, small_case

FOLDER = Path("results") / "example" / "20260101-000000-abcdef"


def joined(lines: list[str]) -> str:
    """The lines as one text, as it is read aloud."""
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize("width", [40, 60, 100])
def test_it_is_as_narrow_as_the_window(plan: Plan, width: int) -> None:
    """No line is wider than the window, but for the path, which is copied as it is."""
    *lines, page, path = summary_lines(with_gap(plan, 3.0), FOLDER, width)
    assert max(map(len, lines)) <= width
    assert page == f"Page: {FOLDER / 'report.html'}"
    assert path == f"Results: {FOLDER / plan.case.name}.xlsx"


def test_it_says_what_the_board_says(plan: Plan) -> None:
    """Verdict, cost, obligations, decisions, sites, lines and estimates, word for word."""
    story = tell(plan)
    said = joined(summary_lines(plan, FOLDER))
    told = [*story.verdict, *story.cost, *story.obligations, *story.homes, story.full]
    for sentence in [*told, *story.estimates, *(d.sentence for d in story.decisions)]:
        assert sentence in said


def test_it_is_plain(plan: Plan) -> None:
    """No colour codes and no letters that a piped output on Windows cannot show."""
    text = "\n".join(summary_lines(plan, FOLDER))
    assert text.isascii()
    assert "\x1b" not in text


def test_no_decision_is_said(plan: Plan) -> None:
    """Where nothing is to be decided, the summary says so."""
    empty = with_table(plan, "Decisions", plan.tables["Decisions"].iloc[:0])
    said = joined(summary_lines(empty, FOLDER))
    assert "To decide This plan starts no technology transfer and builds no line." in said


def test_long_lists_are_cut(plan: Plan) -> None:
    """Of many warnings twenty are shown, and where the others stand."""
    warned = dataclasses.replace(plan, warnings=tuple(f"warning {n}" for n in range(25)))
    lines = summary_lines(warned, FOLDER)
    assert "  warning 19" in lines
    assert "  and 5 more, on the sheet About" in lines
    assert "  warning 20" not in lines


def test_without_a_plan_it_says_what_stands_in_the_way(tmp_path: Path) -> None:
    """No figures, but the reason, and the folder all the same."""
    lines = summary_lines(no_plan(small_case(tmp_path)), FOLDER)
    assert lines[0] == "base: No plan: what is never relaxed cannot all hold."
    assert lines[1] == "  Stands in the way: second source: P01: one site only."
    assert not any("Cost" in line for line in lines)


@pytest.mark.parametrize(
    ("is_terminal", "columns", "expected"),
    [(False, 50, WIDTH), (True, 50, 50), (True, 20, 40), (True, 300, WIDTH)],
)
def test_the_width_is_the_windows(
    monkeypatch: pytest.MonkeyPatch, is_terminal: bool, columns: int, expected: int
) -> None:
    """A terminal's own width within reason; piped, the usual."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal)
    size = os.terminal_size((columns, 24))
    monkeypatch.setattr(shutil, "get_terminal_size", lambda _: size)
    assert terminal_width() == expected
