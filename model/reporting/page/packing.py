"""Tables as the page carries them: by columns, each text once, rows of zeros left out."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from model.plan.result_table import MONEY, ResultColumn

_DIGITS = ".12g"


def packed(frame: pd.DataFrame, columns: Sequence[ResultColumn], currency: str) -> dict[str, Any]:
    """A table in the types of JSON: its number of rows, and for each column name, unit, cells."""
    return {
        "rows": len(frame),
        "columns": [
            {"name": c.name, "unit": unit_of(c, currency), **_cells(c, frame[c.name])}
            for c in columns
        ],
    }


def unit_of(column: ResultColumn, currency: str) -> str:
    """The unit as the page shows it: money is in millions of the reporting currency."""
    return f"{currency} m{column.unit.removeprefix(MONEY)}" if _is_money(column) else column.unit


def _is_money(column: ResultColumn) -> bool:
    return column.unit.split(" ")[0] == MONEY


def _cells(column: ResultColumn, values: pd.Series) -> dict[str, Any]:
    if column.kind != "text":
        return {"numbers": [number(value) for value in values]}
    texts = list(dict.fromkeys(values))
    places = {text: place for place, text in enumerate(texts)}
    return {"texts": texts, "codes": [places[value] for value in values]}


def number(value: float) -> float | int | None:
    """A number with 12 digits, whole where it is whole; None where there is none."""
    value = float(value)
    if not math.isfinite(value):
        return None
    short = float(format(value, _DIGITS))
    return int(short) if short.is_integer() and abs(short) < 1e15 else short


def without_zeros(frame: pd.DataFrame, measures: Iterable[str]) -> pd.DataFrame:
    """The rows in which any of these columns is not 0: a picture does not show the others."""
    return frame.loc[(frame[list(measures)] != 0).any(axis=1)]


def script_json(value: object) -> str:
    """JSON that may stand in a script element: nothing in it ends the element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
