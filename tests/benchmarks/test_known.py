"""What is known of the cases is kept only while no bound exceeds a plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks.known import (
    ContradictionError,
    Known,
    learnt,
    published,
    read_known,
    write_known,
)
from tests.benchmarks.test_records import record

NOTHING = Known("hash", constant=100.0)


def test_no_bound_that_is_kept_exceeds_its_plan() -> None:
    """The file itself holds together: reading it checks each entry."""
    assert all(known.gap >= 0 for known in read_known().values())


def test_a_run_teaches_the_better_plan_and_the_better_bound() -> None:
    """The lower plan and the higher bound stay, each with whose it is."""
    known = learnt("A", NOTHING, record(plan=160.0, bound=140.0))
    known = learnt("A", known, record(solver="scip", plan=170.0, bound=150.0))
    assert (known.plan, known.bound) == (160.0, 150.0)
    assert known.plan_by.startswith("ours")
    assert known.bound_by.startswith("scip")
    assert known.gap == pytest.approx(10 / 60)


@pytest.mark.parametrize(
    ("plan", "bound", "message"),
    [
        (None, 160.1, "the bound 160.1 of ours .* exceeds the plan 160 of us"),
        (149.9, None, "the bound 150 of us exceeds the plan 149.9 of ours"),
        (155.0, 155.1, "the bound 155.1 of ours .* exceeds the plan 155 of ours"),
    ],
)
def test_a_bound_above_a_plan_is_refused(
    plan: float | None, bound: float | None, message: str
) -> None:
    """Whether the bound is above the known plan, the plan below the known bound, or both new."""
    known = Known("hash", 100.0, plan=160.0, plan_by="us", bound=150.0, bound_by="us")
    with pytest.raises(ContradictionError, match=message):
        learnt("A", known, record(plan=plan, bound=bound))


def test_rounding_is_no_contradiction() -> None:
    """A bound above its plan by a ten-millionth of it is the same figure."""
    known = learnt("A", NOTHING, record(plan=160.0, bound=160.00001))
    assert known.gap == 0


@pytest.mark.parametrize("odd", [{"breach": 1.0}, {"audit": "Audit failed: 1 findings."}])
def test_what_is_no_proof_teaches_nothing(odd: dict[str, object]) -> None:
    """Plans that break limits or fail the audit do not count, nor do their bounds."""
    assert learnt("A", NOTHING, record(**{"plan": 160.0, "bound": 140.0, **odd})) == NOTHING


def test_other_inputs_are_not_compared() -> None:
    """A run of inputs that have changed since is refused."""
    with pytest.raises(ValueError, match="other inputs"):
        learnt("A", NOTHING, record(sha256="other"))


def test_what_is_wrong_is_not_written(tmp_path: Path) -> None:
    """A file with a bound above its plan is neither written nor read."""
    place = tmp_path / "known.json"
    wrong = Known("hash", 100.0, plan=150.0, plan_by="A", bound=160.0, bound_by="B")
    with pytest.raises(ContradictionError, match="exceeds"):
        write_known({"A": wrong}, place)
    assert not place.exists()
    place.write_text(json.dumps({"A": vars(wrong)}), encoding="utf-8")
    with pytest.raises(ContradictionError, match="exceeds"):
        read_known(place)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Known figures survive the file."""
    known = {"A": learnt("A", NOTHING, record(plan=160.0, bound=140.0)), "B": NOTHING}
    write_known(known, tmp_path / "known.json")
    assert read_known(tmp_path / "known.json") == known


@pytest.mark.parametrize(
    ("told", "plan", "bound"),
    [
        ({"optimum_total": 261}, 261, 261),
        ({"best_known_total": 988.7, "bound_total": 976.1}, 988.7, 976.1),
    ],
)
def test_published_figures_count(
    tmp_path: Path, told: dict[str, float], plan: float, bound: float
) -> None:
    """A case that comes with its optimum, or its best plan and bound, is judged by them."""
    assert published(tmp_path, NOTHING) == NOTHING
    (tmp_path / "optimum.json").write_text(json.dumps(told), encoding="utf-8")
    known = published(tmp_path, NOTHING)
    assert (known.plan, known.bound) == (plan, bound)
