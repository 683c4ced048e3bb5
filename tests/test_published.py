"""Published cases with a known optimum, rebuilt in our tables: the model must find it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from model import read_case, solve

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "benchmarks"


@pytest.mark.parametrize(
    "name",
    [
        "assignment-c0515_1",
        pytest.param("assignment-c0840_1", marks=pytest.mark.slow),
        pytest.param("biopharma-2007-4q", marks=pytest.mark.slow),
        pytest.param("location-p1", marks=pytest.mark.slow),
        pytest.param("lot-sizing-pp08a", marks=pytest.mark.slow),
    ],
)
def test_the_published_optimum_is_found_and_proven(name: str) -> None:
    """Solved to a gap of 1e-6, total cost is the published optimum to within 1e-6 of it."""
    folder = FOLDER / name
    if not folder.is_dir():
        pytest.skip(f"the published case {name} is not there ({FOLDER})")
    answer = json.loads((folder / "optimum.json").read_text(encoding="utf-8"))
    assert answer["proven"]
    plan = solve(read_case(folder), gap=1e-6)
    assert plan.status == "optimal"
    assert plan.objective_m == pytest.approx(answer["optimum_total"], rel=1e-6)
    assert plan.gap <= 1e-6
