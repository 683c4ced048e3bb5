"""Tables of what if: scenarios and their changes, sources, ranges and distributions."""

from __future__ import annotations

from typing import Final

from model.case.declare import Column, Table

OPERATIONS: Final = ("set", "scale", "add", "delete", "insert")

_SCENARIOS = Table(
    "scenarios",
    "Scenarios: the base and a list of changes. `base` itself may have a row.",
    ("scenario",),
    (
        # The name becomes part of a folder's name, on Windows too.
        Column("scenario", "name", "Short name of the scenario", forbidden='+/\\:?"<>|'),
        Column("description", "text", "What it supposes", empty="not said"),
        Column(
            "probability",
            "number",
            "Its probability; those given sum to 1",
            "fraction",
            empty="no part in expected values",
            minimum=0.0,
            maximum=1.0,
        ),
        Column("driver", "text", "What drives it, for example demand", empty="not said"),
        Column("state", "text", "The driver's state, for example high", empty="not said"),
    ),
    optional=True,
)

_CHANGES = Table(
    "changes",
    "What each scenario changes, in order; each change must meet a row.",
    ("scenario", "order"),
    (
        Column("scenario", "name", "The scenario", references=("scenarios.scenario",)),
        Column("order", "integer", "Changes apply in this order", minimum=0.0),
        Column("table", "name", "Table that it changes"),
        Column("where", "text", "Rows: programme=Alpha; market=US; * is a wildcard"),
        Column("column", "name", "Column that it changes", empty="delete, or a row of keys"),
        Column("operation", "choice", "set, scale, add, delete or insert", choices=OPERATIONS),
        Column("value", "value", "The value, factor or amount", empty="an empty cell"),
        Column("reason", "text", "Why; changes with one reason belong together", empty="not said"),
    ),
    optional=True,
)

_SOURCES = Table(
    "sources",
    "Where figures come from.",
    ("table", "key", "column"),
    (
        Column("table", "name", "The table"),
        Column("key", "text", "Values of its key, joined by `; `; * is a wildcard"),
        Column("column", "text", "The column, or * for all"),
        Column(
            "status",
            "choice",
            "published, derived (computed from published figures) or estimate",
            choices=("published", "derived", "estimate"),
        ),
        Column("source", "text", "Where it can be read, or how it was found", empty="not said"),
    ),
    optional=True,
)

_RANGES = Table(
    "ranges",
    "Ranges of figures, for the tornado and for switching points.",
    ("name",),
    (
        Column("name", "name", "Name of the range"),
        Column("table", "name", "The table"),
        Column("where", "text", "Rows, as in changes"),
        Column("column", "name", "The column, one of numbers"),
        Column("low", "number", "Low value, in the column's unit"),
        Column("high", "number", "High value, in the column's unit"),
    ),
    optional=True,
)

_DISTRIBUTIONS = Table(
    "distributions",
    "How figures vary, for the stress test.",
    ("name",),
    (
        Column("name", "name", "Name of the distribution"),
        Column("table", "name", "The table"),
        Column("where", "text", "Rows, as in changes"),
        Column("column", "name", "The column, one of numbers"),
        Column(
            "kind",
            "choice",
            "uniform (low, high), triangular (low, mode, high), normal or lognormal (mean, sd)",
            choices=("uniform", "triangular", "normal", "lognormal"),
        ),
        Column("parameters", "text", "Factors on the figure: low=0.8; mode=1; high=1.3"),
    ),
    optional=True,
)

TABLES: Final = (_SCENARIOS, _CHANGES, _SOURCES, _RANGES, _DISTRIBUTIONS)
