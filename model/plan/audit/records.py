"""The shapes of the inputs as the audit holds them; months are serial numbers, None is empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from model.plan.audit.clock import Array, month_of

Row = Mapping[str, object]
Names = tuple[str, ...]


class Tables(Protocol):
    """Anything that carries the input tables by name, as a Case does."""

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Input tables as used."""
        ...


@dataclass(frozen=True)
class Site:
    """A campus; `max_transfers` None = no limit."""

    country: str
    currency: str
    max_transfers: float | None


@dataclass(frozen=True)
class Line:
    """A production line: open-line days of each month, opening and money (local millions)."""

    site: str
    option: bool
    month_days: Array
    month_open: Array
    max_campaigns: float | None
    units: float
    fixed_cost: float
    capex: float
    build_months: float
    earliest: int | None
    latest: int | None
    life_years: float | None


@dataclass(frozen=True)
class Programme:
    """A client's product: money in reporting millions, months where limits begin or end."""

    client: str
    duty_class: str
    contract_end: int | None
    late_cost: float
    unmet_cost: float
    safety_months: float
    safety_from: int | None
    shortfall_cost: float


@dataclass(frozen=True)
class Step:
    """One step of a route."""

    input_ratio: float
    release_months: float
    shelf_life_months: float | None
    holding_cost: float
    customs_value: float
    min_sites: float
    min_sites_from: int | None


@dataclass(frozen=True)
class Recipe:
    """How a step runs on a line; `good_kg` = kg_per_batch x success_rate."""

    batch_kg: float
    good_kg: float
    batch_days: float
    batch_cost: float
    min_batches: float
    changeover_days: float
    changeover_cost: float


@dataclass(frozen=True)
class Licence:
    """Qualification of a step at a site, there already or to be had by a transfer."""

    transferable: bool
    qualified_from: int | None
    transfer_months: float
    approval_months: float
    ppq_batches: float
    transfer_cost: float
    earliest_start: int | None


def rows_of(case: Tables, table: str) -> list[Row]:
    """Rows of an input table with None for an empty cell; none where the table is missing."""
    frame = case.tables.get(table)
    if frame is None:
        return []
    columns = [str(column) for column in frame.columns]
    return [
        {
            column: None if _empty(value) else value
            for column, value in zip(columns, row, strict=True)
        }
        for row in frame.itertuples(index=False, name=None)
    ]


def text(row: Row, column: str, empty: str = "") -> str:
    """A text cell."""
    value = row.get(column)
    return empty if value is None else str(value)


def optional(row: Row, column: str) -> float | None:
    """A number cell that may be empty."""
    value = row.get(column)
    return None if value is None else float(str(value))


def number(row: Row, column: str, empty: float = float("nan")) -> float:
    """A number cell; not a number where it is empty and nothing says what that means."""
    value = optional(row, column)
    return empty if value is None else value


def month(row: Row, column: str) -> int | None:
    """A month cell as serial number."""
    value = row.get(column)
    return None if value is None else month_of(str(value))


def _empty(value: object) -> bool:
    return value is None or value == "" or value != value
