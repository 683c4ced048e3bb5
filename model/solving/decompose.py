"""Large cases by parts: insert one owner at a time, mend what is broken, improve, and bound."""

from __future__ import annotations

from model.solving.course import Course
from model.solving.matrix import Matrix
from model.solving.pool import Pool
from model.solving.search import Found, Question


def solve_by_parts(matrix: Matrix, question: Question, course: Course, pool: Pool) -> Found:
    """Not yet."""
    raise NotImplementedError
