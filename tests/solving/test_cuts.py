"""Valid inequalities cut off no plan, and cut off what no plan can be."""

from __future__ import annotations

import os
from collections.abc import Iterator

import numpy as np
import pytest

from model.case.building import build_instance
from model.case.case import Case
from model.case.instance import Instance
from model.formulation import formulate
from model.formulation.needs import Need, Run, needs, ships_stay_within_what_is_due
from model.solving.blocks import Task, keeping_limits
from model.solving.course import Course
from model.solving.cuts import Cut, Lots, Places, stated_cuts, with_cuts
from model.solving.highs import Limits, solve_problem
from model.solving.matrix import Matrix, compile_matrix
from model.solving.prices import no_prices, prices
from model.solving.tightening import Structure, tightened
from tests.oracle.generate import generate
from tests.solving.small_cases import network

SEEDS = range(int(os.environ.get("CUT_CASES", "40")))
"""Random tiny cases with every feature; more of them with CUT_CASES in the environment."""


def compiled(case: Case) -> tuple[Instance, Matrix]:
    """A case as instance and matrix."""
    inst = build_instance(case)
    return inst, compile_matrix(inst, formulate(inst))[0]


def structure_of(inst: Instance) -> Structure:
    """What valid inequalities are drawn from."""
    return Structure(tuple(needs(inst)), tuple(ships_stay_within_what_is_due(inst)))


def _bounded_costs(matrix: Matrix, draws: np.random.Generator) -> Iterator[np.ndarray]:
    """The case's own costs, then random ones, none negative, so that each has a best plan."""
    yield matrix.cost + 50.0 * matrix.breach
    for _ in range(3):
        yield matrix.breach + draws.exponential(1.0, len(matrix.lower))


def _all_cuts(inst: Instance, matrix: Matrix, task: Task) -> list[Cut]:
    """Those stated and rounded, and the (l,S) that the relaxation of the task breaks, 4 rounds."""
    places = Places(matrix)
    lots = [Lots(need, places) for need in needs(inst)]
    cuts = stated_cuts(places, ships_stay_within_what_is_due(inst))
    cuts += [cut for lot in lots for cut in lot.rounding_cuts()]
    for _ in range(4):
        tight = with_cuts(matrix, cuts)
        relaxed = solve_problem(Task(tight, task.cost, task.upper).whole().relaxed())
        if relaxed.x is None:
            break
        cuts += [cut for lot in lots for cut in lot.broken_cuts(relaxed.x)]
    return cuts


@pytest.mark.parametrize("seed", SEEDS)
def test_no_plan_is_cut_off(seed: int) -> None:
    """For costs of any kind, limits broken or not, the best plan keeps every cut drawn for them."""
    inst, matrix = compiled(generate(seed))
    draws = np.random.default_rng(seed)
    for cost in _bounded_costs(matrix, draws):
        task = Task(matrix, cost, matrix.upper)
        best = solve_problem(task.whole(), Limits(gap=0.0))
        if best.x is None:
            continue
        for cut in _all_cuts(inst, matrix, task):
            x = np.where(matrix.integer, np.round(best.x), best.x)[cut.columns]
            assert cut.values @ x >= cut.least - 1e-5 * max(1.0, abs(cut.values).max())


@pytest.mark.parametrize("seed", range(6))
def test_the_tightened_relaxation_lies_between_relaxation_and_optimum(seed: int) -> None:
    """Cuts raise the relaxation of a case and never lift it above the best plan."""
    inst, matrix = compiled(network(seed))
    loose = solve_problem(keeping_limits(matrix).whole().relaxed()).objective
    best = solve_problem(keeping_limits(matrix).whole(), Limits(gap=0.0)).objective
    course = Course(gap=0.0)
    tight = tightened(matrix, structure_of(inst), course, rounds=8)
    relaxed = tight.relaxed
    assert relaxed is not None
    assert loose + 1e-6 < relaxed.objective <= best + 1e-6
    again = solve_problem(keeping_limits(tight.bound).whole().relaxed()).objective
    assert again == pytest.approx(relaxed.objective, abs=1e-6)
    assert course.bound == pytest.approx(relaxed.objective)
    searched = solve_problem(keeping_limits(tight.search).whole().relaxed()).objective
    assert loose - 1e-6 <= searched <= again + 1e-6
    assert solve_problem(keeping_limits(tight.search).whole(), Limits(gap=0.0)).objective == (
        pytest.approx(best, rel=1e-6)
    )


@pytest.mark.parametrize("seed", range(6))
def test_priced_bounds_lie_between_relaxation_and_optimum(seed: int) -> None:
    """At the relaxation's prices owners alone prove at least the relaxation, at most the best."""
    inst, matrix = compiled(network(seed))
    tight = tightened(matrix, structure_of(inst), Course(gap=0.0), rounds=8)
    relaxed = tight.relaxed
    assert relaxed is not None
    task = keeping_limits(tight.bound)
    best = solve_problem(task.whole(), Limits(gap=0.0)).objective
    totals = []
    for found in (prices(task, relaxed), no_prices(task)):
        priced = Task(tight.bound, found.cost, task.upper)
        parts = [priced.alone(owner).problem for owner in range(len(matrix.owners))]
        totals.append(found.constant + sum(solve_problem(p, Limits()).bound for p in parts))
    assert relaxed.objective - 1e-6 <= totals[0] <= best + 1e-6
    assert totals[1] <= best + 1e-6


def _lot() -> tuple[Lots, dict[str, int]]:
    """Two runs of 4 kg a batch, usable in periods 0 and 1; 6 kg due by 0, 10 kg by 1."""
    names = [("batches", (0,)), ("campaign", (0,)), ("batches", (1,)), ("campaign", (1,))]
    names += [("late", (0,)), ("late", (1,))]
    places = Places.__new__(Places)
    places.column = {name: i for i, name in enumerate(names)}
    places.owner = {"A": 0}
    places.size = len(names)
    runs = tuple(Run(t, ("batches", (t,)), 4.0, ("campaign", (t,))) for t in (0, 1))
    late = ((("late", (0,)),), (("late", (1,)),))
    need = Need("A", "only", 1.0, (6.0, 10.0), (0.0, 0.0), late, ((), ()), runs, ())
    return Lots(need, places), {f"{n}{i[0]}": c for c, (n, i) in enumerate(names)}


def _as_row(cut: Cut, columns: dict[str, int]) -> dict[str, float]:
    names = {number: name for name, number in columns.items()}
    return {names[int(c)]: float(v) for c, v in zip(cut.columns, cut.values, strict=True)}


def test_need_is_met_by_whole_batches() -> None:
    """6 kg ask for 2 batches of 4 kg, 10 kg for 3; half a batch less means 2 kg late."""
    lot, columns = _lot()
    first, second = lot.rounding_cuts()
    assert (_as_row(first, columns), first.least) == ({"batches0": 1.0, "late0": 0.5}, 2.0)
    assert _as_row(second, columns) == {"batches0": 1.0, "batches1": 1.0, "late1": 0.5}
    assert second.least == 3.0


def test_what_is_due_asks_for_its_campaign() -> None:
    """A twentieth of a campaign cannot make what is due: the need stands for its batches."""
    lot, columns = _lot()
    x = np.zeros(len(columns))
    x[columns["batches0"]], x[columns["campaign0"]] = 2.5, 0.05
    first, second = lot.broken_cuts(x)
    assert (_as_row(first, columns), first.least) == ({"late0": 1.0, "campaign0": 6.0}, 6.0)
    row = {"late1": 1.0, "campaign0": 10.0, "batches1": 4.0}
    assert (_as_row(second, columns), second.least) == (row, 10.0)


def test_a_later_campaign_stands_for_what_is_due_since() -> None:
    """Where the second campaign is a fraction it stands for 4 kg, and what was late before."""
    lot, columns = _lot()
    x = np.zeros(len(columns))
    x[columns["batches0"]], x[columns["campaign0"]] = 1.5, 1.0
    x[columns["batches1"]], x[columns["campaign1"]] = 1.0, 0.1
    [cut] = lot.broken_cuts(x)
    row = {"late1": 1.0, "late0": 1.0, "batches0": 4.0, "campaign1": 4.0}
    assert (_as_row(cut, columns), cut.least) == (row, 10.0)


def test_a_plan_breaks_no_lot_cut() -> None:
    """Three whole batches in two campaigns leave nothing to cut."""
    lot, columns = _lot()
    x = np.zeros(len(columns))
    for name, value in {"batches0": 2, "campaign0": 1, "batches1": 1, "campaign1": 1}.items():
        x[columns[name]] = value
    assert list(lot.broken_cuts(x)) == []
