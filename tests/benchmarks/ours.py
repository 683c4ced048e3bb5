"""A process that solves a case as we do, from the tables to the audit."""

from __future__ import annotations

import math
import signal
import time
from collections.abc import Callable
from pathlib import Path

from model import __version__, audit, solve
from tests.benchmarks.cases import Wanted
from tests.benchmarks.exchange import Answer, Request, reply


def solve_case(request: Request, folder: Path) -> Answer:
    """What was found and proven, audited; with `first_plan` it stops at the first plan."""
    case = Wanted(**request["case"]).made()
    began = time.perf_counter()
    plan = solve(
        case,
        gap=request["gap"],
        effort=request["effort"],
        time_limit=request["seconds"],
        seed=request["seed"],
        workers=request["cores"],
        progress=_stop_at_first_plan() if request["first_plan"] else None,
    )
    seconds = time.perf_counter() - began
    found = plan.status != "no_plan"
    report = audit(case, plan.tables, plan.objective_m, plan.constant_m, plan.broken)
    return {
        "plan": plan.objective_m if found else None,
        "bound": plan.bound_m if found and math.isfinite(plan.bound_m) else None,
        "status": f"{plan.status}, {plan.stopped_by}",
        "breach": plan.broken_weighted,
        "seconds": seconds,
        "build": plan.seconds["build"],
        "audit": ("passed" if report.ok else str(report)) if found else "",
        "trajectory": plan.trajectory,
        "version": f"{__version__}, HiGHS {plan.versions['highspy']}",
    }


def _stop_at_first_plan() -> Callable[..., None]:
    """A progress that asks to stop, as Ctrl-C does, once a plan keeps all limits."""
    asked = False

    def told(_seconds: float, _phase: str, plan: float | None, *_: float | None) -> None:
        nonlocal asked
        if plan is not None and not asked:
            asked = True
            signal.raise_signal(signal.SIGINT)

    return told


if __name__ == "__main__":
    reply(solve_case)
