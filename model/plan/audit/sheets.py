"""Sheets that retell the plan by line, site and programme: Capacity, Allocation, Summary."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Mapping

import numpy as np
from numpy.typing import NDArray

from model.plan.audit.clock import Array
from model.plan.audit.costs import GRAIN, Ledger
from model.plan.audit.decided import Work
from model.plan.audit.grids import clean_text
from model.plan.audit.material import good_kg
from model.plan.audit.records import Names
from model.plan.audit.report import ALLOCATION, CAPACITY, SUMMARY, TABLES

Cells = Mapping[Hashable, object]


def check_sheets(work: Work, ledger: Ledger) -> None:
    """Every sheet that says in other words what Production, Stock and Costs say."""
    _capacity(work)
    _spare(work)
    _allocation(work)
    _summary(work, ledger)


def sheet_rows(work: Work, name: str, columns: Names, texts: Names) -> list[Cells]:
    """Rows of a sheet, its text columns clean; a fault and no rows where columns are missing."""
    frame = work.tables.get(name)
    if frame is None or not set(columns) <= set(frame.columns):
        work.book.fault(TABLES, name, "the sheet or some of its columns are missing")
        return []
    return list(clean_text(frame, texts).to_dict("records"))


def _number(value: object) -> float:
    """A cell as a number; not a number where it is empty or text."""
    return float(value) if isinstance(value, (int, float, np.number)) else float("nan")


def _capacity(work: Work) -> None:
    """Days there are, used and free, on every line."""
    grid, count = work.grids["Capacity"], work.facts.clock.count
    for line in work.facts.lines:
        if (line,) not in grid.keys:
            work.book.fault(TABLES, line, "the line has no row in Capacity")
            continue
        batch, change, validation = np.zeros(count), np.zeros(count), np.zeros(count)
        for key, recipe in work.facts.recipes.items():
            if key[2] == line:
                batch = batch + work.production.get("batches", *key) * recipe.batch_days
                change = change + work.changeovers(*key) * recipe.changeover_days
                validation = validation + work.validation_days(*key)
        for column, expected in (
            ("days", work.days[line]),
            ("production_days", batch),
            ("changeover_days", change),
            ("validation_days", validation),
            ("free_days", work.days[line] - batch - change - validation),
        ):
            work.book.equal(CAPACITY, line, column, grid.get(column, line), expected)
    for (line,) in grid.keys:
        if line not in work.facts.lines:
            work.book.fault(TABLES, line, "Capacity of an unknown line")


def _spare(work: Work) -> None:
    """Utilisation, and free days as batches of the reference programme."""
    columns = ("line", "days", "free_days", "utilisation", "reference_programme", "free_batches")
    for row in sheet_rows(work, "Capacity", columns, ("line", "period", "reference_programme")):
        line, period = str(row["line"]), str(row["period"])
        days, free = _number(row["days"]), _number(row["free_days"])
        stated = _number(row["utilisation"])
        where = f"{line}, {period}"
        if days > 0:
            work.book.equal(CAPACITY, where, "utilisation", stated, (days - free) / days)
        elif stated == stated and stated != 0:
            work.book.fault(CAPACITY, where, "utilisation of a line without days", found=stated)
        _free_batches(work, where, str(row["reference_programme"]), row)


def _free_batches(work: Work, where: str, reference: str, row: Cells) -> None:
    """Whole batches that fit into the free days, of what runs most on the line."""
    line, recipes = str(row["line"]), work.facts.recipes
    made = {
        key: float(work.production.get("batches", *key).sum()) for key in recipes if key[2] == line
    }
    most = max(made.values(), default=0.0)
    sizes = {
        recipes[key].batch_days
        for key, batches in made.items()
        if key[0] == reference and batches > most - 1e-6 and recipes[key].batch_days > 0
    }
    batches, free = _number(row["free_batches"]), max(0.0, _number(row["free_days"]))
    if not sizes and (reference or batches):
        fault = f"free batches of {reference or 'no programme'}, which is not what runs most here"
        work.book.fault(CAPACITY, where, fault)
    elif sizes:
        answers = [float(np.floor(free / size + 1e-6)) for size in sizes]
        nearest = min(answers, key=lambda answer: abs(answer - batches))
        work.book.equal(CAPACITY, where, "free_batches", batches, nearest)


def _by_site(work: Work, figure: Mapping[Names, Array]) -> dict[Names, Array]:
    """Figures by recipe summed to (programme, step, site)."""
    sums: dict[Names, Array] = defaultdict(lambda: np.zeros(work.facts.clock.count))
    for key, values in figure.items():
        place = (key[0], key[1], work.site_of(key[2]))
        sums[place] = sums[place] + values
    return dict(sums)


def _begun_kg(work: Work) -> dict[Names, Array]:
    return _by_site(work, {key: good_kg(work, key) for key in work.facts.recipes})


def _allocation(work: Work) -> None:
    """Batches and kg of each step at each site by year, and the site's part of them."""
    clock = work.facts.clock
    years = np.array(clock.years)
    kg = _begun_kg(work)
    started = _by_site(
        work,
        {
            key: work.production.get("batches", *key)
            + work.validation_share(*key) * work.ppq_batches(*key)
            for key in work.facts.recipes
        },
    )
    columns = ("programme", "step", "site", "year", "batches", "kg_released", "share", "tail")
    seen: set[tuple[Names, int]] = set()
    for row in sheet_rows(work, "Allocation", columns, ("programme", "step", "site", "tail")):
        key: Names = (str(row["programme"]), str(row["step"]), str(row["site"]))
        year = int(_number(row["year"]))
        where = f"{', '.join(key)}, {year}"
        if key not in kg or not (years == year).any() or (key, year) in seen:
            work.book.fault(TABLES, where, "Allocation has a row too many")
            continue
        seen.add((key, year))
        inside = years == year
        of_step = sum(float(v[inside].sum()) for k, v in kg.items() if k[:2] == key[:2])
        made = float(kg[key][inside].sum())
        stated = _number(row["batches"])
        work.book.equal(ALLOCATION, where, "batches", stated, started[key][inside].sum())
        work.book.equal(ALLOCATION, where, "kg_released", _number(row["kg_released"]), made)
        share = made / of_step if of_step > 1e-9 else 0.0
        work.book.equal(ALLOCATION, where, "share", _number(row["share"]), share)
    for key in kg:
        for year in sorted(set(clock.years)):
            if (key, year) not in seen:
                work.book.fault(TABLES, f"{', '.join(key)}, {year}", "Allocation lacks a row")


def _summary(work: Work, ledger: Ledger) -> None:
    """Each programme's kg due, on time and unmet, its cost and where it is made."""
    columns = (
        "programme",
        "client",
        "home_sites",
        "due_kg",
        "on_time_kg",
        "on_time_share",
        "unmet_kg",
        "cost_m",
    )
    begun = _begun_kg(work)
    seen = []
    for row in sheet_rows(work, "Summary", columns, ("programme", "client", "home_sites")):
        name = str(row["programme"])
        if name not in work.facts.programmes:
            work.book.fault(TABLES, name, "Summary of a programme that is not in play")
            continue
        seen.append(name)
        if str(row["client"]) != work.facts.programmes[name].client:
            work.book.fault(SUMMARY, name, "the client differs", found=str(row["client"]))
        _supplied(work, name, row)
        stated = _number(row["cost_m"])
        work.book.equal(SUMMARY, name, "cost_m", stated, _cost(work, ledger, name))
        _home_sites(work, name, str(row["home_sites"]), begun)
        _year_shares(work, name, row, begun)
    if sorted(seen) != sorted(work.facts.programmes):
        work.book.fault(TABLES, "Summary", "not one row for each programme")


def _supplied(work: Work, name: str, row: Cells) -> None:
    """Kg due within the horizon; on time is what arrives of it in the period, as rule 8 counts."""
    horizon, grid = work.facts.clock.horizon, work.grids["Obligations"]
    due_kg, on_time, unmet = 0.0, 0.0, 0.0
    for key, due in work.demand.due.items():
        if key[0] != name:
            continue
        late = grid.get("late_kg", *key)
        due_kg += float(due[:horizon].sum())
        arrived = grid.get("delivered_kg", *key)
        on_time += float(np.minimum(due, arrived)[:horizon].sum())
        unmet += float(late[-1])
    work.book.equal(SUMMARY, name, "due_kg", _number(row["due_kg"]), due_kg)
    work.book.equal(SUMMARY, name, "on_time_kg", _number(row["on_time_kg"]), on_time)
    work.book.equal(SUMMARY, name, "unmet_kg", _number(row["unmet_kg"]), unmet)
    share = _number(row["on_time_share"])
    if due_kg > 1e-9:
        work.book.equal(SUMMARY, name, "on_time_share", share, on_time / due_kg)
    elif share == share:
        work.book.fault(SUMMARY, name, "on_time_share where nothing is due", found=share)


def _cost(work: Work, ledger: Ledger, name: str) -> float:
    """Discounted cost of a programme within the horizon."""
    horizon = work.facts.clock.horizon
    return sum(
        float(values[:horizon].sum())
        for head, rows in ledger.discounted.items()
        if GRAIN[head][0] == "programme"
        for key, values in rows.items()
        if key[0] == name
    )


def _home_sites(work: Work, name: str, words: str, begun: Mapping[Names, Array]) -> None:
    """Each step's sites with their part of its kg, "SITE (62%)", right to the percent.

    Of the years that begin within the horizon, as Allocation has them.
    """
    years = np.array(work.facts.clock.years)
    inside = years <= years[work.facts.clock.horizon - 1]
    kg = {key: float(values[inside].sum()) for key, values in begun.items() if key[0] == name}
    told: dict[Names, float] = {}
    for part in words.split(";"):
        step, _, sites = part.strip().partition(":")
        for site, percent in re.findall(r"([^,()]+?) \((\d+) ?%\)", sites):
            told[name, step, site.strip()] = float(percent)
    for key in sorted({*told, *(key for key, value in kg.items() if value > 1e-9)}):
        total = sum(value for other, value in kg.items() if other[1] == key[1])
        share = 100.0 * kg.get(key, 0.0) / total if total else 0.0
        work.book.count(SUMMARY)
        if abs(share - told.get(key, float("inf"))) > 0.5 + 1e-6:
            fault = "wrong part of the kg in home_sites"
            where = ", ".join(key)
            work.book.fault(SUMMARY, where, fault, "", share, told.get(key, "nothing"))


def _year_shares(work: Work, name: str, row: Cells, begun: Mapping[Names, Array]) -> None:
    """Columns "<site> <year> share": the site's part of the programme's kg begun in the year."""
    years = np.array(work.facts.clock.years)
    horizon = np.arange(len(years)) < work.facts.clock.horizon
    for column, value in row.items():
        match = re.fullmatch(r"(.+) (\d{4}) share", str(column))
        if match is None:
            continue
        of_year = years == int(match[2])
        # Of a year that the horizon ends in, either part or the whole may be meant.
        answers = [
            _share_of(begun, name, match[1], inside)
            for inside in (of_year & horizon, of_year)
            if inside.any()
        ]
        share = min(answers, key=lambda answer: abs(answer - _number(value)), default=0.0)
        work.book.equal(SUMMARY, name, str(column), _number(value), share)


def _share_of(
    begun: Mapping[Names, Array], programme: str, site: str, inside: NDArray[np.bool_]
) -> float:
    """A site's part of the kg of a programme, all steps, begun in the periods given."""
    kg = {key: float(values[inside].sum()) for key, values in begun.items() if key[0] == programme}
    total = sum(kg.values())
    return sum(part for key, part in kg.items() if key[2] == site) / total if total > 1e-9 else 0.0
