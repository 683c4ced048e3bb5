"""Improvement merges what fits, never makes a plan worse, and looks closer in the end."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from model.solving import improve
from model.solving.effort import IN_VAIN, MOST_TIMES, NOT_OF_PARTS, NOT_OF_WINDOWS
from model.solving.highs import Answer, Heuristic, Limits, solve_exactly
from model.solving.improve import Improver, Underway
from model.solving.neighbourhoods import (
    Group,
    Neighbourhood,
    Window,
)
from tests.solving.at_a_plan import MATRIX, SOLVED, STOPPED, TASK, improver_at_plan


def _poor_improver() -> Improver:
    """At a plan that nobody asked to be cheap."""
    problem = TASK.whole()
    answer = solve_exactly(replace(problem, cost=np.zeros(len(problem.cost))), Limits())
    assert answer.x is not None
    return replace(improver_at_plan(), x=answer.x)


def test_a_round_never_makes_the_plan_worse() -> None:
    """Two windows solved side by side and merged give a plan that holds and costs no more."""
    improver = improver_at_plan()
    before = improver.cost
    improver.round([Window(0, 1), Window(3, 3)])
    improver.round([Group((0, 1)), Group((2,))])
    assert improver.cost <= before + 1e-9
    assert MATRIX.worst_violation(improver.x) <= 1e-6


def _begun(
    improver: Improver, tried: Sequence[Neighbourhood]
) -> tuple[list[tuple[Underway, Answer]], list[float]]:
    """What is under way and its answers, and what the plan would cost with each alone."""
    begun = [improver.begin(neighbourhood) for neighbourhood in tried]
    answers = improver.pool.run([job for _, job in begun])
    merging = [(one, answer) for (one, _), answer in zip(begun, answers, strict=True)]
    alone = [
        float(TASK.cost @ one.block.put(improver.x, answer.x))
        for one, answer in merging
        if answer.x is not None
    ]
    return merging, alone


def test_changes_of_one_round_are_joined() -> None:
    """Where both windows find something, the whole numbers of both are kept if they fit."""
    improver = improver_at_plan()
    before = improver.cost
    merging, alone = _begun(improver, [Window(0, 0), Window(2, 3)])
    improver.take_all(merging)
    assert improver.cost <= min([*alone, before]) + 1e-7


def test_what_was_begun_earlier_is_joined_to_what_has_changed_since() -> None:
    """Three begun at the same poor plan, taken in one by one: each is joined or leaves the plan."""
    improver = _poor_improver()
    merging, _ = _begun(improver, [Window(0, 1), Group((0, 1)), Window(3, 3)])
    costs = [improver.cost]
    for one, answer in merging:
        improver.take(one, answer)
        costs.append(improver.cost)
        assert MATRIX.worst_violation(improver.x) <= 1e-6
    assert sorted(costs, reverse=True) == costs
    assert costs[1] < costs[0] - 0.01
    assert costs[3] < costs[1] - 0.01


def test_what_is_under_way_knows_of_all_that_a_join_changed() -> None:
    """A join settles anew what an earlier one had changed, before the last of three was begun."""
    tried: list[Neighbourhood] = [Group((0, 1)), Group((1, 2)), Window(0, 2), Window(1, 3)]
    beyond = 0
    for first, second, third in itertools.permutations(tried, 3):
        improver = _poor_improver()
        merging, _ = _begun(improver, [first, second])
        improver.take(*merging[0])
        last, _ = improver.begin(third)
        before = improver.x
        improver.take(*merging[1])
        moved = improver.x != before
        assert last.changed[moved].all()
        moved[merging[1][0].block.columns] = False
        beyond += int(moved.sum())
    assert beyond > 0


def _after_two(first: Neighbourhood, second: Neighbourhood) -> float:
    """What the poor plan costs when both, begun at it, are taken in in this order."""
    improver = _poor_improver()
    merging, _ = _begun(improver, [first, second])
    for one, answer in merging:
        improver.take(one, answer)
    assert MATRIX.worst_violation(improver.x) <= 1e-6
    return improver.cost


def test_of_what_does_not_fit_together_the_best_of_both_is_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whole numbers that either changed are chosen anew: never worse, and here and there better."""
    tried: list[Neighbourhood] = [Group((0, 1)), Group((1, 2)), Window(0, 2), Window(1, 3)]
    pairs = list(itertools.permutations(tried, 2))
    anew = [_after_two(*pair) for pair in pairs]
    monkeypatch.setattr(improve, "solve_exactly", lambda *_, **__: SOLVED)
    either = [_after_two(*pair) for pair in pairs]
    assert all(a <= b + 1e-7 for a, b in zip(anew, either, strict=True))
    assert any(a < b - 0.01 for a, b in zip(anew, either, strict=True))


def test_the_best_of_a_round_comes_first_whatever_their_order() -> None:
    """Answers that do not fit together: the larger gain is taken, whichever was asked for first."""
    tried: list[Neighbourhood] = [Group((0, 1)), Group((0, 1, 2)), Window(0, 2)]
    plans = []
    for order in itertools.permutations(tried):
        improver = _poor_improver()
        merging, alone = _begun(improver, order)
        improver.take_all(merging)
        plans.append(improver.cost)
        assert len(set(np.round(alone, 6))) == 3
        assert improver.cost <= min(alone) + 1e-7
    assert plans == pytest.approx([plans[0]] * 6)


def test_little_that_does_not_fit_is_not_asked_for_again() -> None:
    """Beside a large gain, one that does not fit is tried again only if it is worth it."""
    for share, again in ((0.5, [Group((0, 1))]), (0.05, [])):
        improver = _poor_improver()
        before = improver.cost
        [(first, best), (second, less)], _ = _begun(improver, [Group((0, 1, 2)), Group((0, 1))])
        gain = before - best.objective
        assert gain > 0.01
        kept = improver.x[second.block.columns]
        worth = float(TASK.cost[second.block.columns] @ kept) - share * gain
        improver.take_all([(first, best), (second, replace(less, x=kept, objective=worth))])
        assert improver.chooser.again == again
        assert improver.cost == pytest.approx(best.objective)


def _taken_in_vain(improver: Improver, answer: Answer, times: int) -> int | None:
    """The ticks of a group's next job, after so many jobs found nothing."""
    for _ in range(times):
        one, _ = improver.begin(Group((0, 1)))
        improver.take(one, answer)
    _, job = improver.begin(Group((0, 1)))
    return job.limits.ticks


def test_where_nothing_is_found_any_more_all_are_looked_at_closer() -> None:
    """After so many in vain each gets twice the ticks, and all are new; never without end."""
    vain = IN_VAIN * len(MATRIX.owners)
    improver = improver_at_plan()
    assert _taken_in_vain(improver, STOPPED, vain) == 300
    assert Group((0, 1)) in improver.chooser.tried
    assert _taken_in_vain(improver, STOPPED, 1) == 600
    assert Group((0, 1)) not in improver.chooser.tried
    assert _taken_in_vain(improver, STOPPED, 20 * vain) == 300 * MOST_TIMES


def test_what_was_solved_to_its_end_needs_no_closer_look() -> None:
    """More ticks would change nothing where none was stopped by them."""
    improver = improver_at_plan()
    assert _taken_in_vain(improver, SOLVED, 3 * IN_VAIN * len(MATRIX.owners)) == 300
    assert not improver._look_closer()


@pytest.mark.parametrize(
    ("tried", "without"), [(Window(0, 1), NOT_OF_WINDOWS), (Group((0,)), NOT_OF_PARTS)]
)
def test_a_sub_problem_is_solved_without_what_finds_least(
    tried: Neighbourhood, without: tuple[Heuristic, ...]
) -> None:
    """Windows are near a plan as it is: they leave out more than programmes over all periods."""
    _, job = improver_at_plan().begin(tried)
    assert job.limits.without == without
    assert set(NOT_OF_PARTS) < set(NOT_OF_WINDOWS)
