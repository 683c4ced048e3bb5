"""Days that whole batches and changeovers can fill: never more, and never less than a plan uses."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.case.building import build_instance
from model.formulation import formulate
from model.formulation.fillable import fillable, largest_sum
from model.solving.blocks import Task, keeping_limits
from model.solving.cuts import with_fillable_days
from model.solving.highs import Limits, solve_problem
from model.solving.matrix import compile_matrix
from tests.oracle.generate import generate
from tests.rules.tiny import tiny


@pytest.mark.parametrize(
    ("lengths", "days", "most"),
    [
        ({7.0, 14.0}, 68.5, 63.0),  # nine sevens
        ({4.0, 14.0}, 137.1, 136.0),
        ({6.0, 7.0}, 68.0, 68.0),  # nine sixes and two sevens
        ({6.0, 7.0}, 11.0, 7.0),
        ({2.5}, 9.9, 7.5),
        ({5.0}, 4.0, 0.0),
        ({5.0}, 5.0, 5.0),
        ({5.0}, 4.9999999999, 5.0),  # dust of months added up
    ],
)
def test_the_largest_sum_of_whole_multiples(lengths: set[float], days: float, most: float) -> None:
    """By hand: as many of each as fit best."""
    assert largest_sum(lengths, days) == pytest.approx(most, abs=1e-9)


@pytest.mark.parametrize("lengths", [set(), {1 / 3}, {0.0001}])
def test_days_are_left_where_nothing_is_known_to_be_lost(lengths: set[float]) -> None:
    """Without lengths, or with ones that are no thousandths of a day, all days can be used."""
    assert largest_sum(lengths, 50.0) == 50.0


def test_days_are_left_where_too_many_sums_would_be_tried() -> None:
    """A thousandth of a day for ten years: not worth the time."""
    assert largest_sum({1.001, 1.0}, 3_650.5) == 3_650.5


@given(
    st.sets(st.integers(1, 40), min_size=1, max_size=3),
    st.floats(0.0, 60.0, allow_nan=False),
)
def test_the_largest_sum_is_that_of_trying_all(lengths: set[int], days: float) -> None:
    """Every choice of multiples tried: none within the days is larger."""
    counts = [range(int((days + 1e-9) // length) + 1) for length in lengths]
    sums = [
        sum(n * c for n, c in zip(lengths, chosen, strict=True))
        for chosen in itertools.product(*counts)
    ]
    found = largest_sum({float(n) for n in lengths}, days)
    assert found == pytest.approx(max(s for s in sums if s <= days + 1e-9), abs=1e-9)


def test_a_line_is_full_when_nothing_more_fits() -> None:
    """A line of 90 days in the first quarter, batches of 7 days and no changeovers: 84 are used."""
    case = tiny(
        settings={"period_months": 3},
        recipes=[{"days_per_batch": 7, "changeover_days": 0}],
    )
    inst = build_instance(case)
    found = {(one.line, one.period): one.most for one in fillable(inst)}
    line, t = inst.LINE_PERIODS[0]
    days = inst.lines[line].days[t]
    assert found[line, t] == pytest.approx(np.floor(days / 7) * 7)


@pytest.mark.parametrize("seed", range(20))
def test_no_plan_uses_days_that_cannot_be_filled(seed: int) -> None:
    """For costs of any kind the best plan of a random case stays the best with the days cut."""
    inst = build_instance(generate(seed))
    matrix = compile_matrix(inst, formulate(inst))[0]
    cut = with_fillable_days(matrix, fillable(inst))
    draws = np.random.default_rng(seed)
    for cost in (matrix.cost, draws.exponential(1.0, len(matrix.lower))):
        task = Task(matrix, cost + 50.0 * matrix.breach, matrix.upper)
        best = solve_problem(task.whole(), Limits(gap=0.0))
        again = solve_problem(replace(task, matrix=cut).whole(), Limits(gap=0.0))
        assert again.outcome == best.outcome
        if best.x is not None:
            assert again.objective == pytest.approx(best.objective, rel=1e-6, abs=1e-6)


def test_days_of_an_option_line_are_cut_at_its_decision() -> None:
    """Some random cases build lines: their rows are cut where the decision stands."""
    built = 0
    for seed in range(30):
        inst = build_instance(generate(seed))
        options = [f for f in fillable(inst) if inst.lines[f.line].option is not None]
        if not options:
            continue
        matrix = compile_matrix(inst, formulate(inst))[0]
        cut = with_fillable_days(matrix, options)
        for one in options:
            row = matrix.row_names.index(("line_time_is_not_exceeded", (one.line, one.period)))
            before, after = (m.rows[[row]].toarray().ravel() for m in (matrix, cut))
            named = [n[0] in ("invest", "nothing") for n in matrix.column_names]
            assert after[named] == pytest.approx(before[named] * one.most / one.days)
            assert np.array_equal(after[~np.array(named)], before[~np.array(named)])
            built += int(np.count_nonzero(before[named]))
        assert keeping_limits(cut).whole().rows.shape == matrix.rows.shape
    assert built > 0
