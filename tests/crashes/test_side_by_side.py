"""Two runs at once, a clock that goes back, folders that change while they are looked at."""

from __future__ import annotations

import datetime
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from model.plan.plan import Plan
from model.reporting import files, runs
from model.reporting.runs import LATEST, list_runs, newest, prune, read_run, write
from tests.case.folders import EXAMPLE
from tests.crashes.ground import command, environment
from tests.reporting.synthetic import small_case, small_plan


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """The synthetic plan."""
    return small_plan(small_case(tmp_path))


def test_two_runs_at_once(tmp_path: Path) -> None:
    """Two programs in one results folder: both runs are kept, and latest.txt names one of them."""
    words = command("--case", str(EXAMPLE), "--gap", "0", "--workers", "1", "--quiet")
    both = [
        subprocess.Popen(words, cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]
    assert [process.wait(timeout=300) for process in both] == [0, 0]
    found = list_runs(tmp_path / "results")
    assert len(found) == 2
    assert len({read_run(run).figure("objective_m") for run in found}) == 1
    latest = (tmp_path / "results" / LATEST).read_text(encoding="utf-8").strip()
    assert tmp_path / "results" / latest in found
    assert not list(tmp_path.rglob("*.part"))


def test_two_runs_at_once_into_one_named_folder(
    tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two that name the same folder the second goes beside it, though the first is not done."""
    really = files.write_bytes
    inner: list[Path] = []

    def meanwhile(path: Path, data: bytes, beside: Path | None = None) -> None:
        if not inner:
            inner.append(Path())
            inner[0] = write(plan, out=tmp_path / "mine")
        really(path, data, beside)

    monkeypatch.setattr(runs, "write_bytes", meanwhile)
    outer = write(plan, out=tmp_path / "mine")
    assert (outer.name, inner[0].name) == ("mine", "mine-2")
    for folder in (outer, inner[0]):
        assert read_run(folder).meta["status"] == "feasible"
        assert len(list(folder.iterdir())) == 3


def _clock(monkeypatch: pytest.MonkeyPatch, when: datetime.datetime) -> None:
    class Clock(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Clock:
            return cls(*when.timetuple()[:6])

    monkeypatch.setattr(runs, "datetime", SimpleNamespace(datetime=Clock))


def test_a_clock_that_is_set_back(
    tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names stay unique, and the newest run is the one written last, whatever the clock says."""
    results = tmp_path / "results"
    hours = (12, 11, 11, 10, 13)
    said: list[str] = []
    written = []
    for hour in hours:
        _clock(monkeypatch, datetime.datetime(2026, 10, 25, hour, 30))
        written.append(write(plan, results=results, tell=said.append))
        assert newest(1, results) == [written[-1]]
    assert list_runs(results) == written
    stamps = [folder.name.split("-", 3) for folder in written]
    assert [(stamp[1], *stamp[3:]) for stamp in stamps] == [
        ("123000",), ("123000", "2"), ("123000", "3"), ("123000", "4"), ("133000",),
    ]  # fmt: skip
    assert (
        said
        == ["The clock is behind the newest run; this one is named by that run's time, not its."]
        * 3
    )
    assert prune(results, keep=2) == written[:3]


def test_a_run_deleted_while_runs_are_listed(
    tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program prunes while this one looks: what is gone is not listed, nothing trips."""
    results = tmp_path / "results"
    first, second = (write(plan, results=results) for _ in range(2))
    really = runs._age
    gone: list[Path] = []

    def too_late(folder: Path) -> tuple[str, int, int, str]:
        if not gone:
            gone.append(first)
            shutil.rmtree(first)
        return really(folder)

    monkeypatch.setattr(runs, "_age", too_late)
    assert list_runs(results) == [second]


def test_two_prunings_at_once(tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another pruning has deleted already is no error."""
    results = tmp_path / "results"
    for _ in range(3):
        write(plan, results=results)
    really = runs._left_half

    def other_first(place: Path) -> list[Path]:
        found = really(place)
        monkeypatch.setattr(runs, "_left_half", really)
        listed = list_runs(place)
        prune(place, keep=1)
        monkeypatch.setattr(runs, "list_runs", lambda _: listed)
        return found

    monkeypatch.setattr(runs, "_left_half", other_first)
    assert len(prune(results, keep=1)) == 2
    monkeypatch.undo()
    assert len(list_runs(results)) == 1
