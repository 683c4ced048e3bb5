"""Routes, recipes and qualifications: a route is a chain that the sites can run."""

from __future__ import annotations

from collections import defaultdict

from model.case.findings import Findings
from model.case.rows import Row


def check_routes(found: Findings) -> None:
    """Sequences, inputs, second sources, recipes' qualifications, transfers' and options' data."""
    _check_sequences(found)
    _check_recipe_sites(found)
    _check_transfers(found)
    _check_options(found)
    _check_safety_stock(found)
    _check_second_sources(found)


def _check_sequences(found: Findings) -> None:
    routes: dict[str, list[Row]] = defaultdict(list)
    for row in found.readable("steps", "programme", "step", "sequence"):
        routes[row.text("programme")].append(row)
    if found.whole("steps"):
        for row in found.readable("programmes", "programme"):
            if row.text("programme") not in routes:
                text = "no row of steps has this programme; add its route"
                found.error(row, "programme", text)
        for route in routes.values():
            _check_chain(route, found)
    for row in found.readable("steps", "sequence", "input_kg_per_kg"):
        is_first, value = row.number_in("sequence") == 1, row.text("input_kg_per_kg")
        if is_first and value:
            found.error(row, "input_kg_per_kg", "the first step draws nothing; leave it empty")
        if not is_first and not value:
            text = "what a later step draws is missing; write the kg of the step before a kg"
            found.error(row, "input_kg_per_kg", text)


def _check_chain(route: list[Row], found: Findings) -> None:
    ordered = sorted(route, key=lambda row: row.number_in("sequence"))
    for place, row in enumerate(ordered, start=1):
        if row.number_in("sequence") != place:
            steps = ", ".join(f"{r.text('step')} {r.text('sequence')}" for r in ordered)
            text = f"the route is no chain 1, 2, ... ({steps}); write {place}"
            found.error(row, "sequence", text)
            return


def _check_recipe_sites(found: Findings) -> None:
    """Each recipe stands on a line whose site has a row in qualifications."""
    if not found.whole("sites", "lines", "qualifications"):
        return
    sites = {row.text("site") for row in found.rows["sites"]}
    site_of = {row.text("line"): row.text("site") for row in found.rows["lines"]}
    rows = {_key(row, "site") for row in found.rows["qualifications"]}
    made = set()
    for row in found.readable("recipes", "programme", "step", "line"):
        site = site_of.get(row.text("line"))
        if site not in sites:
            continue  # the line, or its site, is unknown: that is said where it is named
        key = (row.text("programme"), row.text("step"), site)
        made.add(key)
        if key not in rows:
            text = (
                f"its site {site} has no row in qualifications for {key[0]} {key[1]}; "
                "add one (qualified or transferable), or delete the recipe"
            )
            found.error(row, "line", text)
    for row in found.rows["qualifications"] if found.whole("recipes") else ():
        if _key(row, "site") not in made:
            text = "no recipe of the step stands on a line of this site; nothing can be made there"
            found.warn(row, "site", text)


def _check_transfers(found: Findings) -> None:
    needed = ("transfer_months", "approval_months", "ppq_batches", "transfer_cost_local_m")
    for row in found.readable("qualifications", "status"):
        if row.text("status") != "transferable":
            continue
        for column in needed:
            if row.reads(column) and not row.text(column):
                text = "a transferable step needs it; write a number, 0 where there is none"
                found.error(row, column, text)


def _check_options(found: Findings) -> None:
    needed = {
        "capex_local_m": "a number",
        "build_months": "a number",
        "earliest_decision": "a month",
        "latest_decision": "a month",
    }
    for row in found.readable("lines", "status"):
        if row.text("status") != "option":
            continue
        for column, what in needed.items():
            if row.reads(column) and not row.text(column):
                found.error(row, column, f"an option to build needs it; write {what}")
        for column in ("opens", "closes"):
            if row.text(column):
                text = "not used: an option opens build_months after its decision; leave it empty"
                found.warn(row, column, text)


def _check_safety_stock(found: Findings) -> None:
    needed = {
        "safety_stock_from": "a month",
        "stock_shortfall_cost_m_per_kg_year": "a number",
    }
    for row in found.readable("programmes", "safety_stock_months", *needed):
        if row.number_in("safety_stock_months") <= 0:
            continue
        for column, what in needed.items():
            if not row.text(column):
                found.error(row, column, f"a safety stock needs it; write {what}")


def _check_second_sources(found: Findings) -> None:
    sites: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in found.readable("qualifications", "programme", "step", "site"):
        sites[row.text("programme"), row.text("step")].add(row.text("site"))
    for row in found.readable("steps", "programme", "step", "min_sites", "min_sites_from"):
        wanted = row.number_in("min_sites", 1.0)
        if wanted < 2:
            continue
        if not row.text("min_sites_from"):
            text = f"{wanted:.0f} sites from when is missing; write a month"
            found.error(row, "min_sites_from", text)
        able = sites[row.text("programme"), row.text("step")]
        if len(able) < wanted and found.whole("qualifications"):
            named = ", ".join(sorted(able)) or "none"
            so = "the limit will be broken while kg are due"
            text = f"only {len(able)} can be qualified ({named}); {so}"
            found.warn(row, "min_sites", text)


def _key(row: Row, last: str) -> tuple[str, str, str]:
    return row.text("programme"), row.text("step"), row.text(last)
