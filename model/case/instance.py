"""The instance: the case as the mathematics wants it, in periods and reporting currency.

Everything here is known before anything is decided; `build_instance` (`model.case.building`)
fills it once and nothing changes it afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.case.horizon import Horizon
from model.case.sets import IndexSets

StepKey = tuple[str, str]  # programme, step
SiteKey = tuple[str, str, str]  # programme, step, site
RecipeKey = tuple[str, str, str]  # programme, step, line


@dataclass(frozen=True)
class Programme:
    """A client's product; costs in millions of the reporting currency."""

    client: str
    duty_class: str
    late_cost: float  # per kg and month
    unmet_cost: float  # per kg
    shortfall_cost: float  # per kg and year
    safety_stock_months: float

    @property
    def breach_weight(self) -> float:
        """Weight of a kg in the breach of limits: its unmet cost, 1 where that is 0."""
        return self.unmet_cost if self.unmet_cost > 0 else 1.0


@dataclass(frozen=True)
class Step:
    """One step of a programme's route; release and shelf life in periods."""

    number: int
    previous: str | None
    following: str | None
    input_kg_per_kg: float
    release: int
    shelf_life: int | None
    holding_cost: float  # per kg and year
    customs_value: float  # per kg
    min_sites: int
    min_sites_from: int | None

    @property
    def final(self) -> bool:
        """Whether the step's output goes to the markets."""
        return self.following is None


@dataclass(frozen=True)
class Recipe:
    """How a step runs on a line; costs in millions of the site's currency."""

    site: str
    kg_per_batch: float
    success_rate: float
    days_per_batch: float
    cost_per_batch: float
    min_campaign_batches: int
    changeover_days: float
    changeover_cost: float

    @property
    def good_kg(self) -> float:
        """Kg that a batch gives on average: kg_per_batch x success_rate."""
        return self.kg_per_batch * self.success_rate


@dataclass(frozen=True)
class Option:
    """A line that may be built: money in millions of the site's currency, times in periods."""

    capex: float
    build: int
    decisions: tuple[int, ...]
    life_years: float | None


@dataclass(frozen=True)
class Line:
    """A production line; `days` are those usable in each period (an option line's: once open)."""

    site: str
    units: int
    days: tuple[float, ...]
    open: tuple[bool, ...]
    fixed_cost: tuple[float, ...]  # of each period while open, millions of the site's currency
    max_campaigns: int | None
    option: Option | None


@dataclass(frozen=True)
class Site:
    """A campus."""

    country: str
    currency: str
    max_transfers_at_once: int | None


@dataclass(frozen=True)
class Transfer:
    """A technology transfer that may bring a step to a site; durations in periods.

    `starts` are the periods in which it may start; one before the horizon is under way.
    """

    duration: int
    approval: int
    ppq_batches: int
    cost: float  # millions of the site's currency
    starts: tuple[int, ...]
    spread: int  # periods of the validation campaign, 1 where there is none

    @property
    def busy(self) -> int:
        """Periods from the start to the last of validation, both included.

        Without a validation those of the transfer itself, at least that of its start.
        """
        return self.duration + self.spread if self.ppq_batches else max(1, self.duration)

    @property
    def qualified_after(self) -> int:
        """Periods from the start until the step is qualified."""
        return self.duration + self.spread - 1 + self.approval


@dataclass(frozen=True)
class Lane:
    """A transport lane: transit in periods, cost in millions per kg."""

    transit: int
    cost: float


@dataclass(frozen=True)
class Access:
    """A site's licence for a market: from a period on, and after a transfer's own approval."""

    allowed_from: int
    approval: int | None


@dataclass(frozen=True)
class Share:
    """A window in which a site makes between `low` and `high` of a step's good kg."""

    programme: str
    step: str
    site: str
    window: tuple[int, ...]
    low: float
    high: float


@dataclass(frozen=True)
class Commitment:
    """A decision taken, vetoed or under way; None selects all; `window` may reach before 0."""

    number: int
    decision: str
    programme: str | None
    step: str | None
    site: str | None
    line: str | None
    window: tuple[int, ...]
    must: bool
    text: str

    def selects(self, **key: str) -> bool:
        """Whether the commitment speaks of this programme, step, site or line."""
        return all(getattr(self, name) in (None, value) for name, value in key.items())


@dataclass(frozen=True)
class Instance(IndexSets):
    """All that is known, indexed for the rules. Periods are numbers; kg, days, millions."""

    horizon: Horizon
    own_objective: bool
    carry_over: bool
    programmes: Mapping[str, Programme]
    routes: Mapping[str, tuple[str, ...]]
    steps: Mapping[StepKey, Step]
    sites: Mapping[str, Site]
    markets: Mapping[str, str]  # country
    lines: Mapping[str, Line]
    recipes: Mapping[RecipeKey, Recipe]
    qualified_from: Mapping[SiteKey, int]
    transfers: Mapping[SiteKey, Transfer]
    due: Mapping[tuple[str, str], tuple[float, ...]]
    firm_due: Mapping[tuple[str, str], tuple[float, ...]]
    overdue: Mapping[tuple[str, str], float]
    opening_stock: Mapping[SiteKey, float]
    lanes: Mapping[tuple[str, str], Lane]
    exchange: Mapping[str, tuple[float, ...]]  # currency: reporting currency for one unit
    duty_rates: Mapping[tuple[str, str, str], tuple[float, ...]]
    access: Mapping[tuple[str, str], Mapping[str, Access]]
    shares: tuple[Share, ...]
    reserved_days: Mapping[tuple[str, str, int], float]  # client, line, period
    commitments: tuple[Commitment, ...]
    safety_stock: Mapping[str, tuple[float, ...]]
    our_shares: Mapping[tuple[str, str], float]
    warnings: tuple[str, ...]

    def rate(self, site: str, period: int) -> float:
        """Reporting currency for one unit of the site's currency."""
        return self.exchange[self.sites[site].currency][max(period, 0)]

    def our_share(self, programme: str | None, head: str) -> float:
        """The share of a cost head that we bear for the programme."""
        if programme is not None and (programme, head) in self.our_shares:
            return self.our_shares[programme, head]
        return self.our_shares.get(("*", head), 1.0)

    def duty_rate(self, programme: str, origin: str, destination: str, period: int) -> float:
        """Duty rate of a programme's kg that leaves a site for a site or market in the period."""
        country = (
            self.sites[destination].country
            if destination in self.sites
            else self.markets[destination]
        )
        key = (self.programmes[programme].duty_class, self.sites[origin].country, country)
        rates = self.duty_rates.get(key)
        return rates[period] if rates is not None else 0.0

    def final_step(self, programme: str) -> str:
        """The last step of the programme's route."""
        return self.routes[programme][-1]

    def earliest(self, programme: str, step: str, site: str) -> int | None:
        """First period in which the step can be qualified at the site; None: never."""
        key = (programme, step, site)
        if key in self.qualified_from:
            return self.qualified_from[key]
        transfer = self.transfers.get(key)
        if transfer is None or not transfer.starts:
            return None
        return max(0, min(transfer.starts) + transfer.qualified_after)
