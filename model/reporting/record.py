"""run.json: a run's figures for programs, under names that are fixed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from model import __version__
from model.plan.columns import HEADS
from model.plan.plan import Plan
from model.reporting.about import FIGURES

RECORD_VERSION = 1
_STAGES = ("read", "build", "solve", "write")


def run_record(plan: Plan, seconds_write: float = 0.0) -> dict[str, Any]:
    """The figures of a plan as they stand in run.json; what is not finite is None.

    `costs` are the discounted costs of the horizon by head, all parties together: without the
    tail, which stands in tail_cost_m.
    """
    record = {
        "schema_version": RECORD_VERSION,
        "case": plan.case.name,
        "scenario": plan.case.scenario,
        "status": plan.status,
        "stopped_by": plan.stopped_by,
        **{name: getattr(plan, name) for name in FIGURES},
        "broken": [
            {"limit": b.limit, "key": b.key, "kg": b.kg, "periods": b.periods, "why": b.why}
            for b in plan.broken
        ],
        "seconds": {**dict.fromkeys(_STAGES, 0.0), **plan.seconds, "write": seconds_write},
        "peak_memory_mb": plan.peak_memory_mb,
        "settings": plan.settings,
        "effort": plan.effort,
        "versions": {"model": __version__, **plan.versions},
        "input_sha256": plan.case.sha256,
        "costs": _costs(plan),
        "trajectory": plan.trajectory,
    }
    return {name: _plain(value) for name, value in record.items()}


def record_text(record: Mapping[str, Any]) -> str:
    """The text of run.json."""
    return json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _costs(plan: Plan) -> dict[str, float]:
    costs = plan.tables.get("Costs")
    if costs is None:
        return dict.fromkeys(HEADS, 0.0)
    sums = costs[costs["tail"] == "no"].groupby("head")["discounted_m"].sum()
    return {head: float(sums.get(head, 0.0)) for head in HEADS}


def _plain(value: Any) -> Any:
    """The value in the types of JSON."""
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in (sorted(value) if isinstance(value, frozenset) else value)]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)
