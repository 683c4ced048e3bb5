"""Portfolios of any size around a case.

python -m tests.benchmarks.portfolio --programmes 60 --seed 0 --out DIR
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from typing import Any

import click
import pandas as pd

from model.case.case import Case
from model.case.reading import read_case
from model.case.schema import SCHEMA
from model.case.writing import write_csv
from tests.benchmarks.drawing import copies_of_lines, draw_programmes, numbered
from tests.benchmarks.following import Row, programme_tables, rows_of
from tests.benchmarks.lines import line_tables

_AS_THEY_STAND = ("markets", "lanes", "exchange_rates")
_DRAWN = ("programmes", "steps", "recipes", "qualifications", "obligations", "lines")


def portfolio(
    case: Case, programmes: int, seed: int, period_months: int | None = None
) -> dict[str, pd.DataFrame]:
    """The tables of a case with so many programmes, drawn from those of `case`.

    Lines come in whole copies, in step with the programmes, at the sites that the case has; the
    transfers that a site can run at once grow alike. Scenarios and ranges name what the portfolio
    does not have, so these tables are empty.
    """
    draws = draw_programmes(case, programmes, seed)
    copies = copies_of_lines(case, programmes)
    tables = programme_tables(case, draws)
    tables.update(line_tables(case, draws, copies, tables))
    tables.update({name: rows_of(case, name) for name in _AS_THEY_STAND})
    tables["settings"] = _settings(case, period_months)
    tables["sites"] = _sites(case, programmes)
    classes = {row["duty_class"] for row in tables["programmes"]}
    tables["duties"] = [row for row in rows_of(case, "duties") if row["duty_class"] in classes]
    tables["sources"] = _sources(case, programmes, seed)
    return {
        name: pd.DataFrame(tables.get(name, []), columns=list(table.column_names))
        for name, table in SCHEMA.items()
    }


def _settings(case: Case, period_months: int | None) -> list[Row]:
    rows = rows_of(case, "settings")
    if period_months is None:
        return rows
    return [
        {**row, "value": str(period_months)} if row["setting"] == "period_months" else row
        for row in rows
    ]


def _sites(case: Case, programmes: int) -> list[Row]:
    """The sites of the case, with transfers at once in step with the programmes."""
    ratio = programmes / len(case.tables["programmes"])
    return [
        {**row, "max_transfers_at_once": _in_step(row["max_transfers_at_once"], ratio)}
        for row in rows_of(case, "sites")
    ]


def _in_step(most: float, ratio: float) -> float:
    """A number of things in step with the programmes: NaN (no limit) and 0 stay."""
    return float(max(1, round(most * ratio))) if most > 0 else most


def _sources(case: Case, programmes: int, seed: int) -> list[Row]:
    text = f"drawn around the case {case.name}: {programmes} programmes, seed {seed}"
    return [
        {"table": table, "key": "*", "column": "*", "status": "derived", "source": text}
        for table in _DRAWN
    ]


def drawn_case(case: Case, programmes: int, seed: int, period_months: int | None = None) -> Case:
    """The portfolio as a case, named after what it was drawn from.

    Raises InputError where its tables make no case.
    """
    with tempfile.TemporaryDirectory() as folder:
        write_csv(portfolio(case, programmes, seed, period_months), folder)
        drawn = read_case(folder)
    return replace(drawn, name=numbered(case.name, programmes))


@click.command()
@click.option("--programmes", required=True, type=click.IntRange(min=1), help="How many.")
@click.option("--seed", default=0, show_default=True, type=int, help="Another seed draws others.")
@click.option("--out", required=True, help="Folder to write the tables to.")
@click.option("--base", default="inputs/base", show_default=True, help="Case to draw from.")
@click.option("--period-months", type=click.Choice(["1", "3", "6", "12"]), help="Other periods.")
def main(**options: Any) -> None:
    """Write a case with N programmes drawn around another, its lines in step."""
    months = options["period_months"]
    base = read_case(options["base"])
    months = int(months) if months else None
    case = drawn_case(base, options["programmes"], options["seed"], months)
    write_csv(case, options["out"])
    counts = {name: len(case.tables[name]) for name in ("programmes", "lines", "recipes")}
    listed = ", ".join(f"{count} {name}" for name, count in counts.items())
    click.echo(f"{options['out']}: {listed}")
    for warning in case.warnings:
        click.echo(f"warning: {warning}")


if __name__ == "__main__":
    main()
