"""The Charts sheet: native charts over the sheets and over small tables that stand beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from model.plan.columns import HEADS
from model.reporting.book import NUMBER_FORMATS, Book
from model.reporting.chart_looks import (
    category_axis,
    finished,
    quiet,
    value_axis,
)
from model.reporting.palette import DAY_COLOURS, HEAD_COLOURS, colour_of, head_words
from model.reporting.typeset import mixed

_DATA_COLUMN = 17
_WIDTH, _HEIGHT = 990, 400
_SMALL, _ABREAST = (330, 190), 3
_ROW_PIXELS = 20
_TOTAL = "total"


@dataclass(frozen=True)
class Drawing:
    """A stack of columns: `frame` has a row for each year (its index), a column for each series.

    `colours` are those of the series; what is zero in all years is left out of the chart, not of
    the figures beside it.
    """

    title: str
    unit: str
    frame: pd.DataFrame
    colours: Mapping[str, str]
    labelled: bool


def write_charts(book: Book, tables: Mapping[str, pd.DataFrame], currency: str) -> None:
    """Write the sheet from the arranged result tables."""
    sheet = book.add_sheet("Charts", "#7D5BA6")
    sheet.set_column_pixels(_DATA_COLUMN, _DATA_COLUMN, 90)
    sheet.set_column_pixels(_DATA_COLUMN + 1, _DATA_COLUMN + 1 + len(HEADS), 145)
    top = _write_lines(book, sheet, tables["Capacity"])
    costs, made = cost_by_year(tables["Costs"]), kg_by_site(tables["Allocation"])
    sites = {str(site): colour_of(place) for place, site in enumerate(made.columns)}
    for drawing in (
        Drawing(
            f"Cost by head and year, {currency} m, discounted, without the tail",
            "m",
            costs.rename(columns=head_words),
            {head_words(head): colour for head, colour in HEAD_COLOURS.items()},
            labelled=False,
        ),
        Drawing(
            "Kg released by site and year, all steps, without the tail",
            "kg",
            made,
            sites,
            labelled=True,
        ),
    ):
        _draw(book, sheet, drawing, top)
        top += _rows(_HEIGHT)
    sheet.set_portrait()
    sheet.print_area(0, 0, top - 1, _DATA_COLUMN - 2)


def cost_by_year(costs: pd.DataFrame) -> pd.DataFrame:
    """Discounted cost in the horizon: a row for each year, a column for each head of the ledger."""
    mine = costs[costs["tail"] == "no"]
    table = mine.pivot_table(
        index=mine["period"].str[:4], columns="head", values="discounted_m", aggfunc="sum"
    )
    return table.reindex(columns=list(HEADS)).fillna(0.0)


def kg_by_site(allocation: pd.DataFrame) -> pd.DataFrame:
    """Good kg of all steps in the horizon: a row for each year, a column for each site."""
    mine = allocation[allocation["tail"] == "no"]
    return mine.pivot_table(
        index=mine["year"].astype(str), columns="site", values="kg_released", aggfunc="sum"
    ).fillna(0.0)


def _rows(pixels: int) -> int:
    """Rows of the sheet that a chart of this height covers, and one of air."""
    return -(-pixels // _ROW_PIXELS) + 1


def _write_lines(book: Book, sheet: Any, capacity: pd.DataFrame) -> int:
    """One small chart for each line over its rows of Capacity; the row below them."""
    book.put(sheet, 0, 0, "Use of each line's days", book.format(bold=True, font_size=12))
    for place, (name, colour) in enumerate(DAY_COLOURS.items()):
        look = book.format(bg_color=colour, font_color="#111827", align="center")
        sheet.merge_range(1, 2 * place, 1, 2 * place + 1, "", look)
        dark = book.format(bg_color=colour, font_color="#FFFFFF", align="center")
        book.put(sheet, 1, 2 * place, name, dark if name == "production" else look)
    note = "pale: the tail, after the horizon"
    book.put(sheet, 1, 2 * len(DAY_COLOURS) + 1, note, book.format(font_color="#6B7280"))
    top, drawn, idle = 3, 0, []
    for line, mine in capacity.groupby("line", sort=False):
        if not (mine["days"] > 0).any():
            idle.append(str(line))
            continue
        row = top + drawn // _ABREAST * _rows(_SMALL[1])
        chart = _line_chart(book, str(line), mine, list(capacity.columns))
        sheet.insert_chart(row, 0, chart, {"x_offset": drawn % _ABREAST * _SMALL[0]})
        drawn += 1
    below = top + -(-drawn // _ABREAST) * _rows(_SMALL[1])
    if idle:
        text = f"Not open in this plan: {', '.join(idle)}."
        book.put(sheet, below - 1, 0, text, book.format(font_color="#6B7280"))
    return below + 1


def _line_chart(book: Book, line: str, mine: pd.DataFrame, columns: list[str]) -> Any:
    """Days of the line by what they are used for, as parts of all its days."""
    chart = book.workbook.add_chart({"type": "column", "subtype": "percent_stacked"})
    first, last = int(mine.index[0]) + 1, int(mine.index[-1]) + 1
    for name, colour in DAY_COLOURS.items():
        column = columns.index(f"{name}_days")
        pale = {"fill": {"color": mixed(colour, 0.45)}}
        chart.add_series(
            {
                "name": name,
                "categories": ["Capacity", first, columns.index("period"), last,
                               columns.index("period")],
                "values": ["Capacity", first, column, last, column],
                "fill": {"color": colour},
                "border": {"none": True},
                "points": [pale if tail == "yes" else None for tail in mine["tail"]],
                "gap": 15,
            }
        )  # fmt: skip
    a_year = max(1, int((mine["period"].str[:4] == mine["period"].iloc[0][:4]).sum()))
    chart.set_x_axis(category_axis(every=a_year))
    chart.set_y_axis(value_axis("0%") | {"min": 0, "max": 1, "major_unit": 0.5})
    chart.set_legend({"none": True})
    return finished(chart, line, _SMALL, title_size=10)


def _draw(book: Book, sheet: Any, drawing: Drawing, top: int) -> None:
    """The chart on the left, its figures on the right, both from row `top`."""
    frame = drawing.frame.assign(**{_TOTAL: drawing.frame.sum(axis=1)})
    _write_figures(book, sheet, drawing, frame, top)
    if not len(frame):
        return
    chart = book.workbook.add_chart({"type": "column", "subtype": "stacked"})
    shown = [str(name) for name in drawing.frame if drawing.frame[name].abs().max() > 0]
    for name in shown:
        series = _series(frame, name, top) | {
            "fill": {"color": drawing.colours.get(name, colour_of(len(shown)))},
            "border": {"none": True},
            "gap": 55,
        }
        if drawing.labelled:
            font = quiet() | {"color": "#FFFFFF"}
            series["data_labels"] = {"value": True, "num_format": "#,##0;-#,##0;", "font": font}
        chart.add_series(series)
    chart.combine(_totals(book, frame, top))
    chart.set_x_axis(category_axis())
    chart.set_y_axis(value_axis("#,##0"))
    legend = {"position": "right", "font": quiet(), "delete_series": [len(shown)]}
    chart.set_legend(legend)
    sheet.insert_chart(top, 0, finished(chart, drawing.title, (_WIDTH, _HEIGHT)))


def _totals(book: Book, frame: pd.DataFrame, top: int) -> Any:
    """The sum of each column of the stack, written above it."""
    line = book.workbook.add_chart({"type": "line"})
    line.add_series(
        _series(frame, _TOTAL, top)
        | {
            "line": {"none": True},
            "marker": {"type": "none"},
            "data_labels": {
                "value": True,
                "position": "above",
                "num_format": "#,##0",
                "font": quiet() | {"bold": True, "color": "#111827"},
            },
        }
    )
    return line


def _series(frame: pd.DataFrame, name: str, top: int) -> dict[str, object]:
    """Where a series of the figures stands."""
    column = _DATA_COLUMN + 1 + list(map(str, frame.columns)).index(name)
    first, last = top + 2, top + 1 + len(frame)
    return {
        "name": ["Charts", top + 1, column],
        "categories": ["Charts", first, _DATA_COLUMN, last, _DATA_COLUMN],
        "values": ["Charts", first, column, last, column],
    }


def _write_figures(book: Book, sheet: Any, drawing: Drawing, frame: pd.DataFrame, top: int) -> None:
    number = book.format(num_format=NUMBER_FORMATS[drawing.unit])
    head = book.format(bold=True, bg_color="#E4E9F0", align="right")
    book.put(sheet, top, _DATA_COLUMN, drawing.title, book.format(bold=True))
    for row, category in enumerate(frame.index, top + 2):
        book.put(sheet, row, _DATA_COLUMN, str(category), book.format())
    for column, name in enumerate(frame.columns, _DATA_COLUMN + 1):
        book.put(sheet, top + 1, column, str(name), head)
        for row, value in enumerate(frame[name], top + 2):
            book.put(sheet, row, column, float(value), number)
