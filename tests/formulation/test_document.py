"""The maths page says what the code does, and every rule says enough to be on it."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from pathlib import Path

import pyomo.environ as pyo
import pytest

from model.case.building import build_instance
from model.case.reading import read_case
from model.formulation import RULES, formulate, prose
from model.formulation.costs import HEADS, breach
from model.formulation.document import PLACE, cites, document, stated, write_document
from model.formulation.rules import Rule
from model.formulation.variables import DECISIONS

PROJECT = Path(__file__).resolve().parents[2]


def test_the_page_is_not_stale(tmp_path: Path) -> None:
    """model/README.md is what the docstrings say now; the module, run, renews it."""
    write_document(tmp_path / "README.md")
    now = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert PLACE.read_text(encoding="utf-8") == now


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_every_rule_is_stated_in_full(rule: Rule) -> None:
    """A rule gives a sentence, a formula with a relation, its index, its unit and its source."""
    said = stated(rule.doc)
    assert said.sentence.endswith(".")
    assert re.search(r"<=|>=|=", said.formula)
    assert set(said.labels) == {"Index", "Unit", "Source"}


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_formulas_relate_as_the_code_does(rule: Rule) -> None:
    """The relation that a rule returns is the one of its formula: <=, >= or =."""
    signs = {ast.LtE: "<=", ast.GtE: ">=", ast.Eq: "="}
    returned = {
        signs[type(node.value.ops[0])]
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(rule.body))))
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Compare)
    }
    formula = re.sub(r"\{[^}]*\}", "", stated(rule.doc).formula)  # what a sum runs over
    written = re.findall(r"[<>]?=", formula)
    assert returned == {written[0]}


@pytest.mark.parametrize("head", HEADS)
def test_every_cost_head_has_a_formula(head: str) -> None:
    """A head of the ledger says in a sentence what is paid for, and how the amount comes about."""
    said = stated(inspect.getdoc(HEADS[head]) or "")
    assert said.sentence.endswith(".")
    assert said.formula


def test_a_docstring_without_formula_is_refused() -> None:
    """A rule that states nothing but words does not get onto the page."""
    with pytest.raises(ValueError, match=r"no formula after 'Only words\.'"):
        stated("Only words.")


def test_the_page_holds_everything_that_is_decided_required_or_paid() -> None:
    """No decision, rule or cost head is missing, and the breach is stated."""
    text = document()
    for name in [d.name for d in DECISIONS]:
        assert f"| `{name}` |" in text
    for name in RULES:
        assert f"#### {name}\n" in text
    for name in HEADS:
        assert f"### {name}\n" in text
    assert stated(inspect.getdoc(breach) or "").formula in text


def test_every_number_of_the_contract_is_stated_by_a_rule() -> None:
    """Each rule number has a title and at least one function that states it or names it."""
    assert {rule.number for rule in RULES.values()} <= set(prose.TITLES)
    for number in prose.TITLES:
        assert any(rule.number == number or cites(rule, number) for rule in RULES.values())


def test_the_table_of_decisions_is_the_model() -> None:
    """Kinds and indices of the table are those of the variables; only `nothing` is not in it."""
    inst = build_instance(read_case(PROJECT / "inputs" / "example"))
    m = formulate(inst).model
    domains = {"binary": pyo.Binary, "integer": pyo.NonNegativeIntegers}
    found = {var.name: var for var in m.component_objects(pyo.Var)}
    assert set(found) - {"nothing"} == {d.name for d in DECISIONS}
    for decision in DECISIONS:
        for index, var in found[decision.name].items():
            assert len(index) == len(decision.index.split(", "))
            assert var.domain is domains.get(decision.kind, pyo.NonNegativeReals)
