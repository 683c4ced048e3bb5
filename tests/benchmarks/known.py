"""Best known plans and bounds: no bound may ever exceed a plan.

Kept in known.json by the case's label, with the hash of its inputs, so that figures of other inputs
are never compared. Published cases bring theirs in `optimum.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from tests.benchmarks.records import Record, gap

KNOWN: Final = Path(__file__).with_name("known.json")
TOLERANCE: Final = 1e-6  # relative to the larger of 1 and the figure
PASSED: Final = "passed"


class ContradictionError(ValueError):
    """A bound above a plan: one of the two is wrong."""


@dataclass(frozen=True)
class Known:
    """The best plan and the best bound known of a case (millions, with its constant), and whose."""

    sha256: str
    constant: float
    plan: float | None = None
    plan_by: str = ""
    bound: float | None = None
    bound_by: str = ""

    @property
    def gap(self) -> float:
        """The gap between both, on the decided cost."""
        return gap(self.plan, self.bound, self.constant)


def read_known(path: Path = KNOWN) -> dict[str, Known]:
    """All that is known, by label. Raises ContradictionError where a bound exceeds its plan."""
    if not path.is_file():
        return {}
    data = json.loads(path.read_text(encoding="utf-8"))
    found = {label: Known(**entry) for label, entry in data.items()}
    for label, known in found.items():
        check(label, known)
    return found


def write_known(known: Mapping[str, Known], path: Path = KNOWN) -> None:
    """Write what is known. Raises ContradictionError, and writes nothing, if a bound is wrong."""
    for label, entry in known.items():
        check(label, entry)
    data = {label: asdict(known[label]) for label in sorted(known)}
    text = json.dumps(data, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def check(label: str, known: Known) -> None:
    """Raises ContradictionError where the bound exceeds the plan."""
    if known.plan is None or known.bound is None:
        return
    if known.bound > known.plan + TOLERANCE * max(1.0, abs(known.plan)):
        raise ContradictionError(
            f"{label}: the bound {known.bound:.9g} of {known.bound_by} exceeds the plan "
            f"{known.plan:.9g} of {known.plan_by}; one of them is wrong"
        )


def published(folder: Path, known: Known) -> Known:
    """With what the case's own folder says of its optimum."""
    place = folder / "optimum.json"
    if not place.is_file():
        return known
    told = json.loads(place.read_text(encoding="utf-8"))
    plan = told.get("optimum_total", told.get("best_known_total"))
    bound = told.get("optimum_total", told.get("bound_total"))
    return _better(_better(known, plan=plan, by="published"), bound=bound, by="published")


def learnt(label: str, known: Known, record: Record) -> Known:
    """What is known after a run. Raises ContradictionError where they cannot both be right.

    A plan that breaks limits or failed its audit teaches nothing.
    """
    if record.sha256 != known.sha256:
        raise ValueError(f"{label}: the run is of other inputs")
    by = f"{record.solver} ({record.version}), {record.date}"
    if record.breach > TOLERANCE or record.audit not in ("", PASSED):
        return known
    after = _better(_better(known, plan=record.plan, by=by), bound=record.bound, by=by)
    check(label, after)
    return after


def _better(
    known: Known, *, plan: float | None = None, bound: float | None = None, by: str
) -> Known:
    if plan is not None and (known.plan is None or plan < known.plan):
        known = replace(known, plan=plan, plan_by=by)
    if bound is not None and (known.bound is None or bound > known.bound):
        known = replace(known, bound=bound, bound_by=by)
    return known
