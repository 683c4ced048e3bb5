"""The workbook: its sheets, its columns, its texts, and that equal plans give equal bytes."""

from __future__ import annotations

import dataclasses
import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from model.plan.columns import RESULT_TABLES, empty_table
from model.plan.plan import BrokenLimit, Plan
from model.plan.result_table import columns_of, name_of_header
from model.reporting.about import FIGURES, figure_cell
from model.reporting.arrange import arranged
from model.reporting.reading import read_run
from model.reporting.workbook import SHEETS, workbook_bytes, write_workbook
from tests.reporting.synthetic import no_plan, small_case, small_plan

WHEN = datetime.datetime(2026, 3, 1, 12, 30)


def opened(plan: Plan) -> openpyxl.Workbook:
    """The plan's workbook as openpyxl reads it, formulas as formulas."""
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(plan, WHEN)))


def sheet(plan: Plan, name: str) -> Worksheet:
    """One sheet of the plan's workbook."""
    found = opened(plan)[name]
    assert isinstance(found, Worksheet)
    return found


def parts(content: bytes) -> dict[str, bytes]:
    """The files inside a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_sheet_is_there_in_order(tmp_path: Path) -> None:
    """A workbook has the same sheets in the same order, with a plan or without."""
    case = small_case(tmp_path)
    assert tuple(opened(small_plan(case)).sheetnames) == SHEETS
    assert tuple(opened(no_plan(case)).sheetnames) == SHEETS


@pytest.mark.parametrize("name", RESULT_TABLES)
def test_columns_are_the_declared_ones_with_units(tmp_path: Path, name: str) -> None:
    """Each result sheet has its declared columns, units in the header, as one native table."""
    plan = small_plan(small_case(tmp_path))
    written = sheet(plan, name)
    headers = [str(cell.value) for cell in written[1]]
    columns = columns_of(RESULT_TABLES[name], plan.tables[name].columns)
    assert [name_of_header(header) for header in headers] == [column.name for column in columns]
    assert headers == [column.header("USD") for column in columns]
    assert len(written.tables) == 1
    assert written.freeze_panes is not None


def test_headers_name_their_units(tmp_path: Path) -> None:
    """Kilograms, days and millions of the reporting currency stand in the header row."""
    book = opened(small_plan(small_case(tmp_path)))
    assert book["Production"]["G1"].value == "kg_released [kg]"
    assert book["Costs"]["G1"].value == "amount_m [USD m]"
    assert book["Capacity"]["C1"].value == "days"
    assert book["Capacity"]["H1"].value == "utilisation [share]"


def test_headers_of_prices_name_their_kind(tmp_path: Path) -> None:
    """A price says what it is per, and which program or bound it is the dual of."""
    book = opened(small_plan(small_case(tmp_path)))
    fixed = "LP, the plan's whole numbers fixed"
    capacity, owed = book["Capacity"], book["Obligations"]
    assert capacity["K1"].value == f"day_worth_m [USD m per day; {fixed} but for batches]"
    assert capacity["L1"].value == "day_price_m [USD m per day; dual of the priced bound]"
    assert owed["J1"].value == f"kg_cost_m [USD m per kg; {fixed} but for batches]"
    assert owed["K1"].value == f"kg_cost_fixed_m [USD m per kg; {fixed}]"


def test_equal_plans_give_equal_bytes_at_any_time(tmp_path: Path) -> None:
    """Two writings of a plan differ in nothing but the sheet About."""
    plan = small_plan(small_case(tmp_path))
    again = small_plan(small_case(tmp_path), seconds={"solve": 99.0}, peak_memory_mb=1.0)
    assert workbook_bytes(plan, WHEN) == workbook_bytes(plan, WHEN)
    one = parts(workbook_bytes(plan, WHEN))
    two = parts(workbook_bytes(again, WHEN + datetime.timedelta(days=1)))
    texts = "xl/sharedStrings.xml"  # the texts of About are among them
    different = {name for name in one if one[name] != two[name]} - {texts}
    assert different == {"xl/worksheets/sheet2.xml"}, "About stands second, after Board"


def test_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    """Tables that come in another order are written in the same one."""
    plan = small_plan(small_case(tmp_path))
    turned = {name: frame.iloc[::-1] for name, frame in plan.tables.items()}
    assert workbook_bytes(small_plan(plan.case, tables=turned)) == workbook_bytes(plan)


def test_texts_are_never_formulas(tmp_path: Path) -> None:
    """A text that begins with = + - or @ is written as text; formulas are our own."""
    plan = small_plan(
        small_case(tmp_path),
        warnings=("=1+1", "+1", "-1", "@SUM(A1)"),
        broken=(BrokenLimit("=HYPERLINK(1)", "-x", 1.0, "@", "+"),),
    )
    book = opened(plan)
    for name in SHEETS:
        kinds = {cell.data_type for row in book[name].iter_rows() for cell in row}
        assert ("f" in kinds) == (name in {"Board", "Checks"})
    texts = {cell.value for row in book["About"].iter_rows() for cell in row}
    assert {"=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(1)"} <= texts
    ours = {
        cell.value for row in book["Board"].iter_rows() for cell in row if cell.data_type == "f"
    }
    assert ours == {"=Checks!B1", "=Checks!C1"}
    assert "=P02, EU, 2026-Q3" in {cell.value for cell in book["Decisions"]["I"]}


def test_what_is_not_finite_is_not_written(tmp_path: Path) -> None:
    """NaN and infinity are empty cells, or the word none among the figures."""
    plan = small_plan(small_case(tmp_path))
    capacity = plan.tables["Capacity"].copy()
    capacity.loc[0, "utilisation"] = float("nan")
    capacity.loc[0, "free_batches"] = float("inf")
    content = parts(
        workbook_bytes(
            small_plan(
                plan.case,
                tables={**plan.tables, "Capacity": capacity},
                bound_m=float("-inf"),
                gap=float("inf"),
            )
        )
    )
    for name, text in content.items():
        if name.startswith("xl/worksheets/"):
            cells = text.lower().replace(b"pageorder", b"")
            assert b"<v>nan</v>" not in cells
            assert b"<v>inf" not in cells
            assert b"<v>-inf" not in cells
            assert b"#num!" not in cells
    assert b"none" in content["xl/sharedStrings.xml"]


def test_figures_stand_where_the_checks_look(tmp_path: Path) -> None:
    """About has each figure in the cell that formulas point at, whatever else it says."""
    for plan in (
        small_plan(small_case(tmp_path)),
        small_plan(
            small_case(tmp_path, "more"), broken=(BrokenLimit("a", "b", 1.0, "c", "d"),) * 3
        ),
    ):
        about = sheet(plan, "About")
        for name in FIGURES:
            cell = figure_cell(name).removeprefix("About!").replace("$", "")
            assert about[cell].value == pytest.approx(getattr(plan, name))
            assert about[cell.replace("B", "D")].value == name


def test_about_says_what_a_reader_needs(tmp_path: Path) -> None:
    """Scenario, time, hash, settings, warnings, durations and every sheet are on About."""
    plan = small_plan(small_case(tmp_path, "more"))
    about = {cell.value for row in sheet(plan, "About").iter_rows() for cell in row}
    assert {"base + more", "more", "2026-03-01 12:30:00", plan.case.sha256, "feasible"} <= about
    assert {"Settings: effort", "quick", "release_months", 2.5, 3, *SHEETS} <= about


def test_times_are_short(tmp_path: Path) -> None:
    """Seconds and memory have the decimals that are read; settings are as they were given."""
    plan = dataclasses.replace(
        small_plan(small_case(tmp_path)),
        seconds={"solve": 705.399308559005},
        peak_memory_mb=262.73792,
        settings={"gap": 0.0025, "time_limit": None},
        trajectory=((0.7211457199955476, None, 1512.1230408036965),),
    )
    rows = [[cell.value for cell in row[:3]] for row in sheet(plan, "About").iter_rows()]
    told = {str(row[0]): row[1] for row in rows}
    assert told["Seconds: solve"] == 705.4
    assert told["Peak memory, MB"] == 263
    assert told["Settings: gap"] == 0.0025
    assert told["Settings: time limit"] == "none"
    assert rows[-1] == [0.72, None, 1512.123]


def test_rows_of_the_tail_are_grey(tmp_path: Path) -> None:
    """Every result sheet with a tail column shades its rows by that column."""
    book = opened(small_plan(small_case(tmp_path)))
    for name, table in RESULT_TABLES.items():
        shaded = len(book[name].conditional_formatting) == 1
        assert shaded == ("tail" in {column.name for column in table.columns})


def test_result_tables_read_back_equal(tmp_path: Path) -> None:
    """Every table read from the workbook is the one that was written."""
    plan = small_plan(small_case(tmp_path))
    write_workbook(plan, tmp_path / "run.xlsx")
    run = read_run(tmp_path / "run.xlsx")
    for name, frame in arranged(plan.tables, plan.case.tables["steps"]).items():
        pd.testing.assert_frame_equal(run.tables[name], frame)


def test_empty_tables_read_back_equal(tmp_path: Path) -> None:
    """A run without a plan reads back with its empty tables and without figures."""
    write_workbook(no_plan(small_case(tmp_path)), tmp_path / "run.xlsx")
    run = read_run(tmp_path / "run.xlsx")
    assert run.meta["status"] == "no_plan"
    assert run.meta["objective_m"] is None
    for name in RESULT_TABLES:
        pd.testing.assert_frame_equal(run.tables[name], empty_table(name))


def test_a_table_with_another_column_is_refused(tmp_path: Path) -> None:
    """A column that is not declared never reaches the workbook unnoticed."""
    plan = small_plan(small_case(tmp_path))
    stock = plan.tables["Stock"].rename(columns={"in_kg": "inn_kg"})
    wrong = small_plan(plan.case, tables={**plan.tables, "Stock": stock})
    with pytest.raises(ValueError, match=r"Stock: missing columns \['in_kg'\], unknown.*inn_kg"):
        workbook_bytes(wrong)
