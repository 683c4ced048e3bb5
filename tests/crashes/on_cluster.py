"""Cases on a real cluster of two processes: `python -m tests.crashes.on_cluster --scenario all`.

Each scenario is solved without the cluster, then all of them on it, and a worker is killed as soon
as work has been handed out. The plans must be the same to the last digit.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
import pandas as pd
import psutil
from distributed import LocalCluster

from model.case.reading import BASE, list_scenarios, read_case
from model.plan.plan import Plan
from model.solving.scenarios import planning
from tests.case.folders import EXAMPLE


@contextmanager
def two_workers() -> Iterator[LocalCluster]:
    """A cluster of two worker processes of one thread on this machine."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as cluster:
        yield cluster


def kill_one(cluster: LocalCluster) -> None:
    """Kill the process of one worker; its nanny starts another in its place."""
    nanny = next(iter(cluster.workers.values()))
    psutil.Process(nanny.pid).kill()


def differences(one: Plan, other: Plan) -> list[str]:
    """The tables in which two plans differ, and their figures that do."""
    figures = ("status", "stopped_by", "objective_m", "bound_m", "broken", "values")
    found = [name for name in figures if getattr(one, name) != getattr(other, name)]
    return found + [n for n in one.tables if not _same(one.tables[n], other.tables[n])]


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    try:
        pd.testing.assert_frame_equal(one, other, check_exact=True)
    except AssertionError:
        return False
    return True


@click.command()
@click.option("--case", default=str(EXAMPLE), show_default=True, help="CSV folder or workbook.")
@click.option("--scenario", multiple=True, help="Scenario, or all.")
@click.option("--effort", default="quick", show_default=True, help="quick, standard or thorough.")
@click.option("--after", default=5.0, show_default=True, help="Seconds after which one is killed.")
def main(case: str, scenario: tuple[str, ...], effort: str, after: float) -> None:
    """Solve scenarios with and without a cluster, and compare."""
    names = [*dict.fromkeys(list_scenarios(case)["scenario"])] if "all" in scenario else scenario
    cases = [read_case(case, "" if name == BASE else name) for name in names or [BASE]]
    code = 0
    with two_workers() as cluster:
        began = time.perf_counter()
        with planning(cases, cluster=cluster.scheduler_address, effort=effort) as planned:
            time.sleep(after)
            kill_one(cluster)
            plans = [planned(number, _silent) for number in range(len(cases))]
        click.echo(f"on the cluster: {time.perf_counter() - began:.0f} s")
    began = time.perf_counter()
    with planning(cases, effort=effort) as planned:
        for number, plan in enumerate(plans):
            found = differences(planned(number, _silent), plan)
            code = code or int(bool(found))
            verdict = f"differs: {', '.join(found)}" if found else "the same"
            click.echo(f"{plan.case.scenario or BASE}: {plan.objective_m!r}: {verdict}")
    click.echo(f"here: {time.perf_counter() - began:.0f} s")
    sys.exit(code)


def _silent(*_: object) -> None:
    """No progress."""


if __name__ == "__main__":
    main()
