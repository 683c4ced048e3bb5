"""Every rule and every cost head has a test that shows the answer without it."""

from __future__ import annotations

import ast
from pathlib import Path

from model.formulation import RULES
from model.formulation.costs import HEADS


def _constants(tree: ast.Module) -> dict[str, str]:
    """Texts that the module gives a name at its top."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }


def _switched_off() -> set[str]:
    """The names given to `best` and `total` after the case, in all tests of this folder."""
    names: set[str] = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = _constants(tree)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in ("best", "total"):
                for arg in node.args[1:]:
                    if isinstance(arg, ast.Constant) and isinstance(arg.value, str):
                        names.add(arg.value)
                    elif isinstance(arg, ast.Name):
                        names.add(constants.get(arg.id, ""))
    return names


def test_every_rule_is_tested_without_it() -> None:
    """A rule without a test that switches it off fails here."""
    assert set(RULES) - _switched_off() == set()


def test_every_cost_head_is_tested_without_it() -> None:
    """So does a head of the ledger."""
    assert set(HEADS) - _switched_off() == set()
