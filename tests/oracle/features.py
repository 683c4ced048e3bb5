"""Which features of the contract a case has on, and which of them its plan uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from model.case.case import Case
from model.plan.plan import Plan

On = Callable[[Case], bool]
Used = Callable[[Plan], bool]


def _given(value: object) -> bool:
    return bool(pd.notna(value))  # type: ignore[call-overload]


def _any(table: str, column: str, test: Callable[[object], bool] = _given) -> On:
    """Whether some row of the table holds such a value."""
    return lambda case: any(test(value) for value in case.tables[table][column])


def _above(limit: float) -> Callable[[object], bool]:
    return lambda value: isinstance(value, float) and value > limit


def _is(*texts: str) -> Callable[[object], bool]:
    return lambda value: value in texts


def _sum(table: str, column: str, **where: str) -> Used:
    """Whether the rows of a result table sum to more than nothing."""

    def used(plan: Plan) -> bool:
        frame = plan.tables[table]
        for name, value in where.items():
            frame = frame[frame[name] == value]
        return bool(frame[column].abs().sum() > 1e-6) if len(frame) else False

    return used


def _has(table: str, **where: str) -> Used:
    """Whether a result table has such a row."""

    def used(plan: Plan) -> bool:
        frame = plan.tables[table]
        return bool(all((frame[name] == value).any() for name, value in where.items()))

    return used


def _moved(plan: Plan) -> bool:
    frame = plan.tables["Shipments"]
    sites = set(plan.case.tables["sites"]["site"])
    return bool((frame["kg"] * frame["destination"].isin(sites)).sum() > 1e-6)


def _late_arrival(plan: Plan) -> bool:
    frame = plan.tables["Shipments"]
    return bool(((frame["kg"] > 1e-6) & (frame["arrives"] != frame["period"])).any())


def _made(plan: Plan) -> bool:
    return _sum("Production", "batches")(plan)


def _breaks(word: str) -> Used:
    return lambda plan: any(word in broken.limit for broken in plan.broken)


FEATURES: Final[Mapping[str, tuple[On, Used]]] = {
    "several units": (_any("lines", "units", _above(1)), _made),
    "carry-over": (
        lambda case: bool(case.settings["carry_over"]),
        _sum("Production", "carry_over"),
    ),
    "no carry-over": (lambda case: not case.settings["carry_over"], _made),
    "max_campaigns": (_any("lines", "max_campaigns"), _made),
    "min_campaign_batches > 1": (_any("recipes", "min_campaign_batches", _above(1)), _made),
    "min_campaign_batches 0": (_any("recipes", "min_campaign_batches", lambda v: v == 0), _made),
    "opens or closes": (
        lambda case: _any("lines", "opens")(case) or _any("lines", "closes")(case),
        _made,
    ),
    "line calendar": (_any("line_calendar", "line"), _made),
    "transfer, validated": (
        _any("qualifications", "ppq_batches", _above(0)),
        _has("Decisions", decision="validation"),
    ),
    "transfer, not validated": (
        _any("qualifications", "ppq_batches", lambda v: v == 0),
        _has("Decisions", decision="transfer"),
    ),
    "qualified_from": (_any("qualifications", "qualified_from"), _made),
    "max_transfers_at_once": (
        _any("sites", "max_transfers_at_once"),
        _has("Decisions", decision="transfer"),
    ),
    "min_sites": (_any("steps", "min_sites", _above(1)), _has("Decisions", decision="transfer")),
    "two steps": (_any("steps", "sequence", _above(1)), _made),
    "moves between sites": (_any("steps", "sequence", _above(1)), _moved),
    "shelf life": (_any("steps", "shelf_life_months"), _sum("Stock", "closing_kg")),
    "release": (_any("steps", "release_months", _above(0)), _made),
    "success rate": (_any("recipes", "success_rate", lambda v: v != 1), _made),
    "opening stock": (_any("opening_stock", "kg", _above(0)), _sum("Stock", "opening_kg")),
    "overdue": (_any("obligations", "due", _is("overdue")), _sum("Obligations", "delivered_kg")),
    "firm": (_any("obligations", "firm", _is("yes")), _sum("Obligations", "firm_kg")),
    "firm, broken": (_any("obligations", "firm", _is("yes")), _breaks("firm")),
    "min_sites, broken": (_any("steps", "min_sites", _above(1)), _breaks("second source")),
    "shares, broken": (_any("site_shares", "site"), _breaks("share")),
    "market access": (_any("market_access", "site"), _sum("Shipments", "kg")),
    "own approval of a market": (
        _any("market_access", "approval_months"),
        _has("Decisions", decision="approval"),
    ),
    "site shares": (_any("site_shares", "site"), _made),
    "safety stock": (
        _any("programmes", "safety_stock_months", _above(0)),
        _sum("Stock", "safety_stock_kg"),
    ),
    "reservations": (_any("reservations", "client"), _made),
    "option line": (
        _any("lines", "status", _is("option")),
        _has("Decisions", decision="investment"),
    ),
    "commitment, transfer": (_any("commitments", "decision", _is("transfer")), _made),
    "commitment, invest": (_any("commitments", "decision", _is("invest")), _made),
    "commitment, allocation": (_any("commitments", "decision", _is("allocation")), _made),
    "transit": (_any("lanes", "transit_months", _above(0)), _late_arrival),
    "duty": (_any("duties", "rate", _above(0)), _sum("Costs", "amount_m", head="duty")),
    "currencies": (_any("exchange_rates", "rate"), _made),
    "cost bearing": (_any("cost_bearing", "head"), _sum("Costs", "client_m")),
    "own objective": (lambda case: case.settings["objective"] == "own", _made),
    "discounting": (lambda case: float(case.settings["discount_rate"]) > 0, _made),
    "tail": (
        lambda case: int(case.settings["tail_months"]) > 0,
        _sum("Production", "batches", tail="yes"),
    ),
    "prospect": (_any("programmes", "stage", _is("prospect")), _made),
    "contract end": (_any("programmes", "contract_end"), _made),
}
"""Name of the feature: whether a case has it on, and whether a plan makes use of it."""


def features_on(case: Case) -> list[str]:
    """The features that the case has on."""
    return [name for name, (on, _) in FEATURES.items() if on(case)]


def features_used(case: Case, plan: Plan) -> list[str]:
    """Of these, the features that the plan makes use of."""
    if plan.status == "no_plan":
        return []
    return [name for name in features_on(case) if FEATURES[name][1](plan)]
