"""Market access and safety stock."""

from __future__ import annotations

import pytest

from model.case.case import Case
from tests.rules.tiny import (
    Row,
    Tables,
    best,
    cheap_by_transfer,
    dear,
    due,
    near,
    tiny,
    total,
)

ACCESS = "ships_need_market_access"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], 2),
        ([{"site": "D"}], 20),
        ([{"site": "S"}], 2),
        ([{"site": "S"}, {"site": "D"}], 2),
        ([{"site": "S", "from_month": "2026-02"}, {"site": "D"}], 11),
        ([{"site": "S", "from_month": "2026-03"}, {"site": "D"}], 20),
    ],
)
def test_only_sites_with_access_ship(rows: list[Row], expected: float) -> None:
    """1 kg in January and in February: S makes it for 1, D for 10; a market without rows takes
    from both, one with rows only from those, from their month on."""
    case = tiny(
        dear(),
        programmes=[{"late_cost_m_per_kg_month": 50}],
        market_access=rows,
        obligations=[due("2026-01", 1), due("2026-02", 1)],
    )
    assert total(case) == near(expected)
    assert total(case, ACCESS) == near(2)


def test_access_is_a_markets_own() -> None:
    """Only D may ship to M; N has no rows and takes from S: 10 + 1."""
    case = tiny(
        dear(),
        markets=[{"market": "N", "country": "X"}],
        lanes=[{}, {"destination": "N"}, {"origin": "D"}],
        market_access=[{"site": "D"}],
        obligations=[due("2026-01", 1), due("2026-01", 1, market="N")],
    )
    assert total(case) == near(11)
    assert total(case, ACCESS) == near(2)


@pytest.mark.parametrize(("from_month", "expected"), [("2026-04", 2), ("2026-05", 11)])
def test_access_is_a_permission(from_month: str, expected: float) -> None:
    """In quarters it holds from the first period that begins no earlier: May means the third."""
    case = tiny(
        dear(),
        settings={"period_months": 3, "last_month": "2026-09"},
        programmes=[{"late_cost_m_per_kg_month": 50}],
        market_access=[{"site": "S", "from_month": from_month}, {"site": "D"}],
        obligations=[due("2026-Q2", 1), due("2026-Q3", 1)],
    )
    assert total(case) == near(expected)
    assert total(case, ACCESS) == near(2)


@pytest.mark.parametrize(
    ("ppq", "access", "quarter", "expected"),
    [
        # Transfer Q1, validation Q2 (1 kg), approval 3 months: Q3. 1 kg: transfer 4 + 1.
        (1, {"approval_months": 3}, "2026-Q3", 5),
        (1, {}, "2026-Q3", 5),  # empty: the qualification's 3 months
        # The market takes nine months from the validation: first quarter of 2027.
        (1, {"approval_months": 9}, "2026-Q4", 10),
        (1, {"approval_months": 9}, "2027-Q1", 5),
        # No validation: counted from the end of the transfer, Q2: 4 + 1 batch.
        (0, {"approval_months": 9}, "2026-Q4", 10),
        (0, {"approval_months": 6}, "2026-Q4", 5),
        # Both a month and an approval: the later.
        (1, {"approval_months": 3, "from_month": "2026-10"}, "2026-Q3", 10),
        (1, {"approval_months": 3, "from_month": "2026-10"}, "2026-Q4", 5),
    ],
)
def test_a_transferred_site_waits_for_the_markets_approval(
    ppq: float, access: Row, quarter: str, expected: float
) -> None:
    """1 kg from T after a transfer (4 + 1), or from S for 10, whichever the market lets in."""
    case = tiny(
        cheap_by_transfer(transfer_months=3, approval_months=3, ppq_batches=ppq),
        settings={"period_months": 3, "last_month": "2027-03"},
        market_access=[{"site": "S"}, {"site": "T", **access}],
        obligations=[due(quarter, 1)],
    )
    assert total(case) == near(expected)
    assert total(case, ACCESS) == near(5)


def test_a_transferred_site_ships_what_is_due_when_it_arrives() -> None:
    """Validated in Q2 and licensed in Q3, T sends its kg a quarter before it is due in Q4: 4 + 1,
    where S asks 10."""
    case = tiny(
        cheap_by_transfer(transfer_months=3, approval_months=3, ppq_batches=1),
        settings={"period_months": 3, "last_month": "2026-12"},
        lanes=[{"origin": "T", "transit_months": 3}],
        market_access=[{"site": "S"}, {"site": "T"}],
        obligations=[due("2026-Q4", 1)],
    )
    assert total(case) == near(5)


@pytest.mark.parametrize(
    ("site", "month", "expected", "free"),
    [
        ("T", "2026-01", 10, 0),  # from S
        ("T", "2026-02", 10, 0),
        ("T", "2026-03", 4, 0),  # transfer in January, approved two months later
        ("W", "2026-01", 0, 0),  # nothing is to be transferred there
    ],
)
def test_opening_stock_waits_for_the_access_of_its_site(
    site: str, month: str, expected: float, free: float
) -> None:
    """1 kg lies at T, to which the step comes by a transfer for 4, or at W, which makes nothing."""
    case = tiny(
        cheap_by_transfer(transfer_months=1, approval_months=1, ppq_batches=0),
        sites=[{"site": "W"}],
        opening_stock=[{"site": site, "kg": 1}],
        market_access=[{"site": "S"}, {"site": "T"}, {"site": "W"}],
        obligations=[due(month, 1)],
    )
    assert total(case) == near(expected)
    assert total(case, ACCESS) == near(free)


# Safety stock: 1 kg due in each of three months; batches cost 5, lateness 50, shortfall 1 a kg
# and month.
def _safety(months: float, since: str = "2026-01", unmet: float = 100, **tables: list[Row]) -> Case:
    policy: Row = {
        "late_cost_m_per_kg_month": 50,
        "unmet_cost_m_per_kg": unmet,
        "safety_stock_months": months,
        "safety_stock_from": since,
        "stock_shortfall_cost_m_per_kg_year": 12,
    }
    fragment: Tables = {
        "programmes": [policy],
        "recipes": [{"cost_local_m_per_batch": 5, "days_per_batch": 1}],
        "obligations": [due("2026-Q1", 3)],
    }
    return tiny(fragment, tables)


SAFETY = "safety_stock_is_held_or_charged"


@pytest.mark.parametrize(("unmet", "expected"), [(3.9, 19.9), (4, 20), (4.1, 20), (100, 20)])
def test_the_end_is_not_lived_off_the_stock(unmet: float, expected: float) -> None:
    """A fourth batch (5) for the stock after March, or its shortfall: 1 and the unmet cost."""
    case = _safety(1, unmet=unmet)
    assert total(case) == near(expected)
    assert total(case, SAFETY) == near(15)


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (0, 15),
        (0.5, 20),  # half a kg: a batch of 1 kg all the same
        (1, 20),
        (2, 25),
    ],
)
def test_the_safety_stock_covers_its_months(months: float, expected: float) -> None:
    """What is due in the next months, the last month repeated: 15 and 5 a kg of stock."""
    case = _safety(months)
    assert total(case) == near(expected)
    assert total(case, SAFETY) == near(15)


@pytest.mark.parametrize(("since", "expected"), [("2026-01", 21), ("2026-02", 20)])
def test_the_safety_stock_is_held_from_its_month_on(since: str, expected: float) -> None:
    """January has one batch only, which is due: 1 kg is short in January, for 1."""
    case = _safety(
        1,
        since,
        line_calendar=[
            {"first_month": "2026-01", "last_month": "2026-01", "availability": 1.5 / 31}
        ],
    )
    plan = best(case)
    assert plan.objective_m == near(expected)
    assert total(case, SAFETY) == near(15)


def test_the_first_safety_stock_may_be_short() -> None:
    """Asked for from February on, which like January has one batch only: 1 kg is short then, for
    1, and March's two batches leave one in stock: 4 x 5 + 1."""
    scarce: list[Row] = [
        {"first_month": month, "last_month": month, "availability": 1.5 / days}
        for month, days in (("2026-01", 31), ("2026-02", 28))
    ]
    assert total(_safety(1, "2026-02", line_calendar=scarce)) == near(21)


def test_the_safety_stock_is_pro_rata_by_period() -> None:
    """Quarters, 3, 6 and 9 kg due, firm or not, in two markets; 4 months: the next quarter and a
    third of the one after, the last repeated: 6 + 3 = 9, 9 + 3 = 12 and 12 kg.

    Ten batches of 9 days a quarter: after Q1 10 - 3 = 7 of 9, after Q2 20 - 9 = 11 of 12, after
    Q3 30 - 18 = 12 of 12. Short 2 + 1 kg-quarters at 12 / 4 = 3: 9; 30 batches: 39.
    """
    case = tiny(
        settings={"period_months": 3, "last_month": "2026-09"},
        programmes=[
            {
                "late_cost_m_per_kg_month": 50,
                "safety_stock_months": 4,
                "safety_stock_from": "2026-02",
                "stock_shortfall_cost_m_per_kg_year": 12,
            }
        ],
        markets=[{"market": "N", "country": "X"}],
        lanes=[{}, {"destination": "N"}],
        recipes=[{"days_per_batch": 9}],
        obligations=[
            due("2026-Q1", 3),
            due("2026-Q2", 2, firm="yes"),
            due("2026-Q2", 4, market="N"),
            due("2026-Q3", 9, market="N"),
        ],
    )
    plan = best(case)
    assert plan.objective_m == near(39)
    stock = plan.tables["Stock"]
    assert list(stock["safety_stock_kg"]) == pytest.approx([9, 12, 12])
    assert list(stock["shortfall_kg"]) == pytest.approx([2, 1, 0], abs=1e-6)
    assert total(case, SAFETY) == near(18)


def test_safety_stock_counts_all_sites() -> None:
    """1 kg in stock at D, which is not qualified, counts: 3 batches of 5, no shortfall."""
    case = _safety(
        1,
        sites=[{"site": "D"}],
        lines=[{"line": "LD", "site": "D"}],
        recipes=[{"line": "LD", "cost_local_m_per_batch": 50}],
        qualifications=[{"site": "D"}],
        opening_stock=[{"site": "D", "kg": 1}],
    )
    assert total(case) == near(15)
