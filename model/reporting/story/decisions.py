"""The dated decisions as sentences: what, by when, at what cost, and what asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from model.case.case import Case
from model.plan.plan import Plan
from model.reporting.story.money import currency_of
from model.reporting.story.parts import Decision
from model.reporting.story.reasons import asked_for
from model.reporting.story.words import (
    cut,
    kg_text,
    listing,
    million,
    month_words,
    number_words,
    share_text,
)

_SERVED = re.compile(r"(?P<market>.+) (?P<period>\S+): (?P<kg>[\d.,]+) kg")
_RUNS = re.compile(r"(?P<what>.+) from (?P<period>\S+)")
_NAMED = 4


def all_decisions(plan: Plan) -> tuple[Decision, ...]:
    """Transfers and investments that begin within the horizon, in order of date."""
    table = plan.tables["Decisions"]
    first = str(plan.case.settings["first_month"])
    asked = table[
        table["decision"].isin(["transfer", "investment"])
        & (table["tail"] == "no")
        & (table["date"] >= first)
    ]
    rows = [{str(name): row[name] for name in row} for row in asked.to_dict("records")]
    made = (_transfer if row["decision"] == "transfer" else _investment for row in rows)
    decisions = [make(plan, row) for make, row in zip(made, rows, strict=True)]
    return tuple(sorted(decisions, key=lambda decision: decision.date))


def shown(decisions: Sequence[Decision], most: int) -> tuple[Decision, ...]:
    """The soonest decisions; a line to build is always among them. In order of date."""
    ranked = sorted(decisions, key=lambda decision: (decision.kind != "investment", decision.date))
    chosen = ranked[:most]
    return tuple(decision for decision in decisions if any(decision is one for one in chosen))


def later_sentence(decisions: Sequence[Decision], most: int) -> str:
    """What else is decided, where not all decisions are shown."""
    chosen = shown(decisions, most)
    rest = [decision for decision in decisions if not any(decision is one for one in chosen)]
    if not rest:
        return ""
    names = [f"{d.programme or d.line} to {d.site} in {month_words(d.date)}" for d in rest]
    cost = f"{rest[0].currency} {million(sum(d.cost_m for d in rest))} million"
    what = number_words(len(rest), "more decision")
    return f"And {what}, for {cost}: {listing(cut(names, _NAMED))}."


def decided_sentence(plan: Plan, decisions: Sequence[Decision]) -> str:
    """How many transfers the plan starts and which lines it builds."""
    transfers = [d for d in decisions if d.kind == "transfer"]
    built = [d.line for d in decisions if d.kind == "investment"]
    lines = plan.case.tables["lines"]
    options = [str(line) for line in lines.loc[lines["status"] == "option", "line"]]
    left = [line for line in options if line not in built]
    stay = "stays" if len(left) == 1 else "stay"
    asked = sum(d.asked for d in transfers)
    what = f"This plan starts {number_words(len(transfers), 'technology transfer')}"
    if asked and asked < len(transfers):
        what += f" ({number_words(asked, 'of them').removesuffix('s')} asked for by limits or dues)"
    what += f" and builds {listing(cut(built, _NAMED)) if built else 'no line'}"
    return what + (f"; {listing(cut(left, _NAMED))} {stay} unbuilt." if left else ".")


def _transfer(plan: Plan, row: dict[str, object]) -> Decision:
    table = plan.tables["Decisions"]
    programme, step, site = (str(row[name]) for name in ("programme", "step", "site"))
    mine = table[
        (table["programme"] == programme) & (table["step"] == step) & (table["site"] == site)
    ]
    cost = float(mine.loc[mine["decision"].isin(["transfer", "validation"]), "cost_m"].sum())
    reason = asked_for(plan, programme, step, site)
    return Decision(
        date=str(row["date"]),
        kind="transfer",
        programme=programme,
        step=step,
        site=site,
        line="",
        what=f"Start the transfer of {programme} {step} to {site}",
        why=reason or _chosen(plan, programme, step, site, str(row["serves"])),
        asked=bool(reason),
        ready=_approved(plan.case, mine),
        cost_m=cost,
        currency=currency_of(plan),
    )


def _approved(case: Case, mine: pd.DataFrame) -> str:
    """When the step is qualified at the site: its own approval, not that of a market."""
    markets = set(case.tables["markets"]["market"])
    approvals = mine[mine["decision"] == "approval"]
    own = approvals[~approvals["serves"].isin(markets)]
    return str(own["date"].min()) if len(own) else ""


def _chosen(plan: Plan, programme: str, step: str, site: str, serves: str) -> str:
    """What a decision that nothing asks for is good for in this plan."""
    found = _SERVED.fullmatch(serves)
    if found:
        return (
            f"this plan's choice; it first supplies {found['market']}, "
            f"{found['kg']} kg in {found['period']}"
        )
    made = plan.tables["Allocation"]
    mine = made[(made["programme"] == programme) & (made["step"] == step) & (made["tail"] == "no")]
    here, whole = mine.loc[mine["site"] == site, "kg_released"].sum(), mine["kg_released"].sum()
    if here <= 0:
        return "this plan's choice; nothing is made there within the horizon"
    return (
        f"this plan's choice; {kg_text(float(here))} kg of it are made there, "
        f"{share_text(float(here / whole))} of all"
    )


def _investment(plan: Plan, row: dict[str, object]) -> Decision:
    table = plan.tables["Decisions"]
    line, site = str(row["line"]), str(row["site"])
    opening = table[(table["decision"] == "opening") & (table["line"] == line)]
    agreed = list(_agreed(plan.case, line))
    found = _RUNS.fullmatch(str(row["serves"]))
    if agreed:
        why = agreed[0]
    elif found:
        why = f"this plan's choice; {found['what']} runs on it from {found['period']}"
    else:
        why = "this plan's choice; nothing runs on it within the time planned"
    return Decision(
        date=str(row["date"]),
        kind="investment",
        programme="",
        step="",
        site=site,
        line=line,
        what=f"Decide to build {line} at {site}",
        why=why,
        asked=bool(agreed),
        ready=str(opening["date"].min()) if len(opening) else "",
        cost_m=float(str(row["cost_m"])),
        currency=currency_of(plan),
    )


def _agreed(case: Case, line: str) -> Iterator[str]:
    table = case.tables["commitments"]
    for row in table.to_dict("records"):
        if (row["decision"], row["line"], row["must"]) == ("invest", line, "yes"):
            note = f" ({row['agreed_with']})" if row["agreed_with"] else ""
            yield f"it is agreed{note}"
