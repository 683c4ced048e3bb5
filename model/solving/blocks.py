"""Cutting the matrix: some owners free, the others fixed where they stand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from model.solving.arrays import Bools, Floats, Ints
from model.solving.effort import AROUND
from model.solving.highs import Problem
from model.solving.matrix import LINKING, Matrix

ALLOWING = "breach_is_least"  # the row that says how much breach is allowed


@dataclass(frozen=True)
class Block:
    """A sub-problem and the columns of the matrix that it decides."""

    problem: Problem
    columns: Ints

    def put(self, x: Floats, part: Floats) -> Floats:
        """The whole solution x with the block's columns replaced."""
        whole = x.copy()
        whole[self.columns] = part
        return whole


@dataclass(frozen=True)
class Task:
    """What is minimised at the moment: a matrix, a cost a column, upper bounds.

    All limits kept: the relaxation columns' upper bound is 0. Broken limits sought or allowed:
    their own upper bound.
    """

    matrix: Matrix
    cost: Floats
    upper: Floats

    def with_choices_whole(self) -> Task:
        """The task in which counts may be fractions."""
        return replace(self, matrix=self.matrix.with_choices_whole())

    @cached_property
    def _linking(self) -> sparse.csr_array:
        return abs(self.matrix.rows[self.matrix.row_owner == LINKING])

    def freed(self, owners: Collection[int], inserted: Collection[int]) -> Bools:
        """Columns of these owners, linking ones, and set-ups shared with inserted owners."""
        owner = self.matrix.column_owner
        own = np.isin(owner, list(owners))
        met = (self._linking @ own.astype(float)) > 0
        near = (self._linking.T @ met.astype(float)) > 0
        handed_on = near & self.matrix.shared & np.isin(owner, list(inserted))
        free: Bools = own | (owner == LINKING) | handed_on
        return free

    def cut(
        self,
        x: Floats,
        owners: Collection[int],
        inserted: Collection[int],
        eased: Collection[int] = (),
    ) -> Block:
        """The sub-problem in which these owners are free; the other inserted ones stand at x.

        Of those that are eased only whole numbers stand.
        """
        present = np.isin(self.matrix.row_owner, [*owners, *inserted, LINKING])
        eases = np.isin(self.matrix.column_owner, list(eased)) & ~self.matrix.integer
        return self._cut(x, self.freed(owners, inserted) | eases, present)

    def during(
        self, x: Floats, first: int, last: int, owners: Collection[int] | None = None
    ) -> Block:
        """The sub-problem in which whole numbers are free in these periods, and the rest around.

        These owners (None: all) may change what they make in periods first..last; whole numbers
        decided in other periods stand at x, as does what other owners do, and all that is more than
        AROUND periods away.
        """
        period = self.matrix.column_period
        away = (period >= 0) & ((period < first - AROUND) | (period > last + AROUND))
        inside = (period >= first) & (period <= last)
        free = np.where(self.matrix.integer, inside, ~away)
        everybody = range(len(self.matrix.owners))
        if owners is not None:
            free &= self.freed(owners, everybody)
        return self.freeing(x, free)

    def freeing(self, x: Floats, free: Bools) -> Block:
        """The sub-problem in these columns; all others stand at x."""
        return self._cut(x, free, np.ones(len(self.matrix.row_lower), dtype=bool))

    def alone(self, owner: int) -> Block:
        """One owner on empty lines: a relaxation, whose optimum bounds its part of any plan.

        Kept are the owner's rows and those linking rows in which what the others use is never
        negative. Linking columns are free of charge; the bound counts their least cost once.
        """
        owned = self.matrix.column_owner == owner
        free = owned | (self.matrix.column_owner == LINKING)
        present = (self.matrix.row_owner == owner) | self.matrix.alone
        charged = replace(self, cost=np.where(owned, self.cost, 0.0))
        return charged._cut(np.zeros(len(self.cost)), free, present)

    def where_broken(self, owners: Collection[int]) -> Task:
        """The task with limits kept by all but these owners."""
        kept = self.matrix.relaxation & ~np.isin(self.matrix.column_owner, list(owners))
        return replace(self, upper=np.where(kept, 0.0, self.upper))

    def least_linking_cost(self) -> float:
        """The least that the linking columns can cost within their bounds."""
        linking = self.matrix.column_owner == LINKING
        low, high = self.matrix.lower[linking], self.upper[linking]
        cost = self.cost[linking]
        ends = np.where(cost >= 0, low, high)
        return float(np.sum(np.where(cost == 0, 0.0, cost * ends)))

    def whole(self) -> Problem:
        """The whole problem."""
        m = self.matrix
        return Problem(self.cost, m.lower, self.upper, m.integer, m.rows, m.row_lower, m.row_upper)

    def _cut(self, x: Floats, free: Bools, present: Bools) -> Block:
        """The sub-problem in the free columns, all others fixed at x, over the present rows.

        A linking row that no choice of the free columns can satisfy is left out: a commitment that
        waits for owners not yet inserted.
        """
        m = self.matrix
        columns = np.flatnonzero(free)
        part = m.rows[:, columns].tocsr()
        rows = np.flatnonzero(present & (np.diff(part.indptr) > 0))
        activity = (m.rows @ np.where(free, 0.0, x))[rows]
        lower, upper = m.row_lower[rows] - activity, m.row_upper[rows] - activity
        picked = part[rows]
        low, high = m.lower[columns], self.upper[columns]
        keep = np.flatnonzero(
            (m.row_owner[rows] != LINKING) | (_most(picked, low, high) >= lower - 1e-9)
        )
        problem = Problem(
            cost=self.cost[columns],
            lower=low,
            upper=high,
            integer=m.integer[columns],
            rows=picked[keep].tocsr(),
            row_lower=lower[keep],
            row_upper=upper[keep],
        )
        return Block(problem, columns)


def _most(rows: sparse.csr_array, lower: Floats, upper: Floats) -> Floats:
    """Largest activity that each row can have within the bounds."""
    high = np.where(np.isinf(upper), 1e12, upper)
    return np.asarray(rows.maximum(0) @ high + rows.minimum(0) @ lower)


def keeping_limits(matrix: Matrix) -> Task:
    """Least cost with all limits kept."""
    return Task(matrix, matrix.cost, matrix.strict_upper())


def least_breach(matrix: Matrix) -> Task:
    """Least breach of limits, whatever it costs, and however little of it is allowed."""
    allowing = np.array([name == ALLOWING for name, _ in matrix.row_names], dtype=bool)
    row_upper = np.where(allowing, np.inf, matrix.row_upper)
    return Task(replace(matrix, row_upper=row_upper), matrix.breach, matrix.upper)


def priced_breach(matrix: Matrix, price: float) -> Task:
    """Cost and priced breach together: what the search minimises until limits are kept."""
    return Task(matrix, matrix.cost + price * matrix.breach, matrix.upper)


def at_breach(matrix: Matrix, most: float) -> Task:
    """Least cost at no more than this breach: one more row, that each owner keeps alone too."""
    extended = matrix.with_rows(
        sparse.csr_array(matrix.breach.reshape(1, -1)),
        lower=np.array([-np.inf]),
        upper=np.array([most]),
        owner=np.array([LINKING]),
        names=[(ALLOWING, ())],
        alone=True,
    )
    return Task(extended, matrix.cost, matrix.upper)


def breaching_owners(matrix: Matrix, x: Floats, tolerance: float) -> list[int]:
    """Owners whose limits are broken, worst first."""
    amount = breach_by_owner(matrix, x)
    found = np.flatnonzero(amount > tolerance)
    return [int(owner) for owner in found[np.argsort(-amount[found], kind="stable")]]


def breach_by_owner(matrix: Matrix, x: Floats) -> Floats:
    """The weighted breach of each owner in x."""
    return by_owner(matrix, matrix.breach * x)


def by_owner(matrix: Matrix, amounts: Floats) -> Floats:
    """The sum of an amount a column over each owner's columns."""
    owned = matrix.column_owner >= 0
    sums: Floats = np.bincount(
        matrix.column_owner[owned], weights=amounts[owned], minlength=len(matrix.owners)
    ).astype(float)
    return sums


@dataclass(frozen=True)
class Meetings:
    """How much owners meet: over rows that link, the smaller of their two uses.

    Relative to the row's bound, 0 for an owner and itself. `wanted` is another solution: an owner
    counts what it uses there too when it asks whom it meets, so that one that was left no room is
    known to meet those who have it.
    """

    matrix: Matrix
    x: Floats
    wanted: Floats | None = None

    @cached_property
    def _rows(self) -> sparse.csr_array:
        m = self.matrix
        rows = np.flatnonzero(m.alone & np.isfinite(m.row_upper) & (m.row_upper > 0))
        return sparse.csr_array(m.rows[rows].multiply(1 / m.row_upper[rows, None]))

    @cached_property
    def _used(self) -> Floats:
        return self._use(self.x)

    @cached_property
    def _asked(self) -> Floats:
        return self._used if self.wanted is None else np.maximum(self._used, self._use(self.wanted))

    def _use(self, x: Floats) -> Floats:
        """What each owner uses of each of these rows in x: shape rows x owners."""
        owned = np.flatnonzero(self.matrix.column_owner != LINKING)
        shape = (len(x), len(self.matrix.owners))
        by_owned = sparse.csr_array((x[owned], (owned, self.matrix.column_owner[owned])), shape)
        return np.asarray((self._rows @ by_owned).todense())

    def of(self, owner: int) -> Floats:
        """How much this owner meets each: shape owners."""
        met = np.minimum(self._asked[:, [owner]], self._used).sum(axis=0)
        met[owner] = 0.0
        return np.asarray(met)


def overlap(matrix: Matrix, x: Floats) -> Floats:
    """How much each owner meets each other: shape owners x owners."""
    meetings = Meetings(matrix, x)
    return np.array([meetings.of(owner) for owner in range(len(matrix.owners))])
