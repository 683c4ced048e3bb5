"""The model's answer and the oracle's, side by side."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from model import Plan, solve
from model.case.case import Case
from tests.oracle.enumeration import enumerate_answer
from tests.oracle.oracle import Answer, answer

STATUS: Final = {"optimal": "kept", "broken_limits": "broken", "no_plan": "no plan"}
TOLERANCE: Final = 1e-6
MOST_PLANS: Final = 300
"""Whole-number plans up to which a case is gone through."""


@dataclass(frozen=True)
class Verdict:
    """The oracle's answer, how it was found, and where its own two ways differ ("": nowhere)."""

    answer: Answer
    enumerated: bool
    quarrel: str = ""


def near(one: float, other: float) -> bool:
    """Equal to 1e-6, relative to 1 or more; two figures that are not there are equal."""
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return abs(one - other) <= TOLERANCE * max(1.0, abs(other))


def differs(one: Answer, other: Answer) -> str:
    """Where two answers differ, in words; "" where they agree."""
    if one.status != other.status:
        return f"status {one.status}, not {other.status}"
    for name in ("objective", "breach", "constant"):
        left, right = getattr(one, name), getattr(other, name)
        if name == "constant" and one.status == "no plan":
            continue
        if not near(left, right):
            return f"{name} {left:.9g}, not {right:.9g}"
    return ""


def judge(case: Case, most: int = MOST_PLANS) -> Verdict:
    """The oracle's answer: both ways where there are few enough plans."""
    by_program = answer(case)
    by_hand = enumerate_answer(case, most)
    if by_hand is None:
        return Verdict(by_program, enumerated=False)
    return Verdict(by_hand, enumerated=True, quarrel=differs(by_program, by_hand))


def answer_of(plan: Plan) -> Answer:
    """What the model's plan says, in the oracle's words."""
    status = STATUS.get(plan.status)
    if status is None:
        raise ValueError(f"the model ended with {plan.status}, stopped by {plan.stopped_by}")
    breach = plan.broken_weighted if status == "broken" else 0.0
    if status == "no plan":
        return Answer("no plan", math.nan, math.nan, math.nan)
    return Answer(
        "broken" if status == "broken" else "kept", plan.objective_m, breach, plan.constant_m
    )


def solved(case: Case, without: Collection[str] = ()) -> Plan:
    """The model's plan, solved to the end in one process."""
    return solve(case, gap=0.0, workers=1, without=frozenset(without))


def disagreement(case: Case, truth: Answer, without: Collection[str] = ()) -> str:
    """Where the model differs from the truth, in words; "" where it agrees.

    A model that fails, as one may that has lost a rule, disagrees.
    """
    try:
        found = answer_of(solved(case, without))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is no agreement
        return f"{type(error).__name__}: {error}"
    return differs(found, truth)
