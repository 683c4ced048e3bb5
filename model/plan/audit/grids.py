"""The plan's result tables as arrays of one figure a period, with their form checked on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.plan.audit.clock import Array, Clock
from model.plan.audit.records import Names
from model.plan.audit.report import TABLES, Book

Places = NDArray[np.int_]

KEYS: dict[str, Names] = {
    "Production": ("programme", "step", "line"),
    "Stock": ("programme", "step", "site"),
    "Shipments": ("programme", "step", "origin", "destination"),
    "Obligations": ("programme", "market"),
    "Capacity": ("line",),
}
FIGURES: dict[str, Names] = {
    "Production": (
        "batches",
        "validation_batches",
        "kg_released",
        "changeovers",
        "days",
        "campaign",
        "carry_over",
        "validation",
    ),
    "Stock": (
        "opening_kg",
        "in_kg",
        "out_kg",
        "scrap_kg",
        "closing_kg",
        "safety_stock_kg",
        "shortfall_kg",
    ),
    "Shipments": ("kg", "freight_m", "duty_m"),
    "Obligations": ("due_kg", "firm_kg", "delivered_kg", "late_kg", "unmet_kg", "firm_late_kg"),
    "Capacity": (
        "days",
        "production_days",
        "changeover_days",
        "validation_days",
        "free_days",
    ),
}


@dataclass(frozen=True)
class Grid:
    """One result table: a row of `count` figures for each key and column, 0 where a row lacks."""

    keys: dict[Names, int]
    figures: dict[str, Array]
    count: int

    def get(self, column: str, *key: str) -> Array:
        """Figures of one key over the periods."""
        at = self.keys.get(key)
        return np.zeros(self.count) if at is None else self.figures[column][at]

    def total(self, column: str, *key: str) -> float:
        """Sum of one key's figures."""
        return float(self.get(column, *key).sum())


def clean_text(frame: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """A copy with the columns as text, empty cells as ""."""
    copy = frame.copy()
    for column in columns:
        copy[column] = copy[column].map(lambda cell: "" if pd.isna(cell) else str(cell))
    return copy


def read_grids(book: Book, tables: Mapping[str, pd.DataFrame], clock: Clock) -> dict[str, Grid]:
    """All tables that have one row per key and period."""
    return {name: _grid(book, tables, name, clock) for name in KEYS}


def _grid(book: Book, tables: Mapping[str, pd.DataFrame], name: str, clock: Clock) -> Grid:
    columns = (*KEYS[name], *FIGURES[name], "period", "tail")
    frame = tables.get(name)
    if frame is None or not set(columns) <= set(frame.columns):
        lacking = columns if frame is None else sorted(set(columns) - set(frame.columns))
        book.fault(TABLES, name, f"columns {', '.join(lacking)} are missing")
        return Grid({}, {}, clock.count)
    frame = clean_text(frame, (*KEYS[name], "period", "tail"))
    periods = np.array([_position(clock).get(label, -1) for label in frame["period"]], dtype=int)
    for label in sorted(set(frame["period"][periods < 0])):
        book.fault(TABLES, name, f"{label!r} is no period of this case", label)
    known = frame[periods >= 0]
    periods = periods[periods >= 0]
    names = list(zip(*(known[column] for column in KEYS[name]), strict=True))
    keys = {key: at for at, key in enumerate(dict.fromkeys(names))}
    rows = np.array([keys[key] for key in names], dtype=int)
    _check_form(book, name, clock, keys, rows, periods)
    _check_tail(book, name, clock, known["tail"], periods)
    figures = {
        column: _fill(book, name, known[column], (len(keys), clock.count), rows, periods)
        for column in FIGURES[name]
    }
    return Grid(keys, figures, clock.count)


def _position(clock: Clock) -> dict[str, int]:
    return {label: period for period, label in enumerate(clock.labels)}


def _check_form(
    book: Book, name: str, clock: Clock, keys: dict[Names, int], rows: Places, periods: Places
) -> None:
    """One row for each key and period, no more and no less.

    Shipments may end earlier: what would arrive after the last period cannot be sent.
    """
    times = np.zeros((len(keys), clock.count), dtype=int)
    np.add.at(times, (rows, periods), 1)
    book.count(TABLES, times.size)
    order = list(keys)
    for at, period in np.argwhere(times != 1):
        if name == "Shipments" and times[at, period:].sum() == 0:
            continue
        fault = "a row is missing" if times[at, period] == 0 else "a row stands there twice"
        where = f"{name}, {', '.join(order[at])}"
        book.fault(TABLES, where, fault, clock.labels[period], 1, int(times[at, period]))


def _check_tail(book: Book, name: str, clock: Clock, tail: pd.Series, periods: Places) -> None:
    wrong = tail.to_numpy() != np.where(periods >= clock.horizon, "yes", "no")
    for period in sorted(set(periods[wrong])):
        book.fault(TABLES, name, "tail is marked wrongly", clock.labels[int(period)])


def _fill(
    book: Book, name: str, column: pd.Series, shape: tuple[int, int], rows: Places, periods: Places
) -> Array:
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64)
    broken = ~np.isfinite(values)
    if broken.any():
        book.fault(TABLES, name, f"{column.name} has {int(broken.sum())} cells without a number")
    figures = np.zeros(shape)
    np.add.at(figures, (rows, periods), np.where(broken, 0.0, values))
    return figures
