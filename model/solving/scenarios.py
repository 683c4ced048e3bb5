"""Several cases solved: one after the other, or side by side on a cluster, each by one worker.

A case is sent as its tables and comes back as its plan. Where a worker is lost, its case is solved
again by another one: the same plan, later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

from model.case.case import Case
from model.plan.plan import Plan
from model.solving.answering import solve
from model.solving.cluster import open_cluster
from model.solving.course import Course, Progress, interruptible
from model.solving.hands import Hands, Stop, result_or, wait_for_all

Planner = Callable[[int, Progress], Plan]


def solve_there(case: Case, settings: Mapping[str, Any], stop: Stop) -> Plan:
    """The plan of a case, by this process alone."""
    return solve(case, workers=1, stop=stop, **settings)


@contextmanager
def planning(
    cases: Sequence[Case],
    one: Callable[..., Plan] = solve,
    *,
    cluster: str | None = None,
    **settings: Any,
) -> Iterator[Planner]:
    """What gives the plan of a case by its number; to be asked in their order.

    `one` solves a case in its turn, with these settings. On a cluster all cases begin at once, as
    far as it has workers.
    """
    if cluster is None or len(cases) == 1:
        yield lambda number, progress: one(
            cases[number], cluster=cluster, progress=progress, **settings
        )
        return
    alone = {name: value for name, value in settings.items() if name != "workers"}
    with open_cluster(cluster) as hands:
        yield _SideBySide(cases, hands, alone).plan


class _SideBySide:
    """Cases under way on a cluster."""

    def __init__(self, cases: Sequence[Case], hands: Hands, settings: Mapping[str, Any]) -> None:
        self._cases = cases
        self._hands = hands
        self._settings = settings
        self._course = Course(gap=0.0)
        self._futures: list[Future[Plan]] = [
            hands.submit(solve_there, case, settings) for case in cases
        ]

    def plan(self, number: int, progress: Progress) -> Plan:
        """Wait for the plan of a case; Ctrl-C has all of them end early, with what they have."""
        course, future = self._course, self._futures[number]
        course.progress = progress
        course.enter(f"waiting for case {number + 1} of {len(self._cases)} on the cluster")
        with interruptible(course):
            wait_for_all(self._hands, [future], self._should_stop)
            return result_or(future, self._hands, lambda: self._here(number))

    def _should_stop(self) -> bool:
        self._course.tell()
        return self._course.should_stop()

    def _here(self, number: int) -> Plan:
        return solve_there(self._cases[number], self._settings, self._course.should_stop)
