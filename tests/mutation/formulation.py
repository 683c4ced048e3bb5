"""The score of the tests on the formulation: how many of its changes a test notices."""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Final

from tests.house import PROJECT
from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.sites import Mutant, mutants_in
from tests.mutation.trials import Outcome, workshop
from tests.oracle.agree import say

PATTERNS: Final = ("model/formulation/*.py", "model/case/building/*.py")
ONLY_DOCUMENTS: Final = ("model/formulation/document.py", "model/formulation/prose.py")
"""They write the page on the mathematics and no mathematics."""


def all_mutants() -> list[Mutant]:
    """Every change of the formulation that is tried."""
    return [m for m in mutants_in(PROJECT, PATTERNS) if m.path not in ONLY_DOCUMENTS]


def sample(mutants: Sequence[Mutant], many: int, seed: int) -> list[Mutant]:
    """So many of them, the same for the same seed, in the order of their places; 0: all."""
    if not 0 < many < len(mutants):
        return list(mutants)
    chosen = set(random.Random(seed).sample(range(len(mutants)), many))
    return [mutant for place, mutant in enumerate(mutants) if place in chosen]


def state() -> str:
    """A hash of all that an outcome depends on."""
    digest = hashlib.sha256()
    for name in ("model", "tests", "inputs"):
        for file in sorted((PROJECT / name).rglob("*")):
            if file.suffix in (".py", ".csv"):
                digest.update(file.read_bytes())
    return digest.hexdigest()


@dataclass
class Memory:
    """What earlier runs found, in a file: outcomes of this state are kept, others are hints."""

    path: Path | None
    state: str
    cells: dict[str, Any] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        if self.path is not None and self.path.exists():
            self.cells = json.loads(self.path.read_text(encoding="utf-8"))
        if self.cells.get("state") != self.state:
            self.cells = {"state": self.state, "hints": self.cells.get("hints", {})}
        self.cells.setdefault("outcomes", {})

    @property
    def hints(self) -> dict[str, str]:
        """The test that noticed a change last."""
        hints: dict[str, str] = self.cells["hints"]
        return hints

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """Known for this state."""
        return {name: Outcome(name, *each) for name, each in self.cells["outcomes"].items()}

    def keep(self, outcome: Outcome) -> None:
        """Remember, at once."""
        with self.lock:
            self._keep(outcome)

    def _keep(self, outcome: Outcome) -> None:
        self.cells["outcomes"][outcome.mutant] = (outcome.killer, outcome.tests)
        if "::" in outcome.killer:
            self.cells["hints"][outcome.mutant] = outcome.killer
        self.save()

    def save(self) -> None:
        """Write it down."""
        if self.path is not None:
            self.path.write_text(json.dumps(self.cells), encoding="utf-8")


def run(mutants: Sequence[Mutant], memory: Memory, workers: int) -> dict[str, Outcome]:
    """Try all of them, `workers` at a time, in an order that makes of any part a fair draw."""
    todo = [mutant for mutant in mutants if mutant.name not in memory.outcomes]
    random.Random(0).shuffle(todo)
    places = {mutant.name: mutant for mutant in mutants}

    def work(mine: Sequence[Mutant]) -> None:
        with workshop() as shop:
            shop.hints = memory.hints
            for outcome in shop.try_all(mine):
                memory.keep(outcome)
                ending = f"killed by {outcome.killer}" if outcome.killer else "SURVIVED"
                say(f"{places[outcome.mutant].place} {outcome.mutant}: {ending}")

    with ThreadPoolExecutor(workers) as threads:
        list(threads.map(work, [todo[worker::workers] for worker in range(workers)]))
    return memory.outcomes


def table(mutants: Sequence[Mutant], outcomes: Mapping[str, Outcome]) -> str:
    """The figures by file, then every survivor, then the score."""
    rows: dict[str, Counter[str]] = {}
    survivors = []
    for mutant in mutants:
        if mutant.name in EQUIVALENT:
            word = "equivalent"
        else:
            word = "killed" if outcomes[mutant.name].killer else "survived"
        if word == "survived":
            survivors.append(f"{mutant.place}: {mutant.text}: {mutant.before} -> {mutant.after}")
        for path in (mutant.path, "all"):
            rows.setdefault(path, Counter()).update(["mutants", word])
    heads = ("mutants", "killed", "survived", "equivalent")
    lines = [f"{'':40}" + "".join(f"{head:>12}" for head in heads)]
    lines += [
        f"{path:40}" + "".join(f"{rows[path][head]:12}" for head in heads)
        for path in sorted(rows, key=lambda path: (path == "all", path))
    ]
    return "\n".join([*lines, *survivors, f"killed: {score(rows['all']):.1%}"])


def score(row: Mapping[str, int]) -> float:
    """Killed of those that are not equivalent."""
    return row["killed"] / max(1, row["mutants"] - row["equivalent"])
