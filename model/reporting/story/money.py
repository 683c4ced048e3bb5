"""What the plan costs, between which figures the least cost lies, and who bears it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from model.plan.plan import Plan
from model.reporting.story.parts import Figure
from model.reporting.story.words import (
    at_least,
    at_most,
    million,
    number_words,
    period_word,
)

_SMALL = 0.05
_PROVEN = 1e-6


def currency_of(plan: Plan) -> str:
    """The reporting currency."""
    return str(plan.case.settings["currency"])


def shares_of_cost(plan: Plan) -> tuple[float, float, float]:
    """What the horizon costs all together, us and the clients: discounted, in millions."""
    costs = plan.tables["Costs"]
    horizon = costs[costs["tail"] == "no"]
    ours, clients = float(horizon["ours_m"].sum()), float(horizon["client_m"].sum())
    return ours + clients, ours, clients


def is_proven(plan: Plan) -> bool:
    """Whether no plan at all of those compared with costs less."""
    return math.isfinite(plan.gap) and plan.gap <= _PROVEN


def rivals(plan: Plan) -> str:
    """The plans about which the bound says something."""
    return "plan that breaks no more" if plan.broken else "plan that keeps every limit"


def saving_sentence(plan: Plan) -> str:
    """How much less another plan could cost, as far as that is proven."""
    if not math.isfinite(plan.bound_m):
        return "How much less another plan could cost is not known yet."
    if is_proven(plan):
        return f"No {rivals(plan)} costs less: proven."
    saving = at_most(plan.objective_m - plan.bound_m)
    return (
        f"Another {rivals(plan)} could cost up to {currency_of(plan)} {saving} million less, "
        "and decide otherwise."
    )


def cost_sentences(plan: Plan, years: str) -> Iterator[str]:
    """The total, what lies after it, and the interval that is proven."""
    total, ours, clients = shares_of_cost(plan)
    currency = currency_of(plan)
    shared = (
        f": {million(ours)} ours, {million(clients)} the clients'"
        if abs(clients) >= _SMALL
        else ", all of it ours"
    )
    yield f"Cost of {years}: {currency} {million(total)} million, discounted{shared}."
    yield _interval(plan)
    if math.isfinite(plan.bound_m) and not is_proven(plan):
        saving = at_most(plan.objective_m - plan.bound_m)
        yield (
            f"So at most {saving} million could be saved: {at_most(100 * plan.gap)}% of the "
            f"{million(plan.decided_cost_m)} million that the decisions change."
        )


def _interval(plan: Plan) -> str:
    """The objective and its bound: the interval in which the least cost lies."""
    what = f"{_counted(plan)} the plan costs {million(plan.objective_m)} million"
    if not math.isfinite(plan.bound_m):
        return f"{what}; how much less another could cost is not known yet."
    if is_proven(plan):
        return f"{what}; no {rivals(plan)} costs less: proven."
    least = at_least(plan.bound_m)
    return f"{what}; no {rivals(plan)} costs less than {least} million: proven."


def _counted(plan: Plan) -> str:
    """What the objective counts beside the total above it."""
    settings = plan.case.settings
    tail = tail_words(plan)
    if settings["objective"] == "own":
        return f"For us alone, with {tail}," if tail else "For us alone"
    return f"With {tail} ({million(plan.tail_cost_m)})" if tail else "In all"


def tail_words(plan: Plan) -> str:
    """The time after the horizon that the plan counts too: "the two quarters after it", or ""."""
    return f"the {tail_periods(plan)} after it" if plan.case.settings["tail_months"] else ""


def tail_periods(plan: Plan) -> str:
    """How long the tail is: two quarters."""
    settings = plan.case.settings
    months, tail = int(settings["period_months"]), int(settings["tail_months"])
    count = -(-tail // months)  # rounded up to whole periods, as the horizon does
    return number_words(count, period_word(months))


def cost_figures(plan: Plan) -> Iterator[Figure]:
    """Total and interval, to show large."""
    total, ours, clients = shares_of_cost(plan)
    currency = currency_of(plan)
    parts = f"{_large(ours)} ours, {_large(clients)} the clients'; "
    shared = parts if abs(clients) >= _SMALL else ""
    yield Figure("Total cost", f"{currency} {_large(total)} m", f"{shared}discounted")
    if not math.isfinite(plan.bound_m):
        yield Figure("Could be saved at most", "not known", "no bound is proven yet")
        return
    saving = plan.objective_m - plan.bound_m
    shown = at_most(saving, 1 if saving < 1000 else 0)
    span = "" if is_proven(plan) else f"{at_least(plan.bound_m)} to "
    counted = "least cost"
    counted += " for us alone" if plan.case.settings["objective"] == "own" else ""
    counted += " at this breach" if plan.broken else ""
    counted += f", with {tail_words(plan)}," if tail_words(plan) else ""
    yield Figure(
        "Could be saved at most",
        "nothing" if is_proven(plan) else f"{currency} {shown} m",
        f"proven: {counted} is {span}{million(plan.objective_m)}",
    )


def _large(amount: float) -> str:
    """Millions to show large: without tenths, unless these are much of it."""
    return f"{amount:,.0f}" if abs(amount) >= 99.95 else million(amount)
