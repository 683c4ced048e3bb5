"""What each step must make by when: the structure from which valid inequalities are drawn.

A linear relaxation makes a tenth of a batch in a tenth of a campaign after a tenth of a transfer.
The inequalities that forbid it (`model.solving.cuts`, and `ships_stay_within_what_is_due` here) all
follow from the rules: they cut off no plan, and they cost nothing but rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from model.case.instance import Instance, Transfer

Name = tuple[str, tuple[Any, ...]]  # a decision and its index


@dataclass(frozen=True)
class Run:
    """Batches that may be made: `kg` good kg each, usable from a period, only in a campaign."""

    usable: int
    batches: Name
    kg: float
    campaign: Name


@dataclass(frozen=True)
class Need:
    """What a step must have made by each period, in kg of its output.

    For every period t, the proof being the sum of the balances of rules 6, 8 and 12 up to t:

    sum_{usable <= t} kg made + factor late[t] >= due[t]
    sum_{usable <= t} kg made + factor late[t] + factor stock_shortfall[t] >= due[t] + safety[t]

    `due` is cumulative, overdue included and opening stock taken off, and counted when it must
    leave: due at a market after the shortest lane. A step that is not the last needs, for each kg
    of its follower's need, what its follower draws for a kg, and so much the sooner as its follower
    takes to release. `validations` are (usable from, decision, kg), `late` and `shortfall` the
    decisions that stand for unmet need in each period.
    """

    programme: str
    step: str
    factor: float
    due: tuple[float, ...]
    safety: tuple[float, ...]
    late: tuple[tuple[Name, ...], ...]
    shortfall: tuple[tuple[Name, ...], ...]
    runs: tuple[Run, ...]
    validations: tuple[tuple[int, Name, float], ...]


@dataclass(frozen=True)
class Inequality:
    """sum of coefficient x decision >= least, for every plan; all decisions one programme's."""

    programme: str
    terms: Mapping[Name, float]
    least: float


def needs(inst: Instance) -> Iterator[Need]:
    """The need of each step of each programme that is owed something."""
    for p in sorted(inst.programmes):
        due, late = _due(inst, p)
        if not due[-1] > 0:
            continue
        safety = inst.safety_stock.get(p, (0.0,) * inst.horizon.count)
        shortfall = tuple(
            (("stock_shortfall", (p, t)),) if kg > 0 else () for t, kg in enumerate(safety)
        )
        factor, sooner, opening = 1.0, 0, 0.0
        for k in reversed(inst.routes[p]):
            following = inst.steps[p, k].following
            if following is not None:
                drawn = _least_drawn(inst, p, following)
                factor, opening = factor * drawn, opening * drawn
                sooner += inst.steps[p, following].release
            opening += sum(kg for key, kg in inst.opening_stock.items() if key[:2] == (p, k))
            yield Need(
                programme=p,
                step=k,
                factor=factor,
                due=tuple(factor * kg - opening for kg in due),
                safety=tuple(factor * kg for kg in safety),
                late=late,
                shortfall=shortfall,
                runs=tuple(_runs(inst, p, k, sooner)),
                validations=tuple(_validations(inst, p, k, sooner)),
            )


def _due(inst: Instance, p: str) -> tuple[list[float], tuple[tuple[Name, ...], ...]]:
    """Cumulative kg that must have left by each period, and what may be late of them."""
    last = inst.horizon.count - 1
    shortest: dict[str, int] = {}
    for (programme, market, arrives), ships in inst.ships_to.items():
        if programme == p:
            lag = min(arrives - leaves for _, leaves in ships)
            shortest[market] = min(lag, shortest.get(market, lag))
    due = [0.0] * inst.horizon.count
    late: list[tuple[Name, ...]] = [()] * inst.horizon.count
    for market, lag in sorted(shortest.items()):
        for t in inst.horizon.every:
            arrives = min(last, t + lag)
            due[t] += inst.overdue.get((p, market), 0.0)
            due[t] += sum(inst.due[p, market][: arrives + 1])
            late[t] += (("late", (p, market, arrives)),)
    return due, tuple(late)


def _least_drawn(inst: Instance, p: str, k: str) -> float:
    """Kg that the step draws at least for a good kg."""
    per_kg = inst.steps[p, k].input_kg_per_kg
    recipes = [r for (q, j, _), r in inst.recipes.items() if (q, j) == (p, k)]
    return min((per_kg * r.kg_per_batch / r.good_kg for r in recipes), default=0.0)


def _runs(inst: Instance, p: str, k: str, sooner: int) -> Iterator[Run]:
    for programme, step, line, t in inst.RUNS:
        usable = t + inst.steps[p, k].release + sooner
        if (programme, step) == (p, k) and usable < inst.horizon.count:
            key = (p, k, line, t)
            kg = inst.recipes[p, k, line].good_kg
            yield Run(usable, ("batches", key), kg, ("campaign", key))


def _validations(inst: Instance, p: str, k: str, sooner: int) -> Iterator[tuple[int, Name, float]]:
    """Validation output, as rule 5 counts it: what is made inside the horizon, when approved."""
    for programme, step, line, begin in inst.VALIDATIONS:
        if (programme, step) != (p, k):
            continue
        recipe = inst.recipes[p, k, line]
        transfer = inst.transfers[p, k, recipe.site]
        last = begin + transfer.spread - 1
        usable = last + max(transfer.approval, inst.steps[p, k].release) + sooner
        inside = sum(t >= 0 for t in range(begin, last + 1)) / transfer.spread
        if 0 <= usable < inst.horizon.count:
            kg = inside * transfer.ppq_batches * recipe.good_kg
            yield usable, ("validation", (p, k, line, begin)), kg


def ships_stay_within_what_is_due(inst: Instance) -> Iterator[Inequality]:
    """A site that came by a transfer delivers no more than is due, and nothing without it.

    ship[p,s,m,t] <= due[p,m,t'] sum_b transfer[p,K,s,b] + late[p,m,t'-1]

    t' is the arrival; b runs over the transfers whose first output may leave by t. Proof: without
    such a transfer nothing leaves; with one, what arrives at t' is at most what is due then and
    what was late before, since late[p,m,t'] >= 0 (rule 8). Sites with opening stock are left out.
    """
    stocked = {key for key, kg in inst.opening_stock.items() if kg > 0}
    for p, s, market, t in inst.SHIPS:
        k = inst.final_step(p)
        transfer = inst.transfers.get((p, k, s))
        if transfer is None or (p, k, s) in inst.qualified_from or (p, k, s) in stocked:
            continue
        wait = _until_it_leaves(inst, transfer, p, s, market)
        arrives = t + inst.lanes[s, market].transit
        due = inst.due[p, market][arrives]
        terms: dict[Name, float] = {
            ("transfer", (p, k, s, b)): due for b in transfer.starts if b + wait <= t
        }
        terms["ship", (p, s, market, t)] = -1.0
        least = 0.0
        if arrives:
            terms["late", (p, market, arrives - 1)] = 1.0
        else:
            least = -inst.overdue.get((p, market), 0.0)
        yield Inequality(p, terms, least)


def _until_it_leaves(inst: Instance, transfer: Transfer, p: str, s: str, market: str) -> int:
    """Periods from the start of a transfer until its first output may leave for the market."""
    release = inst.steps[p, inst.final_step(p)].release
    if transfer.ppq_batches:
        validated = transfer.duration + transfer.spread - 1
        wait = validated + max(transfer.approval, release)
    else:
        validated = transfer.duration
        wait = transfer.qualified_after + release
    access = inst.access.get((p, market), {}).get(s)
    if access is None:
        return wait
    approval = transfer.approval if access.approval is None else access.approval
    return max(wait, validated + approval)
