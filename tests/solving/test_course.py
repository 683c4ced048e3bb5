"""Ctrl-C while solving: the plan is kept, a press repeated at once is the same press."""

from __future__ import annotations

import signal

import pytest

from model.solving import course as course_module
from model.solving.course import Course, interruptible


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
