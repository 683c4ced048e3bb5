"""The About sheet: which run this is, what it found, how it got there, and what each sheet holds.

All that varies between two equal runs stands here and nowhere else in the workbook.
"""

from __future__ import annotations

import datetime
import math
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from model import __version__
from model.plan.columns import RESULT_TABLES
from model.plan.plan import Plan
from model.plan.result_table import columns_of
from model.reporting.book import NUMBER_FORMATS, Book, SheetColumn, set_widths

FIGURES = {
    "objective_m": ("Objective: all that is minimised, tail included", "m"),
    "constant_m": ("Constant: what no decision can change", "m"),
    "decided_cost_m": ("Decided cost: objective less constant", "m"),
    "bound_m": ("Bound: no plan has a lower objective", "m"),
    "gap": ("Gap: (objective - bound) / decided cost", "share"),
    "total_cost_m": ("Total cost of the horizon", "m"),
    "tail_cost_m": ("Cost of the tail, after the horizon", "m"),
    "own_cost_m": ("Our part of the horizon's cost", "m"),
    "broken_weighted": ("Breach of limits, weighted", "m"),
    "broken_weighted_bound": ("Bound on the breach: no plan breaks less", "m"),
}
_FIRST_FIGURE_ROW = 14

STATUS_WORDS = {
    "optimal": "all limits are kept and no plan is cheaper, within the gap asked for",
    "feasible": "all limits are kept; the gap says how much cheaper a plan could be at most",
    "broken_limits": "some limits are not kept; they are listed below",
    "no_plan": "no plan was found",
    "interrupted": "stopped before its end; this is the best plan so far",
}
STOPPED_WORDS = {
    "gap": "the gap asked for is reached",
    "effort": "the effort asked for is spent",
    "time_limit": "the time limit is reached",
    "interrupt": "it was interrupted",
    "infeasible": "the rules cannot all hold",
}
OTHER_SHEETS = {
    "Board": "The plan on one printed page: decisions, obligations, cost, sites, lines.",
    "About": "This sheet.",
    "Checks": "Live formulas over the other sheets, each with a light; one light for all on top.",
    "Inputs": "Every input table as used, cell by cell; what the scenario changed is marked.",
    "Charts": "Utilisation by line, cost by head and year, allocation by site and year.",
}


def figure_cell(name: str) -> str:
    """Where a figure stands, for formulas."""
    return f"About!$B${_FIRST_FIGURE_ROW + 1 + list(FIGURES).index(name)}"


@dataclass(frozen=True)
class Line:
    """One line of the sheet; `look` is title, section, head or plain; `unit` formats column B."""

    look: str
    cells: tuple[object, ...] = ()
    unit: str = ""


def write_about(
    book: Book, sheet: Any, plan: Plan, sheets: tuple[str, ...], when: datetime.datetime | None
) -> None:
    """Fill the sheet. `when` is the local time of writing; None leaves it out."""
    lines = list(_lines(plan, sheets, when))
    set_widths(
        sheet, [SheetColumn("", width=w) for w in (48, 66, 26, 24, 12, 18, 40, 12)], [[]] * 8
    )
    for row, line in enumerate(lines):
        _write_line(book, sheet, row, line)
    sheet.freeze_panes(1, 0)


def _write_line(book: Book, sheet: Any, row: int, line: Line) -> None:
    looks: dict[str, dict[str, object]] = {
        "title": {"bold": True, "font_size": 16},
        "section": {"bold": True, "font_size": 12, "font_color": "#1F3A5F", "bottom": 1},
        "head": {"bold": True, "bg_color": "#E4E9F0", "text_wrap": True},
        "plain": {},
    }
    if line.look in ("title", "section"):
        sheet.set_row(row, 24 if line.look == "title" else 20)
    for column, cell in enumerate(line.cells):
        properties = dict(looks[line.look])
        if column == 1 and line.unit:
            properties |= {"num_format": NUMBER_FORMATS[line.unit], "align": "left"}
        elif line.look == "plain" and not isinstance(cell, str):
            properties |= {"align": "left"}
        book.put(sheet, row, column, cell, book.format(**properties))


def _lines(plan: Plan, sheets: tuple[str, ...], when: datetime.datetime | None) -> Iterator[Line]:
    case = plan.case
    yield Line("title", (case.name + (f" + {case.scenario}" if case.scenario else ""),))
    yield Line("section", ("This run", "", "", "name in run.json"))
    yield from _this_run(plan, when)
    yield Line("plain")
    yield Line("section", ("What it found", "", "unit", "name in run.json"))
    # Formulas of Checks point at these rows: the twelve lines before them are always there.
    for name, (words, unit) in FIGURES.items():
        value = getattr(plan, name)
        shown = f"{case.settings['currency']} m" if unit == "m" else unit
        yield Line("plain", (words, value if math.isfinite(value) else "none", shown, name), unit)
    yield Line("plain")
    yield from _broken(plan)
    yield Line("section", (f"Warnings ({len(plan.warnings)})",))
    for warning in plan.warnings:
        yield Line("plain", ("", warning))
    yield Line("plain")
    yield Line("section", ("What each sheet holds",))
    for name in sheets:
        meaning = RESULT_TABLES[name].meaning if name in RESULT_TABLES else OTHER_SHEETS[name]
        yield Line("plain", (name, meaning))
    yield Line("plain")
    yield from _how(plan)
    yield from _durations(plan)
    yield from _dictionary(plan)
    yield from _trajectory(plan)


def _this_run(plan: Plan, when: datetime.datetime | None) -> Iterator[Line]:
    case = plan.case
    yield Line("plain", ("Case", case.name, "", "case"))
    yield Line("plain", ("Scenario", case.scenario or "(none: the base)", "", "scenario"))
    yield Line("plain", ("Read from", case.source))
    yield Line("plain", ("Written", when.isoformat(" ", "seconds") if when else ""))
    yield Line("plain", ("Computer", f"{platform.system()} {platform.machine()}"))
    yield Line("plain", ("Version", __version__))
    yield Line("plain", ("Hash of the inputs", case.sha256, "", "input_sha256"))
    yield Line("plain", ("Status", plan.status, "", "status"))
    yield Line("plain", ("that is", STATUS_WORDS[plan.status]))
    yield Line("plain", ("It stopped because", STOPPED_WORDS[plan.stopped_by]))


def _broken(plan: Plan) -> Iterator[Line]:
    yield Line("section", (f"Limits that are not kept ({len(plan.broken)})",))
    if plan.broken:
        yield Line("head", ("limit", "for", "kg", "periods", "why"))
    for limit in plan.broken:
        yield Line("plain", (limit.limit, limit.key, limit.kg, limit.periods, limit.why))
    yield Line("plain")


def _how(plan: Plan) -> Iterator[Line]:
    yield Line("section", ("How it was found",))
    for title, values in (
        ("Settings", plan.settings),
        ("Work done", plan.effort),
        ("Seconds", plan.seconds),
        ("Versions", plan.versions),
    ):
        for name, value in values.items():
            shown = _short(value) if title == "Seconds" else value
            shown = shown if isinstance(shown, (int, float)) else str(shown)
            named = f"{title}: {name.replace('_', ' ')}"
            yield Line("plain", (named, "none" if value is None else shown))
    yield Line("plain", ("Peak memory, MB", _short(plan.peak_memory_mb, 0)))
    yield Line("plain")


def _durations(plan: Plan) -> Iterator[Line]:
    yield Line("section", ("Durations as entered and as modelled",))
    if len(plan.durations):
        yield Line("head", tuple(str(column) for column in plan.durations.columns))
    for row in plan.durations.itertuples(index=False):
        yield Line("plain", tuple(v.item() if hasattr(v, "item") else v for v in row))
    yield Line("plain")


def _dictionary(plan: Plan) -> Iterator[Line]:
    currency = str(plan.case.settings["currency"])
    yield Line("section", ("The columns of the sheets",))
    yield Line("head", ("sheet: column", "unit, meaning"))
    for name, table in RESULT_TABLES.items():
        frame = plan.tables.get(name)
        columns = columns_of(table, frame.columns) if frame is not None else table.columns
        for column in columns:
            unit = column.unit_in(currency)
            meaning = f"[{unit}] {column.meaning}" if unit else column.meaning
            yield Line("plain", (f"{name}: {column.name}", meaning))
    yield Line("plain")


def _trajectory(plan: Plan) -> Iterator[Line]:
    yield Line("section", ("Plan and bound over time",))
    yield Line("head", ("seconds", "objective of the best plan", "bound"))
    for seconds, objective, bound in plan.trajectory:
        yield Line("plain", (_short(seconds), _short(objective, 3), _short(bound, 3)))


def _short(value: object, decimals: int = 2) -> object:
    """A number with as many decimals as are read; run.json has them all."""
    return round(value, decimals) if isinstance(value, float) else value
