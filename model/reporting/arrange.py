"""The result tables as they are written: declared columns, plain types, one order of rows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.plan.columns import HEADS, RESULT_TABLES, empty_table
from model.plan.result_table import ResultColumn, columns_of


def clean_number(value: float) -> float:
    """A number as it is written: 15 digits, no minus zero; NaN stays NaN."""
    return float(format(value, ".15g")) + 0.0


def clean_column(column: ResultColumn, values: pd.Series) -> pd.Series:
    """One column in its plain type: text (never None), int64 or float64 (infinite: NaN)."""
    if column.kind == "text":
        texts = ["" if pd.isna(value) else str(value) for value in values]
        return pd.Series(texts, index=values.index, dtype=object)
    numbers = np.asarray([np.nan if value in (None, "") else float(value) for value in values])
    numbers = np.where(np.isfinite(numbers), numbers, np.nan) if len(numbers) else numbers
    cleaned = pd.Series([clean_number(x) for x in numbers], index=values.index, dtype=float)
    if column.kind == "whole" and not cleaned.isna().any():
        return cleaned.round().astype("int64")
    return cleaned


def arranged(tables: Mapping[str, pd.DataFrame], steps: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Every result table with its declared columns, sorted by its key.

    A missing table comes back without rows. `steps` is the input table, for the order of a route.
    """
    routes = zip(steps["programme"], steps["step"], steps["sequence"], strict=True)
    sequence = {(programme, step): float(place) for programme, step, place in routes}
    result = {}
    for name, table in RESULT_TABLES.items():
        frame = tables.get(name, empty_table(name)).reset_index(drop=True)
        columns = columns_of(table, frame.columns)
        clean = pd.DataFrame({c.name: clean_column(c, frame[c.name]) for c in columns})
        result[name] = _sorted(clean, table.key, sequence)
    return result


def _sorted(
    frame: pd.DataFrame, key: tuple[str, ...], sequence: Mapping[tuple[str, str], float]
) -> pd.DataFrame:
    """Rows in order of the key: a step by its place in the route, a head by the ledger's order."""
    ranks = frame[list(key)].copy()
    if "head" in key:
        order = {head: place for place, head in enumerate(HEADS)}
        ranks["head"] = [order.get(head, len(order)) for head in frame["head"]]
    if "step" in key:
        pairs = zip(frame["programme"], frame["step"], strict=True)
        place = [sequence.get(pair, 0.0) for pair in pairs]
        ranks.insert(ranks.columns.get_loc("step"), "place", place)  # type: ignore[arg-type]
    order_of_rows = ranks.sort_values(list(ranks.columns), kind="stable").index
    return frame.loc[order_of_rows].reset_index(drop=True)
