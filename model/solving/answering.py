"""One run from case to plan: build, compile, search, and put the answer into tables."""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any

import numpy as np

from model.case.building import build_instance
from model.case.case import Case
from model.case.instance import Instance
from model.case.priority import by_urgency
from model.formulation import RULES, formulate
from model.formulation.fillable import fillable
from model.formulation.needs import needs, ships_stay_within_what_is_due
from model.plan.plan import Plan
from model.solving.arrays import Floats
from model.solving.cluster import open_cluster
from model.solving.course import Course, Progress, interruptible
from model.solving.decompose import solve_by_parts
from model.solving.effort import EFFORTS, ROUND, SMALL
from model.solving.hands import Hands, Stop
from model.solving.highs import check_version
from model.solving.matrix import Matrix, compile_matrix
from model.solving.outcome import Run, as_plan
from model.solving.pool import open_pool
from model.solving.search import Found, Question, solve_whole
from model.solving.tightening import Structure


def solve(
    case: Case,
    *,
    start: Plan | None = None,
    gap: float = 0.02,
    effort: str = "standard",
    time_limit: float | None = None,
    seed: int = 0,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
    without: Collection[str] = (),
) -> Plan:
    """The best plan found for the case, with its proof.

    `start` is a plan to begin from (of this case or one like it); `gap` the relative gap on the
    decided cost at which to stop; `effort` quick, standard or thorough; `time_limit` seconds, a
    safety net; `workers` processes (default: the cores, at most four), or `cluster` the address of
    a Dask scheduler whose workers are used instead; `progress` is called with seconds, phase, plan,
    bound and gap; `stop` is asked now and then whether to end, as Ctrl-C asks; `without` names
    rules or cost heads to leave out. Raises ValueError for an unknown effort, rule or head,
    ClusterError for a cluster that cannot be used and ViolationError for a fault of ours.
    """
    if effort not in EFFORTS:
        raise ValueError(f"effort {effort!r} is not one of {', '.join(EFFORTS)}")
    check_version()
    course = Course(gap=gap, time_limit=time_limit, progress=progress, asked=stop)
    settings = {"gap": gap, "effort": effort, "seed": seed, "time_limit": time_limit}
    with interruptible(course), _hands(cluster) as hands:
        settings["workers"] = hands.workers if hands else workers or _cores()
        return _solve(case, course, start, without, settings, hands)


def _cores() -> int:
    return min(os.cpu_count() or 1, ROUND)


def _hands(cluster: str | None) -> AbstractContextManager[Hands | None]:
    return nullcontext() if cluster is None else open_cluster(cluster)


def _solve(
    case: Case,
    course: Course,
    start: Plan | None,
    without: Collection[str],
    settings: dict[str, Any],
    hands: Hands | None,
) -> Plan:
    """From case to plan. To the very end Ctrl-C only asks to stop: what is found is not lost."""
    course.enter("building")
    began = time.perf_counter()
    inst = build_instance(case)
    matrix, ledger = compile_matrix(inst, formulate(inst, without))
    course.constant = matrix.constant
    built = time.perf_counter()
    values = None if start is None else _from_values(matrix, start.values)
    order = _insertion_order(inst, matrix)
    question = Question(course.gap, settings["effort"], settings["seed"], order, values)
    structure = _structure(inst, without)
    found = _search(matrix, structure, question, course, hands or settings["workers"])
    plan = as_plan(Run(case, inst, matrix, ledger, course, settings), found)
    seconds = {"build": built - began, "solve": time.perf_counter() - built}
    return replace(plan, seconds=seconds)


def _structure(inst: Instance, without: Collection[str]) -> Structure:
    """What valid inequalities are drawn from; nothing where a rule is left out."""
    if RULES.keys() & set(without):
        return Structure()
    return Structure(
        tuple(needs(inst)), tuple(ships_stay_within_what_is_due(inst)), tuple(fillable(inst))
    )


def _search(
    matrix: Matrix, structure: Structure, question: Question, course: Course, who: Hands | int
) -> Found:
    """Small cases whole, others by parts; by parts too where the whole gave no plan in time."""
    if int(matrix.integer.sum()) <= SMALL or len(matrix.owners) == 1:
        found = solve_whole(matrix, question, course)
        if found.x is not None or found.stopped_by != "effort":
            return found
    with open_pool(who, course.should_stop) as pool:
        return solve_by_parts(matrix, structure, question, course, pool)


def _insertion_order(inst: Instance, matrix: Matrix) -> tuple[int, ...]:
    """Owners in the order in which a search by parts places them."""
    number = {name: i for i, name in enumerate(matrix.owners)}
    return tuple(number[p] for p in by_urgency(inst))


def _from_values(matrix: Matrix, values: object) -> Floats:
    """A solution vector with the values of a plan, 0 where it knows nothing."""
    assert isinstance(values, dict)
    return np.array([values.get(name, 0.0) for name in matrix.column_names])
