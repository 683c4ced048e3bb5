"""The plain part of a random tiny case: network, routes, recipes, obligations."""

from __future__ import annotations

import random

from tests.oracle.draft import FRAMES, MONTH_DAYS, Cell, Draft, Row

# Sites x lines a site, programmes x steps: small ones first, since most cases are small.
NETWORKS = ((1, 1), (1, 1), (1, 2), (2, 1), (2, 1), (2, 1), (2, 2))
PROGRAMMES = ((1,), (1, 1), (1, 1), (2,), (2, 1), (1, 1, 1))


def new_draft(seed: int) -> Draft:
    """A draft with its plain tables; the same for the same seed."""
    draft = Draft(random.Random(seed))
    draft.length, draft.planned, draft.tail = draft.rng.choice(FRAMES)
    draft.first = 2026 * 12 + draft.length * draft.rng.randrange(12 // draft.length)
    draft.settings = {
        "schema_version": 1,
        "first_month": draft.month(0),
        "last_month": draft.month(draft.planned, -1),
        "period_months": draft.length,
        "tail_months": draft.tail,
        "currency": "USD",
        "discount_rate": 0,
    }
    _network(draft)
    _programmes(draft)
    _obligations(draft)
    return draft


def _network(draft: Draft) -> None:
    rng = draft.rng
    sites, lines = rng.choice(NETWORKS)
    names = rng.sample(["EAST", "WEST"], sites)
    for name in names:
        draft.add("sites", site=name, country=rng.choice("XY"), currency="USD")
        for k in range(lines):
            draft.add(
                "lines",
                line=f"{name[0]}{k + 1}",
                site=name,
                units=rng.choice((1, 1, 1, 2)),
                availability=draft.number(0.6, 1.0),
                status="existing",
                fixed_cost_local_m_per_year=rng.choice((0.0, 1.2, 3.0)),
            )
    for name in ["US", "EU"][: rng.choice((1, 1, 2))]:
        draft.add("markets", market=name, country=rng.choice("XY"))
        for site in names:
            draft.add(
                "lanes",
                origin=site,
                destination=name,
                transit_months=0,
                cost_m_per_kg=draft.number(0.0, 0.2),
            )


def _programmes(draft: Draft) -> None:
    rng = draft.rng
    for number, steps in enumerate(rng.choice(PROGRAMMES)):
        name = f"P{number + 1}"
        draft.add(
            "programmes",
            programme=name,
            client=rng.choice(("Ash", "Birch")),
            stage="commercial",
            duty_class="bio",
            late_cost_m_per_kg_month=draft.number(0.02, 0.6) / draft.length,
            unmet_cost_m_per_kg=draft.number(3, 20),
            safety_stock_months=0,
        )
        for k in range(steps):
            _step(draft, name, ("drug", "fill")[k + 2 - steps], k)
    names = [str(row["site"]) for row in draft.rows("sites")]
    if any(row["sequence"] == 2 for row in draft.rows("steps")):
        for origin in names:
            for destination in names:
                if origin != destination:
                    price = draft.number(0.0, 0.1)
                    draft.add(
                        "lanes",
                        origin=origin,
                        destination=destination,
                        transit_months=0,
                        cost_m_per_kg=price,
                    )


def _step(draft: Draft, programme: str, step: str, k: int) -> None:
    rng = draft.rng
    draft.add(
        "steps",
        programme=programme,
        step=step,
        sequence=k + 1,
        input_kg_per_kg=draft.number(0.5, 1.5) if k else None,
        release_months=0,
        holding_cost_m_per_kg_year=rng.choice((0.0, draft.number(0.0, 0.5))),
    )
    lines = draft.rows("lines")
    home = rng.choice(lines)["site"]
    for line in lines:
        if line["site"] == home or draft.chance(0.75):
            add_recipe(draft, programme, step, line)
    for site in draft.rows("sites"):
        if any(
            draft.site_of(r["line"]) == site["site"]
            for r in draft.rows("recipes", programme=programme, step=step)
        ):
            draft.add(
                "qualifications",
                programme=programme,
                step=step,
                site=site["site"],
                status="qualified",
            )


def add_recipe(draft: Draft, programme: Cell, step: Cell, line: Row) -> Row:
    """A recipe of which the line makes one to three batches a period and unit."""
    rng = draft.rng
    days = MONTH_DAYS * draft.length * float(str(line["availability"]))
    count = rng.choice((1, 2, 2, 3)) + draft.number(0.0, 0.7)
    change = rng.choice((0.0, draft.number(0.1, 0.5)))
    return draft.add(
        "recipes",
        programme=programme,
        step=step,
        line=line["line"],
        kg_per_batch=draft.number(2, 6, 1),
        success_rate=1,
        days_per_batch=round(days / count, 1),
        cost_local_m_per_batch=draft.number(0.5, 4),
        min_campaign_batches=rng.choice((1, 1, 1, 0, 2)),
        changeover_days=round(change * days / count, 1),
        changeover_cost_local_m=rng.choice((0.0, draft.number(0.1, 1.5))),
    )


def _obligations(draft: Draft) -> None:
    """About a batch or two a period for each programme, in one market or two."""
    rng = draft.rng
    for programme in draft.rows("programmes"):
        name = programme["programme"]
        batch = min(float(str(r["kg_per_batch"])) for r in draft.rows("recipes", programme=name))
        for market in draft.rows("markets"):
            for t in range(draft.planned):
                if not draft.chance(0.7):
                    continue
                kg = round(batch * rng.choice((0.5, 1.0, 1.0, 1.4, 2.1)) * rng.uniform(0.7, 1.0), 1)
                draft.add(
                    "obligations",
                    programme=name,
                    market=market["market"],
                    due=due_in(draft, t),
                    firm="no",
                    kg=kg,
                )


def due_in(draft: Draft, t: int) -> str:
    """A due text of a period: a month of it, a quarter, or its year."""
    begin = draft.first + t * draft.length
    if draft.length == 12 and begin % 12 == 0 and draft.chance(0.5):
        return f"{begin // 12}"
    if draft.length >= 3 and draft.chance(0.5):
        quarter = begin + 3 * draft.rng.randrange(draft.length // 3)
        return f"{quarter // 12}-Q{quarter % 12 // 3 + 1}"
    return draft.month(t, draft.rng.randrange(draft.length))
