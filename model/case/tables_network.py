"""Tables of the network: settings, sites, markets, lines, lanes, duties, exchange rates."""

from __future__ import annotations

from typing import Final

from model.case.declare import Column, Table

SETTINGS: Final[dict[str, Column]] = {
    column.name: column
    for column in (
        Column(
            "schema_version",
            "integer",
            "Version of these tables",
            default=1.0,
            minimum=1.0,
            maximum=1.0,
        ),
        Column("first_month", "month", "First month of the horizon; a period begins with it"),
        Column("last_month", "month", "Last month of the horizon; a period ends with it"),
        Column(
            "period_months",
            "integer",
            "Length of a period: 1, 3, 6 or 12",
            "months",
            choices=("1", "3", "6", "12"),
        ),
        Column(
            "tail_months",
            "integer",
            "Months solved after the horizon, so that the end is not lived off the stock",
            "months",
            default=0.0,
            minimum=0.0,
            maximum=120.0,
        ),
        Column("currency", "name", "Reporting currency: all `_m` figures are millions of it"),
        Column(
            "discount_rate",
            "number",
            "Real discount rate a year",
            "fraction a year",
            minimum=0.0,
            usual=(0.0, 0.5),
        ),
        Column(
            "carry_over",
            "yes_no",
            "Whether a line's set-up lasts into the next period without a changeover",
            default="yes",
        ),
        Column(
            "objective",
            "choice",
            "Whose cost is minimised: network (all) or own (our share)",
            default="network",
            choices=("network", "own"),
        ),
        Column(
            "revealed_month",
            "month",
            "Month from which it is known which scenario holds",
            empty="the first month",
        ),
    )
}

_SETTINGS = Table(
    "settings",
    "Settings of the case, one a row.",
    ("setting",),
    (
        Column("setting", "choice", "Name of the setting", choices=tuple(SETTINGS)),
        Column("value", "value", "Its value", empty="the default of the setting"),
    ),
)

_SITES = Table(
    "sites",
    "Campuses that make or hold material.",
    ("site",),
    (
        Column("site", "name", "Short name of the site"),
        Column("name", "text", "Full name", empty="no full name"),
        Column("country", "name", "Country, for duties"),
        Column("currency", "name", "Currency of the site's `_local_m` figures"),
        Column(
            "max_transfers_at_once",
            "integer",
            "Technology transfers between start and validation at the same time, at most",
            "transfers",
            empty="no limit",
            minimum=0.0,
        ),
    ),
)

_MARKETS = Table(
    "markets",
    "Where obligations fall due.",
    ("market",),
    (
        Column("market", "name", "Short name of the market"),
        Column("country", "name", "Country or customs union, for duties"),
    ),
)

_LINES = Table(
    "lines",
    "Production lines: existing, committed, or options to build.",
    ("line",),
    (
        Column("line", "name", "Short name of the line"),
        Column("site", "name", "Site where it stands", references=("sites.site",)),
        Column("process", "text", "What it runs", empty="not said"),
        Column(
            "units",
            "integer",
            "Equal parallel units (suites, trains) that share the line's work",
            "units",
            minimum=1.0,
            usual=(1.0, 50.0),
        ),
        Column(
            "availability",
            "number",
            "Share of the calendar days that can be used",
            "fraction of calendar days",
            minimum=0.0,
            maximum=1.0,
        ),
        Column("opens", "month", "First month of use", empty="before the horizon"),
        Column("closes", "month", "First month without use", empty="never"),
        Column(
            "status",
            "choice",
            "existing, committed (being built), or option (to decide)",
            choices=("existing", "committed", "option"),
        ),
        Column(
            "fixed_cost_local_m_per_year",
            "number",
            "Fixed cost a year while open",
            "millions of local currency a year",
            minimum=0.0,
            usual=(0.0, 5000.0),
        ),
        Column(
            "max_campaigns",
            "integer",
            "Campaigns on the line in a period, at most; a validation is one of its own",
            "campaigns",
            empty="no limit",
            minimum=1.0,
        ),
        Column(
            "capex_local_m",
            "number",
            "Cost of building the line",
            "millions of local currency",
            empty="not an option",
            minimum=0.0,
            usual=(0.0, 20000.0),
        ),
        Column(
            "build_months",
            "number",
            "From the decision to the opening",
            "months",
            empty="not an option",
            minimum=0.0,
            usual=(0.0, 120.0),
        ),
        Column("earliest_decision", "month", "First month to decide", empty="not an option"),
        Column("latest_decision", "month", "Last month to decide", empty="not an option"),
        Column(
            "life_years",
            "number",
            "Years over which its value is used up",
            "years",
            empty="no residual value",
            above=0.0,
            usual=(1.0, 60.0),
        ),
    ),
)

_LINE_CALENDAR = Table(
    "line_calendar",
    "Months in which a line's availability differs: shutdowns, ramp-up.",
    ("line", "first_month"),
    (
        Column("line", "name", "The line", references=("lines.line",)),
        Column("first_month", "month", "First month of the window"),
        Column("last_month", "month", "Last month of the window"),
        Column(
            "availability",
            "number",
            "Share of the calendar days that can be used in the window",
            "fraction of calendar days",
            minimum=0.0,
            maximum=1.0,
        ),
    ),
)

_LANES = Table(
    "lanes",
    "Transport, site to site or site to market; no row: not possible.",
    ("origin", "destination"),
    (
        Column("origin", "name", "Site that sends", references=("sites.site",)),
        Column(
            "destination",
            "name",
            "Site or market that receives",
            references=("markets.market", "sites.site"),
        ),
        Column(
            "transit_months", "number", "Time under way", "months", minimum=0.0, usual=(0.0, 6.0)
        ),
        Column(
            "cost_m_per_kg",
            "number",
            "Freight",
            "millions of reporting currency a kg",
            minimum=0.0,
            usual=(0.0, 10.0),
        ),
    ),
)

_DUTIES = Table(
    "duties",
    "Duty on the customs value; no row: none.",
    ("duty_class", "origin_country", "destination_country", "from_month"),
    (
        Column("duty_class", "name", "Duty class of the programme"),
        Column("origin_country", "name", "Country of the sending site"),
        Column("destination_country", "name", "Country of the receiving site or market"),
        Column("from_month", "month", "Month from which the rate holds"),
        Column(
            "rate",
            "number",
            "Duty rate",
            "fraction of the customs value",
            minimum=0.0,
            usual=(0.0, 1.0),
        ),
    ),
)

_EXCHANGE_RATES = Table(
    "exchange_rates",
    "Rates of the sites' currencies; the reporting currency needs none.",
    ("currency", "from_month"),
    (
        Column("currency", "name", "Currency of a site"),
        Column("from_month", "month", "Month from which the rate holds"),
        Column(
            "rate",
            "number",
            "Reporting currency for one unit of the currency",
            "reporting currency a unit",
            above=0.0,
            usual=(0.0, 20.0),
        ),
    ),
)

TABLES: Final = (
    _SETTINGS,
    _SITES,
    _MARKETS,
    _LINES,
    _LINE_CALENDAR,
    _LANES,
    _DUTIES,
    _EXCHANGE_RATES,
)
