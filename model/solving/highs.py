"""The only door to the solver: arrays in, an answer out.

Effort is counted in ticks: the moments, fixed by the course of the search, at which HiGHS asks
whether to go on. The same problem stopped after the same ticks gives the same answer tomorrow; a
limit in seconds is a safety net only. One thread: parallel work is processes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import highspy
import numpy as np
from scipy import sparse

from model.solving.arrays import Bools, Floats

Stop = Callable[[], bool]
Report = Callable[[float | None, float], None]
Outcome = Literal["optimal", "infeasible", "unbounded", "stopped"]
Heuristic = Literal["rins", "rens", "root_reduced_cost"]

LEAST_VERSION = (1, 15, 1)  # 1.14.0 returns wrong optima


class SolverVersionError(RuntimeError):
    """The installed HiGHS is one that is known to return wrong optima."""


@dataclass(frozen=True)
class Problem:
    """min cost @ x with row_lower <= rows @ x <= row_upper and lower <= x <= upper."""

    cost: Floats
    lower: Floats
    upper: Floats
    integer: Bools
    rows: sparse.csr_array
    row_lower: Floats
    row_upper: Floats

    def relaxed(self) -> Problem:
        """The linear relaxation."""
        return replace(self, integer=np.zeros(len(self.cost), dtype=bool))


@dataclass(frozen=True)
class Limits:
    """When to stop: relative gap, ticks of the search, seconds; and what is not worth its time.

    `restarts`: begin anew at the root. It pays in long searches; in one of a hundred ticks it costs
    a third and gains nothing. `without`: the solver's own neighbourhood searches that are left out.
    """

    gap: float = 0.0
    ticks: int | None = None
    seconds: float | None = None
    restarts: bool = True
    without: tuple[Heuristic, ...] = ()


@dataclass(frozen=True)
class Answer:
    """Why the solver stopped, and what we hold: a solution (or None) and a bound."""

    outcome: Outcome
    x: Floats | None
    objective: float
    bound: float
    ticks: int
    row_dual: Floats | None = None


def check_version() -> None:
    """Refuse a solver that is known to return wrong optima. Raises SolverVersionError."""
    highs = highspy.Highs()
    found = (highs.versionMajor(), highs.versionMinor(), highs.versionPatch())
    if found < LEAST_VERSION:
        raise SolverVersionError(
            f"HiGHS {'.'.join(map(str, found))} is installed, which is known to return wrong "
            f"optima; install highspy {'.'.join(map(str, LEAST_VERSION))} or newer."
        )


def solve_problem(
    problem: Problem,
    limits: Limits | None = None,
    *,
    start: Floats | None = None,
    seed: int = 0,
    tight: bool = False,
    stop: Stop | None = None,
    report: Report | None = None,
) -> Answer:
    """Solve the problem and say what is proven.

    `start` is a full solution to begin with; `tight` asks for rows kept to 1e-9; `stop` is asked
    now and then whether to end; `report` is told plan and bound.
    """
    limits = limits or Limits()
    if len(problem.cost) == 0:
        feasible = bool(np.all(problem.row_lower <= 1e-9) and np.all(problem.row_upper >= -1e-9))
        return Answer("optimal" if feasible else "infeasible", np.zeros(0), 0.0, 0.0, 0)
    highs = highspy.Highs()
    _set_options(highs, limits, seed, tight)
    _pass_problem(highs, problem)
    if start is not None and problem.integer.any():
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        highs.setSolution(solution)
    watch = _Watch(limits.ticks, stop, report)
    if problem.integer.any():
        highs.setCallback(watch, None)
        highs.startCallback(highspy.cb.HighsCallbackType.kCallbackMipInterrupt)
    elif stop is not None:  # asked at every iteration, so only of those that can take long
        highs.setCallback(_Interrupt(stop), None)
        highs.startCallback(highspy.cb.HighsCallbackType.kCallbackSimplexInterrupt)
    highs.run()
    return _answer(highs, problem, watch)


def solve_exactly(
    problem: Problem,
    limits: Limits,
    *,
    start: Floats | None = None,
    seed: int = 0,
    stop: Stop | None = None,
    report: Report | None = None,
) -> Answer:
    """As `solve_problem`, with whole numbers made exactly whole.

    The whole numbers of the solution are rounded and fixed, and the rest solved again to 1e-9;
    where that fails, the solver's own solution stands.
    """
    answer = solve_problem(problem, limits, start=start, seed=seed, stop=stop, report=report)
    if answer.x is None or not problem.integer.any():
        return answer
    x = made_whole(problem, answer.x)
    return answer if x is None else replace(answer, x=x, objective=float(problem.cost @ x))


def made_whole(problem: Problem, x: Floats) -> Floats | None:
    """The best solution with the whole numbers of x, exactly whole; None where there is none."""
    whole = np.round(x)
    fixed = replace(
        problem.relaxed(),
        lower=np.where(problem.integer, whole, problem.lower),
        upper=np.where(problem.integer, whole, problem.upper),
    )
    answer = solve_problem(fixed, tight=True)
    if answer.outcome != "optimal" or answer.x is None:
        return None
    return np.where(problem.integer, whole, np.clip(answer.x, problem.lower, problem.upper))


def _set_options(highs: Any, limits: Limits, seed: int, tight: bool) -> None:
    options: dict[str, object] = {
        "output_flag": False,
        "threads": 1,
        "parallel": "off",
        "random_seed": seed,
        "mip_rel_gap": limits.gap,
        "mip_abs_gap": 1e-9,
        "mip_allow_restart": limits.restarts,
    }
    options |= {f"mip_heuristic_run_{name}": False for name in limits.without}
    if limits.seconds is not None:
        options["time_limit"] = max(0.0, limits.seconds)
    if tight:
        options["primal_feasibility_tolerance"] = 1e-9
        options["mip_feasibility_tolerance"] = 1e-9
    for name, value in options.items():
        if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise RuntimeError(f"HiGHS did not take the option {name} = {value}")


def _pass_problem(highs: Any, problem: Problem) -> None:
    lp = highspy.HighsLp()
    lp.num_col_ = len(problem.cost)
    lp.num_row_ = len(problem.row_lower)
    lp.col_cost_ = problem.cost
    lp.col_lower_ = problem.lower
    lp.col_upper_ = problem.upper
    lp.row_lower_ = problem.row_lower
    lp.row_upper_ = problem.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = problem.rows.indptr.astype(np.int32)
    lp.a_matrix_.index_ = problem.rows.indices.astype(np.int32)
    lp.a_matrix_.value_ = problem.rows.data
    if problem.integer.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(whole)] for whole in problem.integer]
    if highs.passModel(lp) == highspy.HighsStatus.kError:
        raise RuntimeError("HiGHS refused the matrix")


class Relaxation:
    """A linear relaxation that grows by rows and is solved again from where it stood."""

    def __init__(
        self, problem: Problem, limits: Limits | None = None, stop: Stop | None = None
    ) -> None:
        self._problem = problem.relaxed()
        self._highs = highspy.Highs()
        _set_options(self._highs, limits or Limits(), 0, tight=False)
        _pass_problem(self._highs, self._problem)
        if stop is not None:
            self._interrupt = _Interrupt(stop)  # kept: the solver only points to it
            self._highs.setCallback(self._interrupt, None)
            self._highs.startCallback(highspy.cb.HighsCallbackType.kCallbackSimplexInterrupt)

    def add(self, rows: sparse.csr_array, lower: Floats) -> None:
        """Add rows @ x >= lower."""
        upper = np.full(len(lower), highspy.kHighsInf)
        starts, indices = rows.indptr.astype(np.int32), rows.indices.astype(np.int32)
        done = self._highs.addRows(
            len(lower), lower, upper, len(indices), starts[:-1], indices, rows.data
        )
        if done == highspy.HighsStatus.kError:
            raise RuntimeError("HiGHS refused further rows")

    def solve(self) -> Answer:
        """Solve it again."""
        self._highs.run()
        return _answer(self._highs, self._problem, _Watch(None, None, None))


class _Watch:
    """Counts ticks, stops a run by them or on request, and passes on plan and bound."""

    def __init__(self, most: int | None, stop: Stop | None, report: Report | None) -> None:
        self._most = most
        self._stop = stop
        self._report = report
        self.ticks = 0

    def __call__(
        self, kind: Any, message: str, data_out: Any, data_in: Any, user_data: Any
    ) -> None:
        self.ticks += 1
        if self._report is not None:
            plan = float(data_out.mip_primal_bound)
            self._report(plan if math.isfinite(plan) else None, float(data_out.mip_dual_bound))
        spent = self._most is not None and self.ticks >= self._most
        if spent or (self._stop is not None and self._stop()):
            data_in.user_interrupt = True


class _Interrupt:
    """Ends a linear program on request."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop

    def __call__(
        self, kind: Any, message: str, data_out: Any, data_in: Any, user_data: Any
    ) -> None:
        if self._stop():
            data_in.user_interrupt = True


_OUTCOMES: dict[Any, Outcome] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kUnboundedOrInfeasible: "infeasible",
    highspy.HighsModelStatus.kUnbounded: "unbounded",
}


def _answer(highs: Any, problem: Problem, watch: _Watch) -> Answer:
    info = highs.getInfo()
    outcome = _OUTCOMES.get(highs.getModelStatus(), "stopped")
    feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    solution = highs.getSolution()
    x = np.array(solution.col_value) if feasible else None
    objective = float(problem.cost @ x) if x is not None else math.inf
    if problem.integer.any():
        bound = float(info.mip_dual_bound)
        return Answer(outcome, x, objective, bound, watch.ticks)
    bound = objective if outcome == "optimal" else -math.inf
    duals = np.array(solution.row_dual) if outcome == "optimal" else None
    return Answer(outcome, x, objective, bound, watch.ticks, duals)
