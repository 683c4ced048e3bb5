"""The Checks sheet: its lights, and that formulas and the values beside them agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from model.plan.columns import RESULT_TABLES
from model.plan.plan import Plan
from model.reporting.arrange import arranged
from model.reporting.grid import Check
from model.reporting.input_rows import input_rows
from model.reporting.inputs_sheet import inputs_frame
from model.reporting.workbook import checks_of, write_workbook
from tests.reporting.recalculation import SOFFICE, recalculated
from tests.reporting.synthetic import no_plan, small_case, small_plan

needs_soffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
FIRST_ROW = 3


def checks(plan: Plan) -> dict[str, Check]:
    """The checks of a plan by name."""
    tables = arranged(plan.tables, plan.case.tables["steps"])
    every = checks_of(plan, tables, inputs_frame(input_rows(plan.case)))
    return {check.name: check for check in every}


def distorted(plan: Plan) -> Plan:
    """The plan with every number of its tables wrong, by a fixed pattern."""
    random = np.random.default_rng(7)
    tables: dict[str, pd.DataFrame] = {}
    for name, frame in plan.tables.items():
        wrong = frame.copy()
        numbers = [c.name for c in RESULT_TABLES[name].columns if c.kind == "number"]
        for column in numbers:
            wrong[column] = wrong[column].astype(float) + random.uniform(-9, 9, len(wrong))
        tables[name] = wrong
    tables["Capacity"]["production_days"] += 100.0
    tables["Obligations"]["firm_late_kg"] = 3.0
    return small_plan(plan.case, tables=tables, bound_m=plan.objective_m + 1, total_cost_m=1.0)


def listed(cells: list[list[object]]) -> list[list[object]]:
    """The rows of the checks, down to the first empty one."""
    rows = cells[FIRST_ROW:]
    return rows[: [row[0] for row in rows].index("")]


def put(plan: Plan, table: str, column: str, row: int, value: float) -> Plan:
    """The plan with one cell of one result table replaced."""
    frame = plan.tables[table].copy()
    frame[column] = frame[column].astype(float)
    frame.loc[row, column] = value
    return small_plan(plan.case, tables={**plan.tables, table: frame})


def test_a_consistent_plan_has_only_ok(tmp_path: Path) -> None:
    """Every check of a plan whose tables agree says OK."""
    lights = {name: check.light for name, check in checks(small_plan(small_case(tmp_path))).items()}
    assert set(lights.values()) == {"OK"}
    assert len(lights) > 30


@pytest.mark.parametrize(
    ("table", "column", "value", "name"),
    [
        ("Stock", "scrap_kg", 0.01, "Stock adds up"),
        ("Stock", "opening_kg", 0.01, "Stock is carried over"),
        ("Stock", "closing_kg", -0.01, "No stock below zero"),
        ("Stock", "out_kg", 19.0, "What is shipped left the stock"),
        ("Obligations", "late_kg", 1.0, "Obligations are carried over"),
        ("Obligations", "late_kg", -1.0, "Nothing is delivered before it is due"),
        ("Obligations", "firm_late_kg", 1.0, "Firm obligations are on time"),
        ("Obligations", "due_kg", 21.0, "Obligations are the inputs'"),
        ("Obligations", "delivered_kg", 21.0, "What is delivered was shipped"),
        ("Capacity", "production_days", 99.0, "Line time is not exceeded"),
        ("Capacity", "free_days", 99.0, "Used and free days make the line's days"),
        ("Production", "days", 99.0, "Days used are those of Production"),
        ("Production", "batches", 1.5, "Batches are whole"),
        ("Production", "campaign", 0.0, "Batches belong to a campaign"),
        ("Production", "kg_released", 19.0, "Allocation has the kg of Production"),
        ("Production", "batches", 3.0, "Allocation has the batches of Production"),
        ("Allocation", "share", 0.9, "Shares of the sites add up"),
        ("Shipments", "freight_m", 9.0, "The ledger's freight is that of Shipments"),
        ("Shipments", "duty_m", 9.0, "The ledger's duty is that of Shipments"),
        ("Decisions", "cost_m", 9.0, "The ledger's transfer is that of Decisions"),
        ("Summary", "cost_m", 9.0, "Summary's cost_m is that of Costs"),
        ("Summary", "due_kg", 9.0, "Summary's due_kg is that of Obligations"),
        ("Summary", "unmet_kg", 9.0, "Summary's unmet_kg is that of Obligations"),
        ("Costs", "discounted_m", 9.0, "The ledger is the objective"),
        ("Costs", "discounted_m", 9.0, "Each amount is discounted once"),
        ("Costs", "client_m", 9.0, "Our part and the client's make each amount"),
    ],
)
def test_one_wrong_cell_turns_its_light(
    tmp_path: Path, table: str, column: str, value: float, name: str
) -> None:
    """A single wrong number is found by the check that is there for it."""
    plan = put(small_plan(small_case(tmp_path)), table, column, 1, value)
    assert checks(plan)[name].light == "CHECK"


def test_stock_past_its_shelf_life_is_found(tmp_path: Path) -> None:
    """Stock that stays longer than two quarters turns the light of its programme alone."""
    plan = small_plan(small_case(tmp_path))
    stock = plan.tables["Stock"].copy()
    mine = stock["programme"] == "P01"
    stock.loc[mine, "opening_kg"] += [0.0, 41.0, 41.0, 41.0, 41.0, 41.0]
    stock.loc[mine, "closing_kg"] += 41.0
    wrong = checks(small_plan(plan.case, tables={**plan.tables, "Stock": stock}))
    found = wrong["Stock is within its shelf life"]
    assert found.light == "CHECK"
    assert found.value == pytest.approx(1.0)
    assert [part.value for part in found.parts] == pytest.approx([1.0, 0.0])


def test_money_is_in_the_currency(tmp_path: Path) -> None:
    """Sums of money are in millions of the reporting currency, not in "m" alone."""
    write_workbook(small_plan(small_case(tmp_path)), tmp_path / "run.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "run.xlsx")["Checks"]
    units = [row[5].value for row in sheet.iter_rows(min_row=4) if row[6].value]
    assert len(units) == 37
    assert set(units) == {"USD m", "kg", "days", "batches", "share"}


def test_without_a_plan_the_checks_stand_on_empty_tables(tmp_path: Path) -> None:
    """A run that found no plan has its checks, and none of them fails to compute."""
    values = [check.value for check in checks(no_plan(small_case(tmp_path))).values()]
    assert np.isfinite(values).all()


@needs_soffice
def test_libreoffice_finds_all_lights_ok(tmp_path: Path) -> None:
    """Recalculated by another program, every light and the master light say OK."""
    write_workbook(small_plan(small_case(tmp_path)), tmp_path / "run.xlsx")
    cells = recalculated(tmp_path / "run.xlsx", tmp_path)["Checks"]
    assert cells[0][1] == "OK"
    assert {row[6] for row in listed(cells)} == {"OK"}


@needs_soffice
@pytest.mark.parametrize("name", [">5", "P0*", "2026-01"])
def test_formulas_give_the_values_written_beside_them(tmp_path: Path, name: str) -> None:
    """Over a plan with every number wrong, recalculation gives each check's value of ours.

    The programmes' names look like criteria, patterns and months, and must be read as names.
    """
    case = small_case(tmp_path)
    plan = distorted(small_plan(case))
    tables = {}
    for table, frame in plan.tables.items():
        named = frame.copy()
        if "programme" in named:
            named["programme"] = named["programme"].replace({"P02": name})
        tables[table] = named
    plan = small_plan(case, tables=tables, bound_m=plan.bound_m, total_cost_m=1.0)
    write_workbook(plan, tmp_path / "run.xlsx")
    cells = recalculated(tmp_path / "run.xlsx", tmp_path)["Checks"]
    expected = list(checks(plan).values())
    assert cells[0][1] == "CHECK"
    assert [row[0] for row in listed(cells)] == [check.name for check in expected]
    assert [row[1] for row in listed(cells)] == pytest.approx([c.value for c in expected])
    assert [row[2] for row in listed(cells)] == pytest.approx([c.expected for c in expected])
    assert [row[6] for row in listed(cells)] == [check.light for check in expected]


@needs_soffice
def test_a_workbook_without_a_plan_recalculates(tmp_path: Path) -> None:
    """Over empty tables no formula fails, and the values are those written."""
    plan = no_plan(small_case(tmp_path))
    write_workbook(plan, tmp_path / "run.xlsx")
    cells = recalculated(tmp_path / "run.xlsx", tmp_path)["Checks"]
    expected = list(checks(plan).values())
    assert [row[1] for row in listed(cells)] == pytest.approx([c.value for c in expected])
    assert [row[6] for row in listed(cells)] == [check.light for check in expected]
