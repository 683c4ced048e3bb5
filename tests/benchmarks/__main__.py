"""Ours and other solvers on the same cases, with the same clock and cores.

python -m tests.benchmarks --cases base,60 --solvers ours,highs,scip --time 120 --runs 3
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from tests.benchmarks.cases import Wanted, case_at, wanted_cases
from tests.benchmarks.known import (
    KNOWN,
    PASSED,
    ContradictionError,
    Known,
    learnt,
    published,
    read_known,
    write_known,
)
from tests.benchmarks.records import (
    OURS,
    RESULTS,
    Record,
    median,
    read_results,
    replaced,
    write_results,
)
from tests.benchmarks.running import PROJECT, ChildError, Terms, compiled, ran
from tests.benchmarks.solvers import OTHERS, installed
from tests.benchmarks.tables import HEADINGS, aligned, moments, money, percent, row


@click.command()
@click.option("--cases", default="base", show_default=True, help="Labels: base,base+*,base@1,60")
@click.option("--case", "folders", multiple=True, help="A case in any folder; may be repeated.")
@click.option("--solvers", default="", help="Of ours,highs,scip,cp-sat,cbc; all installed ones.")
@click.option("--time", "seconds", default=120.0, show_default=True, help="Seconds for each solve.")
@click.option("--runs", default=3, show_default=True, help="Runs of each, the median is told.")
@click.option("--cores", default=2, show_default=True, help="Threads, or processes of ours.")
@click.option("--effort", default="thorough", show_default=True, help="Effort of ours.")
@click.option("--inputs", default=str(PROJECT / "inputs"), help="Folder of the cases.")
@click.option("--base", default="base", show_default=True, help="Case to draw portfolios from.")
@click.option("--results", default=str(RESULTS), help="File that keeps the records.")
@click.option("--known", "best", default=str(KNOWN), help="File of the best plans and bounds.")
@click.option("--keep", is_flag=True, help="Keep the records, and better plans and bounds.")
def main(**options: Any) -> None:
    """Solve cases with ours and with other solvers, and print what each found and proved."""
    try:
        solvers = _solvers(options["solvers"])
        cases = [case_at(folder) for folder in options["folders"]]
        if options["cases"] and not (cases and _is_default("cases")):
            labels = options["cases"].split(",")
            cases = [*wanted_cases(labels, Path(options["inputs"]), options["base"]), *cases]
        known = read_known(Path(options["best"]))
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    problems: list[str] = []
    for case in cases:
        wrong: list[str] = []
        records = _one_case(case, solvers, options, known, wrong)
        wrong += [f"{r.case}: {r.audit}" for r in records if r.audit not in ("", PASSED)]
        for problem in wrong:
            click.echo(f"WRONG, so that nothing is kept: {problem}", err=True)
        if options["keep"] and not wrong:
            _keep(records, Path(options["results"]), known, Path(options["best"]))
        problems += wrong
    sys.exit(1 if problems else 0)


def _is_default(name: str) -> bool:
    source = click.get_current_context().get_parameter_source(name)
    return source is click.core.ParameterSource.DEFAULT


def _solvers(text: str) -> list[str]:
    """The solvers asked for, all that are installed where none is. Raises ValueError."""
    here = [OURS, *installed()]
    if not text:
        return here
    asked = text.split(",")
    for name in asked:
        if name not in (OURS, *OTHERS):
            raise ValueError(f"{name!r} is no solver; known are {', '.join((OURS, *OTHERS))}")
        if name not in here:
            raise ValueError(f"{name} is not installed; pip install -e '.[benchmark]' does that")
    return asked


def _one_case(
    case: Wanted,
    solvers: Sequence[str],
    options: dict[str, Any],
    known: dict[str, Known],
    problems: list[str],
) -> list[Record]:
    """All runs on one case; tells the medians, and what cannot be true."""
    records: list[Record] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            sizes = compiled(case, folder)
        except ChildError as error:
            problems.append(f"{case.label}: {error}")
            return records
        click.echo(_sizes(case, sizes))
        best = _known_of(case, known, sizes)
        for solver in solvers:
            for seed in range(options["runs"]):
                terms = Terms(options["seconds"], options["cores"], seed, effort=options["effort"])
                records.append(ran(solver, case, terms, folder, sizes))
                try:
                    best = learnt(case.label, best, records[-1])
                except ContradictionError as error:
                    problems.append(str(error))
    if not problems:
        known[case.label] = best
    _tell(records, best)
    return records


def _sizes(case: Wanted, sizes: dict[str, Any]) -> str:
    return (
        f"\n{case.label}: {sizes['programmes']} programmes, {sizes['rows']:,} rows, "
        f"{sizes['columns']:,} columns, {sizes['whole']:,} of them whole; built and compiled in "
        f"{sizes['seconds']:.1f} s"
    )


def _known_of(case: Wanted, known: dict[str, Known], sizes: dict[str, Any]) -> Known:
    """What is known of these inputs."""
    entry = known.get(case.label)
    if entry is None or entry.sha256 != sizes["sha256"]:
        if entry is not None:
            click.echo(f"{case.label}: the inputs have changed; what was known is set aside")
        entry = Known(sizes["sha256"], sizes["constant"])
    return published(Path(case.path), entry) if not case.programmes else entry


def _tell(records: Iterable[Record], best: Known) -> None:
    """The median of each solver, then the best that is known."""
    records = list(records)
    told = [
        median(record for record in records if record.solver == solver)
        for solver in dict.fromkeys(record.solver for record in records)
    ]
    ours = next((record for record in told if record.solver == OURS), None)
    click.echo(aligned([list(HEADINGS), *(row(record, ours) for record in told)]))
    if ours is not None and ours.at:
        click.echo(f"ours: {moments(ours)}")
    click.echo(
        f"best known: plan {money(best.plan)} {best.plan_by}, bound {money(best.bound)} "
        f"{best.bound_by}, gap {percent(best.gap)}"
    )


def _keep(records: list[Record], place: Path, known: dict[str, Known], best: Path) -> None:
    """Keep the records of a case, and better plans and bounds."""
    results = read_results(place)
    write_results(place, {**results, "records": replaced(results["records"], records)})
    write_known(known, best)


if __name__ == "__main__":
    main()
