"""Accents about material and obligations."""

from __future__ import annotations

from tests.oracle.draft import Draft, Row
from tests.oracle.frame import add_recipe


def success_rate(draft: Draft) -> None:
    """Batches fail."""
    for recipe in draft.rows("recipes"):
        recipe["success_rate"] = draft.number(0.7, 1.0)


def release(draft: Draft) -> None:
    """Output waits for its release."""
    for step in draft.rows("steps"):
        step["release_months"] = draft.months(draft.rng.choice((0, 0, 1)))


def opening_stock(draft: Draft) -> None:
    """Stock before the first period."""
    for step in draft.rows("steps"):
        for row in draft.rows("qualifications", programme=step["programme"], step=step["step"]):
            if draft.chance(0.6):
                key = {name: row[name] for name in ("programme", "step", "site")}
                draft.add("opening_stock", **key, kg=draft.number(0.5, 6, 1))


def shelf_life(draft: Draft) -> None:
    """Output keeps for a while only."""
    for step in draft.rows("steps"):
        if draft.chance(0.7):
            months = draft.rng.choice((0.4, 1, 1, 1.5, 2)) * draft.length
            step["shelf_life_months"] = round(months, 2)
            if draft.chance(0.5):
                step["holding_cost_m_per_kg_year"] = 0


def stale_intermediate(draft: Draft) -> None:
    """The step before can run in the first period only, and its output does not keep."""
    steps = draft.rows("steps", sequence=2)
    if not steps:
        return
    step = draft.rng.choice(steps)
    first = draft.rows("steps", programme=step["programme"], sequence=1)[0]
    first |= {"shelf_life_months": draft.length, "holding_cost_m_per_kg_year": 0}
    step["shelf_life_months"] = draft.rng.choice((None, draft.length))
    line = draft.pick("recipes", programme=first["programme"], step=first["step"])
    assert line is not None
    if not draft.rows("recipes", step=step["step"], line=line["line"]):
        draft.rows("lines", line=line["line"])[0]["closes"] = draft.month(1)
    draft.add(
        "obligations",
        programme=step["programme"],
        market="US",
        due=draft.month(draft.planned, -1),
        firm="no",
        kg=draft.number(3, 7, 1),
    )


def transit(draft: Draft) -> None:
    """Transport takes time, and some lanes do not exist."""
    for lane in draft.rows("lanes"):
        lane["transit_months"] = draft.months(draft.rng.choice((0, 0, 1)))
    if len(draft.rows("lanes")) > 1 and draft.chance(0.3):
        draft.rows("lanes").pop()
        draft.tables["lanes"].remove(draft.rng.choice(draft.tables["lanes"]))


def firm(draft: Draft) -> None:
    """Some obligations must be on time."""
    for row in draft.rows("obligations"):
        if draft.chance(0.4):
            row["firm"] = "yes"
            if draft.chance(0.5):
                row["kg"] = round(float(str(row["kg"])) * 0.5, 2)
        if draft.chance(0.1):
            other = "no" if row["firm"] == "yes" else "yes"
            draft.add("obligations", **(row | {"firm": other, "kg": draft.number(0.2, 2, 1)}))


def overdue(draft: Draft) -> None:
    """Kg late from before the first period."""
    for row in draft.rows("programmes"):
        if draft.chance(0.6):
            draft.add(
                "obligations",
                programme=row["programme"],
                market="US",
                due="overdue",
                firm="no",
                kg=draft.number(0.5, 5, 1),
            )


def contract_end(draft: Draft) -> None:
    """A contract that ends with the horizon, or in its tail."""
    for row in draft.rows("programmes"):
        if draft.chance(0.6):
            shift = draft.rng.choice((-1, 0, draft.length))
            row["contract_end"] = draft.month(draft.planned, shift)


def market_access(draft: Draft) -> None:
    """Only some sites ship to a market, from a month on or after an approval of its own."""
    pairs = sorted({(str(r["programme"]), str(r["market"])) for r in draft.rows("obligations")})
    for programme, market in pairs:
        if not draft.chance(0.6):
            continue
        last = max(
            draft.rows("steps", programme=programme), key=lambda r: float(str(r["sequence"]))
        )
        sites = draft.rows("qualifications", programme=programme, step=last["step"])
        for row in draft.rng.sample(sites, draft.rng.randint(min(1, len(sites)), len(sites))):
            cells: Row = {"programme": programme, "market": market, "site": row["site"]}
            if draft.chance(0.5):
                cells["from_month"] = draft.month(draft.rng.choice((0, 0.5, 1)))
            if row["status"] == "transferable" and draft.chance(0.6):
                cells["approval_months"] = draft.months(draft.rng.choice((0, 1, 2)))
            draft.add("market_access", **cells)


def site_shares(draft: Draft) -> None:
    """A site makes at least, or at most, a share of a step."""
    for step in draft.rows("steps"):
        key = {"programme": step["programme"], "step": step["step"]}
        rows = draft.rows("qualifications", **key)
        if len(rows) < 2 and len(draft.rows("sites")) > 1 and draft.chance(0.5):
            for line in draft.rows("lines"):
                if not draft.rows("qualifications", **key, site=line["site"]):
                    add_recipe(draft, step["programme"], step["step"], line)
                    draft.add("qualifications", **key, site=line["site"], status="qualified")
            rows = draft.rows("qualifications", **key)
        if len(rows) < 2 or not draft.chance(0.7):
            continue
        row = draft.rng.choice(rows)
        begin = draft.rng.choice((0, 0, 1))
        share: Row = {"min_share": draft.number(0.1, 0.6)}
        if draft.chance(0.5):
            share = {"max_share": draft.number(0.3, 0.8)}
        draft.add(
            "site_shares",
            **key,
            site=row["site"],
            first_month=draft.month(begin),
            last_month=draft.month(draft.rng.choice((draft.planned, draft.count)), -1),
            **share,
        )


def safety_stock(draft: Draft) -> None:
    """Stock for coming obligations."""
    for row in draft.rows("programmes"):
        if draft.chance(0.6):
            row["safety_stock_months"] = round(
                draft.length * draft.rng.choice((0.5, 1, 1, 4 / 3, 2)), 2
            )
            row["safety_stock_from"] = draft.month(draft.rng.choice((0, 0.5, 1)))
            row["stock_shortfall_cost_m_per_kg_year"] = draft.number(0.5, 8)
