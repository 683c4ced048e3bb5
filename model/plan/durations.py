"""Each duration as entered and as modelled, and a warning where rounding shortens it."""

from __future__ import annotations

import math

import pandas as pd

from model.case.case import Case
from model.case.instance import Instance

# Table and column of every duration that is rounded to periods.
ROUNDED = (
    ("steps", "release_months"),
    ("steps", "shelf_life_months"),
    ("qualifications", "transfer_months"),
    ("qualifications", "approval_months"),
    ("market_access", "approval_months"),
    ("lanes", "transit_months"),
    ("lines", "build_months"),
)
COLUMNS = ["table", "key", "column", "months", "periods", "modelled_months", "note"]


def durations(case: Case, inst: Instance) -> pd.DataFrame:
    """Rows that share table, column and months are one row; `key` lists them."""
    rows = []
    for table, column in ROUNDED:
        data = case.tables[table]
        names = [name for name in data.columns if data[name].dtype == object][:3]
        for months, group in data.groupby(column, sort=True):
            periods = inst.horizon.rounded(float(months))  # type: ignore[arg-type]
            modelled = periods * inst.horizon.period_months
            keys = group[names].apply(lambda row: " ".join(str(value) for value in row), axis=1)
            rows.append(
                (
                    table,
                    _listed(list(keys)),
                    column,
                    float(months),  # type: ignore[arg-type]
                    periods,
                    modelled,
                    _note(float(months), modelled),  # type: ignore[arg-type]
                )
            )
    return pd.DataFrame(rows, columns=COLUMNS)


def _listed(keys: list[str]) -> str:
    return "; ".join(keys) if len(keys) <= 3 else f"{keys[0]} and {len(keys) - 1} more"


def _note(months: float, modelled: float) -> str:
    if math.isclose(months, modelled):
        return ""
    return "modelled shorter than entered" if modelled < months else "modelled longer than entered"


def shortened_releases(inst: Instance, case: Case) -> tuple[str, ...]:
    """Warnings where rounding makes the releases along a route shorter than entered."""
    entered: dict[str, float] = {}
    modelled: dict[str, int] = {}
    for row in case.tables["steps"].to_dict("records"):
        p = row["programme"]
        if (p, row["step"]) in inst.steps:
            entered[p] = entered.get(p, 0.0) + row["release_months"]
            release = inst.steps[p, row["step"]].release * inst.horizon.period_months
            modelled[p] = modelled.get(p, 0) + release
    alike: dict[tuple[float, int], list[str]] = {}
    for p in sorted(entered):
        if modelled[p] < entered[p] - 1e-9:
            alike.setdefault((entered[p], modelled[p]), []).append(p)
    return tuple(
        f"{', '.join(names)}: release takes {months:g} months as entered but {periods:g} as "
        f"modelled in periods of {inst.horizon.period_months} months"
        for (months, periods), names in alike.items()
    )


def shortened_chains(inst: Instance, case: Case) -> tuple[str, ...]:
    """Warnings where rounding makes the way from transfer to approval shorter than entered."""
    warnings = []
    length = inst.horizon.period_months
    data = case.tables["qualifications"].to_dict("records")
    for row in data:
        key = (row["programme"], row["step"], row["site"])
        transfer = inst.transfers.get(key)
        if transfer is None:
            continue
        entered = row["transfer_months"] + row["approval_months"]
        entered += 3.0 if transfer.ppq_batches else 0.0
        # Validation takes place within the `spread` periods that begin with its first.
        modelled = (
            (transfer.qualified_after + 1) * length
            if transfer.ppq_batches
            else (transfer.qualified_after * length)
        )
        if modelled < entered - 1e-9:
            warnings.append(
                f"{' '.join(key)}: transfer, validation and approval take {entered:g} months as "
                f"entered but {modelled:g} as modelled in periods of {length} months"
            )
    return tuple(warnings)
