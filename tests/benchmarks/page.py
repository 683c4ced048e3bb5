"""The page of the benchmarks, written from the figures that were kept.

python -m tests.benchmarks.page
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from tests.benchmarks.known import Known, read_known
from tests.benchmarks.records import OURS, RESULTS, Record, medians, read_results
from tests.benchmarks.scaling import Size, told
from tests.benchmarks.tables import HEADINGS, markdown, moments, money, percent, row

PAGE: Final = Path(__file__).with_name("README.md")

_INTRODUCTION: Final = """\
# Benchmarks

<!-- Written by `python -m tests.benchmarks.page` from results.json and known.json. -->

Ours and other solvers on the same cases, with the same clock and cores, each run in a process of
its own. `.venv/bin/python -m pip install -c requirements.lock -e '.[benchmark]'` installs SCIP,
CP-SAT and CBC.

```sh
python -m tests.benchmarks --cases base,base+*,base@1,60,200 --time 120 --runs 3 --keep
python -m tests.benchmarks --case PATH --solvers ours,highs --time 300
python -m tests.benchmarks.scaling --keep
python -m tests.benchmarks.portfolio --programmes 60 --seed 0 --out DIR
python -m tests.benchmarks.page
```

A case is `base` (a folder of `inputs/`), `base+adc-wave` (a scenario), `base+*` (every scenario),
`base@1` (in periods of one month), `60` or `60#3` (a portfolio of 60 programmes drawn around the
base, of seed 3), or a folder named with `--case`.

- **Plan, bound**: total cost in millions, with all limits kept. **Gap**: (plan - bound) over what
  the plan's decisions cost, so without the fixed cost of existing lines, which would flatter.
  Of several runs (seeds 0, 1, 2) the one with the middle gap is shown.
- **Seconds**: ours from the tables read to the plan, building included; the others from the file of
  the compiled matrix, so that they are spared the building. **MB**: the most that all processes
  of a solve held at once. **Ratio**: their gap over ours.
- The others get our matrix, all limits kept, and search for a gap of 1e-6. With several cores HiGHS
  runs its parallel search, SCIP its concurrent one, CP-SAT workers and CBC threads. Whole numbers
  of their plans are rounded and the rest is solved again to 1e-9, as we do with ours.
- CP-SAT knows whole numbers alone. It counts kilograms in steps of 0.1 g, in rows made as much
  wider as rounding may need, so that no plan is lost; its bound is lowered by what rounding may
  save. Its plans are put right as the others' are.
- Each of our plans is audited against the tables.
- A portfolio draws programmes from the base (volumes, titres, costs, prices and dues varied by a
  seeded random), and copies its lines in step, so that what is due fills each line as in the base.
"""


def page(results: Mapping[str, Any], known: Mapping[str, Known]) -> str:
    """The text of the page."""
    records: list[Record] = results["records"]
    sizes = [Size(**size) for size in results["scaling"]]
    figures = [*_comparisons(records), *_growth(sizes), *_best(known)]
    parts = [_INTRODUCTION.rstrip(), *(figures or ["\nNo figures are kept yet."])]
    return "\n".join(parts) + "\n"


def _comparisons(records: Sequence[Record]) -> Iterable[str]:
    told_already = medians(records)
    terms = dict.fromkeys((record.limit, record.cores) for record in told_already)
    for limit, cores in sorted(terms):
        listed = [r for r in told_already if (r.limit, r.cores) == (limit, cores)]
        ours = {record.case: record for record in listed if record.solver == OURS}
        yield f"\n## {limit:g} seconds, {cores} cores"
        yield _where_and_when(listed)
        yield ""
        order = {case: place for place, case in enumerate(dict.fromkeys(r.case for r in listed))}
        listed.sort(key=lambda record: order[record.case])
        yield from markdown(HEADINGS, [row(record, ours.get(record.case)) for record in listed])
        gaps = [[case, moments(record)] for case, record in ours.items() if record.at]
        if gaps:
            yield "\nOurs on the way:\n"
            yield from markdown(["case", "gap"], gaps)


def _where_and_when(records: Sequence[Record] | Sequence[Size]) -> str:
    days = sorted({record.date for record in records})
    span = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    machines = "; ".join(sorted({record.machine for record in records}))
    return f"Measured {span} on {machines}."


def _growth(sizes: Sequence[Size]) -> Iterable[str]:
    if not sizes:
        return
    rows = told(sizes)
    yield "\n## Growth with the number of programmes"
    yield _where_and_when(sizes)
    yield "The exponent e is fitted: the figure grows as programmes ** e."
    yield ""
    yield from markdown(rows[0], rows[1:])


def _best(known: Mapping[str, Known]) -> Iterable[str]:
    if not known:
        return
    yield "\n## Best known"
    yield "Of all runs kept. No bound may exceed a plan: a run that says otherwise is refused."
    yield ""
    rows = [
        [label, money(k.plan), k.plan_by, money(k.bound), k.bound_by, percent(k.gap)]
        for label, k in known.items()
    ]
    yield from markdown(["case", "plan", "of", "bound", "of", "gap"], rows)


@click.command()
@click.option("--results", default=str(RESULTS), help="File that keeps the figures.")
def main(results: str) -> None:
    """Write the page of the benchmarks anew."""
    text = page(read_results(Path(results)), read_known())
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"{PAGE}: {len(text.splitlines())} lines")


if __name__ == "__main__":
    main()
