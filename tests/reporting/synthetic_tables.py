"""Result tables of the synthetic plan, which agree with each other and with its case."""

from __future__ import annotations

import pandas as pd

from model.plan.columns import RESULT_TABLES

PERIODS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2")
TAIL = ("no", "no", "no", "no", "yes", "yes")
MADE = {"P01": ("AAA", "L1", "US"), "P02": ("BBB", "L2", "EU")}
BATCHES = (2, 2, 2, 2, 2, 0)
STEP = "drug substance"
RATE = 0.08


def small_tables() -> dict[str, pd.DataFrame]:
    """The result tables, consistent with each other and with the case."""
    tables: dict[str, list[dict[str, object]]] = {name: [] for name in RESULT_TABLES}
    for programme, (site, line, market) in MADE.items():
        what = {"programme": programme, "step": STEP}
        for t, batches in enumerate(BATCHES):
            when = {"period": PERIODS[t], "tail": TAIL[t]}
            tables["Production"].append({**what, "line": line, **when, **_made(t, batches)})
            tables["Stock"].append({**what, "site": site, **when, **_stock(t)})
            lane = {"origin": site, "destination": market, "arrives": PERIODS[t]}
            tables["Shipments"].append({**what, **lane, **when, **SENT})
            owed = {"programme": programme, "market": market}
            tables["Obligations"].append({**owed, **when, **_owed(programme, TAIL[t])})
            tables["Capacity"].append({"line": line, **when, **_days(t, batches, programme)})
            tables["Costs"] += _costs(what, site, line, t, batches)
        tables["Allocation"] += _allocation(programme, site)
        tables["Summary"].append(_summary(programme, tables["Costs"]))
    tables["Decisions"] = _decisions()
    return {name: pd.DataFrame(rows)[_columns(name, rows)] for name, rows in tables.items()}


SENT: dict[str, object] = {"kg": 20.0, "freight_m": 0.02, "duty_m": 0.0}


def _made(t: int, batches: int) -> dict[str, object]:
    return {
        "batches": batches,
        "validation_batches": 0.0,
        "kg_released": 10.0 * batches,
        "changeovers": float(t == 0),
        "days": batches * 5.0 + 10.0 * (t == 0),
        "campaign": int(batches > 0),
        "carry_over": int(t > 0 and batches > 0),
        "validation": 0,
    }


def _stock(t: int) -> dict[str, object]:
    """20 kg at first, gone in the first quarter; from then on what comes in goes out."""
    return {
        "opening_kg": 20.0 * (t == 0),
        "in_kg": 10.0 * BATCHES[t - 1] if t else 0.0,
        "out_kg": 20.0,
        "scrap_kg": 0.0,
        "closing_kg": 0.0,
        "safety_stock_kg": 0.0,
        "shortfall_kg": 0.0,
    }


def _owed(programme: str, tail: str) -> dict[str, object]:
    return {
        "due_kg": 20.0,
        "firm_kg": 20.0 if programme == "P01" and tail == "no" else 0.0,
        "delivered_kg": 20.0,
        "late_kg": 0.0,
        "unmet_kg": 0.0,
        "firm_late_kg": 0.0,
        "kg_cost_m": 0.08,
        "kg_cost_fixed_m": 0.001,
    }


def _days(t: int, batches: int, programme: str) -> dict[str, object]:
    days = batches * 5.0 + 10.0 * (t == 0)
    return {
        "days": 73.0,
        "production_days": batches * 5.0,
        "changeover_days": 10.0 * (t == 0),
        "validation_days": 0.0,
        "free_days": 73.0 - days,
        "utilisation": days / 73.0,
        "reference_programme": programme,
        "free_batches": (73.0 - days) // 5,
        "day_worth_m": 0.0,
        "day_price_m": float("nan"),
    }


def _columns(name: str, rows: list[dict[str, object]]) -> list[str]:
    if name == "Summary":
        return list(rows[0])
    return [column.name for column in RESULT_TABLES[name].columns]


def _costs(
    what: dict[str, str], site: str, line: str, t: int, batches: int
) -> list[dict[str, object]]:
    factor = (1 + RATE) ** -((t + 0.5) / 4)
    nowhere = {"programme": "", "step": "", "site": "", "line": ""}
    listed = (
        ("fixed", {"site": site, "line": line}, 1.0, 1.0),
        ("production", {**what, "site": site, "line": line}, 1.5 * batches, 1.0),
        ("changeover", {**what, "site": site, "line": line}, 0.1 * (t == 0), 1.0),
        ("freight", {**what, "site": site}, 0.02, 0.0),
    )
    return [
        {
            "head": head,
            **nowhere,
            **where,
            "period": PERIODS[t],
            "amount_m": amount,
            "discount_factor": factor,
            "discounted_m": amount * factor,
            "ours_m": amount * factor * ours,
            "client_m": amount * factor * (1 - ours),
            "tail": TAIL[t],
        }
        for head, where, amount, ours in listed
    ]


def _allocation(programme: str, site: str) -> list[dict[str, object]]:
    other = {"AAA": "BBB", "BBB": "AAA"}[site]
    return [
        {
            "programme": programme,
            "step": STEP,
            "site": where,
            "year": year,
            "batches": batches * part,
            "kg_released": 10.0 * batches * part,
            "share": part,
            "tail": "yes" if year == 2027 else "no",
        }
        for year, batches in ((2026, 8.0), (2027, 2.0))
        for where, part in ((site, 1.0), (other, 0.0))
    ]


def _summary(programme: str, costs: list[dict[str, object]]) -> dict[str, object]:
    site, _, _ = MADE[programme]
    cost = sum(
        float(str(row["discounted_m"]))
        for row in costs
        if row["programme"] == programme and row["tail"] == "no"
    )
    shares = {f"{s} {y} share": float(s == site) for y in (2026, 2027) for s in ("AAA", "BBB")}
    return {
        "programme": programme,
        "client": f"C0{programme[-1]}",
        "home_sites": f"{STEP}: {site} (100 %)",
        **shares,
        "due_kg": 80.0,
        "on_time_kg": 80.0,
        "on_time_share": 1.0,
        "unmet_kg": 0.0,
        "cost_m": cost,
    }


def _decisions() -> list[dict[str, object]]:
    common = {"programme": "P02", "step": STEP, "site": "BBB", "line": ""}
    return [
        {
            **common,
            "date": "2026-07",
            "period": "2026-Q3",
            "decision": "approval",
            "cost_m": 0.0,
            "serves": "EU",
            "tail": "no",
        },
        {
            **common,
            "date": "2025-10",
            "period": "2025-Q4",
            "decision": "transfer",
            "cost_m": 0.0,
            "serves": "=P02, EU, 2026-Q3",
            "tail": "no",
        },
    ]
