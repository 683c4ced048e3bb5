"""Material, its transport and its costs, as rows over what is made (rules 5 to 7 and 9).

What is made may be unknown (whole-number columns) or given (the same columns, fixed): the second
is how the enumeration settles the rest. The final step's stock is kept by the period in which it
became usable, so that its shelf life needs no inequality of sums.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from tests.oracle.facts import Facts, Pks, Programme, Recipe, Step
from tests.oracle.program import Lin, Program, add, fixed, one
from tests.oracle.ways import Way

Made = dict[tuple[str, str, str, int], int]
"""Column of the batches by programme, step, line and period."""

Chosen = dict[Way, int]
"""Column of each way to make a transfer."""


@dataclass
class Material:
    """The flows of one case on a program."""

    facts: Facts
    program: Program
    made: Made
    chosen: Chosen
    scrap: dict[tuple[str, str, str, int], Lin] = field(default_factory=dict)
    arrives: dict[tuple[str, str], list[Lin]] = field(default_factory=dict)
    final: dict[tuple[str, int], Lin] = field(default_factory=dict)

    def build(self) -> None:
        """Add all columns, rows and costs."""
        for programme in self.facts.programmes.values():
            for step in self.facts.steps.values():
                if step.programme != programme.name:
                    continue
                if step.after is None:
                    self._final(programme, step)
                else:
                    self._intermediate(step)

    @property
    def _all(self) -> range:
        return range(self.facts.clock.count)

    def begun(self, key: Pks, t: int) -> Lin:
        """Good kg begun at a site in a period, validation's part included."""
        found: Lin = {}
        for r in self._recipes(key):
            found[self.made[r.programme, r.step, r.line, t]] = r.kg * r.success
        for way, column in self.chosen.items():
            if way.key == key and way.recipe is not None:
                kg = way.q.ppq * way.recipe.kg * way.recipe.success
                found[column] = kg * way.share(t)
        return found

    def _recipes(self, key: Pks) -> list[Recipe]:
        return [r for r in self.facts.recipes if (r.programme, r.step, r.site) == key]

    def _usable(self, step: Step, site: str, t: int) -> Lin:
        """Kg that become usable at a site in a period, opening stock in the first."""
        key = (step.programme, step.name, site)
        found: Lin = fixed(self.facts.opening.get(key, 0.0)) if t == 0 else {}
        if t >= step.release:
            for r in self._recipes(key):
                found[self.made[r.programme, r.step, r.line, t - step.release]] = r.kg * r.success
        for way, column in self.chosen.items():
            if way.key == key and way.recipe is not None and way.usable(step.release) == t:
                found[column] = way.good()
        return found

    def _drawn(self, step: Step, site: str, t: int) -> Lin:
        """Kg of a step's output that the next step's batches take at a site."""
        after = self.facts.steps[step.programme, str(step.after)]
        key = (step.programme, after.name, site)
        found: Lin = {}
        for r in self._recipes(key):
            found[self.made[r.programme, r.step, r.line, t]] = r.kg * after.draws
        for way, column in self.chosen.items():
            if way.key == key and way.recipe is not None:
                found[column] = way.q.ppq * way.recipe.kg * after.draws * way.share(t)
        return found

    def _intermediate(self, step: Step) -> None:
        """Rules 6 and 7 of a step that another follows."""
        facts, program = self.facts, self.program
        sites = self._keepers(step)
        columns = {(s, t): program.column() for s in sites for t in self._all}
        leaves: dict[tuple[str, int], Lin] = defaultdict(dict)
        comes: dict[tuple[str, int], Lin] = defaultdict(dict)
        for (origin, destination), (transit, cost) in facts.lanes.items():
            if origin in sites and destination in sites:
                for t in range(max(0, facts.clock.count - transit)):
                    moved = one(self._sent(step, origin, destination, t, cost))
                    leaves[origin, t] = add((1.0, leaves[origin, t]), (1.0, moved))
                    comes[destination, t + transit] = add(
                        (1.0, comes[destination, t + transit]), (1.0, moved)
                    )
        for (site, t), column in columns.items():
            before = one(columns[site, t - 1]) if t else {}
            scrap = one(program.column())
            self.scrap[step.programme, step.name, site, t] = scrap
            gains = add((1.0, before), (1.0, self._usable(step, site, t)), (1.0, comes[site, t]))
            losses = add((1.0, scrap), (1.0, leaves[site, t]), (1.0, self._drawn(step, site, t)))
            program.equal(one(column), add((1.0, gains), (-1.0, losses)))
            self._hold(step, one(column), t)
        if step.shelf is not None:
            for t in self._all:
                fresh = range(max(0, t - step.shelf + 1), t + 1)
                program.at_least(
                    add(*((1.0, self._usable(step, s, u)) for s in sites for u in fresh)),
                    add(*((1.0, one(columns[s, t])) for s in sites)),
                )

    def _keepers(self, step: Step) -> list[str]:
        """Sites that have to do with a step's output: they make it, begin with it, or draw it.

        It does not pass through others: a limit of the model that its documentation states.
        """
        made = [r.site for r in self.facts.recipes if (r.programme, r.step) == step_key(step)]
        drawn = [
            r.site
            for r in self.facts.recipes
            if (r.programme, r.step) == (step.programme, step.after)
        ]
        opened = [s for p, k, s in self.facts.opening if (p, k) == step_key(step)]
        return [s for s in self.facts.sites if s in {*made, *drawn, *opened}]

    def _sent(self, step: Step, origin: str, destination: str, t: int, cost: float) -> int:
        """A column of kg that leave on a lane, with freight and duty."""
        facts, name = self.facts, step.programme
        column = self.program.column()
        duty = facts.duty(name, origin, destination, t) * step.customs
        price = cost * facts.borne(name, "freight") + duty * facts.borne(name, "duty")
        self.program.pay(price * facts.clock.discount(t), one(column))
        return column

    def _hold(self, step: Step, stock: Lin, t: int) -> None:
        clock = self.facts.clock
        price = step.holding * clock.length / 12 * self.facts.borne(step.programme, "holding")
        self.program.pay(price * clock.discount(t), stock)

    def _final(self, programme: Programme, step: Step) -> None:
        """Rules 6, 7 and 9 of the last step."""
        facts = self.facts
        arrives: dict[tuple[str, int], Lin] = defaultdict(dict)
        stocks: dict[tuple[str, int], Lin] = {}
        for site in facts.sites:
            self._keep(step, site, self._ships(programme, step, site, arrives), stocks)
        for market in programme.due:
            self.arrives[programme.name, market] = [arrives[market, t] for t in self._all]
        for t in self._all:
            self.final[programme.name, t] = add(*((1.0, stocks[s, t]) for s in facts.sites))

    def _keep(
        self,
        step: Step,
        site: str,
        sold: dict[tuple[int, int], Lin],
        stocks: dict[tuple[str, int], Lin],
    ) -> None:
        """Stock at a site by the period in which it became usable; too old, it is gone."""
        left: dict[int, Lin] = {}
        for t in self._all:
            scrapped: Lin = {}
            for born in range(t + 1):
                before = left[born] if born < t else self._usable(step, site, t)
                scrap = one(self.program.column())
                expired = step.shelf is not None and born <= t - step.shelf
                left[born] = {} if expired else one(self.program.column())
                gone = add((1.0, sold[born, t]), (1.0, scrap))
                self.program.equal(left[born], add((1.0, before), (-1.0, gone)))
                scrapped |= scrap
            stocks[site, t] = add(*((1.0, part) for part in left.values()))
            self.scrap[step.programme, step.name, site, t] = scrapped
            self._hold(step, stocks[site, t], t)

    def _ships(
        self, programme: Programme, step: Step, site: str, arrives: dict[tuple[str, int], Lin]
    ) -> dict[tuple[int, int], Lin]:
        """Kg shipped by period of birth and of dispatch; adds to what arrives at each market."""
        facts = self.facts
        sold: dict[tuple[int, int], Lin] = defaultdict(dict)
        for market in programme.due:
            lane = facts.lanes.get((site, market))
            for t in self._all:
                if lane is None or t + lane[0] >= facts.clock.count:
                    continue
                together: Lin = {}
                for born in range(t + 1):
                    column = self._sent(step, site, market, t, lane[1])
                    sold[born, t] = add((1.0, sold[born, t]), (1.0, one(column)))
                    together[column] = 1.0
                there = (market, t + lane[0])
                arrives[there] = add((1.0, arrives[there]), (1.0, together))
                self._enter(programme, step, site, market, t, together)
        return sold

    def _enter(
        self, programme: Programme, step: Step, site: str, market: str, t: int, shipped: Lin
    ) -> None:
        """Rule 9: who may ship to the market, and from when."""
        rules = self.facts.access.get((programme.name, market))
        if rules is None:
            return
        most = sum(programme.due[market]) + programme.overdue.get(market, 0.0)
        allowed: Lin = {}
        q = self.facts.qualifications.get((programme.name, step.name, site))
        if site in rules and t >= rules[site][0]:
            allowed = fixed(most)
            if q is not None and q.transferable:
                months = rules[site][1]
                approval = q.approval if months is None else months
                allowed = {
                    column: most
                    for way, column in self.chosen.items()
                    if way.q == q and way.validated + approval <= t
                }
        self.program.at_least(allowed, shipped)


def step_key(step: Step) -> tuple[str, str]:
    """Programme and step."""
    return step.programme, step.name
