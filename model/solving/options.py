"""Whole-number choices that link owners, such as a line to be built, tried the other way.

Freeing a few owners seldom turns such a choice: one owner alone does not pay for a line that three
would share. So the choice is forced, both plans are improved alike, and the cheaper one is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from model.solving.arrays import Floats, Ints
from model.solving.blocks import Block, Task
from model.solving.bound import Bounds
from model.solving.effort import DOUBT, GAP_OF_PARTS, MOST_JOINT, ROUND, TOLERANCE, WORTH
from model.solving.highs import Limits
from model.solving.improve import Improver
from model.solving.matrix import LINKING, Matrix
from model.solving.neighbourhoods import Group
from model.solving.pool import Job
from model.solving.stream import Stream


@dataclass(frozen=True)
class Option:
    """Linking whole-number columns of which at most one is chosen, and the owners they concern."""

    columns: Ints
    owners: tuple[int, ...]


def options_of(matrix: Matrix) -> list[Option]:
    """The options of a matrix: linking rows of linking whole-number columns only."""
    found = []
    by_column = sparse.csc_array(matrix.rows)
    whole = (matrix.column_owner == LINKING) & matrix.integer
    for row in np.flatnonzero(matrix.row_owner == LINKING):
        columns = matrix.rows.indices[matrix.rows.indptr[row] : matrix.rows.indptr[row + 1]]
        if len(columns) == 0 or not whole[columns].all():
            continue
        rows = by_column[:, columns].tocoo().coords[0]
        owners = matrix.row_owner[rows]
        count = np.bincount(owners[owners >= 0], minlength=len(matrix.owners))
        named = np.flatnonzero(count)
        most = named[np.argsort(-count[named], kind="stable")][:MOST_JOINT]
        found.append(Option(np.sort(columns), tuple(int(owner) for owner in most)))
    return found


def without_idle_options(task: Task, relaxed: Floats | None) -> Task:
    """The task without the options that the relaxation leaves alone (None: with all)."""
    if relaxed is None:
        return task
    upper = task.upper.copy()
    for option in options_of(task.matrix):
        if relaxed[option.columns].sum() <= DOUBT:
            upper[option.columns] = task.matrix.lower[option.columns]
    return replace(task, upper=upper)


def try_options(
    improver: Improver,
    bounds: Bounds,
    tasks: int,
    done: Callable[[], bool],
    told: Callable[[], None],
    stream: Stream,
) -> None:
    """Turn each option that could pay, improve both plans alike, and keep the cheaper one.

    One that the relaxation leaves alone, as the plan does, is not tried. Where there is no
    relaxation, an option not chosen is tried where its owners cost clearly more above their bounds
    alone than its middling choice costs (the last ones are cheap and come too late). Each of the
    two plans gets `tasks` sub-problems, so that what decides is the option and not the luck of the
    search.
    """
    task, course = improver.task, improver.course
    for option in options_of(task.matrix):
        if done() or course.should_stop():
            return
        chosen = improver.x[option.columns].sum() > 0.5
        if not option.owners or not _is_doubtful(improver, bounds, option, chosen=chosen):
            continue
        name = task.matrix.column_names[int(option.columns[0])][1][0]
        course.enter(f"trying {name} {'not built' if chosen else 'built'}")
        trial = _turned(improver, option, wanted=not chosen)
        if trial is not None:
            _race(improver, trial, bounds, tasks, done, told, stream)
        course.enter("improving")


def _is_doubtful(improver: Improver, bounds: Bounds, option: Option, *, chosen: bool) -> bool:
    """Whether the relaxation chooses otherwise, a little at least; without one, whether it pays."""
    relaxed = bounds.prices.relaxed
    if relaxed is not None:
        share = float(relaxed[option.columns].sum())
        return share < 1 - DOUBT if chosen else share > DOUBT
    above = float(bounds.regret(improver.x)[list(option.owners)].sum())
    return chosen or above > WORTH * float(np.median(improver.task.cost[option.columns]))


def _turned(improver: Improver, option: Option, *, wanted: bool) -> Improver | None:
    """The plan with the option forced; None where its owners find no room without it."""
    task = _forced(improver.task, option, wanted=wanted)
    x = _chosen(improver, task, option) if wanted else None
    x = _without(improver, task, option) if x is None else x
    if x is None:
        return None
    trial = replace(improver, task=task, x=x, solved=0, spent=0)
    for first in range(0, len(option.owners), ROUND):
        trial.round([Group((owner,)) for owner in option.owners[first : first + ROUND]])
    return trial


def _chosen(improver: Improver, task: Task, option: Option) -> Floats | None:
    """The plan at hand with the option's cheapest choice that leaves it whole."""
    for column in option.columns[np.argsort(task.cost[option.columns], kind="stable")]:
        x = improver.x.copy()
        x[column] = 1.0
        if task.matrix.worst_violation(x) <= TOLERANCE:
            return x
    return None


def _without(improver: Improver, task: Task, option: Option) -> Floats | None:
    """The option's owners taken out and put in again, one at a time."""
    owners = set(option.owners)
    inserted = [owner for owner in range(len(task.matrix.owners)) if owner not in owners]
    x = np.where(np.isin(task.matrix.column_owner, list(owners)), 0.0, improver.x)
    for owner in option.owners:
        block = task.cut(x, [owner], inserted)
        part = _solved(improver, block)
        if part is None:
            return None
        x = block.put(x, part)
        inserted = [*inserted, owner]
    return x


def _race(
    improver: Improver,
    trial: Improver,
    bounds: Bounds,
    tasks: int,
    done: Callable[[], bool],
    told: Callable[[], None],
    stream: Stream,
) -> None:
    """Improve both plans alike; the trial's stays where it is cheaper."""
    trial.until(tasks, bounds, done, improver.course.tell, stream)
    improver.until(tasks, bounds, done, told, stream)
    improver.solved += trial.solved
    improver.spent += trial.spent
    fits = improver.task.matrix.worst_violation(trial.x) <= TOLERANCE
    if fits and float(improver.task.cost @ trial.x) < improver.cost - 1e-7:
        improver.x = trial.x
        improver.chooser.tried.clear()
        told()


def _solved(improver: Improver, block: Block) -> Floats | None:
    ticks = 2 * improver.question.units.insert
    limits = Limits(5 * GAP_OF_PARTS, ticks, improver.course.left, restarts=False)
    [answer] = improver.pool.run([Job(block.problem, limits, None, improver.question.seed)])
    improver.spent += answer.ticks
    return answer.x


def _forced(task: Task, option: Option, *, wanted: bool) -> Task:
    """The task with one more row: one of the option's columns is chosen, or none is."""
    matrix = task.matrix
    ones = np.zeros((1, len(matrix.lower)))
    ones[0, option.columns] = 1.0
    value = np.array([1.0 if wanted else 0.0])
    extended = matrix.with_rows(
        sparse.csr_array(ones),
        lower=value,
        upper=value,
        owner=np.array([LINKING]),
        names=[("option_is_turned", ())],
    )
    return Task(extended, task.cost, task.upper)
