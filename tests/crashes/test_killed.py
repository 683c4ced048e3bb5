"""Runs that are killed, and workers that are: nothing else is lost."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import psutil
import pytest

from model import solve
from model.reporting.runs import list_runs, prune
from model.solving import answering
from model.solving.highs import Answer
from model.solving.pool import Job, Pool
from tests.crashes.killing import kill
from tests.solving.small_cases import network


def test_runs_killed_at_random_moments_harm_nothing(tmp_path: Path) -> None:
    """Earlier runs stay whole, no half run counts, no process stays, the next run works."""
    ground = kill(tmp_path, times=5, seed=1, tell=lambda _: None)
    assert len(ground.kills) == 5
    assert {k.came_to for k in ground.kills} - {"solving"}, "some were met while writing"
    assert len(list_runs(ground.results)) == 2


def _with_a_worker_killed(self: Pool, jobs: Sequence[Job]) -> list[Answer]:
    """As `Pool.run`, with every worker killed under the first job."""
    futures = [self.submit(job) for job in jobs]
    for child in psutil.Process().children(recursive=True):
        if "spawn_main" in " ".join(child.cmdline()):
            child.kill()
    return self.gather(futures)


def test_a_worker_that_is_killed_costs_time_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers killed (out of memory) under a search: the plan is the same to the last digit."""
    monkeypatch.setattr(answering, "SMALL", -1)
    case = network(2)
    expected = solve(case, workers=1)
    monkeypatch.setattr(Pool, "run", _with_a_worker_killed)
    plan = solve(case, workers=2)
    for name, table in expected.tables.items():
        pd.testing.assert_frame_equal(plan.tables[name], table, check_exact=True)
    assert plan.bound_m == expected.bound_m


def test_what_is_being_written_is_not_pruned(tmp_path: Path) -> None:
    """A half run goes an hour after its last change, not before, and only if all in it is ours."""
    for name, file in (("20260101-000000-aaaaaa", "base.xlsx"), ("20260102-000000-aaaaaa", "x")):
        (tmp_path / "base" / name).mkdir(parents=True)
        (tmp_path / "base" / name / file).write_text("half", encoding="utf-8")
    part = tmp_path / ".latest.txt.77.part"
    part.write_text("", encoding="utf-8")
    mine = tmp_path / "my.part"
    mine.write_text("", encoding="utf-8")
    assert prune(tmp_path, keep=1) == []
    assert part.exists()
    for path in tmp_path.rglob("*"):
        os.utime(path, (time.time() - 4000,) * 2)
    assert [path.name for path in prune(tmp_path, keep=1)] == ["20260101-000000-aaaaaa"]
    assert (tmp_path / "base" / "20260102-000000-aaaaaa" / "x").exists()
    assert mine.exists()
    assert not part.exists()
