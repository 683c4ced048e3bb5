"""Two runs side by side: what went in differently, what came out differently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from model.plan.columns import HEADS
from model.plan.plan import Plan
from model.reporting.about import FIGURES
from model.reporting.compare_decisions import decisions_compared
from model.reporting.compare_inputs import inputs_compared
from model.reporting.reading import Run, as_run

KG = 1e-6
SHARE = 5e-4


@dataclass(frozen=True)
class Comparison:
    """Two runs, A and B, and what differs between them; every difference is B - A.

    inputs: table, key, column, a, b, change (changed, only in A, only in B).
    figures: figure, unit, a, b, difference.
    homes: programme, home_a, home_b, of those that moved.
    moved: programme, step, site, year, share_a, share_b, difference, kg_a, kg_b.
    decisions: change (added, dropped, shifted), decision, programme, step, site, line, date_a,
    date_b, months (later: positive), cost_a_m, cost_b_m.
    costs: head, a_m, b_m, difference_m: discounted, without the tail, all parties.
    obligations: programme, market, late_a_kg_months, late_b_kg_months, unmet_a_kg, unmet_b_kg,
    verdict (better, worse).
    interval: the difference of the two least objectives lies in it, in millions.
    notes: what makes the two hard to compare.
    """

    name_a: str
    name_b: str
    currency: str
    inputs: pd.DataFrame
    figures: pd.DataFrame
    homes: pd.DataFrame
    moved: pd.DataFrame
    decisions: pd.DataFrame
    costs: pd.DataFrame
    obligations: pd.DataFrame
    interval: tuple[float, float]
    notes: tuple[str, ...]

    @property
    def is_certain(self) -> bool:
        """Whether the two bounds prove that one is dearer: the interval excludes 0."""
        low, high = self.interval
        return low > 0 or high < 0


def compare(a: Run | Plan, b: Run | Plan) -> Comparison:
    """Compare two runs; differences are those of b from a."""
    first, second = as_run(a), as_run(b)
    return Comparison(
        first.name,
        second.name,
        str(second.case.settings["currency"]),
        inputs_compared(first.case, second.case),
        _figures(first, second),
        _homes(first, second),
        _moved(first, second),
        decisions_compared(first, second),
        _costs(first, second),
        _obligations(first, second),
        _interval(first, second),
        tuple(_notes(first, second)),
    )


def _interval(a: Run, b: Run) -> tuple[float, float]:
    """Where the difference of the least objectives lies: each is between its bound and its plan."""
    return (
        b.figure("bound_m") - a.figure("objective_m"),
        b.figure("objective_m") - a.figure("bound_m"),
    )


def _notes(a: Run, b: Run) -> Iterator[str]:
    mine, theirs = a.case.settings, b.case.settings
    for name, words in (
        ("currency", "the reporting currency"),
        ("objective", "whose cost is minimised"),
        ("period_months", "the length of the periods"),
        ("first_month", "the first month"),
        ("last_month", "the last month"),
        ("tail_months", "the tail"),
    ):
        if mine[name] != theirs[name]:
            yield f"{words} differs: {mine[name]} in A, {theirs[name]} in B"
    for letter, run in (("A", a), ("B", b)):
        if run.meta.get("status") not in ("optimal", "feasible"):
            yield (
                f"{letter} has status {run.meta.get('status')}: its costs are not those of a plan "
                "that keeps all limits"
            )
    if a.meta.get("settings") != b.meta.get("settings") and a.meta.get("settings"):
        yield "the two were solved with different settings (effort, gap, seed or time limit)"


def _figures(a: Run, b: Run) -> pd.DataFrame:
    rows = []
    for name, (_, unit) in FIGURES.items():
        one, two = a.figure(name), b.figure(name)
        rows.append((name, unit, one, two, two - one))
    for name in ("due_kg", "on_time_kg", "unmet_kg"):
        one, two = (float(run.tables["Summary"][name].sum()) for run in (a, b))
        rows.append((name, "kg", one, two, two - one))
    return pd.DataFrame(rows, columns=["figure", "unit", "a", "b", "difference"])


def _side_by_side(
    a: pd.DataFrame, b: pd.DataFrame, keys: list[str], values: list[str]
) -> pd.DataFrame:
    """The rows of both by key, values with suffix _a and _b; 0 where one has no such row."""
    both = pd.merge(
        a.groupby(keys, sort=False)[values].sum(),
        b.groupby(keys, sort=False)[values].sum(),
        how="outer",
        left_index=True,
        right_index=True,
        suffixes=("_a", "_b"),
    )
    return both.fillna(0.0).reset_index()


def _homes(a: Run, b: Run) -> pd.DataFrame:
    one, two = (run.tables["Summary"].set_index("programme")["home_sites"] for run in (a, b))
    rows = [
        (programme, one.get(programme, ""), two.get(programme, ""))
        for programme in sorted({*one.index, *two.index})
        if one.get(programme, "") != two.get(programme, "")
    ]
    return pd.DataFrame(rows, columns=["programme", "home_a", "home_b"], dtype=object)


def _moved(a: Run, b: Run) -> pd.DataFrame:
    keys = ["programme", "step", "site", "year"]
    both = _side_by_side(
        a.tables["Allocation"], b.tables["Allocation"], keys, ["share", "kg_released"]
    )
    both["difference"] = both["share_b"] - both["share_a"]
    both = both.rename(columns={"kg_released_a": "kg_a", "kg_released_b": "kg_b"})
    columns = [*keys, "share_a", "share_b", "difference", "kg_a", "kg_b"]
    return both.loc[both["difference"].abs() > SHARE, columns].reset_index(drop=True)


def _costs(a: Run, b: Run) -> pd.DataFrame:
    one, two = (run.meta.get("costs") or _by_head(run) for run in (a, b))
    frame = pd.DataFrame(
        {
            "head": list(HEADS),
            "a_m": [float(one.get(head, 0.0)) for head in HEADS],
            "b_m": [float(two.get(head, 0.0)) for head in HEADS],
        }
    )
    total = pd.DataFrame({"head": ["total"], "a_m": frame["a_m"].sum(), "b_m": frame["b_m"].sum()})
    both = pd.concat([frame, total], ignore_index=True)
    return both.assign(difference_m=both["b_m"] - both["a_m"])


def _by_head(run: Run) -> dict[str, float]:
    costs = run.tables["Costs"]
    sums = costs[costs["tail"] == "no"].groupby("head")["discounted_m"].sum()
    return {str(head): float(value) for head, value in sums.items()}


def _obligations(a: Run, b: Run) -> pd.DataFrame:
    keys = ["programme", "market"]
    frames = []
    for run in (a, b):
        mine = run.tables["Obligations"]
        months = float(run.case.settings["period_months"])
        late = mine["late_kg"].where(mine["tail"] == "no", 0.0) * months
        frames.append(mine.assign(late=late, unmet=mine["unmet_kg"]))
    both = _side_by_side(frames[0], frames[1], keys, ["late", "unmet"])
    change = (both["late_b"] - both["late_a"]) + (both["unmet_b"] - both["unmet_a"])
    same = (both["late_b"] - both["late_a"]).abs() + (both["unmet_b"] - both["unmet_a"]).abs()
    both["verdict"] = ["worse" if value > 0 else "better" for value in change]
    both = both.rename(
        columns={
            "late_a": "late_a_kg_months",
            "late_b": "late_b_kg_months",
            "unmet_a": "unmet_a_kg",
            "unmet_b": "unmet_b_kg",
        }
    )
    columns = [*keys, *(c for c in both.columns if c.endswith(("_months", "_kg"))), "verdict"]
    return both.loc[same > KG, columns].reset_index(drop=True)
