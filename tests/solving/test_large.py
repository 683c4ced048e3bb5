"""What is done otherwise in a large case, tried on a small one that is taken for large."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from model import audit, solve
from model.solving import answering, first_plan, mending, neighbourhoods, settling, tightening
from model.solving.arrays import Floats
from model.solving.blocks import Task, keeping_limits, least_breach, priced_breach
from model.solving.bound import Bounds
from model.solving.course import Course
from model.solving.highs import Limits, solve_exactly, solve_problem
from model.solving.improve import Improver
from model.solving.matrix import Matrix
from model.solving.mending import improve_while_broken, mend
from model.solving.pool import Pool
from model.solving.prices import no_prices
from model.solving.search import Question
from model.solving.settling import Settler
from model.solving.tightening import Tightening, tightened
from tests.solving.small_cases import matrix_of, network
from tests.solving.test_cuts import compiled, structure_of


@pytest.fixture(autouse=True)
def taken_for_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """No case is small, and a window holds few whole numbers."""
    monkeypatch.setattr(answering, "SMALL", -1)
    monkeypatch.setattr(neighbourhoods, "WINDOW_COLUMNS", 12)
    for module in (tightening, settling, mending, first_plan):
        monkeypatch.setattr(module, "LARGE", 0)


@pytest.mark.parametrize("seed", range(4))
def test_plans_are_audited_and_enclosed(seed: int) -> None:
    """Bound and plan enclose the optimum, and the plan passes the audit."""
    case = network(seed)
    best = solve_problem(keeping_limits(matrix_of(case)).whole(), Limits(gap=0.0)).objective
    plan = solve(case, gap=0.0, workers=1)
    assert plan.bound_m - plan.constant_m <= best + 1e-6
    assert best - 1e-6 <= plan.decided_cost_m <= 1.05 * best + 1e-6
    assert audit(case, plan.tables, plan.objective_m, plan.constant_m, plan.broken).ok


def test_workers_do_not_change_the_plan() -> None:
    """Prices that come from a worker beside the search come at the same moment with one or two."""
    one, two = (solve(network(2), gap=0.0, workers=workers) for workers in (1, 2))
    for name in one.tables:
        pd.testing.assert_frame_equal(one.tables[name], two.tables[name], check_exact=True)
    assert one.bound_m == two.bound_m


def test_the_least_breach_is_found_by_some_owners_at_a_time() -> None:
    """Where firm kg cannot all be on time, windows of some owners find a plan that breaks least."""
    case = network(1, hopeless=True)
    least = solve_problem(least_breach(matrix_of(case)).whole(), Limits(gap=0.0)).objective
    plan = solve(case, gap=0.0, workers=1)
    assert plan.status == "broken_limits"
    assert plan.broken_weighted == pytest.approx(least, rel=1e-6)
    assert audit(case, plan.tables, plan.objective_m, plan.constant_m, plan.broken).ok


def _worst() -> tuple[Matrix, Floats]:
    """The plan that breaks most, with fractions of counts."""
    matrix = matrix_of(network(0))
    worst = replace(priced_breach(matrix, 0.0).with_choices_whole().whole(), cost=-matrix.breach)
    start = solve_exactly(worst, Limits(gap=0.0)).x
    assert start is not None
    assert float(matrix.breach @ start) > 1.0
    return matrix, start


def _mender(task: Task, start: Floats) -> Improver:
    question = Question(0.0, "standard", 0, tuple(range(len(task.matrix.owners))))
    course = Course(gap=0.0)
    return Improver(task, start, question, course, Pool(None, course.should_stop), 300)


def test_room_is_made_by_windows_of_who_breaks_limits() -> None:
    """From the plan that breaks most, such windows and groups leave no breach."""
    matrix = matrix_of(network(0))
    whole = solve_exactly(
        replace(priced_breach(matrix, 0.0).whole(), cost=-matrix.breach), Limits(gap=0.0)
    ).x
    assert whole is not None
    mender = _mender(priced_breach(matrix, 300.0), whole)
    mend(mender, matrix, np.zeros(len(matrix.owners)))
    assert float(matrix.breach @ mender.x) == pytest.approx(0.0, abs=1e-6)


def test_a_plan_is_improved_until_one_with_whole_counts_keeps_its_limits() -> None:
    """Broken limits have their price on the way, nobody is bounded, and it ends when all hold."""
    matrix, start = _worst()
    task = priced_breach(matrix, 300.0)
    mender = _mender(task.with_choices_whole(), start)
    settler = Settler(task, None, mender.question, mender.course, lambda: None)
    settler.now(mender, mender.pool)
    assert settler.x is not None
    assert float(matrix.breach @ settler.x) > 1.0
    alone = keeping_limits(matrix)
    bounds = Bounds(dict.fromkeys(range(len(matrix.owners)), alone), no_prices(alone), (150,), 0)
    improve_while_broken(mender, settler, bounds, 0.0)
    assert float(matrix.breach @ settler.x) == pytest.approx(0.0, abs=1e-6)
    assert matrix.worst_violation(settler.x) <= 1e-6
    assert (bounds.total(), bounds.waiting) == (-np.inf, False)
    solved = mender.solved
    improve_while_broken(mender, settler, bounds, 0.0)
    assert mender.solved == solved


def test_a_worker_tightens_as_far_as_it_is_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begun and gone on with, or in one go: the same relaxation within the last cuts' worth."""
    inst, matrix = compiled(network(0))
    course = Course(gap=0.0)
    begun = tightened(matrix, structure_of(inst), course, rounds=6)
    assert begun.begun
    assert begun.relaxed is not None
    further = Tightening(keeping_limits(begun.bound), begun.lots, 5, None)
    found = further.run(lambda: False)
    assert found is not None
    whole = begun.with_further(found)
    assert not whole.begun
    monkeypatch.setattr(tightening, "LARGE", 10**9)
    at_once = tightened(matrix, structure_of(inst), course, rounds=6)
    assert at_once.relaxed is not None
    assert whole.relaxed is not None
    assert whole.relaxed.objective == pytest.approx(at_once.relaxed.objective, abs=1e-9)
    assert whole.relaxed.objective > begun.relaxed.objective + 1e-6


def test_tightening_that_is_stopped_at_once_finds_nothing() -> None:
    """Asked to stop before the relaxation is solved, it proves nothing, or what it proved holds."""
    inst, matrix = compiled(network(0))
    begun = tightened(matrix, structure_of(inst), Course(gap=0.0), rounds=2)
    found = Tightening(keeping_limits(begun.bound), begun.lots, 5, None).run(lambda: True)
    assert found is None or found.cuts == []
