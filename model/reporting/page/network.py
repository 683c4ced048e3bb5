"""What belongs to what in a case: names, sites of lines, routes, periods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from model.case.calendar import month_number, month_text, period_label
from model.case.case import Case
from model.plan.columns import HEADS
from model.reporting.palette import HEAD_WORDS


def network_of(cases: Sequence[Case], programmes: Iterable[str]) -> dict[str, Any]:
    """The network of one case, or of several that are compared: all that any of them has."""
    wanted = set(programmes)
    planned = [row for row in _rows(cases, "programmes", "programme", "client") if row[0] in wanted]
    steps = _rows(cases, "steps", "programme", "sequence", "step")
    recipes = _rows(cases, "recipes", "programme", "step", "line")
    return {
        "sites": _records(("site", "name"), _rows(cases, "sites", "site", "name")),
        "markets": [market for (market,) in _rows(cases, "markets", "market")],
        "lines": _records(("line", "site"), _rows(cases, "lines", "line", "site")),
        "programmes": _records(("programme", "client"), planned),
        "steps": [{"programme": p, "step": s} for p, _, s in sorted(steps) if p in wanted],
        "recipes": _records(("programme", "step", "line"), [r for r in recipes if r[0] in wanted]),
        "periods": _periods(cases),
        "heads": list(HEADS),
        "head_words": HEAD_WORDS,
    }


def _rows(cases: Iterable[Case], table: str, *columns: str) -> list[tuple[Any, ...]]:
    """The columns of a table of all cases: each row once, in order of first appearance."""
    frames = pd.concat([case.tables[table][list(columns)] for case in cases]).astype(object)
    plain = frames.where(frames.notna(), "").drop_duplicates(list(columns))
    return list(plain.itertuples(index=False, name=None))


def _records(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in rows]


def _periods(cases: Iterable[Case]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for case in cases:
        for period in _periods_of(case):
            found.setdefault(period["label"], period)
    return sorted(found.values(), key=lambda period: str(period["first"]))


def _periods_of(case: Case) -> list[dict[str, Any]]:
    settings = case.settings
    length = int(settings["period_months"])
    first, last = (month_number(str(settings[name])) for name in ("first_month", "last_month"))
    tail = -(-int(settings["tail_months"]) // length) * length
    return [
        {
            "label": period_label(month, length),
            "first": month_text(month),
            "year": month // 12,
            "tail": month > last,
        }
        for month in range(first, last + 1 + tail, length)
    ]
