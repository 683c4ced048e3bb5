"""The command line for the tests: run in this process, and small cases for its every ending."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import run
from tests.case.folders import EXAMPLE, Folder, committed

ROOT = Path(run.__file__).resolve().parent


@dataclass(frozen=True)
class Said:
    """The exit code, and what was said on stdout and stderr."""

    code: int
    out: str
    err: str

    def place(self) -> Path:
        """The folder of the run, as the last line names it."""
        last = self.out.strip().splitlines()[-1]
        assert last.startswith("Results: ")
        return Path(last.removeprefix("Results: ")).parent

    def record(self) -> dict[str, Any]:
        """run.json of that run."""
        record: dict[str, Any] = json.loads((self.place() / "run.json").read_text(encoding="utf-8"))
        return record


class Terminal:
    """Calls verbs as a user does, in a working folder of its own."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str | Path) -> Said:
        """Run the words and return what was said."""
        code = run.run([str(word) for word in words])
        said = self._capsys.readouterr()
        return Said(code, said.out, said.err)


def with_scenarios(names: Sequence[str] = ("beta-up", "too-much")) -> Folder:
    """The example with more scenarios: too-much asks for ten times the firm kg of BETA."""
    folder = Folder(EXAMPLE)
    if "too-much" in names:
        folder.add("scenarios", "too-much,BETA takes off,,,")
        folder.add("changes", "too-much,1,obligations,programme=BETA; firm=yes,kg,set,800,launch")
    return folder


def without_a_plan() -> Folder:
    """The example, where BETA must run at SOUTH before it can be qualified there."""
    return committed(Folder(), "allocation,BETA,drug substance,SOUTH,,2026-01,2026-03,yes,")


def that_takes_long() -> Folder:
    """The example by months over two years, with odd figures: a plan at once, no proof for long."""
    folder = Folder()
    folder.set("settings", folder.find("settings", "last_month"), "value", "2027-12")
    folder.set("settings", folder.find("settings", "period_months"), "value", "1")
    del folder.tables["obligations"][1:]
    for year in (2026, 2027):
        folder.add("obligations", f"ALPHA,US,{year},no,153")
        for quarter, kg in enumerate((23, 37, 51, 43), 1):
            folder.add("obligations", f"BETA,US,{year}-Q{quarter},no,{kg}")
    for row in (2, 3, 4):
        folder.set("recipes", row, "success_rate", "0.93")
    return folder
