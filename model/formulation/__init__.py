"""The mathematics: decisions, rules and costs, stated once in Pyomo."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pyomo.environ as pyo

from model.case.instance import Instance
from model.formulation import (
    campaigns,
    governance,
    line_time,
    material,
    obligations,
    qualification,
)
from model.formulation.costs import HEADS, Cost, breach
from model.formulation.rules import Rule
from model.formulation.variables import add_variables

TOPICS = (line_time, campaigns, qualification, material, obligations, governance)
RULES: dict[str, Rule] = {rule.name: rule for topic in TOPICS for rule in topic.RULES}


@dataclass(frozen=True)
class Formulation:
    """The Pyomo model, its cost terms by head and the weighted terms of the breach."""

    model: pyo.ConcreteModel
    costs: dict[str, list[Cost]]
    breach: list[tuple[object, float]]


def formulate(inst: Instance, without: Collection[str] = ()) -> Formulation:
    """State all rules and costs of the instance but those named in `without`.

    Raises ValueError where `without` names neither a rule nor a cost head.
    """
    unknown = set(without) - RULES.keys() - HEADS.keys()
    if unknown:
        raise ValueError(f"no rule or cost head is called {', '.join(sorted(unknown))}")
    m = pyo.ConcreteModel()
    add_variables(m, inst)
    for rule in RULES.values():
        if rule.name not in without:
            rule.add(m, inst)
    costs = {
        name: list(head(m, inst)) if name not in without else [] for name, head in HEADS.items()
    }
    return Formulation(m, costs, list(breach(m, inst)))
