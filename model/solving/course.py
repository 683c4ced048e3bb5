"""The course of a run: its clock, what it holds by now, and whether it should go on."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

KEPT_FOR_WHOLE = 0.05  # of a time limit: what making batches whole may take at last
PATIENCE = 3.0  # seconds in which a second Ctrl-C is taken for the same one
Progress = Callable[[float, str, float | None, float | None, float | None], None]


def relative_gap(plan: float, bound: float) -> float:
    """(plan - bound) / max(1e-9, |plan|), both without the constant; never negative."""
    if math.isinf(bound):
        return math.inf
    return max(0.0, plan - bound) / max(1e-9, abs(plan))


@dataclass
class Course:
    """Seconds, best plan and bound (decided cost), and why to stop.

    `progress` is called with seconds, phase, plan, bound and gap. `history` keeps each change.
    `asked` says whether somebody wants the run to stop, as Ctrl-C does.
    """

    gap: float
    time_limit: float | None = None
    progress: Progress | None = None
    constant: float = 0.0
    started: float = field(default_factory=time.monotonic)
    interrupted: bool = False
    plan: float | None = None
    bound: float = -math.inf
    phase: str = ""
    history: list[tuple[float, float | None, float | None]] = field(default_factory=list)
    asked: Callable[[], bool] | None = None

    @property
    def seconds(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.started

    @property
    def left(self) -> float | None:
        """Seconds left of the time limit; None: no limit."""
        return None if self.time_limit is None else max(0.0, self.time_limit - self.seconds)

    @property
    def out_of_time(self) -> bool:
        """Whether the time limit is reached."""
        return self.time_limit is not None and self.seconds >= self.time_limit

    @property
    def nearly_out_of_time(self) -> bool:
        """Whether only that share of the time limit is left which is kept for whole batches."""
        return (
            self.time_limit is not None and self.seconds >= (1 - KEPT_FOR_WHOLE) * self.time_limit
        )

    def should_stop(self) -> bool:
        """Whether clock or user ask to stop: never part of a reproducible run."""
        if self.asked is not None and self.asked():
            self.interrupted = True
        return self.interrupted or self.out_of_time

    @property
    def closed(self) -> bool:
        """Whether the gap asked for is reached."""
        return self.plan is not None and relative_gap(self.plan, self.bound) <= self.gap

    def enter(self, phase: str) -> None:
        """Begin a phase of the run."""
        self.phase = phase
        self.tell()

    def found(self, plan: float) -> None:
        """A plan with this decided cost is held."""
        if self.plan is None or plan != self.plan:
            self.plan = plan
            self._record()

    def proved(self, bound: float) -> None:
        """No plan costs less than this (decided cost)."""
        if bound > self.bound:
            self.bound = bound
            self._record()

    def restart(self) -> None:
        """Forget plan and bound: another question is asked from here on."""
        self.plan, self.bound = None, -math.inf

    def _record(self) -> None:
        bound = None if math.isinf(self.bound) else self.bound + self.constant
        plan = None if self.plan is None else self.plan + self.constant
        self.history.append((round(self.seconds, 3), plan, bound))
        self.tell()

    def tell(self) -> None:
        """Report where the run stands."""
        if self.progress is None:
            return
        gap = None if self.plan is None else relative_gap(self.plan, self.bound)
        plan = None if self.plan is None else self.plan + self.constant
        bound = None if math.isinf(self.bound) else self.bound + self.constant
        self.progress(self.seconds, self.phase, plan, bound, gap)


@contextmanager
def interruptible(course: Course) -> Iterator[None]:
    """Ctrl-C asks the course to stop and keeps the best plan; a second one ends the run."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    asked = -math.inf

    def on_interrupt(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if course.interrupted and course.seconds - asked > PATIENCE:
            raise KeyboardInterrupt
        if not course.interrupted:
            asked = course.seconds
            course.interrupted = True
            course.enter("stopping; the best plan is kept")

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
