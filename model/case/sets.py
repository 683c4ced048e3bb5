"""The index sets of the mathematics, each built once from what is known of an instance.

A set lists tuples in a fixed order (the sorted keys of the tables), so that a model built twice is
the same to the last row. Groupings answer "which of them belong to this line, site or step"
without a scan of the whole set.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from model.case.need import most_batches

if TYPE_CHECKING:
    from model.case.instance import Instance

Key = TypeVar("Key")
Item = TypeVar("Item")


def _grouped(pairs: Iterable[tuple[Key, Item]]) -> dict[Key, list[Item]]:
    groups: dict[Key, list[Item]] = defaultdict(list)
    for key, item in pairs:
        groups[key].append(item)
    return groups


class IndexSets:
    """Sets (capitals) and groupings of an instance."""

    @cached_property
    def _i(self) -> Instance:
        return cast("Instance", self)

    @cached_property
    def RUNS(self) -> list[tuple[str, str, str, int]]:  # noqa: N802
        """(programme, step, line, period) with a recipe and an open line."""
        i = self._i
        return [
            (p, k, line, t)
            for (p, k, line) in i.recipes
            for t in i.horizon.every
            if i.lines[line].open[t]
        ]

    @cached_property
    def run_set(self) -> frozenset[tuple[str, str, str, int]]:
        """The members of RUNS, for membership tests."""
        return frozenset(self.RUNS)

    @cached_property
    def CARRY_OVERS(self) -> list[tuple[str, str, str, int]]:  # noqa: N802
        """Runs that may take over the set-up of the period before."""
        if not self._i.carry_over:
            return []
        return [
            (p, k, line, t) for p, k, line, t in self.RUNS if (p, k, line, t - 1) in self.run_set
        ]

    @cached_property
    def carry_set(self) -> frozenset[tuple[str, str, str, int]]:
        """The members of CARRY_OVERS, for membership tests."""
        return frozenset(self.CARRY_OVERS)

    @cached_property
    def THROUGH(self) -> list[tuple[str, str, str, int]]:  # noqa: N802
        """Runs that may be carried in and carried out of their period."""
        return [
            (p, k, line, t)
            for p, k, line, t in self.CARRY_OVERS
            if (p, k, line, t + 1) in self.carry_set
        ]

    @cached_property
    def LINE_PERIODS(self) -> list[tuple[str, int]]:  # noqa: N802
        """(line, period) in which the line is open and some recipe runs on it."""
        return sorted(self.runs_on)

    @cached_property
    def runs_on(self) -> dict[tuple[str, int], list[tuple[str, str]]]:
        """(programme, step) that may run on a line in a period."""
        return _grouped(((line, t), (p, k)) for p, k, line, t in self.RUNS)

    @cached_property
    def runs_at(self) -> dict[tuple[str, str, str, int], list[str]]:
        """Lines on which (programme, step) may run at a site in a period."""
        lines = self._i.lines
        return _grouped(((p, k, lines[line].site, t), line) for p, k, line, t in self.RUNS)

    @cached_property
    def TRANSFERS(self) -> list[tuple[str, str, str, int]]:  # noqa: N802
        """(programme, step, site, start) of possible transfers; a start below 0 is under way."""
        return [(*key, t) for key, transfer in self._i.transfers.items() for t in transfer.starts]

    @cached_property
    def VALIDATIONS(self) -> list[tuple[str, str, str, int]]:  # noqa: N802
        """(programme, step, line, first period) of possible validation campaigns."""
        i = self._i
        found = []
        for (p, k, line), recipe in i.recipes.items():
            transfer = i.transfers.get((p, k, recipe.site))
            if transfer is None or transfer.ppq_batches == 0:
                continue
            for start in transfer.starts:
                begin = start + transfer.duration
                inside = [t for t in range(begin, begin + transfer.spread) if t >= 0]
                if inside and all(i.lines[line].open[t] for t in inside):
                    found.append((p, k, line, begin))
        return found

    @cached_property
    def validations_at(self) -> dict[tuple[str, str, str, int], list[str]]:
        """Lines of a site on which a validation of (programme, step) may begin in a period."""
        lines = self._i.lines
        return _grouped(((p, k, lines[line].site, b), line) for p, k, line, b in self.VALIDATIONS)

    @cached_property
    def VALIDATING(self) -> dict[tuple[str, str, str, int], list[int]]:  # noqa: N802
        """(programme, step, line, period): first periods of the validations that run then."""
        return _grouped(
            ((p, k, line, t), b)
            for p, k, line, b in self.VALIDATIONS
            for t in range(b, b + self.spread(p, k, line))
            if t >= 0
        )

    @cached_property
    def validating_on(self) -> dict[tuple[str, int], list[tuple[str, str]]]:
        """(programme, step) that may be validated on a line in a period."""
        return _grouped(((line, t), (p, k)) for p, k, line, t in self.VALIDATING)

    def spread(self, programme: str, step: str, line: str) -> int:
        """Periods over which the validation on the line is spread."""
        return self._i.transfers[programme, step, self._i.lines[line].site].spread

    @cached_property
    def STOCK_SITES(self) -> list[tuple[str, str, str]]:  # noqa: N802
        """(programme, step, site) that can hold stock: made, opened with, or drawn there."""
        i = self._i
        makes = {(p, k, r.site) for (p, k, _), r in i.recipes.items()}
        draws = {(p, str(i.steps[p, k].previous), s) for p, k, s in makes if i.steps[p, k].previous}
        return sorted(makes | draws | set(i.opening_stock))

    @cached_property
    def stock_set(self) -> frozenset[tuple[str, str, str]]:
        """The members of STOCK_SITES."""
        return frozenset(self.STOCK_SITES)

    @cached_property
    def stock_sites(self) -> dict[tuple[str, str], list[str]]:
        """Sites that can hold stock of (programme, step)."""
        return _grouped(((p, k), s) for p, k, s in self.STOCK_SITES)

    @cached_property
    def MOVES(self) -> list[tuple[str, str, str, str, int]]:  # noqa: N802
        """(programme, step, origin, destination, period): output of a non-final step on its way."""
        i = self._i
        return [
            (p, k, origin, destination, t)
            for p, k, origin in self.STOCK_SITES
            if not i.steps[p, k].final
            for destination in self.stock_sites[p, k]
            if destination != origin and (origin, destination) in i.lanes
            for t in i.horizon.every
            if t + i.lanes[origin, destination].transit < i.horizon.count
        ]

    @cached_property
    def moves_from(self) -> dict[tuple[str, str, str, int], list[str]]:
        """Destinations of moves that leave a site in a period."""
        return _grouped(((p, k, o, t), d) for p, k, o, d, t in self.MOVES)

    @cached_property
    def moves_to(self) -> dict[tuple[str, str, str, int], list[tuple[str, int]]]:
        """(origin, period of leaving) of moves that arrive at a site in a period."""
        lanes = self._i.lanes
        return _grouped(
            ((p, k, d, t + lanes[o, d].transit), (o, t)) for p, k, o, d, t in self.MOVES
        )

    @cached_property
    def DEMANDS(self) -> list[tuple[str, str]]:  # noqa: N802
        """(programme, market) with an obligation."""
        return list(self._i.due)

    @cached_property
    def SHIPS(self) -> list[tuple[str, str, str, int]]:  # noqa: N802
        """(programme, site, market, period): final output on its way to a market."""
        i = self._i
        return [
            (p, s, market, t)
            for p, market in self.DEMANDS
            for s in self.stock_sites.get((p, i.final_step(p)), [])
            if (s, market) in i.lanes
            for t in i.horizon.every
            if t + i.lanes[s, market].transit < i.horizon.count
        ]

    @cached_property
    def ships_from(self) -> dict[tuple[str, str, int], list[str]]:
        """Markets to which a programme may leave a site in a period."""
        return _grouped(((p, s, t), market) for p, s, market, t in self.SHIPS)

    @cached_property
    def ships_to(self) -> dict[tuple[str, str, int], list[tuple[str, int]]]:
        """(site, period of leaving) of what may reach a market in a period."""
        lanes = self._i.lanes
        return _grouped(
            ((p, market, t + lanes[s, market].transit), (s, t)) for p, s, market, t in self.SHIPS
        )

    @cached_property
    def INVESTMENTS(self) -> list[tuple[str, int]]:  # noqa: N802
        """(option line, period of decision)."""
        return [
            (name, t)
            for name, line in self._i.lines.items()
            if line.option
            for t in line.option.decisions
        ]

    @cached_property
    def RESERVED(self) -> list[tuple[str, str, int]]:  # noqa: N802
        """(client, line, period) with reserved days."""
        return [key for key, days in self._i.reserved_days.items() if days > 0]

    @cached_property
    def reserving(self) -> dict[tuple[str, int], list[str]]:
        """Clients that reserve days on a line in a period."""
        return _grouped(((line, t), client) for client, line, t in self.RESERVED)

    @cached_property
    def SECOND_SOURCES(self) -> list[tuple[str, str, int]]:  # noqa: N802
        """(programme, step, period): from the first kg due since `min_sites_from` on."""
        i = self._i
        return [
            (p, k, t)
            for (p, k), step in i.steps.items()
            if step.min_sites > 1 and step.min_sites_from is not None
            for t in range(self._first_due(p, step.min_sites_from), i.horizon.count)
        ]

    def _first_due(self, programme: str, since: int) -> int:
        """The first period since then in which kg of the programme are due; none: past the end."""
        kg = self.due_by_programme[programme]
        return next((t for t in range(since, len(kg)) if kg[t] > 0), len(kg))

    @cached_property
    def sites_with_shares(self) -> frozenset[tuple[str, str]]:
        """(programme, step) that some share window speaks of."""
        return frozenset((share.programme, share.step) for share in self._i.shares)

    @cached_property
    def due_by_programme(self) -> dict[str, list[float]]:
        """Kg of the programme due in each period, all markets."""
        i = self._i
        totals: dict[str, list[float]] = {p: [0.0] * i.horizon.count for p in i.programmes}
        for (p, _), kg in i.due.items():
            for t, amount in enumerate(kg):
                totals[p][t] += amount
        return totals

    def deliverable(self, programme: str, market: str, period: int) -> float:
        """Kg due by the end of the period, overdue included: no more can be delivered by then."""
        i = self._i
        key = (programme, market)
        return i.overdue.get(key, 0.0) + sum(i.due[key][: period + 1])

    @cached_property
    def most_batches(self) -> dict[tuple[str, str, str, int], int]:
        """M of rule 2 for each run (see `model.formulation.campaigns`)."""
        return most_batches(self._i)

    def __getstate__(self) -> dict[str, Any]:  # the sets are cheap to build again
        return {key: value for key, value in self.__dict__.items() if not _is_cached(key)}


def _is_cached(name: str) -> bool:
    return isinstance(getattr(IndexSets, name, None), cached_property)
