"""From the raw tables to the oracle's facts."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from model.case.case import Case
from tests.oracle.clock import Clock, days_of, month, span_of
from tests.oracle.facts import (
    Facts,
    Line,
    Pks,
    Programme,
    Qualification,
    Recipe,
    Row,
    Step,
    in_window,
    rows,
)


def facts_of(case: Case) -> Facts:
    """Everything that the oracle needs of the case."""
    settings = {row["setting"]: row["value"] for row in rows(case, "settings")}
    clock = _clock(settings)
    there = _programmes_there(case)
    lines = {row["line"]: _line(case, row, clock) for row in rows(case, "lines")}
    sites = rows(case, "sites")
    countries = {row["site"]: row["country"] for row in sites}
    return Facts(
        clock=clock,
        own=settings.get("objective") == "own",
        carry=settings.get("carry_over") != "no",
        countries=countries | {r["market"]: r["country"] for r in rows(case, "markets")},
        at_once={r["site"]: _whole(r["max_transfers_at_once"]) for r in sites},
        markets=[r["market"] for r in rows(case, "markets")],
        lines=lines,
        programmes={name: _programme(case, name, clock) for name in there},
        steps=_steps(case, there, clock),
        recipes=_recipes(case, there, lines),
        qualifications=_qualifications(case, there, clock),
        opening=_opening(case),
        lanes={
            (r["origin"], r["destination"]): (clock.n(r["transit_months"]), r["cost_m_per_kg"])
            for r in rows(case, "lanes")
        },
        access=_access(case, clock),
        shares=[r for r in rows(case, "site_shares") if r["programme"] in there],
        commitments=rows(case, "commitments"),
        reserved=_reserved(case, lines, clock),
        duties=_dated(case, "duties", "duty_class", "origin_country", "destination_country"),
        rates={key[0]: v for key, v in _dated(case, "exchange_rates", "currency").items()},
        currencies={r["site"]: r["currency"] for r in sites},
        currency=settings["currency"],
        bearing={
            (r["programme"], r["head"]): 1.0 if r["our_share"] is None else r["our_share"]
            for r in rows(case, "cost_bearing")
        },
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _clock(settings: Row) -> Clock:
    first, length = month(settings["first_month"]), int(settings["period_months"])
    months = month(settings["last_month"]) - first + 1
    tail = int(float(settings.get("tail_months") or 0))
    planned = months // length
    count = planned + (tail + length - 1) // length
    return Clock(first, length, planned, count, float(settings["discount_rate"]))


def _programmes_there(case: Case) -> list[str]:
    """Programmes that count: prospects only where a commitment accepts them."""
    accepted = {
        r["programme"]
        for r in rows(case, "commitments")
        if r["decision"] == "allocation" and r["must"] == "yes"
    }
    return [
        r["programme"]
        for r in rows(case, "programmes")
        if r["stage"] != "prospect" or r["programme"] in accepted
    ]


def _line(case: Case, row: Row, clock: Clock) -> Line:
    option = row["status"] == "option"
    calendar = [r for r in rows(case, "line_calendar") if r["line"] == row["line"]]

    def runs(number: int) -> bool:
        opened = row["opens"] is None or month(row["opens"]) <= number
        return option or (opened and (row["closes"] is None or number < month(row["closes"])))

    def share(number: int) -> float:
        covering = [r["availability"] for r in calendar if in_window(r, number)]
        return float(covering[0] if covering else row["availability"])

    days, opened, fixed = [], [], []
    for t in range(clock.count):
        months = [number for number in clock.months(t) if runs(number)]
        days.append(sum(days_of(number) * share(number) for number in months) * row["units"])
        opened.append(bool(months))
        fixed.append(len(months) / 12 * row["fixed_cost_local_m_per_year"])
    decide: list[int] = []
    if option:
        last = min(clock.containing(row["latest_decision"]), clock.planned - 1)
        decide = list(range(clock.permitted(row["earliest_decision"]), last + 1))
    return Line(
        name=row["line"],
        site=row["site"],
        units=round(row["units"]),
        option=option,
        days=tuple(days),
        open=tuple(opened),
        fixed=tuple(fixed),
        max_campaigns=_whole(row["max_campaigns"]),
        capex=row["capex_local_m"] or 0.0,
        build=clock.n(row["build_months"] or 0.0),
        life=row["life_years"],
        decide=tuple(decide),
    )


def _programme(case: Case, name: str, clock: Clock) -> Programme:
    row = next(r for r in rows(case, "programmes") if r["programme"] == name)
    due: dict[str, list[float]] = {}
    firm: dict[str, list[float]] = {}
    overdue: dict[str, float] = defaultdict(float)
    for market, by_month in _monthly(case, name, clock, overdue).items():
        due[market], firm[market] = [0.0] * clock.count, [0.0] * clock.count
        for (number, is_firm), kg in by_month.items():
            t = (number - clock.first) // clock.length
            due[market][t] += kg
            firm[market][t] += kg if is_firm else 0.0
        for t in range(clock.planned, clock.count):
            ended = row["contract_end"] and t > clock.containing(row["contract_end"])
            due[market][t] = 0.0 if ended else due[market][t]
    safe = row["safety_stock_from"]
    return Programme(
        name=name,
        client=row["client"],
        duty_class=row["duty_class"],
        late=row["late_cost_m_per_kg_month"],
        unmet=row["unmet_cost_m_per_kg"],
        cover=(row["safety_stock_months"] or 0.0) if safe else 0.0,
        cover_from=clock.containing(safe) if safe else clock.count,
        shortfall=row["stock_shortfall_cost_m_per_kg_year"] or 0.0,
        due=due,
        firm=firm,
        overdue=dict(overdue),
    )


def _monthly(
    case: Case, name: str, clock: Clock, overdue: dict[str, float]
) -> dict[str, dict[tuple[int, bool], float]]:
    """Kg by market, month and whether firm, the tail's repeats included; fills `overdue`."""
    found: dict[str, dict[tuple[int, bool], float]] = defaultdict(lambda: defaultdict(float))
    for row in rows(case, "obligations"):
        if row["programme"] != name:
            continue
        by_month = found[row["market"]]
        if row["due"] == "overdue":
            overdue[row["market"]] += row["kg"]
            continue
        span = span_of(row["due"])
        for number in span:
            by_month[number, row["firm"] == "yes"] += row["kg"] / len(span)
    for by_month in found.values():
        for number in range(clock.start(clock.planned), clock.start(clock.count)):
            year_before = by_month.get((number - 12, True), 0.0)
            by_month[number, False] = year_before + by_month.get((number - 12, False), 0.0)
    return found


def _steps(case: Case, there: list[str], clock: Clock) -> dict[tuple[str, str], Step]:
    found: dict[tuple[str, str], Step] = {}
    for name in there:
        route = [r for r in rows(case, "steps") if r["programme"] == name]
        route.sort(key=lambda r: float(r["sequence"]))
        for k, row in enumerate(route):
            wanted = round(row["min_sites"] or 1)
            found[name, row["step"]] = Step(
                programme=name,
                name=row["step"],
                before=route[k - 1]["step"] if k else None,
                after=route[k + 1]["step"] if k + 1 < len(route) else None,
                draws=row["input_kg_per_kg"] or 0.0,
                release=clock.n(row["release_months"]),
                shelf=None
                if row["shelf_life_months"] is None
                else clock.n(row["shelf_life_months"]),
                holding=row["holding_cost_m_per_kg_year"],
                customs=row["customs_value_m_per_kg"] or 0.0,
                min_sites=wanted,
                min_from=clock.containing(row["min_sites_from"]) if wanted > 1 else 0,
            )
    return found


def _recipes(case: Case, there: list[str], lines: dict[str, Line]) -> list[Recipe]:
    return [
        Recipe(
            programme=r["programme"],
            step=r["step"],
            line=r["line"],
            site=lines[r["line"]].site,
            kg=r["kg_per_batch"],
            success=r["success_rate"],
            days=r["days_per_batch"],
            cost=r["cost_local_m_per_batch"],
            least=1 if r["min_campaign_batches"] is None else round(r["min_campaign_batches"]),
            change_days=r["changeover_days"],
            change_cost=r["changeover_cost_local_m"],
        )
        for r in rows(case, "recipes")
        if r["programme"] in there
    ]


def _qualifications(case: Case, there: list[str], clock: Clock) -> dict[Pks, Qualification]:
    found: dict[Pks, Qualification] = {}
    for r in rows(case, "qualifications"):
        if r["programme"] in there:
            found[r["programme"], r["step"], r["site"]] = Qualification(
                programme=r["programme"],
                step=r["step"],
                site=r["site"],
                transferable=r["status"] == "transferable",
                qualified_from=clock.permitted(r["qualified_from"]),
                transfer=clock.n(r["transfer_months"] or 0.0),
                approval=clock.n(r["approval_months"] or 0.0),
                ppq=round(r["ppq_batches"] or 0.0),
                cost=r["transfer_cost_local_m"] or 0.0,
                earliest=clock.permitted(r["earliest_start"]),
            )
    return found


def _opening(case: Case) -> dict[Pks, float]:
    return {(r["programme"], r["step"], r["site"]): r["kg"] for r in rows(case, "opening_stock")}


def _access(case: Case, clock: Clock) -> dict[tuple[str, str], dict[str, tuple[int, int | None]]]:
    found: dict[tuple[str, str], dict[str, tuple[int, int | None]]] = defaultdict(dict)
    for r in rows(case, "market_access"):
        months = r["approval_months"]
        approval = None if months is None else clock.n(months)
        found[r["programme"], r["market"]][r["site"]] = (clock.permitted(r["from_month"]), approval)
    return dict(found)


def _reserved(
    case: Case, lines: dict[str, Line], clock: Clock
) -> dict[tuple[str, int], dict[str, float]]:
    """Days held by client, line and period (of an option: once open), cut pro rata."""
    found: dict[tuple[str, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for r in rows(case, "reservations"):
        for t in range(clock.count):
            inside = sum(in_window(r, number) for number in clock.months(t))
            if inside:
                found[r["line"], t][r["client"]] += r["days_per_year"] * inside / 12
    for (line, t), by_client in found.items():
        days = lines[line].days[t]
        for client in by_client:
            by_client[client] = min(days, by_client[client])
        total = sum(by_client.values())
        for client in by_client:
            by_client[client] *= min(1.0, days / total) if total > 0 else 1.0
    return {key: dict(by_client) for key, by_client in found.items()}


def _dated(case: Case, table: str, *names: str) -> dict[Any, list[tuple[int, float]]]:
    """Rates with the month from which they hold, by key."""
    found: dict[Any, list[tuple[int, float]]] = defaultdict(list)
    for r in rows(case, table):
        found[tuple(r[name] for name in names)].append((month(r["from_month"]), r["rate"]))
    return dict(found)
