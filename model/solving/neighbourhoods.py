"""Neighbourhoods of a plan: which of its decisions are freed at once, and which to try next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

import numpy as np

from model.solving.arrays import Floats
from model.solving.blocks import Block, Meetings, Task
from model.solving.effort import (
    DRAWS,
    EASED,
    EVEN,
    GROUPS,
    GROWTH,
    LEARNING,
    LEAST_SPAN,
    SHRINKING,
    SIZES,
    WINDOW_COLUMNS,
)
from model.solving.highs import Answer
from model.solving.matrix import Matrix


@dataclass(frozen=True, order=True)
class Group:
    """A few owners, free in all periods, and others that make room without choosing anew.

    What the latter do in campaigns that stand may change; all else stands.
    """

    owners: tuple[int, ...]
    eased: tuple[int, ...] = field(default=(), compare=False)

    @property
    def size(self) -> int:
        """Halves of the usual ticks that it deserves."""
        return max(2, len(self.owners))

    def cut(self, task: Task, x: Floats) -> Block:
        """Its sub-problem at the plan x."""
        return task.cut(x, self.owners, range(len(task.matrix.owners)), self.eased)

    def meets(self, other: Neighbourhood) -> bool:
        """Whether both decide about the same thing, for the most part."""
        return other.owners is not None and bool(set(self.owners) & set(other.owners))


@dataclass(frozen=True, order=True)
class Window:
    """These owners (None: all), free in the periods first..last; what they do in others stands."""

    first: int
    last: int
    owners: tuple[int, ...] | None = None

    size = 4

    def cut(self, task: Task, x: Floats) -> Block:
        """Its sub-problem at the plan x."""
        return task.during(x, self.first, self.last, self.owners)

    def meets(self, other: Neighbourhood) -> bool:
        """Whether both decide about the same thing for the most part, or about its neighbours."""
        if not isinstance(other, Window):
            return other.meets(self)
        apart = self.first > other.last + 1 or other.first > self.last + 1
        if self.owners is None or other.owners is None:
            return not apart
        return not apart and bool(set(self.owners) & set(other.owners))


Neighbourhood = Group | Window


def windows(matrix: Matrix, share: float = 1.0) -> list[Window]:
    """Windows of equal length from each period on, of about WINDOW_COLUMNS whole numbers each.

    `share` is the part of the owners that each will free.
    """
    last, length = _span(matrix)
    return [] if last < 0 else _windows(last, max(1, round(length / share)))


def company(matrix: Matrix) -> int:
    """How many owners a window frees: all, or so many that it spans LEAST_SPAN periods."""
    owners = len(matrix.owners)
    last, length = _span(matrix)
    return owners if last < 0 else max(2, min(owners, round(owners * length / LEAST_SPAN)))


def _windows(last: int, length: int) -> list[Window]:
    length = min(length, last + 1)
    return [Window(first, first + length - 1) for first in range(max(1, last + 2 - length))]


def _span(matrix: Matrix) -> tuple[int, float]:
    """The last period, and how many have WINDOW_COLUMNS whole numbers of all owners; -1: none."""
    period = matrix.column_period[matrix.integer]
    period = period[period >= 0]
    last = int(period.max()) if len(period) else -1
    return last, WINDOW_COLUMNS * (last + 1) / max(1, len(period))


@dataclass
class Chooser:
    """Draws the next neighbourhood: its kind by what it gained lately, groups by regret.

    Windows come first. A neighbourhood is not tried again on the plan on which it
    gained nothing. Windows grow while they are easily solved to their end, and shrink where they
    are not.
    """

    task: Task
    seed: int
    again: list[Neighbourhood] = field(default_factory=list)
    tried: dict[Neighbourhood, float] = field(default_factory=dict)
    wanted: Floats | None = None

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)
        self._last, self._length = _span(self.task.matrix)
        self._grown = 1.0
        self._gain: dict[type, float] = {}
        self._visits = np.zeros((len(self.task.matrix.owners), self._last + 1))

    def learn(self, tried: Neighbourhood, gain: float, work: float, answer: Answer) -> None:
        """Remember what a kind of neighbourhood gained lately for its work: ticks x columns."""
        kind, rate = type(tried), gain / max(1.0, work)
        known = self._gain.get(kind, rate)
        self._gain[kind] = LEARNING * rate + (1 - LEARNING) * known
        if isinstance(tried, Window):
            factor = GROWTH if answer.outcome == "optimal" else SHRINKING
            self._grown = float(np.clip(self._grown * factor, *SIZES))

    def choose(
        self, x: Floats, regret: Floats, underway: Collection[Neighbourhood] = ()
    ) -> Neighbourhood | None:
        """The next one, which meets none that is under way: one to try again first."""
        chosen = next((c for c in self.again if not _meets_any(c, underway)), None)
        if chosen is not None:
            self.again.remove(chosen)
            return chosen
        kind = self._kind()
        meetings = Meetings(self.task.matrix, x, self.wanted)
        weights = _weights(regret)
        cost = float(self.task.cost @ x)
        for drawn in (kind, Window if kind is Group else Group):
            for _ in range(DRAWS):
                candidate = (
                    self._group(weights, meetings, cost)
                    if drawn is Group
                    else self._window(meetings, cost)
                )
                if candidate is not None and not _meets_any(candidate, underway):
                    return self._visited(candidate)
        return None

    def _visited(self, chosen: Neighbourhood) -> Neighbourhood:
        if isinstance(chosen, Window):
            owners = slice(None) if chosen.owners is None else list(chosen.owners)
            self._visits[owners, chosen.first : chosen.last + 1] += 1
        return chosen

    def _kind(self) -> type:
        """Windows until all was free once on average, then either by what it gained lately."""
        if self._last >= 0 and (Window not in self._gain or self._visits.mean() < 1.0):
            return Window
        if self._last < 0 or Group not in self._gain:
            return Group
        rates = np.array([self._gain[Group], self._gain[Window]])
        shares = EVEN + (1 - 2 * EVEN) * rates / max(1e-12, float(rates.sum()))
        return (Group, Window)[int(self.random.random() < shares[1] / shares.sum())]

    def _is_new(self, candidate: Neighbourhood, cost: float) -> bool:
        return self.tried.get(candidate, np.inf) > cost + 1e-9

    def _window(self, meetings: Meetings, cost: float) -> Window | None:
        """Owners that meet, where they were freed least; None: all are tried.

        All owners in few periods, or some of them in more. What they cost above their bounds does
        not count: most of that is decided over all periods, so that the same would be freed again.
        """
        if self._last < 0:
            return None
        everybody = len(self._visits)
        length = self._grown * self._length
        span = max(LEAST_SPAN, length)
        size = max(2, round(everybody * length / span))
        seldom = 1.0 / (1.0 + self._visits.mean(axis=1)) ** 2
        owners = None if size >= everybody else self._draw(seldom, meetings, size)
        spans = _windows(self._last, max(1, round(span)))
        spans = [spans[i] for i in self.random.permutation(len(spans))]
        spans = [w for w in (replace(w, owners=owners) for w in spans) if self._is_new(w, cost)]
        visits = self._visits[slice(None) if owners is None else list(owners)].sum(axis=0)
        return min(spans, key=lambda w: float(visits[w.first : w.last + 1].sum()), default=None)

    def _group(self, weights: Floats, meetings: Meetings, cost: float) -> Group | None:
        """Owners that cost most above their bounds, with partners that share their line time."""
        if len(weights) < 2:
            return None
        size = 1 + int(self.random.choice(len(GROUPS), p=GROUPS))
        owners = self._draw(weights, meetings, size)
        if not self._is_new(Group(owners), cost):
            return None
        met = np.sum([meetings.of(owner) for owner in owners], axis=0)
        met[list(owners)] = -1.0
        eased = np.argsort(-met, kind="stable")[: min(EASED, len(met) - len(owners))]
        return Group(owners, tuple(sorted(int(owner) for owner in eased)))

    def _draw(self, weights: Floats, meetings: Meetings, size: int) -> tuple[int, ...]:
        everybody = np.arange(len(weights))
        first = int(self.random.choice(everybody, p=_shares(weights)))
        others = np.delete(everybody, first)
        weight = weights[others] * (meetings.of(first)[others] + 0.05)
        count = min(size, len(everybody)) - 1
        drawn = self.random.choice(others, count, replace=False, p=_shares(weight))
        return tuple(sorted([first, *(int(owner) for owner in drawn)]))


def _meets_any(candidate: Neighbourhood, underway: Collection[Neighbourhood]) -> bool:
    return any(candidate.meets(other) for other in underway)


def _weights(regret: Floats) -> Floats:
    """Regret: what an owner costs above its bound alone."""
    return np.asarray(np.sqrt(regret + 1e-3 * (1.0 + regret.sum())))


def _shares(weight: Floats) -> Floats:
    return np.asarray(weight / weight.sum())
