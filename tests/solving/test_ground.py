"""What bounds stand on where limits cannot all hold: further cuts, and who may break how much."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.solving.blocks import at_breach, keeping_limits, least_breach
from model.solving.course import Course
from model.solving.effort import DUST, TOLERANCE
from model.solving.ground import Ground
from model.solving.highs import Limits, Problem, solve_problem
from model.solving.prices import no_prices
from model.solving.search import Question
from model.solving.stage import bounds_of
from model.solving.tightening import Tightening, tightened
from tests.solving.small_cases import network
from tests.solving.test_cuts import compiled, structure_of

INSTANCE, MATRIX = compiled(network(4, hopeless=True))
TIGHT = tightened(MATRIX, structure_of(INSTANCE), Course(gap=0.0), rounds=0)
OWNERS = range(len(MATRIX.owners))
LEAST = solve_problem(least_breach(MATRIX).whole(), Limits(gap=0.0)).objective
ALONE = np.array(
    [solve_problem(least_breach(MATRIX).alone(o).problem, Limits(gap=0.0)).bound for o in OWNERS]
)


def _optimum(problem: Problem) -> float:
    answer = solve_problem(problem, Limits(gap=0.0))
    assert answer.outcome == "optimal"
    return answer.objective


def _at_least_breach() -> Ground:
    return Ground(at_breach(TIGHT.bound, LEAST + DUST), LEAST - ALONE.sum() + ALONE)


def _total(ground: Ground) -> float:
    """The bound at the prices of the ground's relaxation, each owner's problem solved."""
    relaxed = solve_problem(ground.task.whole().relaxed())
    question = Question(0.0, "quick", 0, tuple(OWNERS))
    bounds = bounds_of(ground, relaxed, question, Course(gap=0.0))
    while one := bounds.following():
        bounds.learn(one.owner, solve_problem(one.job.problem, Limits(gap=0.0)))
    return bounds.total()


def test_what_must_be_broken_is_more_than_nothing_and_not_known_from_owners_alone() -> None:
    """The case is one in which owners share out a breach that none of them has alone."""
    assert LEAST > ALONE.sum() + TOLERANCE > TOLERANCE


def test_further_cuts_raise_the_relaxation_at_the_least_breach_and_cut_no_plan_off() -> None:
    """Sought on the ground of the second stage, they leave its optimum where it was."""
    ground = _at_least_breach()
    best = _optimum(at_breach(MATRIX, LEAST + DUST).whole())
    found = Tightening(ground.task, TIGHT.lots, 6, None).run(lambda: False)
    assert found is not None
    grown = ground.with_cuts(found.cuts)
    before, after = (_optimum(g.task.whole().relaxed()) for g in (ground, grown))
    assert found.cuts
    assert before + 1e-6 < after <= best + 1e-6
    assert _optimum(grown.task.whole()) == pytest.approx(best, rel=1e-6)
    assert _total(ground) <= best + 1e-6
    assert _total(grown) <= best + 1e-6


def test_an_owner_breaks_no_more_than_it_is_allowed() -> None:
    """Asked to break as much as it can, an owner alone stops at its own share of the breach."""
    task = at_breach(MATRIX, LEAST + DUST)
    allowed = ALONE + LEAST * np.array([0.1, 0.05, 0.0, 0.0])
    tasks = Ground(task, allowed).alone_at(no_prices(task))
    for owner, most in zip(OWNERS, allowed, strict=True):
        block = tasks[owner].alone(owner)
        breach = MATRIX.breach[block.columns]
        greedy = _optimum(replace(block.problem, cost=-breach))
        assert -greedy == pytest.approx(most, rel=1e-6, abs=1e-5)


def test_without_a_breach_all_owners_stand_on_the_same_task() -> None:
    """There are no shares to keep, and nothing is copied."""
    task = keeping_limits(MATRIX)
    tasks = Ground(task).alone_at(no_prices(task))
    assert len({id(alone) for alone in tasks.values()}) == 1
    assert list(tasks) == list(OWNERS)
