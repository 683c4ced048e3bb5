"""What it costs: each head of the ledger with the decision that it turns."""

from __future__ import annotations

import pytest

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

SHUT_IN_JANUARY: Tables = {
    "line_calendar": [{"first_month": "2026-01", "last_month": "2026-01", "availability": 0}]
}
WAITING_IS_DEAR: Tables = {"programmes": [{"late_cost_m_per_kg_month": 50}]}


@pytest.mark.parametrize(("cost", "expected"), [(9, 18), (10, 20), (11, 20)])
def test_production_is_batches_times_cost(cost: float, expected: float) -> None:
    """2 kg at S for `cost` a batch, or at D for 10."""
    case = tiny(dear(), recipes=[{"cost_local_m_per_batch": cost}], obligations=[due("2026-01", 2)])
    plan = best(case)
    assert plan.objective_m == near(expected)
    assert amount(plan, "Costs", "amount_m", head="production") == near(expected)
    assert total(case, "production") == near(0)


@pytest.mark.parametrize(("kg", "expected"), [(1, 4), (2, 7), (3, 8)])
def test_changeover_is_paid_once_a_campaign(kg: float, expected: float) -> None:
    """S: 1 a batch and 5 a changeover; D: 4 a batch: 4 or 6, 8 or 7, 12 or 8."""
    case = tiny(
        dear(4),
        recipes=[{"changeover_cost_local_m": 5}],
        obligations=[due("2026-01", kg)],
    )
    assert total(case) == near(expected)
    assert total(case, "changeover") == near(kg)


@pytest.mark.parametrize(("cost", "expected"), [(26, 29), (27, 30), (28, 30)])
def test_transfer_is_paid_at_its_start(cost: float, expected: float) -> None:
    """3 kg from T's validation (3) after a transfer, or from S for 30."""
    case = tiny(
        cheap_by_transfer(transfer_cost_local_m=cost),
        settings={"last_month": "2026-06"},
        obligations=[due("2026-06", 3)],
    )
    plan = best(case)
    assert plan.objective_m == near(expected)
    assert total(case, "transfer") == near(3)
    if cost < 27:
        assert amount(plan, "Costs", "amount_m", head="transfer", period="2026-01") == near(cost)


@pytest.mark.parametrize(("changeover", "expected"), [(6, 13), (23, 30), (24, 30)])
def test_validation_is_its_batches_and_one_changeover(changeover: float, expected: float) -> None:
    """Transfer 4, three batches for 3 and one changeover, over three months; or S for 30."""
    case = tiny(
        cheap_by_transfer(),
        settings={"last_month": "2026-06"},
        recipes=[{"line": "LT", "changeover_cost_local_m": changeover}],
        obligations=[due("2026-06", 3)],
    )
    plan = best(case)
    assert plan.objective_m == near(expected)
    assert total(case, "validation") == near(4)
    if changeover == 6:
        costs = plan.tables["Costs"].query("head == 'validation' and amount_m > 0")
        assert list(costs["amount_m"]) == pytest.approx([3, 3, 3])


@pytest.mark.parametrize(("cost", "expected"), [(12, 3), (48, 9), (54, 10), (60, 10)])
def test_holding_is_stock_at_the_end_of_periods(cost: float, expected: float) -> None:
    """S works in January only: 1 + two months in stock for March at a twelfth each, or D 10."""
    case = tiny(
        dear(),
        WAITING_IS_DEAR,
        lines=[{"closes": "2026-02"}],
        steps=[{"holding_cost_m_per_kg_year": cost}],
        obligations=[due("2026-03", 1)],
    )
    assert total(case) == near(expected)
    assert total(case, "holding") == near(1)


def test_intermediates_are_held_at_their_own_cost() -> None:
    """Drug substance made in January (1) for "make" in March (1): held two months at 0.5."""
    case = tiny(
        lines=[{"line": "L2", "closes": "2026-02"}, {"opens": "2026-03"}],
        steps=[
            {"sequence": 2, "input_kg_per_kg": 1, "holding_cost_m_per_kg_year": 1200},
            {"step": "ds", "sequence": 1, "holding_cost_m_per_kg_year": 6},
        ],
        recipes=[{"step": "ds", "line": "L2"}],
        qualifications=[{"step": "ds"}],
        obligations=[due("2026-03", 1)],
    )
    assert total(case) == near(3)
    assert total(case, "holding") == near(2)


@pytest.mark.parametrize(("cost", "expected"), [(8, 9), (9, 10), (10, 10)])
def test_freight_of_ships(cost: float, expected: float) -> None:
    """S makes it for 1 and ships it for `cost`, D makes it for 10 and ships it for nothing."""
    case = tiny(
        dear(),
        lanes=[{"cost_m_per_kg": cost}, {"origin": "D"}],
        obligations=[due("2026-01", 1)],
    )
    assert total(case) == near(expected)
    assert total(case, "freight") == near(1)


def _moved(**tables: list[Row]) -> Tables:
    """Drug substance at A (country Y) for 1, moved to S for "make" (1), or made at S for 10."""
    base: Tables = {
        "sites": [{"site": "A", "country": "Y"}],
        "lines": [{"line": "LA", "site": "A"}, {"line": "LS"}],
        "steps": [
            {"sequence": 2, "input_kg_per_kg": 1, "customs_value_m_per_kg": 1000},
            {"step": "ds", "sequence": 1, "customs_value_m_per_kg": 10},
        ],
        "recipes": [
            {"step": "ds", "line": "LA"},
            {"step": "ds", "line": "LS", "cost_local_m_per_batch": 10},
        ],
        "qualifications": [{"step": "ds"}, {"step": "ds", "site": "A"}],
        "lanes": [{"origin": "A"}, {"origin": "A", "destination": "S"}],
        "obligations": [due("2026-01", 1)],
    }
    return {name: [*base.get(name, []), *tables.get(name, [])] for name in {**base, **tables}}


@pytest.mark.parametrize(("cost", "expected"), [(8, 10), (9, 11), (10, 11)])
def test_freight_of_moves(cost: float, expected: float) -> None:
    """1 + `cost` + 1, or 10 + 1."""
    case = tiny(_moved(lanes=[{"origin": "A", "destination": "S", "cost_m_per_kg": cost}]))
    assert total(case) == near(expected)
    assert total(case, "freight") == near(2)


@pytest.mark.parametrize(("rate", "expected"), [(0.8, 10), (0.9, 11), (1, 11)])
def test_duty_of_moves(rate: float, expected: float) -> None:
    """Customs value of drug substance 10 a kg, from Y to X: 1 + rate x 10 + 1, or 10 + 1."""
    duty: Row = {"origin_country": "Y", "from_month": "2026-01", "rate": rate}
    case = tiny(_moved(duties=[duty]))
    assert total(case) == near(expected)
    assert total(case, "duty") == near(2)


def _dutiable(*rates: tuple[str, float], **columns: str | float) -> Tables:
    """S (country X) makes a kg worth 10 for 1, D (in the market's country Y) for 10."""
    return {
        "markets": [{"country": "Y"}],
        "sites": [{"site": "D", "country": "Y"}],
        "steps": [{"customs_value_m_per_kg": 10}],
        "duties": [
            {"destination_country": "Y", "from_month": month, "rate": rate, **columns}
            for month, rate in rates
        ],
    }


@pytest.mark.parametrize(("rate", "expected"), [(0, 1), (0.5, 6), (0.9, 10), (1, 10)])
def test_duty_of_ships(rate: float, expected: float) -> None:
    """1 + rate x 10 from S, 10 from D."""
    fragment = _dutiable(("2026-01", rate))
    case = tiny(dear(), fragment, obligations=[due("2026-01", 1)])
    assert total(case) == near(expected)
    assert total(case, "duty") == near(1)


def test_duty_is_a_classes_own() -> None:
    """A duty on another class is not ours."""
    fragment = _dutiable(("2026-01", 0.5), duty_class="other")
    others: list[Row] = [{"programme": "Q", "duty_class": "other"}]
    case = tiny(dear(), fragment, programmes=others, obligations=[due("2026-01", 1)])
    assert total(case) == near(1)


@pytest.mark.parametrize(
    ("transit", "month", "expected"),
    [
        (0, "2026-01", 1),
        (0, "2026-02", 6),
        (1, "2026-02", 1),  # leaves in January
        (1, "2026-03", 6),
        (0, "2026-03", 3),
        (2, "2026-03", 1),
    ],
)
def test_duty_is_of_the_period_in_which_it_leaves(
    transit: float, month: str, expected: float
) -> None:
    """Rate 0 at first, 0.5 from February, 0.2 from March: on 10 a kg, 5 and 2."""
    case = tiny(
        WAITING_IS_DEAR,
        _dutiable(("2026-02", 0.5), ("2026-03", 0.2)),
        sites=[{}],
        lanes=[{"transit_months": transit}],
        obligations=[due(month, 1)],
    )
    assert total(case) == near(expected)
    assert total(case, "duty") == near(1)


@pytest.mark.parametrize(("late", "expected"), [(8, 9), (9, 10), (10, 10)])
def test_late_is_paid_by_the_month(late: float, expected: float) -> None:
    """S is shut in January: 1 kg a month late, 1 + late, or at once from D for 10."""
    case = tiny(
        dear(),
        SHUT_IN_JANUARY,
        programmes=[{"late_cost_m_per_kg_month": late}],
        obligations=[due("2026-01", 1)],
    )
    assert total(case) == near(expected)
    assert total(case, "late") == near(1)


def test_late_counts_the_months_of_a_quarter() -> None:
    """1 kg a quarter late at 1 a month: 1 + 3."""
    case = tiny(
        settings={"period_months": 3, "last_month": "2026-06"},
        lines=[{"opens": "2026-04"}, {"line": "L2"}],
        recipes=[{"line": "L2", "cost_local_m_per_batch": 100}],
        obligations=[due("2026-Q1", 1)],
    )
    assert total(case) == near(4)


@pytest.mark.parametrize(("cost", "expected"), [(100, 100), (101, 101), (102, 101)])
def test_unmet_is_paid_at_the_end(cost: float, expected: float) -> None:
    """1 kg due in March: a batch, or a month late (1) and unmet (100)."""
    case = tiny(recipes=[{"cost_local_m_per_batch": cost}], obligations=[due("2026-03", 1)])
    assert total(case) == near(expected)
    assert total(case, "unmet") == near(1)


@pytest.mark.parametrize(("cost", "expected"), [(4, 8), (5, 10), (6, 11)])
def test_stock_shortfall_is_paid_by_the_year(cost: float, expected: float) -> None:
    """Half a year: 1 kg due in the first half, 1 kg of safety stock: a batch, or short for
    0.5 x 8 = 4 and the unmet cost of 1 at the end."""
    case = tiny(
        settings={"period_months": 6, "last_month": "2026-06"},
        programmes=[
            {
                "late_cost_m_per_kg_month": 50,
                "unmet_cost_m_per_kg": 1,
                "safety_stock_months": 6,
                "safety_stock_from": "2026-01",
                "stock_shortfall_cost_m_per_kg_year": 8,
            }
        ],
        recipes=[{"cost_local_m_per_batch": cost}],
        obligations=[due("2026-06", 1)],
    )
    assert total(case) == near(expected)
    assert total(case, "stock_shortfall") == near(cost)


@pytest.mark.parametrize(
    ("opens", "closes", "fixed"), [(None, None, 3), ("2026-02", None, 2), (None, "2026-02", 1)]
)
def test_fixed_cost_by_month_while_open(
    opens: str | None, closes: str | None, fixed: float
) -> None:
    """L2, on which nothing runs, costs 12 a year: 1 a month; shown as the constant."""
    row: Row = {
        "line": "L2",
        "opens": opens,
        "closes": closes,
        "fixed_cost_local_m_per_year": 12,
        "status": "committed",
    }
    case = tiny(lines=[row], obligations=[due("2026-01", 1)])
    plan = best(case)
    assert plan.objective_m == near(1 + fixed)
    assert plan.constant_m == near(fixed)
    assert plan.decided_cost_m == near(1)
    assert total(case, "fixed") == near(1)


def test_the_ledger_adds_up_to_the_objective() -> None:
    """Production 4, changeover 5, late 1: the heads of the Costs table, each on its own."""
    case = tiny(recipes=[{"changeover_cost_local_m": 5}], obligations=[due("2026-01", 4)])
    plan = best(case)
    assert plan.objective_m == near(10)
    heads = plan.tables["Costs"].groupby("head")["discounted_m"].sum()
    assert {head: value for head, value in heads.items() if abs(value) > 1e-6} == pytest.approx(
        {"production": 4, "changeover": 5, "late": 1}
    )
