"""Keys: each once, and each reference to a key that exists."""

from __future__ import annotations

from collections import defaultdict

from model.case.check_names import check_names
from model.case.declare import Column, Table
from model.case.errors import ENOUGH, nearest
from model.case.findings import Findings
from model.case.rows import Row
from model.case.schema import SCHEMA


def check_keys(found: Findings) -> None:
    """Duplicate keys, references to keys that do not exist, names that others are taken for."""
    repeated = [pair for table in SCHEMA.values() for pair in _check_duplicates(table, found)]
    for table in SCHEMA.values():
        for column in table.columns:
            if column.references:
                _check_references(table, column, found)
        for columns, target in table.groups:
            _check_group(table, columns, target, found)
    _check_lane_ends(found)
    check_names(found)
    for name, row in repeated:
        row.spoiled |= {*SCHEMA[name].key}


def _check_duplicates(table: Table, found: Findings) -> list[tuple[str, Row]]:
    """Report rows whose key stands before; those rows, with their table's name."""
    repeated = []
    first: dict[tuple[str, ...], Row] = {}
    for row in found.readable(table.name, *table.key):
        key = tuple(row.text(column) for column in table.key)
        other = first.setdefault(key, row)
        if other is not row:
            _report_duplicate(table, row, other, found)
            repeated.append((table.name, row))
    return repeated


def _report_duplicate(table: Table, row: Row, other: Row, found: Findings) -> None:
    """Report the later of two rows with one key; a row whose key a change wrote comes first."""
    written = [name for name in table.key if name in row.changed]
    if not written and any(name in other.changed for name in table.key):
        row, other = other, row
        written = [name for name in table.key if name in row.changed]
    column = written[0] if written else table.key[0] if len(table.key) == 1 else ""
    named = "; ".join(f"{name}={row.text(name)}" for name in table.key if row.text(name))
    problem = row.problem(column, "")
    where = f"row {other.number}"
    if other.file != problem.file:
        where = f"{other.file} row {other.number}"
    found.error(row, column, f"the key ({named}) is on {where} already; keep one of the two")


def _check_references(table: Table, column: Column, found: Findings) -> None:
    known: set[str] = set()
    for reference in column.references:
        target, _, name = reference.partition(".")
        if target in found.unread or any(name in row.spoiled for row in found.rows[target]):
            return
        known.update(row.text(name) for row in found.rows[target])
    tables = " or ".join(reference.partition(".")[0] for reference in column.references)
    unknown = (
        row
        for row in found.readable(table.name, column.name)
        if (value := row.text(column.name))
        and value not in known
        and not (column.any_allowed and value == "*")
    )
    for number, row in enumerate(unknown, 1):
        # A search in each of very many rows would take longer than anybody waits.
        near = nearest(row.text(column.name), known) if number <= ENOUGH else "look above"
        found.refuse(row, column.name, f"not in {tables}; {near}")


def _check_group(table: Table, columns: tuple[str, ...], target: str, found: Findings) -> None:
    """A reference of several columns: all but the last exist, so the last is named."""
    if target in found.unread or any(row.spoiled for row in found.rows[target]):
        return
    known: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in found.rows[target]:
        *head, last = (row.text(column) for column in columns)
        known[tuple(head)].add(last)
    for row in found.readable(table.name, *columns):
        *head, last = (row.text(column) for column in columns)
        # A head that is unknown, or left open, is the business of its own reference.
        if last and tuple(head) in known and last not in known[tuple(head)]:
            text = (
                f"{' '.join(head)} has no such {columns[-1]}; {nearest(last, known[tuple(head)])}"
            )
            found.refuse(row, columns[-1], text)


def _check_lane_ends(found: Findings) -> None:
    sites = {row.text("site") for row in found.readable("sites", "site")}
    for row in found.readable("markets", "market"):
        if row.text("market") in sites:
            found.error(row, "market", "a site has this name as well; give the market another")
    for row in found.readable("lanes", "origin", "destination"):
        if row.text("origin") == row.text("destination"):
            found.error(row, "destination", "a lane leads elsewhere; write another destination")
