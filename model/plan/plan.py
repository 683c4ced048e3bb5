"""The answer of a run: what was decided, what it costs, how good it is at least."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from model.case.case import Case

Status = Literal["optimal", "feasible", "broken_limits", "no_plan", "interrupted"]
StoppedBy = Literal["gap", "effort", "time_limit", "interrupt", "infeasible"]


@dataclass(frozen=True)
class BrokenLimit:
    """A limit that the plan does not keep.

    `limit` is the rule in business words, `key` says for which programme, market or site,
    `kg` is how much (firm kg that are late: once for each quarter), `periods` when, and `why` what
    stands in the way.
    """

    limit: str
    key: str
    kg: float
    periods: str
    why: str


@dataclass(frozen=True)
class Plan:
    """One run's answer: the result tables, the money in millions, the proof, how it was found."""

    case: Case
    status: Status
    stopped_by: StoppedBy
    tables: Mapping[str, pd.DataFrame]
    objective_m: float
    constant_m: float
    decided_cost_m: float
    bound_m: float
    gap: float
    tail_cost_m: float
    total_cost_m: float
    own_cost_m: float
    broken: tuple[BrokenLimit, ...] = ()
    broken_weighted: float = 0.0
    broken_weighted_bound: float = 0.0
    seconds: Mapping[str, float] = field(default_factory=dict)
    peak_memory_mb: float = 0.0
    settings: Mapping[str, object] = field(default_factory=dict)
    effort: Mapping[str, object] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    trajectory: tuple[tuple[float, float | None, float | None], ...] = ()
    warnings: tuple[str, ...] = ()
    durations: pd.DataFrame = field(default_factory=pd.DataFrame)
    values: Mapping[tuple[str, tuple[object, ...]], float] = field(default_factory=dict)
