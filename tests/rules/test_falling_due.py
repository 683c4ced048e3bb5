"""When a cost falls due: its period, the rate of its site's currency then, and its discount.

Four years at 21 % a year: what falls due in the n-th year after 2026 is worth 1.1^-(1 + 2 n) of
it. A won is worth 1, 2, 4 and 8 dollars, so that no year can be taken for another.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.rules.test_investment import option
from tests.rules.tiny import Row, Tables, best, cheap_by_transfer, due, tiny

YEARS: Row = {
    "period_months": 12,
    "last_month": "2029-12",
    "discount_rate": 0.21,
    "carry_over": "no",
}
RATES: Tables = {
    "exchange_rates": [
        {"currency": "KRW", "from_month": f"{2026 + n}-01", "rate": 2**n} for n in range(4)
    ]
}
AT_S: Row = {"currency": "KRW"}
WAITING_IS_DEAR: Row = {"late_cost_m_per_kg_month": 50}
KEEPS_NOTHING: Row = {"shelf_life_months": 0.4}
IN_2027: Row = {"first_month": "2027-01", "last_month": "2027-12", "must": "yes"}

DUTY = [(f"{year}-01", rate) for year, rate in ((2026, 0.1), (2027, 0.5), (2028, 0.2))]

# 1 kg made at S and sent to another country in the year in which it is due.
MADE_AND_SENT: Tables = {
    "sites": [AT_S],
    "programmes": [WAITING_IS_DEAR],
    "markets": [{"country": "Y"}],
    "lines": [{"fixed_cost_local_m_per_year": 7}],
    "steps": [{**KEEPS_NOTHING, "customs_value_m_per_kg": 10}],
    "recipes": [{"changeover_cost_local_m": 3}],
    "lanes": [{"cost_m_per_kg": 5}],
    "duties": [
        {"destination_country": "Y", "from_month": month, "rate": rate} for month, rate in DUTY
    ],
    "obligations": [due("2027", 1)],
}
# Drug substance made at A, in another country, and moved to S in the year in which it is needed.
MOVED: Tables = {
    "sites": [{"site": "A", "country": "Y"}],
    "programmes": [WAITING_IS_DEAR],
    "lines": [{"line": "LA", "site": "A"}],
    "steps": [
        {**KEEPS_NOTHING, "sequence": 2, "input_kg_per_kg": 1},
        {**KEEPS_NOTHING, "step": "ds", "sequence": 1, "customs_value_m_per_kg": 10},
    ],
    "recipes": [{"step": "ds", "line": "LA"}],
    "qualifications": [{"step": "ds", "site": "A"}],
    "lanes": [{"origin": "A", "destination": "S", "cost_m_per_kg": 2}],
    "duties": [{"origin_country": "Y", "from_month": month, "rate": rate} for month, rate in DUTY],
    "obligations": [due("2027", 1)],
}
# L works in 2027 alone: 1 kg is held from then until it is due.
HELD: Tables = {
    "programmes": [WAITING_IS_DEAR],
    "lines": [{"opens": "2027-01", "closes": "2028-01"}],
    "steps": [{"holding_cost_m_per_kg_year": 6}],
    "obligations": [due("2028", 1)],
}
# L opens in 2029 and has days for one of the 2 kg.
LATE: Tables = {
    "sites": [AT_S],
    "lines": [{"opens": "2029-01"}],
    "recipes": [{"days_per_batch": 300}],
    "obligations": [due("2027", 2)],
}
# At the end of 2027 the kg due in 2028 should be in stock, but nothing keeps.
SHORT: Tables = {
    "programmes": [
        {
            **WAITING_IS_DEAR,
            "safety_stock_months": 12,
            "safety_stock_from": "2027-01",
            "stock_shortfall_cost_m_per_kg_year": 4,
        }
    ],
    "steps": [KEEPS_NOTHING],
    "obligations": [due("2028", 1)],
}


def _transferred() -> Tables:
    """To T in 2027, where one batch (1) with its changeover (3) validates it in 2028."""
    base = cheap_by_transfer(transfer_months=12, approval_months=0, ppq_batches=1)
    decided: Row = {"decision": "transfer", "programme": "P", "step": "make", "site": "T"}
    return {
        **base,
        "sites": [{"site": "T", **AT_S}],
        "recipes": [*base["recipes"], {"line": "LT", "changeover_cost_local_m": 3}],
        "commitments": [{**decided, **IN_2027}],
        "obligations": [due("2029", 1)],
    }


def _built() -> Tables:
    """Line O is decided in 2027 and open from 2028 on."""
    columns = {"earliest_decision": "2027-01", "latest_decision": "2027-12"}
    return {
        **option(capex_local_m=10, build_months=12, fixed_cost_local_m_per_year=12, **columns),
        "sites": [AT_S],
        "commitments": [{"decision": "invest", "line": "O", **IN_2027}],
        "obligations": [due("2026", 1)],
    }


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (
            MADE_AND_SENT,
            {
                "fixed": {"2026": 7, "2027": 7 * 2, "2028": 7 * 4, "2029": 7 * 8},
                "production": {"2027": 1 * 2},
                "changeover": {"2027": 3 * 2},
                "freight": {"2027": 5},
                "duty": {"2027": 10 * 0.5},
            },
        ),
        (MOVED, {"freight": {"2027": 2}, "duty": {"2027": 10 * 0.5}}),
        (HELD, {"production": {"2027": 1}, "holding": {"2027": 6}}),
        (
            LATE,
            {
                "production": {"2029": 1 * 8},
                "late": {"2027": 2 * 12, "2028": 2 * 12, "2029": 1 * 12},
                "unmet": {"2029": 100},
            },
        ),
        (SHORT, {"production": {"2028": 1}, "stock_shortfall": {"2027": 4}}),
        (_transferred(), {"transfer": {"2027": 4 * 2}, "validation": {"2028": (1 + 3) * 4}}),
        (_built(), {"capital": {"2027": 10 * 2}, "fixed": {"2028": 12 * 4, "2029": 12 * 8}}),
    ],
    ids=["made and sent", "moved", "held", "late", "short", "transferred", "built"],
)
def test_a_cost_is_booked_converted_and_discounted_when_it_falls_due(
    tables: Tables, expected: Mapping[str, Mapping[str, float]]
) -> None:
    """Each head stands in its own years alone, at their rate, and is discounted from there."""
    costs = best(tiny(RATES, tables, settings=YEARS)).tables["Costs"]
    for head, years in expected.items():
        rows = costs[(costs["head"] == head) & (costs["amount_m"].abs() > 1e-6)]
        assert dict(zip(rows["period"], rows["amount_m"], strict=True)) == pytest.approx(years)
        worth = {year: cost * 1.1 ** -(1 + 2 * (int(year) - 2026)) for year, cost in years.items()}
        assert dict(zip(rows["period"], rows["discounted_m"], strict=True)) == pytest.approx(worth)
