"""A small case, a plan of it, and an improver at that plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from model.solving.arrays import Floats
from model.solving.blocks import keeping_limits
from model.solving.course import Course
from model.solving.highs import Answer, Limits, solve_exactly
from model.solving.improve import Improver
from model.solving.pool import Pool
from model.solving.search import Question
from tests.solving.small_cases import matrix_of, network

MATRIX = matrix_of(network(0))
TASK = keeping_limits(MATRIX)
SOLVED = Answer("optimal", None, np.inf, 0.0, 1)
STOPPED = replace(SOLVED, outcome="stopped", x=None)


def plan() -> Floats:
    """Any plan within a fifth of the best."""
    answer = solve_exactly(TASK.whole(), Limits(gap=0.2))
    assert answer.x is not None
    return answer.x


def improver_at_plan() -> Improver:
    """An improver that stands there."""
    course = Course(gap=0.0)
    question = Question(0.0, "standard", 0, tuple(range(len(MATRIX.owners))))
    return Improver(TASK, plan(), question, course, Pool(None, course.should_stop), 300)
