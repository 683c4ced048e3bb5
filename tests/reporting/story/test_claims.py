"""What is said of cost and limits: the plan's figures, and no more than is proven."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import pytest

from model.plan.plan import BrokenLimit, Plan
from model.reporting.story import Story, tell
from tests.reporting.story.variants import STEP, breaking, with_gap
from tests.reporting.synthetic import no_plan, small_case, small_plan

BOASTS = ("best plan", "cheapest", "optimal", "must be built", "cannot be cheaper")


def texts(story: Story) -> list[str]:
    """All texts of a story."""
    figures = [text for f in story.figures for text in (f.label, f.value, f.note)]
    decisions = [text for d in story.decisions for text in (d.sentence, d.statement)]
    lines = [line.when for line in story.lines]
    breaches = [breach.sentence for breach in story.breaches]
    return [
        *(story.title, story.setting, *story.verdict, story.breach_note, *story.cost),
        *(*story.obligations, story.decided, story.later, *story.homes, story.full),
        *(*story.estimates, *figures, *decisions, *lines, *breaches),
    ]


def test_what_is_proven_is_said(plan: Plan) -> None:
    """At a gap of nothing, the story says that no plan costs less, and nothing can be saved."""
    story = tell(plan)
    assert "No plan that keeps every limit costs less: proven." in story.verdict
    assert story.cost == (
        "Cost of 2026: USD 49.7 million, discounted, all of it ours.",
        "In all the plan costs 49.7 million; no plan that keeps every limit costs less: proven.",
    )
    assert [figure.value for figure in story.figures[:2]] == ["USD 49.7 m", "nothing"]
    assert story.figures[1].note == "proven: least cost is 49.7"


@pytest.mark.parametrize("millions", [0.01, 3.0, 20.0])
def test_a_gap_is_said_and_nothing_more_is_claimed(plan: Plan, millions: float) -> None:
    """With a gap, every claim is of this plan, and what another could save is told in full."""
    story = tell(with_gap(plan, millions))
    said = f"Another plan that keeps every limit could cost up to USD {max(millions, 0.1)} million"
    assert any(text.startswith(said) for text in story.verdict)
    least = math.floor((plan.objective_m - millions) * 10 + 1e-6) / 10
    assert (
        f"no plan that keeps every limit costs less than {least} million: proven" in story.cost[1]
    )
    assert f"{math.ceil(1000 * millions / plan.decided_cost_m - 1e-9) / 10}%" in story.cost[2]
    for text in texts(story):
        assert not any(boast in text.lower() for boast in BOASTS), text
        if "costs less" in text:
            assert "less than" in text


@pytest.mark.parametrize(
    ("millions", "shown"), [(0.01, "0.1"), (4.25, "4.3"), (999.96, "1,000.0"), (1234.5, "1,235")]
)
def test_what_could_be_saved_is_the_same_in_large_and_in_words(
    plan: Plan, millions: float, shown: str
) -> None:
    """The large number is that of the sentences, rounded up; of thousands without the tenths."""
    story = tell(with_gap(plan, millions))
    assert story.figures[1].value == f"USD {shown} m"
    if millions < 1000:
        assert f"So at most {shown} million could be saved" in story.cost[2]


def test_without_a_bound_nothing_is_proven(plan: Plan) -> None:
    """A run that was stopped before it had a bound says that it does not know."""
    story = tell(dataclasses.replace(plan, bound_m=-math.inf, gap=math.inf))
    assert "is not known yet" in story.verdict[-1]
    assert story.figures[1].value == "not known"
    assert not any("proven:" in text for text in texts(story))


def test_the_interval_counts_the_tail_and_says_so(tmp_path: Path) -> None:
    """The bound is on all that is minimised: the sentence names the tail and its cost."""
    plan = small_plan(small_case(tmp_path))
    story = tell(plan)
    tail, all_of_it = f"{plan.tail_cost_m:,.1f}", f"{plan.objective_m:,.1f}"
    assert story.cost[1].startswith(
        f"With the two quarters after it ({tail}) the plan costs {all_of_it} million"
    )
    assert f"Cost of 2026: USD {plan.total_cost_m:,.1f} million" in story.cost[0]
    assert "ours" in story.cost[0]
    assert "with the two quarters after it" in story.figures[1].note


def test_whose_cost_is_minimised_is_said(tmp_path: Path) -> None:
    """Where our share alone is minimised, the interval is told as ours."""
    replace = {"settings": ("currency,USD\n", "currency,USD\nobjective,own\n")}
    story = tell(small_plan(small_case(tmp_path, replace=replace)))
    assert story.setting.endswith("the cost counted is ours alone.")
    assert story.cost[1].startswith("For us alone, with the two quarters after it, the plan costs")


LIMITS = (
    BrokenLimit("second source", f"programme=ALPHA; step={STEP}", 82.5, "2026-Q2", "one is asked"),
    BrokenLimit("firm kg on time", "programme=BETA; market=US", 90.0, "2026-Q3", "no room"),
)


def test_broken_limits_lead_the_heaviest_first(plan: Plan) -> None:
    """Each broken limit is a sentence with programme, client, kg, period and reason."""
    story = tell(breaking(plan, *LIMITS, weighted=172.5, bound=172.5))
    assert story.verdict[0] == (
        "Not every limit can be kept: this plan, the one found that breaks least, "
        "breaks two limits."
    )
    assert [breach.sentence for breach in story.breaches] == [
        "BETA (US; client C2), firm kg on time: 90.0 kg in 2026-Q3; no room.",
        f"ALPHA ({STEP}; client C1), second source: 82.5 kg in 2026-Q2; one is asked.",
    ]
    assert story.breach_kinds == (
        "Firm kg on time: BETA, 90.0 kg in all.", "Second source: ALPHA, 82.5 kg in all.",
    )  # fmt: skip
    assert story.breach_note.endswith("no plan breaks less: proven.")
    assert not any("keeps every limit" in text for text in texts(story))


@pytest.mark.parametrize(
    ("bound", "head", "note"),
    [
        (0.0, "Not every limit is kept", "whether a plan could keep them all is not known."),
        (86.0, "Not every limit can be kept", "49% of the breach is proven to be unavoidable"),
    ],
)
def test_a_breach_is_called_unavoidable_only_as_far_as_proven(
    plan: Plan, bound: float, head: str, note: str
) -> None:
    """Where the bound on the breach is lower than the breach, the story claims that much only."""
    story = tell(breaking(plan, *LIMITS, weighted=172.5, bound=bound))
    assert story.verdict[0].startswith(f"{head}:")
    assert note in story.breach_note


def test_no_plan_tells_what_stands_in_the_way(tmp_path: Path) -> None:
    """Without a plan there are no figures, but the limits that stand in the way."""
    story = tell(no_plan(small_case(tmp_path)))
    assert story.verdict == ("No plan: what is never relaxed cannot all hold.",)
    assert story.breaches[0].sentence == "second source: P01: one site only."
    assert (story.figures, story.decisions, story.grid.rows) == ((), (), ())


def test_texts_are_plain(plan: Plan) -> None:
    """Every text can be shown by any terminal: ASCII, no line breaks, no nan."""
    for text in texts(tell(with_gap(plan, 3.0))):
        assert text.isascii()
        assert "\n" not in text
        assert "nan" not in text.lower().split()
