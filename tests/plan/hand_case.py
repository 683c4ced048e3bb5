"""A small network, written by hand; hand_plan holds a plan for it.

Four quarters of 2026 and one of tail. Programme P: step make on LA (site A) or on LB (site B, an
option line, after a transfer with two validation batches), step fill on LC (site A). Programme Q:
one step, make, on LA or, after a transfer without validation, on LB. One market, US. A dollar
buys 2 won until June and 4 from July. Every figure below is arithmetic a planner can follow.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from model.case.case import Case
from model.case.reading import read_case
from model.case.schema import SCHEMA

PERIODS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1")
Rows = Sequence[Mapping[str, str | float]]


def table_of(text: str) -> list[dict[str, str]]:
    """Rows of a CSV text, indented or not."""
    return list(csv.DictReader(line.strip() for line in text.strip().splitlines()))


INPUTS: dict[str, list[dict[str, str]]] = {
    "settings": table_of(
        """setting,value
        schema_version,1
        first_month,2026-01
        last_month,2026-12
        period_months,3
        tail_months,2
        currency,USD
        discount_rate,0.1
        carry_over,yes"""
    ),
    "sites": table_of(
        """site,country,currency,max_transfers_at_once
        A,US,USD,
        B,KR,KRW,2"""
    ),
    "markets": table_of("market,country\nUS,US"),
    "lines": table_of(
        """line,site,process,units,availability,status,fixed_cost_local_m_per_year,capex_local_m,build_months,earliest_decision,latest_decision,life_years
        LA,A,any,1,1,existing,12,,,,,
        LB,B,any,1,1,option,24,100,3,2026-01,2026-12,10
        LC,A,any,1,1,existing,0,,,,,"""
    ),
    "programmes": table_of(
        """programme,client,modality,stage,duty_class,late_cost_m_per_kg_month,unmet_cost_m_per_kg,safety_stock_months,safety_stock_from,stock_shortfall_cost_m_per_kg_year
        P,C,ADC,commercial,d,0.01,2,3,2026-07,0.04
        Q,D,mAb,commercial,d,0.02,0,,,"""
    ),
    "steps": table_of(
        """programme,step,sequence,input_kg_per_kg,release_months,shelf_life_months,holding_cost_m_per_kg_year,customs_value_m_per_kg,min_sites,min_sites_from
        P,make,1,,3,12,0.04,0.5,2,2026-07
        P,fill,2,1.25,0,6,0.08,2,,
        Q,make,1,,0,,0.04,1,,"""
    ),
    "recipes": table_of(
        """programme,step,line,kg_per_batch,success_rate,days_per_batch,cost_local_m_per_batch,changeover_days,changeover_cost_local_m
        P,make,LA,10,0.8,10,1,5,0.2
        P,make,LB,10,1,10,2,5,0.4
        P,fill,LC,8,1,5,0.5,0,0.1
        Q,make,LA,5,1,8,1,4,0.3
        Q,make,LB,5,1,8,1,4,0.5"""
    ),
    "qualifications": table_of(
        """programme,step,site,status,transfer_months,approval_months,ppq_batches,transfer_cost_local_m,earliest_start
        P,make,A,qualified,,,,,
        P,make,B,transferable,3,3,2,6,2026-01
        P,fill,A,qualified,,,,,
        Q,make,A,qualified,,,,,
        Q,make,B,transferable,3,0,0,2,2026-02"""
    ),
    "obligations": table_of(
        """programme,market,due,firm,kg
        P,US,2026-Q1,yes,8
        P,US,2026-Q2,yes,4
        P,US,2026-Q2,no,4
        P,US,2026-Q3,no,12
        P,US,2026-Q4,no,12
        Q,US,overdue,no,5
        Q,US,2026-Q2,yes,5
        Q,US,2026-Q4,no,15"""
    ),
    "opening_stock": table_of("programme,step,site,kg\nP,make,A,10"),
    "lanes": table_of(
        """origin,destination,transit_months,cost_m_per_kg
        A,US,0.1,0.001
        B,US,0.35,0.002
        B,A,3,0.003"""
    ),
    "duties": table_of(
        """duty_class,origin_country,destination_country,from_month,rate
        d,KR,US,2026-01,0.1
        d,KR,US,2026-07,0.2"""
    ),
    "exchange_rates": table_of(
        """currency,from_month,rate
        KRW,2026-01,0.5
        KRW,2026-07,0.25"""
    ),
    "market_access": table_of(
        """programme,market,site,from_month,approval_months
        Q,US,A,,
        Q,US,B,,6"""
    ),
    "site_shares": table_of(
        """programme,step,site,first_month,last_month,min_share,max_share
        P,make,B,2026-04,2026-09,0.5,0.7"""
    ),
    "reservations": table_of(
        """client,line,first_month,last_month,days_per_year
        D,LA,2026-01,2026-12,40"""
    ),
    "commitments": table_of(
        """decision,programme,step,site,line,first_month,last_month,must,agreed_with
        transfer,P,make,B,,2026-01,2026-03,yes,client C
        transfer,Q,make,B,,2026-07,,no,client D
        invest,,,,LB,,2026-03,yes,the board
        allocation,Q,make,B,,,2026-06,no,client D
        allocation,Q,make,A,,,,yes,client D"""
    ),
    "cost_bearing": table_of(
        """programme,head,our_share
        *,duty,0
        *,transfer,0.75
        P,transfer,0.5"""
    ),
}


def hand_case(folder: Path, **tables: Rows) -> Case:
    """The case, with some of its tables replaced by the rows given."""
    folder.mkdir(exist_ok=True)
    for name, table in SCHEMA.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, table.column_names)
            writer.writeheader()
            writer.writerows(tables.get(name, INPUTS.get(name, [])))
    return read_case(folder)


def changed(table: str, column: str, value: str, **where: str) -> dict[str, Rows]:
    """An input table with one column of the rows that agree with `where` set to a value."""
    hits = [row for row in INPUTS[table] if where.items() <= row.items()]
    assert hits, f"no row of {table} has {where}"
    return {table: [{**row, column: value} if row in hits else row for row in INPUTS[table]]}
