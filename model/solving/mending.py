"""Mending a plan that breaks limits: making room where, and for whom, they are broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from model.solving.arrays import Floats
from model.solving.blocks import (
    at_breach,
    breach_by_owner,
    breaching_owners,
    least_breach,
    overlap,
)
from model.solving.bound import Bounds
from model.solving.course import Course
from model.solving.effort import (
    AT_ONCE,
    DUST,
    LARGE,
    LEAST_BREACH_TICKS,
    MOST_PARTNERS,
    SOON_TICKS,
    TOLERANCE,
    WHILE_BROKEN,
)
from model.solving.highs import Limits
from model.solving.improve import Improver
from model.solving.matrix import Matrix
from model.solving.neighbourhoods import Group, company, windows
from model.solving.pool import Job, Pool
from model.solving.search import Question
from model.solving.settling import Settler
from model.solving.stream import Stream


def tell_plan(course: Course, matrix: Matrix, x: Floats) -> None:
    """Tell the course of a plan that keeps all limits."""
    if float(matrix.breach @ x) <= TOLERANCE:
        course.found(float(matrix.cost @ x))


def least_breaches(
    matrix: Matrix, x: Floats, question: Question, course: Course, pool: Pool
) -> Floats:
    """For owners whose limits x breaks, the least that each must break alone; 0 for the others.

    The sum bounds the breach of any plan from below.
    """
    broken = breaching_owners(matrix, x, TOLERANCE)
    if broken:
        course.enter("limits broken so far: what must be broken at least")
    limits = Limits(gap=0.0, ticks=5 * question.units.insert, seconds=course.left)
    target = least_breach(matrix)
    answers = pool.run([Job(target.alone(o).problem, limits, seed=question.seed) for o in broken])
    least = np.zeros(len(matrix.owners))
    for owner, answer in zip(broken, answers, strict=True):
        least[owner] = max(0.0, answer.bound)
    return least


def mend(
    mender: Improver,
    matrix: Matrix,
    least: Floats,
    *,
    proven: float = 0.0,
    whole_too: bool = True,
) -> float:
    """Make room for what breaks more than it must, until nothing does or all is tried.

    For each owner with those that it meets, first one, then two and three, unless a short look at
    the whole proves that nothing breaks less; and in the periods where limits are broken: first of
    all in a large case, where owners are many, elsewhere after one partner, since it takes longest.
    What is still broken then may have to be: the least breach of the whole is asked for
    (`whole_too`); of a case of more than LARGE columns that takes too long, and the same is tried
    once more with twice the effort. Returns the least, as far as it is proven, which was `proven`
    before.
    """
    proven = max(proven, float(least.sum()))
    large = len(matrix.cost) > LARGE
    for effort in (1, 2) if large and whole_too else (1,):
        mender.ticks *= effort
        if large and _breaks_more(mender, matrix, proven):
            _make_room_in_time(mender, matrix, proven)
        looked_at = np.inf
        for size in (1, 2, 3):
            breaks_less = float(matrix.breach @ mender.x) < looked_at - TOLERANCE
            if size > 1 and breaks_less and not large:  # soon proven from a plan that is close
                looked_at = float(matrix.breach @ mender.x)
                proven, _ = _least_of_all(mender, matrix, proven, SOON_TICKS)
            if size == 2 and not large and _breaks_more(mender, matrix, proven):
                _make_room_in_time(mender, matrix, proven)
            if _breaks_more(mender, matrix, proven):
                _make_room(mender, matrix, least, size)
    if whole_too and not large:
        proven, other = _least_of_all(mender, matrix, proven, LEAST_BREACH_TICKS)
        if other is not None and matrix.breach @ other < matrix.breach @ mender.x - TOLERANCE:
            mender.x = _settled(mender, matrix, other)
    if whole_too:
        tell_plan(mender.course, matrix, mender.x)
    return proven


def improve_while_broken(mender: Improver, settler: Settler, bounds: Bounds, proven: float) -> None:
    """Improve the plan, broken limits at their price, until a settled one breaks what it must.

    Nobody is bounded meanwhile: better prices are sought once limits are kept.
    """
    matrix, course = mender.task.matrix, mender.course

    def kept() -> bool:
        """Whether the settled plan breaks no more than it must; there is nothing to wait for."""
        return settler.x is None or float(matrix.breach @ settler.x) <= proven + TOLERANCE

    def settle() -> None:
        """Settle only what keeps its limits with fractions: whole counts break no less."""
        if not _breaks_more(mender, matrix, proven):
            settler.beside(mender, stream)

    if kept():
        return
    course.enter("limits broken so far: improving")
    stream = Stream(mender.pool)
    bounds.waiting = True
    visits = WHILE_BROKEN * len(matrix.owners)
    mender.until(visits, bounds, kept, course.tell, stream, settle)
    stream.finish()
    bounds.waiting = False


def _breaks_more(mender: Improver, matrix: Matrix, proven: float) -> bool:
    return float(matrix.breach @ mender.x) > proven + TOLERANCE


def _settled(mender: Improver, matrix: Matrix, x: Floats) -> Floats:
    """A plan of little breach whose cost was nobody's concern: each owner put right once."""
    mender.course.enter("limits broken so far: least cost at the least breach")
    settling = replace(mender, task=at_breach(matrix, float(matrix.breach @ x) + DUST), x=x)
    for owner in range(len(matrix.owners)):
        if not mender.course.should_stop():
            settling.round([Group((owner,))])
    return settling.x


def _make_room_in_time(mender: Improver, matrix: Matrix, proven: float) -> None:
    """Free the periods around those in which limits are broken, from the earliest on.

    Where a window frees some owners only, they are those that break limits then, and who meets
    them; each has its turn around each such period.
    """
    size, everybody = company(matrix), len(matrix.owners)
    choices = windows(matrix, size / everybody)
    if not choices:
        return
    half = max(1, (choices[0].last - choices[0].first + 1) // 2)
    turns: dict[int, int] = {}  # of each owner: from which period on it still has one
    while not mender.course.should_stop():
        broken = _broken(matrix, mender.x)
        broken = [(t, owner) for t, owner in broken if t >= turns.get(owner, 0)]
        if not broken or float(matrix.breach @ mender.x) <= proven + TOLERANCE:
            return
        period = broken[0][0]
        first = int(np.clip(period - half, 0, len(choices) - 1))
        owners: Sequence[int] = range(everybody)
        window = choices[first]
        if size < everybody:
            then = [owner for t, owner in broken if t == period]
            owners = _around(matrix, mender.x, then, size)
            window = replace(window, owners=tuple(sorted(owners)))
        mender.course.enter("making room in time")
        mender.round([window])
        turns |= {owner: max(period, first + half) + 1 for owner in owners}


def _around(matrix: Matrix, x: Floats, broken: Sequence[int], size: int) -> Sequence[int]:
    """So many owners: the first of these, and those that it meets most, the others first."""
    met = overlap(matrix, x)[broken[0]]
    met[list(broken)] += 1.0 + met.max()
    met[broken[0]] = np.inf
    return [int(owner) for owner in np.argsort(-met, kind="stable")[:size]]


def _broken(matrix: Matrix, x: Floats) -> list[tuple[int, int]]:
    """The periods of the horizon in which limits are broken, and whose they are, in order."""
    columns = np.flatnonzero((matrix.breach * x) > TOLERANCE)
    pairs = {(int(matrix.column_period[c]), int(matrix.column_owner[c])) for c in columns}
    return sorted(pair for pair in pairs if pair[0] >= 0)


def _make_room(mender: Improver, matrix: Matrix, least: Floats, size: int) -> None:
    """Free owners that break more than they must with `size` others, those they meet most first."""
    course = mender.course
    met = overlap(matrix, mender.x)
    for owner in _mendable(matrix, mender.x, least):
        course.enter(f"making room for {matrix.owners[owner]}")
        partners = [int(o) for o in np.argsort(-met[owner], kind="stable") if o != owner]
        starts = range(0, min(len(partners), MOST_PARTNERS) - size + 1, size)
        groups = [Group(tuple(sorted([owner, *partners[s : s + size]]))) for s in starts]
        for first in range(0, len(groups), AT_ONCE):
            if course.should_stop() or owner not in _mendable(matrix, mender.x, least):
                break
            mender.round(groups[first : first + AT_ONCE])


def _least_of_all(
    mender: Improver, matrix: Matrix, proven: float, ticks: int
) -> tuple[float, Floats | None]:
    """The least breach of the whole problem: a bound, and a plan that breaks least (or None).

    Not asked for where the plan at hand is known to break least.
    """
    if not _breaks_more(mender, matrix, proven):
        return proven, None
    mender.course.enter("limits broken so far: the least breach of all")
    limits = Limits(gap=0.0, ticks=ticks, seconds=mender.course.left)
    job = Job(least_breach(matrix).whole(), limits, mender.x, mender.question.seed)
    [answer] = mender.pool.run([job])
    return max(proven, answer.bound), answer.x


def _mendable(matrix: Matrix, x: Floats, least: Floats) -> list[int]:
    """Owners that break more than they must, worst first."""
    owners = breaching_owners(matrix, x, TOLERANCE)
    amount = breach_by_owner(matrix, x)
    return [owner for owner in owners if amount[owner] > least[owner] + TOLERANCE]
