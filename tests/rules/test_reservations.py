"""Reserved capacity: the days that clients hold, used or not."""

from __future__ import annotations

import pytest

from tests.rules.test_investment import option
from tests.rules.tiny import Row, Tables, best, cheap_by_transfer, due, near, tiny, total

JANUARY: Row = {"first_month": "2026-01", "last_month": "2026-01"}
# Client E owns Q; P is client C's.
Q_OF_E: Tables = {"programmes": [{"programme": "Q", "client": "E"}]}


@pytest.mark.parametrize(
    ("days", "expected"), [(0, 2), (131, 2), (132, 2), (133, 3), (252, 3), (253, 4), (372, 4)]
)
def test_others_leave_reserved_days_free(days: float, expected: float) -> None:
    """C holds a twelfth of its days in January and uses none; Q's two batches of 10 days fit
    beside 11 (132 a year), one beside 21; what does not fit is a month late."""
    case = tiny(
        Q_OF_E,
        reservations=[{**JANUARY, "days_per_year": days}],
        obligations=[due("2026-01", 2, "Q")],
    )
    assert total(case) == near(expected)
    assert total(case, "client_holds_what_it_reserved") == near(2)
    assert total(case, "others_leave_reserved_days_free") == near(2)


def test_a_reservation_ends_with_its_window() -> None:
    """All of January reserved: Q's kg due in February is not touched; in January it is late."""
    window: Row = {**JANUARY, "days_per_year": 372}
    for month, expected in (("2026-01", 2), ("2026-02", 1)):
        case = tiny(Q_OF_E, reservations=[window], obligations=[due(month, 1, "Q")])
        assert total(case) == near(expected)


def test_a_client_uses_what_it_reserved() -> None:
    """C's own P fills the reserved days: 2 batches, and Q's one in the 11 days left."""
    case = tiny(
        Q_OF_E,
        reservations=[{**JANUARY, "days_per_year": 240}],
        obligations=[due("2026-01", 2), due("2026-01", 1, "Q")],
    )
    assert total(case) == near(3)


def test_months_of_the_window_count_pro_rata() -> None:
    """Quarter of 90 days, a window of its first month: 132 / 12 = 11 days; 79 are left for
    seven batches of 10, so one of eight is a quarter late: 8 + 3."""
    case = tiny(
        Q_OF_E,
        settings={"period_months": 3, "last_month": "2026-06"},
        reservations=[{**JANUARY, "days_per_year": 132}],
        obligations=[due("2026-Q1", 8, "Q")],
    )
    assert total(case) == near(11)
    assert total(case, "others_leave_reserved_days_free") == near(8)


@pytest.mark.parametrize(("days", "expected"), [(131, 2), (132, 2), (133, 3)])
def test_a_client_holds_what_it_uses_beyond_its_reservation(days: float, expected: float) -> None:
    """C reserved one day and uses 20 for P; E's reserved days stay free all the same: 11 of them
    fit, with more P's second batch is a month late."""
    case = tiny(
        Q_OF_E,
        reservations=[
            {**JANUARY, "days_per_year": 12},
            {**JANUARY, "days_per_year": days, "client": "E"},
        ],
        obligations=[due("2026-01", 2)],
    )
    assert total(case) == near(expected)
    assert total(case, "client_holds_what_it_uses") == near(2)
    assert total(case, "client_holds_what_it_reserved") == near(2)
    assert total(case, "others_leave_reserved_days_free") == near(2)


@pytest.mark.parametrize(("days", "expected"), [(132, 2), (133, 102)])
def test_what_a_client_uses_counts_in_the_last_period(days: float, expected: float) -> None:
    """January is all there is: P's second batch of 10 days is late and never made where E's days
    leave no room for it."""
    case = tiny(
        Q_OF_E,
        settings={"last_month": "2026-01"},
        reservations=[
            {**JANUARY, "days_per_year": 12},
            {**JANUARY, "days_per_year": days, "client": "E"},
        ],
        obligations=[due("2026-01", 2)],
    )
    assert total(case) == near(expected)
    assert total(case, "client_holds_what_it_uses") == near(2)


@pytest.mark.parametrize(("days", "expected"), [(216, 2), (217.2, 3)])
def test_own_use_leaves_out_a_carried_set_up(days: float, expected: float) -> None:
    """P in January and February, changeover 8 days: carried into February it uses 10 of 28, so
    18 (216 a year) may be E's; with 18.1 the kg of February is a month late."""
    february: Row = {"first_month": "2026-02", "last_month": "2026-02"}
    case = tiny(
        Q_OF_E,
        steps=[{"holding_cost_m_per_kg_year": 1200}, {"programme": "Q"}],
        recipes=[{"changeover_days": 8}, {"programme": "Q"}],
        reservations=[
            {**february, "days_per_year": 12},
            {**february, "days_per_year": days, "client": "E"},
        ],
        obligations=[due("2026-01", 1), due("2026-02", 1)],
    )
    assert total(case) == near(expected)
    assert total(case, "client_holds_what_it_uses") == near(2)


@pytest.mark.parametrize(("days", "expected"), [(244, 7), (248, 30)])
def test_own_use_includes_validation(days: float, expected: float) -> None:
    """Quarters: P's validation takes 30 of the 91 days of LT in Q2, E reserved 61 (244 a year)
    or 62: then 3 kg come from S for 30 instead of 4 + 3."""
    second: Row = {"line": "LT", "first_month": "2026-04", "last_month": "2026-06"}
    case = tiny(
        cheap_by_transfer(transfer_months=3, approval_months=3),
        Q_OF_E,
        settings={"period_months": 3, "last_month": "2026-09"},
        reservations=[
            {**second, "days_per_year": 4},
            {**second, "days_per_year": days, "client": "E"},
        ],
        obligations=[due("2026-Q3", 3)],
    )
    assert total(case) == near(expected)
    assert total(case, "client_holds_what_it_uses") == near(7)


@pytest.mark.parametrize(("days_per_batch", "expected"), [(15.4, 1), (15.5, 1), (15.6, 2)])
def test_reservations_that_exceed_the_days_are_cut_pro_rata(
    days_per_batch: float, expected: float
) -> None:
    """C and E reserved 20 and 20 of 31 days: each holds 15.5, and the run says so."""
    case = tiny(
        Q_OF_E,
        recipes=[{"days_per_batch": days_per_batch}],
        reservations=[
            {**JANUARY, "days_per_year": 240},
            {**JANUARY, "days_per_year": 240, "client": "E"},
        ],
        obligations=[due("2026-01", 1)],
    )
    plan = best(case)
    assert plan.objective_m == near(expected)
    assert any("reserv" in text.lower() for text in plan.warnings)
    assert total(case, "client_holds_what_it_uses") == near(1)


@pytest.mark.parametrize(
    ("p_days", "q_days", "expected"), [(23, 7.7, 2), (23.3, 7.7, 3), (23, 7.8, 3)]
)
def test_reservations_are_cut_in_proportion(p_days: float, q_days: float, expected: float) -> None:
    """C reserved 30 and E 10 of 31 days: cut to 23.25 and 7.75. P and Q owe 1 kg each, and
    whoever needs more than its cut days waits for February."""
    case = tiny(
        Q_OF_E,
        recipes=[{"days_per_batch": p_days}, {"programme": "Q", "days_per_batch": q_days}],
        reservations=[
            {**JANUARY, "days_per_year": 360},
            {**JANUARY, "days_per_year": 120, "client": "E"},
        ],
        obligations=[due("2026-01", 1), due("2026-01", 1, "Q")],
    )
    assert total(case) == near(expected)


@pytest.mark.parametrize(("capex", "expected"), [(1, 12), (5, 16), (9, 20), (15, 20)])
def test_nothing_is_reserved_on_a_line_that_is_not_built(capex: float, expected: float) -> None:
    """Option O makes Q for 1 instead of 10; C reserved 20 of its 31 days in January, so one of
    two batches fits: capex + 1 + 10, or 20 without the line, on which nothing is held then."""
    case = tiny(
        Q_OF_E,
        lines=[
            {
                "line": "O",
                "status": "option",
                "capex_local_m": capex,
                "build_months": 0,
                "earliest_decision": "2026-01",
                "latest_decision": "2026-03",
            }
        ],
        programmes=[{"programme": "Q", "late_cost_m_per_kg_month": 50}],
        recipes=[
            {"programme": "Q", "cost_local_m_per_batch": 10},
            {"programme": "Q", "line": "O"},
        ],
        reservations=[{**JANUARY, "line": "O", "days_per_year": 240}],
        obligations=[due("2026-01", 2, "Q")],
    )
    assert total(case) == near(expected)
    assert total(case, "client_holds_what_it_reserved") == near(min(20, capex + 2))


def test_nothing_is_reserved_on_a_line_before_it_opens() -> None:
    """Option O is open from February on: what C reserved in January it cannot hold, and Q's 2 kg
    of February are made there for 5 + 2 instead of 20."""
    case = tiny(
        option(),
        Q_OF_E,
        programmes=[{"programme": "Q", "late_cost_m_per_kg_month": 50}],
        recipes=[
            {"programme": "Q", "cost_local_m_per_batch": 10},
            {"programme": "Q", "line": "O"},
        ],
        reservations=[{**JANUARY, "line": "O", "days_per_year": 240}],
        obligations=[due("2026-02", 2, "Q")],
    )
    assert total(case) == near(7)
