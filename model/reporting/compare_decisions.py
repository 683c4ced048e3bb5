"""Dated decisions of two runs: added, dropped, shifted."""

from __future__ import annotations

import math
from collections import Counter

import pandas as pd

from model.case.calendar import month_number
from model.reporting.reading import Run

_Decision = tuple[str, ...]


def decisions_compared(a: Run, b: Run) -> pd.DataFrame:
    """One row for each decision that one of the two has not, or has at another date."""
    mine, theirs = _dated(a), _dated(b)
    rows = []
    for key in [*mine, *(key for key in theirs if key not in mine)]:
        one, two = mine.get(key), theirs.get(key)
        if one and two and one[0] == two[0]:
            continue
        change = "shifted" if one and two else "dropped" if one else "added"
        later = month_number(two[0]) - month_number(one[0]) if one and two else math.nan
        dates = (one[0] if one else "", two[0] if two else "", later)
        costs = (one[1] if one else math.nan, two[1] if two else math.nan)
        rows.append((change, *key[:6], *dates, *costs))
    columns = ["change", "decision", "programme", "step", "site", "line", "market"]
    columns += ["date_a", "date_b", "months", "cost_a_m", "cost_b_m"]
    frame = pd.DataFrame(rows, columns=columns)
    order = [
        date_b or date_a for date_a, date_b in zip(frame["date_a"], frame["date_b"], strict=True)
    ]
    return (
        frame.assign(order=order)
        .sort_values("order", kind="stable")
        .drop(columns="order")
        .reset_index(drop=True)
    )


def _dated(run: Run) -> dict[_Decision, tuple[str, float]]:
    """Date and cost of each decision; those that are alike are told apart by their order.

    What an approval serves is part of its name where it is a market: each market approves for
    itself. What other decisions serve may change without the decision being another.
    """
    markets = set(run.case.tables["markets"]["market"])
    seen: Counter[_Decision] = Counter()
    found = {}
    for row in run.tables["Decisions"].to_dict("records"):
        market = row["serves"] if row["decision"] == "approval" and row["serves"] in markets else ""
        names = ("decision", "programme", "step", "site", "line")
        key = (*(str(row[name]) for name in names), str(market))
        seen[key] += 1
        found[*key, str(seen[key])] = (str(row["date"]), float(row["cost_m"]))
    return found
