"""The last stage: choices first, and whole batches with the time that is kept for them."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from model.solving.bound import Bounds
from model.solving.course import KEPT_FOR_WHOLE, Course
from model.solving.ground import Ground
from model.solving.highs import Limits, solve_exactly
from model.solving.improve import Improver, Underway
from model.solving.neighbourhoods import Neighbourhood
from model.solving.pool import Job, Pool
from model.solving.prices import no_prices
from model.solving.search import Question
from model.solving.stage import Stage
from tests.solving.at_a_plan import MATRIX, TASK

OWNERS = tuple(range(len(MATRIX.owners)))
ROUGH = solve_exactly(TASK.with_choices_whole().whole(), Limits(gap=0.0)).x
ANY_COST = np.random.default_rng(0).random(len(TASK.cost))
POOR = solve_exactly(replace(TASK.whole(), cost=ANY_COST), Limits(gap=0.0)).x


def _improved(seconds: float, monkeypatch: pytest.MonkeyPatch) -> tuple[float, list[bool]]:
    """What the plan costs whose stage begins so many seconds into a time limit of 1,000.

    And of each neighbourhood freed, in order, whether its counts had to be whole.
    """
    assert ROUGH is not None
    assert POOR is not None
    begun: list[bool] = []
    begin = Improver.begin

    def noted(improver: Improver, tried: Neighbourhood) -> tuple[Underway, Job]:
        begun.append(bool((improver.task.matrix.integer & MATRIX.counted).any()))
        return begin(improver, tried)

    monkeypatch.setattr(Improver, "begin", noted)
    course = Course(gap=0.0, time_limit=1000.0, started=time.monotonic() - seconds)
    bounds = Bounds(dict.fromkeys(OWNERS, TASK), no_prices(TASK), (150,), 0)
    question = Question(0.0, "quick", 0, OWNERS)
    pool = Pool(None, course.should_stop)
    x = Stage(TASK, bounds, Ground(TASK), (), question, course, pool).improve(ROUGH, POOR)
    assert MATRIX.worst_violation(x) <= 1e-6
    return float(TASK.cost @ x), begun


def test_where_time_is_nearly_out_the_plan_with_fractions_is_made_whole_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No more choices are looked for, and what was found with fractions is not lost."""
    assert ROUGH is not None
    assert POOR is not None
    cost, begun = _improved(1000 * (1 - KEPT_FOR_WHOLE) + 1, monkeypatch)
    assert all(begun)
    assert cost < float(TASK.cost @ POOR) - 1e-6
    in_time, early = _improved(0.0, monkeypatch)
    assert not all(early)
    assert float(TASK.cost @ ROUGH) - 1e-6 <= in_time


def test_where_time_is_out_the_plan_at_hand_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is begun any more, not even to make batches whole."""
    assert POOR is not None
    cost, begun = _improved(1001.0, monkeypatch)
    assert begun == []
    assert cost == pytest.approx(float(TASK.cost @ POOR))
