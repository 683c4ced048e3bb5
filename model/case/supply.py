"""The earliest that each step's output can be usable at each site, and reach each market."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from model.case.calendar import days_in_month, month_number
from model.case.findings import month_of
from model.case.horizon import Horizon
from model.case.rows import Row, Rows

_TOLERANCE = 1e-6


@dataclass
class Reach:
    """What one programme can reach: the last step looked at, and where its output is usable.

    `usable` is the earliest period by site, empty where the step fails everywhere; `why` says for
    each site what holds it up; `validated` the last period of the earliest validation, for sites
    to which the step is transferred.
    """

    programme: str
    step: str = ""
    usable: dict[str, int] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    validated: dict[str, int] = field(default_factory=dict)


class Network:
    """The tables of a case, by what the search along a route asks for."""

    def __init__(self, rows: Rows, horizon: Horizon) -> None:
        self.horizon = horizon
        self._sites = [row.text("site") for row in rows["sites"]]
        self._lines = {row.text("line"): row for row in rows["lines"]}
        self._days = _line_days(rows, horizon)
        self._steps: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(rows["steps"], key=lambda row: row.number_in("sequence")):
            self._steps[row.text("programme")].append(row)
        self._recipes: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in rows["recipes"]:
            site = self._lines[row.text("line")].text("site")
            self._recipes[row.text("programme"), row.text("step"), site].append(row)
        self._qualifications = {_key(row): row for row in rows["qualifications"]}
        self._opening = {_key(row) for row in rows["opening_stock"] if row.number_in("kg") > 0}
        self._transit = {
            (row.text("origin"), row.text("destination")): horizon.rounded(
                row.number_in("transit_months")
            )
            for row in rows["lanes"]
        }
        self._access: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
        for row in rows["market_access"]:
            access = self._access[row.text("programme"), row.text("market")]
            access[row.text("site")] = row
        self._under_way = _transfers_under_way(rows, horizon)

    def reach(self, programme: str) -> Reach:
        """Follow the route up to its end, or to the first step that fails at every site."""
        before: dict[str, int] | None = None
        reach = Reach(programme)
        for row in self._steps[programme]:
            reach = Reach(programme, row.text("step"))
            release = self.horizon.rounded(row.number_in("release_months"))
            for site in self._sites:
                self._make(reach, site, release, self._arriving(before, site))
            if not reach.usable:
                return reach
            before = reach.usable
        return reach

    def arrival(self, reach: Reach, market: str) -> tuple[int | None, dict[str, str]]:
        """Earliest period in which the last step's output reaches the market, and what holds it up.

        None where no site reaches it within the horizon and its tail.
        """
        access = self._access.get((reach.programme, market))
        best: int | None = None
        whys = {site: why for site, why in reach.why.items() if site not in reach.usable}
        for site, usable in reach.usable.items():
            leaves = self._may_ship(reach, site, usable, access)
            transit = self._transit.get((site, market))
            if transit is None:
                whys[site] = f"no lane to {market}"
            elif leaves is None:
                whys[site] = f"no market access to {market}"
            else:
                arrives = leaves + transit
                whys[site] = reach.why.get(site) or f"arrives {self.horizon.label(arrives)}"
                if leaves > usable:
                    whys[site] = f"market access from {self.horizon.label(leaves)}"
                best = arrives if best is None else min(best, arrives)
        if best is not None and best >= self.horizon.count:
            return None, whys
        return best, whys

    def _may_ship(
        self, reach: Reach, site: str, usable: int, access: dict[str, Row] | None
    ) -> int | None:
        """First period in which the site may ship; None where it never may."""
        if access is None:
            return usable
        row = access.get(site)
        if row is None:
            return None
        month = month_of(row, "from_month")
        allowed = 0 if month is None else self.horizon.permitted_from(month)
        qualification = self._qualifications.get((reach.programme, reach.step, site))
        if qualification is None or qualification.text("status") == "qualified":
            return max(usable, allowed)
        if site not in reach.validated:
            return None
        months = row.number_in("approval_months", qualification.number_in("approval_months"))
        return max(usable, allowed, reach.validated[site] + self.horizon.rounded(months))

    def _arriving(self, before: dict[str, int] | None, site: str) -> int | None:
        """First period in which the site has the step before's output; 0 for a first step."""
        if before is None:
            return 0
        arrivals = [
            usable + (0 if origin == site else self._transit[origin, site])
            for origin, usable in before.items()
            if origin == site or (origin, site) in self._transit
        ]
        return min(arrivals, default=None)

    def _make(self, reach: Reach, site: str, release: int, arriving: int | None) -> None:
        """Put the earliest usable period of the site into the reach, or why there is none."""
        key = (reach.programme, reach.step, site)
        found, why = self._made(reach, key, release, arriving)
        if found is not None and found >= self.horizon.count:
            why = f"usable from {self.horizon.label(found)} only"
            found = None
        if key in self._opening:
            found, why = 0, "opening stock"
        if found is not None:
            reach.usable[site] = found
            why = why or f"usable from {self.horizon.label(found)}"
        reach.why[site] = why

    def _made(
        self, reach: Reach, key: tuple[str, str, str], release: int, arriving: int | None
    ) -> tuple[int | None, str]:
        qualification, recipes = self._qualifications.get(key), self._recipes.get(key, [])
        if qualification is None:
            return None, "not qualified, and no transfer (no row in qualifications)"
        if not recipes:
            return None, "no recipe on a line of the site"
        if arriving is None:
            return None, "the step before does not get there (no lane)"
        usable: list[int] = []
        if qualification.text("status") == "qualified":
            month = month_of(qualification, "qualified_from")
            qualified = 0 if month is None else self.horizon.permitted_from(month)
        else:
            validation = self._validated(key, qualification, recipes, arriving)
            if validation is None:
                return None, "no line has the days for its validation, or it would end too late"
            reach.validated[key[2]] = validation
            approval = self.horizon.rounded(qualification.number_in("approval_months"))
            qualified = validation + approval
            if qualification.number_in("ppq_batches") > 0 and validation >= 0:
                usable.append(validation + max(approval, release))
        start = self._first_campaign(recipes, max(0, qualified, arriving))
        if start is not None:
            usable.append(start + release)
        if not usable:
            return None, f"no line has the days for a campaign from {self._label(qualified)} on"
        return max(0, min(usable)), ""

    def _label(self, period: int) -> str:
        return self.horizon.label(max(0, period))

    def _validated(
        self, key: tuple[str, str, str], row: Row, recipes: list[Row], arriving: int
    ) -> int | None:
        """Last period of the earliest validation; of the transfer where none is needed."""
        month = month_of(row, "earliest_start")
        start = 0 if month is None else max(0, self.horizon.permitted_from(month))
        start = min(start, self._under_way.get(key, start))
        begin = start + self.horizon.rounded(row.number_in("transfer_months"))
        batches = row.number_in("ppq_batches")
        if batches == 0:
            return begin if start < self.horizon.count else None
        spread = self.horizon.validation_spread
        if begin < 0:
            return begin + spread - 1
        for first in range(max(begin, arriving), self.horizon.count - spread + 1):
            if any(self._validates(recipe, first, spread, batches) for recipe in recipes):
                return first + spread - 1
        return None

    def _validates(self, recipe: Row, first: int, spread: int, batches: float) -> bool:
        needed = batches * recipe.number_in("days_per_batch") + recipe.number_in("changeover_days")
        days = self._days[recipe.text("line")]
        return all(
            days[t] > 0 and days[t] + _TOLERANCE >= needed / spread
            for t in range(first, first + spread)
        )

    def _first_campaign(self, recipes: list[Row], earliest: int) -> int | None:
        """First period from `earliest` on in which a line has the days for a least campaign."""
        for period in range(earliest, self.horizon.count):
            for recipe in recipes:
                batches = max(1.0, recipe.number_in("min_campaign_batches", 1.0))
                needed = batches * recipe.number_in("days_per_batch")
                needed += recipe.number_in("changeover_days")
                if self._days[recipe.text("line")][period] * (1 + _TOLERANCE) >= needed:
                    return period
        return None


def _key(row: Row) -> tuple[str, str, str]:
    return row.text("programme"), row.text("step"), row.text("site")


def _line_days(rows: Rows, horizon: Horizon) -> dict[str, list[float]]:
    """Days of each line in each period; an option's as if decided as early as it may be."""
    calendar: dict[tuple[str, int], float] = {}
    for row in rows["line_calendar"]:
        first, last = (month_number(row.text(name)) for name in ("first_month", "last_month"))
        for month in range(max(first, horizon.first_month), min(last, _end(horizon)) + 1):
            calendar[row.text("line"), month] = row.number_in("availability")
    days = {}
    for row in rows["lines"]:
        opens, closes = _open_months(row, horizon)
        usual, units = row.number_in("availability"), row.number_in("units")
        days[row.text("line")] = [
            sum(
                days_in_month(month) * calendar.get((row.text("line"), month), usual) * units
                for month in horizon.months(period)
                if opens <= month < closes
            )
            for period in horizon.every
        ]
    return days


def _open_months(row: Row, horizon: Horizon) -> tuple[int, int]:
    """First open month and first closed month of a line."""
    never = _end(horizon) + 1
    if row.text("status") != "option":
        opens, closes = month_of(row, "opens"), month_of(row, "closes")
        return opens or 0, never if closes is None else closes
    earliest, latest = month_of(row, "earliest_decision"), month_of(row, "latest_decision")
    decision = max(0, horizon.permitted_from(earliest or 0))
    last = horizon.planned - 1 if latest is None else horizon.containing(latest)
    if decision > min(last, horizon.planned - 1):
        return never, never
    return horizon.first(decision + horizon.rounded(row.number_in("build_months"))), never


def _end(horizon: Horizon) -> int:
    return horizon.first(horizon.count) - 1


def _transfers_under_way(rows: Rows, horizon: Horizon) -> dict[tuple[str, str, str], int]:
    """First period (negative) of transfers that a commitment starts before the horizon."""
    starts: dict[tuple[str, str, str], int] = {}
    for row in rows["commitments"]:
        month = month_of(row, "first_month")
        if row.text("decision") != "transfer" or row.text("must") != "yes" or month is None:
            continue
        first = horizon.permitted_from(month)
        if first < 0:
            starts[_key(row)] = first
    return starts
