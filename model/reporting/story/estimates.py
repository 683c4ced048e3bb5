"""How much of the decided cost rests on estimates, by what the table `sources` says.

An amount of the ledger is a quantity times prices. It rests on an estimate as soon as one of its
prices is one: the cost per batch, changeover, kg or year of its head, a duty's rate and customs
value, and, at a site with another currency, the exchange rate. A price that the scenario sets is an
assumption and counts as an estimate. The share is that of these amounts in the decided cost, tail
included, in the money that is minimised.

What is left out, since it would make every share 100% and so say nothing: the volumes due (told
apart, by kg), the yields and days that lead from kg to batches, and the discount rate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from model.case.case import Case
from model.plan.plan import Plan
from model.reporting.input_rows import Sources
from model.reporting.story.parts import Figure
from model.reporting.story.words import at_most, kg_text, part_text

Cell = tuple[str, tuple[str, ...], str]
"""Table, values of the key, column."""

_PRICES: Mapping[str, tuple[tuple[str, tuple[str, ...], str], ...]] = {
    "capital": (("lines", ("line",), "capex_local_m"),),
    "fixed": (("lines", ("line",), "fixed_cost_local_m_per_year"),),
    "production": (("recipes", ("programme", "step", "line"), "cost_local_m_per_batch"),),
    "changeover": (("recipes", ("programme", "step", "line"), "changeover_cost_local_m"),),
    "transfer": (("qualifications", ("programme", "step", "site"), "transfer_cost_local_m"),),
    "validation": (
        ("recipes", ("programme", "step", "line"), "cost_local_m_per_batch"),
        ("recipes", ("programme", "step", "line"), "changeover_cost_local_m"),
    ),
    "holding": (("steps", ("programme", "step"), "holding_cost_m_per_kg_year"),),
    "duty": (("steps", ("programme", "step"), "customs_value_m_per_kg"),),
    "late": (("programmes", ("programme",), "late_cost_m_per_kg_month"),),
    "unmet": (("programmes", ("programme",), "unmet_cost_m_per_kg"),),
    "stock_shortfall": (
        ("programmes", ("programme",), "stock_shortfall_cost_m_per_kg_year"),
        ("programmes", ("programme",), "unmet_cost_m_per_kg"),
    ),
}
_LOCAL = ("capital", "fixed", "production", "changeover", "transfer", "validation")
_OWNERS = ["head", "programme", "step", "site", "line"]
_LANE = ["programme", "step", "origin", "destination"]


@dataclass(frozen=True)
class Certainty:
    """Parts of a whole (millions, or kg) by how sure it is."""

    estimate: float
    known: float
    unsaid: float

    @property
    def whole(self) -> float:
        """All of it."""
        return self.estimate + self.known + self.unsaid

    @property
    def share(self) -> float:
        """The part that rests on estimates; 0 of nothing."""
        return self.estimate / self.whole if self.whole > 0 else 0.0


class _Statuses:
    """The status of a price: estimate, known (published or derived) or unsaid."""

    def __init__(self, case: Case) -> None:
        self._sources = Sources(case.tables["sources"])
        self._assumed = {
            (change.table, tuple(change.key.values()), change.column)
            for change in case.changes_applied
        }

    def of(self, cells: Iterable[Cell]) -> str:
        """The least sure of the cells' statuses."""
        found = {self._one(cell) for cell in cells}
        for status in ("estimate", "unsaid"):
            if status in found:
                return status
        return "known"

    def _one(self, cell: Cell) -> str:
        if cell in self._assumed:
            return "estimate"
        status, _ = self._sources.of(*cell)
        return {"estimate": "estimate", "": "unsaid"}.get(status, "known")


def cost_certainty(plan: Plan) -> Certainty:
    """The decided cost by how sure its prices are."""
    statuses = _Statuses(plan.case)
    prices = _Prices(plan)
    money = "ours_m" if plan.case.settings["objective"] == "own" else "discounted_m"
    ledger = plan.tables["Costs"]
    sums: dict[tuple[str, ...], float] = {}
    for key, amount in zip(_keys(ledger, _OWNERS), ledger[money], strict=True):
        sums[key] = sums.get(key, 0.0) + float(amount)
    found = {"estimate": 0.0, "known": 0.0, "unsaid": 0.0}
    for key, amount in sums.items():
        row = dict(zip(_OWNERS, key, strict=True))
        if amount and prices.is_decided(row):
            found[statuses.of(prices.of(row))] += amount
    return Certainty(**found)


class _Prices:
    """The cells of the inputs that make up the price of an amount."""

    def __init__(self, plan: Plan) -> None:
        tables = plan.case.tables
        self._lines = dict(zip(tables["lines"]["line"], tables["lines"]["status"], strict=True))
        sites = tables["sites"]
        self._currency = dict(zip(sites["site"], sites["currency"], strict=True))
        self._home = plan.case.settings["currency"]
        self._rates = _keys(tables["exchange_rates"], ["currency", "from_month"])
        self._duties = _keys(
            tables["duties"],
            ["duty_class", "origin_country", "destination_country", "from_month"],
        )
        places = [*sites.to_dict("records"), *tables["markets"].to_dict("records")]
        self._country = {p.get("site", p.get("market")): p["country"] for p in places}
        programmes = tables["programmes"]
        self._class = dict(zip(programmes["programme"], programmes["duty_class"], strict=True))
        sent = plan.tables["Shipments"]
        self._sent: dict[tuple[str, ...], set[str]] = {}
        for *owner, destination in _keys(sent[sent["kg"] > 0], _LANE):
            self._sent.setdefault(tuple(owner), set()).add(destination)

    def is_decided(self, row: Mapping[str, str]) -> bool:
        """Whether a decision can change the amount: not the fixed cost of a line that is there."""
        return row["head"] != "fixed" or self._lines.get(row["line"]) == "option"

    def of(self, row: Mapping[str, str]) -> Iterator[Cell]:
        """The prices of an amount of the ledger."""
        head, site = row["head"], row["site"]
        for table, key, column in _PRICES.get(head, ()):
            yield table, tuple(row[name] for name in key), column
        currency = self._currency.get(site)
        if head in _LOCAL and currency != self._home:
            yield from (
                ("exchange_rates", key, "rate") for key in self._rates if key[0] == currency
            )
        if head in ("freight", "duty"):
            for destination in self._sent.get((row["programme"], row["step"], site), ()):
                yield from self._lane(head, row["programme"], site, destination)

    def _lane(self, head: str, programme: str, origin: str, destination: str) -> Iterator[Cell]:
        if head == "freight":
            yield "lanes", (origin, destination), "cost_m_per_kg"
            return
        wanted = (
            self._class.get(programme),
            self._country.get(origin),
            self._country.get(destination),
        )
        yield from (("duties", key, "rate") for key in self._duties if key[:3] == wanted)


def _keys(frame: pd.DataFrame, names: list[str]) -> list[tuple[str, ...]]:
    return [tuple(str(value) for value in row) for row in frame[names].to_numpy(object)]


def volume_certainty(plan: Plan) -> Certainty:
    """The kg due to the programmes planned by how sure they are."""
    statuses = _Statuses(plan.case)
    planned = set(plan.tables["Summary"]["programme"])
    found: dict[str, Any] = {"estimate": 0.0, "known": 0.0, "unsaid": 0.0}
    for row in plan.case.tables["obligations"].to_dict("records"):
        if row["programme"] in planned:
            key = tuple(str(row[name]) for name in ("programme", "market", "due", "firm"))
            found[statuses.of([("obligations", key, "kg")])] += float(row["kg"])
    return Certainty(**found)


def estimate_sentences(plan: Plan) -> Iterator[str]:
    """On what the decided cost and the volumes rest."""
    cost, volumes = cost_certainty(plan), volume_certainty(plan)
    if cost.whole > 0:
        unsaid = (
            f", {part_text(cost.unsaid / cost.whole)} by figures without a source"
            if (cost.unsaid > 0)
            else ""
        )
        yield (f"Of the decided cost, {_share(cost)}% is priced by estimates{unsaid}.")
    if volumes.whole > 0:
        yield f"Of the {kg_text(volumes.whole)} kg due, {_share(volumes)}% are estimates."


def _share(certainty: Certainty) -> str:
    """Rounded up: an estimate is never hidden; only all of it is 100%."""
    shown = at_most(100 * certainty.share, 0)
    return "99" if shown == "100" and certainty.share < 1 - 1e-9 else shown


def estimate_figure(plan: Plan) -> Figure:
    """The share that rests on estimates, to show large."""
    cost, volumes = cost_certainty(plan), volume_certainty(plan)
    if cost.whole <= 0:
        return Figure("Priced by estimates", "-", "nothing is decided")
    unsaid = f", {part_text(cost.unsaid / cost.whole)} without source" if cost.unsaid > 0 else ""
    return Figure(
        "Priced by estimates",
        f"{_share(cost)}%",
        f"of decided cost{unsaid}; volumes due: {_share(volumes)}% estimates",
    )
