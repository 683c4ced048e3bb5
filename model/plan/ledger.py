"""The ledger: the objective's own terms with the decisions' values put in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from model.case.instance import Instance
from model.formulation.costs import HEADS, Cost
from model.plan.made import is_tail

INDEX = ["head", "programme", "step", "site", "line", "t", "discount_factor"]


def costs(
    inst: Instance, terms: Sequence[tuple[str, Cost]], quantities: Iterable[float]
) -> pd.DataFrame:
    """The cost table: a row for each head, owner and period, zero rows included.

    `quantities` are the decisions' values, one for each term (1 for a constant).
    """
    frame = pd.DataFrame(
        [
            (head, c.programme, c.step, c.site, c.line, c.period, c.discount_factor, c.amount * q)
            for (head, c), q in zip(terms, quantities, strict=True)
        ],
        columns=[*INDEX, "amount_m"],
    )
    rows = frame.groupby(INDEX, as_index=False, sort=False)[["amount_m"]].sum()
    order = {head: number for number, head in enumerate(HEADS)}
    rows = rows.sort_values(
        INDEX, key=lambda column: column.map(order) if column.name == "head" else column
    ).reset_index(drop=True)
    # + 0.0 turns a negative zero, which a carried set-up leaves, into a plain one.
    rows["amount_m"] = rows["amount_m"] + 0.0
    rows["period"] = [inst.horizon.label(t) for t in rows["t"]]
    rows["tail"] = [is_tail(inst, t) for t in rows["t"]]
    rows["discounted_m"] = rows["amount_m"] * rows["discount_factor"]
    ours = [
        inst.our_share(programme or None, head)
        for programme, head in zip(rows["programme"], rows["head"], strict=True)
    ]
    rows["ours_m"] = rows["discounted_m"] * ours
    rows["client_m"] = rows["discounted_m"] - rows["ours_m"]
    columns = ["head", "programme", "step", "site", "line", "period", "amount_m"]
    columns += ["discount_factor", "discounted_m", "ours_m", "client_m", "tail"]
    return rows[columns]
