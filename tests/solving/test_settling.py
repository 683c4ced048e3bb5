"""Settling gives whole counts for the choices of a plan, and changes none of these."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.solving.arrays import Floats
from model.solving.blocks import keeping_limits, priced_breach
from model.solving.course import Course
from model.solving.decompose import start_with_fractions
from model.solving.effort import WORTH_POLISHING, WORTH_SETTLING
from model.solving.highs import Answer, Limits, solve_exactly
from model.solving.improve import Improver
from model.solving.matrix import LINKING
from model.solving.neighbourhoods import Group
from model.solving.pool import Pool
from model.solving.search import Question
from model.solving.settling import Settler
from model.solving.stream import Stream
from tests.solving.small_cases import matrix_of, network

MATRIX = matrix_of(network(0))
TASK = keeping_limits(MATRIX)
COURSE = Course(gap=0.0)
POOL = Pool(None, COURSE.should_stop)
QUESTION = Question(0.0, "standard", 0, tuple(range(len(MATRIX.owners))))
CHOICES = MATRIX.integer & ~MATRIX.counted


def _rough() -> Floats:
    """The best plan with fractions of batches."""
    answer = solve_exactly(TASK.with_choices_whole().whole(), Limits(gap=0.0))
    assert answer.x is not None
    return answer.x


def _improver(x: Floats) -> Improver:
    return Improver(TASK.with_choices_whole(), x, QUESTION, COURSE, POOL, 100)


def _settler(x: Floats | None = None) -> Settler:
    return Settler(TASK, x, QUESTION, COURSE, lambda: None)


def test_counts_are_the_batches() -> None:
    """Of the whole numbers batches count; campaigns, transfers and set-ups are choices."""
    counted = {
        name for (name, _), yes in zip(MATRIX.column_names, MATRIX.counted, strict=True) if yes
    }
    assert counted == {"batches"}
    loose = MATRIX.with_choices_whole()
    assert np.array_equal(loose.integer, CHOICES)
    assert loose.integer.any()


def test_fractions_cost_no_more_and_settling_keeps_their_choices() -> None:
    """The settled plan holds, is whole, chooses the same, and costs no less than its fractions."""
    rough = _rough()
    settler = _settler()
    settler.now(_improver(rough), POOL)
    assert settler.x is not None
    assert MATRIX.worst_violation(settler.x) <= 1e-6
    assert np.array_equal(settler.x[CHOICES], np.round(rough[CHOICES]))
    assert float(TASK.cost @ rough) <= settler.cost + 1e-7


def test_settled_counts_are_the_best_for_their_choices() -> None:
    """With the choices fixed, the whole problem has no cheaper plan (within the gap asked for)."""
    rough = _rough()
    settler = replace(_settler(), gap=0.0)
    settler.now(_improver(rough), POOL)
    whole = TASK.whole()
    fixed = np.round(rough)
    best = solve_exactly(
        replace(
            whole,
            lower=np.where(CHOICES, fixed, whole.lower),
            upper=np.where(CHOICES, fixed, whole.upper),
        ),
        Limits(gap=0.0),
    )
    assert settler.cost == pytest.approx(best.objective, rel=1e-7)


def test_a_plan_is_settled_once() -> None:
    """What was settled, or costs more than the best whole plan, is not settled again."""
    rough = _rough()
    improver = _improver(rough)
    settler, stream = _settler(), Stream(POOL)
    assert _begins(settler, improver, stream)
    assert not _begins(settler, improver, stream)
    stream.finish()
    assert settler.x is not None
    assert not _begins(settler, improver, stream)
    whole = solve_exactly(TASK.whole(), Limits(gap=0.0)).x
    assert whole is not None
    assert not _begins(_settler(whole), _improver(whole), stream)


def _begins(settler: Settler, improver: Improver, stream: Stream) -> bool:
    """Whether the settler begins to settle."""
    before = settler._underway
    settler.beside(improver, stream)
    return settler._underway and not before


def test_one_plan_at_a_time_is_settled() -> None:
    """While one is being settled a better one waits; its turn comes when that is taken in."""
    rough = _rough()
    settler, stream = _settler(), Stream(POOL)
    assert _begins(settler, _improver(rough), stream)
    better = replace(_improver(rough), task=replace(TASK, cost=TASK.cost - 1.0))
    assert not _begins(settler, better, stream)
    stream.finish()
    assert _begins(settler, better, stream)


def test_a_plan_that_does_not_settle_is_let_go() -> None:
    """Where no whole counts are found in time, it is tried again when there is a better one."""
    settler = _settler()
    improver = _improver(_rough())
    _, learn = settler._job(improver)
    assert learn(Answer("stopped", None, np.inf, -np.inf, 1)) is None
    assert settler.x is None
    assert not _begins(settler, improver, Stream(POOL))


def test_little_is_settled_in_the_end_only() -> None:
    """A gain too small to be settled beside a round is settled when asked for at once."""
    rough = _rough()
    cost = float(TASK.cost @ rough)
    told: list[float] = []
    settler = _settler()
    settler.told = lambda: told.append(settler.cost)
    settler._settled = cost + 0.5 * WORTH_SETTLING * abs(cost)
    improver = _improver(rough)
    assert not _begins(settler, improver, Stream(POOL))
    settler.now(improver, POOL)
    assert told == [settler.cost]
    assert np.isfinite(settler.cost)


def test_fractions_that_break_more_than_the_plan_are_no_start() -> None:
    """The search goes on from the plan with fractions only where it breaks no further limit."""
    rough = _rough()
    whole = solve_exactly(TASK.whole(), Limits(gap=0.0)).x
    assert whole is not None
    started = start_with_fractions(TASK, rough, whole)
    assert float(TASK.cost @ started) == pytest.approx(float(TASK.cost @ rough))
    worst = replace(priced_breach(MATRIX, 0.0).with_choices_whole().whole(), cost=-MATRIX.breach)
    broken = solve_exactly(worst, Limits(gap=0.0)).x
    assert broken is not None
    assert float(MATRIX.breach @ broken) > 1.0
    idle = np.where(CHOICES, 0.0, broken)  # no campaign: what is firm cannot be on time
    assert np.array_equal(start_with_fractions(TASK, idle, whole), whole)


def test_who_is_alone_puts_right_what_settling_made_of_it() -> None:
    """A settled plan is polished: each owner whose whole numbers are new, once, one by one."""
    rough = _rough()
    poor = solve_exactly(replace(TASK.whole(), cost=np.zeros(len(TASK.cost))), Limits()).x
    assert poor is not None
    settler, stream = replace(_settler(poor), gap=0.5), Stream(POOL)
    told: list[float] = []
    settler.told = lambda: told.append(settler.cost)
    improver = _improver(rough)
    settler.now(improver, POOL)
    assert settler.polisher is not None
    changed = MATRIX.integer & (np.round(settler.polisher.x) != np.round(poor))
    owners = np.unique(MATRIX.column_owner[changed])
    assert settler.polisher.chooser.again == [Group((int(o),)) for o in owners if o != LINKING]
    settler.finish(improver, stream)
    assert settler.polisher.chooser.again == []
    assert settler.polisher.solved == settler.solved >= len(owners) > 1
    assert settler.cost == min(told)
    assert MATRIX.worst_violation(settler.x if settler.x is not None else poor) <= 1e-6
    assert len(stream) == 0


def test_a_polished_plan_may_choose_otherwise() -> None:
    """Where whole batches make other campaigns better, the owner alone finds them."""
    whole = solve_exactly(TASK.whole(), Limits(gap=0.0))
    assert whole.x is not None
    costs = []
    for polished in (False, True):
        settler, stream = _settler(), Stream(POOL)
        improver = _improver(_rough())
        if polished:
            settler.finish(improver, stream)
        else:
            settler.now(improver, POOL)
        costs.append(settler.cost)
    assert whole.objective - 1e-6 <= costs[1] <= costs[0]


def test_what_costs_far_more_is_not_polished() -> None:
    """A settled plan that no polishing can bring below the best is let go."""
    whole = solve_exactly(TASK.whole(), Limits(gap=0.0)).x
    assert whole is not None
    settler = _settler(whole)
    dear = solve_exactly(replace(TASK.whole(), cost=-TASK.cost), Limits(gap=0.1))
    assert dear.x is not None
    assert float(TASK.cost @ dear.x) > (1 + 2 * WORTH_POLISHING) * settler.cost
    job, learn = settler._job(_improver(dear.x))
    [answer] = POOL.run([job])
    learn(answer)
    assert settler.polisher is None
    assert settler.x is whole
