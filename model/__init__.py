"""Which programmes are made at which campus, and when: the door for programs.

>>> from model import read_case, solve, audit, write, compare

`read_case` reads a case, `Case.with_changes` varies it, `solve` plans it, `audit` checks a plan
from the raw tables, `write` leaves a run behind and `compare` sets two of them side by side.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.case.case import Case
    from model.case.errors import InputError
    from model.case.reading import list_scenarios, read_case
    from model.plan.audit import audit
    from model.plan.plan import Plan
    from model.reporting.comparison import compare
    from model.reporting.runs import write
    from model.solving.answering import solve

# Loaded when first asked for, so that workers and `--help` do not wait for what they do not need.
_HOMES = {
    "Case": "model.case.case",
    "InputError": "model.case.errors",
    "Plan": "model.plan.plan",
    "audit": "model.plan.audit",
    "compare": "model.reporting.comparison",
    "list_scenarios": "model.case.reading",
    "read_case": "model.case.reading",
    "solve": "model.solving.answering",
    "write": "model.reporting.runs",
}

__all__ = [
    "Case",
    "InputError",
    "Plan",
    "audit",
    "compare",
    "list_scenarios",
    "read_case",
    "solve",
    "write",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'model' has no attribute {name!r}")
