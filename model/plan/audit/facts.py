"""The inputs, read anew from the raw tables: what the audit holds the plan against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from model.plan.audit.clock import Array, Clock, month_of
from model.plan.audit.line_days import read_lines
from model.plan.audit.records import (
    Licence,
    Line,
    Names,
    Programme,
    Recipe,
    Row,
    Site,
    Step,
    Tables,
    month,
    number,
    optional,
    rows_of,
    text,
)

Read = TypeVar("Read")


@dataclass(frozen=True)
class Facts:
    """All inputs the rules need; programmes that are not in play are left out throughout."""

    clock: Clock
    carry_over: bool
    own_objective: bool
    sites: dict[str, Site]
    markets: dict[str, str]
    lines: dict[str, Line]
    programmes: dict[str, Programme]
    routes: dict[str, Names]
    steps: dict[Names, Step]
    recipes: dict[Names, Recipe]
    licences: dict[Names, Licence]
    opening_stock: dict[Names, float]
    lanes: dict[Names, tuple[int, float]]
    duties: dict[Names, list[tuple[int, float]]]
    rates: dict[str, Array]
    shares: dict[Names, float]
    access: dict[Names, dict[str, tuple[int | None, float | None]]]
    site_shares: list[Row]
    reservations: list[Row]
    commitments: list[Row]

    def is_final(self, programme: str, step: str) -> bool:
        """Whether the step is the last of its programme's route."""
        return self.routes[programme][-1] == step

    def rate_of_line(self, line: str) -> Array:
        """Exchange rate of a line's site in each period."""
        return self.rates[self.sites[self.lines[line].site].currency]

    def our_share(self, programme: str, head: str) -> float:
        """Our part of a cost head."""
        return self.shares.get((programme, head), self.shares.get(("*", head), 1.0))

    def country(self, place: str, *, market: bool) -> str:
        """Country of a site or market."""
        return self.markets[place] if market else self.sites[place].country

    def duty_rates(self, programme: str, origin: str, destination: str) -> Array:
        """Duty rate in force at the first month of each period between two countries."""
        key = (self.programmes[programme].duty_class, origin, destination)
        return _in_force(self.clock, self.duties.get(key, []), 0.0)


def read_facts(case: Tables) -> Facts:
    """Reads everything from `case.tables`; defaults are those of the data dictionary."""
    settings = {text(row, "setting"): text(row, "value") for row in rows_of(case, "settings")}
    clock = _clock(settings)
    commitments = rows_of(case, "commitments")
    programmes = _programmes(case, commitments)

    def playing(table: str) -> list[Row]:
        return [row for row in rows_of(case, table) if text(row, "programme") in programmes]

    sites = {text(row, "site"): _site(row) for row in rows_of(case, "sites")}
    at_site = ("programme", "step", "site")
    return Facts(
        clock=clock,
        carry_over=settings.get("carry_over", "yes") != "no",
        own_objective=settings.get("objective", "network") == "own",
        sites=sites,
        markets={text(row, "market"): text(row, "country") for row in rows_of(case, "markets")},
        lines=read_lines(case, clock),
        programmes=programmes,
        routes=_routes(playing("steps")),
        steps=_keyed(playing("steps"), _step, "programme", "step"),
        recipes=_keyed(playing("recipes"), _recipe, "programme", "step", "line"),
        licences=_keyed(playing("qualifications"), _licence, *at_site),
        opening_stock=_keyed(playing("opening_stock"), lambda row: number(row, "kg"), *at_site),
        lanes=_lanes(case, clock),
        duties=_history(case, "duties", "duty_class", "origin_country", "destination_country"),
        rates=_exchange_rates(case, clock, sites, settings.get("currency", "")),
        shares=_keyed(rows_of(case, "cost_bearing"), _our_share, "programme", "head"),
        access=_access(playing("market_access")),
        site_shares=playing("site_shares"),
        reservations=rows_of(case, "reservations"),
        commitments=commitments,
    )


def _keyed(rows: list[Row], read: Callable[[Row], Read], *columns: str) -> dict[Names, Read]:
    return {_key(row, *columns): read(row) for row in rows}


def _our_share(row: Row) -> float:
    return number(row, "our_share", 1.0)


def _lanes(case: Tables, clock: Clock) -> dict[Names, tuple[int, float]]:
    """Transit in periods and cost in millions a kg."""
    return {
        _key(row, "origin", "destination"): (
            clock.rounded(number(row, "transit_months")),
            number(row, "cost_m_per_kg"),
        )
        for row in rows_of(case, "lanes")
    }


def _key(row: Row, *columns: str) -> Names:
    return tuple(text(row, column) for column in columns)


def _clock(settings: dict[str, str]) -> Clock:
    first, last = month_of(settings["first_month"]), month_of(settings["last_month"])
    length = int(float(settings["period_months"]))
    horizon = (last + 1 - first) // length
    tail = int(float(settings.get("tail_months") or 0))
    rate = float(settings.get("discount_rate") or 0)
    return Clock(first, length, horizon, horizon - (-tail // length), rate)


def _programmes(case: Tables, commitments: list[Row]) -> dict[str, Programme]:
    accepted = {
        text(row, "programme")
        for row in commitments
        if text(row, "decision") == "allocation" and text(row, "must") == "yes"
    }
    return {
        text(row, "programme"): Programme(
            client=text(row, "client"),
            duty_class=text(row, "duty_class"),
            contract_end=month(row, "contract_end"),
            late_cost=number(row, "late_cost_m_per_kg_month"),
            unmet_cost=number(row, "unmet_cost_m_per_kg"),
            safety_months=number(row, "safety_stock_months", 0.0),
            safety_from=month(row, "safety_stock_from"),
            shortfall_cost=number(row, "stock_shortfall_cost_m_per_kg_year", 0.0),
        )
        for row in rows_of(case, "programmes")
        if text(row, "stage") != "prospect" or text(row, "programme") in accepted
    }


def _site(row: Row) -> Site:
    return Site(text(row, "country"), text(row, "currency"), optional(row, "max_transfers_at_once"))


def _step(row: Row) -> Step:
    return Step(
        input_ratio=number(row, "input_kg_per_kg", 0.0),
        release_months=number(row, "release_months"),
        shelf_life_months=optional(row, "shelf_life_months"),
        holding_cost=number(row, "holding_cost_m_per_kg_year"),
        customs_value=number(row, "customs_value_m_per_kg", 0.0),
        min_sites=number(row, "min_sites", 1.0),
        min_sites_from=month(row, "min_sites_from"),
    )


def _routes(steps: list[Row]) -> dict[str, Names]:
    routes: dict[str, Names] = {}
    for row in sorted(steps, key=lambda row: number(row, "sequence")):
        programme = text(row, "programme")
        routes[programme] = (*routes.get(programme, ()), text(row, "step"))
    return routes


def _recipe(row: Row) -> Recipe:
    return Recipe(
        batch_kg=number(row, "kg_per_batch"),
        good_kg=number(row, "kg_per_batch") * number(row, "success_rate"),
        batch_days=number(row, "days_per_batch"),
        batch_cost=number(row, "cost_local_m_per_batch"),
        min_batches=number(row, "min_campaign_batches", 1.0),
        changeover_days=number(row, "changeover_days"),
        changeover_cost=number(row, "changeover_cost_local_m"),
    )


def _licence(row: Row) -> Licence:
    transferable = text(row, "status") == "transferable"
    empty = float("nan") if transferable else 0.0
    return Licence(
        transferable=transferable,
        qualified_from=month(row, "qualified_from"),
        transfer_months=number(row, "transfer_months", empty),
        approval_months=number(row, "approval_months", empty),
        ppq_batches=number(row, "ppq_batches", empty),
        transfer_cost=number(row, "transfer_cost_local_m", empty),
        earliest_start=month(row, "earliest_start"),
    )


def _access(rows: list[Row]) -> dict[Names, dict[str, tuple[int | None, float | None]]]:
    access: dict[Names, dict[str, tuple[int | None, float | None]]] = {}
    for row in rows:
        sites = access.setdefault(_key(row, "programme", "market"), {})
        sites[text(row, "site")] = (month(row, "from_month"), optional(row, "approval_months"))
    return access


def _history(case: Tables, table: str, *columns: str) -> dict[Names, list[tuple[int, float]]]:
    history: dict[Names, list[tuple[int, float]]] = {}
    for row in rows_of(case, table):
        begin = month_of(text(row, "from_month"))
        history.setdefault(_key(row, *columns), []).append((begin, number(row, "rate")))
    return history


def _in_force(clock: Clock, history: list[tuple[int, float]], before: float) -> Array:
    rates = np.full(clock.count, before)
    for begin, rate in sorted(history):
        rates[clock.from_month(begin) :] = rate
    return rates


def _exchange_rates(
    case: Tables, clock: Clock, sites: dict[str, Site], reporting: str
) -> dict[str, Array]:
    history = _history(case, "exchange_rates", "currency")
    return {
        site.currency: np.ones(clock.count)
        if site.currency == reporting
        else _in_force(clock, history.get((site.currency,), []), float("nan"))
        for site in sites.values()
    }
