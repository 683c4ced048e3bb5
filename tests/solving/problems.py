"""Problems for the solver that are told apart by their answers."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from model.solving.highs import Problem


def knapsack(size: int = 3, limit: float = 5.0) -> Problem:
    """max 5 x + 4 y + 3 z with 2 x + 3 y + z <= limit and x, y, z in {0, 1}: x, y -> 9."""
    return Problem(
        cost=-np.array([5.0, 4.0, 3.0])[:size],
        lower=np.zeros(size),
        upper=np.ones(size),
        integer=np.ones(size, dtype=bool),
        rows=sparse.csr_array(np.array([[2.0, 3.0, 1.0]])[:, :size]),
        row_lower=np.array([-np.inf]),
        row_upper=np.array([limit]),
    )


def hard(size: int = 60) -> Problem:
    """Market split: rows of random numbers that no choice meets quickly."""
    random = np.random.default_rng(1)
    weights = random.integers(1, 99, size=(4, size)).astype(float)
    slack = np.hstack([weights, np.eye(4), -np.eye(4)])
    half = np.floor(weights.sum(axis=1) / 2)
    return Problem(
        cost=np.concatenate([np.zeros(size), np.ones(8)]),
        lower=np.zeros(size + 8),
        upper=np.concatenate([np.ones(size), np.full(8, np.inf)]),
        integer=np.concatenate([np.ones(size, dtype=bool), np.zeros(8, dtype=bool)]),
        rows=sparse.csr_array(slack),
        row_lower=half,
        row_upper=half,
    )
