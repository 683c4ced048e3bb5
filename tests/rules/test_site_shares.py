"""Site shares: the least and the most of a step's good kg that a site makes in a window."""

from __future__ import annotations

import pytest

from model import audit
from model.case.case import Case
from tests.rules.tiny import Row, amount, best, cheap_by_transfer, dear, due, near, tiny, total


def _ten_kg(**share: str | float) -> Case:
    """10 kg due in March; S makes a kg for 1, D for 3."""
    row: Row = {"first_month": "2026-01", "last_month": "2026-03", **share}
    return tiny(
        dear(3),
        recipes=[{"days_per_batch": 1}],
        site_shares=[row],
        obligations=[due("2026-03", 10)],
    )


@pytest.mark.parametrize(
    ("share", "expected"), [(0, 10), (0.19, 14), (0.2, 14), (0.21, 16), (0.3, 16), (1, 30)]
)
def test_a_site_makes_its_least_share(share: float, expected: float) -> None:
    """D makes 2 of 10 kg for a share of 0.2, 3 for 0.21: 8 + 2 x 3 and 7 + 3 x 3."""
    case = _ten_kg(site="D", min_share=share)
    assert total(case) == near(expected)
    assert total(case, "site_makes_its_least_share") == near(10)


@pytest.mark.parametrize(
    ("share", "expected"), [(1, 10), (0.8, 14), (0.79, 16), (0.7, 16), (0, 30)]
)
def test_a_site_makes_no_more_than_its_share(share: float, expected: float) -> None:
    """S makes 8 of 10 kg for a share of 0.8, 7 for 0.79."""
    case = _ten_kg(site="S", max_share=share)
    assert total(case) == near(expected)
    assert total(case, "site_makes_no_more_than_its_share") == near(10)


def test_a_share_counts_batches_begun_in_its_window() -> None:
    """Until February D must make half: all 10 kg are made at S in March. Until March: 5 + 15."""
    for last, expected in (("2026-02", 10), ("2026-03", 20)):
        assert total(_ten_kg(site="D", min_share=0.5, last_month=last)) == near(expected)


@pytest.mark.parametrize(("first", "expected"), [("2026-01", 20), ("2026-02", 10)])
def test_a_window_holds_the_periods_that_begin_in_it(first: str, expected: float) -> None:
    """Quarters: a window from February to March holds no period's first month."""
    case = tiny(
        dear(3),
        settings={"period_months": 3},
        recipes=[{"days_per_batch": 1}],
        site_shares=[
            {"site": "D", "first_month": first, "last_month": "2026-03", "min_share": 0.5}
        ],
        obligations=[due("2026-Q1", 10)],
    )
    assert total(case) == near(expected)


def test_scrap_is_taken_off_where_it_lies() -> None:
    """6 kg due, at most half from S: a batch of 4 kg at S (1), less 1 kg scrapped there, and
    3 kg at D (3 x 3): 10. Counted before scrap, D would have to match the 4 kg: 13."""
    case = tiny(
        dear(3),
        recipes=[{"kg_per_batch": 4}],
        site_shares=[{"first_month": "2026-01", "last_month": "2026-03", "max_share": 0.5}],
        obligations=[due("2026-03", 6)],
    )
    plan = best(case)
    assert plan.objective_m == near(10)
    assert amount(plan, "Stock", "scrap_kg", site="S") == near(1)
    assert total(case, "site_makes_no_more_than_its_share") == near(2)


def test_failed_batches_do_not_count() -> None:
    """Half of S's batches fail (8 batches, 4 good kg); D's do not. 4 kg due, at least 0.5 at D:
    D 2 (6) and S 4 batches (4): 10; counted in batches it would be D 3 and S 2, 11."""
    case = tiny(
        dear(3),
        recipes=[{"success_rate": 0.5, "days_per_batch": 1}],
        site_shares=[
            {
                "site": "D",
                "first_month": "2026-01",
                "last_month": "2026-03",
                "min_share": 0.5,
            }
        ],
        obligations=[due("2026-03", 4)],
    )
    assert total(case) == near(10)
    assert total(case, "site_makes_its_least_share") == near(8)


def test_a_validation_counts_for_its_site() -> None:
    """Quarters: 3 kg in Q3, a third from T (3 a batch): transfer 4, validation 3 (1 kg), and 2
    at S: 9. If it did not count, T would need a batch more."""
    case = tiny(
        cheap_by_transfer(transfer_months=3, approval_months=3, ppq_batches=1),
        settings={"period_months": 3, "last_month": "2026-09"},
        recipes=[
            {"cost_local_m_per_batch": 1},
            {"line": "LT", "cost_local_m_per_batch": 3},
        ],
        site_shares=[
            {
                "site": "T",
                "first_month": "2026-01",
                "last_month": "2026-09",
                "min_share": 0.33,
            }
        ],
        obligations=[due("2026-Q3", 3)],
    )
    assert total(case) == near(9)
    assert total(case, "site_makes_its_least_share") == near(3)


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        ({"site": "D"}, 1),
        ({"site": "D", "min_share": 0, "max_share": 1}, 1),
        ({"site": "S", "max_share": 1}, 1),
        ({"site": "D", "min_share": 0.2}, 6),
    ],
)
def test_scrap_of_opening_stock_counts_where_a_share_is_asked_for(
    share: Row, expected: float
) -> None:
    """1 kg due in March; 2 kg at D are past their shelf life by then, so D makes -2 kg.

    A least share of 0 and a greatest of 1 ask for nothing: 1 kg from S. For a share of 0.2 D makes
    up for what it scraps, 2 x 3: its 0 kg are a fifth of 0.
    """
    case = tiny(
        dear(3),
        steps=[{"shelf_life_months": 1}],
        opening_stock=[{"site": "D", "kg": 2}],
        site_shares=[{"first_month": "2026-01", "last_month": "2026-03", **share}],
        obligations=[due("2026-03", 1)],
    )
    plan = best(case)
    assert (plan.status, plan.objective_m) == ("optimal", near(expected))
    assert audit(case, plan.tables, plan.objective_m, plan.constant_m).ok
