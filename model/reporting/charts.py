"""The Charts sheet: native charts over small tables that stand beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from model.plan.columns import HEADS
from model.reporting.book import NUMBER_FORMATS, Book

_DATA_COLUMN = 12
_COLOURS = (
    "#1F3A5F",
    "#C0504D",
    "#7F9A48",
    "#E0A030",
    "#5B8DB8",
    "#7D5BA6",
    "#3F9C93",
    "#B5651D",
    "#8C8C8C",
    "#D4708F",
    "#4C4C9D",
    "#A6A600",
)


@dataclass(frozen=True)
class Drawing:
    """A chart: `frame` has one row for each category (its index) and one column for each series."""

    title: str
    axis: str
    unit: str
    kind: Mapping[str, str]
    frame: pd.DataFrame


def write_charts(book: Book, tables: Mapping[str, pd.DataFrame], currency: str) -> None:
    """Write the sheet from the arranged result tables."""
    sheet = book.add_sheet("Charts", "#7D5BA6")
    sheet.set_column(_DATA_COLUMN, _DATA_COLUMN, 22)
    sheet.set_column(_DATA_COLUMN + 1, _DATA_COLUMN + 12, 15)
    stacked = {"type": "column", "subtype": "stacked"}
    drawings = (
        Drawing(
            "Utilisation by line",
            "days used / days",
            "share",
            {"type": "line"},
            utilisation(tables["Capacity"]),
        ),
        Drawing(
            "Discounted cost by head and year, without the tail",
            f"{currency} m",
            "m",
            stacked,
            cost_by_year(tables["Costs"]),
        ),
        Drawing(
            "Released by site and year, without the tail",
            "kg",
            "kg",
            stacked,
            kg_by_site(tables["Allocation"]),
        ),
    )
    top = 0
    for drawing in drawings:
        _draw(book, sheet, drawing, top)
        top += max(26, len(drawing.frame) + 4)


def utilisation(capacity: pd.DataFrame) -> pd.DataFrame:
    """Share of days used: a row for each period, a column for each line."""
    return capacity.pivot(index="period", columns="line", values="utilisation")


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


def _draw(book: Book, sheet: Any, drawing: Drawing, top: int) -> None:
    """The chart on the left, its figures on the right, both from row `top`."""
    frame = drawing.frame
    number = book.format(num_format=NUMBER_FORMATS[drawing.unit])
    head = book.format(bold=True, bg_color="#E4E9F0", align="right")
    book.put(sheet, top, _DATA_COLUMN, drawing.title, book.format(bold=True))
    for row, category in enumerate(frame.index, top + 2):
        book.put(sheet, row, _DATA_COLUMN, str(category), book.format())
    chart = book.workbook.add_chart(dict(drawing.kind))
    last = top + 1 + len(frame)
    for place, name in enumerate(frame.columns):
        column = _DATA_COLUMN + 1 + place
        book.put(sheet, top + 1, column, str(name), head)
        for row, value in enumerate(frame[name], top + 2):
            book.put(sheet, row, column, float(value), number)
        colour = _COLOURS[place % len(_COLOURS)]
        series: dict[str, object] = {
            "name": ["Charts", top + 1, column],
            "categories": ["Charts", top + 2, _DATA_COLUMN, last, _DATA_COLUMN],
            "values": ["Charts", top + 2, column, last, column],
        }
        if drawing.kind["type"] == "line":
            series["line"] = {"color": colour, "width": 2}
        else:
            series["fill"] = {"color": colour}
            series["gap"] = 60
        if len(frame):
            chart.add_series(series)
    _finish(chart, drawing)
    if len(frame) and len(frame.columns):
        sheet.insert_chart(top, 0, chart)


def _finish(chart: Any, drawing: Drawing) -> None:
    chart.set_title({"name": drawing.title, "name_font": {"size": 12}, "overlay": False})
    axis: dict[str, object] = {
        "name": drawing.axis,
        "num_format": "0%" if drawing.unit == "share" else "#,##0",
        "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
    }
    if drawing.unit == "share":
        axis |= {"min": 0, "max": 1}
    chart.set_y_axis(axis)
    chart.set_x_axis({"num_font": {"rotation": -45}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 740, "height": 480})
