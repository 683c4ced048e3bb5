"""Records of runs: gaps, medians, ratios, and the page that is written of them."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.known import Known, read_known
from tests.benchmarks.page import PAGE, page
from tests.benchmarks.records import (
    RESULTS,
    Record,
    median,
    medians,
    read_results,
    replaced,
    write_results,
)
from tests.benchmarks.running import at_moments
from tests.benchmarks.scaling import Size, exponent, size_of, told
from tests.benchmarks.tables import ratio, remark, row


def record(**given: Any) -> Record:
    """A run of ours that found 160 and proved 140, of which 100 is a constant; or as given."""
    usual: dict[str, Any] = {
        "case": "A",
        "sha256": "hash",
        "solver": "ours",
        "version": "1",
        "date": "2026-01-31",
        "machine": "a machine",
        "cores": 2,
        "limit": 120.0,
        "seed": 0,
        "status": "feasible",
        "plan": 160.0,
        "bound": 140.0,
        "constant": 100.0,
        "seconds": 120.0,
        "memory_mb": 500.0,
    }
    return Record(**{**usual, **given})


def test_the_gap_is_on_the_decided_cost() -> None:
    """20 of 60, not of 160; infinite without plan or bound, 0 where the bound is above by dust."""
    assert record().gap == pytest.approx(1 / 3)
    assert math.isinf(record(plan=None).gap)
    assert math.isinf(record(bound=None).gap)
    assert record(bound=160.0000001).gap == 0


def test_the_median_is_a_run() -> None:
    """Of three the one with the middle gap; of two the worse; a run without plan is the worst."""
    good, middle, none = record(bound=150.0), record(bound=140.0), record(plan=None)
    assert median([none, good, middle]) is middle
    assert median([good, none]) is none
    other = record(case="B")
    assert medians([good, other, middle, none]) == [middle, other]


def test_new_runs_replace_those_of_the_same_series() -> None:
    """Same case, solver, cores and time: the old ones go; others stay."""
    old, longer, new = record(seed=1), record(limit=300.0), record(seed=0)
    assert replaced([old, longer], [new]) == [longer, new]


def test_results_survive_the_file(tmp_path: Path) -> None:
    """Records are read as they were written."""
    place = tmp_path / "results.json"
    assert read_results(place) == {"records": [], "scaling": []}
    results = {"records": [record(at=[(20, 170.0, None)])], "scaling": [{"programmes": 14}]}
    write_results(place, results)
    assert read_results(place) == results


def test_moments_are_as_they_stood() -> None:
    """Plan and bound at a moment are the last before it; moments after the end are left out."""
    trajectory = [(5.0, 170.0, None), (61.0, 165.0, 130.0), (119.0, 160.0, 140.0)]
    assert at_moments(trajectory, 120.0) == [
        (20, 170.0, None),
        (60, 170.0, None),
        (120, 160.0, 140.0),
    ]


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        ({"bound": 130.0}, "1.5"),
        ({"plan": None}, "no plan"),
        ({"bound": None}, "no bound"),
    ],
)
def test_the_ratio_is_their_gap_over_ours(theirs: dict[str, object], expected: str) -> None:
    """Half again our gap is 1.5; without plan or bound there is none, and the table says which."""
    assert ratio(record(solver="scip", **theirs), record()) == expected


def test_ratio_at_the_optimum() -> None:
    """Where ours is proven, theirs is as good or infinitely worse; ours has no ratio to itself."""
    proven = record(bound=160.0)
    assert ratio(record(solver="scip", bound=160.0), proven) == "1.0"
    assert ratio(record(solver="scip"), proven) == "inf"
    assert ratio(proven, proven) == ""


def test_what_is_wrong_is_remarked() -> None:
    """Breach, audit and notes stand beside how the run ended, and figures before."""
    odd = record(breach=2.5, audit="Audit failed: 1 findings.\nmore", note="a note")
    assert remark(odd) == "feasible; breach 2.5; audit Audit failed: 1 findings.; a note"
    assert row(odd, None)[2:5] == ["160.0", "140.0", "33.33 %"]


def _size(programmes: int, first_plan: float | None, memory: float = 100.0) -> Size:
    return Size(programmes, first_plan, 1.0, memory, "2026-01-31", "a machine", 2)


def test_exponents_are_slopes_of_logarithms() -> None:
    """A figure that grows as N ** 1.3 has the exponent 1.3; one that stays has 0."""
    sizes = [_size(count, 0.5 * count**1.3) for count in (14, 30, 60)]
    assert exponent(sizes, "first_plan") == pytest.approx(1.3)
    assert exponent(sizes, "build") == pytest.approx(0, abs=1e-9)
    assert math.isnan(exponent(sizes[:1], "first_plan"))
    assert told(sizes)[-1] == ["exponent", "1.30", "0.00", "0.00"]


def test_a_run_without_a_plan_is_later_than_any() -> None:
    """Two of three without a plan in time: the size has none, and its row says so."""
    runs = [record(first_plan=None), record(first_plan=9.0), record(first_plan=None)]
    assert size_of(14, runs).first_plan is None
    assert size_of(14, [*runs, record(first_plan=7.0), record(first_plan=8.0)]).first_plan == 9.0
    assert told([size_of(14, runs)])[1][1] == "-"


def test_the_page_tells_what_is_kept() -> None:
    """Every figure of the page is one that was kept; cases with runs of ours show their way."""
    ours, theirs = record(at=[(20, 170.0, 130.0)]), record(solver="scip", plan=None, bound=130.0)
    known = {"A": Known("hash", 100.0, plan=160.0, plan_by="us", bound=140.0, bound_by="them")}
    sizes = [asdict(_size(14, 10.0)), asdict(_size(28, 20.0))]
    text = page({"records": [theirs, ours], "scaling": sizes}, known)
    assert "## 120 seconds, 2 cores\nMeasured 2026-01-31 on a machine." in text
    assert "| A | scip | - | 130.0 | - | 120 | - | 500 | no plan | feasible |" in text
    assert "| A | 57.14 % at 20 s |" in text
    assert "| exponent | 1.00 |" in text
    assert "| A | 160.0 | us | 140.0 | them | 33.33 % |" in text
    assert "No figures" in page({"records": [], "scaling": []}, {})


def test_the_page_is_that_of_the_figures() -> None:
    """README.md is what the command writes of the files beside it: no figure is typed."""
    assert PAGE.read_text(encoding="utf-8") == page(read_results(RESULTS), read_known())
