"""The sheet Charts of a comparison: cost by head of both, and what moved."""

from __future__ import annotations

from typing import Any

import pandas as pd

from model.reporting.book import NUMBER_FORMATS, Book
from model.reporting.chart_looks import category_axis, finished, quiet, value_axis
from model.reporting.comparison import Comparison
from model.reporting.palette import colour_of, head_words

_DATA_COLUMN = 17
_WIDTH = 990
_SMALLEST = 5e-4
_MOST = 15
_A, _B = "#9AA5B4", "#1F5C99"
_DEARER, _CHEAPER = "#C23B4B", "#2E8B57"


def write_comparison_charts(book: Book, comparison: Comparison) -> None:
    """Write the sheet; each chart's figures stand on its right."""
    sheet = book.add_sheet("Charts", "#7D5BA6")
    sheet.set_column_pixels(_DATA_COLUMN, _DATA_COLUMN, 120)
    money = f"{comparison.currency} m, discounted, without the tail"
    top = 0
    for title, frame, colours, unit in (
        (f"Cost by head, {money}", costs(comparison).rename(index=head_words), (_A, _B), "m"),
        (
            f"Difference by head, B less A, {money}",
            differences(comparison).rename(index=head_words),
            (_DEARER, _CHEAPER),
            "m",
        ),
        ("What moved: kg released, B less A, by site", moved(comparison), (), "kg"),
    ):
        top = _draw(book, sheet, title, frame, colours, unit, top)
    sheet.set_portrait()
    sheet.print_area(0, 0, top, _DATA_COLUMN - 2)


def costs(comparison: Comparison) -> pd.DataFrame:
    """Cost of A and B by head, where either has any."""
    heads = comparison.costs[comparison.costs["head"] != "total"].set_index("head")
    both = heads[(heads[["a_m", "b_m"]].abs() > _SMALLEST).any(axis=1)]
    return both[["a_m", "b_m"]].rename(
        columns={"a_m": f"A: {comparison.name_a}", "b_m": f"B: {comparison.name_b}"}
    )


def differences(comparison: Comparison) -> pd.DataFrame:
    """What B costs more, and what it costs less, by head; the largest first."""
    heads = comparison.costs[comparison.costs["head"] != "total"].set_index("head")["difference_m"]
    other = heads[heads.abs() > _SMALLEST]
    other = other.reindex(other.abs().sort_values(ascending=False, kind="stable").index)
    return pd.DataFrame({"B is dearer": other.clip(lower=0), "B is cheaper": other.clip(upper=0)})


def moved(comparison: Comparison) -> pd.DataFrame:
    """Kg that B releases more than A, by programme and site, all steps; the most moved first."""
    frame = comparison.moved
    more = frame.assign(kg=frame["kg_b"] - frame["kg_a"])
    table = more.pivot_table(index="programme", columns="site", values="kg", aggfunc="sum")
    table = table.fillna(0.0)
    size = table.abs().sum(axis=1).sort_values(ascending=False, kind="stable")
    return table.loc[size[size > _SMALLEST].index[:_MOST]]


def _draw(
    book: Book,
    sheet: Any,
    title: str,
    frame: pd.DataFrame,
    colours: tuple[str, ...],
    unit: str,
    top: int,
) -> int:
    """One chart of bars with its figures; the row at which the next begins."""
    _write_figures(book, sheet, title, frame, unit, top)
    if not len(frame):
        book.put(sheet, top, 0, f"{title}: nothing.", book.format(bold=True, font_color="#1F3A5F"))
        return top + 3
    chart = book.workbook.add_chart({"type": "bar"})
    first, last = top + 2, top + 1 + len(frame)
    for place in range(len(frame.columns)):
        column = _DATA_COLUMN + 1 + place
        chart.add_series(
            {
                "name": ["Charts", top + 1, column],
                "categories": ["Charts", first, _DATA_COLUMN, last, _DATA_COLUMN],
                "values": ["Charts", first, column, last, column],
                "fill": {"color": colours[place] if colours else colour_of(place)},
                "border": {"none": True},
                "gap": 50,
                "overlap": 100 if colours == (_DEARER, _CHEAPER) else 0,
                "data_labels": {
                    "value": True,
                    "num_format": "#,##0.0;-#,##0.0;" if unit == "m" else "#,##0;-#,##0;",
                    "font": quiet(8),
                },
            }
        )
    chart.set_y_axis(category_axis(reverse=True))
    chart.set_x_axis(value_axis("#,##0"))
    chart.set_legend({"position": "top", "font": quiet()})
    height = 110 + 34 * max(3, len(frame))
    sheet.insert_chart(top, 0, finished(chart, title, (_WIDTH, height)))
    return top + max(-(-height // 20), len(frame) + 3) + 1


def _write_figures(
    book: Book, sheet: Any, title: str, frame: pd.DataFrame, unit: str, top: int
) -> None:
    number = book.format(num_format=NUMBER_FORMATS[unit])
    head = book.format(bold=True, bg_color="#E4E9F0", align="right", text_wrap=True)
    book.put(sheet, top, _DATA_COLUMN, title, book.format(bold=True))
    for row, category in enumerate(frame.index, top + 2):
        book.put(sheet, row, _DATA_COLUMN, str(category), book.format())
    for column, name in enumerate(frame.columns, _DATA_COLUMN + 1):
        sheet.set_column_pixels(column, column, 130)
        book.put(sheet, top + 1, column, str(name), head)
        for row, value in enumerate(frame[name], top + 2):
            book.put(sheet, row, column, float(value), number)
