"""How to read a run, results/README.md: written from the columns as declared, to stay true."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from model.formulation.costs import HEADS
from model.plan.columns import RESULT_TABLES
from model.plan.result_table import MONEY, ResultColumn, ResultTable, columns_of, share_column

PLACE: Final = Path(__file__).resolve().parents[2] / "results" / "README.md"
"""Where the page stands."""

_INTRODUCTION: Final = """\
# Results: how to read a run

This page is generated from the declared columns (`python -m model.plan.dictionary`); edit them, not
it.

A run writes the folder `results/<case>[+<scenario>]/<date-time>-<input hash>/`. It never overwrites
an earlier one; `latest.txt` names the newest. In it:

- `<case>[+<scenario>].xlsx`, the workbook, for people;
- `report.html`, the same in charts, to look at: a double click opens it in the browser;
- `run.json`, the figures, for programs. It is written last: a folder that has it is complete.

## The workbook
Every run has the same sheets, columns and order of rows, so that two of them can be compared cell
by cell: a recipe, lane or obligation has its row in every period, zero or not. What varies between
two equal runs (time, computer, seconds) stands on About alone.

- Units stand in the header, in brackets, unless the name ends in them. A header `cost_m [USD m]` is
  the column `cost_m`, in millions of the reporting currency.
- A period's label begins with its year: 2028-05, 2028-Q2, 2028-H1 or 2028.
- Grey rows (`tail` = yes) lie after the horizon. They keep the plan honest at its end and count in
  no total but their own.
- *Not discounted* money is that of its period, in today's prices; *discounted* money is what it is
  worth at the start. All money is in the reporting currency.
- Good kg are those that batches give on average, after failures.
- Bold columns tell the rows of a sheet apart. Summary has a share column for each site and year.
"""

_ABOUT: Final = """\
### Board
One page that prints on A4 or Letter, in the words that the terminal shows too. Where limits are not
kept, it begins with them.

- **All checks** is the master light of the sheet Checks, live.
- **Total cost** is that of the horizon, discounted, of all parties together, and who bears it.
- **Could be saved at most** is objective less bound, rounded up. Between these two lies the least
  cost of any plan that keeps every limit (where some are broken: that breaks no more), tail
  included.
- **On time** are the kg delivered in the period in which they are due, of all that are due.
- **Client-quarters kept**: of all pairs of a client and a quarter in which something is due to it,
  those at whose end nothing that is owed to this client is late. (Client-months, -half-years or
  -years where the periods are such.)
- **To decide** has the soonest seven transfers and investments, a line to build always among them,
  and counts the others. The cost is transfer and validation, or capex: whole, not discounted.
- **Where each programme is made** is the part of each site in the good kg of a step, by year. Where
  not all programmes fit, those at several sites come first, then the dearest; all others are one
  row.
- **How full each line is**: days used / days, by year. A line is full in a period in which 95% of
  its days are used or not one more batch of its reference programme fits.

A decision is *asked for* where the case itself asks for it: a commitment, a share that must come
from this site, a second source that is not there yet, or dues of a step that is qualified nowhere.
Of several sites that would do, the first to be ready in the plan counts. All else is *this plan's
choice*: another plan that costs less, by no more than can be saved at most, may decide otherwise.

*Priced by estimates* is the share of the decided cost whose prices are estimates. An amount of the
ledger is a quantity times prices; it rests on an estimate as soon as one of these is marked so in
`sources`: the cost per batch, changeover, transfer, kg or year of its head, the rate and customs
value of a duty, and, for what is paid in another currency, the exchange rate. A price that the
scenario sets is an assumption and counts as an estimate. Volumes are told apart, by kg due; yields,
days and the discount rate are not counted.

### About
Which run this is (case, scenario, hash of the inputs, settings, versions), how it ended and what it
found. A name in the last column is that of the same figure in run.json.

| figure | unit | what it says |
|---|---|---|
| `objective_m` | money | all that is minimised, tail included |
| `constant_m` | money | the part of the objective that no decision can change |
| `decided_cost_m` | money | objective less constant |
| `bound_m` | money | no plan has a lower objective: proven |
| `gap` | share | (objective - bound) / decided cost: how much cheaper a plan could be at most |
| `total_cost_m` | money | what the horizon costs, the tail left out |
| `tail_cost_m` | money | what the tail costs |
| `own_cost_m` | money | the part of the horizon's cost that we bear |
| `broken_weighted` | money | the limits that are not kept: each kg at its programme's unmet cost |
| `broken_weighted_bound` | money | no plan breaks less: proven |

| status | what it says |
|---|---|
| `optimal` | all limits are kept, and the plan is proven to be the cheapest |
| `feasible` | all limits are kept; the gap says how much cheaper a plan could be at most |
| `broken_limits` | some limit is not kept: which, for whom, when, how many kg and why |
| `interrupted` | stopped by the clock or Ctrl-C: the best plan so far |
| `no_plan` | no plan was found; where limits alone stand in the way, they are named |

Below stand the limits that are not kept, the warnings, every duration as entered and as modelled in
whole periods, the columns of the sheets, and plan and bound over time.
"""

_OTHERS: Final = """\
### Checks
Live formulas over the other sheets: balances, line days, obligations, shelf life, and that the
ledger is the objective. Each shows its value, what was expected, the difference, the tolerance and
a light; the light on top is OK only if all of them are. Change a number on a sheet and see it turn.

### Inputs
Every input table as used, a row for each cell; `run.py audit` and `run.py compare` read a case back
from it.

| column | meaning |
|---|---|
| **table** | the input table |
| **row** | its row there, from 1 in the order of the keys |
| **key** | what names the row |
| **column** | its column |
| value | what was used |
| unit | its unit |
| empty_means | where the cell is empty: what that means |
| before | what stood there before the scenario changed it |
| scenario | the scenario that changed it; such rows are marked |
| reason | why |
| status | how sure the figure is, where `sources` says so |
| source | where it comes from, where `sources` says so |

What each input means is in the [data dictionary](../inputs/README.md); what is decided and what
must hold is in [the model](../model/README.md).

### Charts
What each line's days are used for (over the sheet Capacity; the tail is pale), cost by head and
year, and kg released by site and year. All are Excel's own charts, to copy and to change.

## report.html
One file that needs no network. On top it says what the plan found, what is broken first; below are
charts of the flows, the sites, the lines over time, the obligations, the stock and the costs.

- Programme, client, site and year narrow all charts at once; `Copy link to this view` gives an
  address that opens the page with the same choice.
- Below each chart stands the table behind it, to be copied into a sheet. Its figures are those of
  the workbook, added up.
- Arrow keys step through a chart that has the focus; what the mouse would show is read out.

`comparison.html` beside a comparison's workbook is the same for two runs.

## run.json
The names stay as they are. Beside the figures of About (a figure that is not finite is null):

| name | what it is |
|---|---|
| `schema_version` | of these names; it changes when one of them changes its meaning |
| `case`, `scenario` | what was solved |
| `status` | how it ended, as on About |
| `stopped_by` | gap, effort, time_limit, interrupt or infeasible |
| `broken` | the limits that are not kept: `limit`, `key`, `kg`, `periods`, `why` |
| `seconds` | to `read`, `build`, `solve` and `write` |
| `peak_memory_mb` | largest memory of the process, in megabytes |
| `settings` | gap, effort, seed, workers and time limit that were asked for |
| `effort` | the work done |
| `versions` | of the model and of the libraries that the answer depends on |
| `input_sha256` | hash of the inputs as used |
| `costs` | discounted cost of the horizon, by head |
| `trajectory` | seconds, objective of the best plan and bound, as they changed |
"""


def dictionary() -> str:
    """The text of the page."""
    tables = [_table_text(table) for table in RESULT_TABLES.values()]
    return "\n".join([_INTRODUCTION, _ABOUT, *tables, _heads(), _OTHERS])


def write_dictionary(place: Path = PLACE) -> None:
    """Write the page to its place."""
    with place.open("w", encoding="utf-8", newline="\n") as file:
        file.write(dictionary())


def _table_text(table: ResultTable) -> str:
    lines = [f"### {table.name}", table.meaning, ""]
    lines += ["| column | unit | meaning |", "|---|---|---|"]
    lines += [_row(column, column.name in table.key) for column in _columns(table)]
    return "\n".join([*lines, ""])


def _columns(table: ResultTable) -> Iterable[ResultColumn]:
    """The declared columns; of Summary's columns of sites and years, one as an example."""
    names = [column.name for column in table.columns]
    example = [share_column("SITE", 2026).name] if table.name == "Summary" else []
    return columns_of(table, [*names, *example])


def _row(column: ResultColumn, of_key: bool) -> str:
    unit = column.unit.replace(MONEY, "money", 1) if column.is_money else column.unit
    unit = f"{unit}; {column.by}" if column.by else unit
    name = f"**{column.name}**" if of_key else column.name
    return f"| {name} | {unit} | {column.meaning} |"


def _heads() -> str:
    """What each head of the ledger is: the first sentence of its docstring."""
    sentences = {name: inspect.getdoc(head) or "" for name, head in HEADS.items()}
    rows = [f"| `{name}` | {text.splitlines()[0]} |" for name, text in sentences.items()]
    return "\n".join(["The heads:", "", "| head | what it is |", "|---|---|", *rows, ""])


if __name__ == "__main__":
    write_dictionary()
