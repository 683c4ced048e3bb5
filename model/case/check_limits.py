"""Shares, commitments, exchange rates, probabilities, scenarios: what people set and agree."""

from __future__ import annotations

import math
from collections import defaultdict

from model.case.calendar import month_text
from model.case.changes import understood_all
from model.case.findings import Findings, month_of
from model.case.horizon import Horizon
from model.case.rows import Row

_TOLERANCE = 1e-9


def check_limits(found: Findings, horizon: Horizon | None) -> None:
    """Everything that must fit together beyond keys, time and routes."""
    _check_shares(found)
    _check_commitments(found)
    _check_exchange_rates(found, horizon)
    _check_scenarios(found)


def _check_shares(found: Findings) -> None:
    columns = ("programme", "step", "site", "first_month", "last_month", "min_share", "max_share")
    able = {
        (row.text("programme"), row.text("step"), row.text("site"))
        for row in found.rows["qualifications"]
    }
    by_step: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in found.readable("site_shares", *columns):
        programme, step, site = (row.text(name) for name in columns[:3])
        by_step[programme, step].append(row)
        if row.number_in("max_share", 1.0) < row.number_in("min_share"):
            text = f"below min_share {row.text('min_share')}; write that or more"
            found.error(row, "max_share", text)
        is_barred = found.whole("qualifications") and (programme, step, site) not in able
        if is_barred and row.number_in("min_share") > 0:
            text = f"{site} has no row in qualifications for {programme} {step}; add one, or 0"
            found.error(row, "min_share", text)
    for (programme, step), rows in by_step.items():
        sites = {site for p, s, site in able if (p, s) == (programme, step)}
        _check_sums(rows, sites, found)


def _check_sums(rows: list[Row], sites: set[str], found: Findings) -> None:
    """In each month the least shares sum to 1 at most, the greatest of all sites to 1 at least."""
    for start in sorted({row.text("first_month") for row in rows}):
        low: dict[str, float] = defaultdict(float)
        high: dict[str, float] = defaultdict(lambda: 1.0)
        last = rows[0]
        for row in rows:
            if row.text("first_month") <= start <= row.text("last_month"):
                site, last = row.text("site"), row
                low[site] = max(low[site], row.number_in("min_share"))
                high[site] = min(high[site], row.number_in("max_share", 1.0))
        least, most = math.fsum(low.values()), math.fsum(high.values())
        if least > 1 + _TOLERANCE:
            text = f"the least shares of {start} sum to {least:.6g}; make it 1 or less"
            found.error(last, "min_share", text)
            return
        if sites and sites <= set(high) and most < 1 - _TOLERANCE:
            text = f"the greatest shares of {start} sum to {most:.6g} over all sites; make it 1"
            found.error(last, "max_share", text)
            return


def _check_commitments(found: Findings) -> None:
    needed = {"transfer": ("programme", "step", "site"), "invest": ("line",), "allocation": ()}
    for row in found.readable("commitments", *_COMMITTED, "decision", "must"):
        decision = row.text("decision")
        if row.text("must") == "yes":
            for column in needed[decision]:
                if not row.text(column):
                    text = f"a {decision} that must happen names it; write one {column}"
                    found.error(row, column, text)
        if row.text("step") and not row.text("programme"):
            found.error(row, "programme", "a step belongs to a programme; write it")
        _check_subject(row, decision, found)


_COMMITTED = ("programme", "step", "site", "line")


def _check_subject(row: Row, decision: str, found: Findings) -> None:
    """What a commitment speaks of exists: a line to decide, a step to transfer, a recipe."""
    if not found.whole("lines", "qualifications", "recipes"):
        return
    lines = {line.text("line"): line for line in found.rows["lines"]}
    line = lines.get(row.text("line"))
    if decision == "invest" and line and line.text("status") != "option":
        found.error(row, "line", f"its status is {line.text('status')}; name a line to decide")
    if line and row.text("site") and line.text("site") != row.text("site"):
        found.error(row, "site", f"the line stands at {line.text('site')}; write that, or nothing")
        return
    if decision == "transfer" and row.text("site"):
        rows = [other for other in found.rows["qualifications"] if _meets(row, other)]
        if not any(other.text("status") == "transferable" for other in rows):
            text = "no transferable row in qualifications meets it; correct it, or add one"
            found.error(row, "site", text)
    if decision == "allocation":
        site_of = {name: each.text("site") for name, each in lines.items()}
        if not any(_meets(row, other, site_of) for other in found.rows["recipes"]):
            found.error(row, "", "no recipe meets it; correct programme, step, site or line")


def _meets(row: Row, other: Row, site_of: dict[str, str] | None = None) -> bool:
    """Whether the other row is one of those that the commitment selects (empty: any)."""
    for name in _COMMITTED:
        wanted = row.text(name)
        value = other.text(name)
        if name == "site" and site_of is not None:
            value = site_of.get(other.text("line"), "")
        if wanted and wanted != value and not (name == "line" and site_of is None):
            return False
    return True


def _check_exchange_rates(found: Findings, horizon: Horizon | None) -> None:
    if horizon is None or not found.whole("settings", "exchange_rates"):
        return
    home = next(r.text("value") for r in found.rows["settings"] if r.text("setting") == "currency")
    begins: dict[str, int] = {}
    for row in found.rows["exchange_rates"]:
        currency, month = row.text("currency"), month_of(row, "from_month")
        if month is not None:
            begins[currency] = min(month, begins.get(currency, month))
        if currency == home and row.number_in("rate") != 1:
            found.error(row, "rate", "the reporting currency's own rate; write 1 or delete the row")
    for row in found.readable("sites", "site", "currency"):
        currency = row.text("currency")
        if currency == home or begins.get(currency, horizon.first_month + 1) <= horizon.first_month:
            continue
        start = month_text(horizon.first_month)
        text = (
            f"no exchange rate from {start} on; add a row to exchange_rates "
            f"({currency}, {start}, {home} for one {currency})"
        )
        found.error(row, "currency", text)


def _check_scenarios(found: Findings) -> None:
    given = [row for row in found.readable("scenarios", "probability") if row.text("probability")]
    total = math.fsum(row.number_in("probability") for row in given)
    if given and found.whole("scenarios") and abs(total - 1) > 1e-6:
        text = f"the probabilities given sum to {total:.6g}; make them 1, or leave all empty"
        found.error(given[0], "probability", text)
    for row in found.readable("changes", "scenario"):
        if row.text("scenario") == "base":
            text = "base is the case without changes; name another scenario"
            found.error(row, "scenario", text)
    understood_all(found.rows["changes"], found.problems)
