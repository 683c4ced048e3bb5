"""The colours of charts and pictures: told apart in print and by those who see fewer of them."""

from __future__ import annotations

COLOURS = (
    "#1F5C99",
    "#D9822B",
    "#2E8B57",
    "#8A4FA3",
    "#C23B4B",
    "#5AA5C8",
    "#8C6D31",
    "#4C4C9D",
    "#7F9A48",
    "#D4708F",
    "#3F9C93",
    "#7A7A7A",
)

HEAD_COLOURS = {
    "capital": "#4A3B2A",
    "fixed": "#B8C0CC",
    "production": "#1F5C99",
    "changeover": "#7FB0DA",
    "transfer": "#8A4FA3",
    "validation": "#C7A0D6",
    "holding": "#2E8B57",
    "freight": "#93C9A8",
    "duty": "#B59F3B",
    "late": "#C23B4B",
    "unmet": "#7D1128",
    "stock_shortfall": "#EAA0A0",
}
"""Kinds of cost: what is made in blue, what is prepared in purple, what goes wrong in red."""

HEAD_WORDS = {
    "late": "late delivery",
    "unmet": "never delivered",
    "stock_shortfall": "safety stock missing",
}
"""What charts call the kinds of cost whose names alone do not tell it."""

DAY_COLOURS = {
    "production": "#1F5C99",
    "changeover": "#7FB0DA",
    "validation": "#C7A0D6",
    "free": "#EEF1F5",
}
"""What the days of a line are used for; the same colours as the heads of cost."""


def head_words(head: str) -> str:
    """What charts call a kind of cost."""
    return HEAD_WORDS.get(head, head)


def colour_of(place: int) -> str:
    """The colour of the series, site or head at this place; they come round again."""
    return COLOURS[place % len(COLOURS)]
