"""A first plan: owners one at a time, those still to come with their room charged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.solving.arrays import Floats
from model.solving.blocks import Meetings, Task, keeping_limits, overlap
from model.solving.construct import Reserve, construct, reserve
from model.solving.course import Course
from model.solving.effort import CROWDING, TOLERANCE
from model.solving.highs import Limits, solve_exactly, solve_problem
from model.solving.matrix import LINKING
from model.solving.pool import Pool
from model.solving.prices import no_prices, prices
from model.solving.search import Question
from tests.solving.small_cases import matrix_of, network

MATRIX = matrix_of(network(0))
TASK = keeping_limits(MATRIX)
RELAXED = solve_problem(TASK.whole().relaxed())
FOUND = prices(TASK, RELAXED)
ROOM = reserve(TASK, FOUND)
FIRST, LATER = 0, (1, 2)


def _used(x: Floats, owners: tuple[int, ...]) -> Floats:
    """What these owners use of the rows whose room is charged."""
    assert ROOM is not None
    mine = np.isin(MATRIX.column_owner, owners)
    rows = MATRIX.rows[np.flatnonzero(ROOM.price > 0)]
    return np.asarray(rows[:, mine] @ x[mine])


def test_without_a_relaxation_there_is_no_room_to_keep() -> None:
    """Prices of nothing show nobody's room."""
    assert reserve(TASK, no_prices(TASK)) is None


def test_room_is_charged_by_the_dearest_row_of_its_line() -> None:
    """Each row of a line costs the same: the line's highest price, some times over."""
    assert ROOM is not None
    assert FOUND.rows is not None
    days = [
        (i, name[1][0])
        for i, name in enumerate(MATRIX.row_names)
        if name[0] == "line_time_is_not_exceeded"
    ]
    for line in {line for _, line in days}:
        mine = [i for i, its in days if its == line]
        highest = np.nanmax(np.abs(FOUND.rows[mine]))
        assert ROOM.price[mine] == pytest.approx(CROWDING * highest)
    assert ROOM.price.max() > 0
    assert not ROOM.price[MATRIX.row_owner != LINKING].any()


def test_charged_room_forbids_nothing() -> None:
    """What the first owner could do on empty lines it still can: the dearest plan costs its charge.

    The charge is the price of what it takes beyond the room that the others leave, and no more.
    """
    assert ROOM is not None
    nothing = np.zeros(len(TASK.cost))
    block = TASK.cut(nothing, [FIRST], [])
    charged = ROOM.keep(TASK, nothing, block, LATER)
    size = len(block.columns)
    free = solve_exactly(block.problem, Limits())
    assert free.x is not None
    held = solve_problem(
        replace(
            charged,
            lower=np.concatenate([free.x, charged.lower[size:]]),
            upper=np.concatenate([free.x, charged.upper[size:]]),
        )
    )
    assert held.outcome == "optimal"
    rows = np.flatnonzero(ROOM.price > 0)
    left = np.maximum(MATRIX.row_upper[rows] - _used(ROOM.relaxed, LATER), 0.0)
    x = block.put(nothing, free.x)
    beyond = np.maximum(MATRIX.rows[rows] @ x - left, 0.0)
    meets = _used(ROOM.relaxed, LATER) > 1e-6
    expected = free.objective + float(ROOM.price[rows][meets] @ beyond[meets])
    assert held.objective == pytest.approx(expected, abs=1e-6)


def test_dear_room_is_left_to_those_to_come() -> None:
    """Where room costs more than anything, the first owner takes no more of it than it must."""
    assert ROOM is not None
    nothing = np.zeros(len(TASK.cost))
    block = TASK.cut(nothing, [FIRST], [])
    size = len(block.columns)
    dear = type(ROOM)(ROOM.relaxed, np.where(ROOM.price > 0, 1e4, 0.0))
    with_charge = solve_exactly(dear.keep(TASK, nothing, block, LATER), Limits())
    without = solve_exactly(block.problem, Limits())
    assert with_charge.x is not None
    assert without.x is not None
    rows = np.flatnonzero(ROOM.price > 0)
    left = MATRIX.row_upper[rows] - _used(ROOM.relaxed, LATER)

    def beyond(part: Floats) -> float:
        return float(np.maximum(MATRIX.rows[rows] @ block.put(nothing, part) - left, 0.0).sum())

    assert beyond(with_charge.x[:size]) < beyond(without.x) - 1e-6


def test_a_plan_is_built_that_keeps_every_row() -> None:
    """Owner by owner, with room kept or without, a plan results that holds."""
    order = tuple(range(len(MATRIX.owners)))
    course = Course(gap=0.0)
    for room in (ROOM, None):
        x = construct(
            TASK, room, Question(0.0, "standard", 0, order), course, Pool(None, course.should_stop)
        )
        assert x is not None
        assert MATRIX.worst_violation(x) <= 1e-6
        assert float(MATRIX.breach @ x) == 0.0


def test_who_was_left_no_room_meets_those_who_have_it() -> None:
    """An owner that uses nothing meets nobody; by what it wanted, it meets who uses that."""
    answer = solve_exactly(TASK.whole(), Limits())
    assert answer.x is not None
    squeezed = answer.x.copy()
    squeezed[MATRIX.column_owner == FIRST] = 0.0
    assert overlap(MATRIX, squeezed)[FIRST].max() == 0
    met = Meetings(MATRIX, squeezed, answer.x)
    assert met.of(FIRST) == pytest.approx(overlap(MATRIX, answer.x)[FIRST])
    assert met.of(FIRST).max() > 0
    for other in LATER:
        assert met.of(other)[FIRST] == pytest.approx(0.0)


def _built(task: Task, room: Reserve | None) -> tuple[Floats | None, list[str]]:
    """The plan built in the order of owners, and what was told on the way."""
    told: list[str] = []
    course = Course(gap=0.0, progress=lambda _s, phase, _p, _b, _g: told.append(phase))
    question = Question(0.0, "quick", 0, tuple(range(len(task.matrix.owners))))
    return construct(task, room, question, course, Pool(None, lambda: False)), told


@pytest.mark.parametrize("seed", range(4))
def test_owners_that_hardly_meet_are_placed_side_by_side(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where all count as hardly meeting, a round places several, and the plan keeps all rows.

    They do meet in these cases: who does not fit beside the others waits for the next round.
    """
    task = keeping_limits(matrix_of(network(seed)))
    room = reserve(task, prices(task, solve_problem(task.whole().relaxed())))
    monkeypatch.setattr("model.solving.construct.HARDLY", np.inf)
    side_by_side, told = _built(task, room)
    assert side_by_side is not None
    assert 1 < len(told) < len(task.matrix.owners)
    assert task.matrix.worst_violation(side_by_side) <= TOLERANCE
    monkeypatch.setattr("model.solving.construct.HARDLY", -1.0)
    one_by_one, told = _built(task, room)
    assert one_by_one is not None
    assert len(told) == len(task.matrix.owners)
    assert task.matrix.worst_violation(one_by_one) <= TOLERANCE


def test_without_a_relaxation_owners_are_placed_one_by_one() -> None:
    """Nothing tells who meets whom, so nobody is placed beside another."""
    x, told = _built(TASK, None)
    assert x is not None
    assert len(told) == len(MATRIX.owners)
