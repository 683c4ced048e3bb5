"""The page of a comparison: what differs between two runs, with charts, filters and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import pandas as pd

from model.plan.columns import RESULT_TABLES
from model.plan.result_table import MONEY, ResultColumn
from model.reporting.comparison import Comparison
from model.reporting.comparison_text import constant_text, interval_text
from model.reporting.page import markup
from model.reporting.page.choices import choices, filter_values
from model.reporting.page.library import library
from model.reporting.page.network import network_of
from model.reporting.page.packing import packed, script_json, without_zeros
from model.reporting.page.sections import COMPARISON
from model.reporting.reading import Run

FILES = ("compare",)

# Of each run: the columns that the charts add up, and those that make a row worth having.
_OF_RUNS = {
    "Costs": (("head", "programme", "site", "period", "discounted_m"), ("discounted_m",)),
    "Obligations": (("programme", "market", "period", "late_kg"), ("late_kg",)),
}
_UNITS = {"year": "year", "share": "share", "kg": "kg", "m": MONEY}


def comparison_page(comparison: Comparison, a: Run, b: Run) -> bytes:
    """The page of a comparison of run A with run B. Equal comparisons give equal bytes."""
    data = _data(comparison, a, b)
    return markup.whole(
        {
            "title": escape(_title(a, b)),
            "eyebrow": "Site allocation: two plans compared",
            "setting": escape(f"A: {comparison.name_a}. B: {comparison.name_b}."),
            "first": COMPARISON[0].name,
            "summary": _summary(comparison),
            "filters": markup.filters(choices(data)),
            "contents": markup.contents(COMPARISON),
            "sections": markup.parts(COMPARISON),
            "about": _about(a, b),
            "style": markup.asset("page.css"),
            "data": script_json(data),
            "library": library(),
            "script": markup.script(FILES),
        }
    )


def _title(a: Run, b: Run) -> str:
    """The cases that are compared; their folders, which tell the hour too, stand below."""
    one, two = (" + ".join(filter(None, (run.case.name, run.case.scenario))) for run in (a, b))
    return f"{two} against {one}" if one != two else f"Two plans of {one}"


def _data(comparison: Comparison, a: Run, b: Run) -> dict[str, Any]:
    currency = comparison.currency
    programmes = {*a.tables["Summary"]["programme"], *b.tables["Summary"]["programme"]}
    network = network_of([a.case, b.case], programmes)
    tables = {
        "Inputs": comparison.inputs.map(_text),
        "Moved": comparison.moved,
        "Decisions": comparison.decisions,
    }
    drawn = {name: packed(frame, _columns(frame), currency) for name, frame in tables.items()}
    for letter, run in (("a", a), ("b", b)):
        for name, (wanted, measures) in _OF_RUNS.items():
            frame = run.tables[name]
            frame = without_zeros(frame.loc[frame["tail"] == "no"], measures)
            columns = [c for c in RESULT_TABLES[name].columns if c.name in wanted]
            drawn[f"{name}_{letter}"] = packed(frame, columns, currency)
    return {
        "currency": currency,
        "network": network,
        "filters": filter_values(network),
        "tables": drawn,
        "months_a": int(a.case.settings["period_months"]),
        "months_b": int(b.case.settings["period_months"]),
    }


def _text(cell: object) -> str:
    """A cell of the inputs, a text or a number, as it is read."""
    if cell is None or cell != cell:
        return ""
    return format(cell, ".12g") if isinstance(cell, float) else str(cell)


def _columns(frame: pd.DataFrame) -> list[ResultColumn]:
    """The columns of a frame: a number's unit is the end, or the beginning, of its name."""
    return [_column(str(name), pd.api.types.is_numeric_dtype(frame[name])) for name in frame]


def _column(name: str, is_number: bool) -> ResultColumn:
    words = name.split("_")
    unit = next((_UNITS[word] for word in (words[-1], words[0]) if word in _UNITS), "")
    return ResultColumn(name, "number" if is_number else "text", unit, "")


def _summary(comparison: Comparison) -> str:
    texts = [text for text in (interval_text(comparison), constant_text(comparison)) if text]
    return "\n".join(
        [
            *_notes(comparison.notes),
            f'<p class="verdict">{" ".join(escape(text) for text in texts)}</p>',
            f'<dl class="tiles">{"".join(_tiles(comparison))}</dl>',
        ]
    )


def _notes(notes: Sequence[str]) -> Iterator[str]:
    if notes:
        items = "".join(f"<li>{escape(note[:1].upper() + note[1:])}.</li>" for note in notes)
        yield f'<div class="alert"><h2>Before they are compared</h2><ul>{items}</ul></div>'


def _tiles(comparison: Comparison) -> Iterator[str]:
    """The figures of both plans; what is proven of their difference is said above them."""
    figures = {row["figure"]: row for row in comparison.figures.to_dict("records")}
    for name, label, unit in (
        ("total_cost_m", "Cost of the horizon, B less A", comparison.currency),
        ("decided_cost_m", "Decided cost, B less A", comparison.currency),
        ("on_time_kg", "On time, B less A", "kg"),
    ):
        one, two = (float(figures[name][letter]) for letter in ("a", "b"))
        both = f"{_shown(one)} in A, {_shown(two)} in B, as planned"
        yield _tile(label, _signed(two - one, unit), both)
    frame = comparison.decisions
    counts = ", ".join(
        f"{int((frame['change'] == change).sum())} {change}"
        for change in ("added", "dropped", "shifted")
    )
    moved = {*comparison.moved["programme"], *comparison.homes["programme"]}
    yield _tile("Programmes that move", str(len(moved)), "in some year another share of a site")
    yield _tile("Decisions that differ", str(len(frame)), counts)
    yield _tile("Inputs that differ", str(len(comparison.inputs)), "cells or rows")


def _shown(value: float) -> str:
    return f"{value:,.1f}" if value == value else "none"


def _signed(value: float, unit: str) -> str:
    if value != value:
        return "not known"
    number = f"{value:+,.1f}".replace("-", "\N{MINUS SIGN}")
    return f"{number} kg" if unit == "kg" else f"{unit} {number} m"


def _tile(label: str, value: str, note: str) -> str:
    return f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd><dd>{escape(note)}</dd></div>"


def _about(a: Run, b: Run) -> str:
    facts = [
        fact
        for letter, run in (("A", a), ("B", b))
        for fact in ((letter, run.name), (f"Hash of {letter}'s inputs", run.case.sha256))
    ]
    items = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in facts)
    return f"<dl>{items}</dl>"
