"""Where choices leave no room for whole counts, those whose limits would be broken choose anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.solving.arrays import Floats
from model.solving.blocks import Task, at_breach, breach_by_owner, keeping_limits, least_breach
from model.solving.course import Course
from model.solving.effort import PARTNERS_TRIED
from model.solving.highs import Answer, Limits, solve_exactly
from model.solving.improve import Improver
from model.solving.pool import Pool
from model.solving.search import Question
from model.solving.settling import Settler
from model.solving.stream import Stream
from tests.solving.small_cases import matrix_of, network

COURSE = Course(gap=0.0)
POOL = Pool(None, COURSE.should_stop)
INFEASIBLE = Answer("infeasible", None, np.inf, np.inf, 1)
# Seeds and firm kg a quarter for which the plan with fractions that chooses least has no room for
# whole counts.
UNSETTLED = [(1, 8), (4, 8)]


def _task(seed: int, firm: int) -> Task:
    """A network whose firm kg fill most of the line time."""
    change = {"table": "obligations", "where": "firm=yes", "column": "kg", "operation": "set"}
    return keeping_limits(matrix_of(network(seed).with_changes([{**change, "value": str(firm)}])))


def _rough(task: Task) -> Floats:
    """The plan with fractions that chooses least."""
    loose = task.with_choices_whole()
    answer = solve_exactly(
        replace(loose.whole(), cost=loose.matrix.integer.astype(float)), Limits(gap=0.0)
    )
    assert answer.x is not None
    return answer.x


def _at(seed: int, firm: int) -> tuple[Settler, Improver]:
    """A settler without a plan, and the search at a plan with fractions."""
    task = _task(seed, firm)
    question = Question(0.0, "standard", 0, tuple(range(len(task.matrix.owners))))
    improver = Improver(task.with_choices_whole(), _rough(task), question, COURSE, POOL, 100)
    return Settler(task, None, question, COURSE, lambda: None), improver


@pytest.mark.parametrize(("seed", "firm"), UNSETTLED)
def test_who_would_break_limits_and_a_partner_choose_anew(seed: int, firm: int) -> None:
    """Step by step: no whole counts; whose limits; then these are free with one each they meet."""
    settler, improver = _at(seed, firm)
    matrix, x = settler.task.matrix, improver.x
    choices = matrix.integer & ~matrix.counted
    step = settler._job(improver)
    [answer] = POOL.run([step.job])
    assert answer.outcome == "infeasible"
    blocking = step.learn(answer)
    assert blocking is not None
    [least] = POOL.run([blocking.job])
    assert least.outcome == "optimal"
    assert least.objective > 1.0
    assert least.x is not None
    counts = least_breach(matrix).freeing(x, ~choices).put(x, least.x)
    broken = np.flatnonzero(breach_by_owner(matrix, counts) > 1e-6)
    anew = blocking.learn(least)
    assert anew is not None
    free = [int(choices[matrix.column_owner == owner].sum()) for owner in broken]
    assert len(anew.job.problem.cost) > int((~choices).sum()) + sum(free)
    [settled] = POOL.run([anew.job])
    assert anew.learn(settled) is None
    assert settler.x is not None
    assert matrix.worst_violation(settler.x) <= 1e-6
    changed = np.round(settler.x[choices]) != np.round(x[choices])
    owners = set(matrix.column_owner[choices][changed].tolist())
    assert owners & set(broken.tolist())
    assert len(owners) <= 2 * len(broken)


@pytest.mark.parametrize(("seed", "firm"), UNSETTLED)
def test_it_ends_in_the_same_plan_at_once_and_beside(seed: int, firm: int) -> None:
    """While it is sought who is in the way, nothing else is settled; the plan is the same."""
    settler, improver = _at(seed, firm)
    settler.now(improver, POOL)
    assert settler.x is not None
    other, _ = _at(seed, firm)
    stream = Stream(POOL)
    other.beside(improver, stream)
    steps = 0
    while other._underway:
        assert len(stream) == 1
        stream.pass_moment()
        other.beside(improver, stream)
        steps += 1
    assert steps > 2  # no whole counts; whose limits; these anew
    assert other.x is not None
    assert other.cost == pytest.approx(settler.cost)


def test_others_are_tried_and_then_it_is_let_go() -> None:
    """So many partners, one after another; where none is any use, the plan stays as it was."""
    settler, improver = _at(*UNSETTLED[0])
    blocking = settler._job(improver).learn(INFEASIBLE)
    assert blocking is not None
    [least] = POOL.run([blocking.job])
    step, tried = blocking.learn(least), []
    while step is not None:
        tried.append(len(step.job.problem.cost))
        step = step.learn(INFEASIBLE)
    assert len(tried) == PARTNERS_TRIED
    assert settler.x is None
    assert settler.polisher is None
    assert not settler._is_due(improver, 0.0)


def test_nobody_chooses_anew_where_it_is_not_known_who() -> None:
    """Stopped before it is known whose limits are broken, or where none are."""
    settler, improver = _at(*UNSETTLED[0])
    blocking = settler._job(improver).learn(INFEASIBLE)
    assert blocking is not None
    assert blocking.learn(Answer("stopped", None, np.inf, -np.inf, 1)) is None
    easy, kept = _at(0, 2)
    settled = easy._job(kept)
    [answer] = POOL.run([settled.job])
    assert answer.outcome == "optimal"
    assert settled.learn(answer) is None
    none_broken = easy._job(kept).learn(INFEASIBLE)
    assert none_broken is not None
    assert none_broken.learn(*POOL.run([none_broken.job])) is None


def test_what_is_only_stopped_has_nobody_in_the_way() -> None:
    """Without a plan, but not proven to have none: it is tried again when there is a better one."""
    settler, improver = _at(*UNSETTLED[0])
    assert settler._job(improver).learn(Answer("stopped", None, np.inf, 0.0, 1)) is None


def test_the_least_breach_does_not_ask_how_much_is_allowed() -> None:
    """The row that allows so much is lifted: it is asked what must be broken, not whether."""
    matrix = matrix_of(network(0, hopeless=True))
    least = solve_exactly(least_breach(matrix).whole(), Limits())
    allowed = at_breach(matrix, 0.5 * least.objective)
    assert solve_exactly(allowed.whole(), Limits()).outcome == "infeasible"
    found = solve_exactly(least_breach(allowed.matrix).whole(), Limits())
    assert found.objective == pytest.approx(least.objective)
    assert least.objective > 1.0
