"""The load of lines: one measure for a case and for a portfolio drawn around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tests.benchmarks.following import Row, Tables


def work_of_recipes(tables: Tables, recipes: Iterable[Row]) -> list[float]:
    """Days of each recipe's line, if it made all that is due of its programme in the horizon.

    Opening stock, changeovers and validation are left out.
    """
    recipes = list(recipes)
    kg = _needs(tables, recipes)
    return [
        kg[row["programme"], row["step"]]
        / (row["kg_per_batch"] * row["success_rate"])
        * row["days_per_batch"]
        for row in recipes
    ]


def work_of_lines(tables: Tables) -> dict[str, float]:
    """Days of each line, if it made all that it can run: twice what two lines could share."""
    days: dict[str, float] = defaultdict(float)
    recipes = tables["recipes"]
    for row, work in zip(recipes, work_of_recipes(tables, recipes), strict=True):
        days[row["line"]] += work
    return dict(days)


def _needs(tables: Tables, recipes: Iterable[Row]) -> dict[tuple[str, str], float]:
    """Good kg of each (programme, step) that the obligations ask for."""
    rates: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in recipes:
        rates[row["programme"], row["step"]].append(row["success_rate"])
    wanted: dict[str, float] = defaultdict(float)
    for row in tables["obligations"]:
        wanted[row["programme"]] += row["kg"]
    kg: dict[tuple[str, str], float] = {}
    for row in sorted(tables["steps"], key=lambda row: -row["sequence"]):
        programme, step = row["programme"], row["step"]
        kg[programme, step] = wanted[programme]
        if row["sequence"] > 1:
            listed = rates[programme, step]
            mean = sum(listed) / len(listed) if listed else 1.0
            wanted[programme] *= row["input_kg_per_kg"] / mean
    return kg
