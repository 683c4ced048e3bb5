"""How charts look: quiet axes, one font, nothing that is not read."""

from __future__ import annotations

from typing import Any

from model.reporting.typeset import FONT

FONT_SIZE = 9
_GREY, _LINE = "#4B5563", "#E2E6EC"


def quiet(size: float = FONT_SIZE) -> dict[str, object]:
    """The font of axes and legends."""
    return {"name": FONT, "size": size, "color": _GREY}


def value_axis(number_format: str, name: str = "") -> dict[str, object]:
    """An axis of values: pale lines across, no line of its own."""
    return {
        "name": name,
        "name_font": quiet() | {"bold": False},
        "num_format": number_format,
        "num_font": quiet(8),
        "line": {"none": True},
        "major_tick_mark": "none",
        "major_gridlines": {"visible": True, "line": {"color": _LINE, "width": 0.75}},
    }


def category_axis(every: int = 1, *, reverse: bool = False) -> dict[str, object]:
    """An axis of names; `every` says how many of them get one label."""
    return {
        "num_font": quiet(8 if every > 1 else FONT_SIZE),
        "interval_unit": every,
        "interval_tick": every,
        "major_tick_mark": "none",
        "label_position": "low",
        "reverse": reverse,
        "line": {"color": "#9CA3AF", "width": 0.75},
    }


def finished(chart: Any, title: str, size: tuple[int, int], title_size: float = 12) -> Any:
    """The chart with its title, its size in pixels, and no frame."""
    font = {"name": FONT, "size": title_size, "bold": True, "color": "#1F3A5F"}
    chart.set_title({"name": title, "name_font": font, "overlay": False})
    chart.set_size({"width": size[0], "height": size[1]})
    chart.set_chartarea({"border": {"none": True}})
    return chart
