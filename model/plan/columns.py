"""The result tables: every column declared once, with its unit and its meaning.

The plan, the workbook, its dictionary and the reader of old runs all take names, units and order
from here.
"""

from __future__ import annotations

import pandas as pd

from model.case.tables_demand import COST_HEADS
from model.plan.result_table import (
    MONEY,
    MONEY_PER_DAY,
    MONEY_PER_KG,
    ResultColumn,
    ResultTable,
    columns_of,
)

__all__ = ["HEADS", "RESULT_TABLES", "columns_of", "empty_table"]

HEADS = COST_HEADS
"""The heads of the ledger, in its order."""


def _text(name: str, meaning: str) -> ResultColumn:
    return ResultColumn(name, "text", "", meaning)


def _number(name: str, unit: str, meaning: str) -> ResultColumn:
    return ResultColumn(name, "number", unit, meaning)


def _price(name: str, unit: str, by: str, meaning: str) -> ResultColumn:
    return ResultColumn(name, "number", unit, f"{meaning} (discounted)", by)


def _whole(name: str, unit: str, meaning: str) -> ResultColumn:
    return ResultColumn(name, "whole", unit, meaning)


_PROGRAMME = _text("programme", "the programme")
_STEP = _text("step", "the step of its route")
_LINE = _text("line", "the production line")
_SITE = _text("site", "the site")
_MARKET = _text("market", "the market that is supplied")
_PERIOD = _text("period", "the period; the label begins with its year")
_YEAR = _whole("year", "year", "calendar year")
_TAIL = _text("tail", "yes: after the horizon, shown grey and left out of every total but its own")

_BATCHES_DIVIDED = "LP, the plan's whole numbers fixed but for batches"
_ALL_FIXED = "LP, the plan's whole numbers fixed"
_BOUND = "dual of the priced bound"

_SUMMARY = ResultTable(
    "Summary",
    ("programme",),
    (
        _PROGRAMME,
        _text("client", "whose programme it is"),
        _text("home_sites", "for each step the sites that make it, with their part of the kg"),
        _number("due_kg", "kg", "due within the horizon"),
        _number("on_time_kg", "kg", "of it, delivered in the period in which it was due"),
        _number("on_time_share", "share", "on time / due; empty where nothing is due"),
        _number("unmet_kg", "kg", "never delivered, counted in the very last period"),
        _number("cost_m", MONEY, "discounted cost of the horizon, all heads with a programme"),
    ),
    "One row for each programme: where it is made, what is on time, what it costs.",
)

_DECISIONS = ResultTable(
    "Decisions",
    ("date", "decision", "programme", "step", "site", "line", "serves"),
    (
        _text("date", "first month of the period in which it happens"),
        _PERIOD,
        _text(
            "decision",
            "transfer (start), validation (first campaign), approval (first period "
            "in which it is qualified or may ship), investment (decision), opening",
        ),
        _PROGRAMME,
        _STEP,
        _SITE,
        _LINE,
        _number("cost_m", MONEY, "cost at the time, not discounted"),
        _text("serves", "the first obligation that needs it, or the market that it opens"),
        _TAIL,
    ),
    "One row for each dated decision, in order of date.",
)

_ALLOCATION = ResultTable(
    "Allocation",
    ("programme", "step", "site", "year"),
    (
        _PROGRAMME,
        _STEP,
        _SITE,
        _YEAR,
        _number("batches", "batches", "batches begun, validation batches included"),
        _number("kg_released", "kg", "good kg of the batches begun"),
        _number("share", "share", "part of the step's good kg of that year"),
        _TAIL,
    ),
    "What each site makes of each step, by year.",
)

_PRODUCTION = ResultTable(
    "Production",
    ("programme", "step", "line", "period"),
    (
        _PROGRAMME,
        _STEP,
        _LINE,
        _PERIOD,
        _number("batches", "batches", "commercial batches begun, without validation"),
        _number(
            "validation_batches",
            "batches",
            "validation (PPQ) batches, spread evenly over the periods of their campaign",
        ),
        _number("kg_released", "kg", "good kg of all batches begun in the period"),
        _number("changeovers", "changeovers", "changeovers made, validation's part included"),
        _number("days", "days", "line days used, changeovers included"),
        _whole("campaign", "0/1", "1: the programme runs on the line"),
        _whole("carry_over", "0/1", "1: the set-up is carried in, without a changeover"),
        _whole("validation", "0/1", "1: the validation campaign runs on the line"),
        _TAIL,
    ),
    "One row for each recipe and period, zero rows included.",
)

_CAPACITY = ResultTable(
    "Capacity",
    ("line", "period"),
    (
        _LINE,
        _PERIOD,
        _number("days", "days", "line days there are"),
        _number("production_days", "days", "used by commercial batches"),
        _number("changeover_days", "days", "used by changeovers of commercial campaigns"),
        _number("validation_days", "days", "used by validation, its changeover included"),
        _number("free_days", "days", "left over"),
        _number("utilisation", "share", "used / days; empty where the line has no days"),
        _text("reference_programme", "the programme whose batches measure what is free"),
        _number("free_batches", "batches", "free days as batches of the reference programme"),
        _price(
            "day_worth_m",
            MONEY_PER_DAY,
            _BATCHES_DIVIDED,
            "what one more day would save, campaigns, transfers and lines as they are, batches "
            "divisible; empty where nothing can run on the line, or the run was stopped before",
        ),
        _price(
            "day_price_m",
            MONEY_PER_DAY,
            _BOUND,
            "what a day costs in the proof of the bound, with everything still open; empty where "
            "the case is solved whole, or no two programmes can meet there",
        ),
        _TAIL,
    ),
    "Line days there are, used and free.",
)

_OBLIGATIONS = ResultTable(
    "Obligations",
    ("programme", "market", "period"),
    (
        _PROGRAMME,
        _MARKET,
        _PERIOD,
        _number("due_kg", "kg", "due in the period, firm or not; overdue kg are not repeated here"),
        _number("firm_kg", "kg", "of it, firm"),
        _number("delivered_kg", "kg", "arrived at the market"),
        _number("late_kg", "kg", "due by now and not delivered, at the end of the period"),
        _number("unmet_kg", "kg", "late in the very last period"),
        _number("firm_late_kg", "kg", "firm kg that are late, a broken limit"),
        _price(
            "kg_cost_m",
            MONEY_PER_KG,
            _BATCHES_DIVIDED,
            "what one more kg due then, not firm, would cost, batches divisible and made in the "
            "campaigns of the plan; less than 0 where it would leave a costly stock; empty where "
            "the run was stopped before",
        ),
        _price(
            "kg_cost_fixed_m",
            MONEY_PER_KG,
            _ALL_FIXED,
            "the same where no batch is added: from what is left over, or late; empty where the "
            "run was stopped before",
        ),
        _TAIL,
    ),
    "What is due and what arrives, for each programme and market.",
)

_STOCK = ResultTable(
    "Stock",
    ("programme", "step", "site", "period"),
    (
        _PROGRAMME,
        _STEP,
        _SITE,
        _PERIOD,
        _number("opening_kg", "kg", "at the beginning of the period"),
        _number("in_kg", "kg", "became usable here, or arrived from another site"),
        _number("out_kg", "kg", "shipped, sent to another site or drawn by the next step"),
        _number("scrap_kg", "kg", "written off"),
        _number("closing_kg", "kg", "at the end of the period"),
        _number("safety_stock_kg", "kg", "asked of the programme's final step, all sites together"),
        _number("shortfall_kg", "kg", "of it, missing, all sites together"),
        _TAIL,
    ),
    "Stock of each step at each site.",
)

_SHIPMENTS = ResultTable(
    "Shipments",
    ("programme", "step", "origin", "destination", "period"),
    (
        _PROGRAMME,
        _STEP,
        _text("origin", "the site that sends"),
        _text("destination", "the market (final step) or site (other steps) that receives"),
        _text("period", "the period in which it leaves"),
        _number("kg", "kg", "sent"),
        _number("freight_m", MONEY, "freight, not discounted, whole"),
        _number("duty_m", MONEY, "customs duty, not discounted, whole"),
        _text("arrives", "the period in which it arrives"),
        _TAIL,
    ),
    "What is sent from where to where, and when.",
)

_COSTS = ResultTable(
    "Costs",
    ("head", "programme", "step", "site", "line", "period"),
    (
        _text("head", "kind of cost"),
        _PROGRAMME,
        _STEP,
        _SITE,
        _LINE,
        _PERIOD,
        _number("amount_m", MONEY, "cost in the period, not discounted"),
        _number("discount_factor", "factor", "what one unit of this period is worth at the start"),
        _number("discounted_m", MONEY, "amount x discount factor"),
        _number("ours_m", MONEY, "discounted, the part that we bear"),
        _number("client_m", MONEY, "discounted, the part that the client bears"),
        _TAIL,
    ),
    "The ledger: every amount that makes up the total.",
)

RESULT_TABLES: dict[str, ResultTable] = {
    table.name: table
    for table in (
        _SUMMARY,
        _DECISIONS,
        _ALLOCATION,
        _PRODUCTION,
        _CAPACITY,
        _OBLIGATIONS,
        _STOCK,
        _SHIPMENTS,
        _COSTS,
    )
}


def empty_table(name: str) -> pd.DataFrame:
    """A result table without rows and with its declared columns."""
    types = {"text": "object", "whole": "int64", "number": "float64"}
    return pd.DataFrame(
        {c.name: pd.Series(dtype=types[c.kind]) for c in RESULT_TABLES[name].columns}
    )
