"""Release, material balance and shelf life."""

from __future__ import annotations

import pytest

from model.case.case import Case
from tests.rules.tiny import (
    Row,
    Tables,
    amount,
    best,
    cheap_by_transfer,
    dear,
    due,
    near,
    tiny,
    total,
)

WAITING_IS_DEAR: Tables = {"programmes": [{"late_cost_m_per_kg_month": 50}]}


@pytest.mark.parametrize(
    ("release", "month", "expected"),
    [
        (0, "2026-02", 1),
        (0.4, "2026-02", 1),  # n(0.4) = 0
        (0.5, "2026-02", 10),  # n(0.5) = 1
        (1, "2026-02", 10),
        (1, "2026-03", 1),
        (2, "2026-03", 10),
        (2, "2026-04", 1),
    ],
)
def test_a_batch_is_usable_after_its_release(release: float, month: str, expected: float) -> None:
    """S (1 a batch) opens in February; what must be made before comes from D (10 a batch)."""
    case = tiny(
        dear(),
        WAITING_IS_DEAR,
        settings={"last_month": "2026-04"},
        lines=[{"opens": "2026-02"}],
        steps=[{"release_months": release}],
        obligations=[due(month, 1)],
    )
    assert total(case) == near(expected)


@pytest.mark.parametrize(
    ("approval", "release", "month", "expected"),
    [
        (1, 0, "2026-05", 7),
        (1, 1, "2026-05", 7),
        (1, 2, "2026-05", 30),
        (1, 2, "2026-06", 7),
        (2, 1, "2026-05", 30),
        (2, 2, "2026-06", 7),
    ],
)
def test_validation_output_waits_for_approval_and_release(
    approval: float, release: float, month: str, expected: float
) -> None:
    """3 kg from a validation that ends in April, usable the longer of approval and release
    after it: transfer 4 + 3 batches, or 3 from S for 30."""
    case = tiny(
        cheap_by_transfer(approval_months=approval),
        settings={"last_month": "2026-06"},
        steps=[{"release_months": release}],
        obligations=[due(month, 3)],
    )
    assert total(case) == near(expected)


@pytest.mark.parametrize(("success", "expected"), [(1, 2), (0.99, 3), (2 / 3, 3), (0.5, 4)])
def test_failed_batches_are_averaged(success: float, expected: float) -> None:
    """2 kg due: as many batches of 1 kg as success allows, in whole batches."""
    case = tiny(
        recipes=[{"success_rate": success, "days_per_batch": 1}], obligations=[due("2026-01", 2)]
    )
    assert total(case) == near(expected)
    assert total(case, "stock_is_balanced") == near(0)


def _two_steps(**lane: float) -> Tables:
    """Drug substance at A (LA, from February on, 10 a batch of 4 kg) or dear at S (30), then
    "make" at S in March only: success 0.5, 2 kg of drug substance a kg; lane A to S 0.5 a kg."""
    return {
        "programmes": [{"late_cost_m_per_kg_month": 50}],
        "sites": [{"site": "A"}],
        "lines": [
            {"line": "LA", "site": "A", "opens": "2026-02"},
            {"line": "LS"},
            {"line": "L", "opens": "2026-03"},
        ],
        "steps": [
            {"sequence": 2, "input_kg_per_kg": 2},
            {"step": "ds", "sequence": 1},
        ],
        "recipes": [
            {"success_rate": 0.5},
            {"step": "ds", "line": "LA", "kg_per_batch": 4, "cost_local_m_per_batch": 10},
            {"step": "ds", "line": "LS", "kg_per_batch": 4, "cost_local_m_per_batch": 30},
        ],
        "qualifications": [{"step": "ds"}, {"step": "ds", "site": "A"}],
        "lanes": [
            {"origin": "A", "destination": "S", "cost_m_per_kg": 0.5, **lane},
            {"origin": "A"},
            {},
        ],
        "obligations": [due("2026-03", 1)],
    }


@pytest.mark.parametrize(("transit", "expected"), [(0, 14), (1, 14), (2, 32)])
def test_the_next_step_draws_its_input(transit: float, expected: float) -> None:
    """1 kg in March: 2 batches (2), drawing 2 x 1 x 2 = 4 kg: one batch at A (10) and its
    move (4 x 0.5 = 2), or, where that takes two months from February, one at S (30)."""
    case = tiny(_two_steps(transit_months=transit))
    assert total(case) == near(expected)
    # Without the balance of stock nobody makes anything.
    assert total(case, "stock_is_balanced") == near(0)


@pytest.mark.parametrize(
    ("opening", "site", "expected"), [(4, "S", 2), (3.9, "S", 12.05), (4, "A", 4), (0, "S", 14)]
)
def test_opening_stock_is_there_at_once(opening: float, site: str, expected: float) -> None:
    """4 kg of drug substance at S save the batch (10) and its move (2); 4 kg at A the batch;
    with 3.9 kg at S a batch is made and 0.1 kg moved: 2 + 10 + 0.05."""
    case = tiny(
        _two_steps(transit_months=1),
        opening_stock=[{"step": "ds", "site": site, "kg": opening}],
    )
    assert total(case) == near(expected)


def test_validation_draws_its_input_over_its_months() -> None:
    """ "make" goes to T: transfer 4, validation 3 x 1 from February to April. Drug substance
    (2 a batch of 1 kg) keeps no month (n(0.4) = 0), and LA has days for one batch a month:
    31 x 0.36 = 11, 28 x 0.36 = 10.08. The validation draws 1 kg in each of its three months:
    4 + 3 + 3 x 2 = 13. S, 10 a batch, could make only one a month as well: 36."""
    case = tiny(
        cheap_by_transfer(),
        settings={"last_month": "2026-06"},
        sites=[{"site": "A"}],
        lines=[{"line": "LA", "site": "A", "availability": 0.36}],
        steps=[
            {"sequence": 2, "input_kg_per_kg": 1},
            {"step": "ds", "sequence": 1, "shelf_life_months": 0.4},
        ],
        recipes=[{"step": "ds", "line": "LA", "cost_local_m_per_batch": 2}],
        qualifications=[{"step": "ds", "site": "A"}],
        lanes=[
            {"origin": "A", "destination": "S"},
            {"origin": "A", "destination": "T"},
            {"origin": "A"},
            {"origin": "T"},
        ],
        obligations=[due("2026-06", 3)],
    )
    plan = best(case)
    assert plan.objective_m == near(13)
    made = plan.tables["Production"].query("step == 'ds'")
    assert list(made["batches"]) == pytest.approx([0, 1, 1, 1, 0, 0])
    assert total(case, "stock_is_balanced") == near(0)


@pytest.mark.parametrize(
    ("shelf", "month", "expected"),
    [
        (2, "2026-02", 1),
        (2, "2026-03", 1),
        (2, "2026-04", 10),
        (3, "2026-04", 1),
        (None, "2026-04", 1),
        (0.4, "2026-01", 1),
        (0.4, "2026-02", 10),
    ],
)
def test_final_output_is_gone_after_its_shelf_life(
    shelf: float | None, month: str, expected: float
) -> None:
    """S works in January only: what it makes may be in stock at the end of that month and of
    as many as its shelf life has beyond the first; later kg come from D for 10."""
    case = tiny(
        dear(),
        WAITING_IS_DEAR,
        settings={"last_month": "2026-04"},
        lines=[{"closes": "2026-02"}],
        steps=[{"shelf_life_months": shelf}],
        obligations=[due(month, 1)],
    )
    assert total(case) == near(expected)
    assert total(case, "final_stock_is_within_shelf_life") == near(1)


@pytest.mark.parametrize(
    ("shelf", "month", "expected"),
    [(2, "2026-04", 1), (2, "2026-05", 1), (2, "2026-06", 10), (3, "2026-06", 1)],
)
def test_output_keeps_its_whole_shelf_life_whenever_it_is_made(
    shelf: float, month: str, expected: float
) -> None:
    """S works in March only: with two months of shelf life its kg are in stock at the end of March
    and of April, after periods in which older kg would have been past theirs."""
    case = tiny(
        dear(),
        WAITING_IS_DEAR,
        settings={"last_month": "2026-06"},
        lines=[{"opens": "2026-03", "closes": "2026-04"}],
        steps=[{"shelf_life_months": shelf}],
        obligations=[due(month, 1)],
    )
    assert total(case) == near(expected)


@pytest.mark.parametrize(("month", "expected"), [("2026-03", 0), ("2026-04", 10)])
def test_opening_stock_counts_as_usable_in_the_first_period(month: str, expected: float) -> None:
    """1 kg in stock, shelf life 2 months: good for March, not for April."""
    case = tiny(
        WAITING_IS_DEAR,
        settings={"last_month": "2026-04"},
        recipes=[{"cost_local_m_per_batch": 10}],
        steps=[{"shelf_life_months": 2}],
        opening_stock=[{"kg": 1}],
        obligations=[due(month, 1)],
    )
    assert total(case) == near(expected)
    assert total(case, "final_stock_is_within_shelf_life") == near(0)


@pytest.mark.parametrize(
    ("shelf", "month", "expected"),
    [(2, "2026-04", 2), (2, "2026-05", 11), (3, "2026-05", 2), (None, "2026-05", 2)],
)
def test_intermediates_are_gone_after_their_shelf_life(
    shelf: float | None, month: str, expected: float
) -> None:
    """Drug substance: LA in January only (1 a batch), LB always (10). It waits at A or at S -
    the shelf life is counted over all sites - and moves in a month, in which it is in no stock.
    "make" is made when it is due (n(0.4) = 0) for 1: with stock in January and February, in
    transit in March, by April."""
    case = tiny(
        WAITING_IS_DEAR,
        settings={"last_month": "2026-05"},
        sites=[{"site": "A"}],
        lines=[
            {"line": "LA", "site": "A", "closes": "2026-02"},
            {"line": "LB", "site": "A"},
        ],
        steps=[
            {"sequence": 2, "input_kg_per_kg": 1, "shelf_life_months": 0.4},
            {"step": "ds", "sequence": 1, "shelf_life_months": shelf},
        ],
        recipes=[
            {"step": "ds", "line": "LA"},
            {"step": "ds", "line": "LB", "cost_local_m_per_batch": 10},
        ],
        qualifications=[{"step": "ds", "site": "A"}],
        lanes=[
            {"origin": "A", "destination": "S", "transit_months": 1},
            {"origin": "A"},
        ],
        obligations=[due(month, 1)],
    )
    assert total(case) == near(expected)
    assert total(case, "intermediate_stock_is_within_shelf_life") == near(2)


def _moved(case: Case) -> float:
    return amount(best(case), "Shipments", "kg", origin="A", destination="S")


def test_only_what_is_drawn_is_moved() -> None:
    """A move costs 0.5 a kg, so exactly the 4 kg drawn go from A to S."""
    assert _moved(tiny(_two_steps(transit_months=1))) == near(4)


def test_stock_is_scrapped_only_where_it_lies_useless() -> None:
    """A batch of 2 kg for 1 kg due: 1 kg stays; held at 12 a kg and year it is scrapped: 1."""
    steps: list[Row] = [{"holding_cost_m_per_kg_year": 12}]
    case = tiny(steps=steps, recipes=[{"kg_per_batch": 2}], obligations=[due("2026-01", 1)])
    plan = best(case)
    assert plan.objective_m == near(1)
    assert amount(plan, "Stock", "scrap_kg") == near(1)
