"""Neighbourhoods of a plan: which of its decisions are freed at once, and which to try next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from model.solving.arrays import Floats
from model.solving.blocks import Block, Task, overlap
from model.solving.effort import EVEN, LEARNING, LEAST_SPAN, WINDOW_COLUMNS
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
    """These owners (None: all), free in the periods first..last; what they do in others stands."""

    first: int
    last: int
    owners: tuple[int, ...] | None = None

    size = 4

    def cut(self, task: Task, x: Floats) -> Block:
        """Its sub-problem at the plan x."""
        return task.during(x, self.first, self.last, self.owners)

    def meets(self, other: Neighbourhood) -> bool:
        """Whether both decide about the same thing, or about neighbouring periods."""
        if not isinstance(other, Window):
            return True
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
    if last < 0:
        return []
    whole = max(1, round(length / share))
    return [Window(first, first + whole - 1) for first in range(max(1, last + 2 - whole))]


def company(matrix: Matrix) -> int:
    """How many owners a window frees: all, or so many that it spans LEAST_SPAN periods."""
    owners = len(matrix.owners)
    last, length = _span(matrix)
    return owners if last < 0 else max(2, min(owners, round(owners * length / LEAST_SPAN)))


def _span(matrix: Matrix) -> tuple[int, float]:
    """The last period, and how many have WINDOW_COLUMNS whole numbers of all owners; -1: none."""
    period = matrix.column_period[matrix.integer]
    period = period[period >= 0]
    last = int(period.max()) if len(period) else -1
    return last, WINDOW_COLUMNS * (last + 1) / max(1, len(period))


@dataclass
class Chooser:
    """Draws the next neighbourhoods: kinds by what they gained lately, groups by regret.

    Windows come first, then groups. A neighbourhood is not tried again on the plan on which it
    gained nothing.
    """

    task: Task
    seed: int
    again: list[Neighbourhood] = field(default_factory=list)
    tried: dict[Neighbourhood, float] = field(default_factory=dict)
    wanted: Floats | None = None

    def __post_init__(self) -> None:
        owners = len(self.task.matrix.owners)
        self.random = np.random.default_rng(self.seed)
        self._company = company(self.task.matrix)
        self._windows = windows(self.task.matrix, self._company / owners)
        self._gain: dict[type, float] = {}
        self._visits = np.zeros((owners, max((w.last + 1 for w in self._windows), default=0)))

    def learn(self, tried: Neighbourhood, gain: float, work: float) -> None:
        """Remember what a kind of neighbourhood gained lately for its work: ticks x columns."""
        kind, rate = type(tried), gain / max(1.0, work)
        known = self._gain.get(kind, rate)
        self._gain[kind] = LEARNING * rate + (1 - LEARNING) * known

    def choose(self, x: Floats, regret: Floats, most: int) -> list[Neighbourhood]:
        """At most so many that do not meet: those to try again first, all of one kind."""
        chosen: list[Neighbourhood] = []
        for candidate in list(self.again):
            if len(chosen) < most and not any(candidate.meets(other) for other in chosen):
                chosen.append(candidate)
                self.again.remove(candidate)
        kind = type(chosen[0]) if chosen else self._kind()
        for drawn in (kind, Window if kind is Group else Group):
            draw = self._groups if drawn is Group else self._open_windows
            for candidate in draw(x, regret, most):
                if len(chosen) < most and not any(candidate.meets(other) for other in chosen):
                    chosen.append(candidate)
            if chosen:
                break
        for window in chosen:
            if isinstance(window, Window):
                owners = slice(None) if window.owners is None else list(window.owners)
                self._visits[owners, window.first : window.last + 1] += 1
        return chosen

    def _kind(self) -> type:
        """Windows, then groups, then either by what it gained lately."""
        if self._windows and Window not in self._gain:
            return Window
        if not self._windows or Group not in self._gain:
            return Group
        rates = np.array([self._gain[Group], self._gain[Window]])
        shares = EVEN + (1 - 2 * EVEN) * rates / max(1e-12, float(rates.sum()))
        return (Group, Window)[int(self.random.random() < shares[1] / shares.sum())]

    def _is_new(self, candidate: Neighbourhood, cost: float) -> bool:
        return self.tried.get(candidate, np.inf) > cost + 1e-9

    def _open_windows(self, x: Floats, regret: Floats, most: int) -> list[Window]:
        """Of all owners: those not tried for longest first. Of some: drawn as groups are."""
        cost = float(self.task.cost @ x)
        owners = len(self.task.matrix.owners)
        if not self._windows:
            return []
        if self._company < owners:
            return self._windows_of_some(x, regret, most)
        order = self.random.permutation(len(self._windows))
        drawn = [self._windows[i] for i in order]
        drawn = sorted(drawn, key=lambda w: -self.tried.get(w, np.inf))
        return [window for window in drawn if self._is_new(window, cost)]

    def _windows_of_some(self, x: Floats, regret: Floats, most: int) -> list[Window]:
        """Owners that meet, and periods in which the first of them was freed least."""
        regret, met = _weights(regret), self._met(x)
        found: list[Window] = []
        for _ in range(2 * most):
            owners = self._draw(list(range(len(regret))), regret, met, self._company)
            order = self.random.permutation(len(self._windows))
            spans = [self._windows[i] for i in order]
            visits = self._visits[list(owners)]
            span = min(spans, key=lambda w: float(visits[:, w.first : w.last + 1].sum()))
            found.append(Window(span.first, span.last, owners))
        return found

    def _groups(self, x: Floats, regret: Floats, most: int) -> list[Group]:
        """Regret: what an owner costs above its bound alone; partners share its line time."""
        cost = float(self.task.cost @ x)
        left = list(range(len(regret)))
        regret, met = _weights(regret), self._met(x)
        found: list[Group] = []
        for _ in range(16):
            if len(found) == most or len(left) < 2:
                break
            group = Group(self._draw(left, regret, met, 2 + int(self.random.random() < 0.25)))
            if self._is_new(group, cost):
                found.append(group)
                left = [owner for owner in left if owner not in group.owners]
        return found

    def _met(self, x: Floats) -> Floats:
        return np.asarray(overlap(self.task.matrix, x, self.wanted) + 0.05)

    def _draw(self, left: Sequence[int], regret: Floats, met: Floats, size: int) -> tuple[int, ...]:
        first = int(self.random.choice(left, p=_shares(regret[left])))
        drawn = [first]
        while len(drawn) < min(size, len(left)):
            others = [owner for owner in left if owner not in drawn]
            weight = regret[others] * met[first, others]
            drawn.append(int(self.random.choice(others, p=_shares(weight))))
        return tuple(sorted(drawn))


def _weights(regret: Floats) -> Floats:
    return np.asarray(np.sqrt(regret + 1e-3 * (1.0 + regret.sum())))


def _shares(weight: Floats) -> Floats:
    return np.asarray(weight / weight.sum())
