"""From the tables to the instance: months become periods, empty cells their meaning."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, cast

from model.case.calendar import days_in_month, month_number
from model.case.case import Case
from model.case.horizon import Horizon, build_horizon
from model.case.instance import (
    Access,
    Commitment,
    Instance,
    Lane,
    Line,
    Option,
    Programme,
    Recipe,
    Share,
    Site,
    Step,
    Transfer,
)

Record = dict[str, Any]


def build_instance(case: Case) -> Instance:
    """The instance of a checked case."""
    horizon = build_horizon(case.settings)
    left_out = _prospects_not_accepted(case)
    records = _Records(case, left_out)
    demand = _Demand(records, horizon)
    commitments = tuple(_commitments(records, horizon))
    lines = _lines(records, horizon)
    reserved, cut = _reserved_days(records, horizon, lines)
    sites = {
        row["site"]: Site(row["country"], row["currency"], _whole(row["max_transfers_at_once"]))
        for row in records("sites")
    }
    return Instance(
        horizon=horizon,
        own_objective=case.settings["objective"] == "own",
        carry_over=bool(case.settings["carry_over"]),
        programmes=_programmes(records),
        routes=_routes(records),
        steps=_steps(records, horizon),
        sites=sites,
        markets={row["market"]: row["country"] for row in records("markets")},
        lines=lines,
        recipes=_recipes(records, lines),
        qualified_from=_qualified_from(records, horizon),
        transfers=_transfers(records, horizon, commitments),
        due=demand.due,
        firm_due=demand.firm,
        overdue=demand.overdue,
        opening_stock={
            (row["programme"], row["step"], row["site"]): row["kg"]
            for row in records("opening_stock")
        },
        lanes={
            (row["origin"], row["destination"]): Lane(
                horizon.rounded(row["transit_months"]), row["cost_m_per_kg"]
            )
            for row in records("lanes")
        },
        exchange=_exchange(records, horizon, case, sites),
        duty_rates=_duty_rates(records, horizon),
        access=_access(records, horizon),
        shares=tuple(_shares(records, horizon)),
        reserved_days=reserved,
        commitments=commitments,
        safety_stock=_safety_stock(records, horizon, demand.due),
        our_shares={
            (row["programme"], row["head"]): row["our_share"] for row in records("cost_bearing")
        },
        warnings=tuple(cut) + demand.warnings,
    )


class _Records:
    """The filled tables as records, without the programmes that are left out."""

    def __init__(self, case: Case, left_out: frozenset[str]) -> None:
        self._case = case
        self._left_out = left_out

    def __call__(self, table: str) -> list[Record]:
        rows = cast("list[Record]", self._case.filled(table).to_dict("records"))
        return [row for row in rows if row.get("programme") not in self._left_out]


def _prospects_not_accepted(case: Case) -> frozenset[str]:
    """Prospects that no commitment accepts: they do not count."""
    accepted = {
        row["programme"]
        for row in case.filled("commitments").to_dict("records")
        if row["decision"] == "allocation" and row["must"] == "yes"
    }
    return frozenset(
        row["programme"]
        for row in case.filled("programmes").to_dict("records")
        if row["stage"] == "prospect" and row["programme"] not in accepted
    )


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _whole(value: object) -> int | None:
    return None if _empty(value) else int(float(str(value)))


def _number(value: object, default: float = 0.0) -> float:
    return default if _empty(value) else float(str(value))


def _month(value: object) -> int | None:
    return None if _empty(value) else month_number(str(value))


def _programmes(records: _Records) -> dict[str, Programme]:
    return {
        row["programme"]: Programme(
            client=row["client"],
            duty_class=row["duty_class"],
            late_cost=_number(row["late_cost_m_per_kg_month"]),
            unmet_cost=_number(row["unmet_cost_m_per_kg"]),
            shortfall_cost=_number(row["stock_shortfall_cost_m_per_kg_year"]),
            safety_stock_months=_number(row["safety_stock_months"]),
        )
        for row in records("programmes")
    }


def _routes(records: _Records) -> dict[str, tuple[str, ...]]:
    routes: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for row in records("steps"):
        routes[row["programme"]].append((row["sequence"], row["step"]))
    return {programme: tuple(step for _, step in sorted(r)) for programme, r in routes.items()}


def _steps(records: _Records, horizon: Horizon) -> dict[tuple[str, str], Step]:
    routes = _routes(records)
    steps = {}
    for row in records("steps"):
        route = routes[row["programme"]]
        number = route.index(row["step"])
        from_month = _month(row["min_sites_from"])
        steps[row["programme"], row["step"]] = Step(
            number=number,
            previous=route[number - 1] if number else None,
            following=route[number + 1] if number + 1 < len(route) else None,
            input_kg_per_kg=_number(row["input_kg_per_kg"]),
            release=horizon.rounded(_number(row["release_months"])),
            shelf_life=None
            if _empty(row["shelf_life_months"])
            else horizon.rounded(row["shelf_life_months"]),
            holding_cost=_number(row["holding_cost_m_per_kg_year"]),
            customs_value=_number(row["customs_value_m_per_kg"]),
            min_sites=_whole(row["min_sites"]) or 1,
            min_sites_from=None if from_month is None else max(0, horizon.containing(from_month)),
        )
    return steps


def _lines(records: _Records, horizon: Horizon) -> dict[str, Line]:
    calendar: dict[tuple[str, int], float] = {}
    for row in records("line_calendar"):
        for month in range(month_number(row["first_month"]), month_number(row["last_month"]) + 1):
            calendar[row["line"], month] = row["availability"]
    return {row["line"]: _line(row, horizon, calendar) for row in records("lines")}


def _line(row: Record, horizon: Horizon, calendar: Mapping[tuple[str, int], float]) -> Line:
    """The line's days and fixed cost month by month (rule 1)."""
    option = row["status"] == "option"
    opens, closes = _month(row["opens"]), _month(row["closes"])

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
            _number(row["fixed_cost_local_m_per_year"]) * len(period) / 12 for period in months
        ),
        max_campaigns=_whole(row["max_campaigns"]),
        option=_option(row, horizon) if option else None,
    )


def _option(row: Record, horizon: Horizon) -> Option:
    """When and for how much the line may be built; decisions lie in the horizon, not its tail."""
    earliest, latest = _month(row["earliest_decision"]), _month(row["latest_decision"])
    first = 0 if earliest is None else max(0, horizon.permitted_from(earliest))
    last = horizon.planned - 1 if latest is None else horizon.containing(latest)
    return Option(
        capex=_number(row["capex_local_m"]),
        build=horizon.rounded(_number(row["build_months"])),
        decisions=tuple(range(first, min(last, horizon.planned - 1) + 1)),
        life_years=None if _empty(row["life_years"]) else row["life_years"],
    )


def _recipes(records: _Records, lines: Mapping[str, Line]) -> dict[tuple[str, str, str], Recipe]:
    return {
        (row["programme"], row["step"], row["line"]): Recipe(
            site=lines[row["line"]].site,
            kg_per_batch=row["kg_per_batch"],
            success_rate=row["success_rate"],
            days_per_batch=row["days_per_batch"],
            cost_per_batch=_number(row["cost_local_m_per_batch"]),
            min_campaign_batches=int(_number(row["min_campaign_batches"], 1.0)),
            changeover_days=_number(row["changeover_days"]),
            changeover_cost=_number(row["changeover_cost_local_m"]),
        )
        for row in records("recipes")
    }


def _qualified_from(records: _Records, horizon: Horizon) -> dict[tuple[str, str, str], int]:
    return {
        (row["programme"], row["step"], row["site"]): 0
        if _empty(row["qualified_from"])
        else max(0, horizon.permitted_from(month_number(row["qualified_from"])))
        for row in records("qualifications")
        if row["status"] == "qualified"
    }


def _transfers(
    records: _Records, horizon: Horizon, commitments: tuple[Commitment, ...]
) -> dict[tuple[str, str, str], Transfer]:
    transfers = {}
    for row in records("qualifications"):
        if row["status"] != "transferable":
            continue
        key = (row["programme"], row["step"], row["site"])
        ppq_batches = int(_number(row["ppq_batches"]))
        spread = horizon.validation_spread if ppq_batches else 1
        duration = horizon.rounded(row["transfer_months"])
        earliest = _month(row["earliest_start"])
        first = 0 if earliest is None else max(0, horizon.permitted_from(earliest))
        # The validation lies within the horizon and its tail.
        last = horizon.count - (duration + spread if ppq_batches else 1)
        transfers[key] = Transfer(
            duration=duration,
            approval=horizon.rounded(row["approval_months"]),
            ppq_batches=ppq_batches,
            cost=_number(row["transfer_cost_local_m"]),
            starts=(*_under_way(key, commitments), *range(first, last + 1)),
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


class _Demand:
    """What is due, kg by (programme, market) and period; the tail repeats the last year."""

    def __init__(self, records: _Records, horizon: Horizon) -> None:
        self._horizon = horizon
        by_month: dict[tuple[str, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
        firm: dict[tuple[str, str], list[float]] = {}
        self.overdue: dict[tuple[str, str], float] = defaultdict(float)
        warnings = []
        for row in records("obligations"):
            key = (row["programme"], row["market"])
            months = by_month[key]
            firm_kg = firm.setdefault(key, [0.0] * horizon.count)
            if row["due"] == "overdue":
                self.overdue[key] += row["kg"]
                if row["firm"] == "yes" and row["kg"] > 0:
                    warnings.append(
                        f"obligations: {key[0]} for {key[1]}: {row['kg']:g} overdue kg cannot be "
                        "on time any more; they count as not firm"
                    )
                continue
            span = due_months(str(row["due"]))
            for month in span:
                months[month] += row["kg"] / len(span)
                if row["firm"] == "yes":
                    firm_kg[horizon.containing(month)] += row["kg"] / len(span)
        ends = {row["programme"]: _month(row["contract_end"]) for row in records("programmes")}
        self.due = {
            key: tuple(self._in_period(months, ends[key[0]], t) for t in horizon.every)
            for key, months in by_month.items()
        }
        self.firm = {key: tuple(kg) for key, kg in firm.items()}
        self.warnings = tuple(warnings)

    def _in_period(self, months: Mapping[int, float], end: int | None, t: int) -> float:
        if t >= self._horizon.planned and end is not None and t > self._horizon.containing(end):
            return 0.0
        return math.fsum(
            months.get(self._repeated(month), 0.0) for month in self._horizon.months(t)
        )

    def _repeated(self, month: int) -> int:
        """The month of the horizon whose obligations a month of the tail repeats."""
        beyond = month - self._horizon.first(self._horizon.planned) + 1
        return month - 12 * max(0, math.ceil(beyond / 12))


_QUARTER = re.compile(r"(\d{4})-Q([1-4])")


def due_months(due: str) -> range:
    """The months over which an obligation is spread: a year, a quarter or a month."""
    if due.isdigit():
        return range(int(due) * 12, int(due) * 12 + 12)
    quarter = _QUARTER.fullmatch(due)
    if quarter:
        first = int(quarter[1]) * 12 + (int(quarter[2]) - 1) * 3
        return range(first, first + 3)
    return range(month_number(due), month_number(due) + 1)


def _safety_stock(
    records: _Records, horizon: Horizon, due: Mapping[tuple[str, str], tuple[float, ...]]
) -> dict[str, tuple[float, ...]]:
    """Kg asked for at the end of each period (rule 12)."""
    required = {}
    for row in records("programmes"):
        months, start = _number(row["safety_stock_months"]), _month(row["safety_stock_from"])
        if months <= 0 or start is None:
            continue
        total = [
            math.fsum(kg[t] for key, kg in due.items() if key[0] == row["programme"])
            for t in horizon.every
        ]
        required[row["programme"]] = tuple(
            _ahead(total, t, months / horizon.period_months)
            if t >= horizon.containing(start)
            else 0.0
            for t in horizon.every
        )
    return required


def _ahead(due: list[float], period: int, length: float) -> float:
    """What is due in the `length` periods after this one; past the end the last one repeats."""
    whole = math.floor(length)
    kg = [due[min(period + 1 + i, len(due) - 1)] for i in range(whole + 1)]
    return math.fsum(kg[:whole]) + (length - whole) * kg[whole]


def _exchange(
    records: _Records, horizon: Horizon, case: Case, sites: Mapping[str, Site]
) -> dict[str, tuple[float, ...]]:
    dated: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for row in records("exchange_rates"):
        dated[row["currency"]].append((month_number(row["from_month"]), row["rate"]))
    home = str(case.settings["currency"])
    return {
        currency: tuple(1.0 for _ in horizon.every)
        if currency == home
        else _in_force(dated[currency], horizon)
        for currency in sorted({site.currency for site in sites.values()})
    }


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


def _duty_rates(
    records: _Records, horizon: Horizon
) -> dict[tuple[str, str, str], tuple[float, ...]]:
    dated: dict[tuple[str, str, str], list[tuple[int, float]]] = defaultdict(list)
    for row in records("duties"):
        key = (row["duty_class"], row["origin_country"], row["destination_country"])
        dated[key].append((month_number(row["from_month"]), row["rate"]))
    return {key: _in_force(rates, horizon, before=0.0) for key, rates in dated.items()}


def _access(records: _Records, horizon: Horizon) -> dict[tuple[str, str], dict[str, Access]]:
    access: dict[tuple[str, str], dict[str, Access]] = defaultdict(dict)
    for row in records("market_access"):
        month = _month(row["from_month"])
        access[row["programme"], row["market"]][row["site"]] = Access(
            allowed_from=0 if month is None else max(0, horizon.permitted_from(month)),
            approval=None
            if _empty(row["approval_months"])
            else horizon.rounded(row["approval_months"]),
        )
    return dict(access)


def _shares(records: _Records, horizon: Horizon) -> Iterator[Share]:
    for row in records("site_shares"):
        yield Share(
            programme=row["programme"],
            step=row["step"],
            site=row["site"],
            window=tuple(
                horizon.starting_in(month_number(row["first_month"]), _month(row["last_month"]))
            ),
            low=_number(row["min_share"]),
            high=_number(row["max_share"], 1.0),
        )


def _reserved_days(
    records: _Records, horizon: Horizon, lines: Mapping[str, Line]
) -> tuple[dict[tuple[str, str, int], float], list[str]]:
    """Days that each client reserves (rule 13), cut pro rata where they exceed the line's."""
    asked: dict[tuple[str, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in records("reservations"):
        first, last = month_number(row["first_month"]), _month(row["last_month"])
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


def _commitments(records: _Records, horizon: Horizon) -> Iterator[Commitment]:
    for number, row in enumerate(records("commitments")):
        first, last = _month(row["first_month"]), _month(row["last_month"])
        key = {name: row[name] or None for name in ("programme", "step", "site", "line")}
        named = ", ".join(str(value) for value in key.values() if value)
        must = row["must"] == "yes"
        yield Commitment(
            number=number,
            decision=row["decision"],
            window=(*_before(horizon, first, last), *horizon.starting_in(first, last)),
            must=must,
            text=f"{row['decision']} {'must' if must else 'must not'} happen: {named}",
            **key,
        )


def _before(horizon: Horizon, first: int | None, last: int | None) -> list[int]:
    """Periods before the horizon that the window touches: only what is under way starts there."""
    if first is None or first >= horizon.first_month:
        return []
    end = horizon.first_month - 1 if last is None else min(last, horizon.first_month - 1)
    return list(range(horizon.containing(first), horizon.containing(end) + 1))
