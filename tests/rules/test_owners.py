"""Whose a row or a decision is: by it the solver takes programmes apart and puts them together."""

from __future__ import annotations

from model.case.building import build_instance
from model.case.case import Case
from model.formulation import RULES, formulate
from model.formulation.variables import DECISIONS, OWNERS
from tests.rules.tiny import cheap_by_transfer, due, tiny

# Rows between programmes in which nobody's use is below 0, so that each alone keeps them too:
# days, campaigns and set-ups of a line, and transfers of a site. A client's hold is not among them:
# there the days are a least, and the others' use is asked of nobody alone.
HOLD_ALONE = {
    "line_time_is_not_exceeded",
    "campaigns_on_a_line_are_limited",
    "units_carry_one_set_up_each",
    "transfers_at_once_are_limited",
}
LINKING_DECISIONS = {"invest", "sole", "held"}
ONLY_WHERE_LIMITS_BREAK = {"firm_late", "too_few_sites", "share_missing", "share_exceeded"}
NOT_THERE = {"move", "validation_runs_on_an_open_line", "transfers_at_once_are_limited"}
SETTLED_LAST = {"carry_over", "through"}


def test_rows_that_hold_for_one_programme_alone() -> None:
    """Just those rows between programmes whose terms are never negative."""
    assert {rule.name for rule in RULES.values() if rule.alone} == HOLD_ALONE
    assert all(RULES[name].owner is None for name in HOLD_ALONE)


def test_decisions_that_are_special() -> None:
    """What links programmes, what is 0 while limits are kept, and what stays free."""
    assert {d.name for d in DECISIONS} - OWNERS.keys() == LINKING_DECISIONS
    assert {d.name for d in DECISIONS if d.relaxation} == ONLY_WHERE_LIMITS_BREAK
    assert {d.name for d in DECISIONS if d.shared} == SETTLED_LAST


def test_an_owned_row_names_its_programme() -> None:
    """Where a rule or a decision has an owner, that part of each of its indices is a programme."""
    inst = build_instance(_all_kinds_of_rows())
    model = formulate(inst).model
    owners = OWNERS | {rule.name: rule.owner for rule in RULES.values()}
    for name, owner in owners.items():
        index = [key if isinstance(key, tuple) else (key,) for key in getattr(model, name)]
        assert index or name in NOT_THERE, name
        if owner is None:
            assert name in HOLD_ALONE or not any(set(key) & set(inst.programmes) for key in index)
        else:
            assert {key[owner] for key in index} <= set(inst.programmes), name


def _all_kinds_of_rows() -> Case:
    """Two steps; a transfer, an option line, shares, access, firm kg, a second source, vetoes."""
    window = {"first_month": "2026-01", "last_month": "2026-06"}
    return tiny(
        cheap_by_transfer(ppq_batches=1, approval_months=0),
        settings={"last_month": "2026-06"},
        programmes=[
            {
                "safety_stock_months": 1,
                "safety_stock_from": "2026-01",
                "stock_shortfall_cost_m_per_kg_year": 1,
            }
        ],
        steps=[
            {"step": "grow", "sequence": 1, "shelf_life_months": 1},
            {
                "sequence": 2,
                "shelf_life_months": 1,
                "input_kg_per_kg": 1,
                "min_sites": 2,
                "min_sites_from": "2026-02",
            },
        ],
        lines=[
            {"max_campaigns": 2},
            {
                "line": "LO",
                "status": "option",
                "capex_local_m": 1,
                "build_months": 1,
                "earliest_decision": "2026-01",
                "latest_decision": "2026-06",
            },
        ],
        recipes=[{"step": "grow"}, {"line": "LO"}, {"line": "LO", "step": "grow"}],
        qualifications=[{"step": "grow"}],
        obligations=[due("2026-03", 1, firm="yes")],
        market_access=[{}],
        site_shares=[{**window, "min_share": 0.1, "max_share": 0.9}],
        reservations=[{**window, "days_per_year": 12}],
        commitments=[
            {"decision": "allocation", "programme": "P", "site": "T", "must": "no"},
            {"decision": "allocation", "programme": "P", "line": "L", "must": "yes"},
        ],
    )
