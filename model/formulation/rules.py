"""What a rule is: a function that states one constraint, marked definition or limit.

A definition says how the world works and is never relaxed. A limit is what a contract or a manager
set. The decorator turns the function into a `Rule`, so that its number, kind, index and owner are
data that the matrix, the documentation and the explanations read.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import pyomo.environ as pyo

from model.case.instance import Instance

Kind = Literal["definition", "limit"]
Index = tuple[Any, ...]
Body = Callable[..., Any]


@dataclass(frozen=True)
class Rule:
    """One constraint family of the mathematics.

    `over` gives its index tuples; `body(m, inst, *index)` its relational expression, or None where
    the rule says nothing. `owner` is the position of the programme in the index (None: the row
    links programmes). `alone` marks linking rows in which what the others use is never negative, so
    that the row also holds for one programme alone.
    """

    number: int
    kind: Kind
    over: Callable[[Instance], Iterable[Index]]
    body: Body
    owner: int | None
    alone: bool

    @property
    def name(self) -> str:
        """Name of the rule, which is the name of its Pyomo constraint."""
        return str(self.body.__name__)

    @property
    def doc(self) -> str:
        """The rule in words and as an equation."""
        return inspect.getdoc(self.body) or ""

    def add(self, m: pyo.ConcreteModel, inst: Instance) -> None:
        """Add the rule's rows to the model."""
        index = list(self.over(inst))
        constraint = pyo.Constraint(index or [()], rule=self._row(inst, bool(index)))
        m.add_component(self.name, constraint)

    def _row(self, inst: Instance, any_index: bool) -> Body:
        body = self.body

        def row(m: pyo.ConcreteModel, *index: Any) -> Any:
            if not any_index:
                return pyo.Constraint.Skip
            relation = body(m, inst, *index)
            if relation is None or relation is True:
                return pyo.Constraint.Skip
            return relation

        return row


def definition(
    number: int,
    over: Callable[[Instance], Iterable[Index]],
    *,
    owner: int | None = None,
    alone: bool = False,
) -> Callable[[Body], Rule]:
    """Mark a function as a definition: how the world works, never relaxed."""
    return lambda body: Rule(number, "definition", over, body, owner, alone)


def limit(
    number: int,
    over: Callable[[Instance], Iterable[Index]],
    *,
    owner: int | None = None,
    alone: bool = False,
) -> Callable[[Body], Rule]:
    """Mark a function as a limit: what a contract or a manager set."""
    return lambda body: Rule(number, "limit", over, body, owner, alone)


def total(m: pyo.ConcreteModel, terms: Iterable[Any]) -> Any:
    """The sum of the terms; of none at all a variable fixed at 0, so that rows stay rows."""
    listed = list(terms)
    return pyo.quicksum(listed) if listed else m.nothing
