"""Which limits a plan does not keep, by how much, when, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from model.case.instance import Instance
from model.plan.plan import BrokenLimit
from model.plan.values import Key, Values

TOLERANCE = 1e-6


def broken_limits(
    inst: Instance, values: Mapping[Key, float], tables: Mapping[str, pd.DataFrame]
) -> tuple[BrokenLimit, ...]:
    """The broken limits of a plan: firm kg late, second sources missing, shares missed."""
    v = Values(values)
    return (*_firm(inst, v), *_sources(inst, v), *_shares(inst, v))


def _spans(inst: Instance, periods: list[int]) -> str:
    """Periods as spans: "2027-Q3 to 2028-Q2, 2029-Q1"."""
    spans: list[list[int]] = []
    for t in sorted(periods):
        if spans and spans[-1][-1] == t - 1:
            spans[-1].append(t)
        else:
            spans.append([t])
    label = inst.horizon.label
    return ", ".join(
        label(span[0]) if len(span) == 1 else f"{label(span[0])} to {label(span[-1])}"
        for span in spans
    )


def _firm(inst: Instance, v: Values) -> Iterator[BrokenLimit]:
    """kg: firm_late summed over periods, each counted period_months / 3 (kg-quarters)."""
    quarters = inst.horizon.period_months / 3
    late: dict[tuple[str, str], dict[int, float]] = {}
    for (p, market, t), kg in v.all("firm_late").items():
        if kg > TOLERANCE:
            late.setdefault((p, market), {})[t] = kg
    for (p, market), kg_in in sorted(late.items()):
        step = inst.final_step(p)
        yield BrokenLimit(
            limit="firm kg on time",
            key=f"programme={p}; market={market}",
            kg=sum(kg_in.values()) * quarters,
            periods=_spans(inst, list(kg_in)),
            why=f"counted once a quarter; at most {max(kg_in.values()):,.1f} kg late at once: "
            + _standing_of(inst, v, p, step, min(kg_in)),
        )


def _standing_of(inst: Instance, v: Values, p: str, step: str, period: int) -> str:
    """Where the step is qualified in the period, and what is still on its way."""
    ready, coming = [], []
    for site in inst.sites:
        since = _qualified_since(inst, v, p, step, site)
        if since is None:
            continue
        if since <= period:
            ready.append(site)
        else:
            coming.append(f"{site} from {inst.horizon.label(since)}")
    text = f"{step} is qualified at {', '.join(ready) if ready else 'no site'}"
    return text + (f", at {', '.join(coming)}" if coming else "")


def _qualified_since(inst: Instance, v: Values, p: str, k: str, site: str) -> int | None:
    if (p, k, site) in inst.qualified_from:
        return inst.qualified_from[p, k, site]
    transfer = inst.transfers.get((p, k, site))
    if transfer is None:
        return None
    for start in transfer.starts:
        if v("transfer", p, k, site, start) > 0.5:
            return start + transfer.qualified_after
    return None


def _sources(inst: Instance, v: Values) -> Iterator[BrokenLimit]:
    """kg: what is due in the periods with too few sites."""
    missing: dict[tuple[str, str], list[int]] = {}
    for (p, k, t), few in v.all("too_few_sites").items():
        if few > 0.5 and inst.due_by_programme[p][t] > 0:
            missing.setdefault((p, k), []).append(t)
    for (p, k), periods in sorted(missing.items()):
        step = inst.steps[p, k]
        yield BrokenLimit(
            limit="second source",
            key=f"programme={p}; step={k}",
            kg=sum(inst.due_by_programme[p][t] for t in periods),
            periods=_spans(inst, periods),
            why=f"{step.min_sites} sites are asked for; "
            + _standing_of(inst, v, p, k, min(periods)),
        )


def _shares(inst: Instance, v: Values) -> Iterator[BrokenLimit]:
    """kg: what a site makes outside its share."""
    for number, share in enumerate(inst.shares):
        for variable, text in (("share_missing", "too little"), ("share_exceeded", "too much")):
            kg = v(variable, share.programme, number)
            if kg > TOLERANCE:
                wanted = share.low if variable == "share_missing" else share.high
                yield BrokenLimit(
                    limit="site share",
                    key=f"programme={share.programme}; step={share.step}; site={share.site}",
                    kg=kg,
                    periods=_spans(inst, list(share.window)),
                    why=f"{kg:,.1f} kg {text} for a share of {wanted:.0%}: "
                    + _standing_of(inst, v, share.programme, share.step, share.window[0]),
                )
