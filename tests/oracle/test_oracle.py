"""The oracle against hand-computed figures, against itself, and the model against the oracle."""

from __future__ import annotations

import pytest

from model.case.case import Case
from model.case.reading import read_case
from model.case.tables_demand import COST_HEADS
from model.formulation import RULES
from tests.oracle.comparing import answer_of, differs, disagreement, judge, near, solved
from tests.oracle.enumeration import enumerate_answer
from tests.oracle.generate import drafted, generate, tables_of
from tests.oracle.oracle import Answer, answer
from tests.oracle.power import IMPLIED
from tests.rules.tiny import cheap_by_transfer, due, tiny

SEEDS = range(7000, 7020)

# The first of the cases that notice that a rule is gone, as `python -m tests.oracle.power` tells.
NOTICED = {
    "line_time_is_not_exceeded": 2,
    "client_holds_what_it_uses": 19,
    "client_holds_what_it_reserved": 19,
    "others_leave_reserved_days_free": 19,
    "batches_need_a_campaign": 3,
    "campaign_has_its_least_batches": 3,
    "campaigns_on_a_line_are_limited": 17,
    "set_up_is_carried_into_a_campaign": 0,
    "set_up_is_carried_out_of_a_campaign": 3,
    "units_carry_one_set_up_each": 30,
    "set_up_carried_in_and_out_passes_through": 30,
    "one_unit_is_free_for_other_set_ups": 30,
    "sole_line_makes_no_changeover": 30,
    "sole_line_makes_no_validation": 136,
    "campaign_runs_where_qualified": 5,
    "step_is_transferred_once": 41,
    "transfer_is_validated": 7,
    "transfers_at_once_are_limited": 41,
    "ships_need_market_access": 33,
    "step_has_its_sources": 27,
    "stock_is_balanced": 0,
    "final_stock_is_within_shelf_life": 1,
    "intermediate_stock_is_within_shelf_life": 116,
    "late_kg_are_carried_on": 0,
    "firm_kg_are_on_time": 6,
    "safety_stock_is_held_or_charged": 0,
    "site_makes_its_least_share": 40,
    "site_makes_no_more_than_its_share": 7,
    "campaign_runs_on_an_open_line": 10,
    "line_is_built_once": 8,
    "committed_decisions_happen": 10,
    "vetoed_decisions_do_not_happen": 21,
    "capital": 8,
    "fixed": 0,
    "production": 0,
    "changeover": 0,
    "transfer": 7,
    "validation": 7,
    "holding": 0,
    "freight": 0,
    "duty": 4,
    "late": 0,
    "unmet": 0,
    "stock_shortfall": 0,
}


def _both(case: Case) -> tuple[Answer, Answer]:
    """The answer by the oracle's program and by going through all plans."""
    by_hand = enumerate_answer(case, 20_000)
    assert by_hand is not None
    return answer(case), by_hand


def _expect(case: Case, status: str, objective: float, breach: float = 0.0) -> None:
    for found in _both(case):
        assert found.status == status
        assert found.objective == pytest.approx(objective, abs=1e-7)
        assert found.breach == pytest.approx(breach, abs=1e-7)


def test_batches_that_the_days_allow() -> None:
    """3 kg in January at 1 a batch; of 4 kg one comes a month later, at 1 a kg and month."""
    _expect(tiny(obligations=[due("2026-01", 3)]), "kept", 3)
    _expect(tiny(obligations=[due("2026-01", 4)]), "kept", 5)


def test_the_least_breach_and_its_cost() -> None:
    """9 firm kg in February, and batches for 3 + 2 + 3.

    4 kg are late in February and 1 in March: (4 + 1) x 1/3 x 100 of breach. The cost: 8 batches,
    4 + 1 for lateness, 100 for the kg that never comes.
    """
    case = tiny(obligations=[due("2026-02", 9, firm="yes")])
    _expect(case, "broken", 8 + 5 + 100, 500 / 3)


def test_a_transfer_pays() -> None:
    """4 kg in March at 10 a batch, or a transfer at 4 with a month and one validation batch at 1.

    Validation takes three months: too late. Quicker periods do not exist, so it stays at 40. With
    no validation and no approval, the transfer starts in January: 4 + 4 x 1.
    """
    slow = cheap_by_transfer(ppq_batches=1, approval_months=0)
    quick = cheap_by_transfer(ppq_batches=0, approval_months=0)
    _expect(tiny(slow, obligations=[due("2026-03", 4)]), "kept", 40)
    _expect(tiny(quick, obligations=[due("2026-03", 3)]), "kept", 4 + 3)


def test_set_ups_of_one_unit() -> None:
    """P and Q in each month, one batch of 14 days each, changeovers at 7, no stock.

    With one unit a set-up that lasts through a month would bar the other: each month ends with one
    of the two, which begins the next. So 2 + 1 + 1 changeovers. With two units each keeps its own.
    """
    steps = {"shelf_life_months": 0.4}
    rows = [due(f"2026-0{month}", 1, p) for month in (1, 2, 3) for p in ("P", "Q")]
    recipe, late = (
        {"changeover_cost_local_m": 7, "days_per_batch": 14},
        {"late_cost_m_per_kg_month": 99},
    )
    for units, changeovers in ((1, 4), (2, 2)):
        case = tiny(
            programmes=[late, {"programme": "Q", **late}],
            steps=[steps, {"programme": "Q", **steps}],
            recipes=[recipe, {"programme": "Q", **recipe}],
            lines=[{"units": units}],
            obligations=rows,
        )
        _expect(case, "kept", 6 + 7 * changeovers)


def test_stock_grows_old() -> None:
    """7 kg in March: 3 are made then, 2 come from February, and January's only if they keep."""
    rows = [due("2026-03", 7)]
    _expect(tiny(steps=[{"shelf_life_months": 2}], obligations=rows), "kept", 7)
    short = tiny(steps=[{"shelf_life_months": 1}], obligations=rows)
    _expect(short, "kept", 5 + 2 * 1 + 2 * 100)


def test_the_example_that_is_explained_in_words() -> None:
    """README.md works it out: 49.7, of which 8 are not decided."""
    found = answer(read_case("inputs/example"))
    assert (found.status, found.constant) == ("kept", 8)
    assert found.objective == pytest.approx(49.7, abs=1e-9)


def test_the_same_seed_gives_the_same_case() -> None:
    """A case can be built again from its seed, and two seeds give two cases."""
    assert tables_of(drafted(5)) == tables_of(drafted(5))
    assert generate(5).sha256 == generate(5).sha256 != generate(6).sha256


def test_a_difference_is_told() -> None:
    """Other status, cost or breach: each is a disagreement; a millionth of 1 is none."""
    truth = Answer("broken", 5.0, 2.0, 1.0)
    assert differs(Answer("broken", 5.0 + 4e-6, 2.0, 1.0), truth) == ""
    assert "status" in differs(Answer("kept", 5.0, 2.0, 1.0), truth)
    assert "objective" in differs(Answer("broken", 5.00001, 2.0, 1.0), truth)
    assert "breach" in differs(Answer("broken", 5.0, 2.00001, 1.0), truth)
    assert near(float("nan"), float("nan"))
    assert not near(float("nan"), 1.0)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_model_agrees(seed: int) -> None:
    """Status, least breach, least cost and constant are the oracle's, in random tiny cases."""
    case = generate(seed)
    verdict = judge(case, most=60)
    assert verdict.quarrel == ""
    assert differs(answer_of(solved(case)), verdict.answer) == ""


@pytest.mark.parametrize(("name", "seed"), NOTICED.items())
def test_a_lost_rule_is_noticed(name: str, seed: int) -> None:
    """Without the rule or head the model no longer agrees in this case."""
    case = generate(seed)
    assert disagreement(case, answer(case), {name})


def test_every_rule_and_head_can_be_missed() -> None:
    """No rule and no head is left out of the test before, but those that others imply."""
    assert {*RULES, *COST_HEADS} - set(NOTICED) == set(IMPLIED)
