"""All that one line can do over the periods, by going through it: set-ups, days, reservations."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from tests.oracle.facts import Facts, Line, Recipe
from tests.oracle.ways import Demand, Way

Batches = tuple[tuple[int, ...], ...]
"""By period, then by recipe of the line."""

Kept = frozenset[int]
"""Numbers of the demands that are met."""

_TOLERANCE = 1e-7
_STEPS = 20  # of one period, for each schedule that there may be


class TooManyError(Exception):
    """More plans than are to be gone through."""


@dataclass(frozen=True)
class LineTask:
    """A line with what is decided around it: when it is open, what may run, what is validated."""

    facts: Facts
    line: Line
    recipes: tuple[Recipe, ...]
    opens: int
    may_run: frozenset[tuple[int, int]]
    ways: tuple[Way, ...]
    demands: tuple[Demand, ...]

    def schedules(self, most: int) -> dict[tuple[Batches, Kept], float]:
        """The least cost of batches and changeovers, by batches and by the demands met.

        Raises TooManyError where there are more than `most`.
        """
        begin: tuple[Batches, Kept, frozenset[int]] = ((), frozenset(), frozenset())
        states = {begin: 0.0}
        for t in range(self.facts.clock.count):
            following: dict[tuple[Batches, Kept, frozenset[int]], float] = {}
            options = list(self._options(t, most))
            if len(options) * len(states) > _STEPS * most:
                raise TooManyError
            for runs, batches in options:
                met = self._met(runs, t)
                for out in self._outs(runs, t):
                    for (before, kept, carried), cost in states.items():
                        if not self._fits(t, runs, batches, carried, out):
                            continue
                        key = ((*before, batches), kept | met, out)
                        now = cost + self._cost(t, batches, runs - carried)
                        following[key] = min(now, following.get(key, now))
            states = following
            if len({key[:2] for key in states}) > most:
                raise TooManyError
        found: dict[tuple[Batches, Kept], float] = {}
        for (batches_, kept, _), cost in states.items():
            found[batches_, kept] = min(cost, found.get((batches_, kept), cost))
        return found

    def _is_open(self, t: int) -> bool:
        return t >= self.opens if self.line.option else self.line.open[t]

    def _days(self, t: int) -> float:
        return self.line.days[t] if self._is_open(t) else 0.0

    def _validations(self, t: int) -> list[Way]:
        return [way for way in self.ways if way.share(t) > 0]

    def _options(self, t: int, most: int) -> Iterator[tuple[frozenset[int], tuple[int, ...]]]:
        """Campaigns and batches that a period may hold, changeovers not yet counted."""
        validations = self._validations(t)
        if validations and not self._is_open(t):
            return
        per_recipe: list[list[tuple[bool, int]]] = []
        for number, r in enumerate(self.recipes):
            options = [(False, 0)]
            if (number, t) in self.may_run and self._is_open(t):
                most = int(self._days(t) / r.days + 1e-6)
                options += [(True, b) for b in range(r.least, most + 1)]
            per_recipe.append(options)
        if math.prod(len(options) for options in per_recipe) > _STEPS * most:
            raise TooManyError
        for chosen in product(*per_recipe):
            runs = frozenset(number for number, (runs, _) in enumerate(chosen) if runs)
            most_runs = self.line.max_campaigns
            if most_runs is None or len(runs) + len(validations) <= most_runs:
                yield runs, tuple(b for _, b in chosen)

    def _outs(self, runs: frozenset[int], t: int) -> Iterator[frozenset[int]]:
        """The set-ups that may be kept into the next period: one a unit."""
        last = t == self.facts.clock.count - 1
        most = 0 if last or not self.facts.carry else min(self.line.units, len(runs))
        for size in range(most + 1):
            yield from (frozenset(kept) for kept in combinations(sorted(runs), size))

    def _fits(
        self,
        t: int,
        runs: frozenset[int],
        batches: Sequence[int],
        carried: frozenset[int],
        out: frozenset[int],
    ) -> bool:
        """Whether units and days suffice."""
        if not carried <= runs:
            return False
        changed = runs - carried
        busy = bool(changed) or bool(self._validations(t))
        if len(carried & out) > self.line.units - (1 if busy else 0):
            return False
        use = self._use(t, batches, changed)
        days = self._days(t)
        holding = self.facts.reserved.get((self.line.name, t), {}) if days > 0 else {}
        held = {client: max(kept, use.get(client, 0.0)) for client, kept in holding.items()}
        others = sum(used for client, used in use.items() if client not in holding)
        total = sum(use.values())
        return max(total, sum(held.values()) + others) <= days + _TOLERANCE

    def _use(self, t: int, batches: Sequence[int], changed: frozenset[int]) -> dict[str, float]:
        use: dict[str, float] = defaultdict(float)
        for number, r in enumerate(self.recipes):
            days = batches[number] * r.days + (r.change_days if number in changed else 0.0)
            use[self.facts.programmes[r.programme].client] += days
        for way in self._validations(t):
            assert way.recipe is not None
            days = way.q.ppq * way.recipe.days + way.recipe.change_days
            use[self.facts.programmes[way.q.programme].client] += days * way.share(t)
        return use

    def _cost(self, t: int, batches: Sequence[int], changed: frozenset[int]) -> float:
        facts = self.facts
        now = facts.fx(self.line.site, t) * facts.clock.discount(t)
        cost = 0.0
        for number, r in enumerate(self.recipes):
            cost += batches[number] * r.cost * facts.borne(r.programme, "production")
            if number in changed:
                cost += r.change_cost * facts.borne(r.programme, "changeover")
        return cost * now

    def _met(self, runs: frozenset[int], t: int) -> Kept:
        """Demands for a campaign that these runs meet."""
        keys = {
            (r.programme, r.step, r.line, t)
            for number, r in enumerate(self.recipes)
            if number in runs
        }
        return frozenset(n for n, demand in enumerate(self.demands) if demand.runs & keys)
