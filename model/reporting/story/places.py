"""Where each programme is made, by site and year; how full each line is, and when."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from model.plan.plan import Plan
from model.reporting.story.parts import LineLoad, SiteGrid, SiteRow
from model.reporting.story.supply import clients_of
from model.reporting.story.words import (
    cut,
    listing,
    number_words,
    part_text,
    share_text,
    spans,
)

FULL = 0.95
"""A line is full where this share of its days is used, or not one more batch fits."""

_KG = 1e-6
_NAMED = 6


def site_grid(plan: Plan) -> SiteGrid:
    """The picture of programmes, sites and years; tail left out."""
    made = plan.tables["Allocation"]
    made = made[made["tail"] == "no"]
    sites = tuple(sorted(set(plan.case.tables["sites"]["site"])))
    years = planned_years(plan)
    served = plan.tables["Summary"].set_index("programme")
    clients = clients_of(plan)
    rows = []
    for programme in served.index:
        for place, step in enumerate(_route(plan, str(programme))):
            mine = made[(made["programme"] == programme) & (made["step"] == step)]
            kg = (
                mine.pivot_table(index="site", columns="year", values="kg_released", aggfunc="sum")
                .reindex(index=list(sites), columns=list(years))
                .fillna(0.0)
            )
            rows.append(
                SiteRow(
                    programme=str(programme),
                    step=step,
                    client=clients.get(str(programme), ""),
                    first=place == 0,
                    kg=tuple(tuple(map(float, row)) for row in kg.to_numpy(dtype=np.float64)),
                    moves=int((kg.sum(axis=1) > _KG).sum()) > 1,
                    due_kg=float(served.loc[programme, "due_kg"]),
                    on_time_share=float(served.loc[programme, "on_time_share"]),
                    cost_m=float(served.loc[programme, "cost_m"]),
                )
            )
    return SiteGrid(sites, years, tuple(rows))


def planned_years(plan: Plan) -> tuple[int, ...]:
    """The years in which the periods of the horizon begin."""
    capacity = plan.tables["Capacity"]
    return tuple(
        sorted({int(label[:4]) for label in capacity.loc[capacity["tail"] == "no", "period"]})
    )


def _route(plan: Plan, programme: str) -> list[str]:
    steps = plan.case.tables["steps"]
    mine = steps[steps["programme"] == programme].sort_values("sequence", kind="stable")
    return [str(step) for step in mine["step"]]


def home_sentences(plan: Plan) -> Iterator[str]:
    """For each programme the sites that make it, since when, and what of it is on time."""
    made = plan.tables["Allocation"]
    made = made[(made["tail"] == "no") & (made["kg_released"] > _KG)]
    served = plan.tables["Summary"]
    for programme, on_time in zip(served["programme"], served["on_time_share"], strict=True):
        route = _route(plan, str(programme))
        parts = []
        for step in route:
            mine = made[(made["programme"] == programme) & (made["step"] == step)]
            name = f"{step} " if len(route) > 1 else ""
            parts.append(f"{name}{_at_sites(mine)}")
        share = "" if math.isnan(on_time) else f"; {share_text(float(on_time))} on time"
        yield f"{programme}: {', '.join(parts)}{share}"


def _at_sites(mine: pd.DataFrame) -> str:
    """The sites of a step, the largest first: its part and, where not always, its years."""
    kg = mine.groupby("site")["kg_released"].sum().sort_values(ascending=False, kind="stable")
    if not len(kg):
        return "not made"
    if len(kg) == 1:
        return f"at {kg.index[0]}"
    years = sorted(set(mine["year"]))
    return listing(
        f"{part_text(float(amount / kg.sum()))} at {site}"
        + _since(sorted(set(mine.loc[mine["site"] == site, "year"])), years)
        for site, amount in kg.items()
    )


def _since(mine: Sequence[int], years: Sequence[int]) -> str:
    if list(mine) == list(years):
        return ""
    if list(mine) == [year for year in years if year >= mine[0]]:
        return f" from {mine[0]}"
    if list(mine) == [year for year in years if year <= mine[-1]]:
        return f" to {mine[-1]}"
    return f" in {listing(map(str, mine))}"


def line_loads(plan: Plan) -> Iterator[LineLoad]:
    """The load of each line that has days within the horizon."""
    capacity = plan.tables["Capacity"]
    capacity = capacity[capacity["tail"] == "no"]
    lines = plan.case.tables["lines"]
    site_of = dict(zip(lines["line"], lines["site"], strict=True))
    years = planned_years(plan)
    labels = sorted(set(capacity["period"]))
    for line, mine in capacity.groupby("line", sort=True):
        open_then = mine[mine["days"] > 0]
        if not len(open_then):
            continue
        full = open_then.loc[_is_full(open_then), "period"]
        yield LineLoad(
            line=str(line),
            site=str(site_of.get(line, "")),
            used=tuple(_used(open_then, year) for year in years),
            full=tuple(spans(labels, full)),
            always=len(full) == len(open_then),
        )


def _is_full(capacity: pd.DataFrame) -> pd.Series:
    return (capacity["utilisation"] >= FULL) | (capacity["free_batches"] < 1)


def _used(capacity: pd.DataFrame, year: int) -> float | None:
    mine = capacity[capacity["period"].str[:4] == str(year)]
    days = float(mine["days"].sum())
    return float((mine["days"] - mine["free_days"]).sum()) / days if days > 0 else None


def full_sentence(lines: Sequence[LineLoad]) -> str:
    """Which lines are full, and when."""
    full = [line for line in lines if line.full]
    if not full:
        return "No line is ever full." if lines else ""
    named = [
        f"{line.line} {'always' if line.always else 'in ' + ', '.join(line.full)}"
        for line in sorted(full, key=lambda line: not line.always)
    ]
    never = number_words(len(lines) - len(full), "other line")
    others = f"; {never} never" if len(full) < len(lines) else ""
    return f"Full: {'; '.join(cut(named, _NAMED))}{others}."
