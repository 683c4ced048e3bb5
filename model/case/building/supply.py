"""Programmes, steps and recipes: what is made how, and where it is qualified or may become so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from model.case.building.records import (
    Records,
    is_empty,
    month_or_none,
    number_or,
    whole_or_none,
)
from model.case.calendar import month_number
from model.case.horizon import Horizon
from model.case.instance import Commitment, Line, Programme, Recipe, Step, Transfer


def build_programmes(records: Records) -> dict[str, Programme]:
    """The programmes and what their kg cost when they come late, never, or not into stock."""
    return {
        row["programme"]: Programme(
            client=row["client"],
            duty_class=row["duty_class"],
            late_cost=number_or(row["late_cost_m_per_kg_month"]),
            unmet_cost=number_or(row["unmet_cost_m_per_kg"]),
            shortfall_cost=number_or(row["stock_shortfall_cost_m_per_kg_year"]),
            safety_stock_months=number_or(row["safety_stock_months"]),
        )
        for row in records("programmes")
    }


def build_routes(records: Records) -> dict[str, tuple[str, ...]]:
    """Each programme's steps in their sequence."""
    routes: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for row in records("steps"):
        routes[row["programme"]].append((row["sequence"], row["step"]))
    return {programme: tuple(step for _, step in sorted(r)) for programme, r in routes.items()}


def build_steps(records: Records, horizon: Horizon) -> dict[tuple[str, str], Step]:
    """The steps with their neighbours on the route; durations in periods."""
    routes = build_routes(records)
    steps = {}
    for row in records("steps"):
        route = routes[row["programme"]]
        number = route.index(row["step"])
        from_month = month_or_none(row["min_sites_from"])
        steps[row["programme"], row["step"]] = Step(
            number=number,
            previous=route[number - 1] if number else None,
            following=route[number + 1] if number + 1 < len(route) else None,
            input_kg_per_kg=number_or(row["input_kg_per_kg"]),
            release=horizon.rounded(number_or(row["release_months"])),
            shelf_life=None
            if is_empty(row["shelf_life_months"])
            else horizon.rounded(row["shelf_life_months"]),
            holding_cost=number_or(row["holding_cost_m_per_kg_year"]),
            customs_value=number_or(row["customs_value_m_per_kg"]),
            min_sites=whole_or_none(row["min_sites"]) or 1,
            min_sites_from=None if from_month is None else max(0, horizon.containing(from_month)),
        )
    return steps


def build_recipes(
    records: Records, lines: Mapping[str, Line]
) -> dict[tuple[str, str, str], Recipe]:
    """What runs on which line, and how."""
    return {
        (row["programme"], row["step"], row["line"]): Recipe(
            site=lines[row["line"]].site,
            kg_per_batch=row["kg_per_batch"],
            success_rate=row["success_rate"],
            days_per_batch=row["days_per_batch"],
            cost_per_batch=number_or(row["cost_local_m_per_batch"]),
            min_campaign_batches=int(number_or(row["min_campaign_batches"], 1.0)),
            changeover_days=number_or(row["changeover_days"]),
            changeover_cost=number_or(row["changeover_cost_local_m"]),
        )
        for row in records("recipes")
    }


def build_opening_stock(records: Records) -> dict[tuple[str, str, str], float]:
    """Kg in stock before the first period, by (programme, step, site)."""
    return {
        (row["programme"], row["step"], row["site"]): row["kg"] for row in records("opening_stock")
    }


def build_qualified_from(records: Records, horizon: Horizon) -> dict[tuple[str, str, str], int]:
    """First period in which a step is qualified without a transfer (rule 4)."""
    return {
        (row["programme"], row["step"], row["site"]): 0
        if is_empty(row["qualified_from"])
        else max(0, horizon.permitted_from(month_number(row["qualified_from"])))
        for row in records("qualifications")
        if row["status"] == "qualified"
    }


def build_transfers(
    records: Records, horizon: Horizon, commitments: tuple[Commitment, ...]
) -> dict[tuple[str, str, str], Transfer]:
    """What may be transferred where, and the periods in which it may start (rule 4)."""
    transfers = {}
    for row in records("qualifications"):
        if row["status"] != "transferable":
            continue
        key = (row["programme"], row["step"], row["site"])
        ppq_batches = int(number_or(row["ppq_batches"]))
        spread = horizon.validation_spread if ppq_batches else 1
        duration = horizon.rounded(row["transfer_months"])
        earliest = month_or_none(row["earliest_start"])
        first = 0 if earliest is None else max(0, horizon.permitted_from(earliest))
        # The validation lies within the horizon and its tail, also of a transfer under way.
        last = horizon.count - (duration + spread if ppq_batches else 1)
        under_way = [t for t in _under_way(key, commitments) if t <= last]
        transfers[key] = Transfer(
            duration=duration,
            approval=horizon.rounded(row["approval_months"]),
            ppq_batches=ppq_batches,
            cost=number_or(row["transfer_cost_local_m"]),
            starts=(*under_way, *range(first, last + 1)),
            spread=spread,
        )
    return transfers


def _under_way(key: tuple[str, str, str], commitments: tuple[Commitment, ...]) -> list[int]:
    """Periods before the horizon in which a commitment says that the transfer started."""
    programme, step, site = key
    return sorted(
        {
            t
            for c in commitments
            if c.decision == "transfer"
            and c.must
            and c.selects(programme=programme, step=step, site=site)
            for t in c.window
            if t < 0
        }
    )


def build_commitments(records: Records, horizon: Horizon) -> Iterator[Commitment]:
    """Decisions taken, vetoed or under way (rule 15)."""
    for number, row in enumerate(records("commitments")):
        first, last = month_or_none(row["first_month"]), month_or_none(row["last_month"])
        key = {name: row[name] or None for name in ("programme", "step", "site", "line")}
        named = ", ".join(str(value) for value in key.values() if value)
        must = row["must"] == "yes"
        yield Commitment(
            number=number,
            decision=row["decision"],
            window=tuple(horizon.starting_in(first, last, before=True)),
            must=must,
            text=f"{row['decision']} {'must' if must else 'must not'} happen: {named}",
            **key,
        )
