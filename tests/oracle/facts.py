"""What the oracle knows of a case: the raw tables, turned into plain numbers by period.

Written from the contract alone; nothing here comes from the model but the tables as read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from model.case.case import Case
from tests.oracle.clock import Clock, month

Row = dict[str, Any]
"""A row of a table; None where a cell is empty."""

Pks = tuple[str, str, str]


def rows(case: Case, name: str) -> list[Row]:
    """The rows of a table, empty cells None."""
    frame = case.tables[name]
    records = [dict(zip(frame.columns, cells, strict=True)) for cells in frame.to_numpy(object)]
    return [{k: None if v is None or v != v else v for k, v in r.items()} for r in records]


@dataclass(frozen=True)
class Step:
    """One step of a programme's route."""

    programme: str
    name: str
    before: str | None
    after: str | None
    draws: float
    release: int
    shelf: int | None
    holding: float
    customs: float
    min_sites: int
    min_from: int


@dataclass(frozen=True)
class Recipe:
    """One (programme, step) on one line; money in the site's currency."""

    programme: str
    step: str
    line: str
    site: str
    kg: float
    success: float
    days: float
    cost: float
    least: int
    change_days: float
    change_cost: float


@dataclass(frozen=True)
class Line:
    """A line; `days`, `open` and `fixed` by period (of an option: once it is open)."""

    name: str
    site: str
    units: int
    option: bool
    days: tuple[float, ...]
    open: tuple[bool, ...]
    fixed: tuple[float, ...]
    max_campaigns: int | None
    capex: float
    build: int
    life: float | None
    decide: tuple[int, ...]


@dataclass(frozen=True)
class Qualification:
    """A transferable or qualified (programme, step, site); cost in the site's currency."""

    programme: str
    step: str
    site: str
    transferable: bool
    qualified_from: int
    transfer: int
    approval: int
    ppq: int
    cost: float
    earliest: int


@dataclass(frozen=True)
class Programme:
    """A programme: `due` and `firm` kg by market and period, `overdue` kg by market."""

    name: str
    client: str
    duty_class: str
    late: float
    unmet: float
    cover: float
    cover_from: int
    shortfall: float
    due: dict[str, list[float]]
    firm: dict[str, list[float]]
    overdue: dict[str, float]

    @property
    def weight(self) -> float:
        """What a kg of breach weighs."""
        return self.unmet or 1.0

    def total_due(self, t: int) -> float:
        """Kg due in a period over all markets."""
        return math.fsum(due[t] for due in self.due.values())


@dataclass(frozen=True)
class Facts:
    """All of a case."""

    clock: Clock
    own: bool
    carry: bool
    countries: dict[str, str]
    at_once: dict[str, int | None]
    markets: list[str]
    lines: dict[str, Line]
    programmes: dict[str, Programme]
    steps: dict[tuple[str, str], Step]
    recipes: list[Recipe]
    qualifications: dict[Pks, Qualification]
    opening: dict[Pks, float]
    lanes: dict[tuple[str, str], tuple[int, float]]
    access: dict[tuple[str, str], dict[str, tuple[int, int | None]]]
    shares: list[Row]
    commitments: list[Row]
    reserved: dict[tuple[str, int], dict[str, float]]
    duties: dict[tuple[str, str, str], list[tuple[int, float]]]
    rates: dict[str, list[tuple[int, float]]]
    currencies: dict[str, str]
    currency: str
    bearing: dict[tuple[str, str], float] = field(default_factory=dict)

    @property
    def sites(self) -> list[str]:
        """All sites."""
        return list(self.countries_of_sites)

    @property
    def countries_of_sites(self) -> dict[str, str]:
        """Country by site."""
        return {name: self.countries[name] for name in self.currencies}

    def fx(self, site: str, t: int) -> float:
        """Reporting currency for one unit of the site's, in force when the period begins."""
        name = self.currencies[site]
        return 1.0 if name == self.currency else _in_force(self.rates[name], self.clock.start(t))

    def duty(self, programme: str, origin: str, destination: str, t: int) -> float:
        """Duty rate in force when the period of the dispatch begins."""
        key = (
            self.programmes[programme].duty_class,
            self.countries[origin],
            self.countries[destination],
        )
        return _in_force(self.duties.get(key, []), self.clock.start(t))

    def borne(self, programme: str, head: str) -> float:
        """The part of an amount that the objective counts."""
        if not self.own:
            return 1.0
        return self.bearing.get((programme, head), self.bearing.get(("*", head), 1.0))

    def final(self, programme: str) -> Step:
        """The last step of the route."""
        return next(s for s in self.steps.values() if s.programme == programme and s.after is None)


def _in_force(steps: list[tuple[int, float]], at: int) -> float:
    """The value of the latest (month, value) not after a month; 0 where there is none."""
    begun = [(begin, value) for begin, value in steps if begin <= at]
    return max(begun)[1] if begun else 0.0


def in_window(row: Row, number: int) -> bool:
    """Whether a month lies in a row's first_month..last_month."""
    return month(row["first_month"]) <= number <= month(row["last_month"])
