"""Other solvers on the same matrix: a file in, a solution and a bound out.

Each reads the .mps file that HiGHS writes of our matrix (columns c0, c1, ...), with the same clock
and threads, and is asked for a gap of 1e-6. Nothing here knows the model.
"""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np

from tests.benchmarks.exchange import PROBLEM
from tests.benchmarks.grid import to_grid

GAP: Final = 1e-6


@dataclass(frozen=True)
class Asked:
    """A model file, and what a solver may use: seconds, threads; the seed of its search."""

    model: Path
    seconds: float
    cores: int
    seed: int


@dataclass(frozen=True)
class Said:
    """What a solver said: values by column (None: no plan), a bound, how it ended, its version."""

    values: dict[int, float] | None
    bound: float | None
    status: str
    version: str


def _finite(bound: float) -> float | None:
    return bound if math.isfinite(bound) and abs(bound) < 1e19 else None


def _numbered(pairs: Iterable[tuple[str, float]]) -> dict[int, float]:
    """Values by the number in the column's name."""
    return {int(name[1:]): value for name, value in pairs}


def ask_highs(asked: Asked) -> Said:
    """HiGHS on the whole model."""
    highspy = import_module("highspy")
    highs = highspy.Highs()
    options = {
        "output_flag": False,
        "threads": asked.cores,
        "parallel": "on" if asked.cores > 1 else "off",
        "random_seed": asked.seed,
        "time_limit": asked.seconds,
        "mip_rel_gap": GAP,
    }
    for name, value in options.items():
        highs.setOptionValue(name, value)
    highs.readModel(str(asked.model))
    highs.run()
    info = highs.getInfo()
    feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    names = highs.getLp().col_names_
    values = _numbered(zip(names, highs.getSolution().col_value, strict=True))
    status = highs.modelStatusToString(highs.getModelStatus())
    version = f"HiGHS {highs.version()}"
    return Said(values if feasible else None, _finite(info.mip_dual_bound), status, version)


def ask_scip(asked: Asked) -> Said:
    """SCIP; with several threads its concurrent solver, which races its own settings."""
    pyscipopt = import_module("pyscipopt")
    scip = pyscipopt.Model()
    scip.hideOutput(True)
    scip.readProblem(str(asked.model))
    scip.setParam("limits/time", asked.seconds)
    scip.setParam("limits/gap", GAP)
    scip.setParam("randomization/randomseedshift", asked.seed)
    scip.setParam("parallel/maxnthreads", asked.cores)
    scip.setParam("parallel/minnthreads", asked.cores)
    if asked.cores > 1:
        scip.solveConcurrent()
    else:
        scip.optimize()
    values = None
    if scip.getNSols():
        best = scip.getBestSol()
        values = _numbered((var.name, scip.getSolVal(best, var)) for var in scip.getVars())
    version = f"SCIP {scip.version()}"
    return Said(values, _finite(scip.getDualbound()), str(scip.getStatus()), version)


def ask_cp_sat(asked: Asked) -> Said:
    """CP-SAT, which knows whole numbers alone: on a grid that loses no solution (grid.py)."""
    cp_model = import_module("ortools.sat.python.cp_model")
    with np.load(asked.model.with_name(PROBLEM)) as arrays:
        grid = to_grid(dict(arrays))
    model = cp_model.CpModel()
    bounds = zip(grid.lower.tolist(), grid.upper.tolist(), strict=True)
    columns = [model.new_int_var(low, high, "") for low, high in bounds]
    total = cp_model.LinearExpr.weighted_sum
    starts, places = grid.rows.indptr.tolist(), grid.rows.indices.tolist()
    factors = grid.rows.data.astype(np.int64).tolist()
    limits = zip(grid.row_lower.tolist(), grid.row_upper.tolist(), strict=True)
    for (low, high), start, end in zip(limits, starts[:-1], starts[1:], strict=True):
        held = [columns[place] for place in places[start:end]]
        model.add_linear_constraint(total(held, factors[start:end]), low, high)
    model.minimize(total(columns, grid.cost.tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = asked.seconds
    solver.parameters.num_workers = asked.cores
    solver.parameters.random_seed = asked.seed
    solver.parameters.relative_gap_limit = GAP
    status = solver.solve(model)
    values = None
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        steps = [solver.value(column) for column in columns]
        values = dict(enumerate((np.array(steps) * grid.unit).tolist()))
    bound = solver.best_objective_bound / grid.cost_scale - grid.saved
    known = status in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN)
    version = f"OR-Tools {import_module('ortools').__version__}"
    name = solver.status_name(status).lower()
    return Said(values, _finite(bound) if known else None, name, version)


def ask_cbc(asked: Asked) -> Said:
    """CBC, its own program."""
    out = asked.model.with_name("cbc.sol")
    command = [cbc_program() or "cbc", str(asked.model)]
    options = {
        "sec": asked.seconds,
        "threads": asked.cores if asked.cores > 1 else 0,
        "timeMode": "elapsed",
        "ratioGap": GAP,
        "randomCbcSeed": asked.seed + 1,
    }
    for name, value in options.items():
        command += [f"-{name}", str(value)]
    command += ["-solve", "-solution", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    return read_cbc(done.stdout, out.read_text(encoding="utf-8") if out.is_file() else "")


def read_cbc(log: str, solution: str) -> Said:
    """What CBC's log and its file of a solution say; its bound is printed with six digits."""
    bound = re.search(r"^Lower bound:\s+(\S+)", log, re.MULTILINE)
    objective = re.search(r"^Objective value:\s+(\S+)", log, re.MULTILINE)
    version = re.search(
        r"^(?:CBC|Welcome to the CBC).*?(?:Version:)?\s*(\S+)?.*$", log, re.MULTILINE
    )
    lines = solution.splitlines()
    status = lines[0].partition(" - ")[0].strip() if lines else "no solution file"
    proven = status == "Optimal"
    lowest = float(bound[1]) if bound else float(objective[1]) if objective and proven else math.nan
    values = None
    if lines and "nfeasible" not in status and "no integer" not in lines[0]:
        cells = (line.replace("**", "").split() for line in lines[1:])
        values = _numbered((name, float(value)) for _, name, value, *_ in cells)
    digits = 1e-5 * abs(lowest)
    return Said(values, _finite(lowest - digits), status, version[0].strip() if version else "CBC")


def cbc_program() -> str | None:
    """Where CBC is: on the path, or in the package cbcbox."""
    found = shutil.which("cbc")
    if found is None and find_spec("cbcbox"):
        found = str(import_module("cbcbox").cbc_bin_path())
    return found


OTHERS: Final[dict[str, Callable[[Asked], Said]]] = {
    "highs": ask_highs,
    "scip": ask_scip,
    "cp-sat": ask_cp_sat,
    "cbc": ask_cbc,
}
_NEEDS: Final = {"highs": "highspy", "scip": "pyscipopt", "cp-sat": "ortools"}


def installed() -> list[str]:
    """Those of the other solvers that are installed.

    Nothing is loaded: highspy and ortools hold a HiGHS each and do not share a process.
    """
    return [
        name for name in OTHERS if (find_spec(_NEEDS[name]) if name in _NEEDS else cbc_program())
    ]
