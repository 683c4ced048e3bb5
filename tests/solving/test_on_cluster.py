"""On a real cluster of two worker processes plans are the same, also when one is killed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from model import list_scenarios, read_case, solve
from model.solving import answering
from model.solving.cluster import Cluster, open_cluster
from model.solving.highs import Limits
from model.solving.pool import Job, Pool
from tests.case.folders import EXAMPLE
from tests.command_line import Terminal
from tests.crashes.on_cluster import differences, kill_one, two_workers
from tests.crashes.same import differences as differences_of_runs
from tests.solving.problems import hard
from tests.solving.small_cases import network

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def two() -> Iterator[LocalCluster]:
    """The cluster."""
    with two_workers() as cluster:
        yield cluster


def _runs(folder: str) -> list[Path]:
    return sorted(record.parent for record in Path(folder).glob("*/run.json"))


def _killing(monkeypatch: pytest.MonkeyPatch, cluster: LocalCluster, at: int) -> list[int]:
    """Kill a worker when so many pieces of work have been handed over; the list says when."""
    really = Cluster.submit
    count = itertools.count(1)
    killed: list[int] = []

    def submit(self: Cluster, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        future = really(self, function, *arguments)
        number = next(count)
        if number == at:
            kill_one(cluster)
            killed.append(number)
        return future

    monkeypatch.setattr(Cluster, "submit", submit)
    return killed


@pytest.mark.parametrize("at", [0, 5], ids=["nobody killed", "a worker killed"])
def test_sub_problems_on_a_cluster_give_the_same_plan(
    two: LocalCluster, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """By parts: every table, the bound and how it ended are those of one process."""
    monkeypatch.setattr(answering, "SMALL", -1)
    expected = solve(network(2), gap=0.0, effort="quick", workers=1)
    killed = _killing(monkeypatch, two, at)
    plan = solve(network(2), gap=0.0, effort="quick", cluster=two.scheduler_address)
    assert plan.settings["workers"] == 2
    assert killed == [at][: min(at, 1)]
    assert differences(expected, plan) == []


@pytest.mark.parametrize("at", [0, 2], ids=["nobody killed", "a worker killed"])
def test_scenarios_on_a_cluster_give_the_same_runs(
    two: LocalCluster, terminal: Terminal, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Side by side, from the command line: each workbook is the one without, cell by cell."""
    words = ("--case", EXAMPLE, "--scenario", "all", "--gap", "0", "--quiet")
    assert terminal(*words, "--out", "without", "--workers", "1").code == 0
    killed = _killing(monkeypatch, two, at)
    assert terminal(*words, "--out", "with", "--cluster", two.scheduler_address).code == 0
    assert killed == [at][: min(at, 1)]
    pairs = list(zip(_runs("without"), _runs("with"), strict=True))
    assert len(pairs) == len({*list_scenarios(EXAMPLE)["scenario"], "base"})
    assert [differences_of_runs(one, other) for one, other in pairs] == [[]] * len(pairs)


def test_what_runs_on_a_cluster_ends_early_when_asked(two: LocalCluster) -> None:
    """A search without end that is asked to stop comes back with what it has."""
    with open_cluster(two.scheduler_address) as hands:
        [answer] = Pool(hands, lambda: True).run([Job(hard(), Limits())])
    assert answer.outcome == "stopped"


def test_a_case_in_trouble_on_a_cluster_ends_as_it_does_here(
    two: LocalCluster, terminal: Terminal
) -> None:
    """An error in the inputs of a scenario is told before anything is sent; a fault comes back."""
    said = terminal("--case", EXAMPLE, "--scenario", "beta", "--cluster", two.scheduler_address)
    assert said.code == 1
    with pytest.raises(ValueError, match="no rule or cost head is called nonsense"):
        solve(read_case(EXAMPLE), without=("nonsense",), cluster=two.scheduler_address)
