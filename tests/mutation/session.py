"""One process that runs tests under one change after another: `python -m tests.mutation.session`.

It is started in a copy of the project with a job (JSON) and a file for what it finds (one JSON text
a line). The tests are collected once, and a change is swapped into the running program, so that
what takes longest, the start, is paid once. A change of what runs when a module is read gets a
process of its own, with the change in the file.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

import pytest

from tests.mutation.looks import Look, looking
from tests.mutation.order import ordered
from tests.mutation.sites import Mutant
from tests.mutation.swapping import Swap


class Trials:
    """The plugin: instead of running all tests once, run them for each change until one fails."""

    def __init__(self, job: dict[str, Any], out: TextIO) -> None:
        self._job, self._out = job, out
        self._failed = False
        self._kills: dict[str, Counter[str]] = {}
        self._looks: dict[str, Look] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a failure in set-up, call or end."""
        self._failed = self._failed or report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All trials of the job; a fault of ours is told, so that it is not taken for a failure."""
        for cells in self._job["mutants"]:
            mutant = Mutant(**cells)
            self._say(begin=mutant.name)
            try:
                self._try(mutant, session.items)
            except Exception as error:
                self._say(fault=f"{type(error).__name__}: {error}")
                raise
        return True

    def _try(self, mutant: Mutant, items: Sequence[pytest.Item]) -> None:
        tests = ordered(mutant, items, self._kills, self._job["hints"])
        killer, ran = self._inside(mutant, tests) if mutant.inside else self._plainly(tests)
        for key in (mutant.path, f"{mutant.path} {mutant.inside}"):
            self._kills.setdefault(key, Counter()).update([killer] if killer else [])
        self._say(mutant=mutant.name, killer=killer, tests=ran)

    def _say(self, **words: object) -> None:
        self._out.write(json.dumps(words) + "\n")
        self._out.flush()

    def _passes(self, item: pytest.Item) -> bool:
        self._say(run=item.nodeid)
        self._failed = False
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        return not self._failed

    def _plainly(self, tests: Sequence[pytest.Item]) -> tuple[str, int]:
        """With the change in the file: the first test that fails, and how many were run."""
        for ran, item in enumerate(tests, 1):
            if not self._passes(item):
                return item.nodeid, ran
        return "", len(tests)

    def _inside(self, mutant: Mutant, tests: Sequence[pytest.Item]) -> tuple[str, int]:
        """With the change swapped in, and only tests to which anything is stated otherwise."""
        swap, ran = Swap(Path.cwd(), mutant), 0
        for item in tests:
            look = self._look(item)
            with swap:
                if look.is_other():
                    ran += 1
                    if not self._passes(item):
                        return item.nodeid, ran
        return "", ran

    def _look(self, item: pytest.Item) -> Look:
        """What the test asks, from a run without any change, which it must pass."""
        if item.nodeid not in self._looks:
            with looking(item) as look:
                if not self._passes(item):
                    raise RuntimeError(f"{item.nodeid} fails without any change")
            self._looks[item.nodeid] = look
        return self._looks[item.nodeid]


def main() -> int:
    """Run the job; pytest's own words go nowhere."""
    job_file, out_file = sys.argv[1:]
    job = json.loads(Path(job_file).read_text(encoding="utf-8"))
    words = ["-p", "no:cacheprovider", "--tb=native", "-q", *job["targets"]]
    with Path(out_file).open("a", encoding="utf-8") as out:
        trials = Trials(job, out)
        return int(pytest.main(words, plugins=[trials]))


if __name__ == "__main__":
    sys.exit(main())
