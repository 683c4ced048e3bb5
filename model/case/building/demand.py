"""What is due, what is asked for as stock, and the sites that may or must supply it."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from model.case.building.records import Records, is_empty, month_or_none, number_or
from model.case.calendar import month_number
from model.case.horizon import Horizon
from model.case.instance import Access, Share


class Demand:
    """What is due, kg by (programme, market) and period; the tail repeats the last year."""

    def __init__(self, records: Records, horizon: Horizon) -> None:
        self._horizon = horizon
        by_month: dict[tuple[str, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
        firm: dict[tuple[str, str], list[float]] = {}
        self.overdue: dict[tuple[str, str], float] = defaultdict(float)
        warnings = []
        for row in records("obligations"):
            key = (row["programme"], row["market"])
            months = by_month[key]
            firm_kg = firm.setdefault(key, [0.0] * horizon.count)
            if row["due"] == "overdue":
                self.overdue[key] += row["kg"]
                if row["firm"] == "yes" and row["kg"] > 0:
                    warnings.append(
                        f"obligations: {key[0]} for {key[1]}: {row['kg']:g} overdue kg cannot be "
                        "on time any more; they count as not firm"
                    )
                continue
            span = due_months(str(row["due"]))
            for month in span:
                months[month] += row["kg"] / len(span)
                if row["firm"] == "yes":
                    firm_kg[horizon.containing(month)] += row["kg"] / len(span)
        ends = {
            row["programme"]: month_or_none(row["contract_end"]) for row in records("programmes")
        }
        self.due = {
            key: tuple(self._in_period(months, ends[key[0]], t) for t in horizon.every)
            for key, months in by_month.items()
        }
        self.firm = {key: tuple(kg) for key, kg in firm.items()}
        self.warnings = tuple(warnings)

    def _in_period(self, months: Mapping[int, float], end: int | None, t: int) -> float:
        if t >= self._horizon.planned and end is not None and t > self._horizon.containing(end):
            return 0.0
        return math.fsum(
            months.get(self._repeated(month), 0.0) for month in self._horizon.months(t)
        )

    def _repeated(self, month: int) -> int:
        """The month of the horizon whose obligations a month of the tail repeats."""
        beyond = month - self._horizon.first(self._horizon.planned) + 1
        return month - 12 * max(0, math.ceil(beyond / 12))


_QUARTER = re.compile(r"(\d{4})-Q([1-4])")


def due_months(due: str) -> range:
    """The months over which an obligation is spread: a year, a quarter or a month."""
    if due.isdigit():
        return range(int(due) * 12, int(due) * 12 + 12)
    quarter = _QUARTER.fullmatch(due)
    if quarter:
        first = int(quarter[1]) * 12 + (int(quarter[2]) - 1) * 3
        return range(first, first + 3)
    return range(month_number(due), month_number(due) + 1)


def build_safety_stock(
    records: Records, horizon: Horizon, due: Mapping[tuple[str, str], tuple[float, ...]]
) -> dict[str, tuple[float, ...]]:
    """Kg asked for at the end of each period (rule 12)."""
    required = {}
    for row in records("programmes"):
        months, start = (
            number_or(row["safety_stock_months"]),
            month_or_none(row["safety_stock_from"]),
        )
        if months <= 0 or start is None:
            continue
        total = [
            math.fsum(kg[t] for key, kg in due.items() if key[0] == row["programme"])
            for t in horizon.every
        ]
        required[row["programme"]] = tuple(
            _ahead(total, t, months / horizon.period_months)
            if t >= horizon.containing(start)
            else 0.0
            for t in horizon.every
        )
    return required


def _ahead(due: list[float], period: int, length: float) -> float:
    """What is due in the `length` periods after this one; past the end the last one repeats."""
    whole = math.floor(length)
    kg = [due[min(period + 1 + i, len(due) - 1)] for i in range(whole + 1)]
    return math.fsum(kg[:whole]) + (length - whole) * kg[whole]


def build_access(records: Records, horizon: Horizon) -> dict[tuple[str, str], dict[str, Access]]:
    """Sites that may supply a market, by (programme, market) (rule 9)."""
    access: dict[tuple[str, str], dict[str, Access]] = defaultdict(dict)
    for row in records("market_access"):
        month = month_or_none(row["from_month"])
        access[row["programme"], row["market"]][row["site"]] = Access(
            allowed_from=0 if month is None else max(0, horizon.permitted_from(month)),
            approval=None
            if is_empty(row["approval_months"])
            else horizon.rounded(row["approval_months"]),
        )
    return dict(access)


def build_shares(records: Records, horizon: Horizon) -> Iterator[Share]:
    """Windows of site shares (rule 11)."""
    for row in records("site_shares"):
        yield Share(
            programme=row["programme"],
            step=row["step"],
            site=row["site"],
            window=tuple(
                horizon.starting_in(
                    month_number(row["first_month"]), month_or_none(row["last_month"])
                )
            ),
            low=number_or(row["min_share"]),
            high=number_or(row["max_share"], 1.0),
        )
