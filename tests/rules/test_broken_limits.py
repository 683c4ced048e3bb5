"""When not everything can be met: the least breach first, then the least cost at that breach."""

from __future__ import annotations

import pytest

from model import Plan
from model.case.case import Case
from tests.rules.tiny import Row, Tables, best, cheap_by_transfer, dear, due, near, tiny


def _only(plan: Plan, breach: float, cost: float, kg: float, *words: str) -> None:
    """One limit is broken, named with all words, at this weighted breach and this cost.

    `kg` is as the breach counts it: a firm kg that is a quarter late is one kg, a month a third.
    """
    assert plan.status == "broken_limits"
    assert plan.broken_weighted == near(breach)
    assert plan.broken_weighted_bound == near(breach)
    assert plan.objective_m == near(cost)
    assert plan.bound_m == near(cost)
    (broken,) = plan.broken
    assert broken.kg == near(kg)
    text = f"{broken.limit} {broken.key} {broken.periods}"
    for word in words:
        assert word in text


@pytest.mark.parametrize(
    ("kg", "breach", "late"),
    [(4, 1, 1), (5, 2, 2), (6, 4, 4)],
)
def test_firm_kg_beyond_the_line_are_late(kg: float, breach: float, late: float) -> None:
    """January makes 3 batches, February 2: of 6 firm kg 3 are a month late and 1 two: 4.

    The breach is kg-months / 3 x unmet cost 100; the cost kg batches and 1 a kg-month.
    """
    case = tiny(obligations=[due("2026-01", kg, firm="yes")])
    plan = best(case)
    assert plan.status == "broken_limits"
    assert plan.broken_weighted == near(breach * 100 / 3)
    assert plan.objective_m == near(kg + late)
    # Nothing is broken where nothing is firm; and none of it late kg that are not owed.
    free = best(case, "firm_kg_are_on_time")
    assert (free.status, free.objective_m) == ("optimal", near(kg + late))


def test_the_broken_limit_is_named() -> None:
    """The fourth of four firm kg is late in January."""
    plan = best(tiny(obligations=[due("2026-01", 4, firm="yes")]))
    _only(plan, 100 / 3, 5, 1 / 3, "irm", "P", "M", "2026-01")
    assert "1.0 kg" in plan.broken[0].why


def test_quarters_count_whole() -> None:
    """One firm kg late for a quarter: 1 x 3 / 3 x 100; 10 batches and 3 for lateness."""
    case = tiny(
        settings={"period_months": 3, "last_month": "2026-06"},
        obligations=[due("2026-Q1", 10, firm="yes")],
    )
    _only(best(case), 100, 13, 1, "P", "M", "2026-Q1")


def test_the_least_breach_goes_before_the_least_cost() -> None:
    """P and Q owe 2 firm kg each in January, three batches fit. A late kg of P costs 1 and
    weighs 100, one of Q costs 50 and weighs 1 (its unmet cost is 0): Q is late."""
    case = tiny(
        programmes=[
            {
                "programme": "Q",
                "late_cost_m_per_kg_month": 50,
                "unmet_cost_m_per_kg": 0,
            }
        ],
        obligations=[due("2026-01", 2, firm="yes"), due("2026-01", 2, "Q", firm="yes")],
    )
    _only(best(case), 1 / 3, 54, 1 / 3, "Q")


def test_not_firm_kg_give_way() -> None:
    """Firm kg that fit when others wait break nothing: P 3 firm, Q 1 late for 50: 4 + 50."""
    case = tiny(
        programmes=[{"programme": "Q", "late_cost_m_per_kg_month": 50}],
        obligations=[due("2026-01", 3, firm="yes"), due("2026-01", 1, "Q")],
    )
    plan = best(case)
    assert (plan.status, plan.objective_m) == ("optimal", near(54))
    assert plan.broken == ()


def test_the_least_cost_at_the_least_breach() -> None:
    """4 firm kg in January, S has days for 3, D for 0 in January; the fourth is a month late
    from S in February for 1, not from D for 10: 4 + 1."""
    case = tiny(
        dear(),
        lines=[{"line": "LD", "opens": "2026-02"}],
        obligations=[due("2026-01", 4, firm="yes")],
    )
    _only(best(case), 100 / 3, 5, 1 / 3, "P")


def _second_source(cost: float = 4) -> Case:
    """Quarters: two sites from Q2 on; T is qualified in Q3 at the earliest."""
    return tiny(
        cheap_by_transfer(
            transfer_months=3, approval_months=3, ppq_batches=1, transfer_cost_local_m=cost
        ),
        settings={"period_months": 3, "last_month": "2026-12"},
        recipes=[{"cost_local_m_per_batch": 1}],
        steps=[{"min_sites": 2, "min_sites_from": "2026-04"}],
        obligations=[due("2026-Q2", 3), due("2026-Q3", 1)],
    )


@pytest.mark.parametrize("cost", [4, 1000])
def test_a_second_source_that_comes_too_late(cost: float) -> None:
    """3 kg are due in Q2 with one site: 300. The transfer happens at any cost, for Q3's 1 kg:
    transfer, validation 1 (its kg serves Q3) and 3 batches."""
    case = _second_source(cost)
    _only(best(case), 300, cost + 4, 3, "P", "make", "2026-Q2")
    free = best(case, "step_has_its_sources")
    assert (free.status, free.objective_m) == ("optimal", near(4))


@pytest.mark.parametrize("of_d", ["2026-03", None])
def test_too_few_sites_count_once(of_d: str | None) -> None:
    """Three sites from January on, but T is qualified in March, D in March or already: January's
    3 kg weigh 300, whether one site is missing or two; March's 1 kg does not. 4 batches."""
    sites = ("D", "T")
    case = tiny(
        sites=[{"site": site} for site in sites],
        lines=[{"line": f"L{site}", "site": site} for site in sites],
        recipes=[{"line": f"L{site}"} for site in sites],
        qualifications=[
            {"site": "D", "qualified_from": of_d},
            {"site": "T", "qualified_from": "2026-03"},
        ],
        steps=[{"min_sites": 3, "min_sites_from": "2026-01"}],
        obligations=[due("2026-01", 3), due("2026-03", 1)],
    )
    _only(best(case), 300, 4, 3, "P", "make", "2026-01")


def _share(**share: str | float) -> Case:
    """Quarters: 4 firm kg in Q1, S 1 a kg, D 3; D can make one batch in all."""
    late: Tables = {"lines": [{"line": "LD", "closes": "2026-04"}]}
    return tiny(
        dear(3, days=90),
        late,
        settings={"period_months": 3, "last_month": "2026-06"},
        site_shares=[{"first_month": "2026-01", "last_month": "2026-06", **share}],
        obligations=[due("2026-Q1", 4, firm="yes")],
    )


@pytest.mark.parametrize("share", [{"site": "D", "min_share": 0.5}, {"max_share": 0.5}])
def test_a_share_that_cannot_be_kept(share: dict[str, str | float]) -> None:
    """D makes 1 of 4 kg, half were 2: 1 kg outside, 100. (A firm kg never made would weigh 2 x
    100 and save 50.) 3 + 3."""
    case = _share(**share)
    _only(best(case), 100, 6, 1, "P", "make")
    free = best(case, "site_makes_its_least_share", "site_makes_no_more_than_its_share")
    assert (free.status, free.objective_m) == ("optimal", near(4))


def test_a_share_that_waiting_keeps_is_kept() -> None:
    """The same 4 kg, not firm: made at S after the window or never, nothing is broken."""
    case = _share(site="D", min_share=0.5)
    late: list[Row] = [due("2026-Q1", 4)]
    plan = best(
        tiny(
            dear(3, days=90),
            settings={"period_months": 3, "last_month": "2026-06"},
            lines=[{"line": "LD", "closes": "2026-04"}],
            site_shares=[
                {
                    "site": "D",
                    "min_share": 0.5,
                    "first_month": "2026-01",
                    "last_month": "2026-03",
                }
            ],
            obligations=late,
        )
    )
    # D 1 and S 1 in Q1, S 2 in Q2, a quarter late for 3 each: 3 + 3 + 6.
    assert (plan.status, plan.objective_m) == ("optimal", near(12))
    assert best(case).status == "broken_limits"


def test_commitments_that_contradict_each_other_are_named() -> None:
    """S makes nothing and line L, at S, has a campaign: no plan, and the commitments are named."""
    rows: list[Row] = [
        {"decision": "allocation", "line": "L", "must": "yes"},
        {"decision": "allocation", "site": "S", "must": "no"},
    ]
    plan = best(tiny(dear(), commitments=rows, obligations=[due("2026-03", 1)]))
    assert (plan.status, plan.stopped_by) == ("no_plan", "infeasible")
    assert any("ommit" in broken.limit or "veto" in broken.limit for broken in plan.broken)


def test_late_firm_kg_are_among_the_late() -> None:
    """5 kg, 4 of them firm, in January: 3 are made and firm; 1 firm kg is late: 33.3; 5 + 2.

    That firm late kg are late kg follows from the other rows (both are carried on alike, and
    what is firm is due), so leaving the row out changes nothing.
    """
    case = tiny(obligations=[due("2026-01", 4, firm="yes"), due("2026-01", 1)])
    for plan in (best(case), best(case, "firm_late_kg_are_late")):
        _only(plan, 100 / 3, 7, 1 / 3, "P")
