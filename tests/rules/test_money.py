"""Discounting, exchange rates and who bears which cost."""

from __future__ import annotations

import pytest

from tests.rules.tiny import Row, amount, best, dear, due, near, tiny, total


@pytest.mark.parametrize(
    ("period_months", "factors"),
    [(12, (0.5, 1.5)), (6, (0.25, 1.25)), (3, (0.125, 1.125)), (1, (1 / 24, 1 + 1 / 24))],
)
def test_costs_are_discounted_to_the_middle_of_their_period(
    period_months: int, factors: tuple[float, float]
) -> None:
    """A batch in the first period of each of two years, at 21 % a year: 1.21^-y each."""
    case = tiny(
        settings={
            "last_month": "2027-12",
            "period_months": period_months,
            "discount_rate": 0.21,
        },
        programmes=[{"late_cost_m_per_kg_month": 50}],
        steps=[{"shelf_life_months": 0.4}],
        obligations=[due("2026-01", 1), due("2027-01", 1)],
    )
    plan = best(case)
    assert plan.objective_m == near(sum(1.21**-year for year in factors))
    assert amount(plan, "Costs", "amount_m") == near(2)


@pytest.mark.parametrize(
    ("rate", "cost", "expected"),
    [
        # Next year's kg: now on L for 1, or in its own year on the new line for `cost`.
        (0, 1.1, 1),
        (0.21, 1.1, 1.1 * 1.21**-1.5),
        (0.21, 1.3, 1 * 1.21**-0.5),
    ],
)
def test_discounting_favours_later_costs(rate: float, cost: float, expected: float) -> None:
    """1 kg due in 2027, L closes at the end of 2026, L2 opens in 2027."""
    case = tiny(
        settings={"last_month": "2027-12", "period_months": 12, "discount_rate": rate},
        programmes=[{"late_cost_m_per_kg_month": 50}],
        lines=[{"closes": "2027-01"}, {"line": "L2", "opens": "2027-01"}],
        recipes=[{"line": "L2", "cost_local_m_per_batch": cost}],
        obligations=[due("2027", 1)],
    )
    assert total(case) == near(expected)


KRW: list[Row] = [{"currency": "KRW"}]


def _rates(*rates: tuple[str, float]) -> list[Row]:
    return [{"currency": "KRW", "from_month": month, "rate": rate} for month, rate in rates]


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ((("2026-01", 0.5),), 1.5),
        ((("2026-01", 0.5), ("2026-02", 2)), 4.5),
        ((("2026-01", 0.5), ("2026-02", 2), ("2026-03", 1)), 3.5),
        ((("2025-06", 0.5), ("2025-12", 3)), 9),
    ],
)
def test_costs_at_a_site_are_in_its_currency(
    rates: tuple[tuple[str, float], ...], expected: float
) -> None:
    """A batch of 1 in each month at the month's rate, kept in no month."""
    case = tiny(
        sites=KRW,
        exchange_rates=_rates(*rates),
        programmes=[{"late_cost_m_per_kg_month": 50}],
        steps=[{"shelf_life_months": 0.4}],
        obligations=[due("2026-Q1", 3)],
    )
    assert total(case) == near(expected)


def test_the_rate_is_that_of_the_periods_first_month() -> None:
    """Quarters: a rate from February on holds from Q2: 0.5 + 2."""
    case = tiny(
        settings={"period_months": 3, "last_month": "2026-06"},
        sites=KRW,
        exchange_rates=_rates(("2026-01", 0.5), ("2026-02", 2)),
        programmes=[{"late_cost_m_per_kg_month": 50}],
        steps=[{"shelf_life_months": 0.4}],
        obligations=[due("2026-Q1", 1), due("2026-Q2", 1)],
    )
    assert total(case) == near(2.5)


def test_local_costs_are_converted_and_the_others_are_not() -> None:
    """Rate 2: batch 1, changeover 3 and fixed 12 a year (1 a month) are doubled; freight 5 and
    two months' holding at 1 are not: 2 + 6 + 3 x 2 + 5 + 2 = 21."""
    case = tiny(
        sites=KRW,
        exchange_rates=_rates(("2026-01", 2)),
        lines=[
            {"closes": "2026-02"},
            {"line": "L2", "fixed_cost_local_m_per_year": 12},
        ],
        programmes=[{"late_cost_m_per_kg_month": 50}],
        steps=[{"holding_cost_m_per_kg_year": 12}],
        recipes=[{"changeover_cost_local_m": 3}],
        lanes=[{"cost_m_per_kg": 5}],
        obligations=[due("2026-03", 1)],
    )
    assert total(case) == near(21)


def _shared(objective: str, bearing: list[Row]) -> tuple[float, float, float]:
    """Objective, our cost and the network's: S makes it for 1 and 20 of freight, D for 10."""
    case = tiny(
        dear(),
        settings={"objective": objective},
        lanes=[{"cost_m_per_kg": 20}, {"origin": "D"}],
        cost_bearing=bearing,
        obligations=[due("2026-01", 1)],
    )
    plan = best(case)
    costs = plan.tables["Costs"]
    assert costs["ours_m"].sum() == near(plan.own_cost_m)
    assert costs["ours_m"].sum() + costs["client_m"].sum() == near(costs["discounted_m"].sum())
    return plan.objective_m, plan.own_cost_m, float(costs["discounted_m"].sum())


@pytest.mark.parametrize(
    ("objective", "bearing", "expected"),
    [
        ("network", [], (10, 10, 10)),
        ("own", [], (10, 10, 10)),
        ("network", [{"programme": "*", "head": "freight", "our_share": 0}], (10, 10, 10)),
        ("own", [{"programme": "*", "head": "freight", "our_share": 0}], (1, 1, 21)),
        ("own", [{"programme": "P", "head": "freight", "our_share": 0.25}], (6, 6, 21)),
        ("own", [{"programme": "P", "head": "freight", "our_share": 0.5}], (10, 10, 10)),
        ("network", [{"programme": "P", "head": "production", "our_share": 0.3}], (10, 3, 10)),
        # The programme's own row goes before that of all programmes.
        (
            "own",
            [
                {"programme": "*", "head": "freight", "our_share": 0},
                {"programme": "P", "head": "freight", "our_share": 1},
            ],
            (10, 10, 10),
        ),
    ],
)
def test_clients_bear_their_share(
    objective: str, bearing: list[Row], expected: tuple[float, float, float]
) -> None:
    """Our own objective leaves out what clients pay, the network's counts all."""
    assert _shared(objective, bearing) == pytest.approx(expected)
