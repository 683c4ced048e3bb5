"""Warnings, and the tables that only annotate: unit slips, sources, ranges, distributions."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from model.case.cells import CellError, parse
from model.case.declare import Column, Table, number_text
from model.case.errors import Problem, nearest
from model.case.findings import Findings, due_span
from model.case.rows import Row
from model.case.schema import SCHEMA, SETTINGS
from model.case.where import parse_where, selected, why_none

PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = {
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("mean", "sd"),
}
"""The parameters of each kind of distribution, in their order."""

_NUMBER: Final = Column("parameters", "number", "one parameter")
_SLIP: Final = "looks like a slip of the unit"
_VOLUME: Final = "looks like g for kg"


def check_notes(found: Findings) -> None:
    """Unit slips and odd names as warnings; sources, ranges and distributions by their columns."""
    _warn_of_units(found)
    _warn_of_volumes(found)
    _warn_of_duties(found)
    _check_sources(found)
    for table in ("ranges", "distributions"):
        _check_selections(found, table)
    _check_distributions(found)


def _warn_of_units(found: Findings) -> None:
    rates = _rates(found)
    for table in SCHEMA.values():
        for column in table.columns:
            if column.usual:
                _warn_of_column(table, column, found, rates)
    for row in found.readable("settings", "setting", "value"):
        setting = SETTINGS.get(row.text("setting"))
        if not (setting and setting.usual and row.text("value")):
            continue
        if not _is_usual(setting, float(row.text("value"))):
            found.warn(row, "value", _slip(setting))


def _warn_of_column(
    table: Table, column: Column, found: Findings, rates: Mapping[str, float]
) -> None:
    """One warning a column: the first row outside the usual range, and how many more."""
    odd = []
    for row in found.rows[table.name]:
        value = row.values[column.name]
        if not isinstance(value, float):
            continue
        if "_local_m" in column.name:
            value *= rates.get(_site(table, row, found), 1.0)
        if not _is_usual(column, value):
            odd.append(row)
    if odd:
        more = f" ({len(odd) - 1} more rows)" if len(odd) > 1 else ""
        found.warn(odd[0], column.name, _slip(column) + more)


def _is_usual(column: Column, value: float) -> bool:
    low, high = column.usual or (-math.inf, math.inf)
    return low <= value <= high


def _slip(column: Column) -> str:
    low, high = (number_text(end) for end in column.usual or (0.0, 0.0))
    unit = column.unit.replace("local currency", "reporting currency")
    return f"{_SLIP}; usual is {low} to {high} {unit}"


def is_slip(warning: Problem) -> bool:
    """Whether a warning is of a number that looks like a slip of the unit."""
    return warning.text.startswith((_SLIP, _VOLUME))


def _rates(found: Findings) -> dict[str, float]:
    """Reporting currency for one unit of each site's currency, by site; 1 where it is unknown."""
    column = SCHEMA["exchange_rates"].by_name["rate"]
    by_currency = {
        r.text("currency"): r.number_in("rate", 1.0)
        for r in found.rows["exchange_rates"]
        # Through a rate that is a slip itself, all that it converts would look like one.
        if _is_usual(column, r.number_in("rate", 1.0))
    }
    return {r.text("site"): by_currency.get(r.text("currency"), 1.0) for r in found.rows["sites"]}


def _site(table: Table, row: Row, found: Findings) -> str:
    if "site" in table.by_name:
        return row.text("site")
    lines = (line for line in found.rows["lines"] if line.text("line") == row.text("line"))
    return next((line.text("site") for line in lines), "")


def _warn_of_volumes(found: Findings) -> None:
    """Obligations far beyond what all lines could make: kg for g."""
    if not found.whole("lines", "recipes", "steps"):
        return
    yearly = _yearly_kg(found)
    odd: dict[str, list[Row]] = defaultdict(list)
    for row in found.readable("obligations", "programme", "due", "kg"):
        most = yearly.get(row.text("programme"))
        span = due_span(row.text("due"))
        months = 12 if span is None else span[1] - span[0] + 1
        # A stock can be built up before; ten years' output cannot.
        kg = row.number_in("kg")
        is_said = not _is_usual(SCHEMA["obligations"].by_name["kg"], kg)
        if most and kg > 10 * most * max(months, 12) / 12 and not is_said:
            odd[row.text("programme")].append(row)
    for programme, rows in odd.items():
        text = f"{_VOLUME}: all lines make {yearly[programme]:.3g} kg a year at most"
        found.warn(rows[0], "kg", text + (f" ({len(rows) - 1} more rows)" if len(rows) > 1 else ""))


def _yearly_kg(found: Findings) -> dict[str, float]:
    """Good kg a year of each programme's last step on all its lines at once."""
    lines = {row.text("line"): row for row in found.rows["lines"]}
    last: dict[str, tuple[float, str]] = {}
    for row in found.rows["steps"]:
        step = (row.number_in("sequence"), row.text("step"))
        last[row.text("programme")] = max(last.get(row.text("programme"), step), step)
    yearly: dict[str, float] = defaultdict(float)
    for row in found.rows["recipes"]:
        line = lines.get(row.text("line"))
        programme = row.text("programme")
        if line is None or last.get(programme, (0, ""))[1] != row.text("step"):
            continue
        days = 365 * line.number_in("units") * line.number_in("availability")
        kg = row.number_in("kg_per_batch") * row.number_in("success_rate")
        yearly[programme] += days / row.number_in("days_per_batch") * kg
    return yearly


def _warn_of_duties(found: Findings) -> None:
    """Duties that can never apply: a class or a country that nobody has."""
    sites = {row.text("country") for row in found.rows["sites"]}
    known = {
        "duty_class": {row.text("duty_class") for row in found.rows["programmes"]},
        "origin_country": sites,
        "destination_country": sites | {row.text("country") for row in found.rows["markets"]},
    }
    for column, names in known.items():
        for row in found.readable("duties", column):
            if row.text(column) not in names:
                text = f"no programme, site or market has it; {nearest(row.text(column), names)}"
                found.warn(row, column, text)


def _check_sources(found: Findings) -> None:
    for row in found.readable("sources", "table", "key", "column"):
        table = SCHEMA.get(row.text("table"))
        if table is None:
            found.error(row, "table", f"no such table; {nearest(row.text('table'), SCHEMA)}")
            continue
        column = row.text("column")
        if column != "*" and column not in table.by_name:
            text = f"{table.name} has no such column; {nearest(column, table.by_name)}"
            found.error(row, "column", text)
        parts = [part.strip() for part in row.text("key").split(";")]
        wanted = dict(zip(table.key, parts, strict=False))
        if len(parts) > len(table.key):
            text = f"{table.name} has the key {', '.join(table.key)}; write its values in order"
            found.error(row, "key", text)
        elif found.rows[table.name] and not selected(found.rows[table.name], wanted):
            found.warn(row, "key", why_none(table, found.rows[table.name], wanted))


def _check_selections(found: Findings, name: str) -> None:
    for row in found.readable(name, "table", "where", "column"):
        table = SCHEMA.get(row.text("table"))
        if table is None:
            found.error(row, "table", f"no such table; {nearest(row.text('table'), SCHEMA)}")
            continue
        numbers = {column.name for column in table.columns if column.is_number}
        if table.name == "settings":
            numbers = {"value"}
        if row.text("column") not in numbers:
            text = f"{table.name} has no such column of numbers"
            found.error(row, "column", f"{text}; {nearest(row.text('column'), numbers)}")
        try:
            wanted = parse_where(table, row.text("where"))
        except CellError as error:
            found.error(row, "where", str(error))
            continue
        if not selected(found.rows[table.name], wanted):
            found.warn(row, "where", why_none(table, found.rows[table.name], wanted))
    for row in found.readable(name, "low", "high") if name == "ranges" else ():
        if row.number_in("high") < row.number_in("low"):
            found.error(row, "high", f"below low {row.text('low')}; write that or more")


def _check_distributions(found: Findings) -> None:
    for row in found.readable("distributions", "kind", "parameters"):
        try:
            parameters(row.text("kind"), row.text("parameters"))
        except CellError as error:
            found.error(row, "parameters", str(error))


def parameters(kind: str, text: str) -> dict[str, float]:
    """The parameters of a distribution by name: "low=0.8; mode=1; high=1.3".

    Raises CellError where one is missing, unknown, no number, or out of order.
    """
    names = PARAMETERS[kind]
    form = "; ".join(f"{name}=..." for name in names)
    given: dict[str, float] = {}
    for part in text.split(";"):
        name, sign, value = (piece.strip() for piece in part.partition("="))
        if not sign or name not in names or name in given:
            raise CellError(f"{part.strip()!r} is not one of {', '.join(names)} once; write {form}")
        number = parse(_NUMBER, value)
        given[name] = number if isinstance(number, float) else 0.0
    if set(given) != set(names):
        raise CellError(f"a {kind} distribution has {', '.join(names)}; write {form}")
    ordered = [given[name] for name in ("low", "mode", "high") if name in given]
    if ordered != sorted(ordered):
        raise CellError("low, mode and high are out of order; write them from low to high")
    if given.get("sd", 0.0) < 0:
        raise CellError("sd is below 0; write 0 or more")
    return given
