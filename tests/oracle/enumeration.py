"""Brute force: every whole-number plan of a tiny case, the rest settled by a linear program."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from model.case.case import Case
from tests.oracle.facts import Facts, Qualification
from tests.oracle.oracle import (
    SLACK,
    Answer,
    Whole,
    constant_of,
    investment_cost,
    way_cost,
)
from tests.oracle.reading import facts_of
from tests.oracle.schedules import Batches, Kept, LineTask, TooManyError
from tests.oracle.ways import Demand, Way, demands, ways

NEVER = 10**6


@dataclass(frozen=True)
class WholePlan:
    """One whole-number plan: its own cost, the breach of rule 10, and batches and transfers."""

    cost: float
    keeps_sources: bool
    breach: float
    batches: tuple[tuple[str, Batches], ...]
    taken: tuple[Way, ...]


def enumerate_answer(case: Case, most: int) -> Answer | None:
    """The answer by going through all plans; None where there are more than `most`."""
    facts = facts_of(case)
    try:
        plans = _all_plans(facts, most)
    except TooManyError:
        return None
    constant = constant_of(facts)
    hard = [plan for plan in plans if plan.keeps_sources]
    best = _cheapest(_Settling(facts, relaxed=False), hard, None)
    if best is not None:
        return Answer("kept", best[0] + constant, 0.0, constant, best[1])
    settling = _Settling(facts, relaxed=True)
    breaches = [plan.breach + settling.least_breach(plan) for plan in plans]
    least = min(breaches, default=math.inf)
    if math.isinf(least):
        return Answer("no plan", math.nan, math.nan, constant)
    close = [p for p, breach in zip(plans, breaches, strict=True) if breach <= least + 1e-7]
    best = _cheapest(settling, close, least + SLACK)
    assert best is not None
    return Answer("broken", best[0] + constant, least, constant, best[1])


class _Settling:
    """The linear program of what a whole-number plan leaves open."""

    def __init__(self, facts: Facts, *, relaxed: bool) -> None:
        self.whole = Whole(facts, relaxed)
        self.whole.columns()
        self.whole.material()
        self.facts = facts

    def _fixing(self, plan: WholePlan) -> dict[int, float]:
        whole = self.whole
        values = dict.fromkeys(
            [*whole.made.values(), *whole.chosen.values(), *whole.decided.values()], 0.0
        )
        for way in plan.taken:
            values[whole.chosen[way]] = 1.0
        for line, batches in plan.batches:
            recipes = [r for r in self.facts.recipes if r.line == line]
            for t, row in enumerate(batches):
                for r, count in zip(recipes, row, strict=True):
                    values[whole.made[r.programme, r.step, r.line, t]] = float(count)
        return values

    def least_breach(self, plan: WholePlan) -> float:
        """Weighted kg of firm lateness and shares, at least."""
        found = self.whole.program.solve(self.whole.program.breach, self._fixing(plan))
        return math.inf if found is None else found.value

    def cost(self, plan: WholePlan, breach: float | None) -> float:
        """The least cost of the rest, with at most this breach."""
        found = self.whole.program.solve(self.whole.program.cost, self._fixing(plan), breach)
        return math.inf if found is None else found.value


def _cheapest(
    settling: _Settling, plans: list[WholePlan], breach: float | None
) -> tuple[float, int] | None:
    """Least cost and its batches. A plan dearer by itself than one found cannot be cheaper."""
    best: tuple[float, int] | None = None
    for plan in sorted(plans, key=lambda plan: plan.cost):
        if best is not None and plan.cost >= best[0]:
            break
        allowed = None if breach is None else breach - plan.breach
        cost = plan.cost + settling.cost(plan, allowed)
        if math.isfinite(cost) and (best is None or cost < best[0]):
            best = (cost, sum(sum(sum(row) for row in rows) for _, rows in plan.batches))
    return best


def _all_plans(facts: Facts, most: int) -> list[WholePlan]:
    wanted = tuple(demands(facts))
    cache: dict[tuple[object, ...], dict[tuple[Batches, Kept], float]] = {}
    plans: list[WholePlan] = []
    for opened, taken in _surroundings(facts, wanted, most):
        per_line = []
        for line in facts.lines.values():
            task = _task(facts, line.name, opened, taken, wanted)
            key = (line.name, task.opens, task.may_run, task.ways)
            if key not in cache:
                cache[key] = task.schedules(most)
            per_line.append([(line.name, *item) for item in cache[key].items()])
            if len(plans) + math.prod(len(listed) for listed in per_line) > most:
                raise TooManyError
        around = sum(way_cost(facts, way) for way in taken)
        around += sum(investment_cost(facts, name, t) for name, t in opened.items())
        keeps, breach = _sources(facts, taken)
        for chosen in product(*per_line):
            kept = frozenset().union(*(met for _, (_, met), _ in chosen))
            if all(n in kept for n, d in enumerate(wanted) if d.must and _of_runs(facts, n)):
                cost = around + sum(cost for _, _, cost in chosen)
                batches = tuple((name, rows) for name, (rows, _), _ in chosen)
                plans.append(WholePlan(cost, keeps, breach, batches, taken))
    return plans


def _of_runs(facts: Facts, number: int) -> bool:
    return bool(facts.commitments[number]["decision"] == "allocation")


def _surroundings(
    facts: Facts, wanted: tuple[Demand, ...], most: int
) -> Iterator[tuple[dict[str, int], tuple[Way, ...]]]:
    """Investments and transfers that commitments and limits allow."""
    options = [line for line in facts.lines.values() if line.option]
    moving = [q for q in facts.qualifications.values() if q.transferable]
    when = [[None, *line.decide] for line in options]
    how = [[None, *ways(facts, q)] for q in moving]
    if math.prod(len(x) for x in when) * math.prod(len(x) for x in how) > most:
        raise TooManyError
    for times in product(*when):
        opened = {line.name: t for line, t in zip(options, times, strict=True) if t is not None}
        for picked in product(*how):
            taken = tuple(way for way in picked if way is not None)
            if _allowed(facts, wanted, opened, taken):
                yield opened, taken


def _allowed(
    facts: Facts, wanted: tuple[Demand, ...], opened: dict[str, int], taken: tuple[Way, ...]
) -> bool:
    for number, demand in enumerate(wanted):
        happens = any((way.key, way.start) in demand.transfers for way in taken)
        happens |= any(item in demand.decisions for item in opened.items())
        if demand.must and not happens and not _of_runs(facts, number):
            return False
        validates = any(
            (*way.key[:2], way.line, t) in demand.runs for way in taken for t, _ in way.shares
        )
        if not demand.must and (happens or validates):
            return False
    return all(
        sum(way.under_way(t) for way in taken if way.q.site == site) <= limit
        for site, limit in facts.at_once.items()
        if limit is not None
        for t in range(facts.clock.count)
    )


def _qualified(q: Qualification, taken: tuple[Way, ...], t: int) -> bool:
    if not q.transferable:
        return t >= q.qualified_from
    return any(way.q == q and way.qualified <= t for way in taken)


def _sources(facts: Facts, taken: tuple[Way, ...]) -> tuple[bool, float]:
    """Whether rule 10 is kept, and its breach."""
    keeps, breach = True, 0.0
    for step in facts.steps.values():
        programme = facts.programmes[step.programme]
        for t in range(max(0, step.min_from), facts.clock.count if step.min_sites > 1 else 0):
            count = sum(
                _qualified(q, taken, t)
                for (p, k, _), q in facts.qualifications.items()
                if (p, k) == (step.programme, step.name)
            )
            if count < step.min_sites and programme.total_due(t) > 0:
                keeps = False
                breach += programme.weight * programme.total_due(t)
    return keeps, breach


def _task(
    facts: Facts,
    name: str,
    opened: dict[str, int],
    taken: tuple[Way, ...],
    wanted: tuple[Demand, ...],
) -> LineTask:
    line = facts.lines[name]
    recipes = tuple(r for r in facts.recipes if r.line == name)
    barred = {run for d in wanted if not d.must for run in d.runs}
    may_run = frozenset(
        (number, t)
        for number, r in enumerate(recipes)
        for t in range(facts.clock.count)
        if (r.programme, r.step, r.line, t) not in barred
        and _qualified(facts.qualifications[r.programme, r.step, r.site], taken, t)
    )
    here = tuple(way for way in taken if way.line == name)
    opens = opened[name] + line.build if name in opened else NEVER
    return LineTask(facts, line, recipes, opens, may_run, here, wanted)
