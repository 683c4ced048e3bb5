"""One run from case to plan: build, compile, search, and put the answer into tables."""

from __future__ import annotations

import importlib.metadata
import math
import os
import time
from collections.abc import Collection

import numpy as np
import psutil

from model.case.building import build_instance
from model.case.case import Case
from model.case.instance import Instance
from model.case.priority import by_urgency
from model.formulation import formulate
from model.plan.breaches import broken_limits
from model.plan.columns import RESULT_TABLES, empty_table
from model.plan.durations import durations, shortened_chains
from model.plan.plan import BrokenLimit, Plan, Status
from model.plan.tables import result_tables
from model.plan.values import Key
from model.solving.arrays import Floats
from model.solving.course import Course, Progress, interruptible, relative_gap
from model.solving.decompose import solve_by_parts
from model.solving.effort import EFFORTS, ROUND, SMALL, TOLERANCE
from model.solving.highs import check_version
from model.solving.matrix import Ledger, Matrix, compile_matrix
from model.solving.pool import open_pool
from model.solving.search import Found, Question, solve_whole


class ViolationError(RuntimeError):
    """A plan that breaks a row of the model was about to be reported: a fault of ours."""


def solve(
    case: Case,
    *,
    start: Plan | None = None,
    gap: float = 0.02,
    effort: str = "standard",
    time_limit: float | None = None,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
    without: Collection[str] = (),
) -> Plan:
    """The best plan found for the case, with its proof.

    `start` is a plan to begin from (of this case or one like it); `gap` the relative gap on the
    decided cost at which to stop; `effort` quick, standard or thorough; `time_limit` seconds, a
    safety net; `workers` processes (default: the cores, at most four); `progress` is called with
    seconds, phase, plan, bound and gap; `without` names rules or cost heads to leave out. Raises
    ValueError for an unknown effort, rule or head and ViolationError for a fault of ours.
    """
    if effort not in EFFORTS:
        raise ValueError(f"effort {effort!r} is not one of {', '.join(EFFORTS)}")
    check_version()
    course = Course(gap=gap, time_limit=time_limit, progress=progress)
    course.enter("building")
    began = time.perf_counter()
    inst = build_instance(case)
    matrix, ledger = compile_matrix(inst, formulate(inst, without))
    course.constant = matrix.constant
    built = time.perf_counter()
    number = {name: i for i, name in enumerate(matrix.owners)}
    question = Question(
        gap=gap,
        effort=effort,
        seed=seed,
        order=tuple(number[p] for p in by_urgency(inst)),
        start=None if start is None else _from_values(matrix, start.values),
    )
    workers = workers or min(os.cpu_count() or 1, ROUND)
    with interruptible(course):
        found = _search(matrix, question, course, workers)
    seconds = {"build": built - began, "solve": time.perf_counter() - built}
    settings = {
        "gap": gap,
        "effort": effort,
        "seed": seed,
        "workers": workers,
        "time_limit": time_limit,
    }
    return _plan(case, inst, matrix, ledger, found, course, seconds, settings)


def _search(matrix: Matrix, question: Question, course: Course, workers: int) -> Found:
    """Small cases whole, others by parts; by parts too where the whole gave no plan in time."""
    if int(matrix.integer.sum()) <= SMALL or len(matrix.owners) == 1:
        found = solve_whole(matrix, question, course)
        if found.x is not None or found.stopped_by != "effort":
            return found
    with open_pool(workers, course.should_stop) as pool:
        return solve_by_parts(matrix, question, course, pool)


def _from_values(matrix: Matrix, values: object) -> Floats:
    """A solution vector with the values of a plan, 0 where it knows nothing."""
    assert isinstance(values, dict)
    return np.array([values.get(name, 0.0) for name in matrix.column_names])


def _plan(
    case: Case,
    inst: Instance,
    matrix: Matrix,
    ledger: Ledger,
    found: Found,
    course: Course,
    seconds: dict[str, float],
    settings: dict[str, object],
) -> Plan:
    common = {
        "case": case,
        "stopped_by": found.stopped_by,
        "constant_m": matrix.constant,
        "seconds": seconds,
        "peak_memory_mb": _peak_memory_mb(),
        "settings": settings,
        "effort": dict(found.work),
        "versions": versions(),
        "trajectory": tuple(course.history),
        "warnings": (*case.warnings, *inst.warnings, *shortened_chains(inst, case)),
        "durations": durations(case, inst),
    }
    if found.x is None:
        blocked = tuple(_blocked(name, index) for name, index in found.blocked)
        nothing = dict.fromkeys(_FIGURES, math.nan)
        tables = {name: empty_table(name) for name in RESULT_TABLES}
        return Plan(status="no_plan", tables=tables, broken=blocked, **nothing, **common)  # type: ignore[arg-type]
    x = cleaned(matrix, found.x)
    violation = matrix.worst_violation(x)
    if violation > TOLERANCE:
        raise ViolationError(f"the plan found breaks a row of the model by {violation:.2g}")
    values: dict[Key, float] = {matrix.column_names[i]: float(x[i]) for i in np.flatnonzero(x)}
    quantities = np.where(ledger.column >= 0, x[ledger.column], 1.0)
    tables = result_tables(inst, values, ledger.terms, quantities.tolist())
    costs = tables["Costs"]
    decided = float(matrix.cost @ x)
    bound = min(found.bound, decided)
    counted = costs["ours_m" if inst.own_objective else "discounted_m"]
    tail = float(counted[costs["tail"] == "yes"].sum())
    broken = broken_limits(inst, values, tables)
    return Plan(
        status=_status(found, broken, gap=relative_gap(decided, bound)),
        tables=tables,
        objective_m=decided + matrix.constant,
        decided_cost_m=decided,
        bound_m=bound + matrix.constant,
        gap=relative_gap(decided, bound),
        tail_cost_m=tail,
        total_cost_m=decided + matrix.constant - tail,
        own_cost_m=float(costs.loc[costs["tail"] == "no", "ours_m"].sum()),
        broken=broken,
        broken_weighted=float(matrix.breach @ x),
        broken_weighted_bound=found.breach_bound,
        values=values,
        **common,  # type: ignore[arg-type]
    )


_FIGURES = (
    "objective_m",
    "decided_cost_m",
    "bound_m",
    "gap",
    "tail_cost_m",
    "total_cost_m",
    "own_cost_m",
)


def cleaned(matrix: Matrix, x: Floats) -> Floats:
    """x with whole numbers whole and solver dust (below 1e-9) swept to 0."""
    whole = np.where(matrix.integer, np.round(x), x)
    return np.where(np.abs(whole) < 1e-9, 0.0, whole)


def _status(found: Found, broken: Collection[BrokenLimit], gap: float) -> Status:
    if broken:
        return "broken_limits"
    if found.stopped_by in ("interrupt", "time_limit"):
        return "interrupted"
    return "optimal" if gap <= 1e-6 else "feasible"


def _blocked(rule: str, index: tuple[object, ...]) -> BrokenLimit:
    return BrokenLimit(
        limit=rule.replace("_", " "),
        key=", ".join(str(part) for part in index),
        kg=math.nan,
        periods="",
        why="no plan keeps it together with what is never relaxed",
    )


def versions() -> dict[str, str]:
    """Versions of what the answer depends on."""
    names = ("highspy", "pyomo", "numpy", "scipy", "pandas")
    return {name: importlib.metadata.version(name) for name in names}


def _peak_memory_mb() -> float:
    """Largest memory of this process so far, in megabytes."""
    process = psutil.Process()
    info = process.memory_info()
    peak = getattr(info, "peak_wset", None)  # Windows
    if peak is None:
        try:
            import resource  # noqa: PLC0415 - not on Windows
        except ImportError:
            peak = info.rss
        else:
            unit = 1 if psutil.MACOS else 1024
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return float(peak) / 1e6
