"""What a search holds and returns, and the first question: can all limits be kept?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from scipy import sparse

from model.solving.arrays import Floats
from model.solving.blocks import Task, at_breach, keeping_limits, least_breach
from model.solving.course import Course
from model.solving.effort import DUST, EFFORTS, TOLERANCE, Effort
from model.solving.highs import Answer, Limits, Problem, solve_exactly, solve_problem
from model.solving.matrix import Matrix, Name

StoppedBy = Literal["gap", "effort", "time_limit", "interrupt", "infeasible"]


@dataclass(frozen=True)
class Question:
    """What is asked of a search: gap, effort, seed, an order to insert owners in, a start."""

    gap: float
    effort: str
    seed: int
    order: tuple[int, ...]
    start: Floats | None = None

    @property
    def units(self) -> Effort:
        """The work units of the effort asked for."""
        return EFFORTS[self.effort]


@dataclass(frozen=True)
class Found:
    """The answer of a search: x (None: no plan), its proof, the breach and what stands in the way.

    `bound` is on the decided cost; `breach` and `breach_bound` are weighted kg. `blocked` names the
    limits that alone stand in the way where no plan exists. `row_prices` are those of the bound
    (model.solving.prices), rows of the matrix first; None: it has no prices.
    """

    x: Floats | None
    bound: float
    stopped_by: StoppedBy
    breach: float = 0.0
    breach_bound: float = 0.0
    blocked: tuple[Name, ...] = ()
    work: Mapping[str, int] = field(default_factory=dict)
    row_prices: Floats | None = None


def why_stopped(course: Course, *, proven: bool) -> StoppedBy:
    """Why a search that holds a plan ended."""
    if proven:
        return "gap"
    if course.interrupted:
        return "interrupt"
    return "time_limit" if course.out_of_time else "effort"


def solve_whole(matrix: Matrix, question: Question, course: Course) -> Found:
    """A small case in one piece; where limits cannot all hold, first the least breach.

    The solver's own cuts close small cases sooner than ours with them.
    """
    course.enter("solving in one piece")
    task = keeping_limits(matrix)
    answer = _ask(task, question, course, question.start)
    if answer.outcome != "infeasible":
        return _found(answer, course, question.gap)
    course.enter("limits cannot all hold: least breach")
    course.restart()
    least = _ask(least_breach(matrix), replace(question, gap=0.0), course, None, told=False)
    if least.x is None:
        blocked = blocking_limits(matrix) if least.outcome == "infeasible" else ()
        stopped = (
            "infeasible" if least.outcome == "infeasible" else why_stopped(course, proven=False)
        )
        return Found(None, -np.inf, stopped, blocked=blocked)
    breach = float(matrix.breach @ least.x)
    course.enter("least cost at the least breach")
    answer = _ask(at_breach(matrix, breach + DUST), question, course, least.x)
    if answer.x is None:
        answer = replace(answer, x=least.x, objective=float(matrix.cost @ least.x))
    found = _found(answer, course, question.gap)
    reached = float(matrix.breach @ found.x) if found.x is not None else breach
    return replace(found, breach=reached, breach_bound=max(0.0, least.bound))


def _ask(
    task: Task, question: Question, course: Course, start: Floats | None, *, told: bool = True
) -> Answer:
    """Put one whole problem to the solver; `told`: its plan and bound are those of the run."""

    def report(plan: float | None, bound: float) -> None:
        if plan is not None:
            course.found(plan)
        if np.isfinite(bound):
            course.proved(bound)

    limits = Limits(gap=question.gap, ticks=question.units.whole, seconds=course.left)
    return solve_exactly(
        task.whole(),
        limits,
        start=start,
        seed=question.seed,
        stop=course.should_stop,
        report=report if told else None,
    )


def _found(answer: Answer, course: Course, gap: float) -> Found:
    work = {"ticks": answer.ticks}
    if answer.x is None:
        return Found(None, answer.bound, why_stopped(course, proven=False), work=work)
    course.found(answer.objective)
    course.proved(min(answer.bound, answer.objective))
    proven = answer.outcome == "optimal" or course.closed
    bound = min(answer.bound, answer.objective)
    return Found(answer.x, bound, why_stopped(course, proven=proven), work=work)


def blocking_limits(matrix: Matrix) -> tuple[Name, ...]:
    """Limits that stand in the way by themselves: those bent where as few as possible are.

    Every limit row gets a slack; the least sum of slacks, with whole numbers whole, shows which.
    """
    rows = np.flatnonzero(matrix.limit)
    count, size = len(rows), len(matrix.cost)
    either = np.concatenate([np.ones(count), -np.ones(count)])
    places = (np.concatenate([rows, rows]), np.arange(2 * count))
    slack = sparse.csr_array((either, places), shape=(len(matrix.row_lower), 2 * count))
    problem = Problem(
        cost=np.concatenate([np.zeros(size), np.ones(2 * count)]),
        lower=np.concatenate([matrix.lower, np.zeros(2 * count)]),
        upper=np.concatenate([matrix.upper, np.full(2 * count, np.inf)]),
        integer=np.concatenate([matrix.integer, np.zeros(2 * count, dtype=bool)]),
        rows=sparse.csr_array(sparse.hstack([matrix.rows, slack])),
        row_lower=matrix.row_lower,
        row_upper=matrix.row_upper,
    )
    answer = solve_problem(problem, Limits(gap=0.01, ticks=5_000))
    if answer.x is None:
        return ()
    bent = answer.x[size : size + count] + answer.x[size + count :]
    return tuple(matrix.row_names[row] for row in rows[bent > TOLERANCE])
