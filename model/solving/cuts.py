"""Valid inequalities: rows that every plan keeps and that the linear relaxation breaks.

They follow from the formulation's rules (`model.formulation.needs` gives the structure and the
proof of the rows they are drawn from), so that no plan is cut off: only fractions of batches,
campaigns and transfers are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from model.formulation.fillable import Fillable
from model.formulation.needs import Inequality, Name, Need
from model.solving.arrays import Floats, Ints
from model.solving.matrix import LINKING, Matrix

_LEAST_FRACTION = 1e-2  # of a batch, below which rounding up would ask for near-infinite weights
_VIOLATED = 1e-3  # share of the need by which a cut must be broken to be taken
_KIND = "valid_inequality"
_LINE_TIME = "line_time_is_not_exceeded"


@dataclass(frozen=True)
class Cut:
    """values @ x[columns] >= least, in the rows of one owner."""

    owner: int
    columns: Ints
    values: Floats
    least: float


def with_cuts(matrix: Matrix, cuts: Sequence[Cut]) -> Matrix:
    """The matrix with the cuts as further rows of their owners, definitions all."""
    if not cuts:
        return matrix
    starts = np.cumsum([0, *(len(cut.columns) for cut in cuts)])
    columns = np.concatenate([cut.columns for cut in cuts])
    values = np.concatenate([cut.values for cut in cuts])
    rows = sparse.csr_array((values, columns, starts), shape=(len(cuts), len(matrix.lower)))
    return matrix.with_rows(
        rows,
        lower=np.array([cut.least for cut in cuts]),
        upper=np.full(len(cuts), np.inf),
        owner=np.array([cut.owner for cut in cuts], dtype=int),
        names=[(_KIND, (number,)) for number in range(len(cuts))],
    )


def with_fillable_days(matrix: Matrix, days: Iterable[Fillable]) -> Matrix:
    """The matrix in which line time ends where whole batches can fill no more of it.

    The days of an option line stand at the decision to build it, those of others at the row's side.
    """
    rows, row_upper = matrix.rows.copy(), matrix.row_upper.copy()
    number = {index: r for r, (rule, index) in enumerate(matrix.row_names) if rule == _LINE_TIME}
    for one in days:
        row = number[one.line, one.period]
        share = one.most / one.days
        row_upper[row] *= share
        entries = slice(rows.indptr[row], rows.indptr[row + 1])
        built = matrix.column_owner[rows.indices[entries]] == LINKING
        rows.data[entries] *= np.where(built, share, 1.0)
    return replace(matrix, rows=rows, row_upper=row_upper)


class Places:
    """Where decisions and programmes stand in a matrix."""

    def __init__(self, matrix: Matrix) -> None:
        self.column: Mapping[Name, int] = {n: i for i, n in enumerate(matrix.column_names)}
        self.owner = {name: i for i, name in enumerate(matrix.owners)}
        self.size = len(matrix.column_names)

    def cut(self, programme: str, terms: Mapping[int, float], least: float) -> Cut:
        """A cut from the coefficient of each column."""
        columns = sorted(terms)
        values = np.array([terms[column] for column in columns])
        return Cut(self.owner[programme], np.array(columns, dtype=int), values, least)


def stated_cuts(places: Places, inequalities: Iterable[Inequality]) -> list[Cut]:
    """Inequalities of the formulation as they are."""
    return [
        places.cut(
            one.programme,
            {places.column[name]: value for name, value in one.terms.items()},
            one.least,
        )
        for one in inequalities
    ]


class Lots:
    """The lot sizing of one step: its need with the columns of a matrix."""

    def __init__(self, need: Need, places: Places) -> None:
        column = places.column
        self.need = need
        self.owner = places.owner[need.programme]
        self._places = places
        self.usable = np.array([run.usable for run in need.runs], dtype=int)
        self.batches = np.array([column[run.batches] for run in need.runs], dtype=int)
        self.kg = np.array([run.kg for run in need.runs])
        self.campaign = np.array([column[run.campaign] for run in need.runs], dtype=int)
        self.validations = [(t, column[name], kg) for t, name, kg in need.validations]
        self.late = [[column[name] for name in names] for names in need.late]
        self.shortfall = [[column[name] for name in names] for names in need.shortfall]

    def by(self, t: int, *, safety: bool) -> tuple[float, dict[int, float]]:
        """What is needed by t, and the columns that may stand for unmet need or are validation."""
        terms = dict.fromkeys(self.late[t], self.need.factor)
        if safety:
            terms |= dict.fromkeys(self.shortfall[t], self.need.factor)
        terms |= {column: kg for usable, column, kg in self.validations if usable <= t}
        return self.need.due[t] + (self.need.safety[t] if safety else 0.0), terms

    def targets(self) -> Iterator[tuple[int, bool]]:
        """Each period by which something is needed, without and with the safety stock."""
        for t, (due, safety) in enumerate(zip(self.need.due, self.need.safety, strict=True)):
            if due > 0:
                yield t, False
            if safety > 0 and due + safety > 0:
                yield t, True

    def rounding_cuts(self) -> Iterator[Cut]:
        """Whole batches for the need up to each period (mixed-integer rounding).

        With a the kg of one of the batch sizes, N the need and f = N/a - floor(N/a):

        sum F(kg/a) batches + sum late and shortfall / (a f) >= ceil(N/a)
        F(q) = floor(q) + min(q - floor(q), f) / f

        Proof: Nemhauser and Wolsey's mixed-integer rounding of the cumulative need divided by a;
        late and shortfall are continuous and never negative, batches and validations whole.
        """
        for t, safety in self.targets():
            need, terms = self.by(t, safety=safety)
            continuous = {*self.late[t], *self.shortfall[t]}
            made = {c: kg for c, kg in terms.items() if c not in continuous}
            now = self.usable <= t
            made |= dict(zip(self.batches[now].tolist(), self.kg[now].tolist(), strict=True))
            for size in np.unique(np.round(self.kg[now], 9)):
                fraction = need / size - np.floor(need / size)
                if not _LEAST_FRACTION < fraction < 1 - 1e-6:
                    continue
                row = {c: _rounded(kg / size, fraction) for c, kg in made.items()}
                row |= {c: v / size / fraction for c, v in terms.items() if c in continuous}
                yield self._places.cut(self.need.programme, row, float(np.ceil(need / size)))

    def broken_cuts(self, x: Floats) -> Iterator[Cut]:
        """The (l,S) inequalities that x breaks most, one for each need.

        For any set S of runs, with u(i) the period in which run i is usable and N[t] the need:

        sum_{i not in S} kg batches[i] + sum_{i in S} (N[t] - N[u(i)-1]) campaign[i]
        + unmet[t] + sum_{i in S} unmet[u(i)-1] >= N[t]

        Proof: where no run of S has its campaign, all that is made is made outside S. Otherwise let
        i be the first that has: what is made outside S before u(i) covers N[u(i)-1] less what is
        unmet then, and N[t] - N[u(i)-1] for the campaign adds the rest. Source: Barany, Van Roy and
        Wolsey (1984), with backlogging. Each run goes into S where that makes the left side less.
        """
        late = self._unmet(x, self.late)
        short = self._unmet(x, self.shortfall)
        made, open_ = self.kg * x[self.batches], x[self.campaign]
        before = np.concatenate([[0.0], self.need.due])[self.usable]
        safe_before = np.concatenate([[0.0], self.need.safety])[self.usable]
        late_before = np.concatenate([[0.0], late])[self.usable]
        short_before = np.concatenate([[0.0], short])[self.usable]
        for t, safety in self.targets():
            need, terms = self.by(t, safety=safety)
            plain = np.where(before > 0, late_before, 0.0)
            rest = need - np.maximum(before, 0.0)
            safe_rest = need - before - safe_before
            in_plain = rest * open_ + plain
            held = (safe_before > 0) & (before + safe_before > 0) & (safe_rest >= 0)
            in_safe = np.where(held, safe_rest * open_ + late_before + short_before, np.inf)
            least = np.minimum(np.minimum(in_plain, in_safe), made)
            now = self.usable <= t
            left = sum(value * x[column] for column, value in terms.items())
            missing = need - float(least[now].sum()) - left
            which = np.where(made <= least + 1e-12, 0, np.where(in_plain <= least + 1e-12, 1, 2))
            if missing <= _VIOLATED * need + 1e-6 or not which[now].any():
                continue
            yield self._lot_cut(terms, need, np.flatnonzero(now), which, rest, safe_rest)

    def _unmet(self, x: Floats, columns: Sequence[Sequence[int]]) -> Floats:
        return np.array([self.need.factor * float(x[listed].sum()) for listed in columns])

    def _lot_cut(
        self,
        terms: dict[int, float],
        need: float,
        runs: Ints,
        which: Ints,
        rest: Floats,
        safe_rest: Floats,
    ) -> Cut:
        """The cut in which each run stands by its batches (0) or its campaign (1, safety: 2)."""
        row = dict(terms)

        def add(column: int, value: float) -> None:
            row[column] = row.get(column, 0.0) + value

        for i in runs:
            usable = int(self.usable[i])
            if which[i] == 0:
                add(int(self.batches[i]), float(self.kg[i]))
                continue
            add(int(self.campaign[i]), float((rest if which[i] == 1 else safe_rest)[i]))
            if usable and (self.need.due[usable - 1] > 0 or which[i] == 2):
                for column in self.late[usable - 1]:
                    add(column, self.need.factor)
            if usable and which[i] == 2:
                for column in self.shortfall[usable - 1]:
                    add(column, self.need.factor)
        return self._places.cut(self.need.programme, row, need)


def _rounded(ratio: float, fraction: float) -> float:
    whole = float(np.floor(ratio + 1e-9))
    return whole + min(max(0.0, ratio - whole), fraction) / fraction
