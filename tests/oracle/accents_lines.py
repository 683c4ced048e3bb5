"""Accents about lines: set-ups, campaigns, openings, calendars, reservations."""

from __future__ import annotations

from tests.oracle.draft import Draft, Row
from tests.oracle.frame import add_recipe


def crowded(draft: Draft) -> None:
    """Everything of the last steps runs on one line, with changeovers that cost."""
    line = draft.pick("lines")
    assert line is not None
    for step in draft.rows("steps"):
        key = {"programme": step["programme"], "step": step["step"]}
        if not draft.rows("recipes", **key, line=line["line"]):
            add_recipe(draft, step["programme"], step["step"], line)
        if not draft.rows("qualifications", **key, site=line["site"]):
            draft.add("qualifications", **key, site=line["site"], status="qualified")
        for recipe in draft.rows("recipes", **key, line=line["line"]):
            recipe["days_per_batch"] = round(draft.days * draft.number(0.1, 0.3), 1)
            recipe["changeover_cost_local_m"] = draft.number(0.3, 2.5)
            recipe["changeover_days"] = round(draft.days * draft.number(0.0, 0.15), 1)


def passing_through(draft: Draft) -> None:
    """Two programmes wanted in every period, on one line: set-ups decide."""
    crowded(draft)
    for step in draft.rows("steps"):
        step["shelf_life_months"] = draft.length
    for programme in draft.rows("programmes")[:2]:
        programme["late_cost_m_per_kg_month"] = round(5 / draft.length, 2)
        recipe = draft.pick("recipes", programme=programme["programme"])
        assert recipe is not None
        for t in range(draft.planned):
            row: Row = {"programme": programme["programme"], "market": "US"}
            kg = round(float(str(recipe["kg_per_batch"])) * draft.number(0.3, 0.9), 1)
            draft.add("obligations", **row, due=draft.month(t), firm="no", kg=kg)


def no_carry_over(draft: Draft) -> None:
    """Set-ups do not last."""
    draft.settings["carry_over"] = "no"


def campaign_limit(draft: Draft) -> None:
    """Few programmes at once on a line: on the one that most would use."""
    line = max(draft.rows("lines"), key=lambda row: len(draft.rows("recipes", line=row["line"])))
    line["max_campaigns"] = draft.rng.choice((1, 1, 1, 2))


def least_campaign(draft: Draft) -> None:
    """Campaigns of at least some batches."""
    for recipe in draft.rows("recipes"):
        if draft.chance(0.6):
            recipe["min_campaign_batches"] = draft.rng.choice((2, 2, 3))


def opens_and_closes(draft: Draft) -> None:
    """A line that opens after the start or closes before the end, inside a period too."""
    line = draft.pick("lines", status="existing")
    if line is None:
        return
    shift = draft.rng.choice((0, 0, 1)) if draft.length > 1 else 0
    if draft.chance(0.5):
        line["opens"] = draft.month(draft.rng.choice((0, 1)), shift)
        line["status"] = "committed"
    if draft.chance(0.6):
        line["closes"] = draft.month(draft.planned - draft.rng.choice((0, 1)), shift)
        if line.get("opens") and str(line["closes"]) <= str(line["opens"]):
            line["closes"] = None


def calendar(draft: Draft) -> None:
    """A shutdown or a ramp-up."""
    line = draft.pick("lines")
    assert line is not None
    begin = draft.rng.randrange(draft.planned)
    length = draft.rng.choice((0, draft.length - 1, draft.length // 2))
    draft.add(
        "line_calendar",
        line=line["line"],
        first_month=draft.month(begin),
        last_month=draft.month(begin, length),
        availability=draft.rng.choice((0.0, 0.3, 0.5, 1.0)),
    )


def reservation(draft: Draft) -> None:
    """A client holds days of a line."""
    line = draft.pick("lines")
    clients = sorted({str(row["client"]) for row in draft.rows("programmes")})
    assert line is not None
    for client in clients[: draft.rng.choice((1, 1, 2))]:
        begin = draft.rng.randrange(draft.planned)
        draft.add(
            "reservations",
            client=client,
            line=line["line"],
            first_month=draft.month(begin),
            last_month=draft.month(draft.planned - draft.rng.choice((0, 0, 1)), 0)
            if draft.chance(0.3)
            else draft.month(draft.planned, -1),
            days_per_year=float(draft.rng.randrange(60, 400)),
        )


def two_reservations(draft: Draft) -> None:
    """Two clients hold days of one line, of which one wants more than it holds."""
    programmes = draft.rows("programmes")
    line = draft.pick("lines")
    assert line is not None
    if len(programmes) > 1:
        programmes[0]["client"], programmes[1]["client"] = "Ash", "Birch"
    else:
        draft.add(
            "programmes",
            programme="P9",
            client="Cedar",
            stage="prospect",
            duty_class="bio",
            late_cost_m_per_kg_month=0,
            unmet_cost_m_per_kg=0,
        )
        draft.add(
            "steps",
            programme="P9",
            step="fill",
            sequence=1,
            release_months=0,
            holding_cost_m_per_kg_year=0,
        )
    clients = sorted({str(row["client"]) for row in draft.rows("programmes")})
    share = draft.number(0.5, 0.8)
    for client, part in zip(clients[:2], (share, 0.1), strict=False):
        days = 365 * float(str(line["units"])) * float(str(line["availability"]))
        draft.add(
            "reservations",
            client=client,
            line=line["line"],
            first_month=draft.month(0),
            last_month=draft.month(draft.count, -1),
            days_per_year=round(days * part, 1),
        )


def closed_set_up(draft: Draft) -> None:
    """A promised campaign that a closed line could keep in name only."""
    line = draft.pick("lines", status="option") or draft.pick("lines")
    assert line is not None
    if line["status"] == "option":
        line["capex_local_m"] = draft.number(1, 4)
    else:
        line["opens"] = draft.month(1)
        line["closes"] = None
    recipe = draft.pick("recipes", line=line["line"])
    if recipe is None:
        return
    recipe |= {"min_campaign_batches": 0, "changeover_days": 0}
    key = {name: recipe[name] for name in ("programme", "step")}
    row = draft.rows("qualifications", **key, site=line["site"])[0]
    row |= {"status": "qualified", "qualified_from": None}
    draft.add(
        "commitments",
        decision="allocation",
        **key,
        line=line["line"],
        first_month=draft.month(0),
        last_month=draft.month(draft.rng.choice((0, 1, 1))),
        must="yes",
    )
