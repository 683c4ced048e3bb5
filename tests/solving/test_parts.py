"""Solving by parts gives audited plans, true bounds and one answer whatever the workers."""

from __future__ import annotations

import pandas as pd
import pytest

from model import Plan, audit, solve
from model.solving import answering
from model.solving.blocks import keeping_limits
from model.solving.highs import Limits, solve_problem
from tests.solving.small_cases import matrix_of, network

SEEDS = range(6)


@pytest.fixture
def by_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """No case counts as small."""
    monkeypatch.setattr(answering, "SMALL", -1)


def _tables_equal(a: Plan, b: Plan) -> None:
    for name in a.tables:
        pd.testing.assert_frame_equal(a.tables[name], b.tables[name], check_exact=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_bound_and_plan_by_parts_enclose_the_optimum(seed: int, by_parts: None) -> None:
    """The bound of the parts is never above, their plan never below, the optimum of the whole."""
    case = network(seed)
    whole = solve_problem(keeping_limits(matrix_of(case)).whole(), Limits(gap=0.0))
    plan = solve(case, gap=0.0, workers=1)
    assert whole.outcome == "optimal"
    assert plan.bound_m - plan.constant_m <= whole.objective + 1e-6
    assert plan.decided_cost_m >= whole.objective - 1e-6
    assert plan.decided_cost_m <= whole.objective * 1.05 + 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_plans_by_parts_pass_the_audit(seed: int, by_parts: None) -> None:
    """A plan put together from parts keeps every balance and limit of the raw tables."""
    plan = solve(network(seed), gap=0.0, workers=1)
    report = audit(plan.case, plan.tables, plan.objective_m, plan.constant_m, plan.broken)
    assert report.ok, report.findings[:3]
    assert plan.status in ("optimal", "feasible")


def test_each_owner_alone_costs_no_more_than_in_the_best_plan() -> None:
    """Alone on empty lines an owner's optimum is at most its part of the best plan's cost."""
    matrix = matrix_of(network(0))
    task = keeping_limits(matrix)
    whole = solve_problem(task.whole(), Limits(gap=0.0))
    assert whole.x is not None
    for owner in range(len(matrix.owners)):
        alone = solve_problem(task.alone(owner).problem, Limits(gap=0.0))
        own = matrix.column_owner == owner
        assert alone.bound <= float(matrix.cost[own] @ whole.x[own]) + 1e-6


def test_least_breach_by_parts_is_that_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where firm kg cannot all be on time, both ways break the same least amount."""
    case = network(1, hopeless=True)
    whole = solve(case, gap=0.0, workers=1)
    monkeypatch.setattr(answering, "SMALL", -1)
    parts = solve(case, gap=0.0, workers=1)
    assert whole.status == parts.status == "broken_limits"
    assert whole.broken_weighted == pytest.approx(parts.broken_weighted, rel=1e-6)
    assert parts.broken_weighted_bound == pytest.approx(whole.broken_weighted, rel=1e-6)
    report = audit(case, parts.tables, parts.objective_m, parts.constant_m, parts.broken)
    assert report.ok, report.findings[:3]


def test_workers_do_not_change_the_plan(by_parts: None) -> None:
    """One process and two give the same tables to the last digit, and the same bound."""
    one = solve(network(2), gap=0.0, workers=1)
    two = solve(network(2), gap=0.0, workers=2)
    _tables_equal(one, two)
    assert one.bound_m == two.bound_m


def test_a_run_repeated_gives_the_same_plan(by_parts: None) -> None:
    """The same inputs and seed give the same tables to the last digit."""
    _tables_equal(solve(network(3), workers=1), solve(network(3), workers=1))


def test_starting_from_a_plan_is_never_worse(by_parts: None) -> None:
    """A plan given as the start is kept or improved."""
    first = solve(network(4), gap=0.0, workers=1)
    again = solve(network(4), gap=0.0, workers=1, start=first)
    assert again.objective_m <= first.objective_m + 1e-9


def test_a_start_that_no_longer_fits_is_no_obstacle(by_parts: None) -> None:
    """A plan of another case is a hint only: the answer is a clean plan of this one."""
    first = solve(network(4), gap=0.0, workers=1)
    plan = solve(network(5), gap=0.0, workers=1, start=first)
    report = audit(plan.case, plan.tables, plan.objective_m, plan.constant_m, plan.broken)
    assert report.ok, report.findings[:3]


def test_time_limit_keeps_the_plan_found(by_parts: None) -> None:
    """Out of time after a plan is held: it is returned, and the ending says so."""
    ticks: list[float] = []

    def out_of_time_once_held(
        seconds: float, phase: str, plan: float | None, bound: float | None, gap: float | None
    ) -> None:
        ticks.append(seconds)

    plan = solve(network(0), gap=0.0, workers=1, time_limit=0.3, progress=out_of_time_once_held)
    assert ticks
    assert plan.stopped_by in ("time_limit", "gap", "effort")
    if plan.stopped_by == "time_limit" and plan.status != "no_plan":
        assert plan.status == "interrupted"
