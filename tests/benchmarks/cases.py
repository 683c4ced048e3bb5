"""The cases of the benchmarks, by short labels that say how each is made.

`base` is a folder of inputs; `base+adc` a scenario of it, `base+*` each of its scenarios;
`base@1` the same in periods of one month; `60` a portfolio of 60 programmes drawn around it, `60#3`
the one of seed 3. Any other folder is named by its path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from model.case.case import Case
from model.case.reading import list_scenarios, read_case
from tests.benchmarks.portfolio import drawn_case

_LABEL = re.compile(
    r"(?:(?P<programmes>\d+)(?:#(?P<seed>\d+))?|(?P<name>[^+@#]+)(?:\+(?P<scenario>[^@#]+))?)"
    r"(?:@(?P<months>1|3|6|12))?"
)


@dataclass(frozen=True)
class Wanted:
    """A case to be made: read from `path`, with a scenario, or drawn around it."""

    label: str
    path: str
    scenario: str = ""
    programmes: int = 0
    seed: int = 0
    period_months: int = 0

    def made(self) -> Case:
        """The case. Raises InputError as reading does."""
        base = read_case(self.path, self.scenario)
        if self.programmes:
            return drawn_case(base, self.programmes, self.seed, self.period_months or None)
        if not self.period_months:
            return base
        change = {
            "table": "settings",
            "where": "setting=period_months",
            "column": "value",
            "operation": "set",
            "value": str(self.period_months),
        }
        return base.with_changes([change])

    def as_json(self) -> dict[str, Any]:
        """For a process of its own."""
        return asdict(self)


def wanted_cases(labels: list[str], inputs: Path, base: str) -> Iterator[Wanted]:
    """What the labels mean; portfolios are drawn around the case `base` in the folder `inputs`.

    Raises ValueError for a label that means nothing.
    """
    for label in labels:
        found = _LABEL.fullmatch(label)
        if found is None:
            raise ValueError(
                f"{label!r} names no case; write for example {base}, {base}+scenario, {base}+*, "
                f"{base}@1 or 60, or --case with the path of a folder"
            )
        months = int(found["months"] or 0)
        if found["programmes"]:
            yield Wanted(
                label,
                str(inputs / base),
                programmes=int(found["programmes"]),
                seed=int(found["seed"] or 0),
                period_months=months,
            )
        elif found["scenario"] == "*":
            ending = label.partition("*")[2]
            for scenario in list_scenarios(inputs / found["name"])["scenario"]:
                name = f"{found['name']}+{scenario}{ending}"
                yield Wanted(name, str(inputs / found["name"]), scenario, period_months=months)
        else:
            path = str(inputs / found["name"])
            yield Wanted(label, path, found["scenario"] or "", period_months=months)


def case_at(path: str) -> Wanted:
    """A case in any folder or workbook, called by the name of the place."""
    return Wanted(Path(path).resolve().stem, path)
