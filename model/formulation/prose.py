"""The words of the maths page that no rule carries: the question, time, notation, limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

QUESTION: Final = """\
# The model: what is decided, what must hold, what it costs

This page is generated from the code (`python -m model.formulation.document`): the rules, decisions
and costs below are the docstrings of the functions that state them, and a test fails when the page
no longer says what the code does.

## The question
A contract manufacturer of biologics has several campuses. Which programmes are made where, from
when, on which lines, with which new lines built, so that every supply obligation of the horizon is
met at least cost? A programme is made in a route of steps (drug substance, conjugation, ...); a
step runs on lines for which it has a recipe, at sites where it is qualified or to which it is
transferred. Any number of programmes, steps, sites, lines and markets works.

It is a mixed-integer linear programme. `model/formulation/` states it in Pyomo, a topic a file and
a function a rule; `model/solving/` compiles it once to a sparse matrix and solves it with HiGHS.
"""

TIME: Final = """\
## Time
- The horizon `first_month` .. `last_month` is cut into T periods of `period_months` (1, 3, 6 or
  12). Periods align with the calendar, and the horizon is a whole number of them.
- `tail_months`, rounded up to whole periods, adds periods after it: N periods in all. The tail is
  solved and paid for, and left out of every total but its own. Its obligations repeat those of a
  year earlier (month by month; of the tail itself where it is longer than a year), are never firm,
  and are 0 from the first period after the one that contains the programme's `contract_end`.
- A duration of x months is n(x) = floor(x / period_months + 1/2) periods, everywhere. Every run
  lists each duration as entered and as modelled, and warns where rounding shortens a chain.
- The discount factor of period t (the first is 0) is (1 + r) ** -((t + 1/2) period_months / 12).
  Money is real, at today's prices, before tax.
- *Permissions* (`qualified_from`, `earliest_start`, `earliest_decision`, market access) hold from
  the first period whose first month is not before the month given. *Duties and deadlines*
  (`min_sites_from`, `safety_stock_from`, `latest_decision`, `contract_end`) hold from, or up to,
  the period that contains it. *Windows* (site shares, commitments) are the periods whose first
  month lies inside, also of periods before the horizon. *Prices* (exchange and duty rates) are
  those in force in the period's first month. Line days, fixed costs and reservations count month by
  month.
"""

NOTATION: Final = """\
## Notation
p programme, k step (K the last), l line, s site, s(l) the site of a line, m market, c client,
t and b periods. w = max(1, n(3)) is the number of periods over which a validation campaign is
spread (1 where there is none). rate[s,t] is the reporting currency for one unit of the site's
currency. kg in kilograms, money in millions, line time in days. What is decided is a row of the
table of decisions; every other name is a column of the [inputs](../inputs/README.md) or explained
beside the rule.
"""

TITLES: Final[Mapping[int, str]] = {
    1: "Line time",
    2: "Campaigns",
    3: "Set-up carry-over",
    4: "Qualification",
    5: "Release",
    6: "Material balance",
    7: "Shelf life",
    8: "Obligations",
    9: "Market access",
    10: "Second source",
    11: "Site shares",
    12: "Safety stock",
    13: "Reserved capacity",
    14: "Option lines",
    15: "Commitments",
}

RULES: Final = """\
## What must hold
A *definition* says how the world works and is never relaxed. A *limit* is what a contract or a
manager set. `/ w` spreads a validation campaign over its periods.
"""

COSTS: Final = """\
## What it costs
One function a head; the objective and the cost sheet read the same terms, so they cannot disagree.
Amounts are in millions of the reporting currency, undiscounted, each booked on its period t and
discounted once. The objective is their discounted sum over all N periods, or, with the setting
`objective` = own, the sum of our shares of them: `cost_bearing` says what share of a head we bear,
for a programme or (`*`) for all; no row means all of it. Costs without a programme (capital, fixed)
follow the row `*`.

*Decided cost* is the objective less its constant (the fixed cost of lines that are there anyway).
The gap is (plan - bound) / max(1e-9, |decided cost of the plan|): on the total it would flatter.
"""

BREACH: Final = """\
## When not everything can be met
Limits that cannot all hold are answered in two stages: first the least breach, then the least cost
at that breach (tolerance 1e-6). The second begins only when the first is proven or its effort is
spent, and the result says which. Rules 8 (firm kg), 10 and 11 can be relaxed, by the decisions
`firm_late`, `too_few_sites`, `share_missing` and `share_exceeded`, which are 0 otherwise. Line
time, market access, reservations, transfers at once and commitments are never relaxed: they are
what repairs are made of; where they alone stand in the way, the result names them.
"""

PRICES: Final = """\
## Prices
What one more line day saves and what one more kg costs, in millions of the objective, discounted to
the start. Every price is a dual of a linear program or of the bound; the header of its column says
of which.

- **LP, the plan's whole numbers fixed.** What is left to decide is stock, shipments, scrap and late
  kg. One more kg comes from what whole batches leave over, or is late. A day has no such price:
  whole numbers alone decide how many days are used.
- **LP, the plan's whole numbers fixed but for batches.** Transfers, new lines, campaigns and
  set-ups stand as in the plan; batches may be divided and made in its campaigns as far as there are
  days. A day is worth what that saves, a kg costs what it takes.
- **Dual of the priced bound.** Each programme pays this for a day where its cost is bounded from
  below. It values a day where everything is still open, so it often differs from the plan's. Cases
  solved whole have none, nor has a line that one programme alone can use.

Duals of one more and of one less differ where something just suffices. Each program is solved with
1e-4 more of what it prices, everywhere at once, so that prices are those of one more. They hold for
a small amount. The kg is not firm, and the safety stock asked for stays as it is; limits that the
plan breaks stay broken by as much. The day is added to the line's days and to what is not reserved.
"""

LIMITS: Final = """\
## Limits of the model
What the model leaves out:

- A period hides the order of campaigns inside it. With quarters, what is made in January may serve
  what is due in March, and nothing says which campaign came first.
- Failures are averaged: every batch gives its kg times its success rate.
- A validation qualifies every line of the site that has a recipe.
- Final output does not move between sites; only the output of the other steps does, and only
  between sites that make it, hold it at the start or run the next step. None passes through a third
  site: where no lane leads straight on, it does not go.
- Moves mix ages, so the shelf life of a step that is not the last is kept over all sites together.
- Kg on their way to a site or a market are in no stock, so shelf life does not bind them there.
- Demand is given. Nothing is decided about tax, incentives or transfer prices.

How it reads what a table leaves open:

- **Validation.** It runs on one line, in the w periods from the end of the transfer's own
  duration. It counts 1/w in each for days, cost, input drawn and site shares. All of its output
  becomes usable together, max(n(approval), n(release)) after its last period. The step is
  qualified n(approval) after that period, for a market n(its own approval) after it. Without
  validation batches both run from the end of the transfer's own duration.
- **Open lines.** A line is open in a period in which at least one month is at or after `opens` and
  before `closes`; its days are those of these months. Campaigns and validations need an open line.
- **Campaigns at once.** `max_campaigns` counts the steps in campaign on the line in the period, and
  the validations. A validation is a campaign of its own, with its own set-up: a step that is
  validated and, approved at once, runs in the same period counts twice.
- **Transfers at once.** A transfer occupies its site from its start to its last validation period,
  both included; without validation batches for as long as it takes, at least the period in which it
  starts.
- **Market access.** Where the final step comes to a site by a transfer, the access does too. Before
  it, the site ships nothing to a market that names its sites, not even opening stock.
- **Second source.** It is asked for in periods, from `min_sites_from` on, in which kg of the
  programme are due: in any market, firm or not. Where nothing is due, there is nothing to secure.
- **Site shares.** Scrap is taken off in the period in which it is written off, also of kg made
  before the window or held at the start. A least share of 0 and a greatest of 1 ask for nothing.
- **Safety stock.** What a period asks for is what is due in the periods after it, pro rata for part
  of one (four months in quarters: the next quarter and a third of the one after), for all markets,
  firm or not. Past the last period, that period's due repeats. Overdue kg are not counted.
- **New lines.** They are decided in the horizon, never in its tail. One that opens after the
  horizon keeps its whole capex as residual value; one without `life_years` keeps none.
- **Overdue kg.** They are late before the first period and never firm.
- **Transfers under way.** A commitment to a transfer whose window reaches before the horizon: it
  began in one of the periods that begin in the window. Its transfer cost is spent. Of its
  validation, only the periods inside the horizon count. `earliest_start` does not bind it.
- **Commitments.** To a transfer or a line: it starts, or is decided, in a period of the window; to
  its absence: in none. To an allocation: at least one campaign of those selected runs in the
  window; to its absence: neither campaign nor validation does. An empty cell selects all.
- **Prospects.** A programme of stage prospect counts only if a commitment to an allocation names
  it.
- **Reservations.** A client's days in a period are days_per_year x (months inside the window) / 12,
  no more than the line has, and none while an option line is closed. Where the clients of a line
  reserve more than it has, all are cut in proportion.
- **Transport.** Only where there is a lane. What would arrive after the last period is not sent.
- **Holding.** Every step's stock costs, in the tail as well.
"""
