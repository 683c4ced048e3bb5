"""A comparison in words, for the terminal, and as a workbook."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd

from model.case.declare import number_text
from model.reporting.book import NUMBER_FORMATS, Book, SheetColumn
from model.reporting.comparison import Comparison
from model.reporting.comparison_charts import write_comparison_charts
from model.reporting.files import write_bytes

_MOST = 12
MONEY = 1e-6


def lines(comparison: Comparison) -> list[str]:
    """The comparison as lines of plain text; long lists are cut, and say so."""
    return [
        f"A: {comparison.name_a}",
        f"B: {comparison.name_b}",
        *(f"Note: {note}." for note in comparison.notes),
        *_inputs(comparison),
        *_money(comparison),
        *_moves(comparison),
        *_decisions(comparison),
        *_obligations(comparison),
    ]


def interval_text(comparison: Comparison) -> str:
    """What the two bounds prove about the difference of the totals, in plain words."""
    low, high = comparison.interval
    money = f"{comparison.currency} m"
    if not (math.isfinite(low) and math.isfinite(high)):
        return "One of the two has no bound or no plan: nothing is proved about the difference."
    span = f"the least possible objectives differ by {low:+,.3f} to {high:+,.3f} {money} (B - A)"
    if comparison.is_certain:
        return f"Certain: {span}, so B is {'dearer' if low > 0 else 'cheaper'} than A."
    return f"Not certain: {span}; the interval holds 0, so the two may cost the same."


def constant_text(comparison: Comparison) -> str:
    """Which part of the difference no plan could change; "" where there is none."""
    figures = comparison.figures.set_index("figure")["difference"]
    constant, (low, high) = float(figures["constant_m"]), comparison.interval
    if not all(map(math.isfinite, (constant, low, high))) or abs(constant) < MONEY:
        return ""
    return (
        f"Of it {constant:+,.3f} is constant, which no plan could change; "
        f"the decided costs differ by {low - constant:+,.3f} to {high - constant:+,.3f}."
    )


def _inputs(comparison: Comparison) -> Iterator[str]:
    frame = comparison.inputs
    yield f"Inputs: {_count(len(frame), 'difference')}."
    shown = (
        f"  {r.table}: {r.key}, {r.column}: {_cell(r.a)} -> {_cell(r.b)}"
        if r.change == "changed"
        else f"  {r.table}: {r.key}: {r.change} ({r.a or r.b or 'no other cells'})"
        for r in _rows(frame)
    )
    yield from _cut(list(shown))


def _cell(value: object) -> str:
    if value is None:
        return "(empty)"
    return number_text(value) if isinstance(value, float) else str(value)


def _money(comparison: Comparison) -> Iterator[str]:
    money = f"{comparison.currency} m"
    yield f"Figures [{money}]:"
    for row in _rows(comparison.figures):
        if row.unit == "m":
            yield f"  {row.figure:24} {_change(row.a, row.b)}"
    yield from (
        f"  {text}" for text in (interval_text(comparison), constant_text(comparison)) if text
    )
    yield f"Cost by head, discounted, without the tail [{money}]:"
    for row in _rows(comparison.costs):
        yield f"  {row.head:24} {_change(row.a_m, row.b_m)}"


def _change(a: float, b: float) -> str:
    return f"{a:12,.3f} {b:12,.3f} {b - a:+12,.3f}"


def _moves(comparison: Comparison) -> Iterator[str]:
    programmes = sorted(set(comparison.moved["programme"]) | set(comparison.homes["programme"]))
    yield f"Programmes that moved: {len(programmes)}."
    homes = (f"  {r.programme}: {r.home_a} -> {r.home_b}" for r in _rows(comparison.homes))
    yield from _cut(list(homes))
    shares = (
        f"  {r.programme}, {r.step}, {r.site} {r.year}: {r.share_a:.0%} -> {r.share_b:.0%}"
        for r in _rows(comparison.moved)
    )
    yield from _cut(list(shares))


def _decisions(comparison: Comparison) -> Iterator[str]:
    frame = comparison.decisions
    counts = ", ".join(
        f"{(frame['change'] == change).sum()} {change}"
        for change in ("added", "dropped", "shifted")
    )
    yield f"Decisions: {counts}."
    shown = []
    for row in _rows(frame):
        what = ", ".join(
            filter(None, (row.decision, row.programme, row.step, row.site, row.line, row.market))
        )
        when = f"{row.date_a} -> {row.date_b}" if row.change == "shifted" else ""
        when = when or row.date_b or row.date_a
        later = f" ({row.months:+.0f} months)" if row.change == "shifted" else ""
        shown.append(f"  {row.change}: {what}: {when}{later}")
    yield from _cut(shown)


def _obligations(comparison: Comparison) -> Iterator[str]:
    frame = comparison.obligations
    yield f"Obligations better or worse: {len(frame)}."
    shown = (
        f"  {r.programme}, {r.market}: {r.verdict}: "
        f"late {r.late_a_kg_months:,.2f} -> {r.late_b_kg_months:,.2f} kg x months, "
        f"unmet {r.unmet_a_kg:,.2f} -> {r.unmet_b_kg:,.2f} kg"
        for r in _rows(frame)
    )
    yield from _cut(list(shown))


def _rows(frame: pd.DataFrame) -> list[SimpleNamespace]:
    """The rows of a table, its columns as attributes."""
    return [
        SimpleNamespace(**dict(zip(map(str, frame), row, strict=True)))
        for row in frame.to_numpy(object)
    ]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _cut(shown: list[str]) -> list[str]:
    if len(shown) <= _MOST:
        return shown
    return [*shown[:_MOST], f"  ... and {len(shown) - _MOST} more; the workbook has them all"]


def write_comparison(comparison: Comparison, path: Path | str) -> None:
    """Write the comparison as a workbook. Raises WriteError where it cannot be written."""
    book = Book()
    _write_overview(book, comparison)
    write_comparison_charts(book, comparison)
    for name, frame in (
        ("Inputs", comparison.inputs),
        ("Figures", comparison.figures),
        ("Costs", comparison.costs),
        ("Homes", comparison.homes),
        ("Moved", comparison.moved),
        ("Decisions", comparison.decisions),
        ("Obligations", comparison.obligations),
    ):
        sheet = book.add_sheet(name, "#5B8DB8")
        columns = [_look(name, str(column), comparison.currency) for column in frame.columns]
        cells = [frame[column].tolist() for column in frame.columns]
        book.put_table(sheet, name, columns, cells)
        if name == "Figures":
            _show_units(book, sheet, frame, comparison.currency)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
    write_bytes(Path(path), book.finish())


def _write_overview(book: Book, comparison: Comparison) -> None:
    sheet = book.add_sheet("Overview")
    sheet.set_column(0, 0, 130)
    sheet.write_string(0, 0, "A and B compared", book.format(bold=True, font_size=16))
    fixed = book.format(font_name="Consolas", font_size=10)
    for row, line in enumerate(lines(comparison), 2):
        sheet.write_string(row, 0, line, fixed)


def _show_units(book: Book, sheet: Any, frame: pd.DataFrame, currency: str) -> None:
    """Each figure in the format of its unit, and money in that of the currency."""
    columns = [str(column) for column in frame.columns]
    for row, figure in enumerate(frame.to_dict("records"), 1):
        unit = str(figure["unit"])
        if unit == "m":
            text = book.cell_format(SheetColumn("unit"))
            sheet.write_string(row, columns.index("unit"), f"{currency} m", text)
        look = book.cell_format(SheetColumn("", NUMBER_FORMATS[unit]))
        for name in ("a", "b", "difference"):
            book.put(sheet, row, columns.index(name), figure[name], look)


def _look(sheet: str, name: str, currency: str) -> SheetColumn:
    """How a column is shown: its unit is the end of its name."""
    if sheet == "Inputs" and name in ("a", "b"):
        return SheetColumn(name, "General", wrap=True)
    if sheet == "Homes" and name.startswith("home"):
        return SheetColumn(name, width=60, wrap=True)
    if name in ("share_a", "share_b") or (sheet, name) == ("Moved", "difference"):
        return SheetColumn(name, NUMBER_FORMATS["share"])
    if name == "months":
        return SheetColumn(name, "+0;-0;0")
    if name.endswith("_m"):
        return SheetColumn(f"{name} [{currency} m]", NUMBER_FORMATS["m"])
    if name.endswith("_kg") or name in ("kg_a", "kg_b"):
        return SheetColumn(f"{name} [kg]", NUMBER_FORMATS["kg"])
    if name.endswith("_kg_months"):
        return SheetColumn(f"{name} [kg x months]", NUMBER_FORMATS["kg"])
    if name == "year":
        return SheetColumn(name, "0")
    return SheetColumn(name, "#,##0.000" if name in ("a", "b", "difference") else "")


def frames(comparison: Comparison) -> dict[str, pd.DataFrame]:
    """The tables of a comparison by name."""
    names = ("inputs", "figures", "homes", "moved", "decisions", "costs", "obligations")
    return {name: getattr(comparison, name) for name in names}
