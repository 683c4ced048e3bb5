"""Try changes in a copy of the project: which tests notice them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import psutil

from tests.house import PROJECT
from tests.mutation.order import TARGETS
from tests.mutation.sites import Mutant

COPIED: Final = ("inputs", "model", "results/README.md", "tests")
ENDED, OVER_TIME = "(the process ended)", "(over time)"
MOST_SECONDS: Final = 120.0
"""A test, and the start of all, may take so many seconds of processor; none takes a tenth of it."""


@dataclass(frozen=True)
class Outcome:
    """What became of one change: the test that failed ("": none, it survived), of how many."""

    mutant: str
    killer: str
    tests: int = 0


@dataclass
class Workshop:
    """A copy of the project in which changes are tried, and what is known of its tests."""

    root: Path
    hints: Mapping[str, str] = field(default_factory=dict)
    targets: tuple[str, ...] = TARGETS

    def try_all(self, mutants: Sequence[Mutant]) -> Iterator[Outcome]:
        """The outcome of each change, as soon as it is known."""
        left = [mutant for mutant in mutants if mutant.inside]
        while left:
            done = 0
            for done, outcome in enumerate(self._batch(left), 1):  # noqa: B007
                yield outcome
            if not done:
                raise RuntimeError("the trials did not begin")
            left = left[done:]
        for mutant in mutants:
            if not mutant.inside:
                with self._changed(mutant):  # a change with which nothing can be read is noticed
                    yield from list(self._batch([mutant])) or [Outcome(mutant.name, ENDED)]

    def _batch(self, mutants: Sequence[Mutant]) -> Iterator[Outcome]:
        """Outcomes up to one that ended the process, or all."""
        begun = ""
        for each in self._session(mutants):
            begun = each.get("begin", begun)
            if "fault" in each:
                raise RuntimeError(f"{begun}: {each['fault']}")
            if "mutant" in each:
                yield Outcome(each["mutant"], each["killer"], each["tests"])
                begun = ""
            elif "ended" in each and begun:
                yield Outcome(begun, each["ended"])

    @contextmanager
    def _changed(self, mutant: Mutant) -> Iterator[None]:
        """The change in the file, and no compiled file beside it."""
        file = self.root / mutant.path
        source = file.read_text(encoding="utf-8")
        for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
            compiled.unlink()
        file.write_text(mutant.applied(source), encoding="utf-8")
        try:
            yield
        finally:
            file.write_text(source, encoding="utf-8")

    def _session(self, mutants: Sequence[Mutant]) -> Iterator[dict[str, Any]]:
        """What a process says that tries these changes; `ended`, where it does not end itself."""
        job = {
            "mutants": [asdict(mutant) for mutant in mutants],
            "targets": self.targets,
            "hints": dict(self.hints),
        }
        with tempfile.TemporaryDirectory() as folder:
            job_file, out = Path(folder) / "job.json", Path(folder) / "out.jsonl"
            job_file.write_text(json.dumps(job), encoding="utf-8")
            out.touch()
            words = [sys.executable, "-B", "-m", "tests.mutation.session", str(job_file), str(out)]
            quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            with subprocess.Popen(words, cwd=self.root, **quiet) as process:
                yield from self._listen(process, out)

    def _listen(self, process: subprocess.Popen[bytes], out: Path) -> Iterator[dict[str, Any]]:
        """The lines as they come; the process is ended where one test takes too long."""
        since = 0.0
        with out.open(encoding="utf-8") as lines:
            rest = ""
            while True:
                over = process.poll() is not None
                rest += lines.read()
                *whole, rest = rest.split("\n")
                for text in whole:
                    since = _seconds(process)
                    yield json.loads(text)
                if over:
                    yield {"ended": ENDED}
                    return
                if _seconds(process) - since > MOST_SECONDS:
                    _end(process)
                    yield {"ended": OVER_TIME}
                    return
                time.sleep(0.2)


def _seconds(process: subprocess.Popen[bytes]) -> float:
    """Seconds of processor that the process has used; endless ones where it is gone."""
    try:
        used = psutil.Process(process.pid).cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(used.user + used.system)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and those that it started."""
    with suppress(psutil.NoSuchProcess):
        for each in psutil.Process(process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                each.kill()
    process.kill()


@contextmanager
def workshop() -> Iterator[Workshop]:
    """A copy of the project, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("pyproject.toml", "run.py", "README.md", *COPIED):
            source = PROJECT / name
            if source.is_dir():
                shutil.copytree(source, root / name)
            else:
                (root / name).parent.mkdir(exist_ok=True)
                shutil.copy2(source, root / name)
        yield Workshop(root)
