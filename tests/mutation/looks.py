"""What a test makes the model state: with the same statement a test cannot end otherwise.

A test sees the formulation through two doors only, `build_instance` and `formulate`, unless it
takes something else from them. So what it asks of these is noted once without any change; a change
under which all of it comes out the same needs no run of that test.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest

from model.case.building import build_instance
from model.case.case import Case
from model.case.instance import Instance
from model.formulation import Formulation, formulate
from model.solving.matrix import compile_matrix

CHANGED_PACKAGES = ("model.formulation", "model.case.building")


def statement(case: Case, without: Collection[str]) -> str:
    """A hash of the instance, of the matrix and of the cost terms."""
    inst = build_instance(case)
    matrix, ledger = compile_matrix(inst, formulate(inst, without))
    digest = hashlib.sha256(repr(inst).encode())
    for value in vars(matrix).values():
        sparse = hasattr(value, "indptr")
        for part in (value.indptr, value.indices, value.data) if sparse else (value,):
            digest.update(part.tobytes() if hasattr(part, "tobytes") else repr(part).encode())
    terms = [(head, {**vars(term), "variable": None}) for head, term in ledger.terms]
    digest.update(repr(terms).encode() + ledger.column.tobytes() + ledger.weight.tobytes())
    return digest.hexdigest()


@dataclass
class Look:
    """The cases that a test had stated, without which rules, and what came of it."""

    asked: list[tuple[Case, frozenset[str], str]] = field(default_factory=list)
    direct: bool = False

    def is_other(self) -> bool:
        """Whether any of it comes out otherwise now, or not at all; or nobody can tell."""
        if self.direct:
            return True
        for case, without, before in self.asked:
            try:
                if statement(case, without) != before:
                    return True
            except Exception:  # noqa: BLE001 - whatever it is, it is not the same
                return True
        return False


def takes_more(module: ModuleType) -> bool:
    """Whether a test module holds more of the formulation than its two doors."""
    for value in vars(module).values():
        home = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", "")
        door = value is build_instance or value is formulate
        if not door and str(home).startswith(CHANGED_PACKAGES):
            return True
    return False


@contextmanager
def looking(item: pytest.Item) -> Iterator[Look]:
    """Note what the test asks while it runs; the statements are made afterwards."""
    look = Look(direct=takes_more(getattr(item, "module", sys)))
    cases: dict[int, Case] = {}
    pairs: list[tuple[Case, frozenset[str]]] = []
    kept: list[Instance] = []  # so that no id is given twice

    def build(case: Case) -> Instance:
        inst = build_instance(case)
        kept.append(inst)
        cases[id(inst)] = case
        return inst

    def state(inst: Instance, without: Collection[str] = ()) -> Formulation:
        if id(inst) in cases:
            pairs.append((cases[id(inst)], frozenset(without)))
        else:
            look.direct = True
        return formulate(inst, without)

    with _in_place_of(build_instance, build), _in_place_of(formulate, state):
        yield look
    asked = {(case.sha256, without): case for case, without in pairs}
    for (_, without), case in asked.items():
        look.asked.append((case, without, statement(case, without)))
    stated = {case.sha256 for case, _ in pairs}
    if any(case.sha256 not in stated for case in cases.values()):
        look.direct = True  # an instance that was built for itself


@contextmanager
def _in_place_of(function: Callable[..., Any], other: Callable[..., Any]) -> Iterator[None]:
    """Put another function wherever a loaded module holds this one."""
    holders = [
        (module, name)
        for module in list(sys.modules.values())
        if module is not None and module.__name__ != __name__
        for name, value in list(vars(module).items())
        if value is function
    ]
    for module, name in holders:
        setattr(module, name, other)
    try:
        yield
    finally:
        for module, name in holders:
            setattr(module, name, function)
