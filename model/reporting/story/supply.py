"""Which obligations are met, in kg and in client-quarters, and which limits are not kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from model.plan.plan import BrokenLimit, Plan
from model.reporting.story.money import tail_periods
from model.reporting.story.parts import Breach, Figure
from model.reporting.story.words import (
    capital,
    cut,
    kg_text,
    listing,
    period_word,
    share_text,
)

KG = 1e-4
"""Less than this is solver dust, not a late delivery."""

_NAMED = 3


@dataclass(frozen=True)
class Supply:
    """What is due in the horizon and what of it is met.

    A client-period is one client in one period in which something is due to it; it is kept where
    at the period's end nothing at all that was due to this client is late.
    """

    due_kg: float
    on_time_kg: float
    firm_kg: float
    firm_late_kg: float
    late_at_end_kg: float
    unmet_kg: float
    client_periods: int
    kept: int

    @property
    def share(self) -> float:
        """On time / due; 1 where nothing is due."""
        return self.on_time_kg / self.due_kg if self.due_kg > 0 else 1.0


def supply_of(plan: Plan) -> Supply:
    """The figures, from the sheets Summary and Obligations."""
    served, owed = plan.tables["Summary"], plan.tables["Obligations"]
    horizon = owed[owed["tail"] == "no"]
    kept = client_periods(horizon, clients_of(plan))
    last = horizon[horizon["period"] == horizon["period"].max()]
    return Supply(
        due_kg=float(served["due_kg"].sum()),
        on_time_kg=float(served["on_time_kg"].sum()),
        firm_kg=float(horizon["firm_kg"].sum()),
        firm_late_kg=float(horizon["firm_late_kg"].max()) if len(horizon) else 0.0,
        late_at_end_kg=float(last["late_kg"].sum()),
        unmet_kg=float(served["unmet_kg"].sum()),
        client_periods=len(kept),
        kept=int(kept.sum()),
    )


def clients_of(plan: Plan) -> dict[str, str]:
    """The client of each programme; one without a client counts as its own."""
    table = plan.case.tables["programmes"]
    pairs = zip(table["programme"], table["client"], strict=True)
    return {str(programme): str(client or programme) for programme, client in pairs}


def client_periods(horizon: pd.DataFrame, clients: Mapping[str, str]) -> pd.Series:
    """For each client and period with something due: whether nothing is late at its end."""
    named = horizon.assign(client=[clients.get(p, p) for p in horizon["programme"]])
    sums = named.groupby(["client", "period"])[["due_kg", "late_kg"]].sum()
    return sums.loc[sums["due_kg"] > KG, "late_kg"] <= KG


def supply_figures(plan: Plan) -> Iterator[Figure]:
    """Kg and client-periods, to show large."""
    supply = supply_of(plan)
    firm = "no firm kg is late" if supply.firm_late_kg <= KG else "some firm kg are late"
    yield Figure(
        "On time",
        share_text(supply.share, 1),
        f"{kg_text(supply.on_time_kg)} of {kg_text(supply.due_kg)} kg due; "
        + (firm if supply.firm_kg > KG else "none of it is firm"),
    )
    word = _word(plan)
    yield Figure(
        f"Client-{word}s kept",
        f"{supply.kept:,} of {supply.client_periods:,}",
        f"a client, a {word}, and at its end nothing owed is late",
    )


def obligation_sentences(plan: Plan, end: str) -> Iterator[str]:
    """What is met and what is not; `end` names the end of the horizon."""
    supply = supply_of(plan)
    yield (
        f"Of {kg_text(supply.due_kg)} kg due, {kg_text(supply.on_time_kg)} kg "
        f"({share_text(supply.share, 1)}) are delivered in the {_word(plan)} in which they are "
        f"due; {_firm(supply)}."
    )
    yield (
        f"{supply.kept:,} of {supply.client_periods:,} client-{_word(plan)}s are kept: at their "
        "end nothing that is owed to the client is late."
    )
    behind = _behind(plan)
    if behind:
        yield f"Least on time: {behind}."
    if supply.late_at_end_kg > KG or supply.unmet_kg > KG:
        yield f"At the end of {end}, {kg_text(supply.late_at_end_kg)} kg are late{_owed(plan)}."


def _owed(plan: Plan) -> str:
    """What is still late when the tail ends."""
    if not plan.case.settings["tail_months"]:
        return ""
    unmet = supply_of(plan).unmet_kg
    return f"; {tail_periods(plan)} later, {kg_text(unmet) + ' kg' if unmet > KG else 'none'}"


def _word(plan: Plan) -> str:
    return period_word(int(plan.case.settings["period_months"]))


def _firm(supply: Supply) -> str:
    if supply.firm_kg <= KG:
        return "none of them is firm"
    if supply.firm_late_kg <= KG:
        return f"all {kg_text(supply.firm_kg)} firm kg are"
    return "not all firm kg are"


def _behind(plan: Plan) -> str:
    """The programmes that are least on time."""
    served = plan.tables["Summary"].dropna(subset=["on_time_share"])
    worst = served[served["due_kg"] - served["on_time_kg"] > KG].nsmallest(_NAMED, "on_time_share")
    pairs = zip(worst["programme"], worst["on_time_share"], strict=True)
    return listing(f"{programme} ({share_text(float(share))})" for programme, share in pairs)


def breaches_of(plan: Plan) -> Iterator[Breach]:
    """The limits that are not kept, the heaviest first: kg by the programme's unmet cost."""
    clients = clients_of(plan)
    programmes = plan.case.filled("programmes")
    pairs = zip(programmes["programme"], programmes["unmet_cost_m_per_kg"], strict=True)
    weights = {str(p): float(cost) for p, cost in pairs}
    known = [(limit, _parsed(limit.key)) for limit in plan.broken]
    known.sort(key=lambda pair: -_weight(pair[0], pair[1].get("programme", ""), weights))
    for limit, key in known:
        programme = key.get("programme", "")
        yield Breach(
            limit.limit,
            programme,
            limit.kg,
            limit.periods,
            limit.why,
            _sentence(limit, key, clients.get(programme, "")),
        )


def breach_kinds(plan: Plan) -> Iterator[str]:
    """For each kind of limit that is not kept: whose, and how many kg in all."""
    kinds: dict[str, list[Breach]] = {}
    for breach in breaches_of(plan):
        kinds.setdefault(breach.limit, []).append(breach)
    for limit, mine in kinds.items():
        names = list(dict.fromkeys(breach.programme for breach in mine))
        kg = sum(breach.kg for breach in mine)
        yield f"{capital(limit)}: {listing(cut(names, 2 * _NAMED))}, {kg_text(kg)} kg in all."


def _weight(limit: BrokenLimit, programme: str, weights: Mapping[str, float]) -> float:
    kg = limit.kg if limit.kg == limit.kg else 0.0
    return kg * (weights.get(programme) or 1.0)


def _parsed(key: str) -> dict[str, str]:
    """A key in the syntax of `where`; one in other words has no parts."""
    return dict(part.split("=", 1) for part in key.split("; ") if "=" in part)


def _sentence(limit: BrokenLimit, key: Mapping[str, str], client: str) -> str:
    programme = key.get("programme", "")
    if not programme:
        return f"{limit.limit}: {limit.key}: {limit.why}."
    where = ", ".join(value for name, value in key.items() if name != "programme")
    named = [where, f"client {client}"] if client != programme else [where]
    who = f"{programme} ({'; '.join(filter(None, named))})"
    if not limit.periods:
        return f"{who}, {limit.limit}: {limit.why}."
    return f"{who}, {limit.limit}: {kg_text(limit.kg)} kg in {limit.periods}; {limit.why}."


def breach_note(plan: Plan) -> str:
    """How the breach is counted, and what is proven of it."""
    if not plan.broken or plan.status == "no_plan":
        return ""
    if plan.broken_weighted <= plan.broken_weighted_bound + 1e-5:
        proof = "no plan breaks less: proven"
    elif plan.broken_weighted_bound > 1e-6:
        part = share_text(plan.broken_weighted_bound / plan.broken_weighted)
        proof = f"{part} of the breach is proven to be unavoidable, the rest may not be"
    else:
        proof = "whether a plan could keep them all is not known"
    return f"Each kg counts by what its programme's unmet kg costs; {proof}."
