"""Result tables of what is made: production, capacity, allocation."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

import pandas as pd

from model.case.instance import Instance, Recipe
from model.plan.values import Values
from model.plan.worth import Worth, price

Row = dict[str, Any]


def yes(flag: bool) -> str:
    """The text of a flag in a result table."""
    return "yes" if flag else "no"


def is_tail(inst: Instance, t: int) -> str:
    """Whether the period lies after the horizon, as text."""
    return yes(t >= inst.horizon.planned)


def validating(inst: Instance, v: Values, p: str, k: str, line: str, t: int) -> bool:
    """Whether a validation campaign of the step runs on the line in t."""
    return any(
        v("validation", p, k, line, b) > 0.5 for b in inst.VALIDATING.get((p, k, line, t), [])
    )


def production(inst: Instance, v: Values) -> pd.DataFrame:
    """One row for each recipe and period, zero rows included."""
    rows = [
        _run(inst, v, key, recipe, t)
        for key, recipe in sorted(inst.recipes.items())
        for t in inst.horizon.every
    ]
    return pd.DataFrame(rows)


def _run(inst: Instance, v: Values, key: tuple[str, str, str], recipe: Recipe, t: int) -> Row:
    p, k, line = key
    batches = v("batches", *key, t)
    campaign, carried = v("campaign", *key, t), v("carry_over", *key, t)
    validation = validating(inst, v, p, k, line, t)
    share, ppq_batches = 0.0, 0.0
    if validation:
        transfer = inst.transfers[p, k, recipe.site]
        share = 1 / transfer.spread
        ppq_batches = transfer.ppq_batches * share
    changeovers = campaign - carried + share
    return {
        "programme": p,
        "step": k,
        "line": line,
        "period": inst.horizon.label(t),
        "batches": batches,
        "validation_batches": ppq_batches,
        "kg_released": (batches + ppq_batches) * recipe.good_kg,
        "changeovers": changeovers,
        "days": (batches + ppq_batches) * recipe.days_per_batch
        + changeovers * recipe.changeover_days,
        "campaign": round(campaign),
        "carry_over": round(carried),
        "validation": int(validation),
        "tail": is_tail(inst, t),
    }


def days_of_lines(inst: Instance, v: Values) -> dict[tuple[str, int], float]:
    """Days that each line has in each period; an option line has none before it is built."""
    days = {}
    for name, line in inst.lines.items():
        for t in inst.horizon.every:
            opened = line.option is None or any(
                v("invest", name, d) > 0.5 and d + line.option.build <= t
                for d in line.option.decisions
            )
            days[name, t] = line.days[t] if opened else 0.0
    return days


def capacity(inst: Instance, v: Values, worth: Worth) -> pd.DataFrame:
    """Days there are, used and free, for each line and period."""
    used: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    made: dict[tuple[str, str, str], float] = defaultdict(float)
    for (p, k, line), recipe in sorted(inst.recipes.items()):
        for t in inst.horizon.every:
            parts = used[line, t]
            batches = v("batches", p, k, line, t)
            made[p, k, line] += batches
            set_ups = v("campaign", p, k, line, t) - v("carry_over", p, k, line, t)
            parts[0] += batches * recipe.days_per_batch
            parts[1] += set_ups * recipe.changeover_days
            if validating(inst, v, p, k, line, t):
                transfer = inst.transfers[p, k, recipe.site]
                days = transfer.ppq_batches * recipe.days_per_batch + recipe.changeover_days
                parts[2] += days / transfer.spread
    references = {line: _reference(inst, made, line) for line in inst.lines}
    rows = [
        _line_row(inst, line, t, days, used[line, t], references[line]) | _prices(worth, line, t)
        for (line, t), days in sorted(days_of_lines(inst, v).items())
    ]
    return pd.DataFrame(rows)


def _reference(
    inst: Instance, made: dict[tuple[str, str, str], float], line: str
) -> tuple[str, str, str] | None:
    """The recipe that runs most on the line: its batches measure what is free."""
    recipes = [key for key in sorted(inst.recipes) if key[2] == line]
    return max(recipes, key=lambda key: made[key]) if recipes else None


def _line_row(
    inst: Instance,
    line: str,
    t: int,
    days: float,
    used: list[float],
    reference: tuple[str, str, str] | None,
) -> Row:
    free = days - math.fsum(used)
    per_batch = inst.recipes[reference].days_per_batch if reference else math.inf
    return {
        "line": line,
        "period": inst.horizon.label(t),
        "days": days,
        "production_days": used[0],
        "changeover_days": used[1],
        "validation_days": used[2],
        "free_days": free,
        "utilisation": math.fsum(used) / days if days > 0 else math.nan,
        "reference_programme": reference[0] if reference else "",
        "free_batches": float(math.floor(max(free, 0.0) / per_batch + 1e-6)),
        "tail": is_tail(inst, t),
    }


def _prices(worth: Worth, line: str, t: int) -> Row:
    return {
        "day_worth_m": price(worth.day, line, t),
        "day_price_m": price(worth.day_bound, line, t),
    }


def allocation(inst: Instance, v: Values) -> pd.DataFrame:
    """Batches, kg and share of each site in each step, by calendar year."""
    kg: dict[tuple[str, str, str, int], float] = defaultdict(float)
    batches: dict[tuple[str, str, str, int], float] = defaultdict(float)
    tail: dict[int, bool] = {}
    for t in inst.horizon.every:
        tail.setdefault(inst.horizon.first(t) // 12, t >= inst.horizon.planned)
    for (p, k, line), recipe in inst.recipes.items():
        for t in inst.horizon.every:
            row = _run(inst, v, (p, k, line), recipe, t)
            key = (p, k, recipe.site, inst.horizon.first(t) // 12)
            kg[key] += row["kg_released"]
            batches[key] += row["batches"] + row["validation_batches"]
    totals: dict[tuple[str, str, int], float] = defaultdict(float)
    for (p, k, _, year), amount in kg.items():
        totals[p, k, year] += amount
    return pd.DataFrame(
        {
            "programme": p,
            "step": k,
            "site": site,
            "year": year,
            "batches": batches[p, k, site, year],
            "kg_released": amount,
            "share": amount / totals[p, k, year] if totals[p, k, year] > 0 else 0.0,
            "tail": yes(tail[year]),
        }
        for (p, k, site, year), amount in sorted(kg.items())
    )
