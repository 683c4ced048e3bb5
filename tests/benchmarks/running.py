"""Solves in processes of their own: started, watched for memory, ended when they overstay."""

from __future__ import annotations

import contextlib
import datetime
import json
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil

from tests.benchmarks.cases import Wanted
from tests.benchmarks.exchange import COMPILE, PROBLEM, VALUES, Answer, answer_name, request_name
from tests.benchmarks.matrices import judged, load
from tests.benchmarks.records import MOMENTS, OURS, Record, machine

PROJECT: Final = Path(__file__).resolve().parents[2]
_EVERY: Final = 0.1  # seconds between looks at the memory
_GRACE: Final = 600.0  # seconds beyond its limit after which a solve is ended
_BUILDING: Final = 3600.0  # seconds for reading and compiling a case

_MODULE: Final = {COMPILE: "compiling", OURS: "ours"}


class ChildError(RuntimeError):
    """A process ended without an answer."""


@dataclass(frozen=True)
class Terms:
    """What every solver is given: seconds, cores, and the seed of this run; ours its effort."""

    seconds: float
    cores: int
    seed: int = 0
    gap: float = 1e-6
    effort: str = "thorough"
    first_plan: bool = False


def compiled(case: Wanted, folder: Path) -> Answer:
    """The case's matrix in the folder, and its sizes. Raises ChildError."""
    answer, _ = ask(COMPILE, case, Terms(_BUILDING, 1), folder)
    return answer


def ran(solver: str, case: Wanted, terms: Terms, folder: Path, sizes: Mapping[str, Any]) -> Record:
    """One run of a solver; a process that fails leaves a record that says so."""
    try:
        answer, memory = ask(solver, case, terms, folder)
    except ChildError as error:
        answer, memory = {"status": "failed", "seconds": terms.seconds, "note": str(error)}, 0.0
    known = {
        "case": case.label,
        "sha256": sizes["sha256"],
        "solver": solver,
        "version": answer.get("version", ""),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "machine": machine(),
        "cores": terms.cores,
        "limit": terms.seconds,
        "seed": terms.seed,
        "status": answer["status"],
        "constant": sizes["constant"],
        "seconds": round(answer["seconds"], 2),
        "memory_mb": round(memory, 1),
    }
    told = _told_by_us(answer) if solver == OURS else _told_by_other(answer, sizes, folder)
    return Record(**known, **told)


def _told_by_us(answer: Answer) -> dict[str, Any]:
    trajectory = [tuple(entry) for entry in answer.get("trajectory", [])]
    return {
        "plan": answer.get("plan"),
        "bound": answer.get("bound"),
        "breach": answer.get("breach", 0.0),
        "build": answer.get("build"),
        "audit": answer.get("audit", ""),
        "note": answer.get("note", ""),
        "first_plan": next((seconds for seconds, plan, _ in trajectory if plan is not None), None),
        "at": at_moments(trajectory, answer["seconds"]),
    }


def at_moments(
    trajectory: Iterable[tuple[float, float | None, float | None]], end: float
) -> list[tuple[float, float | None, float | None]]:
    """Plan and bound as they stood at each of the moments before the end."""
    found: list[tuple[float, float | None, float | None]] = []
    entries = list(trajectory)
    for moment in MOMENTS:
        past = [entry for entry in entries if entry[0] <= moment]
        if past and moment <= end:
            found.append((moment, past[-1][1], past[-1][2]))
    return found


def _told_by_other(answer: Answer, sizes: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Its plan put on the matrix; plan and bound with the constant."""
    plan, note = None, answer.get("note", "")
    if answer.get("found"):
        plan, note = judged(load(folder / PROBLEM), folder / VALUES)
    bound, constant = answer.get("bound"), sizes["constant"]
    return {
        "plan": None if plan is None else plan + constant,
        "bound": None if bound is None else bound + constant,
        "note": note,
    }


def ask(solver: str, case: Wanted, terms: Terms, folder: Path) -> tuple[Answer, float]:
    """The answer of a fresh process, and the most memory it and its children had (MB).

    Raises ChildError where it ends without an answer or overstays.
    """
    for left in (answer_name(solver), VALUES):
        (folder / left).unlink(missing_ok=True)
    request = folder / request_name(solver)
    text = json.dumps({"solver": solver, "case": case.as_json(), **vars(terms)})
    request.write_text(text, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        f"tests.benchmarks.{_MODULE.get(solver, 'other')}",
        str(request),
    ]
    with (folder / f"log-{solver}.txt").open("w+", encoding="utf-8") as log:
        child = psutil.Popen(command, cwd=PROJECT, stdout=log, stderr=subprocess.STDOUT)
        _keep_to(child, terms.cores)
        memory = watched(child, terms.seconds + _GRACE + terms.seconds / 4)
        answer = folder / answer_name(solver)
        if child.returncode == 0 and answer.is_file():
            return json.loads(answer.read_text(encoding="utf-8")), memory
        log.seek(0)
        lines = log.read().strip().splitlines() or [f"exit code {child.returncode}"]
    raise ChildError(f"{solver} left no answer: {lines[-1]}")


def _keep_to(child: psutil.Popen, cores: int) -> None:
    """Keep the process and its children to so many cores, where the system can."""
    if hasattr(child, "cpu_affinity"):
        with contextlib.suppress(psutil.Error):
            child.cpu_affinity(child.cpu_affinity()[:cores])


def watched(child: psutil.Popen, longest: float) -> float:
    """The most memory of the process and its children together (MB); ends it after `longest`."""
    most, began = 0.0, time.monotonic()
    while child.poll() is None:
        if time.monotonic() - began > longest:
            _end(child)
        most = max(most, _memory_mb(child))
        time.sleep(_EVERY)
    return most


def _family(child: psutil.Process) -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        return [child, *child.children(recursive=True)]
    return []


def _memory_mb(child: psutil.Process) -> float:
    """Resident memory of all, in MB; what they share counts for each of them."""
    total = 0.0
    for process in _family(child):
        with contextlib.suppress(psutil.Error):
            total += process.memory_info().rss
    return total / 1e6


def _end(child: psutil.Popen) -> None:
    for process in reversed(_family(child)):
        with contextlib.suppress(psutil.Error):
            process.kill()
    child.wait()
