"""Option lines: when they may be decided, when they open, what they cost and leave."""

from __future__ import annotations

import pytest

from tests.rules.tiny import Row, Tables, amount, best, cheap_by_transfer, due, near, tiny, total


def option(**columns: str | float | None) -> Tables:
    """L makes P for 10 a batch, option O of the same site for 1; O costs 5, opens in a month."""
    row: Row = {
        "line": "O",
        "status": "option",
        "capex_local_m": 5,
        "build_months": 1,
        "earliest_decision": "2026-01",
        "latest_decision": "2026-03",
        **columns,
    }
    return {
        "programmes": [{"late_cost_m_per_kg_month": 50}],
        "lines": [row],
        "recipes": [{"cost_local_m_per_batch": 10}, {"line": "O"}],
    }


@pytest.mark.parametrize(
    ("build", "month", "expected"),
    [
        (0, "2026-01", 7),
        (0.4, "2026-01", 7),
        (0.5, "2026-01", 20),
        (1, "2026-01", 20),
        (1, "2026-02", 7),
        (2, "2026-02", 20),
        (2, "2026-03", 7),
        (3, "2026-03", 20),
    ],
)
def test_an_option_opens_after_its_building_time(build: float, month: str, expected: float) -> None:
    """2 kg: 5 to build and 2 batches at 1, where O opens in time; 20 on L where not."""
    case = tiny(option(build_months=build), obligations=[due(month, 2)])
    assert total(case) == near(expected)
    # A line that is not open has no days either: each rule alone keeps it shut.
    assert total(case, "line_time_is_not_exceeded") == near(expected)
    assert total(case, "campaign_runs_on_an_open_line") == near(expected)
    assert total(case, "campaign_runs_on_an_open_line", "line_time_is_not_exceeded") == near(2)


@pytest.mark.parametrize(("capex", "expected"), [(17, 19), (18, 20), (19, 20)])
def test_an_option_is_built_where_it_pays(capex: float, expected: float) -> None:
    """O saves 9 on each of 2 kg."""
    case = tiny(option(capex_local_m=capex), obligations=[due("2026-02", 2)])
    plan = best(case)
    assert plan.objective_m == near(expected)
    assert total(case, "capital") == near(2)


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        ("2026-01", "2026-01", 9),  # open February and March: fixed 2
        ("2026-01", "2026-02", 8),  # decided in February: fixed 1
        ("2026-02", "2026-03", 8),
        ("2026-03", "2026-03", 20),  # too late for March
    ],
)
def test_an_option_is_decided_in_its_window(earliest: str, latest: str, expected: float) -> None:
    """2 kg in March; O costs 5 and 1 a month while open: 5 + 2 + fixed."""
    fragment = option(
        earliest_decision=earliest, latest_decision=latest, fixed_cost_local_m_per_year=12
    )
    case = tiny(fragment, obligations=[due("2026-03", 2)])
    assert total(case) == near(expected)
    assert total(case, "fixed") == near(20 if earliest == "2026-03" else 7)


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        ("2026-02", "2026-04", 20),  # first period that begins no earlier: Q2, open in Q3
        ("2026-01", "2026-02", 7),  # up to the period that contains it: Q1, open in Q2
        ("2026-01", "2026-01", 7),
    ],
)
def test_windows_of_decisions_in_quarters(earliest: str, latest: str, expected: float) -> None:
    """2 kg in Q2: O decided in Q1 opens in Q2."""
    case = tiny(
        option(build_months=3, earliest_decision=earliest, latest_decision=latest),
        settings={"period_months": 3, "last_month": "2026-09"},
        obligations=[due("2026-Q2", 2)],
    )
    assert total(case) == near(expected)


def test_validation_needs_the_option_open() -> None:
    """Quarters: 3 kg in Q3 from a validation in Q2 on LT, an option for 5: 4 + 3 + 5."""
    case = tiny(
        cheap_by_transfer(transfer_months=3, approval_months=3),
        settings={"period_months": 3, "last_month": "2026-09"},
        lines=[
            {
                "line": "LT",
                "site": "T",
                "status": "option",
                "capex_local_m": 5,
                "build_months": 3,
                "earliest_decision": "2026-01",
                "latest_decision": "2026-09",
            }
        ],
        obligations=[due("2026-Q3", 3)],
    )
    assert total(case) == near(12)
    assert total(case, "line_time_is_not_exceeded") == near(12)
    assert total(case, "validation_runs_on_an_open_line", "line_time_is_not_exceeded") == near(7)


@pytest.mark.parametrize(
    ("life", "decided", "expected"),
    [
        (None, "2026", 10),  # no life: no residual
        (4, "2026", 10 - 10 * (1 - 2 / 4)),  # open 2027 and 2028: two of four years used
        (4, "2027", 10 - 10 * (1 - 1 / 4)),
        (1, "2026", 10),  # used up
        (2, "2026", 10),
        (2, "2028", 0),  # opens after the horizon: nothing used
    ],
)
def test_capital_less_what_is_left_of_it(life: float | None, decided: str, expected: float) -> None:
    """Years 2026 to 2028, an option of 10 whose decision is committed: it opens a year later."""
    case = tiny(
        option(
            capex_local_m=10,
            build_months=12,
            life_years=life,
            earliest_decision="2026-01",
            latest_decision="2028-12",
        ),
        settings={"period_months": 12, "last_month": "2028-12"},
        commitments=[
            {
                "decision": "invest",
                "line": "O",
                "first_month": f"{decided}-01",
                "last_month": f"{decided}-12",
                "must": "yes",
            }
        ],
        obligations=[due("2026", 1)],
    )
    plan = best(case)
    assert plan.objective_m == near(10 + expected)
    if decided != "2028" and expected < 10:
        costs = plan.tables["Costs"].query("head == 'capital' and amount_m < 0")
        assert list(costs["period"]) == ["2028"]
    assert total(case, "capital") == near(10)


@pytest.mark.parametrize(
    ("decided", "capital"),
    [("2026", 10 * 1.1**-0.5 - 5 * 1.1**-3), ("2028", 10 * 1.1**-2.5 - 10 * 1.1**-3)],
)
def test_residual_is_discounted_at_the_horizons_end(decided: str, capital: float) -> None:
    """10 % a year: capex 10 in the middle of its year; after 2028 half of it is left where O
    opened in 2027, all where it opens in 2029. 1 kg in 2026 is made on L for 10."""
    case = tiny(
        option(
            capex_local_m=10,
            build_months=12,
            life_years=4,
            earliest_decision=f"{decided}-01",
            latest_decision=f"{decided}-12",
        ),
        settings={"period_months": 12, "last_month": "2028-12", "discount_rate": 0.1},
        commitments=[{"decision": "invest", "line": "O", "must": "yes"}],
        obligations=[due("2026", 1)],
    )
    plan = best(case)
    assert plan.objective_m == near(capital + 10 * 1.1**-0.5)
    costs = plan.tables["Costs"]
    assert (costs["amount_m"] * costs["discount_factor"]).sum() == near(plan.objective_m)
    assert total(case, "committed_decisions_happen") == near(10 * 1.1**-0.5)


def test_an_option_in_another_currency() -> None:
    """Capex 10 of a currency worth 0.5 in January, 2 from March on: decided in January, 5, and
    the residual at the same rate: life 1 year, open February and March, 10 of 12 months left.

    5 - 5 x 10 / 12 + 2 batches of 1 in March at 2 = 4.8333; on L 2 x 10 x 2.
    """
    case = tiny(
        option(capex_local_m=10, life_years=1, latest_decision="2026-01"),
        sites=[{"currency": "KRW"}],
        exchange_rates=[
            {"currency": "KRW", "from_month": "2026-01", "rate": 0.5},
            {"currency": "KRW", "from_month": "2026-03", "rate": 2},
        ],
        steps=[{"shelf_life_months": 0.4}],
        obligations=[due("2026-03", 2)],
    )
    plan = best(case)
    assert plan.objective_m == near(5 - 5 * 10 / 12 + 4)
    assert amount(plan, "Costs", "amount_m", head="capital") == near(5 - 5 * 10 / 12)


def test_a_line_is_built_once() -> None:
    """P and Q owe 2 kg each in February, made in that month: O has days for two of the four, 5 +
    2 + 2 x 10. Built twice it would have the days for all: 10 + 4."""
    both = [{"programme": programme, "late_cost_m_per_kg_month": 50} for programme in ("P", "Q")]
    case = tiny(
        option(build_months=0),
        programmes=both,
        steps=[{"programme": p, "shelf_life_months": 0.4} for p in ("P", "Q")],
        recipes=[
            {"programme": "Q", "line": "L", "cost_local_m_per_batch": 10},
            {"programme": "Q", "line": "O"},
        ],
        obligations=[due("2026-02", 2), due("2026-02", 2, "Q")],
    )
    assert total(case) == near(27)
    assert total(case, "line_is_built_once") == near(14)
