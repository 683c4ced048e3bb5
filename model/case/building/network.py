"""Sites, lines and lanes: days, options, reservations, and the prices in force in a period."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

from model.case.building.records import (
    Record,
    Records,
    is_empty,
    month_or_none,
    number_or,
    whole_or_none,
)
from model.case.calendar import days_in_month, month_number
from model.case.horizon import Horizon
from model.case.instance import Lane, Line, Option, Site


def build_sites(records: Records) -> dict[str, Site]:
    """The campuses."""
    return {
        row["site"]: Site(
            row["country"], row["currency"], whole_or_none(row["max_transfers_at_once"])
        )
        for row in records("sites")
    }


def build_markets(records: Records) -> dict[str, str]:
    """The country of each market."""
    return {row["market"]: row["country"] for row in records("markets")}


def build_lanes(records: Records, horizon: Horizon) -> dict[tuple[str, str], Lane]:
    """The transport lanes, by (origin, destination)."""
    return {
        (row["origin"], row["destination"]): Lane(
            horizon.rounded(row["transit_months"]), row["cost_m_per_kg"]
        )
        for row in records("lanes")
    }


def build_lines(records: Records, horizon: Horizon) -> dict[str, Line]:
    """The lines with their days in each period."""
    calendar: dict[tuple[str, int], float] = {}
    for row in records("line_calendar"):
        for month in range(month_number(row["first_month"]), month_number(row["last_month"]) + 1):
            calendar[row["line"], month] = row["availability"]
    return {row["line"]: _line(row, horizon, calendar) for row in records("lines")}


def _line(row: Record, horizon: Horizon, calendar: Mapping[tuple[str, int], float]) -> Line:
    """The line's days and fixed cost month by month (rule 1)."""
    option = row["status"] == "option"
    opens, closes = month_or_none(row["opens"]), month_or_none(row["closes"])

    def is_open(month: int) -> bool:
        if option:
            return True
        return (opens is None or month >= opens) and (closes is None or month < closes)

    months = [[month for month in horizon.months(t) if is_open(month)] for t in horizon.every]
    return Line(
        site=row["site"],
        units=int(row["units"]),
        days=tuple(
            math.fsum(
                days_in_month(month)
                * calendar.get((row["line"], month), row["availability"])
                * row["units"]
                for month in period
            )
            for period in months
        ),
        open=tuple(bool(period) for period in months),
        fixed_cost=tuple(
            number_or(row["fixed_cost_local_m_per_year"]) * len(period) / 12 for period in months
        ),
        max_campaigns=whole_or_none(row["max_campaigns"]),
        option=_option(row, horizon) if option else None,
    )


def _option(row: Record, horizon: Horizon) -> Option:
    """When and for how much the line may be built; decisions lie in the horizon, not its tail."""
    earliest, latest = (
        month_or_none(row["earliest_decision"]),
        month_or_none(row["latest_decision"]),
    )
    first = 0 if earliest is None else max(0, horizon.permitted_from(earliest))
    last = horizon.planned - 1 if latest is None else horizon.containing(latest)
    return Option(
        capex=number_or(row["capex_local_m"]),
        build=horizon.rounded(number_or(row["build_months"])),
        decisions=tuple(range(first, min(last, horizon.planned - 1) + 1)),
        life_years=None if is_empty(row["life_years"]) else row["life_years"],
    )


def build_exchange(
    records: Records, horizon: Horizon, sites: Mapping[str, Site], reporting: str
) -> dict[str, tuple[float, ...]]:
    """Reporting currency for one unit of each site's currency, by period."""
    dated: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for row in records("exchange_rates"):
        dated[row["currency"]].append((month_number(row["from_month"]), row["rate"]))
    return {
        currency: tuple(1.0 for _ in horizon.every)
        if currency == reporting
        else _in_force(dated[currency], horizon)
        for currency in sorted({site.currency for site in sites.values()})
    }


def build_duty_rates(
    records: Records, horizon: Horizon
) -> dict[tuple[str, str, str], tuple[float, ...]]:
    """Duty rate in force in each period, by class, origin and destination country."""
    dated: dict[tuple[str, str, str], list[tuple[int, float]]] = defaultdict(list)
    for row in records("duties"):
        key = (row["duty_class"], row["origin_country"], row["destination_country"])
        dated[key].append((month_number(row["from_month"]), row["rate"]))
    return {key: _in_force(rates, horizon, before=0.0) for key, rates in dated.items()}


def build_our_shares(records: Records) -> dict[tuple[str, str], float]:
    """The share of a cost that we bear, by (programme or *, head)."""
    return {(row["programme"], row["head"]): row["our_share"] for row in records("cost_bearing")}


def _in_force(
    dated: list[tuple[int, float]], horizon: Horizon, before: float = math.nan
) -> tuple[float, ...]:
    """The price in force in each period's first month; `before` where none is yet."""
    ordered = sorted(dated)
    values = []
    for t in horizon.every:
        known = [price for month, price in ordered if month <= horizon.first(t)]
        values.append(known[-1] if known else before)
    return tuple(values)


def build_reserved_days(
    records: Records, horizon: Horizon, lines: Mapping[str, Line]
) -> tuple[dict[tuple[str, str, int], float], list[str]]:
    """Days that each client reserves (rule 13), cut pro rata where they exceed the line's."""
    asked: dict[tuple[str, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in records("reservations"):
        first, last = month_number(row["first_month"]), month_or_none(row["last_month"])
        for t in horizon.every:
            inside = sum(m >= first and (last is None or m <= last) for m in horizon.months(t))
            if inside:
                asked[row["line"], t][row["client"]] += row["days_per_year"] * inside / 12
    reserved, cut = {}, []
    for (line, t), clients in sorted(asked.items()):
        days = lines[line].days[t]
        held = {client: min(days, wanted) for client, wanted in clients.items()}
        total = math.fsum(held.values())
        scale = min(1.0, days / total) if total > 0 else 1.0
        if scale < 1.0 - 1e-9:
            cut.append(
                f"reservations: {line} in {horizon.label(t)}: {total:.1f} days reserved of "
                f"{days:.1f}; cut pro rata"
            )
        reserved.update({(client, line, t): kg * scale for client, kg in held.items()})
    return reserved, cut
