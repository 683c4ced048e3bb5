"""Prices are what one more line day saves and one more kg costs, the plan's whole numbers fixed."""

from __future__ import annotations

import dataclasses
import math
import os
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from model import Case, Plan, solve
from model.case.building import build_instance
from model.case.instance import Instance
from model.formulation import formulate
from model.plan.worth import Worth, price
from model.solving import answering, worth
from model.solving.blocks import Task, keeping_limits
from model.solving.highs import Limits, solve_problem
from model.solving.matrix import compile_matrix
from model.solving.outcome import cleaned
from tests.oracle.generate import generate
from tests.rules.tiny import Row, amount, best, dear, due, near, tiny
from tests.solving.small_cases import matrix_of, network

LITTLE = 1e-3
SHUT: list[Row] = [{"first_month": "2026-01", "last_month": "2026-01", "availability": 0}]


def _third_batch_elsewhere(kg: float = 3.0) -> Case:
    """28 days of February hold 2.8 batches of 1 kg; what is more comes from D for 10, else late."""
    return tiny(
        dear(),
        programmes=[{"late_cost_m_per_kg_month": 50}],
        recipes=[{"line": "LD", "min_campaign_batches": 0}],
        line_calendar=SHUT,
        obligations=[due("2026-02", kg)],
    )


def test_a_day_of_a_full_line_saves_what_it_makes_cheaper() -> None:
    """A day of L makes a tenth of a batch for 1 instead of 10 at D: 0.9; D has days to spare."""
    plan = best(_third_batch_elsewhere())
    assert amount(plan, "Capacity", "day_worth_m", line="L", period="2026-02") == near(0.9)
    assert amount(plan, "Capacity", "day_worth_m", line="LD", period="2026-02") == 0.0


def test_another_kg_costs_the_batches_or_the_wait() -> None:
    """Divisible: 10 for a batch at D. Fixed, with nothing left over: 2 months x 50, then unmet."""
    plan = best(_third_batch_elsewhere())
    february = {"table": "Obligations", "period": "2026-02"}
    assert amount(plan, column="kg_cost_m", **february) == near(10)
    assert amount(plan, column="kg_cost_fixed_m", **february) == near(200)


def test_another_kg_comes_from_what_is_left_over() -> None:
    """2.5 kg of 3 batches leave 0.5 kg: with every whole number fixed another one costs nothing."""
    plan = best(_third_batch_elsewhere(2.5))
    assert amount(plan, "Obligations", "kg_cost_fixed_m", period="2026-02") == 0.0


def _least(inst: Instance, plan: Plan, *, divisible: bool) -> float:
    """The least cost with the plan's whole numbers, compiled from changed inputs.

    Batches, where they are divisible, are made in the plan's campaigns, as many as fit.
    """
    matrix = compile_matrix(inst, formulate(inst, ["batches_need_a_campaign"]))[0]
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    for column, (name, index) in enumerate(matrix.column_names):
        value = plan.values.get((name, index), 0.0)
        if divisible and name == "batches":
            upper[column] = np.inf if plan.values.get(("campaign", index), 0.0) > 0.5 else 0.0
        elif matrix.integer[column] or matrix.relaxation[column]:
            lower[column] = upper[column] = value
    linear = Task(matrix, matrix.cost, upper).whole().relaxed()
    answer = solve_problem(dataclasses.replace(linear, lower=lower), tight=True)
    assert answer.outcome == "optimal"
    return answer.objective


def _with_days(inst: Instance, key: tuple[str, int], more: float) -> Instance:
    line = inst.lines[key[0]]
    days = tuple(d + more * (t == key[1]) for t, d in enumerate(line.days))
    return dataclasses.replace(
        inst, lines={**inst.lines, key[0]: dataclasses.replace(line, days=days)}
    )


def _with_kg(inst: Instance, key: tuple[str, str, int], more: float) -> Instance:
    due_kg = tuple(kg + more * (t == key[2]) for t, kg in enumerate(inst.due[key[:2]]))
    return dataclasses.replace(inst, due={**inst.due, key[:2]: due_kg})


def _priced(plan: Plan, inst: Instance) -> Iterator[tuple[float, bool, Instance]]:
    """What a little more saves by each price, with batches divisible or not, and the inputs."""
    periods = {inst.horizon.label(t): t for t in inst.horizon.every}
    for row in plan.tables["Capacity"].to_dict("records"):
        if math.isfinite(row["day_worth_m"]):
            key = (row["line"], periods[row["period"]])
            yield row["day_worth_m"], True, _with_days(inst, key, LITTLE)
    for row in plan.tables["Obligations"].to_dict("records"):
        kg = (row["programme"], row["market"], periods[row["period"]])
        more = _with_kg(inst, kg, LITTLE)
        yield -row["kg_cost_m"], True, more
        yield -row["kg_cost_fixed_m"], False, more


SEEDS = range(int(os.environ["PRICE_CASES"])) if "PRICE_CASES" in os.environ else (2, 18, 29, 31)
"""Random tiny cases, in these some days are worth something; more with PRICE_CASES=40."""


def _random_case(seed: int) -> Case:
    return generate(seed, ["crowded line", *(["reservation"] if seed % 2 else [])])


@pytest.mark.parametrize("seed", SEEDS)
def test_prices_are_differences_of_cost(seed: int) -> None:
    """Each price is what the same whole numbers cost less, or more, where the inputs differ a
    little: one line's days of one period, or the kg due of one programme, market and period."""
    plan = solve(_random_case(seed), gap=0.0, workers=1)
    if plan.status == "no_plan":
        pytest.skip("no plan, no prices")
    inst = build_instance(plan.case)
    least = {kind: _least(inst, plan, divisible=kind) for kind in (True, False)}
    for stated, kind, more in _priced(plan, inst):
        saved = (least[kind] - _least(more, plan, divisible=kind)) / LITTLE
        assert saved == pytest.approx(stated, abs=1e-5, rel=1e-5)


def test_of_broken_limits_no_more_is_broken() -> None:
    """Where limits are broken each price is there, none of them that of a breach."""
    plan = solve(network(1, hopeless=True), gap=0.0, workers=1)
    assert plan.status == "broken_limits"
    prices = _all_prices(plan)
    assert all(price.notna().all() for price in prices)
    assert max(price.abs().max() for price in prices) < 1_000


def _all_prices(plan: Plan) -> list[pd.Series[float]]:
    owed = plan.tables["Obligations"]
    return [plan.tables["Capacity"]["day_worth_m"], owed["kg_cost_m"], owed["kg_cost_fixed_m"]]


def test_the_bound_prices_lines_where_programmes_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    """By parts each day has the price that its use is charged in the bound; whole, it has none."""
    whole = solve(network(0), gap=0.0, workers=1)
    assert whole.tables["Capacity"]["day_price_m"].isna().all()
    monkeypatch.setattr(answering, "SMALL", -1)
    parts = solve(network(0), gap=0.0, workers=1)
    priced = parts.tables["Capacity"]["day_price_m"]
    assert (priced >= 0).all()
    assert priced.max() > 0


def test_a_line_of_one_programme_has_no_price_in_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """D makes P alone: nobody is charged for it, so that nothing is known of its worth."""
    monkeypatch.setattr(answering, "SMALL", -1)
    case = tiny(
        dear(),
        programmes=[{"programme": "Q"}],
        obligations=[due("2026-01", 1), due("2026-01", 1, "Q")],
    )
    capacity = solve(case, gap=0.0, workers=1).tables["Capacity"].set_index("line")["day_price_m"]
    assert capacity["L"].notna().all()
    assert capacity["LD"].isna().all()


def test_a_run_in_a_hurry_goes_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where clock or Ctrl-C ended the run and pricing takes too long, there are no prices."""
    matrix = matrix_of(network(0))
    best_plan = solve_problem(keeping_limits(matrix).whole(), Limits(gap=0.01))
    assert best_plan.x is not None
    x = cleaned(matrix, best_plan.x)
    monkeypatch.setattr(worth, "PRICING_SECONDS", 0.0)
    assert worth.worth_of(matrix, x, None, hurry=True) == Worth()
    patient = worth.worth_of(matrix, x, None, hurry=False)
    assert len(patient.day) == 8
    assert len(patient.kg) == len(patient.kg_fixed) == 12
    assert math.isnan(price(patient.day_bound, "L", 0))
