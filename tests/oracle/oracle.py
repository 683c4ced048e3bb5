"""The oracle: least breach and least cost of a tiny case, written from the contract alone.

Two ways, which check each other: a mixed-integer program of its own (SciPy), and, where there are
few enough whole-number plans, going through all of them (enumeration.py).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal

from model.case.case import Case
from tests.oracle.facts import Facts
from tests.oracle.material import Chosen, Made, Material
from tests.oracle.owing import owe_all
from tests.oracle.program import Lin, Program, Solution, add, fixed, one
from tests.oracle.reading import facts_of
from tests.oracle.setups import SetUps
from tests.oracle.ways import Way, demands, ways

Status = Literal["kept", "broken", "no plan"]

SLACK = 1e-9
"""What the second stage may add to the least breach."""


@dataclass(frozen=True)
class Answer:
    """Whether all limits can be kept; the least breach; the least cost at it; its constant."""

    status: Status
    objective: float
    breach: float
    constant: float
    batches: int = 0


@dataclass
class Whole:
    """The program of a case, with its whole-number columns by what they decide."""

    facts: Facts
    relaxed: bool
    program: Program = field(default_factory=Program)
    made: Made = field(default_factory=dict)
    chosen: Chosen = field(default_factory=dict)
    decided: dict[tuple[str, int], int] = field(default_factory=dict)
    short: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def columns(self) -> None:
        """The columns that decide."""
        facts, program = self.facts, self.program
        for r in facts.recipes:
            for t, days in enumerate(facts.lines[r.line].days):
                most = float(int(days / r.days + 1e-6))
                self.made[r.programme, r.step, r.line, t] = program.column(most, whole=True)
        for q in facts.qualifications.values():
            if q.transferable:
                self.chosen |= {way: program.binary() for way in ways(facts, q)}
        for line in facts.lines.values():
            self.decided |= {(line.name, t): program.binary() for t in line.decide}

    def material(self) -> None:
        """All that follows from what is made and where."""
        material = Material(self.facts, self.program, self.made, self.chosen)
        material.build()
        owe_all(self.facts, self.program, material, relaxed=self.relaxed)

    def rest(self) -> None:
        """Lines, transfers, investments, second sources, commitments."""
        set_ups = SetUps(self.facts, self.program, self.made, self.chosen, self.decided)
        set_ups.build()
        self._transfers()
        self._investments()
        self._sources(set_ups)
        self._commitments(set_ups)

    def _transfers(self) -> None:
        facts, program = self.facts, self.program
        by_key: dict[tuple[str, str, str], Lin] = defaultdict(dict)
        for way, column in self.chosen.items():
            by_key[way.key][column] = 1.0
            program.pay(way_cost(facts, way), one(column))
        for columns in by_key.values():
            program.at_least(fixed(1.0), columns)
        for site, limit in facts.at_once.items():
            for t in range(facts.clock.count if limit is not None else 0):
                busy = {
                    column: 1.0
                    for way, column in self.chosen.items()
                    if way.q.site == site and way.under_way(t)
                }
                program.at_least(fixed(float(limit or 0)), busy)

    def _investments(self) -> None:
        for line in self.facts.lines.values():
            columns = {self.decided[line.name, t]: 1.0 for t in line.decide}
            self.program.at_least(fixed(1.0), columns)
            for t in line.decide:
                price = investment_cost(self.facts, line.name, t)
                self.program.pay(price, one(self.decided[line.name, t]))

    def _sources(self, set_ups: SetUps) -> None:
        facts, program = self.facts, self.program
        for step in facts.steps.values():
            programme = facts.programmes[step.programme]
            if step.min_sites < 2:
                continue
            for t in range(max(0, step.min_from), facts.clock.count):
                if programme.total_due(t) == 0:
                    continue
                count = add(
                    *(
                        (1.0, set_ups.qualified(step.programme, step.name, site, t))
                        for site in facts.sites
                    )
                )
                few = program.column(1.0 if self.relaxed else 0.0, whole=True)
                self.short[step.programme, step.name, t] = few
                wanted = float(step.min_sites)
                program.at_least(add((1.0, count), (wanted, one(few))), fixed(wanted))
                program.breach[few] = programme.weight * programme.total_due(t)

    def _commitments(self, set_ups: SetUps) -> None:
        for demand in demands(self.facts):
            transfers = [c for w, c in self.chosen.items() if (w.key, w.start) in demand.transfers]
            decisions = [c for key, c in self.decided.items() if key in demand.decisions]
            runs = [c for key, c in set_ups.runs.items() if key in demand.runs]
            if demand.must:
                meant = add(*((1.0, one(c)) for c in (*transfers, *decisions, *runs)))
                self.program.at_least(meant, fixed(1.0))
                continue
            validations = [
                c
                for way, c in self.chosen.items()
                if any((*way.key[:2], way.line, t) in demand.runs for t, _ in way.shares)
            ]
            for column in (*transfers, *decisions, *runs, *validations):
                self.program.at_least({}, one(column))


def way_cost(facts: Facts, way: Way) -> float:
    """Discounted cost of a transfer (sunk where it began before) and of its validation."""
    name, site = way.q.programme, way.q.site
    cost = 0.0
    if way.start >= 0:
        now = facts.fx(site, way.start) * facts.clock.discount(way.start)
        cost += way.q.cost * facts.borne(name, "transfer") * now
    if way.recipe is not None:
        whole = way.q.ppq * way.recipe.cost + way.recipe.change_cost
        for t, part in way.shares:
            now = facts.fx(site, t) * facts.clock.discount(t)
            cost += whole * part * facts.borne(name, "validation") * now
    return cost


def investment_cost(facts: Facts, name: str, t: int) -> float:
    """Discounted cost of deciding a line: capex less residual value, and its fixed cost."""
    line, clock = facts.lines[name], facts.clock
    capex = line.capex * facts.fx(line.site, t)
    opens = t + line.build
    kept = 0.0
    if line.life is not None:
        years = max(0, clock.planned - opens) * clock.length / 12
        kept = capex * max(0.0, 1.0 - years / line.life)
    cost = (capex * clock.discount(t) - kept * clock.end_discount) * facts.borne("*", "capital")
    return cost + sum(fixed_cost(facts, name, u) for u in range(opens, clock.count))


def fixed_cost(facts: Facts, name: str, t: int) -> float:
    """Discounted fixed cost of a line in a period, if open."""
    line = facts.lines[name]
    now = facts.fx(line.site, t) * facts.clock.discount(t)
    return line.fixed[t] * now * facts.borne("*", "fixed")


def constant_of(facts: Facts) -> float:
    """What is paid in any plan: the fixed cost of lines that are no options."""
    return sum(
        fixed_cost(facts, line.name, t)
        for line in facts.lines.values()
        if not line.option
        for t in range(facts.clock.count)
    )


def whole_program(facts: Facts, *, relaxed: bool) -> Whole:
    """The case as one mixed-integer program; relaxed: firm dues, sources, shares may be broken."""
    whole = Whole(facts, relaxed)
    whole.columns()
    whole.material()
    whole.rest()
    return whole


def _answer(whole: Whole, status: Status, breach: float, found: Solution) -> Answer:
    constant = constant_of(whole.facts)
    batches = sum(round(float(found.x[column])) for column in whole.made.values())
    return Answer(status, found.value + constant, breach, constant, batches)


def answer(case: Case) -> Answer:
    """By the mixed-integer program: first all limits kept, else the least breach, then cost."""
    facts = facts_of(case)
    whole = whole_program(facts, relaxed=False)
    found = whole.program.solve(whole.program.cost)
    if found is not None:
        return _answer(whole, "kept", 0.0, found)
    whole = whole_program(facts, relaxed=True)
    least = whole.program.solve(whole.program.breach)
    if least is None:
        return Answer("no plan", float("nan"), float("nan"), constant_of(facts))
    most = least.value + SLACK
    found = whole.program.solve(whole.program.cost, breach_at_most=most)
    same = whole.program.solve(whole.program.cost, whole.program.whole_of(least), most)
    plans = [plan for plan in (found, same) if plan is not None]
    return _answer(whole, "broken", least.value, min(plans, key=lambda plan: plan.value))
