"""Work under way: begun in an order, and taken in by count, never by the clock.

What is begun is taken in a set number of moments later, whoever solved it and when; so the course
of a search is the same with one worker and with many, and none waits for a long piece of work
beside short ones as long as its moment has not come.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from model.solving.pool import Pool, Result, Work


@dataclass(frozen=True, order=True)
class _Begun:
    due: int
    number: int
    future: Future[Any] = field(compare=False)
    take: Callable[[Any], None] = field(compare=False)


@dataclass
class Stream:
    """Work under way by this pool; a moment is one sub-problem of a search."""

    pool: Pool
    moment: int = 0
    _number: int = 0
    _begun: list[_Begun] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._begun)

    def begin(self, work: Work[Result], take: Callable[[Result], None], later: int) -> None:
        """Hand it over; its result is taken in so many moments later."""
        future = self.pool.submit(work)
        self._begun.append(_Begun(self.moment + later, self._number, future, take))
        self._number += 1

    def pass_moment(self) -> None:
        """Take in what is due, in the order in which it fell due and was begun."""
        self.moment += 1
        self._take([begun for begun in self._begun if begun.due <= self.moment])

    def finish(self) -> None:
        """Take in all that is under way, in the same order."""
        while self._begun:
            self._take(list(self._begun))

    def _take(self, ripe: list[_Begun]) -> None:
        for begun in sorted(ripe):
            self._begun.remove(begun)
            [result] = self.pool.gather([begun.future])
            begun.take(result)
