"""The Costs sheet against the recomputed cost heads, row by row and in total."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from model.plan.audit.costs import GRAIN, Amounts, Ledger, freight_and_duty
from model.plan.audit.decided import Work
from model.plan.audit.grids import clean_text
from model.plan.audit.records import Names
from model.plan.audit.report import CONSTANT, HEADS, LEDGER, TABLES

TEXTS = ("head", "programme", "step", "site", "line", "period", "tail")
MONEY = ("amount_m", "discount_factor", "discounted_m", "ours_m", "client_m")


def check_costs(
    work: Work, ledger: Ledger, objective_m: float | None, constant_m: float | None
) -> None:
    """Every head, every factor and split, and the totals that the plan states."""
    costs = _read(work)
    if costs is None:
        return
    for head in HEADS:
        _head(work, head, costs[costs["head"] == head], ledger)
    _factors(work, costs)
    _splits(work, costs)
    _shipment_sheet(work)
    _totals(work, costs, ledger, objective_m, constant_m)


def _read(work: Work) -> pd.DataFrame | None:
    frame = work.tables.get("Costs")
    if frame is None or not {*TEXTS, *MONEY} <= set(frame.columns):
        work.book.fault(TABLES, "Costs", "the sheet or some of its columns are missing")
        return None
    costs = clean_text(frame, TEXTS)
    position = {label: at for at, label in enumerate(work.facts.clock.labels)}
    at = [position.get(label, -1) for label in costs["period"]]
    costs["at"] = np.array(at, dtype=int)
    for column in MONEY:
        costs[column] = pd.to_numeric(costs[column], errors="coerce").astype(float)
        if not np.isfinite(costs[column]).all():
            work.book.fault(TABLES, "Costs", f"{column} has cells without a number")
    unknown = (costs["at"] < 0) | ~costs["head"].isin(HEADS)
    pairs = zip(costs["head"][unknown], costs["period"][unknown], strict=True)
    for head, period in sorted(set(pairs)):
        work.book.fault(TABLES, f"Costs, {head}", "no such cost head or period", period)
    costs = costs[~unknown]
    wrong = costs["tail"] != np.where(costs["at"] >= work.facts.clock.horizon, "yes", "no")
    for period in sorted(set(costs["period"][wrong])):
        work.book.fault(TABLES, "Costs", "tail is marked wrongly", period)
    return costs


def _head(work: Work, head: str, costs: pd.DataFrame, ledger: Ledger) -> None:
    """One head's amounts and discounted values against the audit's own."""
    for column, what, wanted in (
        ("amount_m", "amount in millions", ledger.amounts[head]),
        ("discounted_m", "discounted amount in millions", ledger.discounted[head]),
    ):
        stated = _sums(work, costs, GRAIN[head], column)
        zero = np.zeros(work.facts.clock.count)
        for key in sorted(set(stated) | set(wanted)):
            found, expected = stated.get(key, zero), wanted.get(key, zero)
            work.book.equal(f"cost {head}", ", ".join(key), what, found, expected)


def _sums(work: Work, costs: pd.DataFrame, columns: Names, value: str) -> Amounts:
    sums: Amounts = defaultdict(lambda: np.zeros(work.facts.clock.count))
    keys = zip(*(costs[column] for column in columns), strict=True)
    for key, at, amount in zip(keys, costs["at"], costs[value], strict=True):
        sums[key][at] += amount
    return dict(sums)


def _factors(work: Work, costs: pd.DataFrame) -> None:
    """Each row: the factor of its period, and discounted = amount x factor."""
    # Residual values, which capital holds, are discounted from the horizon's end.
    clock, capital = work.facts.clock, (costs["head"] == "capital").to_numpy()
    found, usual = costs["discount_factor"].to_numpy(), clock.factors()[costs["at"].to_numpy()]
    residual = capital & (np.abs(found - clock.end_factor()) < np.abs(found - usual))
    factors = np.where(residual, clock.end_factor(), usual)
    work.book.equal(LEDGER, "Costs", "a discount factor", found, factors)
    product = (costs["amount_m"] * costs["discount_factor"]).to_numpy()
    what = "a discounted amount, against amount x factor,"
    work.book.equal(LEDGER, "Costs", what, costs["discounted_m"].to_numpy(), product)


def _splits(work: Work, costs: pd.DataFrame) -> None:
    """Ours and the client's part of each row, by head."""
    pairs = zip(costs["programme"], costs["head"], strict=True)
    share = np.array([work.facts.our_share(programme, head) for programme, head in pairs])
    discounted = costs["discounted_m"].to_numpy()
    for head in HEADS:
        rows = (costs["head"] == head).to_numpy()
        ours, client = costs["ours_m"].to_numpy()[rows], costs["client_m"].to_numpy()[rows]
        ours_due = (share * discounted)[rows]
        client_due = ((1.0 - share) * discounted)[rows]
        work.book.equal(f"cost {head}", head, "our part in millions", ours, ours_due)
        work.book.equal(f"cost {head}", head, "the client's part in millions", client, client_due)


def _shipment_sheet(work: Work) -> None:
    """Freight and duty on the Shipments sheet itself."""
    grid = work.grids["Shipments"]
    for key in grid.keys:
        freight, duty = freight_and_duty(work, key)
        where = ", ".join(key)
        work.book.equal(
            "cost freight", where, "freight in millions", grid.get("freight_m", *key), freight
        )
        work.book.equal("cost duty", where, "duty in millions", grid.get("duty_m", *key), duty)


def _totals(
    work: Work,
    costs: pd.DataFrame,
    ledger: Ledger,
    objective_m: float | None,
    constant_m: float | None,
) -> None:
    """The ledger's sum is the objective; the lines that stand anyway are its constant."""
    facts, own = work.facts, work.facts.own_objective
    total = sum(
        float(values.sum()) * (_our_share(work, head, key) if own else 1.0)
        for head, rows in ledger.discounted.items()
        for key, values in rows.items()
    )
    stated = float(costs["ours_m" if own else "discounted_m"].sum())
    work.book.equal(LEDGER, "Costs", "the sum in millions", stated, total)
    if objective_m is not None:
        work.book.equal(LEDGER, "objective", "the total in millions", objective_m, total)
    if constant_m is not None:
        share = facts.our_share("*", "fixed") if own else 1.0
        standing = [
            float(rows.sum())
            for key, rows in ledger.discounted["fixed"].items()
            if not facts.lines[key[1]].option
        ]
        constant = sum(standing) * share
        work.book.equal(CONSTANT, "constant", "the constant in millions", constant_m, constant)


def _our_share(work: Work, head: str, key: Names) -> float:
    return work.facts.our_share(key[0] if GRAIN[head][0] == "programme" else "*", head)
