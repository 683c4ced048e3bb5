"""A line that could be built is tried both ways, and the cheaper plan is kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.solving.arrays import Floats
from model.solving.blocks import Task, keeping_limits
from model.solving.bound import Bounds
from model.solving.course import Course
from model.solving.highs import Limits, solve_problem
from model.solving.improve import Improver
from model.solving.options import options_of, try_options, without_idle_options
from model.solving.pool import Pool
from model.solving.prices import no_prices, prices
from model.solving.search import Question
from model.solving.stream import Stream
from tests.rules.tiny import Row, due, tiny
from tests.solving.small_cases import matrix_of

NAMES = ("B", "C", "P")
SHARED, TOO_DEAR, HOPELESS = 60.0, 200.0, 1000.0
"""For each of three programmes 4 batches cost 40 on the line that is there and 4 on the new one: it
saves 108 in all, and 36 for each alone."""


def _task(capex: float, *commitments: Row) -> Task:
    case = tiny(
        settings={"last_month": "2026-12", "period_months": 3},
        lines=[
            {"units": 2},
            {
                "line": "LO",
                "units": 2,
                "status": "option",
                "capex_local_m": capex,
                "build_months": 3,
                "earliest_decision": "2026-01",
                "latest_decision": "2026-06",
            },
        ],
        programmes=[{"programme": p} for p in NAMES],
        recipes=[
            {"programme": p, "line": line, "cost_local_m_per_batch": cost}
            for p in NAMES
            for line, cost in (("L", 10), ("LO", 1))
        ],
        qualifications=[{"programme": p} for p in NAMES],
        obligations=[due("2026-Q4", 4, programme=p) for p in NAMES],
        commitments=commitments,
    )
    return keeping_limits(matrix_of(case))


def _invest(task: Task) -> list[int]:
    names = task.matrix.column_names
    return [column for column, (name, _) in enumerate(names) if name == "invest"]


def _best(task: Task, *, built: bool | None = None) -> Floats:
    """The best plan; with the line or without where that is said."""
    if built is not None:
        upper, columns = task.upper.copy(), _invest(task)
        lower = task.matrix.lower.copy()
        upper[columns[1:] if built else columns] = 0.0
        lower[columns[:1]] = 1.0 if built else 0.0
        task = Task(replace(task.matrix, lower=lower), task.cost, upper)
    x = solve_problem(task.whole(), Limits(gap=0.0)).x
    assert x is not None
    return x


def _improver(task: Task, x: Floats) -> Improver:
    course = Course(gap=0.0)
    question = Question(0.0, "standard", 0, tuple(range(len(NAMES))))
    return Improver(task, x, question, course, Pool(None, course.should_stop), 300)


def _bounds(task: Task, *, relaxed: bool) -> Bounds:
    found = no_prices(task)
    if relaxed:
        found = prices(task, solve_problem(task.whole().relaxed()))
    tasks = dict.fromkeys(range(len(NAMES)), replace(task, cost=found.cost))
    return Bounds(tasks, found, (150,), 0)


def _tried(task: Task, x: Floats, *, relaxed: bool) -> tuple[Improver, list[float]]:
    """What the plan becomes, and its cost whenever it was told."""
    improver, told = _improver(task, x), []
    try_options(
        improver,
        _bounds(task, relaxed=relaxed),
        6,
        lambda: False,
        lambda: told.append(improver.cost),
        Stream(improver.pool),
    )
    assert task.matrix.worst_violation(improver.x) <= 1e-6
    return improver, told


def test_a_line_that_could_be_built_is_an_option() -> None:
    """One choice of both quarters in which it may be decided, that concerns every programme."""
    task = _task(SHARED)
    [option] = options_of(task.matrix)
    assert option.columns.tolist() == _invest(task)
    assert len(option.columns) == 2
    assert sorted(option.owners) == [0, 1, 2]


@pytest.mark.parametrize("relaxed", [False, True])
def test_a_line_that_pays_for_all_together_is_built(relaxed: bool) -> None:
    """From 120 without it to 12 + 60 with it, which no programme would do for itself."""
    task = _task(SHARED)
    improver, told = _tried(task, _best(task, built=False), relaxed=relaxed)
    assert improver.cost == pytest.approx(72)
    assert improver.x[_invest(task)].sum() == pytest.approx(1)
    assert told[-1] == pytest.approx(72)
    assert improver.course.phase == "improving"


@pytest.mark.parametrize("relaxed", [False, True])
def test_a_line_that_does_not_pay_is_not_kept(relaxed: bool) -> None:
    """From 12 + 200 with it to 120 without."""
    task = _task(TOO_DEAR)
    improver, _ = _tried(task, _best(task, built=True), relaxed=relaxed)
    assert improver.cost == pytest.approx(120)
    assert improver.x[_invest(task)].sum() == pytest.approx(0)


def test_the_better_plan_stays() -> None:
    """Tried the other way, the best plan is still the one at hand."""
    task = _task(SHARED)
    improver, _ = _tried(task, _best(task), relaxed=False)
    assert improver.cost == pytest.approx(72)
    assert improver.spent > 0


def test_what_the_relaxation_leaves_alone_is_not_tried() -> None:
    """A line that would not pay in fractions either: nothing is solved, nothing told."""
    task = _task(HOPELESS)
    improver, told = _tried(task, _best(task, built=False), relaxed=True)
    assert (improver.solved, told) == (0, [])


def test_nothing_is_tried_once_it_is_done() -> None:
    """A plan that is good enough is left as it is."""
    task = _task(SHARED)
    improver = _improver(task, _best(task, built=False))
    stream = Stream(improver.pool)
    try_options(improver, _bounds(task, relaxed=False), 6, lambda: True, lambda: None, stream)
    assert improver.x[_invest(task)].sum() == 0
    assert improver.solved == 0


def test_a_line_that_somebody_must_have_stays() -> None:
    """P must be made on the new line: without it there is no room, and the plan stays."""
    must = {"decision": "allocation", "programme": "P", "line": "LO", "must": "yes"}
    task = _task(TOO_DEAR, must)
    before = _best(task)
    improver, told = _tried(task, before, relaxed=False)
    assert np.array_equal(improver.x, before)
    assert told == []


def test_a_line_that_must_not_be_built_is_not() -> None:
    """A veto leaves no choice that fits: the plan without it stays."""
    veto = {"decision": "invest", "line": "LO", "must": "no"}
    task = _task(SHARED, veto)
    before = _best(task)
    improver, told = _tried(task, before, relaxed=False)
    assert np.array_equal(improver.x, before)
    assert told == []


def test_idle_options_are_left_out_of_a_first_plan() -> None:
    """Where the relaxation builds nothing, nothing can be built; without one all stays open."""
    task = _task(SHARED)
    relaxed = np.zeros(len(task.upper))
    columns = _invest(task)
    assert without_idle_options(task, None) is task
    assert without_idle_options(task, relaxed).upper[columns].tolist() == [0, 0]
    relaxed[columns[0]] = 0.06
    assert without_idle_options(task, relaxed).upper[columns].tolist() == [1, 1]
