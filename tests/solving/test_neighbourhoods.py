"""Neighbourhoods free what they say and nothing else, and never make a plan worse."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from model.solving import neighbourhoods
from model.solving.blocks import Meetings, by_owner, priced_breach
from model.solving.effort import SIZES
from model.solving.highs import Limits, solve_exactly
from model.solving.matrix import LINKING, UNDATED
from model.solving.mending import mend
from model.solving.neighbourhoods import (
    Chooser,
    Group,
    Neighbourhood,
    Window,
    company,
    windows,
)
from tests.solving.at_a_plan import MATRIX, SOLVED, STOPPED, TASK, improver_at_plan, plan


def test_periods_of_columns_are_those_of_their_index() -> None:
    """A column knows the period in its index; what has none is undated."""
    for (name, index), period in zip(MATRIX.column_names, MATRIX.column_period, strict=True):
        expected = UNDATED if name in ("share_missing", "share_exceeded", "nothing") else index[-1]
        assert period == expected


def test_a_window_frees_whole_numbers_of_its_periods_only() -> None:
    """In a window's sub-problem whole numbers are those of its periods, and all the rest is in."""
    block = Window(1, 2).cut(TASK, plan())
    whole = block.columns[MATRIX.integer[block.columns]]
    assert set(MATRIX.column_period[whole].tolist()) == {1, 2}
    inside = MATRIX.integer & (MATRIX.column_period >= 1) & (MATRIX.column_period <= 2)
    assert set(whole.tolist()) == set(np.flatnonzero(inside).tolist())
    assert set(np.flatnonzero(~MATRIX.integer).tolist()) <= set(block.columns.tolist())


@pytest.mark.parametrize("freed", [Window(0, 1), Window(2, 3), Group((0,)), Group((0, 2))])
def test_the_plan_at_hand_fits_every_neighbourhood(freed: Neighbourhood) -> None:
    """Where nothing is changed a sub-problem holds, and costs what its part of the plan costs."""
    x = plan()
    block = freed.cut(TASK, x)
    part = x[block.columns]
    activity = block.problem.rows @ part
    assert np.all(activity >= block.problem.row_lower - 1e-6)
    assert np.all(activity <= block.problem.row_upper + 1e-6)
    rest = np.delete(TASK.cost * x, block.columns).sum()
    assert block.problem.cost @ part + rest == pytest.approx(float(TASK.cost @ x))


def test_windows_cover_every_period() -> None:
    """Each period with whole numbers lies in some window, and all windows are equally long."""
    found = windows(MATRIX)
    covered = {t for window in found for t in range(window.first, window.last + 1)}
    assert covered >= set(MATRIX.column_period[MATRIX.integer & (MATRIX.column_period >= 0)])
    assert len({window.last - window.first for window in found}) == 1


def test_neighbourhoods_that_decide_about_the_same_meet() -> None:
    """Groups meet over owners, windows over periods or at their ends, both over named owners."""
    assert Group((0, 1)).meets(Group((1, 2)))
    assert not Group((0, 1)).meets(Group((2, 3)))
    assert Window(0, 2).meets(Window(3, 5))
    assert not Window(0, 2).meets(Window(4, 6))
    assert not Window(0, 2).meets(Group((0,)))
    assert not Group((0,)).meets(Window(0, 2))
    assert Window(0, 2, (0, 1)).meets(Group((1, 2)))
    assert Group((1, 2)).meets(Window(0, 2, (0, 1)))
    assert not Group((2,)).meets(Window(0, 2, (0, 1)))


def test_what_gained_nothing_is_not_tried_again_on_the_same_plan() -> None:
    """A neighbourhood waits until the plan is another one."""
    chooser = Chooser(TASK, 0)
    x = plan()
    regret = by_owner(MATRIX, TASK.cost * x)
    cost = float(TASK.cost @ x)
    everyone = range(len(MATRIX.owners))
    for size in (1, 2, 3):
        for owners in itertools.combinations(everyone, size):
            chooser.tried[Group(owners)] = cost
    for window in windows(MATRIX):
        chooser.tried[window] = cost
    assert chooser.choose(x, regret) is None
    chooser.tried[Group((0, 1))] = cost + 1.0
    assert Group((0, 1)) in [chooser.choose(x, regret) for _ in range(10)]
    assert chooser.choose(x, regret, [Group((1, 2))]) is None


def test_windows_of_some_owners_leave_the_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all owners are too many, a window frees some: what else it frees are set-ups."""
    monkeypatch.setattr(neighbourhoods, "WINDOW_COLUMNS", 12)
    assert 2 <= company(MATRIX) < len(MATRIX.owners)
    x = plan()
    chooser = Chooser(TASK, 0)
    window = chooser.choose(x, by_owner(MATRIX, TASK.cost * x))
    assert isinstance(window, Window)
    assert window.owners is not None
    assert len(window.owners) == company(MATRIX)
    block = window.cut(TASK, x)
    others = ~np.isin(MATRIX.column_owner[block.columns], [*window.owners, LINKING])
    assert MATRIX.shared[block.columns[others]].all()
    whole = block.columns[MATRIX.integer[block.columns]]
    periods = MATRIX.column_period[whole]
    assert periods.min() >= window.first
    assert periods.max() <= window.last


def test_windows_of_different_owners_do_not_meet() -> None:
    """Two windows meet where an owner is in both and their periods touch."""
    assert Window(0, 1, (0, 1)).meets(Window(1, 2, (1, 2)))
    assert not Window(0, 1, (0, 1)).meets(Window(0, 1, (2,)))
    assert not Window(0, 1, (0, 1)).meets(Window(3, 4, (0, 1)))
    assert Window(0, 1).meets(Window(0, 1, (2,)))


def test_kinds_are_chosen_by_what_they_gained_for_their_work() -> None:
    """Windows until all was free once, groups next; then who gains more has three of four turns."""
    chooser = Chooser(TASK, 0)
    assert chooser._kind() is Window
    chooser.learn(Window(0, 1), 1.0, 100.0, SOLVED)
    assert chooser._kind() is Window
    chooser._visited(Window(0, 3))
    assert chooser._kind() is Group
    chooser.learn(Group((0, 1)), 0.0, 100.0, SOLVED)
    drawn = [chooser._kind() for _ in range(400)]
    assert 0.65 < drawn.count(Window) / 400 < 0.85


def test_windows_grow_while_they_are_solved_to_their_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Easily solved, a window frees more; stopped, less; both within limits."""
    monkeypatch.setattr(neighbourhoods, "WINDOW_COLUMNS", 48)
    x = plan()
    freed = []
    for answer in (SOLVED, STOPPED):
        chooser = Chooser(TASK, 0)
        for _ in range(200):
            chooser.learn(Window(0, 1), 0.0, 1.0, answer)
        window = chooser._window(Meetings(MATRIX, x), float(TASK.cost @ x))
        assert window is not None
        freed.append(len(window.cut(TASK, x).columns))
        assert chooser._grown in SIZES
    assert freed[0] > freed[1]


def test_mending_leaves_no_breach_that_need_not_be() -> None:
    """From the plan that breaks limits most, mending finds one that keeps them all."""
    worst = replace(priced_breach(MATRIX, 0.0).whole(), cost=-MATRIX.breach)
    start = solve_exactly(worst, Limits(gap=0.0)).x
    assert start is not None
    assert float(MATRIX.breach @ start) > 1.0
    mender = improver_at_plan()
    mender = replace(mender, task=priced_breach(MATRIX, 300.0), x=start)
    proven = mend(mender, MATRIX, np.zeros(len(MATRIX.owners)))
    assert proven == 0.0
    assert float(MATRIX.breach @ mender.x) == pytest.approx(0.0, abs=1e-6)


def test_who_is_eased_makes_room_but_chooses_nothing() -> None:
    """Whole numbers of eased owners stand; what they do in campaigns that stand is free."""
    x = plan()
    block = Group((0,), (1, 2)).cut(TASK, x)
    eased = np.isin(MATRIX.column_owner[block.columns], (1, 2))
    alone = Group((0,)).cut(TASK, x)
    handed_on = block.columns[eased & MATRIX.integer[block.columns]]
    assert set(handed_on.tolist()) <= set(alone.columns.tolist())
    free = set(block.columns.tolist())
    assert set(np.flatnonzero(~MATRIX.integer & np.isin(MATRIX.column_owner, (1, 2)))) <= free
    others = ~np.isin(MATRIX.column_owner, (0, 1, 2, LINKING)) & ~MATRIX.shared
    assert free.isdisjoint(np.flatnonzero(others).tolist())
    best = solve_exactly(block.problem, Limits(gap=0.0))
    less = solve_exactly(alone.problem, Limits(gap=0.0))
    standing = float(TASK.cost @ x)
    gains = [
        standing - float(TASK.cost @ cut.put(x, answer.x))
        for cut, answer in ((block, best), (alone, less))
        if answer.x is not None
    ]
    assert gains[0] >= gains[1] - 1e-6
    assert len(gains) == 2


def test_groups_are_eased_by_whom_they_meet_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many others as asked for, those that it meets most; the group is the same without them."""
    x = plan()
    chooser = Chooser(TASK, 0)
    regret = by_owner(MATRIX, TASK.cost * x)
    meetings = Meetings(MATRIX, x)
    monkeypatch.setattr(neighbourhoods, "EASED", 2)
    monkeypatch.setattr(neighbourhoods, "GROUPS", (1.0,))
    group = chooser._group(regret, meetings, float(TASK.cost @ x))
    assert group is not None
    [owner] = group.owners
    met = meetings.of(owner)
    assert len(group.eased) == 2
    assert owner not in group.eased
    left = [o for o in range(len(MATRIX.owners)) if o not in (owner, *group.eased)]
    assert min(met[list(group.eased)]) >= max(met[left])
    assert group == Group((owner,))
