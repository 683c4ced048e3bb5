"""Cases small enough to be solved whole, large enough to be cut into parts."""

from __future__ import annotations

import functools
import random

from model import Case
from model.case.building import build_instance
from model.formulation import formulate
from model.solving.matrix import Matrix, compile_matrix
from tests.rules.tiny import Row, tiny


@functools.cache
def network(seed: int, *, hopeless: bool = False) -> Case:
    """Three programmes on two sites in four quarters, one transferable; drawn from a seed.

    `hopeless`: more firm kg than the lines can make.
    """
    draw = random.Random(seed)
    names = ["A", "B", "C"]
    firm = 60 if hopeless else 2
    obligations: list[Row] = [
        {"programme": p, "market": "M", "due": f"2026-Q{q}", "firm": flag, "kg": kg}
        for p in names
        for q in range(1, 5)
        for flag, kg in (("yes", firm if q > 2 else 0), ("no", draw.randint(0, 4)))
        if kg
    ]
    return tiny(
        settings={"last_month": "2026-12", "period_months": 3, "carry_over": "yes"},
        sites=[{}, {"site": "S2", "country": "X", "currency": "USD"}],
        lines=[{}, {"line": "L2", "site": "S2"}],
        programmes=[{"programme": p, "late_cost_m_per_kg_month": 0.3} for p in names],
        steps=[{"programme": p, "holding_cost_m_per_kg_year": 0.4} for p in names],
        recipes=[
            {
                "programme": p,
                "line": line,
                "days_per_batch": draw.choice([6, 8, 11]),
                "cost_local_m_per_batch": draw.choice([1, 1.5, 2]),
                "changeover_days": 7,
                "changeover_cost_local_m": draw.choice([0.5, 1.0]),
            }
            for p in names
            for line in ("L", "L2")
        ],
        qualifications=[*({"programme": p} for p in names), *map(_transferable, names)],
        lanes=[{}, {"origin": "S2", "destination": "M", "transit_months": 0, "cost_m_per_kg": 0}],
        obligations=obligations,
    )


def _transferable(programme: str) -> Row:
    return {
        "programme": programme,
        "site": "S2",
        "status": "transferable",
        "transfer_months": 3,
        "approval_months": 3,
        "ppq_batches": 1,
        "transfer_cost_local_m": 1,
    }


def matrix_of(case: Case) -> Matrix:
    """The compiled matrix of a case."""
    inst = build_instance(case)
    return compile_matrix(inst, formulate(inst))[0]
