"""Work under way is taken in by count, in one order, whoever does it and when."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from model.solving.hands import Stop
from model.solving.pool import Pool, Work, open_pool
from model.solving.stream import Stream


@dataclass(frozen=True)
class Name:
    """Work that says its name."""

    name: str

    def run(self, stop: Stop) -> str:
        """Say it."""
        return self.name


class Waiting(Pool):
    """Begins nothing until it is waited for."""

    def __init__(self) -> None:
        super().__init__(None, lambda: False)
        self.begun: list[str] = []
        self.waited_for: list[str] = []

    def submit(self, work: Work[Any]) -> Future[Any]:
        """Note that it was handed over."""
        self.begun.append(work.run(lambda: False))
        future: Future[Any] = Future()
        future.set_result(self.begun[-1])
        return future

    def gather(self, futures: Any) -> list[Any]:
        """Note who is waited for."""
        results = [future.result() for future in futures]
        self.waited_for += results
        return results


def test_results_are_taken_in_when_their_moment_has_come() -> None:
    """Each so many moments after it was begun, not waited for before, in the order of both."""
    pool, taken = Waiting(), list[str]()
    stream = Stream(pool)
    stream.begin(Name("long"), taken.append, 3)
    stream.begin(Name("short"), taken.append, 1)
    stream.pass_moment()
    assert (taken, pool.waited_for, pool.begun) == (["short"], ["short"], ["long", "short"])
    stream.begin(Name("second"), taken.append, 2)
    stream.begin(Name("first"), taken.append, 1)
    assert len(stream) == 3
    stream.pass_moment()
    assert taken == ["short", "first"]
    stream.pass_moment()
    assert taken == pool.waited_for == ["short", "first", "long", "second"]
    assert len(stream) == 0


def test_all_that_is_under_way_is_taken_in_at_the_end() -> None:
    """In the order in which it would have been, and what is begun by it as well."""
    taken: list[str] = []
    stream = Stream(Pool(None, lambda: False))

    def more(name: str) -> None:
        taken.append(name)
        stream.begin(Name("more"), taken.append, 1)

    stream.begin(Name("late"), taken.append, 9)
    stream.begin(Name("soon"), more, 2)
    stream.finish()
    assert taken == ["soon", "late", "more"]
    assert len(stream) == 0


def test_two_workers_give_what_one_gives() -> None:
    """Who takes longest is taken in where it stands."""
    orders = []
    for workers in (1, 2):
        taken: list[str] = []
        with open_pool(workers, lambda: False) as pool:
            stream = Stream(pool)
            for number in range(6):
                stream.begin(Name(str(number)), taken.append, 1 + number % 3)
                stream.pass_moment()
            stream.finish()
        orders.append(taken)
    assert orders[0] == orders[1]
    assert sorted(orders[0]) == [str(number) for number in range(6)]
