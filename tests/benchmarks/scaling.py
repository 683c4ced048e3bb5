"""How time and memory grow with the number of programmes: exponents fitted over portfolios.

python -m tests.benchmarks.scaling --sizes 14,30,60,120,200 --time 600 --keep
"""

from __future__ import annotations

import math
import statistics
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import click
import numpy as np

from tests.benchmarks.cases import Wanted, wanted_cases
from tests.benchmarks.records import OURS, RESULTS, Record, read_results, write_results
from tests.benchmarks.running import PROJECT, Terms, ran
from tests.benchmarks.tables import aligned, remark

MEASURES: Final = {
    "first_plan": "seconds to the first plan",
    "build": "seconds to build and compile",
    "memory_mb": "MB of all processes",
}


@dataclass(frozen=True)
class Size:
    """What a portfolio of so many programmes took: medians over runs; None: no plan in time."""

    programmes: int
    first_plan: float | None
    build: float | None
    memory_mb: float
    date: str
    machine: str
    cores: int


def exponent(sizes: Iterable[Size], measure: str) -> float:
    """The slope of log(measure) over log(programmes), by least squares; NaN below two sizes."""
    pairs = [(size.programmes, getattr(size, measure)) for size in sizes]
    points = [(math.log(count), math.log(value)) for count, value in pairs if value]
    if len({x for x, _ in points}) < 2:
        return math.nan
    x, y = np.array(points).T
    return float(np.polyfit(x, y, 1)[0])


def size_of(programmes: int, records: Sequence[Record]) -> Size:
    """The medians of a portfolio's runs; a run without a plan counts as later than any other."""
    first = statistics.median_high(
        math.inf if record.first_plan is None else record.first_plan for record in records
    )
    builds = [record.build for record in records if record.build is not None]
    return Size(
        programmes=programmes,
        first_plan=None if math.isinf(first) else first,
        build=round(statistics.median(builds), 2) if builds else None,
        memory_mb=statistics.median(record.memory_mb for record in records),
        date=records[-1].date,
        machine=records[-1].machine,
        cores=records[-1].cores,
    )


def told(sizes: Sequence[Size]) -> list[list[str]]:
    """A row a size, and the exponents below."""
    rows = [["programmes", *MEASURES.values()]]
    for size in sizes:
        cells = [getattr(size, measure) for measure in MEASURES]
        rows.append([str(size.programmes), *("-" if c is None else f"{c:,.1f}" for c in cells)])
    fitted = [exponent(sizes, measure) for measure in MEASURES]
    rows.append(["exponent", *("-" if math.isnan(e) else f"{e:z.2f}" for e in fitted)])
    return rows


@click.command()
@click.option("--sizes", default="14,30,60,120,200", show_default=True, help="Programmes.")
@click.option("--time", "seconds", default=900.0, show_default=True, help="Most for a first plan.")
@click.option("--runs", default=3, show_default=True, help="Runs of each, the median is told.")
@click.option("--cores", default=2, show_default=True, help="Processes.")
@click.option("--inputs", default=str(PROJECT / "inputs"), help="Folder of the cases.")
@click.option("--base", default="base", show_default=True, help="Case to draw portfolios from.")
@click.option("--results", default=str(RESULTS), help="File that keeps the figures.")
@click.option("--keep", is_flag=True, help="Keep the figures.")
def main(**options: Any) -> None:
    """Measure portfolios up to their first plan, and fit how the figures grow."""
    sizes = []
    for case in wanted_cases(options["sizes"].split(","), Path(options["inputs"]), options["base"]):
        records = [_first_plan(case, seed, options) for seed in range(options["runs"])]
        sizes.append(size_of(case.programmes, records))
        click.echo(f"{case.programmes} programmes: {'; '.join(map(remark, records))}")
    click.echo(aligned(told(sizes)))
    if options["keep"]:
        place = Path(options["results"])
        kept = {**read_results(place), "scaling": [asdict(size) for size in sizes]}
        write_results(place, kept)


def _first_plan(case: Wanted, seed: int, options: dict[str, Any]) -> Record:
    terms = Terms(options["seconds"], options["cores"], seed, first_plan=True)
    with tempfile.TemporaryDirectory() as folder:
        return ran(OURS, case, terms, Path(folder), {"sha256": "", "constant": 0.0})


if __name__ == "__main__":
    main()
