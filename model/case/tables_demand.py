"""Tables of what is owed and agreed: obligations, stock, access, shares, commitments, costs."""

from __future__ import annotations

from typing import Final

from model.case.declare import Column, Table

COST_HEADS: Final = (
    "capital",
    "fixed",
    "production",
    "changeover",
    "transfer",
    "validation",
    "holding",
    "freight",
    "duty",
    "late",
    "unmet",
    "stock_shortfall",
)
"""The heads of the ledger, in its order."""

_PROGRAMME = Column("programme", "name", "The programme", references=("programmes.programme",))
_SITE = Column("site", "name", "The site", references=("sites.site",))
_STEP = Column("step", "name", "The step")

_OBLIGATIONS = Table(
    "obligations",
    "What is due to clients, spread evenly over the months of `due`.",
    ("programme", "market", "due", "firm"),
    (
        _PROGRAMME,
        Column("market", "name", "The market", references=("markets.market",)),
        Column("due", "due", "YYYY, YYYY-Qn, YYYY-MM, or overdue"),
        Column("firm", "yes_no", "yes: must be on time; no: may be late, at a cost"),
        Column("kg", "number", "Final output due", "kg", minimum=0.0, usual=(0.0, 100000.0)),
    ),
)

_OPENING_STOCK = Table(
    "opening_stock",
    "Stock before the first period, as fresh as if released in it.",
    ("programme", "step", "site"),
    (
        _PROGRAMME,
        _STEP,
        _SITE,
        Column("kg", "number", "Stock", "kg", minimum=0.0, usual=(0.0, 100000.0)),
    ),
    groups=((("programme", "step"), "steps"),),
)

_MARKET_ACCESS = Table(
    "market_access",
    "Which sites may ship a programme to a market; no row for both: every site.",
    ("programme", "market", "site"),
    (
        _PROGRAMME,
        Column("market", "name", "The market", references=("markets.market",)),
        _SITE,
        Column("from_month", "month", "Month from which the site may ship", empty="the start"),
        Column(
            "approval_months",
            "number",
            "From the validation to this market's approval, where the final step was transferred",
            "months",
            empty="approval_months of the qualification",
            minimum=0.0,
            usual=(0.0, 60.0),
        ),
    ),
    optional=True,
)

_SITE_SHARES = Table(
    "site_shares",
    "Limits on a site's share of a step's good kg in a window.",
    ("programme", "step", "site", "first_month"),
    (
        _PROGRAMME,
        _STEP,
        _SITE,
        Column("first_month", "month", "First month of the window"),
        Column("last_month", "month", "Last month of the window"),
        Column(
            "min_share",
            "number",
            "Share, at least",
            "fraction",
            default=0.0,
            minimum=0.0,
            maximum=1.0,
        ),
        Column(
            "max_share",
            "number",
            "Share, at most",
            "fraction",
            default=1.0,
            minimum=0.0,
            maximum=1.0,
        ),
    ),
    optional=True,
    groups=((("programme", "step"), "steps"),),
)

_RESERVATIONS = Table(
    "reservations",
    "Line days that a client has reserved.",
    ("client", "line", "first_month"),
    (
        Column("client", "name", "The client", references=("programmes.client",)),
        Column("line", "name", "The line", references=("lines.line",)),
        Column("first_month", "month", "First month of the window"),
        Column("last_month", "month", "Last month of the window"),
        Column(
            "days_per_year",
            "number",
            "Line days held",
            "days a year",
            minimum=0.0,
            usual=(0.0, 3660.0),
        ),
    ),
    optional=True,
)

_COMMITMENTS = Table(
    "commitments",
    "Decisions taken, vetoed or under way.",
    ("decision", "programme", "step", "site", "line"),
    (
        Column(
            "decision",
            "choice",
            "transfer (it starts), invest (the line is decided) or allocation (production)",
            choices=("transfer", "invest", "allocation"),
        ),
        Column(
            "programme",
            "name",
            "The programme",
            empty="any",
            references=("programmes.programme",),
        ),
        Column("step", "name", "The step", empty="any"),
        Column("site", "name", "The site", empty="any", references=("sites.site",)),
        Column("line", "name", "The line", empty="any", references=("lines.line",)),
        Column("first_month", "month", "First month of the window", empty="the start"),
        Column("last_month", "month", "Last month of the window", empty="the end"),
        Column("must", "yes_no", "yes: happens in the window; no: does not"),
        Column("agreed_with", "text", "Who agreed it, and where", empty="not said"),
    ),
    optional=True,
    groups=((("programme", "step"), "steps"),),
)

_COST_BEARING = Table(
    "cost_bearing",
    "Our share of a cost; the client bears the rest.",
    ("programme", "head"),
    (
        Column(
            "programme",
            "name",
            "The programme, or * for all",
            references=("programmes.programme",),
            any_allowed=True,
        ),
        Column("head", "choice", "Head of cost", choices=COST_HEADS),
        Column(
            "our_share", "number", "Our share", "fraction", default=1.0, minimum=0.0, maximum=1.0
        ),
    ),
    optional=True,
)

TABLES: Final = (
    _OBLIGATIONS,
    _OPENING_STOCK,
    _MARKET_ACCESS,
    _SITE_SHARES,
    _RESERVATIONS,
    _COMMITMENTS,
    _COST_BEARING,
)
