"""What a run of a solver on a case left: one record, and the file that keeps them."""

from __future__ import annotations

import json
import math
import platform
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import psutil

OURS: Final = "ours"
RESULTS: Final = Path(__file__).with_name("results.json")
MOMENTS: Final = (20, 60, 120, 300, 600, 1800)
"""Seconds at which plan and bound of a run are kept."""


@dataclass(frozen=True)
class Record:
    """One run. Money in millions, with the constant; None: there is none.

    `plan` keeps all limits, unless `breach` (weighted kg) is above 0; `bound` is below every plan.
    `at` has (seconds, plan, bound)
    at some moments, `first_plan` the seconds to the first plan that keeps all limits.
    """

    case: str
    sha256: str
    solver: str
    version: str
    date: str
    machine: str
    cores: int
    limit: float
    seed: int
    status: str
    plan: float | None
    bound: float | None
    constant: float
    seconds: float
    memory_mb: float
    breach: float = 0.0
    first_plan: float | None = None
    build: float | None = None
    audit: str = ""
    note: str = ""
    at: list[tuple[float, float | None, float | None]] = field(default_factory=list)

    @property
    def gap(self) -> float:
        """(plan - bound) / |decided cost of the plan|; infinite without plan or bound."""
        return gap(self.plan, self.bound, self.constant)

    @property
    def series(self) -> tuple[str, str, int, float]:
        """What runs of different seeds have in common."""
        return self.case, self.solver, self.cores, self.limit


def gap(plan: float | None, bound: float | None, constant: float) -> float:
    """The gap on the decided cost; infinite without plan or bound."""
    if plan is None or bound is None:
        return math.inf
    return max(0.0, plan - bound) / max(1e-9, abs(plan - constant))


def median(records: Iterable[Record]) -> Record:
    """The run with the middle gap, the worse of two in the middle; by plan where gaps are equal."""

    def worth(record: Record) -> tuple[float, float, float]:
        plan = math.inf if record.plan is None else record.plan
        return record.gap, plan, record.seconds

    ordered = sorted(records, key=worth)
    return ordered[len(ordered) // 2]


def medians(records: Iterable[Record]) -> list[Record]:
    """The median of each series, in the order in which the series first appear."""
    found: dict[tuple[str, str, int, float], list[Record]] = defaultdict(list)
    for record in records:
        found[record.series].append(record)
    return [median(series) for series in found.values()]


def machine() -> str:
    """What the figures were measured on."""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{platform.system()} {platform.machine()}, {psutil.cpu_count()} cores, "
        f"{memory:.0f} GB, Python {platform.python_version()}"
    )


def read_results(path: Path) -> dict[str, Any]:
    """The results kept so far: `records` and `scaling`; empty where there is no file."""
    if not path.is_file():
        return {"records": [], "scaling": []}
    data = json.loads(path.read_text(encoding="utf-8"))
    records = [
        Record(**{**row, "at": [(a, b, c) for a, b, c in row["at"]]}) for row in data["records"]
    ]
    return {"records": records, "scaling": data["scaling"]}


def write_results(path: Path, results: Mapping[str, Any]) -> None:
    """Write the results; equal results give equal files."""
    records = [asdict(record) for record in results["records"]]
    data = {"records": records, "scaling": results["scaling"]}
    text = json.dumps(data, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def replaced(old: Iterable[Record], new: Iterable[Record]) -> list[Record]:
    """The old records with those of the new ones' series replaced."""
    new = list(new)
    series = {record.series for record in new}
    return [record for record in old if record.series not in series] + new
