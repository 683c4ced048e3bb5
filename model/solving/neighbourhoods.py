"""Neighbourhoods of a plan: which of its decisions are freed at once, and which to try next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from model.solving.arrays import Floats
from model.solving.blocks import Block, Task, overlap
from model.solving.effort import EVEN, LEARNING, WINDOW_COLUMNS
from model.solving.matrix import Matrix


@dataclass(frozen=True, order=True)
class Group:
    """A few owners, free in all periods; the others stand."""

    owners: tuple[int, ...]

    @property
    def size(self) -> int:
        """Halves of the usual ticks that it deserves."""
        return max(2, len(self.owners))

    def cut(self, task: Task, x: Floats) -> Block:
        """Its sub-problem at the plan x."""
        return task.cut(x, self.owners, range(len(task.matrix.owners)))

    def meets(self, other: Neighbourhood) -> bool:
        """Whether both decide about the same thing."""
        return not isinstance(other, Group) or bool(set(self.owners) & set(other.owners))


@dataclass(frozen=True, order=True)
class Window:
    """All owners, free in the periods first..last; what they do in others stands."""

    first: int
    last: int

    size = 1

    def cut(self, task: Task, x: Floats) -> Block:
        """Its sub-problem at the plan x."""
        return task.during(x, self.first, self.last)

    def meets(self, other: Neighbourhood) -> bool:
        """Whether both decide about the same thing, or about neighbouring periods."""
        if not isinstance(other, Window):
            return True
        return self.first <= other.last + 1 and other.first <= self.last + 1


Neighbourhood = Group | Window


def windows(matrix: Matrix) -> list[Window]:
    """Windows of equal length from each period on, of about WINDOW_COLUMNS whole numbers each."""
    period = matrix.column_period[matrix.integer]
    period = period[period >= 0]
    if len(period) == 0:
        return []
    last = int(period.max())
    length = max(1, round(WINDOW_COLUMNS * (last + 1) / len(period)))
    return [Window(first, first + length - 1) for first in range(max(1, last + 2 - length))]


@dataclass
class Chooser:
    """Draws the next neighbourhoods: kinds by what they gained lately, groups by regret.

    A neighbourhood is not tried again on the plan on which it gained nothing.
    """

    task: Task
    seed: int
    again: list[Neighbourhood] = field(default_factory=list)
    tried: dict[Neighbourhood, float] = field(default_factory=dict)
    wanted: Floats | None = None

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)
        self._windows = windows(self.task.matrix)
        self._gain: dict[type, float] = {}
        self._groups_tried = 0

    def learn(self, tried: Neighbourhood, gain: float, work: float) -> None:
        """Remember what a kind of neighbourhood gained lately for its work: ticks x columns."""
        kind, rate = type(tried), gain / max(1.0, work)
        known = self._gain.get(kind, rate)
        self._gain[kind] = LEARNING * rate + (1 - LEARNING) * known
        self._groups_tried += kind is Group

    def choose(self, x: Floats, regret: Floats, most: int) -> list[Neighbourhood]:
        """At most so many that do not meet: those to try again first, all of one kind."""
        chosen: list[Neighbourhood] = []
        for candidate in list(self.again):
            if len(chosen) < most and not any(candidate.meets(other) for other in chosen):
                chosen.append(candidate)
                self.again.remove(candidate)
        kind = type(chosen[0]) if chosen else self._kind()
        for drawn in (kind, Window if kind is Group else Group):
            draw = self._groups(x, regret, most) if drawn is Group else self._open_windows(x)
            for candidate in draw:
                if len(chosen) < most and not any(candidate.meets(other) for other in chosen):
                    chosen.append(candidate)
            if chosen:
                break
        return chosen

    def _kind(self) -> type:
        """Groups until each owner had a chance, then either kind, by what it gained lately."""
        if self._groups_tried < len(self.task.matrix.owners):
            return Group
        if Window not in self._gain:
            return Window
        rates = np.array([self._gain[Group], self._gain[Window]])
        shares = EVEN + (1 - 2 * EVEN) * rates / max(1e-12, float(rates.sum()))
        return (Group, Window)[int(self.random.random() < shares[1] / shares.sum())]

    def _is_new(self, candidate: Neighbourhood, cost: float) -> bool:
        return self.tried.get(candidate, np.inf) > cost + 1e-9

    def _open_windows(self, x: Floats) -> list[Window]:
        cost = float(self.task.cost @ x)
        order = self.random.permutation(len(self._windows))
        drawn = [self._windows[i] for i in order]
        # those not tried for longest first
        drawn = sorted(drawn, key=lambda w: -self.tried.get(w, np.inf))
        return [window for window in drawn if self._is_new(window, cost)]

    def _groups(self, x: Floats, regret: Floats, most: int) -> list[Group]:
        """Regret: what an owner costs above its bound alone; partners share its line time."""
        cost = float(self.task.cost @ x)
        left = list(range(len(regret)))
        regret = np.sqrt(regret + 1e-3 * (1.0 + regret.sum()))
        met = overlap(self.task.matrix, x, self.wanted) + 0.05
        found: list[Group] = []
        for _ in range(16):
            if len(found) == most or len(left) < 2:
                break
            group = self._draw(left, regret, met)
            if self._is_new(group, cost):
                found.append(group)
                left = [owner for owner in left if owner not in group.owners]
        return found

    def _draw(self, left: Sequence[int], regret: Floats, met: Floats) -> Group:
        size = min(len(left), 2 + int(self.random.random() < 0.25))
        first = int(self.random.choice(left, p=_shares(regret[left])))
        drawn = [first]
        while len(drawn) < size:
            others = [owner for owner in left if owner not in drawn]
            weight = regret[others] * met[first, others]
            drawn.append(int(self.random.choice(others, p=_shares(weight))))
        return Group(tuple(sorted(drawn)))


def _shares(weight: Floats) -> Floats:
    return np.asarray(weight / weight.sum())
