"""The whole-number choices: every way to make each transfer, every time to decide each option."""

from __future__ import annotations

from dataclasses import dataclass

from tests.oracle.clock import month
from tests.oracle.facts import Facts, Pks, Qualification, Recipe, Row


@dataclass(frozen=True)
class Way:
    """One way to make a transfer: when it starts, and where its validation runs (if it has one)."""

    q: Qualification
    start: int
    recipe: Recipe | None
    begin: int
    last: int
    w: int

    @property
    def key(self) -> Pks:
        """Programme, step and site."""
        return self.q.programme, self.q.step, self.q.site

    @property
    def line(self) -> str:
        """The line of the validation, "" without one."""
        return self.recipe.line if self.recipe else ""

    @property
    def validated(self) -> int:
        """The period from which approvals run."""
        return self.last if self.q.ppq else self.begin

    @property
    def qualified(self) -> int:
        """The period from which the site is qualified."""
        return self.validated + self.q.approval

    def share(self, t: int) -> float:
        """The part of the validation that runs in a period (of the horizon or its tail)."""
        runs = self.recipe is not None and t >= 0 and self.begin <= t <= self.last
        return 1.0 / self.w if runs else 0.0

    @property
    def shares(self) -> list[tuple[int, float]]:
        """The periods in which the validation runs, with its parts."""
        return [(t, self.share(t)) for t in range(max(0, self.begin), self.last + 1)]

    def good(self) -> float:
        """Good kg of the validation begun in the horizon or its tail."""
        if self.recipe is None:
            return 0.0
        whole = self.q.ppq * self.recipe.kg * self.recipe.success
        return whole * sum(part for _, part in self.shares)

    def usable(self, release: int) -> int:
        """When the validation's output is usable."""
        return self.last + max(self.q.approval, release)

    def under_way(self, t: int) -> bool:
        """Whether the transfer counts against the site's limit in a period.

        From start to validation, both included; without one, while the transfer itself lasts.
        """
        last = self.last if self.q.ppq else max(self.start, self.begin - 1)
        return self.start <= t <= last


def ways(facts: Facts, q: Qualification) -> list[Way]:
    """Every way to make the transfer that fits the horizon and its tail."""
    clock = facts.clock
    starts = [*range(q.earliest, clock.count), *_before(facts, q)]
    found: list[Way] = []
    for start in starts:
        begin = start + q.transfer
        if q.ppq == 0:
            found.append(Way(q, start, None, begin, begin, clock.w))
            continue
        last = begin + clock.w - 1
        if last >= clock.count:
            continue
        if last < 0:
            found.append(Way(q, start, None, begin, last, clock.w))
            continue
        found.extend(
            Way(q, start, recipe, begin, last, clock.w)
            for recipe in facts.recipes
            if (recipe.programme, recipe.step, recipe.site) == (q.programme, q.step, q.site)
            and all(facts.lines[recipe.line].open[t] for t in range(max(0, begin), last + 1))
        )
    return found


def _before(facts: Facts, q: Qualification) -> list[int]:
    """Starts before the horizon: only of a transfer that a commitment says is under way."""
    found: set[int] = set()
    for row in facts.commitments:
        if row["decision"] == "transfer" and row["must"] == "yes" and selects(row, q):
            found |= {t for t in _periods(facts, row) if t < 0}
    return sorted(found)


def selects(row: Row, thing: Qualification | Recipe) -> bool:
    """Whether a commitment's programme, step, site and line (empty: any) fit."""
    return all(
        row[name] is None or row[name] == getattr(thing, name)
        for name in ("programme", "step", "site", "line")
        if name != "line" or isinstance(thing, Recipe)
    )


def _periods(facts: Facts, row: Row) -> list[int]:
    """Periods that begin inside a commitment's window; before the horizon too if it says so."""
    clock, begin = facts.clock, 0
    if row["decision"] == "transfer" and row["first_month"] is not None:
        begin = min(0, (month(row["first_month"]) - clock.first) // clock.length)
    return clock.window(row["first_month"], row["last_month"], begin)


@dataclass(frozen=True)
class Demand:
    """A commitment: of these choices at least one happens, or none does."""

    must: bool
    transfers: frozenset[tuple[Pks, int]] = frozenset()
    decisions: frozenset[tuple[str, int]] = frozenset()
    runs: frozenset[tuple[str, str, str, int]] = frozenset()


def demands(facts: Facts) -> list[Demand]:
    """The commitments, by the choices that they select."""
    found: list[Demand] = []
    for row in facts.commitments:
        must, periods = row["must"] == "yes", _periods(facts, row)
        if row["decision"] == "transfer":
            keys = [
                k for k, q in facts.qualifications.items() if q.transferable and selects(row, q)
            ]
            found.append(Demand(must, transfers=frozenset((k, t) for k in keys for t in periods)))
        elif row["decision"] == "invest":
            names = [
                line.name
                for line in facts.lines.values()
                if line.option
                and row["line"] in (None, line.name)
                and row["site"] in (None, line.site)
            ]
            found.append(Demand(must, decisions=frozenset((n, t) for n in names for t in periods)))
        else:
            found.append(
                Demand(
                    must,
                    runs=frozenset(
                        (r.programme, r.step, r.line, t)
                        for r in facts.recipes
                        if selects(row, r)
                        for t in periods
                    ),
                )
            )
    return found
