"""A case small enough to plan by hand, and a plan of it whose tables agree with each other.

P01 is made at AAA, P02 at BBB after a transfer; four quarters and two of tail; a batch gives 10 kg,
usable a quarter later; each market is owed 20 kg a quarter, so each quarter makes two batches.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from model.case.case import Case
from model.case.reading import read_case
from model.plan.columns import RESULT_TABLES, empty_table
from model.plan.plan import BrokenLimit, Plan
from tests.reporting.synthetic_tables import small_tables

TABLES = {
    "settings": "setting,value\nfirst_month,2026-01\nlast_month,2026-12\nperiod_months,3\n"
    "tail_months,6\ncurrency,USD\ndiscount_rate,0.08\n",
    "sites": "site,name,country,currency,max_transfers_at_once\nAAA,Site A,US,USD,\n"
    "BBB,Site B,KR,KRW,1\n",
    "markets": "market,country\nUS,US\nEU,EU\n",
    "lines": "line,site,process,units,availability,opens,closes,status,"
    "fixed_cost_local_m_per_year,max_campaigns,capex_local_m,build_months,earliest_decision,"
    "latest_decision,life_years\nL1,AAA,mammalian,1,0.8,,,existing,4,,,,,,\n"
    "L2,BBB,mammalian,1,0.8,,,existing,4000,,,,,,\n",
    "line_calendar": "line,first_month,last_month,availability\n",
    "programmes": "programme,client,description,modality,stage,duty_class,contract_end,"
    "late_cost_m_per_kg_month,unmet_cost_m_per_kg,safety_stock_months,safety_stock_from,"
    "stock_shortfall_cost_m_per_kg_year\nP01,C01,,mAb,commercial,plain,,0.01,0.3,,,\n"
    "P02,C02,,mAb,commercial,plain,,0.01,0.3,,,\n",
    "steps": "programme,step,sequence,input_kg_per_kg,release_months,shelf_life_months,"
    "holding_cost_m_per_kg_year,customs_value_m_per_kg,min_sites,min_sites_from\n"
    "P01,drug substance,1,,2.5,6,0.002,,,\nP02,drug substance,1,,2.5,,0.002,,,\n",
    "recipes": "programme,step,line,kg_per_batch,success_rate,days_per_batch,"
    "cost_local_m_per_batch,min_campaign_batches,changeover_days,changeover_cost_local_m\n"
    "P01,drug substance,L1,10,1,5,1.5,,10,0.1\nP02,drug substance,L2,10,1,5,1500,,10,100\n",
    "qualifications": "programme,step,site,status,qualified_from,transfer_months,approval_months,"
    "ppq_batches,transfer_cost_local_m,earliest_start\nP01,drug substance,AAA,qualified,,,,,,\n"
    "P02,drug substance,BBB,qualified,,,,,,\n",
    "obligations": "programme,market,due,firm,kg\nP01,US,2026,yes,80\nP02,EU,2026,no,80\n",
    "opening_stock": "programme,step,site,kg\nP01,drug substance,AAA,20\n"
    "P02,drug substance,BBB,20\n",
    "lanes": "origin,destination,transit_months,cost_m_per_kg\nAAA,US,0.1,0.001\n"
    "BBB,EU,0.1,0.002\n",
    "duties": "duty_class,origin_country,destination_country,from_month,rate\n"
    "plain,KR,US,2026-01,0.1\n",
    "exchange_rates": "currency,from_month,rate\nKRW,2026-01,0.0007\n",
    "sources": "table,key,column,status,source\n"
    'duties,plain; KR; US,rate,published,"a gazette, page 7"\n'
    "recipes,*,kg_per_batch,estimate,a guess\nrecipes,P01,*,derived,from trials\n",
    "scenarios": "scenario,description,probability,driver,state\nmore,more is due,,,\n",
    "changes": "scenario,order,table,where,column,operation,value,reason\n"
    "more,1,obligations,programme=P01; market=US,kg,scale,1.25,a larger market\n",
}


def small_case(
    folder: Path, scenario: str = "", replace: Mapping[str, tuple[str, str]] | None = None
) -> Case:
    """The case, read from a folder `base`; `replace` gives (old, new) texts by table."""
    place = folder / "base"
    place.mkdir(parents=True, exist_ok=True)
    for name, content in TABLES.items():
        old, new = (replace or {}).get(name, ("", ""))
        (place / f"{name}.csv").write_text(
            content.replace(old, new) if old else content, encoding="utf-8", newline=""
        )
    return read_case(place, scenario)


def small_plan(case: Case, **changes: Any) -> Plan:
    """A plan of the case; `changes` replace its fields."""
    tables = small_tables()
    costs = tables["Costs"]
    horizon = costs["tail"] == "no"
    objective = float(costs["discounted_m"].sum())
    total = float(costs.loc[horizon, "discounted_m"].sum())
    constant = float(costs.loc[costs["head"] == "fixed", "discounted_m"].sum())
    bound = objective - 0.5
    figures: dict[str, Any] = {
        "case": case,
        "status": "feasible",
        "stopped_by": "gap",
        "tables": tables,
        "objective_m": objective,
        "constant_m": constant,
        "decided_cost_m": objective - constant,
        "bound_m": bound,
        "gap": 0.5 / (objective - constant),
        "tail_cost_m": objective - total,
        "total_cost_m": total,
        "own_cost_m": float(costs.loc[horizon, "ours_m"].sum()),
        "seconds": {"read": 0.1, "build": 0.2, "solve": 3.0, "write": 0.0},
        "peak_memory_mb": 210.5,
        "settings": {"gap": 0.02, "effort": "quick", "seed": 0},
        "effort": {"rounds": 12},
        "versions": {"model": "0.1.0", "highspy": "1.15.1"},
        "trajectory": ((0.5, None, 1.0), (3.0, objective, bound)),
        "warnings": ("=1+1 is a text",),
        "durations": pd.DataFrame(
            [("steps", "programme=P01", "release_months", 2.5, 1, 3.0, "")],
            columns=["table", "key", "column", "months", "periods", "modelled_months", "note"],
        ),
    }
    return Plan(**{**figures, **changes})


def no_plan(case: Case) -> Plan:
    """What a run leaves that found no plan."""
    nan = float("nan")
    return small_plan(
        case,
        status="no_plan",
        stopped_by="infeasible",
        tables={name: empty_table(name) for name in RESULT_TABLES},
        objective_m=nan,
        constant_m=nan,
        decided_cost_m=nan,
        bound_m=float("-inf"),
        gap=float("inf"),
        tail_cost_m=nan,
        total_cost_m=nan,
        own_cost_m=nan,
        broken=(BrokenLimit("second source", "P01", nan, "2026-Q1", "one site only"),),
    )
