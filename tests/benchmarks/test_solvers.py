"""Solves in processes of their own: ours and each solver that is installed find one optimum."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from tests.benchmarks import running
from tests.benchmarks.cases import Wanted, case_at, wanted_cases
from tests.benchmarks.exchange import MODEL, PROBLEM, VALUES
from tests.benchmarks.matrices import judged, load
from tests.benchmarks.records import OURS
from tests.benchmarks.running import PROJECT, ChildError, Terms, ask, compiled, ran
from tests.benchmarks.solvers import installed, read_cbc

INPUTS = PROJECT / "inputs"
EXAMPLE = case_at(str(INPUTS / "example"))
TERMS = Terms(seconds=60.0, cores=1)
TOTAL, CONSTANT = 49.7, 8.0  # README.md reckons them by hand


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the example lies compiled, with its sizes."""
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture(scope="module")
def sizes(folder: Path) -> dict[str, Any]:
    """The example, compiled in a process of its own."""
    return compiled(EXAMPLE, folder)


def test_a_case_is_compiled_with_all_limits_kept(folder: Path, sizes: dict[str, Any]) -> None:
    """The files hold the matrix as it is: sizes, whole numbers, and columns that may not break."""
    problem = load(folder / PROBLEM)
    assert problem.rows.shape == (sizes["rows"], sizes["columns"])
    assert int(problem.integer.sum()) == sizes["whole"] > 0
    assert sizes["constant"] == pytest.approx(CONSTANT)
    lines = (folder / MODEL).read_text(encoding="ascii").splitlines()
    assert lines[-1] == "ENDATA"


@pytest.mark.parametrize("solver", [OURS, *installed()])
def test_each_solver_finds_the_optimum(solver: str, folder: Path, sizes: dict[str, Any]) -> None:
    """The example's total, proven, with memory measured; ours is audited."""
    record = ran(solver, EXAMPLE, TERMS, folder, sizes)
    assert record.plan == pytest.approx(TOTAL, abs=1e-6)
    assert record.bound == pytest.approx(TOTAL, abs=1e-2)
    assert record.memory_mb > 10
    assert record.audit == ("passed" if solver == OURS else "")
    assert record.first_plan is not None or solver != OURS


def test_a_solve_that_fails_says_so(folder: Path, sizes: dict[str, Any]) -> None:
    """A process that ends without an answer leaves a record with its last words."""
    record = ran(OURS, replace(EXAMPLE, scenario="nonsense"), TERMS, folder, sizes)
    assert (record.status, record.plan) == ("failed", None)
    assert "nothing was solved" in record.note
    with pytest.raises(ChildError, match="left no answer"):
        ask("unknown", EXAMPLE, TERMS, folder)


def _started(source: str) -> psutil.Popen:
    return psutil.Popen([sys.executable, "-c", source])


def test_memory_is_that_of_all_processes() -> None:
    """Of a process whose child takes 100 MB, more than these are counted."""
    held = "x = bytearray(b'x' * 10**8); import time; time.sleep(3)"
    child = _started(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {held!r}])")
    assert running.watched(child, longest=600.0) > 100
    assert child.returncode == 0


def test_who_overstays_is_ended() -> None:
    """A process that does not end is ended."""
    child = _started("import time; time.sleep(600)")
    running.watched(child, longest=0.5)
    assert child.returncode != 0


def test_a_solution_is_put_right_or_refused(
    folder: Path, sizes: dict[str, Any], tmp_path: Path
) -> None:
    """A plan that is off by a little is solved again; nonsense is none, and the note says why."""
    problem = load(folder / PROBLEM)
    record = ran("highs", EXAMPLE, TERMS, folder, sizes)
    with np.load(folder / VALUES) as saved:
        columns, values = saved["columns"], saved["values"]
    np.savez(tmp_path / "off.npz", columns=columns, values=values + 1e-5)
    cost, note = judged(problem, tmp_path / "off.npz")
    assert record.plan is not None
    assert cost == pytest.approx(record.plan - CONSTANT, abs=1e-6)
    assert note == ""
    np.savez(tmp_path / "odd.npz", columns=columns, values=values * 0)
    cost, note = judged(problem, tmp_path / "odd.npz")
    assert cost is None
    assert note.startswith("its solution breaks the model by ")


_STOPPED = """\
CBC devel (git:abc) - COIN-OR Branch and Cut
Result - Stopped on time limit
Objective value:                7490
Lower bound:                    6809.18
"""
_OPTIMAL = """\
Welcome to the CBC MILP Solver
Version: 2.10.12

Result - Optimal solution found
Objective value:                41.70000000
"""


@pytest.mark.parametrize(
    ("log", "solution", "plan", "bound"),
    [
        (_STOPPED, "Stopped on time - objective value 7490\n  2 c2  1  0\n", {2: 1.0}, 6809.18),
        (_OPTIMAL, "Optimal - objective value 41.7\n** 3 c3  2.5  0\n", {3: 2.5}, 41.7),
        (_STOPPED, "Stopped on time (no integer solution - continuous used)\n", None, 6809.18),
        ("", "Infeasible - objective value 0\n", None, None),
        ("", "", None, None),
    ],
)
def test_the_words_of_cbc(
    log: str, solution: str, plan: dict[int, float] | None, bound: float | None
) -> None:
    """Its plan, and its bound, lowered by what six digits may hide."""
    said = read_cbc(log, solution)
    assert said.values == plan
    if bound is None:
        assert said.bound is None
    else:
        assert said.bound == pytest.approx(bound, rel=2e-5)
        assert said.bound is not None
        assert said.bound < bound


def _wanted(*labels: str) -> list[Wanted]:
    return list(wanted_cases(list(labels), INPUTS, "example"))


def test_labels_say_how_a_case_is_made() -> None:
    """A case, a scenario, other periods, a portfolio with its seed; all scenarios by a star."""
    example = str(INPUTS / "example")
    assert _wanted("example", "example+beta-up@6", "30", "9#4@3") == [
        Wanted("example", example),
        Wanted("example+beta-up@6", example, "beta-up", period_months=6),
        Wanted("30", example, programmes=30),
        Wanted("9#4@3", example, programmes=9, seed=4, period_months=3),
    ]
    assert [case.label for case in _wanted("example+*@6")] == ["example+beta-up@6"]
    with pytest.raises(ValueError, match="names no case"):
        _wanted("example@5")


def test_labels_become_cases() -> None:
    """Scenario and periods are those asked for, and a portfolio has its number of programmes."""
    scenario, drawn = (wanted.made() for wanted in _wanted("example+beta-up@6", "3@6"))
    assert (scenario.scenario, scenario.settings["period_months"]) == ("beta-up", 6)
    assert (len(drawn.tables["programmes"]), drawn.settings["period_months"]) == (3, 6)
