"""Checks across tables: what no single cell can tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from model.case.check_keys import check_keys
from model.case.check_limits import check_limits
from model.case.check_notes import check_notes
from model.case.check_routes import check_routes
from model.case.check_supply import check_supply
from model.case.check_time import check_time
from model.case.errors import Problem
from model.case.findings import Findings
from model.case.rows import Rows

_NOT_OF_SUPPLY: Final = frozenset(
    {
        "sources",
        "ranges",
        "distributions",
        "scenarios",
        "cost_bearing",
        "duties",
        "exchange_rates",
        "reservations",
        "site_shares",
    }
)
"""Tables without a say in whether something can be supplied at all."""


def check(
    rows: Rows,
    unread: frozenset[str] = frozenset(),
    before: Iterable[Problem] = (),
    files: Mapping[str, str] = MappingProxyType({}),
) -> tuple[list[Problem], list[Problem]]:
    """All problems and warnings across the tables.

    `unread` are tables that could not be read; `before` the problems found while reading;
    `files` says where each table stands, for problems of a table as a whole.
    """
    found = Findings(rows, unread, files)
    check_keys(found)
    horizon = check_time(found)
    check_routes(found)
    check_limits(found, horizon)
    check_notes(found)
    troubled = {problem.file for problem in (*before, *found.problems)}
    passed_over = {found.file(name) for name in _NOT_OF_SUPPLY}
    if horizon is not None and troubled <= passed_over:
        # Whether supply is possible can be told only of tables that fit together.
        check_supply(found, horizon)
    return found.problems, found.warnings
