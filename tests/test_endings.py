"""How a run can end: every exit code, and a sentence for whoever stands before it."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from model import Case, Plan, commands, solve
from model.plan.audit.report import AuditReport, Finding
from model.reporting.story.words import kg_text
from model.reporting.terminal import Display
from model.solving.effort import EFFORTS
from tests.case.folders import EXAMPLE
from tests.command_line import ROOT, Terminal, that_takes_long, with_scenarios, without_a_plan


def test_0_by_gap(terminal: Terminal) -> None:
    """A plan within the gap that keeps all limits ends with 0, though a cheaper one may exist."""
    said = terminal("--case", EXAMPLE, "--gap", "1")
    assert said.code == 0
    assert said.record()["stopped_by"] == "gap"


def test_0_by_effort(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the effort is spent, what is held counts: 0, with how much less another may cost."""
    monkeypatch.setitem(EFFORTS, "quick", dataclasses.replace(EFFORTS["quick"], whole=50))
    case = that_takes_long().write(tmp_path / "long")
    said = terminal("--case", case, "--gap", "0", "--effort", "quick")
    assert said.code == 0
    assert "long: the effort asked for is spent.\nThis plan keeps every limit." in said.out
    assert re.search(r"at most [\d.]+ million could be saved: [\d.]+% of the", said.out)


def test_0_a_plan_is_rescued_when_its_folder_is_lost(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where results become unwritable during the solve, the run goes to the home folder instead."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setattr(Path, "home", lambda: home)
    display = Display.__call__

    def pull_the_plug(self: Display, *figures: object) -> None:
        if Path("results").is_dir():
            Path("results").rmdir()
            Path("results").write_text("in the way", encoding="utf-8")
        display(self, *figures)  # type: ignore[arg-type]

    monkeypatch.setattr(Display, "__call__", pull_the_plug)
    said = terminal("--case", EXAMPLE)
    assert said.code == 0
    assert said.out.startswith("results")
    assert "is not a folder; choose another with --out." in said.out
    assert said.place().is_relative_to(home / "site-allocation-results")
    assert said.record()["status"] == "optimal"


def test_2_a_limit_is_broken(terminal: Terminal, tmp_path: Path) -> None:
    """Firm kg that no plan can deliver: the plan is written, and names limit, kg and periods."""
    with_scenarios().write(tmp_path / "mine")
    said = terminal("--case", "mine", "--scenario", "too-much")
    assert said.code == 2
    assert "Not every limit can be kept: this plan, the one found that breaks least" in said.out
    broken = said.record()["broken"]
    assert len(broken) == 1
    words = " ".join(said.out.split())
    assert (
        f"{broken[0]['limit']}: {kg_text(broken[0]['kg'])} kg in {broken[0]['periods']};" in words
    )
    audited = terminal("audit", said.place())
    assert audited.code == 2
    assert f"  Not kept, as the run says: {broken[0]['limit']}" in audited.out


def test_0_with_nothing_to_plan(terminal: Terminal, tmp_path: Path) -> None:
    """A case of prospects only ends with a plan that decides nothing and passes its audit."""
    folder = with_scenarios(())
    folder.add("scenarios", "nobody,nobody has signed,,,")
    for sequence, programme in enumerate(("ALPHA", "BETA"), 1):
        where = f"programme={programme}"
        folder.add("changes", f"nobody,{sequence},programmes,{where},stage,set,prospect,unsigned")
    folder.write(tmp_path / "mine")
    said = terminal("--case", "mine", "--scenario", "nobody")
    assert said.code == 0
    assert said.record()["decided_cost_m"] == 0.0
    assert terminal("audit", said.place()).code == 0


def test_the_worst_ending_counts(terminal: Terminal, tmp_path: Path) -> None:
    """Of several scenarios, one with a broken limit decides the exit code; all are written."""
    with_scenarios().write(tmp_path / "mine")
    assert terminal("--case", "mine", "--scenario", "all").code == 2
    names = {path.name for path in Path("results").iterdir()}
    assert names == {"mine", "mine+beta-up", "mine+too-much", "latest.txt"}


def test_3_by_the_clock(terminal: Terminal, tmp_path: Path) -> None:
    """Stopped by the time limit with a plan: 3, and the summary says so."""
    case = that_takes_long().write(tmp_path / "long")
    said = terminal("--case", case, "--gap", "0", "--time-limit", "2")
    assert said.code == 3
    assert "stopped early, the time limit was reached." in said.out
    assert said.record()["status"] == "interrupted"
    assert terminal("audit").code == 0, "a plan stopped early is a plan like any other"


def test_3_by_ctrl_c(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while solving keeps the best plan so far, and leaves the other scenarios out."""
    long = that_takes_long().write(tmp_path / "long")

    def press(self: Display, *figures: object) -> None:
        if figures[2] is not None and not pressed:
            pressed.append(True)
            signal.raise_signal(signal.SIGINT)

    pressed: list[bool] = []
    monkeypatch.setattr(Display, "__call__", press)
    before = signal.getsignal(signal.SIGINT)
    said = terminal("--case", long, "--gap", "0", "--scenario", "base", "--scenario", "beta-up")
    assert said.code == 3
    assert "stopped early, by Ctrl-C." in said.out
    assert said.out.endswith("\nNot solved, because of Ctrl-C: long+beta-up.\n")
    assert [path.name for path in Path("results").iterdir() if path.is_dir()] == ["long"]
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.skipif(os.name == "nt", reason="a console's Ctrl-C cannot be sent to one process")
def test_3_by_ctrl_c_in_a_terminal(tmp_path: Path) -> None:
    """The whole program, stopped from outside: one line on the plan, exit code 3, a whole run."""
    case = that_takes_long().write(tmp_path / "long")
    words = ["--case", str(case), "--gap", "0", "--out", str(tmp_path / "out")]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "run.py"), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    guard = threading.Timer(300, process.kill)
    guard.start()
    assert process.stderr is not None
    for line in process.stderr:
        if "solving" in line:
            break
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate()
    guard.cancel()
    # Ctrl-C may come before the first plan: then there is none, and it says so.
    assert process.returncode in (3, 4), out
    assert "Ctrl-C" in out
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["stopped_by"] == "interrupt"


def test_4_no_plan(terminal: Terminal, tmp_path: Path) -> None:
    """Where what is never relaxed stands in the way, it is named; audit has nothing to audit."""
    without_a_plan().write(tmp_path / "mine")
    said = terminal("--case", "mine")
    assert said.code == 4
    assert "No plan: what is never relaxed cannot all hold." in said.out
    assert "  Stands in the way: " in said.out
    assert said.record()["status"] == "no_plan"
    assert said.record()["broken"] != []
    audited = terminal("audit")
    assert audited.code == 4
    assert "the run has no plan; there is nothing to audit." in audited.out


def test_4_ctrl_c_before_anything_is_solved(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C outside the search ends with one line."""

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "read_case", stopped)
    said = terminal("--case", EXAMPLE)
    assert (said.code, said.err.strip()) == (4, "Stopped by Ctrl-C; nothing more was written.")


def test_5_a_fault_is_owned(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw ends with its trace and a plea, not as a wrong input."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("surprise")

    monkeypatch.setattr(commands, "solve", broken)
    said = terminal("--case", EXAMPLE)
    assert said.code == 5
    assert "ZeroDivisionError: surprise" in said.err
    assert said.err.splitlines()[-1].startswith("This is a fault of the program; please")


def test_5_a_plan_that_fails_its_audit_is_not_written(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan that disagrees with the inputs never leaves the program as a result."""

    def wrong(case: Case, **settings: Any) -> Plan:
        plan = solve(case, **settings)
        plan.tables["Production"]["batches"] += 1
        return plan

    monkeypatch.setattr(commands, "solve", wrong)
    said = terminal("--case", EXAMPLE)
    assert said.code == 5
    assert said.out.startswith("The plan disagrees with the inputs: a fault of the program.")
    assert list(Path("results").iterdir()) == []


def test_long_findings_are_cut() -> None:
    """Of many findings the first thirty are shown, and how many more there are."""
    said: list[str] = []
    findings = (Finding("1 line time", "N1", "2026-Q1", 1.0, 2.0, "too many days"),) * 40
    commands._say_findings(AuditReport(findings, pd.DataFrame(), 0.0), said.append)
    assert (said[0], said[1], said[-1]) == ("40 findings:", "  too many days", "  and 10 more")
    assert len(said) == 32
