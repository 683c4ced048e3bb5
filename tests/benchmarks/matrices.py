"""The compiled matrix as files, and what a solution of another solver is worth on it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import highspy
import numpy as np
from scipy import sparse

from model.solving.arrays import Floats
from model.solving.highs import Problem, made_whole

TOLERANCE: Final = 1e-4
"""By how much another solver's own solution may break a row or a whole number."""


def save(problem: Problem, arrays: Path, model: Path) -> None:
    """Write the problem as arrays, and as an .mps file with columns c0, c1, ..."""
    np.savez(
        arrays,
        cost=problem.cost,
        lower=problem.lower,
        upper=problem.upper,
        integer=problem.integer,
        row_lower=problem.row_lower,
        row_upper=problem.row_upper,
        data=problem.rows.data,
        indices=problem.rows.indices,
        indptr=problem.rows.indptr,
    )
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    if highs.passModel(_as_lp(problem)) == highspy.HighsStatus.kError:
        raise RuntimeError("HiGHS refused the matrix")
    if highs.writeModel(str(model)) == highspy.HighsStatus.kError:
        raise OSError(f"{model} cannot be written")


def _as_lp(problem: Problem) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = problem.rows.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = problem.cost, problem.lower, problem.upper
    lp.row_lower_, lp.row_upper_ = problem.row_lower, problem.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = problem.rows.indptr.astype(np.int32)
    lp.a_matrix_.index_ = problem.rows.indices.astype(np.int32)
    lp.a_matrix_.value_ = problem.rows.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(whole)] for whole in problem.integer]
    return lp


def load(arrays: Path) -> Problem:
    """The problem as it was saved."""
    with np.load(arrays) as saved:
        shape = (len(saved["row_lower"]), len(saved["cost"]))
        parts = (saved["data"], saved["indices"], saved["indptr"])
        return Problem(
            cost=saved["cost"],
            lower=saved["lower"],
            upper=saved["upper"],
            integer=saved["integer"],
            rows=sparse.csr_array(parts, shape=shape),
            row_lower=saved["row_lower"],
            row_upper=saved["row_upper"],
        )


def judged(problem: Problem, values: Path) -> tuple[float | None, str]:
    """Decided cost of a solver's solution, and what there is to say of it; None: it is no plan.

    Its whole numbers are rounded and the rest solved again to 1e-9, as our own plans are; where
    that cannot be done, its own solution counts while it breaks nothing by more than TOLERANCE.
    """
    with np.load(values) as saved:
        x = np.zeros(len(problem.cost))
        x[saved["columns"]] = saved["values"]
    whole = made_whole(problem, x)
    if whole is not None:
        return float(problem.cost @ whole), ""
    worst = _violation(problem, x)
    if worst <= TOLERANCE:
        return float(problem.cost @ x), f"breaks a row by {worst:.1g}"
    return None, f"its solution breaks the model by {worst:.1g}"


def _violation(problem: Problem, x: Floats) -> float:
    """The largest amount by which x breaks a row, a bound or wholeness."""
    activity = problem.rows @ x
    parts = (
        problem.row_lower - activity,
        activity - problem.row_upper,
        problem.lower - x,
        x - problem.upper,
        np.abs(x - np.round(x))[problem.integer],
    )
    return max(float(np.max(part, initial=0.0)) for part in parts)
