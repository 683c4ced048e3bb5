"""Bounds of owners: in passes, beside rounds, anew at other prices, never above what they bound."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from model.solving.blocks import keeping_limits
from model.solving.bound import Bounds
from model.solving.effort import FIRST_BOUNDS
from model.solving.highs import Limits, solve_problem
from model.solving.pool import Pool
from model.solving.prices import no_prices, prices
from tests.solving.small_cases import matrix_of, network

TASK = keeping_limits(matrix_of(network(0)))
OWNERS = range(len(TASK.matrix.owners))
POOL = Pool(None, lambda: False)


def _bounds(*passes: int) -> Bounds:
    return Bounds(dict.fromkeys(OWNERS, TASK), no_prices(TASK), passes or (150,), 0)


def _bounded(bounds: Bounds) -> None:
    while job := bounds.following():
        [answer] = POOL.run([bounds.job(*job)])
        bounds.learn(job[0], answer)


def test_a_share_of_all_is_bounded_beside_a_round_at_first() -> None:
    """While some have no bound, a share of all at a time, rounded up, each once; then nobody."""
    bounds = _bounds()
    turns = [bounds.beside(1_000) for _ in OWNERS]
    assert len(turns[0]) == math.ceil(FIRST_BOUNDS * len(OWNERS)) < len(OWNERS)
    assert [owner for turn in turns for owner, _ in turn] == list(OWNERS)
    assert bounds.beside(1_000) == []


def test_who_waits_for_prices_is_not_bounded() -> None:
    """No work is done at prices that are about to change."""
    bounds = _bounds()
    bounds.waiting = True
    assert bounds.beside(1_000) == []
    bounds.waiting = False
    assert bounds.beside(1_000)[0] == (0, 150)


def test_a_long_pass_does_not_run_beside_a_round() -> None:
    """Passes of more ticks than a round allows wait for the end."""
    bounds = _bounds(150, 5_000)
    for owner in OWNERS:
        assert bounds.following(300) == (owner, 150)
        bounds.open_gap[owner] = 1.0
    assert bounds.following(300) is None
    assert bounds.following() == (0, 5_000)


def test_at_other_prices_everything_is_bounded_again() -> None:
    """Bounds at two sets of prices do not add up: all begin anew, and hold at the new ones."""
    bounds = _bounds()
    _bounded(bounds)
    first = bounds.total()
    assert np.isfinite(first)
    relaxed = solve_problem(TASK.whole().relaxed())
    priced = prices(TASK, relaxed)
    bounds.at(dict.fromkeys(OWNERS, replace(TASK, cost=priced.cost)), priced)
    assert bounds.total() == -np.inf
    _bounded(bounds)
    best = solve_problem(TASK.whole(), Limits(gap=0.0)).objective
    assert relaxed.objective - 1e-6 <= bounds.total() <= best + 1e-6
    assert first <= best + 1e-6
