"""The door to the solver: what it proves, when it stops, what it refuses."""

from __future__ import annotations

import highspy
import numpy as np
import pytest

from model.solving import highs
from model.solving.highs import (
    Limits,
    SolverVersionError,
    check_version,
    made_whole,
    solve_exactly,
    solve_problem,
)
from tests.solving.problems import hard, knapsack


def test_an_optimum_is_proven() -> None:
    """Plan and bound meet: 5 + 4 = 9 in weight 2 + 3 = 5."""
    answer = solve_problem(knapsack())
    assert answer.outcome == "optimal"
    assert answer.objective == pytest.approx(-9)
    assert answer.bound == pytest.approx(-9)


def test_infeasible_is_said() -> None:
    """A row below what its columns can be: no solution, and it is said why."""
    answer = solve_problem(knapsack(limit=-1.0))
    assert answer.outcome == "infeasible"
    assert answer.x is None


def test_a_linear_program_has_prices() -> None:
    """Relaxed, the knapsack's price of weight is what one more unit brings: 4 / 3."""
    answer = solve_problem(knapsack().relaxed())
    assert answer.objective == pytest.approx(-(5 + 3 + 4 * 2 / 3))
    assert answer.row_dual is not None
    assert answer.row_dual[0] == pytest.approx(-4 / 3)


def test_ticks_stop_a_run_at_the_same_answer() -> None:
    """The same ticks give the same plan and bound; more ticks never a worse plan."""
    first = solve_problem(hard(), Limits(ticks=40))
    again = solve_problem(hard(), Limits(ticks=40))
    longer = solve_problem(hard(), Limits(ticks=200))
    assert first.outcome == "stopped"
    assert (first.objective, first.bound, first.ticks) == (
        again.objective,
        again.bound,
        again.ticks,
    )
    assert longer.objective <= first.objective


def test_a_run_stops_when_asked() -> None:
    """`stop` ends the search at its next tick, and what was found is kept."""
    answer = solve_problem(hard(), stop=lambda: True)
    assert answer.outcome == "stopped"
    assert answer.ticks <= 3


def test_a_linear_program_stops_when_asked() -> None:
    """Its simplex iterations ask too: stopped at once, it proves nothing; left alone, it ends."""
    asked: list[bool] = []

    def stop() -> bool:
        asked.append(True)
        return stopping

    stopping = True
    answer = solve_problem(hard().relaxed(), stop=stop)
    assert asked
    assert answer.outcome == "stopped"
    assert answer.bound == -np.inf
    stopping = False
    assert solve_problem(hard().relaxed(), stop=stop).outcome == "optimal"


def test_a_start_is_used() -> None:
    """A full start is a plan from the first moment on."""
    start = np.zeros(68)
    start[60:64] = hard().row_upper
    answer = solve_problem(hard(), Limits(ticks=1), start=start)
    assert answer.x is not None
    assert answer.objective <= float(hard().cost @ start) + 1e-6


def test_whole_numbers_are_exactly_whole() -> None:
    """What comes back has no 0.9999999 among its whole numbers."""
    answer = solve_exactly(knapsack(), Limits())
    assert answer.x is not None
    assert set(answer.x.tolist()) <= {0.0, 1.0}


def test_whole_numbers_that_do_not_fit_are_none() -> None:
    """Rounding that breaks a row is not passed on: 1 + 1 + 1 weighs 6 of 5."""
    assert made_whole(knapsack(), np.array([0.9, 0.9, 0.9])) is None


def test_an_empty_problem_is_solved() -> None:
    """No columns: the cost is 0, if the rows allow nothing at all."""
    nothing = knapsack(size=0)
    assert solve_problem(nothing).outcome == "optimal"


def test_a_known_wrong_solver_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A HiGHS below the least version is refused with one sentence."""
    monkeypatch.setattr(highs, "LEAST_VERSION", (99, 0, 0))
    with pytest.raises(SolverVersionError, match=r"wrong optima; install highspy 99\.0\.0"):
        check_version()


def test_an_option_the_solver_does_not_know_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """HiGHS reports a refused option by its return value only: it must not be lost."""
    monkeypatch.setattr(
        highspy.Highs, "setOptionValue", lambda *_: highspy.HighsStatus.kError, raising=True
    )
    with pytest.raises(RuntimeError, match="did not take the option"):
        solve_problem(knapsack())


def test_what_is_left_out_of_a_search_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver is told not to run these heuristics, and runs the others; it proves the same."""
    names = ("rins", "rens", "root_reduced_cost")
    told: dict[str, bool] = {}

    class Listening(highspy.Highs):  # type: ignore[misc]
        def run(self) -> object:
            options = self.getOptions()
            told.update({name: getattr(options, f"mip_heuristic_run_{name}") for name in names})
            return super().run()

    monkeypatch.setattr(highspy, "Highs", Listening)
    answer = solve_problem(knapsack(), Limits(without=("rins", "root_reduced_cost")))
    assert told == {"rins": False, "rens": True, "root_reduced_cost": False}
    assert answer.objective == pytest.approx(-9)
    solve_problem(knapsack(), Limits())
    assert told == dict.fromkeys(names, True)
