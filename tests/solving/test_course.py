"""Ctrl-C while solving: the plan is kept, a press repeated at once is the same press."""

from __future__ import annotations

import signal
import time

import pytest

from model.solving import course as course_module
from model.solving.course import KEPT_FOR_WHOLE, Course, interruptible


def test_a_press_repeated_at_once_is_the_same_press() -> None:
    """Two signals in a moment, as a shell and a launcher send them, do not lose the plan."""
    course = Course(gap=0.0)
    with interruptible(course):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
    assert course.interrupted
    assert course.phase == "stopping; the best plan is kept"


def test_a_later_press_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second Ctrl-C after the patience ends the run at once."""
    monkeypatch.setattr(course_module, "PATIENCE", -1.0)
    with interruptible(Course(gap=0.0)):
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_of_a_time_limit_a_share_is_kept_for_whole_batches() -> None:
    """Before that share begins, and without a time limit, there is time."""
    before, within = 100 * (1 - KEPT_FOR_WHOLE) - 1, 100 * (1 - KEPT_FOR_WHOLE) + 1

    def course(seconds: float, time_limit: float | None) -> Course:
        return Course(gap=0.0, time_limit=time_limit, started=time.monotonic() - seconds)

    assert not course(before, 100.0).nearly_out_of_time
    assert course(within, 100.0).nearly_out_of_time
    assert not course(within, 100.0).out_of_time
    assert not course(within, None).nearly_out_of_time
