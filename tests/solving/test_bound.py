"""Bounds of owners: in passes, beside rounds, anew at other prices, never above what they bound."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from model.solving.blocks import by_owner, keeping_limits
from model.solving.bound import Bounds
from model.solving.effort import FIRST_BOUNDS, ROUND
from model.solving.highs import Answer, Limits, Outcome, solve_problem
from model.solving.pool import Pool
from model.solving.prices import no_prices, prices
from model.solving.stream import Stream
from tests.solving.small_cases import matrix_of, network

TASK = keeping_limits(matrix_of(network(0)))
OWNERS = range(len(TASK.matrix.owners))
POOL = Pool(None, lambda: False)


def _bounds(*passes: int) -> Bounds:
    return Bounds(dict.fromkeys(OWNERS, TASK), no_prices(TASK), passes or (150,), 0)


def _bounded(bounds: Bounds) -> None:
    while one := bounds.following():
        [answer] = POOL.run([one.job])
        bounds.learn(one.owner, answer)


def test_a_share_of_all_is_bounded_beside_a_sub_problem_at_first() -> None:
    """While some have no bound, a share of all at a time, rounded up, each once; then nobody."""
    bounds = _bounds()
    turns = [bounds.beside(moment) for moment in OWNERS]
    assert len(turns[0]) == math.ceil(FIRST_BOUNDS * len(OWNERS)) < len(OWNERS)
    assert [one.owner for turn in turns for one in turn] == list(OWNERS)
    assert bounds.beside(0) == []
    assert not bounds.finished  # they are under way


def test_who_waits_for_prices_is_not_bounded() -> None:
    """No work is done at prices that are about to change."""
    bounds = _bounds()
    bounds.waiting = True
    assert bounds.beside(0) == []
    bounds.waiting = False
    [one, *_] = bounds.beside(0)
    assert (one.owner, one.ticks) == (0, 150)


def test_a_further_pass_waits_for_the_one_before() -> None:
    """It takes up who is still open, the widest gap first, from time to time beside a search."""
    bounds = _bounds(150, 5_000)
    for owner in OWNERS:
        one = bounds.following()
        assert one is not None
        assert (one.owner, one.ticks, one.is_short) == (owner, 150, True)
    assert bounds.following() is None
    for owner in OWNERS:
        bounds.learn(owner, Answer("stopped", None, 10.0, 9.0 - owner, 1))
    assert bounds.beside(ROUND - 1) == []
    [last] = bounds.beside(ROUND)
    assert (last.owner, last.ticks, last.is_short) == (len(OWNERS) - 1, 5_000, False)


def test_who_was_stopped_without_a_plan_is_still_open() -> None:
    """No plan of its own within the ticks: nothing says how wide its gap is, so it goes first."""
    bounds = _bounds(150, 5_000)
    for owner in OWNERS:
        assert bounds.following() is not None
        objective = np.inf if owner == 1 else 10.0
        bounds.learn(owner, Answer("stopped", None, objective, 9.0, 1))
    further = bounds.following()
    assert further is not None
    assert (further.owner, further.ticks) == (1, 5_000)


def test_what_is_proven_at_old_prices_is_not_kept() -> None:
    """A bound that comes in after the prices have changed is none at the new ones."""
    bounds, stream, told = _bounds(), Stream(POOL), list[float]()
    one = bounds.following()
    assert one is not None
    one.begin(stream, lambda: told.append(bounds.values[0]), 1)
    bounds.at(dict.fromkeys(OWNERS, TASK), replace(no_prices(TASK), constant=-1.0), {})
    stream.finish()
    assert told == []
    assert bounds.values[0] == -np.inf
    again = bounds.following()
    assert again is not None
    again.begin(stream, lambda: told.append(bounds.values[0]), 1)
    stream.finish()
    assert told == [bounds.values[0]]
    assert np.isfinite(bounds.values[0])


def test_at_other_prices_everything_is_bounded_again() -> None:
    """Bounds at two sets of prices do not add up: all begin anew, and hold at the new ones."""
    bounds = _bounds()
    _bounded(bounds)
    first = bounds.total()
    assert np.isfinite(first)
    relaxed = solve_problem(TASK.whole().relaxed())
    priced = prices(TASK, relaxed)
    bounds.at(dict.fromkeys(OWNERS, replace(TASK, cost=priced.cost)), priced, {})
    assert bounds.total() == -np.inf
    _bounded(bounds)
    best = solve_problem(TASK.whole(), Limits(gap=0.0)).objective
    assert relaxed.objective - 1e-6 <= bounds.total() <= best + 1e-6
    assert first <= best + 1e-6


def test_regret_is_what_an_owner_costs_above_what_is_known_of_it() -> None:
    """Above its bound; while it has none above its relaxation; above nothing without one."""
    relaxed = solve_problem(TASK.whole().relaxed())
    assert relaxed.x is not None
    priced = prices(TASK, relaxed)
    bounds = Bounds(dict.fromkeys(OWNERS, replace(TASK, cost=priced.cost)), priced, (150,), 0)
    assert bounds.regret(relaxed.x) == pytest.approx(0.0, abs=1e-7)
    best = solve_problem(TASK.whole(), Limits(gap=0.0)).x
    assert best is not None
    at_first = bounds.regret(best)
    _bounded(bounds)
    assert np.all(bounds.regret(best) <= at_first + 1e-6)
    assert bounds.regret(best).sum() < at_first.sum() - 1e-3
    free = _bounds()
    assert free.regret(best) == pytest.approx(by_owner(TASK.matrix, TASK.cost * best))


def test_all_are_bounded_by_finer_tasks_in_the_end() -> None:
    """Once each, with the ticks of the last pass, at the same prices: no bound is ever lowered."""
    loose, ticks = TASK.with_choices_whole(), (150, 5_000)
    finer = dict.fromkeys(OWNERS, TASK)
    bounds = Bounds(dict.fromkeys(OWNERS, loose), no_prices(TASK), ticks, 0, None, finer)
    for owner in OWNERS:
        one = bounds.following()
        assert one is not None
        assert (one.owner, one.ticks) == (owner, 150)
    assert bounds.following() is None  # they wait for these
    for owner in OWNERS:
        bounds.learn(owner, solve_problem(loose.alone(owner).problem, Limits(gap=0.0)))
    before = bounds.total()
    assert not bounds.finished
    following = []
    while one := bounds.following():
        following.append((one.owner, one.ticks))
        assert one.job.problem.integer.sum() == TASK.alone(one.owner).problem.integer.sum()
        [answer] = POOL.run([one.job])
        bounds.learn(one.owner, answer)
    assert following == [(owner, 5_000) for owner in OWNERS]
    assert bounds.finished
    best = solve_problem(TASK.whole(), Limits(gap=0.0)).objective
    assert before <= bounds.total() <= best + 1e-6


def test_who_cannot_keep_its_limits_is_not_bounded_by_finer_tasks() -> None:
    """It is known to be impossible."""
    bounds = Bounds(
        dict.fromkeys(OWNERS, TASK), no_prices(TASK), (150,), 0, None, dict.fromkeys(OWNERS, TASK)
    )
    for owner in OWNERS:
        assert bounds.following() is not None
        outcome: Outcome = "infeasible" if owner == 1 else "optimal"
        bounds.learn(owner, Answer(outcome, None, 10.0, 10.0, 1))
    assert [one.owner for one in iter(bounds.following, None)] == [o for o in OWNERS if o != 1]
