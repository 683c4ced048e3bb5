"""A working folder in which runs are killed, and what must be whole in it afterwards."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from model import commands
from model.reporting.runs import LATEST, list_runs, prune, read_run
from tests.case.folders import EXAMPLE
from tests.command_line import ROOT

PATIENCE = 10.0  # seconds within which the processes of a killed run must be gone
_STAMPED = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}(-\d+)?")
_WORDS = ("--case", str(EXAMPLE), "--gap", "0", "--effort", "quick", "--workers", "2", "--quiet")


def content(folders: list[Path]) -> dict[Path, str]:
    """The hash of every file of these runs."""
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def command(*words: str) -> list[str]:
    """The command line by parts, as a command for another process."""
    return [sys.executable, "-m", "tests.crashes.by_parts", *words]


def environment(**more: str) -> dict[str, str]:
    """The environment of such a process: it finds model and tests from any folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


@dataclass(frozen=True)
class Kill:
    """One run killed: when, what it had come to, how long its processes took to end."""

    seconds: float
    came_to: str  # "solving", "writing", "complete"
    gone_after: float


@dataclass
class Ground:
    """The folder; its earlier runs must stay as they are."""

    place: Path
    kills: list[Kill] = field(default_factory=list)
    usual: float = 0.0  # seconds of a whole run
    killed: int = 0

    @property
    def results(self) -> Path:
        """Where the runs are."""
        return self.place / "results"

    def start(self) -> psutil.Popen:
        """A run under way."""
        return psutil.Popen(
            command(*_WORDS),
            cwd=self.place,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def run(self) -> None:
        """A whole run: whatever was killed before, it works and is the newest."""
        before = list_runs(self.results)
        began = time.perf_counter()
        code = self.start().wait(timeout=600)
        self.usual = time.perf_counter() - began
        runs = list_runs(self.results)
        assert code == 0, f"a run after a killed one ended with {code}"
        assert runs[:-1] == before
        assert self.named_latest() == runs[-1]

    def kill(self, ready: Callable[[], bool]) -> Kill:
        """Start a run, kill it when `ready` says so, and see that everything else is whole."""
        before = list_runs(self.results)
        whole = content(before)
        folders = self._folders()
        process = self.start()
        began = time.perf_counter()
        while not ready() and process.poll() is None:
            time.sleep(0.002)
        seconds = time.perf_counter() - began
        gone = _end(process)
        assert content(before) == whole, "an earlier run was changed"
        runs = list_runs(self.results)
        assert runs[: len(before)] == before
        new = self._folders() - folders
        assert set(runs[len(before) :]) <= new
        came_to = "complete" if len(runs) > len(before) else "writing" if new else "solving"
        self.check(runs)
        self.kills.append(Kill(seconds, came_to, gone))
        return self.kills[-1]

    def check(self, runs: list[Path]) -> None:
        """All runs listed are whole, latest.txt names one of them, and the verbs find them."""
        assert self.named_latest() in runs[-2:], "killed between a run and latest.txt, at most"
        for folder in runs[-2:]:
            read_run(folder)
        said: list[str] = []
        with chdir(self.place):
            assert commands.audit_run(None, said.append) == 0
            assert said[0].startswith(str(runs[-1].relative_to(self.place)))
            commands.compare_runs(None, None, "comparison.xlsx", said.append)

    def clean(self) -> int:
        """Prune an hour later: two runs and nothing else are left; says how much went."""
        left = [path for path in self.results.rglob("*") if self._is_left(path)]
        long_ago = time.time() - 7200
        for path in self.results.rglob("*"):
            os.utime(path, (long_ago, long_ago))
        runs = list_runs(self.results)[-2:]
        prune(self.results, keep=2)
        assert list_runs(self.results) == runs
        assert [path for path in self.results.rglob("*") if self._is_left(path)] == []
        return len(left)

    def named_latest(self) -> Path:
        """The run that latest.txt names."""
        return self.results / (self.results / LATEST).read_text(encoding="utf-8").strip()

    def _folders(self) -> set[Path]:
        return {path for path in self.results.rglob("*") if _STAMPED.fullmatch(path.name)}

    def _is_left(self, path: Path) -> bool:
        if path.is_dir():
            half = _STAMPED.fullmatch(path.name) and not (path / "run.json").is_file()
            return bool(half) or path.name.endswith(".deleted")
        return path.name.endswith(".part")


def _end(process: psutil.Popen) -> float:
    """Kill the process and return how many seconds its children outlived it."""
    try:
        process.suspend()  # so that it starts no child between the look and the kill
        family = process.children(recursive=True)
        process.kill()
    except psutil.NoSuchProcess:
        family = []  # it had ended by itself
    process.wait(timeout=PATIENCE)
    began = time.perf_counter()
    _, alive = psutil.wait_procs(family, timeout=PATIENCE)
    assert alive == [], f"{len(alive)} processes outlived the run that was killed"
    return time.perf_counter() - began
