"""Ctrl-C again and again: the plan is kept, or given up on purpose; no half run, no process."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import psutil
import pytest

from model import commands
from model.case.building import build_instance
from model.case.writing import write_csv
from model.plan.plan import Plan
from model.reporting.runs import list_runs
from model.reporting.terminal import Display
from model.solving import answering, course
from tests.command_line import Terminal, that_takes_long
from tests.solving.small_cases import network


def _workers() -> list[str]:
    lines = [" ".join(child.cmdline()) for child in psutil.Process().children(recursive=True)]
    return [line for line in lines if "spawn_main" in line]


@pytest.mark.parametrize("small", [10_000, -1], ids=["whole", "by parts"])
def test_4_twice_ends_the_run_at_once(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    """A second Ctrl-C, some time after the first, gives the plan up: exit code 4, no half run."""
    case = that_takes_long().write(tmp_path / "long")
    if small < 0:
        case = tmp_path / "network"
        write_csv(network(0), case)
    monkeypatch.setattr(answering, "SMALL", small)
    monkeypatch.setattr(course, "PATIENCE", -1.0)
    presses: list[str] = []

    def press(self: Display, *figures: Any) -> None:
        if figures[2] is not None and len(presses) < 2:
            presses.append(figures[1])
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Display, "__call__", press)
    said = terminal("--case", case, "--gap", "0", "--workers", "2")
    assert said.code == 4
    assert said.err.strip() == "Stopped by Ctrl-C; nothing more was written."
    assert len(presses) == 2
    assert list(Path("results").iterdir()) == []
    assert _workers() == []
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    with monkeypatch.context() as patch:
        patch.setattr(course, "PATIENCE", 3.0)
        assert terminal("--case", case, "--gap", "0.9", "--workers", "2").code in (0, 3)
    assert len(list_runs("results")) == 1


@pytest.mark.parametrize(
    ("module", "name"), [(answering, "as_plan"), (commands, "audit"), (commands, "write")]
)
def test_3_after_the_search_the_plan_is_never_lost(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    """Ctrl-C while the plan is put into tables, audited or written changes nothing."""
    case = that_takes_long().write(tmp_path / "long")
    really = getattr(module, name)

    def pressed(*args: Any, **more: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        result = really(*args, **more)
        signal.raise_signal(signal.SIGINT)
        return result

    monkeypatch.setattr(module, name, pressed)
    said = terminal("--case", case, "--gap", "0.9")
    assert said.code == 0
    assert said.record()["status"] == "feasible"


def test_4_while_building(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C before the search has begun ends with a run that says that there is no plan."""
    case = that_takes_long().write(tmp_path / "long")

    def pressed(*args: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        return build_instance(*args)

    monkeypatch.setattr(answering, "build_instance", pressed)
    said = terminal("--case", case, "--gap", "0")
    assert said.code in (3, 4), "HiGHS may find a plan before it first asks"
    assert said.record()["stopped_by"] == "interrupt"


def test_the_handler_is_put_back(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever happens while solving, Ctrl-C afterwards means what it meant before."""

    def broken(*_: Any) -> Plan:
        raise ZeroDivisionError

    monkeypatch.setattr(answering, "as_plan", broken)
    before = signal.getsignal(signal.SIGINT)
    assert terminal("--case", that_takes_long().write(Path("long")), "--gap", "0.9").code == 5
    assert signal.getsignal(signal.SIGINT) is before
