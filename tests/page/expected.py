"""What the charts must tell under a choice of filters, added up from the sheets of a workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from model.case.case import Case
from tests.page.reading import Rows

Figures = dict[tuple[str, ...], float]


@dataclass(frozen=True)
class Chosen:
    """One value of one filter, or none: the sheets' rows that it keeps."""

    case: Case
    tables: Mapping[str, pd.DataFrame]
    kind: str = ""
    value: str = ""

    def programmes(self) -> set[str]:
        """The programmes kept; `""`, what belongs to none, only where nothing is chosen of them."""
        table = self.case.tables["programmes"]
        if self.kind not in ("programme", "client"):
            return {*table["programme"], ""}
        return set(table.loc[table[self.kind] == self.value, "programme"])

    def sites(self) -> set[str]:
        """The sites kept; `""` only where none is chosen."""
        every = {*self.case.tables["sites"]["site"], ""}
        return {self.value} if self.kind == "site" else every

    def in_time(self, years: pd.Series, tail: pd.Series, *, with_tail: bool = False) -> pd.Series:
        """Rows within the horizon and the year; a tail is shown only where no year is chosen."""
        horizon = (tail == "no") | (with_tail and self.kind != "year")
        return horizon & (self.kind != "year" or years == int(self.value or 0))

    def rows(self, name: str, *, with_tail: bool = False) -> pd.DataFrame:
        """The rows of a sheet that programme, client and year keep."""
        frame = self.tables[name]
        years = frame["year"] if "year" in frame else frame["period"].str[:4].astype(int)
        frame = frame.assign(year=years)
        keeps = self.in_time(frame["year"], frame["tail"], with_tail=with_tail)
        if "programme" in frame:
            keeps &= frame["programme"].isin(self.programmes())
        return frame.loc[keeps]

    def line_sites(self, lines: pd.Series) -> pd.Series:
        """The site of each line."""
        table = self.case.tables["lines"]
        return lines.map(dict(zip(table["line"], table["site"], strict=True)))

    def is_final(self, frame: pd.DataFrame) -> pd.Series:
        """Whether a row is of the last step of its programme."""
        steps = self.case.tables["steps"].sort_values("sequence")
        last = dict(zip(steps["programme"], steps["step"], strict=True))
        return frame["programme"].map(last) == frame["step"]


def added(frame: pd.DataFrame, keys: list[str], value: str) -> Figures:
    """Sums by the texts of the keys, without those that are 0."""
    sums: Figures = {}
    for *key, number in frame[[*keys, value]].itertuples(index=False, name=None):
        name = tuple(map(str, key))
        sums[name] = sums.get(name, 0.0) + float(number)
    return {key: number for key, number in sums.items() if abs(number) > 1e-4}


def _flows(chosen: Chosen, *, final: bool) -> Figures:
    rows = chosen.rows("Shipments")
    rows = rows.loc[chosen.is_final(rows) == final]
    near = rows["origin"].isin(chosen.sites())
    if not final:
        near |= rows["destination"].isin(chosen.sites())
    return added(rows.loc[near], ["year", "origin", "destination"], "kg")


def _sites(chosen: Chosen) -> Figures:
    rows = chosen.rows("Allocation")
    rows = rows.loc[rows["site"].isin(chosen.sites())]
    return added(rows, ["programme", "step", "year", "site"], "share")


def _gantt(chosen: Chosen) -> Figures:
    rows = chosen.rows("Production", with_tail=True)
    rows = rows.loc[chosen.line_sites(rows["line"]).isin(chosen.sites())]
    return added(rows, ["line", "programme", "step"], "batches")


def _load(chosen: Chosen) -> Figures:
    lines = chosen.rows("Capacity", with_tail=True)
    lines = lines.loc[chosen.line_sites(lines["line"]).isin(chosen.sites()) & (lines["days"] > 0)]
    if chosen.kind not in ("programme", "client"):
        used = lines.assign(used_days=lines["days"] - lines["free_days"])
        return added(used, ["line", "period"], "used_days")
    rows = chosen.rows("Production", with_tail=True)
    return added(rows, ["line", "period"], "days")


def _worth(chosen: Chosen) -> Figures:
    lines = chosen.rows("Capacity")
    lines = lines.loc[chosen.line_sites(lines["line"]).isin(chosen.sites())]
    return added(lines, ["line", "period"], "day_worth_m")


def _owed(chosen: Chosen) -> pd.DataFrame:
    rows = chosen.rows("Obligations")
    if chosen.kind == "site":
        sent = chosen.tables["Shipments"]
        sent = sent.loc[chosen.is_final(sent) & (sent["origin"] == chosen.value)]
        rows = rows.loc[rows["programme"].isin(set(sent["programme"]))]
    return rows.assign(met_kg=rows[["due_kg", "delivered_kg"]].min(axis=1))


def _late(chosen: Chosen) -> Figures:
    rows = _owed(chosen)
    rows = rows.loc[rows["late_kg"] > 1e-4]
    return added(rows, ["programme", "period"], "late_kg")


def _stock(chosen: Chosen) -> Figures:
    rows = chosen.rows("Stock", with_tail=True)
    rows = rows.loc[chosen.is_final(rows) & rows["site"].isin(chosen.sites())]
    return added(rows, ["programme", "period"], "closing_kg")


def _costs(chosen: Chosen) -> Figures:
    rows = chosen.rows("Costs")
    return added(rows.loc[rows["site"].isin(chosen.sites())], ["head", "year"], "discounted_m")


EXPECTED: Mapping[str, Callable[[Chosen], Figures]] = {
    "flows": lambda chosen: _flows(chosen, final=True),
    "moves": lambda chosen: _flows(chosen, final=False),
    "sites": _sites,
    "gantt": _gantt,
    "load": _load,
    "dayvalue": _worth,
    "obligations": lambda chosen: added(_owed(chosen), ["period"], "met_kg"),
    "late": _late,
    "stock": _stock,
    "costs": _costs,
}
"""For each chart, its figures from the workbook's sheets."""

_TOLD = {
    "flows": (["year", "from", "to"], "sent [kg]"),
    "moves": (["year", "from", "to"], "sent [kg]"),
    "sites": (["programme", "step", "year", "site"], "share of the step's kg [share]"),
    "gantt": (["line", "programme", "step"], "batches [batches]"),
    "load": (["line", "period"], "days used [days]"),
    "dayvalue": (["line", "period"], "a day more is worth [USD m per day]"),
    "obligations": (["period"], "met on time [kg]"),
    "late": (["programme", "period"], "late at the end of the period [kg]"),
    "stock": (["programme", "period"], "stock at the end [kg]"),
    "costs": (["head", "year"], "cost, discounted [USD m]"),
}


def told(chart: str, rows: Rows) -> Figures:
    """The same figures from the table behind a chart, as it is copied."""
    keys, value = _TOLD[chart]
    if chart == "gantt":
        rows = [row for row in rows if row["what"] == "campaign"]
    return added(pd.DataFrame(rows, columns=[*keys, value]), keys, value)
