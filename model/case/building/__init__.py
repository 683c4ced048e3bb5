"""From the tables to the instance: months become periods, empty cells their meaning."""

from __future__ import annotations

from model.case.building.demand import Demand, build_access, build_safety_stock, build_shares
from model.case.building.network import (
    build_duty_rates,
    build_exchange,
    build_lanes,
    build_lines,
    build_markets,
    build_our_shares,
    build_reserved_days,
    build_sites,
)
from model.case.building.records import Records, prospects_not_accepted
from model.case.building.supply import (
    build_commitments,
    build_opening_stock,
    build_programmes,
    build_qualified_from,
    build_recipes,
    build_routes,
    build_steps,
    build_transfers,
)
from model.case.case import Case
from model.case.horizon import build_horizon
from model.case.instance import Instance


def build_instance(case: Case) -> Instance:
    """The instance of a checked case."""
    horizon = build_horizon(case.settings)
    records = Records(case, prospects_not_accepted(case))
    demand = Demand(records, horizon)
    commitments = tuple(build_commitments(records, horizon))
    sites = build_sites(records)
    lines = build_lines(records, horizon)
    reserved_days, cut = build_reserved_days(records, horizon, lines)
    return Instance(
        horizon=horizon,
        own_objective=case.settings["objective"] == "own",
        carry_over=bool(case.settings["carry_over"]),
        programmes=build_programmes(records),
        routes=build_routes(records),
        steps=build_steps(records, horizon),
        sites=sites,
        markets=build_markets(records),
        lines=lines,
        recipes=build_recipes(records, lines),
        qualified_from=build_qualified_from(records, horizon),
        transfers=build_transfers(records, horizon, commitments),
        due=demand.due,
        firm_due=demand.firm,
        overdue=demand.overdue,
        opening_stock=build_opening_stock(records),
        lanes=build_lanes(records, horizon),
        exchange=build_exchange(records, horizon, sites, str(case.settings["currency"])),
        duty_rates=build_duty_rates(records, horizon),
        access=build_access(records, horizon),
        shares=tuple(build_shares(records, horizon)),
        reserved_days=reserved_days,
        commitments=commitments,
        safety_stock=build_safety_stock(records, horizon, demand.due),
        our_shares=build_our_shares(records),
        warnings=(*cut, *demand.warnings),
    )
