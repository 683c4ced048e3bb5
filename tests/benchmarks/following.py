"""The rows of a programme's tables, as they follow from a draw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from model.case.calendar import month_number, month_text
from model.case.case import Case
from model.case.findings import due_span
from tests.benchmarks.drawing import Draw, numbered

Row = dict[str, Any]
Tables = dict[str, list[Row]]

# Recipes are placed on lines in `lines.py`, commitments and reservations with them.
PROGRAMME_TABLES: Final = (
    "programmes",
    "steps",
    "qualifications",
    "obligations",
    "opening_stock",
    "market_access",
    "site_shares",
    "cost_bearing",
)
_FACTOR: Final[Mapping[tuple[str, str], str]] = {
    ("programmes", "late_cost_m_per_kg_month"): "price",
    ("programmes", "unmet_cost_m_per_kg"): "price",
    ("programmes", "stock_shortfall_cost_m_per_kg_year"): "price",
    ("steps", "holding_cost_m_per_kg_year"): "price",
    ("steps", "customs_value_m_per_kg"): "price",
    ("qualifications", "transfer_cost_local_m"): "cost",
    ("obligations", "kg"): "volume",
    ("opening_stock", "kg"): "volume",
    ("recipes", "cost_local_m_per_batch"): "cost",
    ("recipes", "changeover_cost_local_m"): "cost",
}
_LATER: Final[Mapping[str, tuple[str, ...]]] = {
    "programmes": ("contract_end", "safety_stock_from"),
    "steps": ("min_sites_from",),
    "site_shares": ("first_month", "last_month"),
}
_DIGITS = 4  # of a drawn figure


def rows_of(case: Case, table: str) -> list[Row]:
    """The rows of a table as they stand, empty cells None or NaN."""
    return [
        {str(name): cell for name, cell in row.items()}
        for row in case.tables[table].to_dict("records")
    ]


def rounded(number: float) -> float:
    """A drawn figure, with as many digits as a planner would write."""
    return float(format(number, f".{_DIGITS}g"))


def follow(row: Row, table: str, draw: Draw) -> Row:
    """A row of the base programme for the programme drawn: name, figures, months."""
    followed = {**row, "programme": draw.name}
    if "client" in row:
        followed["client"] = numbered(row["client"], draw.number)
    for column in row:
        factor = _FACTOR.get((table, column))
        if factor:
            followed[column] = rounded(row[column] * getattr(draw, factor))
    for column in _LATER.get(table, ()):
        if row[column]:
            followed[column] = month_text(month_number(row[column]) + 3 * draw.quarters)
    return followed


def programme_tables(case: Case, draws: Iterable[Draw]) -> Tables:
    """All tables whose rows name a programme and no line."""
    last_month = str(case.settings["last_month"])
    tables: Tables = {}
    for table in PROGRAMME_TABLES:
        by_base = _by_programme(rows_of(case, table))
        rows = list(by_base["*"]) if table == "cost_bearing" else []
        for draw in draws:
            followed = [follow(row, table, draw) for row in by_base[draw.base]]
            rows += _later(followed, draw, last_month) if table == "obligations" else followed
        tables[table] = rows
    # A window that begins after the horizon asks for nothing.
    tables["site_shares"] = [
        row for row in tables["site_shares"] if row["first_month"] <= last_month
    ]
    return tables


def _by_programme(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["programme"]].append(row)
    return found


def _later(rows: Iterable[Row], draw: Draw, last_month: str) -> list[Row]:
    """The obligations, due as many quarters later; what falls after the horizon is left out."""
    found: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        parts = _dues_later(row["due"], draw.quarters)
        for due in parts:
            span = due_span(due)
            if span is not None and span[1] > month_number(last_month):
                continue
            key = (row["market"], due, row["firm"])
            kg = row["kg"] / len(parts) + (found[key]["kg"] if key in found else 0.0)
            found[key] = {**row, "due": due, "kg": kg}
    return list(found.values())


def _dues_later(due: str, quarters: int) -> list[str]:
    """The dues that replace one of so many quarters before; a year becomes four quarters."""
    span = due_span(due)
    if span is None or quarters == 0:
        return [due]
    first = span[0] + 3 * quarters
    if span[1] == span[0]:
        return [month_text(first)]
    starts = range(first, first + span[1] - span[0] + 1, 3)
    return [f"{start // 12:04d}-Q{start % 12 // 3 + 1}" for start in starts]
