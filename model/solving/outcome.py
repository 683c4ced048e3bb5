"""What a run found, told as a plan: tables, money, proof, and how it went."""

from __future__ import annotations

import importlib.metadata
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import psutil

from model.case.case import Case
from model.case.instance import Instance
from model.plan.breaches import broken_limits
from model.plan.columns import RESULT_TABLES, empty_table
from model.plan.durations import durations, shortened_chains, shortened_releases
from model.plan.plan import BrokenLimit, Plan, Status
from model.plan.tables import result_tables
from model.plan.values import Key
from model.solving.arrays import Floats
from model.solving.course import Course, relative_gap
from model.solving.effort import TOLERANCE
from model.solving.matrix import Ledger, Matrix
from model.solving.search import Found
from model.solving.worth import worth_of


class ViolationError(RuntimeError):
    """A plan that breaks a row of the model was about to be reported: a fault of ours."""


@dataclass(frozen=True)
class Run:
    """One run: its case, what it was compiled to, and how it was asked and went."""

    case: Case
    inst: Instance
    matrix: Matrix
    ledger: Ledger
    course: Course
    settings: Mapping[str, object]


def as_plan(run: Run, found: Found) -> Plan:
    """The plan that was found; without one, empty tables and the limits that stand in the way.

    Raises ViolationError where the solution breaks a row of the model.
    """
    nothing = _no_plan(run, found)
    if found.x is None:
        return nothing
    matrix = run.matrix
    x = cleaned(matrix, found.x)
    violation = matrix.worst_violation(x)
    if violation > TOLERANCE:
        raise ViolationError(f"the plan found breaks a row of the model by {violation:.2g}")
    values: dict[Key, float] = {matrix.column_names[i]: float(x[i]) for i in np.flatnonzero(x)}
    quantities = np.where(run.ledger.column >= 0, x[run.ledger.column], 1.0)
    hurry = found.stopped_by in ("time_limit", "interrupt")
    worth = worth_of(matrix, x, found.row_prices, hurry=hurry)
    tables = result_tables(run.inst, values, run.ledger.terms, quantities.tolist(), worth)
    costs = tables["Costs"]
    decided = float(matrix.cost @ x)
    bound = min(found.bound, decided)
    counted = costs["ours_m" if run.inst.own_objective else "discounted_m"]
    tail = float(counted[costs["tail"] == "yes"].sum())
    broken = broken_limits(run.inst, values, tables)
    return replace(
        nothing,
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
    )


def _no_plan(run: Run, found: Found) -> Plan:
    """What there is to say of a run before any plan: figures are NaN, tables empty."""
    return Plan(
        case=run.case,
        status="no_plan",
        stopped_by=found.stopped_by,
        tables={name: empty_table(name) for name in RESULT_TABLES},
        objective_m=math.nan,
        constant_m=run.matrix.constant,
        decided_cost_m=math.nan,
        bound_m=math.nan,
        gap=math.nan,
        tail_cost_m=math.nan,
        total_cost_m=math.nan,
        own_cost_m=math.nan,
        broken=tuple(_blocked(name, index) for name, index in found.blocked),
        peak_memory_mb=_peak_memory_mb(),
        settings=run.settings,
        effort=dict(found.work),
        versions=versions(),
        trajectory=tuple(run.course.history),
        warnings=(
            *run.case.warnings,
            *run.inst.warnings,
            *shortened_chains(run.inst, run.case),
            *shortened_releases(run.inst, run.case),
        ),
        durations=durations(run.case, run.inst),
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
