"""Which tests a change must pass, and in which order: those first that are likeliest to fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

import pytest

from tests.mutation.sites import Mutant

TARGETS: Final = (
    "tests/rules",
    "tests/solving/test_matrix.py",
    "tests/case/test_case.py",
    "tests/case/test_supply.py",
    "tests/plan",
    "tests/oracle/test_found.py",
    "tests/oracle/test_oracle.py::test_the_model_agrees",
)
"""All tests that a change must pass to survive. None of them reads what is written about the
mathematics: a change must be noticed by what it does."""

NEAREST: Final[Mapping[str, tuple[str, ...]]] = {
    "__init__": ("money", "owners"),
    "line_time": ("line_time", "reservations"),
    "campaigns": ("campaigns", "carry_over"),
    "qualification": ("qualification", "transfers_at_once", "supply_security"),
    "material": ("material",),
    "obligations": ("obligations", "supply_security", "broken_limits"),
    "governance": ("site_shares", "commitments", "investment"),
    "costs": ("costs", "money", "investment", "broken_limits"),
    "needs": ("needs",),
    "expressions": ("line_time", "material", "qualification", "site_shares", "carry_over"),
    "variables": ("broken_limits", "carry_over", "obligations"),
    "demand": ("tail", "obligations", "supply_security"),
    "network": ("line_time", "money", "reservations", "investment"),
    "supply": ("qualification", "commitments", "material"),
}


def ordered(
    mutant: Mutant,
    items: Sequence[pytest.Item],
    kills: Mapping[str, Counter[str]],
    hints: Mapping[str, str],
) -> list[pytest.Item]:
    """First the test that noticed it before, then what noticed others near it, then its topic's."""
    here = kills.get(f"{mutant.path} {mutant.inside}", Counter[str]())
    around = kills.get(mutant.path, Counter[str]())
    nearest = NEAREST.get(PurePosixPath(mutant.path).stem, ()) if mutant.inside else ("owners",)
    files = [f"tests/rules/test_{name}.py" for name in nearest]

    def rank(item: pytest.Item) -> tuple[bool, int, int, int]:
        test = item.nodeid
        file = test.split("::", maxsplit=1)[0]
        near = files.index(file) if file in files else len(files)
        return test != hints.get(mutant.name), -here[test], -around[test], near

    return sorted(items, key=rank)
