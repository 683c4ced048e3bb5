"""What lines can do, in rows: each unit's set-ups are followed (rules 1 to 4, 13 and 14)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from tests.oracle.facts import Facts, Line, Recipe
from tests.oracle.material import Chosen, Made
from tests.oracle.program import Lin, Program, add, fixed, one
from tests.oracle.ways import Way

Run = tuple[str, str, str, int]
"""Programme, step, line, period."""


@dataclass
class SetUps:
    """Campaigns and set-ups of all lines of a case, on a program."""

    facts: Facts
    program: Program
    made: Made
    chosen: Chosen
    decided: dict[tuple[str, int], int]
    runs: dict[Run, int] = field(default_factory=dict)
    changes: dict[Run, Lin] = field(default_factory=dict)

    def build(self) -> None:
        """Add all columns, rows and costs."""
        for line in self.facts.lines.values():
            recipes = [r for r in self.facts.recipes if r.line == line.name]
            for recipe in recipes:
                for t in range(self.facts.clock.count):
                    self._campaign(line, recipe, t)
            self._units(line, recipes)
            for t in range(self.facts.clock.count):
                self._time(line, recipes, t)

    def open(self, line: Line, t: int) -> Lin:
        """1 where the line is open."""
        if not line.option:
            return fixed(float(line.open[t]))
        return {
            column: 1.0
            for (name, when), column in self.decided.items()
            if name == line.name and when + line.build <= t
        }

    def qualified(self, programme: str, step: str, site: str, t: int) -> Lin:
        """1 where the step is qualified at the site."""
        q = self.facts.qualifications.get((programme, step, site))
        if q is None:
            return {}
        if not q.transferable:
            return fixed(float(t >= q.qualified_from))
        return {c: 1.0 for way, c in self.chosen.items() if way.q == q and way.qualified <= t}

    def _campaign(self, line: Line, r: Recipe, t: int) -> None:
        """Rules 2, 4 and 14, and the cost of the batches."""
        facts, program = self.facts, self.program
        run, batches = program.binary(), one(self.made[r.programme, r.step, r.line, t])
        self.runs[r.programme, r.step, r.line, t] = run
        most = program.upper[self.made[r.programme, r.step, r.line, t]]
        program.at_least(add((most, one(run))), batches)
        program.at_least(batches, add((float(r.least), one(run))))
        program.at_least(self.qualified(r.programme, r.step, r.site, t), one(run))
        program.at_least(self.open(line, t), one(run))
        price = r.cost * facts.fx(r.site, t) * facts.borne(r.programme, "production")
        program.pay(price * facts.clock.discount(t), batches)

    def _validations(self, line: Line, t: int) -> list[tuple[Way, int]]:
        return [
            (way, column)
            for way, column in self.chosen.items()
            if way.recipe is not None and way.recipe.line == line.name and way.share(t) > 0
        ]

    def _units(self, line: Line, recipes: list[Recipe]) -> None:
        """Rule 3: what each unit holds when a period begins, and what it is set up for within."""
        program, count = self.program, self.facts.clock.count
        held: dict[tuple[int, Recipe, int], Lin] = defaultdict(dict)
        changed: dict[Run, Lin] = defaultdict(dict)
        for unit in range(line.units):
            for t in range(1, count if self.facts.carry else 0):
                for r in recipes:
                    held[unit, r, t] = one(program.binary())
                begin = [held[unit, r, t] for r in recipes]
                program.at_least(fixed(1.0), add(*((1.0, h) for h in begin)))
        for t in range(count):
            for r in recipes:
                run = (r.programme, r.step, r.line, t)
                taken = add(*((1.0, held[unit, r, t]) for unit in range(line.units)))
                program.at_least(one(self.runs[run]), taken)
                changed[run] = add((1.0, one(self.runs[run])), (-1.0, taken))
            for way, column in self._validations(line, t):
                recipe = way.recipe
                assert recipe is not None
                changed["validation", str(way), recipe.line, t] = one(column)
        for t in range(count):
            self._within(line, recipes, t, held, [c for run, c in changed.items() if run[3] == t])
        self.changes |= changed
        for r in recipes:
            for t in range(count):
                borne = self.facts.borne(r.programme, "changeover")
                price = r.change_cost * self.facts.fx(r.site, t) * borne
                change = changed[r.programme, r.step, r.line, t]
                program.pay(price * self.facts.clock.discount(t), change)

    def _within(
        self,
        line: Line,
        recipes: list[Recipe],
        t: int,
        held: dict[tuple[int, Recipe, int], Lin],
        changed: list[Lin],
    ) -> None:
        """Within a period: a unit that ends as it began does nothing else; all others may change.

        A unit ends with what it began with, or with what it was changed to.
        """
        program = self.program
        places: dict[tuple[int, int], Lin] = {}
        for number, change in enumerate(changed):
            for unit in range(line.units):
                places[unit, number] = one(program.binary())
            somewhere = add(*((1.0, places[unit, number]) for unit in range(line.units)))
            program.equal(somewhere, change)
        for unit in range(line.units):
            for number, r in enumerate(recipes):
                begins, ends = held[unit, r, t], held[unit, r, t + 1]
                program.at_least(add((1.0, begins), (1.0, places[unit, number])), ends)
                for other in range(len(changed)):
                    busy = add((1.0, begins), (1.0, ends), (1.0, places[unit, other]))
                    program.at_least(fixed(2.0), busy)

    def use(self, line: Line, recipes: list[Recipe], t: int) -> dict[str, Lin]:
        """Days used by client."""
        found: dict[str, Lin] = defaultdict(dict)
        for r in recipes:
            run = (r.programme, r.step, r.line, t)
            client = self.facts.programmes[r.programme].client
            found[client] = add(
                (1.0, found[client]),
                (r.days, one(self.made[run])),
                (r.change_days, self.changes[run]),
            )
        for way, column in self._validations(line, t):
            r_ = way.recipe
            assert r_ is not None
            client = self.facts.programmes[way.q.programme].client
            days = (way.q.ppq * r_.days + r_.change_days) * way.share(t)
            found[client] = add((1.0, found[client]), (days, one(column)))
        return found

    def _time(self, line: Line, recipes: list[Recipe], t: int) -> None:
        """Rules 1, 2 (campaigns at once), 13, and validations on open lines."""
        program, facts = self.program, self.facts
        use, is_open = self.use(line, recipes, t), self.open(line, t)
        days = add((line.days[t], is_open)) if line.option else fixed(line.days[t])
        program.at_least(days, add(*((1.0, part) for part in use.values())))
        holding = facts.reserved.get((line.name, t), {})
        taken = [part for client, part in use.items() if client not in holding]
        for client, kept in holding.items():
            held = one(program.column())
            program.at_least(held, use.get(client, {}))
            program.at_least(held, add((kept, is_open)) if line.option else fixed(kept))
            taken.append(held)
        program.at_least(days, add(*((1.0, part) for part in taken)))
        validations = self._validations(line, t)
        for _, column in validations:
            program.at_least(is_open, one(column))
        if line.max_campaigns is not None:
            running = [one(self.runs[r.programme, r.step, r.line, t]) for r in recipes]
            running += [one(column) for _, column in validations]
            program.at_least(
                fixed(float(line.max_campaigns)), add(*((1.0, part) for part in running))
            )
