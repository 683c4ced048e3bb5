"""A consistent plan for the hand-written case: its result tables, worked out row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from tests.plan.hand_case import PERIODS, table_of
from tests.plan.hand_costs import COSTS, costs_sheet, factor

NONE = (0, 0, 0, 0, 0)


Figures = Mapping[tuple[str, ...], Mapping[str, Sequence[float]]]


def _frame(keys: Sequence[str], rows: Figures, columns: Sequence[str]) -> pd.DataFrame:
    """One row for each key and period; figures not given are 0."""
    records: list[dict[str, Any]] = []
    for key, figures in rows.items():
        for at, period in enumerate(PERIODS):
            row: dict[str, Any] = {**dict(zip(keys, key, strict=True)), "period": period}
            row.update({column: figures.get(column, NONE)[at] for column in columns})
            row["tail"] = "yes" if at == 4 else "no"
            records.append(row)
    return pd.DataFrame(records)


PRODUCTION: Figures = {
    # Two batches of 10 kg at 80 % in each of two quarters, set up once: 2 x 10 + 5 days, 2 x 10.
    ("P", "make", "LA"): {
        "batches": (2, 2, 0, 0, 0),
        "kg_released": (16, 16, 0, 0, 0),
        "changeovers": (1, 0, 0, 0, 0),
        "days": (25, 20, 0, 0, 0),
        "campaign": (1, 1, 0, 0, 0),
        "carry_over": (0, 1, 0, 0, 0),
    },
    # Validation in the second quarter (2 x 10 + 5 days), one commercial batch in the third.
    ("P", "make", "LB"): {
        "batches": (0, 0, 1, 0, 0),
        "validation_batches": (0, 2, 0, 0, 0),
        "kg_released": (0, 20, 10, 0, 0),
        "changeovers": (0, 1, 1, 0, 0),
        "days": (0, 25, 15, 0, 0),
        "campaign": (0, 0, 1, 0, 0),
        "validation": (0, 1, 0, 0, 0),
    },
    # Alone on its line: the set-up stays from quarter to quarter.
    ("P", "fill", "LC"): {
        "batches": (1, 1, 2, 2, 1),
        "kg_released": (8, 8, 16, 16, 8),
        "changeovers": (1, 0, 0, 0, 0),
        "days": (5, 5, 10, 10, 5),
        "campaign": (1, 1, 1, 1, 1),
        "carry_over": (0, 1, 1, 1, 1),
    },
    ("Q", "make", "LA"): {
        "batches": (1, 1, 0, 2, 0),
        "kg_released": (5, 5, 0, 10, 0),
        "changeovers": (1, 1, 0, 1, 0),
        "days": (12, 12, 0, 20, 0),
        "campaign": (1, 1, 0, 1, 0),
    },
    ("Q", "make", "LB"): {
        "batches": (0, 0, 0, 1, 0),
        "kg_released": (0, 0, 0, 5, 0),
        "changeovers": (0, 0, 0, 1, 0),
        "days": (0, 0, 0, 12, 0),
        "campaign": (0, 0, 0, 1, 0),
    },
}

STOCK: Figures = {
    # 16 kg a quarter after release; 20 kg of validation arrive from B in Q4, 10 kg in the tail.
    ("P", "make", "A"): {
        "opening_kg": (10, 0, 6, 2, 0),
        "in_kg": (0, 16, 16, 20, 10),
        "out_kg": (10, 10, 20, 20, 10),
        "scrap_kg": (0, 0, 0, 2, 0),
        "closing_kg": (0, 6, 2, 0, 0),
    },
    ("P", "make", "B"): {"in_kg": (0, 0, 20, 10, 0), "out_kg": (0, 0, 20, 10, 0)},
    # Safety stock from July: the next quarter's due, 12, 8 and (repeated) 8 kg.
    ("P", "fill", "A"): {
        "opening_kg": (0, 0, 2, 4, 8),
        "in_kg": (8, 8, 16, 16, 8),
        "out_kg": (8, 6, 14, 12, 8),
        "closing_kg": (0, 2, 4, 8, 8),
        "safety_stock_kg": (0, 0, 12, 8, 8),
        "shortfall_kg": (0, 0, 8, 0, 0),
    },
    ("Q", "make", "A"): {"in_kg": (5, 5, 0, 10, 0), "out_kg": (5, 5, 0, 10, 0)},
    ("Q", "make", "B"): {
        "opening_kg": (0, 0, 0, 0, 5),
        "in_kg": (0, 0, 0, 5, 0),
        "out_kg": (0, 0, 0, 0, 5),
        "closing_kg": (0, 0, 0, 5, 0),
    },
}

SHIPMENTS: Figures = {
    ("P", "fill", "A", "US"): {
        "kg": (8, 6, 14, 12, 8),
        "freight_m": (0.008, 0.006, 0.014, 0.012, 0.008),
    },
    # 20 kg x 0.003; 20 kg x 0.5 m a kg x 20 % duty.
    ("P", "make", "B", "A"): {
        "kg": (0, 0, 20, 10, 0),
        "freight_m": (0, 0, 0.06, 0.03, 0),
        "duty_m": (0, 0, 2, 1, 0),
    },
    ("Q", "make", "A", "US"): {"kg": (5, 5, 0, 10, 0), "freight_m": (0.005, 0.005, 0, 0.01, 0)},
    ("Q", "make", "B", "US"): {
        "kg": (0, 0, 0, 0, 5),
        "freight_m": (0, 0, 0, 0, 0.01),
        "duty_m": (0, 0, 0, 0, 1),
    },
}

OBLIGATIONS: Figures = {
    # The tail repeats the first quarter of 2026, a year later and not firm.
    ("P", "US"): {
        "due_kg": (8, 8, 12, 12, 8),
        "firm_kg": (8, 4, 0, 0, 0),
        "delivered_kg": (8, 6, 14, 12, 8),
        "late_kg": (0, 2, 0, 0, 0),
    },
    # 5 kg overdue, delivered at once; 5 of the 15 kg of Q4 wait for B's approval in the tail.
    ("Q", "US"): {
        "due_kg": (0, 5, 0, 15, 0),
        "firm_kg": (0, 5, 0, 0, 0),
        "delivered_kg": (5, 5, 0, 10, 5),
        "late_kg": (0, 0, 0, 5, 0),
    },
}

CAPACITY: Figures = {
    ("LA",): {
        "days": (90, 91, 92, 92, 90),
        "production_days": (28, 28, 0, 16, 0),
        "changeover_days": (9, 4, 0, 4, 0),
        "free_days": (53, 59, 92, 72, 90),
    },
    ("LB",): {
        "days": (0, 91, 92, 92, 90),
        "production_days": (0, 0, 10, 8, 0),
        "changeover_days": (0, 0, 5, 4, 0),
        "validation_days": (0, 25, 0, 0, 0),
        "free_days": (0, 66, 77, 80, 90),
    },
    ("LC",): {
        "days": (90, 91, 92, 92, 90),
        "production_days": (5, 5, 10, 10, 5),
        "free_days": (85, 86, 82, 82, 85),
    },
}

DECISIONS = """date,period,decision,programme,step,site,line,cost_m,serves,tail
    2026-01,2026-Q1,investment,,,B,LB,50,,no
    2026-01,2026-Q1,transfer,P,make,B,,3,,no
    2026-04,2026-Q2,opening,,,B,LB,0,,no
    2026-04,2026-Q2,transfer,Q,make,B,,1,,no
    2026-04,2026-Q2,validation,P,make,B,LB,2.2,,no
    2026-07,2026-Q3,approval,P,make,B,,0,,no
    2026-07,2026-Q3,approval,Q,make,B,,0,,no
    2027-01,2027-Q1,approval,Q,make,B,,0,US,yes"""

ALLOCATION = """programme,step,site,year,batches,kg_released,tail
    P,make,A,2026,4,32,no
    P,make,B,2026,3,30,no
    P,fill,A,2026,6,48,no
    Q,make,A,2026,4,20,no
    Q,make,B,2026,1,5,no
    P,make,A,2027,0,0,yes
    P,make,B,2027,0,0,yes
    P,fill,A,2027,1,8,yes
    Q,make,A,2027,0,0,yes
    Q,make,B,2027,0,0,yes"""


def hand_plan() -> dict[str, pd.DataFrame]:
    """The plan's result tables, afresh each time, so that a test may spoil them."""
    decisions = pd.DataFrame(table_of(DECISIONS)).astype({"cost_m": float})
    allocation = pd.DataFrame(table_of(ALLOCATION)).astype(
        {"year": int, "batches": float, "kg_released": float}
    )
    of_step = allocation.groupby(["programme", "step", "year"])["kg_released"].transform("sum")
    allocation["share"] = (allocation["kg_released"] / of_step.where(of_step > 0, 1)).fillna(0)
    capacity = _frame(("line",), CAPACITY, _columns(CAPACITY))
    capacity["utilisation"] = 1 - capacity["free_days"] / capacity["days"].where(
        capacity["days"] > 0, 1
    )
    capacity.loc[capacity["days"] == 0, "utilisation"] = float("nan")
    capacity["reference_programme"] = "P"
    days = capacity["line"].map({"LA": 10, "LB": 10, "LC": 5})
    capacity["free_batches"] = capacity["free_days"] // days
    capacity[["day_worth_m", "day_price_m"]] = float("nan")
    shipments = _frame(
        ("programme", "step", "origin", "destination"), SHIPMENTS, _columns(SHIPMENTS)
    )
    shipments["arrives"] = shipments["period"]
    moved = shipments["destination"] == "A"
    later = dict(zip(PERIODS, (*PERIODS[1:], "2027-Q2"), strict=True))
    shipments.loc[moved, "arrives"] = shipments["period"].map(later)
    obligations = _frame(
        ("programme", "market"), OBLIGATIONS, (*_columns(OBLIGATIONS), "unmet_kg", "firm_late_kg")
    )
    obligations[["kg_cost_m", "kg_cost_fixed_m"]] = float("nan")
    return {
        "Production": _frame(("programme", "step", "line"), PRODUCTION, _columns(PRODUCTION)),
        "Stock": _frame(("programme", "step", "site"), STOCK, _columns(STOCK)),
        "Shipments": shipments,
        "Obligations": obligations,
        "Capacity": capacity,
        "Decisions": decisions,
        "Costs": costs_sheet(),
        "Allocation": allocation,
        "Summary": _summary(),
    }


def _columns(figures: Figures) -> tuple[str, ...]:
    return tuple(dict.fromkeys(column for row in figures.values() for column in row))


def _summary() -> pd.DataFrame:
    cost = {
        name: sum(
            amount * factor(at)
            for key, amounts in COSTS.items()
            for at, amount in enumerate(amounts[:4])
            if key[1] == name
        )
        for name in ("P", "Q")
    }
    return pd.DataFrame(
        [
            {
                "programme": "P",
                "client": "C",
                "home_sites": "make: A (52 %), B (48 %); fill: A (100 %)",
                "due_kg": 40.0,
                "on_time_kg": 38.0,
                "on_time_share": 0.95,
                "unmet_kg": 0.0,
                "cost_m": cost["P"],
                "A 2026 share": 80 / 110,
                "B 2026 share": 30 / 110,
            },
            {
                "programme": "Q",
                "client": "D",
                "home_sites": "make: A (80 %), B (20 %)",
                "due_kg": 20.0,
                "on_time_kg": 15.0,
                "on_time_share": 0.75,
                "unmet_kg": 0.0,
                "cost_m": cost["Q"],
                "A 2026 share": 0.8,
                "B 2026 share": 0.2,
            },
        ]
    )
