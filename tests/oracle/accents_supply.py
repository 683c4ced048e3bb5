"""Accents about who can make what: transfers, second sources, options, commitments."""

from __future__ import annotations

from tests.oracle.draft import Draft, Row
from tests.oracle.frame import add_recipe


def transfer(draft: Draft) -> None:
    """A step is qualified at one site only; elsewhere it must be transferred to."""
    steps = draft.rng.sample(draft.rows("steps"), len(draft.rows("steps")))
    for step in steps[: draft.rng.choice((1, 1, 2, 3))]:
        rows = _at(draft, step)
        if len(rows) < 2 and len(draft.rows("sites")) > 1:
            _spread(draft, step)
            rows = _at(draft, step)
        if rows and (len(rows) > 1 or draft.chance(0.3)):
            make_transferable(draft, draft.rng.choice(rows))


def _at(draft: Draft, step: Row) -> list[Row]:
    return draft.rows("qualifications", programme=step["programme"], step=step["step"])


def _spread(draft: Draft, step: Row) -> None:
    """Give a step a recipe and a qualification at each site."""
    for line in draft.rows("lines"):
        key = {"programme": step["programme"], "step": step["step"]}
        if not draft.rows("qualifications", **key, site=line["site"]):
            add_recipe(draft, step["programme"], step["step"], line)
            draft.add("qualifications", **key, site=line["site"], status="qualified")


def make_transferable(draft: Draft, row: Row) -> None:
    """Turn a qualification into one by transfer, which mostly pays."""
    rng = draft.rng
    row["status"] = "transferable"
    row["transfer_months"] = draft.months(rng.choice((0, 0, 1, 1, 2)))
    row["approval_months"] = draft.months(rng.choice((0, 0, 1, 1, 2)))
    row["ppq_batches"] = rng.choice((0, 1, 1, 2))
    row["transfer_cost_local_m"] = draft.number(0.0, 2.5)
    if draft.chance(0.25):
        row["earliest_start"] = draft.month(rng.choice((1, 1, 1.5)))
    if draft.chance(0.6):
        cheapen(draft, row, draft.number(0.1, 0.5))


def cheapen(draft: Draft, qualification: Row, factor: float) -> None:
    """Cheaper batches of the step at the site."""
    key = {name: qualification[name] for name in ("programme", "step")}
    for recipe in draft.rows("recipes", **key):
        if draft.site_of(recipe["line"]) == qualification["site"]:
            recipe["cost_local_m_per_batch"] = round(
                factor * float(str(recipe["cost_local_m_per_batch"])), 2
            )


def late_start(draft: Draft) -> None:
    """A qualification that holds only later."""
    row = draft.pick("qualifications", status="qualified")
    if row:
        row["qualified_from"] = draft.month(draft.rng.choice((1, 1, 1.5, 2)))


def under_way(draft: Draft) -> None:
    """A transfer that began before the horizon; a longer window begins inside a period."""
    row = draft.pick("qualifications", status="transferable")
    if row is None:
        row = draft.pick("qualifications")
        assert row is not None
        make_transferable(draft, row)
    row.pop("earliest_start", None)
    begin = draft.rng.choice((-1, -1, -2, -3))
    longer = draft.rng.choice((0, 0, 0, 1))
    inside = longer if draft.length > 1 else 0
    draft.add(
        "commitments",
        decision="transfer",
        programme=row["programme"],
        step=row["step"],
        site=row["site"],
        first_month=draft.month(begin, inside),
        last_month=draft.month(begin + longer, draft.length - 1),
        must="yes",
    )


def two_validations(draft: Draft) -> None:
    """Early kg can come from validations alone, and one would not be enough."""
    row = draft.pick("qualifications")
    assert row is not None
    key = {"programme": row["programme"], "step": row["step"]}
    draft.tables["qualifications"] = [
        r
        for r in draft.rows("qualifications")
        if (r["programme"], r["step"]) != (row["programme"], row["step"]) or r is row
    ]
    draft.tables["recipes"] = [
        r
        for r in draft.rows("recipes")
        if (r["programme"], r["step"]) != (row["programme"], row["step"])
        or draft.site_of(r["line"]) == row["site"]
    ]
    make_transferable(draft, row)
    row |= {"transfer_months": 0, "approval_months": 2 * draft.length, "ppq_batches": 1}
    row |= {"transfer_cost_local_m": draft.number(0, 0.5)}
    row.pop("earliest_start", None)
    programme = draft.rows("programmes", programme=key["programme"])[0]
    programme["unmet_cost_m_per_kg"] = draft.number(20, 40)
    for market in draft.rows("markets"):
        draft.add(
            "obligations",
            programme=key["programme"],
            market=market["market"],
            due=draft.month(draft.planned, -1),
            firm="no",
            kg=draft.number(8, 14, 1),
        )


def validated_beside(draft: Draft) -> None:
    """A programme is validated on a line with one unit, on which another has its set-up."""
    line = draft.pick("lines")
    steps = draft.rows("steps", step="fill")
    if line is None or len(steps) < 2:
        return
    line["units"], line["max_campaigns"] = 1, None
    moving, staying = draft.rng.sample(steps, 2)
    row = _only_on(draft, moving, line)
    _only_on(draft, staying, line)
    make_transferable(draft, row)
    row |= {"ppq_batches": 1, "transfer_months": draft.length if draft.length > 1 else 0}
    row.pop("earliest_start", None)
    key = {name: row[name] for name in ("programme", "step", "site")}
    window = {"first_month": draft.month(0), "last_month": draft.month(0)}
    if draft.chance(0.8):
        draft.add("commitments", decision="transfer", **key, **window, must="yes")
    staying["shelf_life_months"] = round(0.4 * draft.length, 1)
    programme = draft.rows("programmes", programme=staying["programme"])[0]
    programme["late_cost_m_per_kg_month"] = round(5 / draft.length, 2)
    for t in range(draft.planned):
        cells: Row = {"programme": staying["programme"], "market": "US", "firm": "no"}
        draft.add("obligations", **cells, due=draft.month(t), kg=draft.number(0.5, 1.5, 1))


def _only_on(draft: Draft, step: Row, line: Row) -> Row:
    """Let a step run on one line alone, where it is qualified, with dear changeovers."""
    key = {"programme": step["programme"], "step": step["step"]}
    for name in ("recipes", "qualifications"):
        others = [r for r in draft.rows(name) if r["programme"] != key["programme"]]
        others += [r for r in draft.rows(name, programme=key["programme"]) if r["step"] != "fill"]
        draft.tables[name] = others
    recipe = add_recipe(draft, step["programme"], step["step"], line)
    recipe["days_per_batch"] = round(draft.days * draft.number(0.1, 0.2), 1)
    recipe["changeover_days"] = round(draft.days * draft.number(0.0, 0.1), 1)
    recipe["changeover_cost_local_m"] = draft.number(0.8, 2.5)
    recipe["min_campaign_batches"] = draft.rng.choice((0, 1))
    return draft.add("qualifications", **key, site=line["site"], status="qualified")


def few_at_once(draft: Draft) -> None:
    """A limit on transfers at a site, which two or more would like to use."""
    rows = draft.rows("qualifications")
    site = draft.rng.choice(draft.rows("sites"))
    here = [row for row in rows if row["site"] == site["site"]]
    if draft.chance(0.6):
        for row in draft.rng.sample(here, min(2, len(here))):
            if row["status"] == "qualified":
                make_transferable(draft, row)
    site["max_transfers_at_once"] = draft.rng.choice((0, 1, 1, 1, 2))


def second_source(draft: Draft) -> None:
    """A step must be qualified at two sites."""
    step = draft.pick("steps")
    if step is None:
        return
    if len(draft.rows("sites")) > 1 and len(_at(draft, step)) < 2:
        _spread(draft, step)
    rows = _at(draft, step)
    if len(rows) > 1 and draft.chance(0.7):
        row = draft.rng.choice(rows)
        make_transferable(draft, row)
        row.pop("earliest_start", None)
    step["min_sites"] = 2
    step["min_sites_from"] = draft.month(draft.rng.choice((1, 1.5, 2)), draft.rng.choice((0, 1)))


def option_line(draft: Draft) -> None:
    """A line becomes one that can be built."""
    line = draft.pick("lines")
    if line is not None:
        _make_option(draft, line)


def _make_option(draft: Draft, line: Row) -> None:
    rng = draft.rng
    line["status"] = "option"
    line["capex_local_m"] = draft.number(0.5, 8)
    line["build_months"] = draft.months(rng.choice((0, 0, 1)))
    line["earliest_decision"] = draft.month(rng.choice((0, 0, 0.5, 1)))
    line["latest_decision"] = draft.month(draft.planned - rng.choice((0, 1)), -1)
    if str(line["latest_decision"]) < str(line["earliest_decision"]):
        line["latest_decision"] = line["earliest_decision"]
    line["life_years"] = rng.choice((None, draft.number(0.5, 4)))


def cheap_option(draft: Draft) -> None:
    """A line that one would build twice if one could: cheap, and short of time."""
    line = draft.pick("lines")
    if line is None:
        return
    _make_option(draft, line)
    line |= {"capex_local_m": draft.number(0.1, 0.6), "build_months": 0, "units": 1}
    line |= {"earliest_decision": draft.month(0), "fixed_cost_local_m_per_year": 0}
    for recipe in draft.rows("recipes", line=line["line"]):
        recipe["days_per_batch"] = round(draft.days * draft.number(0.4, 0.55), 1)
        recipe["changeover_days"] = 0
    for row in draft.rows("obligations"):
        row["kg"] = round(1.5 * float(str(row["kg"])), 1)


def commitments(draft: Draft) -> None:
    """Decisions taken or vetoed."""
    for _ in range(draft.rng.choice((1, 1, 2))):
        draft.rng.choice((_committed_run, _committed_transfer, _committed_line))(draft)


def _window(draft: Draft) -> Row:
    """A window of some periods, sometimes open at an end."""
    begin = draft.rng.randrange(draft.planned)
    end = draft.rng.randrange(begin, draft.planned)
    window: Row = {"first_month": draft.month(begin), "last_month": draft.month(end)}
    if draft.chance(0.3):
        window["first_month"] = None
    if draft.chance(0.3):
        window["last_month"] = None
    return window | {"must": draft.rng.choice(("yes", "no", "no"))}


def _committed_run(draft: Draft) -> None:
    recipe = draft.pick("recipes")
    assert recipe is not None
    row: Row = {name: recipe[name] for name in ("programme", "step")}
    row["line"] = draft.rng.choice((None, recipe["line"]))
    row["site"] = draft.rng.choice((None, draft.site_of(recipe["line"])))
    draft.add("commitments", decision="allocation", **row, **_window(draft))


def _committed_transfer(draft: Draft) -> None:
    row = draft.pick("qualifications", status="transferable")
    if row is not None:
        key = {name: row[name] for name in ("programme", "step", "site")}
        draft.add("commitments", decision="transfer", **key, **_window(draft))


def _committed_line(draft: Draft) -> None:
    line = draft.pick("lines", status="option")
    if line is not None:
        draft.add("commitments", decision="invest", line=line["line"], **_window(draft))


def prospect(draft: Draft) -> None:
    """A programme that counts only if a commitment accepts it."""
    programme = draft.pick("programmes")
    if programme is None or len(draft.rows("programmes")) < 2:
        return
    programme["stage"] = "prospect"
    recipe = draft.pick("recipes", programme=programme["programme"])
    assert recipe is not None
    if draft.chance(0.5):
        key = {name: recipe[name] for name in ("programme", "step")}
        draft.add("commitments", decision="allocation", **key, must="yes")
