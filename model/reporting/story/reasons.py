"""What in the case itself asks for a transfer: a commitment, a share, a second source, the dues.

A transfer counts as asked for only where the tables of the case ask for one more site, or this
one, than is qualified; of several that would do, the first to be ready in the plan counts.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from model.plan.plan import Plan
from model.reporting.story.words import kg_text, listing, month_words, number_words, share_text


def asked_for(plan: Plan, programme: str, step: str, site: str) -> str:
    """What asks for the transfer of the step to the site, in words; "" where it is a choice."""
    reasons = [
        *_commitments(plan, programme, step, site),
        *_shares(plan, programme, step, site),
        *_sources(plan, programme, step, site),
        *_first_site(plan, programme, step, site),
    ]
    return "; ".join(reasons)


def _rows(frame: pd.DataFrame, **wanted: str) -> list[dict[str, object]]:
    """The rows of a table that have these texts."""
    chosen = frame
    for name, value in wanted.items():
        chosen = chosen[chosen[name] == value]
    return [{str(name): value for name, value in row.items()} for row in chosen.to_dict("records")]


def _commitments(plan: Plan, programme: str, step: str, site: str) -> Iterator[str]:
    table = plan.case.tables["commitments"]
    for row in _rows(table, decision="transfer", programme=programme, must="yes"):
        if row["step"] in (None, step) and row["site"] in (None, site):
            yield "it is agreed" + (f" ({row['agreed_with']})" if row["agreed_with"] else "")


def _shares(plan: Plan, programme: str, step: str, site: str) -> Iterator[str]:
    table = plan.case.filled("site_shares")
    for row in _rows(table, programme=programme, step=step, site=site):
        least = float(str(row["min_share"]))
        if least > 0:
            span = f"from {month_words(str(row['first_month']))}"
            if row["last_month"]:
                span += f" to {month_words(str(row['last_month']))}"
            yield f"at least {share_text(least)} of it must come from {site} {span}"


def _sources(plan: Plan, programme: str, step: str, site: str) -> Iterator[str]:
    """The limit on sites at which the step is qualified, where it has too few of them."""
    for row in _rows(plan.case.filled("steps"), programme=programme, step=step):
        asked, since = int(float(str(row["min_sites"]))), row["min_sites_from"]
        ready = _qualified(plan, programme, step, None if since is None else str(since))
        if asked < 2 or since is None or len(ready) >= asked:
            continue
        if site in _first_ready(plan, programme, step)[: asked - len(ready)]:
            wanted = number_words(asked, "site")
            have = f"at {listing(ready)} alone" if ready else "nowhere yet"
            yield f"it must be qualified at {wanted} from {month_words(str(since))} and is {have}"


def _first_site(plan: Plan, programme: str, step: str, site: str) -> Iterator[str]:
    """What is due of a programme whose step no site is qualified for."""
    if _qualified(plan, programme, step, None):
        return
    if site not in _first_ready(plan, programme, step)[:1]:
        return
    owed = plan.tables["Obligations"]
    due = owed[(owed["programme"] == programme) & (owed["due_kg"] > 0)]
    if len(due):
        period = due["period"].min()
        kg = float(due.loc[due["period"] == period, "due_kg"].sum())
        yield f"it is qualified nowhere yet, and its first {kg_text(kg)} kg are due in {period}"


def _qualified(plan: Plan, programme: str, step: str, by: str | None) -> list[str]:
    """The sites that are qualified without a transfer, by a month (None: at any time)."""
    rows = _rows(
        plan.case.tables["qualifications"], programme=programme, step=step, status="qualified"
    )
    return [
        str(row["site"])
        for row in rows
        if by is None or row["qualified_from"] is None or str(row["qualified_from"]) <= by
    ]


def _first_ready(plan: Plan, programme: str, step: str) -> list[str]:
    """The sites that the plan transfers the step to, in the order in which they are ready."""
    table = plan.tables["Decisions"]
    mine = table[
        (table["programme"] == programme)
        & (table["step"] == step)
        & (table["decision"] == "approval")
        & ~table["serves"].isin(plan.case.tables["markets"]["market"])
    ]
    dates = mine.groupby("site")["date"].min()
    return [str(site) for site in dates.sort_values(kind="stable").index]
