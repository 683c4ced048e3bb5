"""The page on which the Board is laid out: a grid of narrow columns, rows as high as their text.

Every text stands in merged cells of the grid, and each row's height is reckoned from the width of
its text, so that Excel and LibreOffice show and print the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from model.reporting.book import Book
from model.reporting.typeset import FONT, line_count, shortened

UNITS = 36
UNIT = 15.0
WIDTH = UNITS * UNIT
"""Points, as wide as Letter and A4 in portrait both hold between margins of a centimetre."""

HEIGHT = 770.0
"""Points that fit on either paper at nearly full size; what is higher is scaled to one page."""

DARK = "#1F3A5F"
GREY = "#6B7280"
RED = "#A61B1B"
RULE = "#C9D1DC"
PALE = "#F3F5F8"

_UNIT_PIXELS = 20
_PADDING, _INDENT = 5.0, 8.0
_LEADING = 1.22


@dataclass(frozen=True)
class Style:
    """How a text is set: `fill`, `top` and `bottom` are colours of its cells and of their rules.

    `middle` centres it in the height of its row; `gap` leaves a white gap on its right, `indent`
    one on its left.
    """

    size: float = 8.0
    bold: bool = False
    colour: str = "#111827"
    align: str = "left"
    fill: str = ""
    top: str = ""
    bottom: str = ""
    number: str = ""
    middle: bool = False
    gap: bool = False
    indent: bool = False

    def properties(self) -> dict[str, object]:
        """As properties of a cell format."""
        found: dict[str, object] = {
            "font_name": FONT,
            "font_size": self.size,
            "bold": self.bold,
            "font_color": self.colour,
            "align": self.align,
            "valign": "vcenter" if self.middle else "top",
        }
        if self.fill:
            found["bg_color"] = self.fill
        for side, colour in (("top", self.top), ("bottom", self.bottom)):
            if colour:
                found |= {side: 1, f"{side}_color": colour}
        if self.indent:
            found["indent"] = 1
        if self.gap:
            found |= {"right": 5, "right_color": "#FFFFFF"}
        if self.number:
            found["num_format"] = self.number
        return found


@dataclass
class Paper:
    """The sheet being filled from the top; `row` is the next row, `used` the points filled."""

    book: Book
    sheet: Any
    row: int = 0
    used: float = 0.0

    def __post_init__(self) -> None:
        self.sheet.set_column_pixels(0, UNITS - 1, _UNIT_PIXELS)

    def line(self, height: float) -> int:
        """Begin a row of this height (points) and return its number."""
        # Rows are as high as whole pixels allow: a quarter of a point more or less is cut.
        pixels = max(2, round(height / 0.75))
        self.sheet.set_row_pixels(self.row, pixels)
        self.used += pixels * 0.75
        self.row += 1
        return self.row - 1

    def put(self, row: int, first: int, last: int, value: object, style: Style) -> None:
        """Write a value over the units first..last (both included) of one row, wrapped."""
        properties = style.properties() | {"text_wrap": isinstance(value, str)}
        look = self.book.format(**properties)
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", look)
        self.book.put(self.sheet, row, first, value, look)

    def formula(
        self, row: int, first: int, last: int, formula: str, value: str, style: Style
    ) -> None:
        """Write a formula and the value that it has."""
        look = self.book.format(**style.properties())
        self.sheet.merge_range(row, first, row, last, "", look)
        self.sheet.write_formula(row, first, formula, look, value)

    def text(
        self, text: str, style: Style, first: int = 0, last: int = UNITS - 1, spare: float = 2.0
    ) -> None:
        """A row of its own for the text, as high as it needs."""
        row = self.line(needed([(text, first, last, style)], spare))
        self.put(row, first, last, text, style)

    def one_line(self, row: int, first: int, last: int, text: str, style: Style) -> None:
        """Write a text, cut with "..." to the one line that the units hold."""
        width = room(first, last, style)
        self.put(row, first, last, shortened(text, width, style.size, bold=style.bold), style)

    def dry(self) -> Paper:
        """A page of which nothing is kept, to learn how high something is."""
        return Paper(self.book, _Nowhere())


class _Nowhere:
    """A sheet on which nothing is written."""

    def __getattr__(self, _: str) -> Callable[..., None]:
        return lambda *_args, **_named: None


def room(first: int, last: int, style: Style) -> float:
    """Points that a text has between the units first..last."""
    return (last - first + 1) * UNIT - _PADDING - (_INDENT if style.indent else 0.0)


def needed(texts: list[tuple[str, int, int, Style]], spare: float = 2.0) -> float:
    """Height of a row that holds these texts: (text, first unit, last unit, style)."""
    heights = [
        style.size * line_count(text, room(first, last, style), style.size, bold=style.bold)
        for text, first, last, style in texts
    ]
    return max(heights, default=0.0) * _LEADING + spare
