"""What the hand-written plan costs, entry by entry."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tests.plan.hand_case import PERIODS

NONE = (0, 0, 0, 0, 0)


def factor(period: int) -> float:
    """Discount factor of the middle of a quarter at 10 % a year."""
    return float(1.1 ** -((period + 0.5) / 4))


END = 1.1**-1

# Undiscounted amounts: (head, programme, step, site, line).
COSTS: dict[tuple[str, ...], Sequence[float]] = {
    ("capital", "", "", "B", "LB"): (50, 0, 0, 0, 0),
    ("fixed", "", "", "A", "LA"): (3, 3, 3, 3, 3),
    ("fixed", "", "", "B", "LB"): (0, 3, 1.5, 1.5, 1.5),
    ("fixed", "", "", "A", "LC"): NONE,
    ("production", "P", "make", "A", "LA"): (2, 2, 0, 0, 0),
    ("production", "P", "make", "B", "LB"): (0, 0, 0.5, 0, 0),
    ("production", "P", "fill", "A", "LC"): (0.5, 0.5, 1, 1, 0.5),
    ("production", "Q", "make", "A", "LA"): (1, 1, 0, 2, 0),
    ("production", "Q", "make", "B", "LB"): (0, 0, 0, 0.25, 0),
    ("changeover", "P", "make", "A", "LA"): (0.2, 0, 0, 0, 0),
    ("changeover", "P", "make", "B", "LB"): (0, 0, 0.1, 0, 0),
    ("changeover", "P", "fill", "A", "LC"): (0.1, 0, 0, 0, 0),
    ("changeover", "Q", "make", "A", "LA"): (0.3, 0.3, 0, 0.3, 0),
    ("changeover", "Q", "make", "B", "LB"): (0, 0, 0, 0.125, 0),
    ("transfer", "P", "make", "B", ""): (3, 0, 0, 0, 0),
    ("transfer", "Q", "make", "B", ""): (0, 1, 0, 0, 0),
    # (2 batches x 2 + 0.4) million won at 0.5.
    ("validation", "P", "make", "B", "LB"): (0, 2.2, 0, 0, 0),
    ("holding", "P", "make", "A", ""): (0, 0.06, 0.02, 0, 0),
    ("holding", "P", "fill", "A", ""): (0, 0.04, 0.08, 0.16, 0.16),
    ("holding", "Q", "make", "B", ""): (0, 0, 0, 0.05, 0),
    ("freight", "P", "fill", "A", ""): (0.008, 0.006, 0.014, 0.012, 0.008),
    ("freight", "P", "make", "B", ""): (0, 0, 0.06, 0.03, 0),
    ("freight", "Q", "make", "A", ""): (0.005, 0.005, 0, 0.01, 0),
    ("freight", "Q", "make", "B", ""): (0, 0, 0, 0, 0.01),
    ("duty", "P", "make", "B", ""): (0, 0, 2, 1, 0),
    ("duty", "Q", "make", "B", ""): (0, 0, 0, 0, 1),
    ("late", "P", "", "", ""): (0, 0.06, 0, 0, 0),
    ("late", "Q", "", "", ""): (0, 0, 0, 0.3, 0),
    ("unmet", "P", "", "", ""): NONE,
    ("stock_shortfall", "P", "", "", ""): (0, 0, 0.08, 0, 0),
}
# Built for 9 of 120 months by the end of 2026: 92.5 % of 50 m come back then.
RESIDUAL = -46.25
OURS: dict[tuple[str, ...], float] = {
    ("duty", "P"): 0.0,
    ("duty", "Q"): 0.0,
    ("transfer", "P"): 0.5,
    ("transfer", "Q"): 0.75,
}


def costs_sheet() -> pd.DataFrame:
    """The Costs sheet, one row for each entry and quarter and one for the residual value."""
    entries = [
        (key, at, amount, factor(at))
        for key, amounts in COSTS.items()
        for at, amount in enumerate(amounts)
    ]
    entries.append((("capital", "", "", "B", "LB"), 3, RESIDUAL, END))
    records = []
    for key, at, amount, discount in entries:
        ours = OURS.get(key[:2], 1.0)
        records.append(
            {
                **dict(zip(("head", "programme", "step", "site", "line"), key, strict=True)),
                "period": PERIODS[at],
                "amount_m": amount,
                "discount_factor": discount,
                "discounted_m": amount * discount,
                "ours_m": ours * amount * discount,
                "client_m": (1 - ours) * amount * discount,
                "tail": "yes" if at == 4 else "no",
            }
        )
    return pd.DataFrame(records)


OBJECTIVE = sum(
    amount * factor(at) for amounts in COSTS.values() for at, amount in enumerate(amounts)
) + (RESIDUAL * END)
CONSTANT = sum(3 * factor(at) for at in range(5))
