"""The matrix: the formulation compiled once, with the owners of its rows and columns as data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy import sparse

from model.case.instance import Instance
from model.formulation import RULES, Formulation
from model.formulation.costs import Cost
from model.formulation.variables import COUNTED, DATED, OWNERS, RELAXATIONS, SHARED
from model.solving.arrays import Bools, Floats, Ints

Name = tuple[str, tuple[Any, ...]]  # variable or rule, and its index

LINKING = -1
UNDATED = -1_000_000  # below any period: a transfer under way starts before period 0


@dataclass(frozen=True)
class Matrix:
    """min cost @ x + constant, row_lower <= rows @ x <= row_upper, lower <= x <= upper.

    n columns, m rows. `breach` weighs broken limits; `relaxation` marks the columns that are 0
    while all limits are kept, `counted` the whole numbers that say how many of something that is
    chosen. Owners are numbers of `owners`, LINKING where a row or column belongs to none. `alone`
    marks linking rows that also hold for each owner's columns alone; `shared` columns that stay
    free where their owner is fixed, because they only settle who takes over a set-up.
    `column_period` is the period in which a column is decided, UNDATED where it has none.
    """

    cost: Floats
    constant: float
    breach: Floats
    lower: Floats
    upper: Floats
    integer: Bools
    counted: Bools
    relaxation: Bools
    rows: sparse.csr_array
    row_lower: Floats
    row_upper: Floats
    column_owner: Ints
    row_owner: Ints
    alone: Bools
    shared: Bools
    column_period: Ints
    limit: Bools
    owners: tuple[str, ...]
    column_names: tuple[Name, ...]
    row_names: tuple[Name, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.row_lower), len(self.lower)

    def strict_upper(self) -> Floats:
        """Upper bounds with all limits kept: relaxation columns are 0."""
        return np.where(self.relaxation, 0.0, self.upper)

    def with_choices_whole(self) -> Matrix:
        """The matrix in which choices are whole numbers and counts may be fractions: a relaxation.

        Half as many whole numbers, and the harder half gone; what is chosen in its plans is nearly
        always right for whole counts too.
        """
        return replace(self, integer=self.integer & ~self.counted)

    def with_rows(
        self,
        rows: sparse.csr_array,
        *,
        lower: Floats,
        upper: Floats,
        owner: Ints,
        names: Sequence[Name],
        alone: bool = False,
    ) -> Matrix:
        """The matrix with further rows, definitions all."""
        count = len(lower)
        return replace(
            self,
            rows=sparse.csr_array(sparse.vstack([self.rows, rows])),
            row_lower=np.concatenate([self.row_lower, lower]),
            row_upper=np.concatenate([self.row_upper, upper]),
            row_owner=np.concatenate([self.row_owner, owner]),
            alone=np.concatenate([self.alone, np.full(count, alone)]),
            limit=np.concatenate([self.limit, np.zeros(count, dtype=bool)]),
            row_names=(*self.row_names, *names),
        )

    def row_violation(self, x: Floats) -> Floats:
        """By how much x breaks each row; 0 where it keeps it."""
        activity = self.rows @ x
        broken = np.maximum(self.row_lower - activity, activity - self.row_upper)
        return np.asarray(np.maximum(broken, 0.0))

    def worst_violation(self, x: Floats) -> float:
        """Largest amount by which x breaks a row, a bound or wholeness."""
        parts = [
            np.max(self.row_violation(x), initial=0.0),
            np.max(self.lower - x, initial=0.0),
            np.max(x - self.upper, initial=0.0),
            np.max(np.abs(x - np.round(x))[self.integer], initial=0.0),
        ]
        return float(max(parts))


@dataclass(frozen=True)
class Ledger:
    """The cost terms as arrays: `terms[i]` applies to column `column[i]` (-1: a constant)."""

    terms: tuple[tuple[str, Cost], ...]
    column: Ints
    weight: Floats  # share of the objective: 1, or ours


def compile_matrix(inst: Instance, stated: Formulation) -> tuple[Matrix, Ledger]:
    """Compile the model to a matrix and tie each cost term to its column."""
    m = stated.model
    m.objective = pyo.Objective(expr=_every_variable(m))
    form = LinearStandardFormCompiler().write(m, mixed_form=True)
    columns = {id(var): number for number, var in enumerate(form.columns)}
    ledger = _ledger(inst, stated, columns)
    names = _named(form.columns)
    row_names = _named(row.constraint for row in form.rows)
    owners = tuple(sorted(inst.programmes))
    row_lower, row_upper = _row_bounds(form)
    rows = sparse.csr_array(form.A)
    column_owner = _owners(owners, ((OWNERS.get(name), index) for name, index in names))
    row_owner = _owners(owners, ((RULES[name].owner, index) for name, index in row_names))
    row_owner = _sole_owners(rows, row_owner, column_owner)
    cost, constant = _objective(ledger, len(columns))
    matrix = Matrix(
        cost=cost,
        constant=constant,
        breach=_breach(stated, columns),
        lower=np.array([var.lb if var.lb is not None else -np.inf for var in form.columns]),
        upper=np.array([var.ub if var.ub is not None else np.inf for var in form.columns]),
        integer=np.array([var.is_integer() or var.is_binary() for var in form.columns], dtype=bool),
        counted=np.array([name in COUNTED for name, _ in names], dtype=bool),
        relaxation=np.array([name in RELAXATIONS for name, _ in names], dtype=bool),
        rows=rows,
        row_lower=row_lower,
        row_upper=row_upper,
        column_owner=column_owner,
        row_owner=row_owner,
        alone=np.array([RULES[name].alone for name, _ in row_names], dtype=bool),
        shared=np.array([name in SHARED for name, _ in names], dtype=bool),
        column_period=_periods(names),
        limit=np.array([RULES[name].kind == "limit" for name, _ in row_names], dtype=bool),
        owners=owners,
        column_names=tuple(names),
        row_names=tuple(row_names),
    )
    return matrix, ledger


def _every_variable(m: pyo.ConcreteModel) -> Any:
    """An objective that names each variable once: the compiler drops what nothing mentions."""
    return pyo.quicksum(m.component_data_objects(pyo.Var))


def _named(data: Iterable[Any]) -> list[Name]:
    """The component and the index of each variable or row."""
    return [(item.parent_component().name, _index(item)) for item in data]


def _periods(names: Iterable[Name]) -> Ints:
    """The period in which each variable is decided."""
    return np.array([index[-1] if name in DATED else UNDATED for name, index in names], dtype=int)


def _index(data: Any) -> tuple[Any, ...]:
    index = data.index()
    if index is None:
        return ()
    return index if isinstance(index, tuple) else (index,)


def _row_bounds(form: Any) -> tuple[Floats, Floats]:
    """In mixed form a row is <= (1), >= (-1) or = (0) its right-hand side."""
    kind = np.array([row.bound_type for row in form.rows], dtype=int)
    rhs = np.asarray(form.rhs, dtype=float)
    return np.where(kind == 1, -np.inf, rhs), np.where(kind == -1, np.inf, rhs)


def _owners(owners: tuple[str, ...], entries: Iterable[tuple[int | None, tuple[Any, ...]]]) -> Ints:
    number = {name: i for i, name in enumerate(owners)}
    return np.array(
        [LINKING if place is None else number[index[place]] for place, index in entries], dtype=int
    )


def _sole_owners(rows: sparse.csr_array, row_owner: Ints, column_owner: Ints) -> Ints:
    """A linking row whose columns all belong to one owner is that owner's."""
    owned = row_owner.copy()
    for row in np.flatnonzero(row_owner == LINKING):
        columns = rows.indices[rows.indptr[row] : rows.indptr[row + 1]]
        found = set(column_owner[columns].tolist())
        if len(found) == 1:
            owned[row] = found.pop()
    return owned


def _ledger(inst: Instance, stated: Formulation, columns: dict[int, int]) -> Ledger:
    terms = tuple((head, term) for head, listed in stated.costs.items() for term in listed)
    column = [-1 if term.variable is None else columns[id(term.variable)] for _, term in terms]
    weight = [
        inst.our_share(term.programme or None, head) if inst.own_objective else 1.0
        for head, term in terms
    ]
    return Ledger(terms, np.array(column, dtype=int), np.array(weight))


def _breach(stated: Formulation, columns: dict[int, int]) -> Floats:
    """Weight of each column in the breach of limits."""
    breach = np.zeros(len(columns))
    for var, weight in stated.breach:
        breach[columns[id(var)]] += weight
    return breach


def _objective(ledger: Ledger, size: int) -> tuple[Floats, float]:
    amounts = np.array([term.amount * term.discount_factor for _, term in ledger.terms])
    weighted = amounts * ledger.weight
    cost = np.zeros(size)
    decided = ledger.column >= 0
    np.add.at(cost, ledger.column[decided], weighted[decided])
    return cost, float(weighted[~decided].sum())
