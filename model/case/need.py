"""How many batches a period can usefully hold: M of rule 2, proven from the programme's need."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.case.instance import Instance


def most_batches(inst: Instance) -> dict[tuple[str, str, str, int], int]:
    """M[p, k, l, t]: floor(days / days_per_batch + 1e-6), or less where the whole need is less.

    Proof for the need. Let W be all that can ever be asked of the step: for a final step what is
    due over all periods, overdue kg and the largest safety stock; for another step what its
    follower can draw, validation included. If one run of the step makes more than ceil(W / good
    kg) batches (and more than its least campaign), one batch fewer still covers W alone, so the
    batch's output ends as scrap or as idle stock: without it every balance holds with less scrap or
    stock and the cost is no higher. Steps with a share window are left out of the argument, as
    their scrap-free output counts in the window.
    """
    need: dict[tuple[str, str], float] = {}
    bounds: dict[tuple[str, str, str, int], int] = {}
    by_recipe: dict[tuple[str, str, str], list[int]] = {}
    for p, k, line, t in inst.RUNS:
        by_recipe.setdefault((p, k, line), []).append(t)
    for p, route in inst.routes.items():
        for k in reversed(route):
            need[p, k] = _whole_need(inst, p, k, bounds)
            for (programme, step, line), periods in by_recipe.items():
                if (programme, step) == (p, k):
                    for t in periods:
                        bounds[p, k, line, t] = _bound(inst, (p, k, line), t, need[p, k])
    return bounds


def _bound(inst: Instance, key: tuple[str, str, str], period: int, need: float) -> int:
    recipe = inst.recipes[key]
    by_days = math.floor(inst.lines[key[2]].days[period] / recipe.days_per_batch + 1e-6)
    if math.isinf(need):
        return by_days
    by_need = math.ceil(need / recipe.good_kg - 1e-9)
    return min(by_days, max(by_need, recipe.min_campaign_batches))


def _whole_need(
    inst: Instance, p: str, k: str, bounds: dict[tuple[str, str, str, int], int]
) -> float:
    if (p, k) in inst.sites_with_shares:
        return math.inf
    following = inst.steps[p, k].following
    if following is None:
        overdue = sum(kg for key, kg in inst.overdue.items() if key[0] == p)
        return sum(inst.due_by_programme[p]) + overdue + max(inst.safety_stock.get(p, (0.0,)))
    factor = inst.steps[p, following].input_kg_per_kg
    drawn = sum(
        most * inst.recipes[p, following, line].kg_per_batch
        for (programme, step, line, _), most in bounds.items()
        if (programme, step) == (p, following)
    )
    validated = sum(
        transfer.ppq_batches
        * max(
            (r.kg_per_batch for (q, j, _), r in inst.recipes.items() if (q, j, r.site) == key),
            default=0.0,
        )
        for key, transfer in inst.transfers.items()
        if key[:2] == (p, following)
    )
    return (drawn + validated) * factor
