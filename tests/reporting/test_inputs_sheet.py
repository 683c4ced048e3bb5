"""The Inputs sheet: a case survives the way into the workbook and back, and says what changed."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from model.case.declare import Cell
from model.case.schema import SCHEMA
from model.plan.plan import Plan
from model.reporting.book import Book
from model.reporting.input_rows import (
    DELETED,
    INPUT_COLUMNS,
    NEW_ROW,
    NO_ROWS,
    InputRow,
    input_rows,
    read_key,
    tables_from,
    written_key,
)
from model.reporting.inputs_sheet import inputs_frame, write_inputs
from model.reporting.reading import read_run
from model.reporting.workbook import write_workbook
from tests.reporting.synthetic import small_case, small_plan


def cells(plan: Plan, table: str, column: str) -> list[InputRow]:
    """The rows of Inputs for a column of a table."""
    return [r for r in input_rows(plan.case) if (r.table, r.column) == (table, column)]


def test_a_case_comes_back_from_the_workbook_alone(tmp_path: Path) -> None:
    """Tables, types and hash are the same after writing and reading, scenario included."""
    case = small_case(tmp_path, "more")
    write_workbook(small_plan(case), tmp_path / "run.xlsx")
    back = read_run(tmp_path / "run.xlsx").case
    assert back.sha256 == case.sha256
    assert (back.name, back.scenario) == ("base", "more")
    for name in SCHEMA:
        pd.testing.assert_frame_equal(back.tables[name], case.tables[name])


def test_a_case_that_came_back_can_be_changed(tmp_path: Path) -> None:
    """The case of a workbook takes changes as one read from its folder does."""
    write_workbook(small_plan(small_case(tmp_path)), tmp_path / "run.xlsx")
    changes = [
        {
            "table": "obligations",
            "where": "programme=P01",
            "column": "kg",
            "operation": "set",
            "value": "90",
        }
    ]
    back = read_run(tmp_path / "run.xlsx").case
    assert back.with_changes(changes).sha256 == small_case(tmp_path).with_changes(changes).sha256


def test_every_cell_stands_once(tmp_path: Path) -> None:
    """There is one row for each cell that is not of a key, and a note for each empty table."""
    case = small_case(tmp_path)
    rows = input_rows(case)
    wanted = sum(
        len(case.tables[name]) * (len(table.columns) - len(table.key))
        for name, table in SCHEMA.items()
    )
    assert len([row for row in rows if row.row is not None]) == wanted
    empty = {row.table for row in rows if row.before == NO_ROWS}
    assert empty == {name for name in SCHEMA if case.tables[name].empty}


def test_what_the_scenario_changed_is_marked(tmp_path: Path) -> None:
    """A changed cell says what it was, which scenario changed it and why; others say nothing."""
    plan = small_plan(small_case(tmp_path, "more"))
    marked = [row for row in input_rows(plan.case) if row.scenario]
    assert [(row.table, row.column, row.value, row.before) for row in marked] == [
        ("obligations", "kg", 100.0, 80.0)
    ]
    assert (marked[0].scenario, marked[0].reason) == ("more", "a larger market")


def test_new_and_deleted_rows_are_marked(tmp_path: Path) -> None:
    """A row that a change made is marked in each cell; one that it took away leaves a note."""
    case = small_case(tmp_path).with_changes(
        [
            {"table": "opening_stock", "where": "programme=P02", "column": "", "value": "",
             "operation": "delete", "reason": "lost"},
            {"table": "duties", "where": "duty_class=plain; origin_country=KR; "
             "destination_country=US; from_month=2026-07", "column": "rate", "value": "0.2",
             "operation": "insert", "reason": "new tariff"},
        ]
    )  # fmt: skip
    rows = input_rows(case)
    gone = [row for row in rows if row.before == DELETED]
    assert [(row.table, row.reason) for row in gone] == [("opening_stock", "lost")]
    assert "P02" in gone[0].key
    new = [row for row in rows if row.before == NEW_ROW]
    assert [(row.table, row.column, row.value) for row in new] == [("duties", "rate", 0.2)]
    tables = tables_from(rows)
    assert len(tables["opening_stock"]) == 1
    assert len(tables["duties"]) == 2


def test_the_nearest_source_stands_beside_a_figure(tmp_path: Path) -> None:
    """A source for the row goes before one for the column; a key may be given by its beginning."""
    plan = small_plan(small_case(tmp_path))
    found = [(row.status, row.source) for row in cells(plan, "recipes", "kg_per_batch")]
    assert found == [("derived", "from trials"), ("estimate", "a guess")]
    assert [row.source for row in cells(plan, "recipes", "days_per_batch")] == ["from trials", ""]
    assert [row.source for row in cells(plan, "duties", "rate")] == ["a gazette, page 7"]


def test_a_long_source_is_read_whole(tmp_path: Path) -> None:
    """The column is the last one of the paper: its texts take more lines, they are not cut."""
    path = tmp_path / "run.xlsx"
    write_workbook(small_plan(small_case(tmp_path)), path)
    sheet = openpyxl.load_workbook(path)["Inputs"]
    cells = [row[INPUT_COLUMNS.index("source")] for row in sheet.iter_rows(min_row=2)]
    written = [cell for cell in cells if cell.value]
    assert written
    assert all(cell.alignment.wrap_text for cell in written)


def test_rows_are_as_high_as_their_sources(tmp_path: Path) -> None:
    """A source of several lines makes its row higher; others stay as rows are."""
    book = Book()
    frame = inputs_frame(
        [
            InputRow("lines", 1, "line=L1", "site", "AAA", "", "", "", "", "", "estimate", source)
            for source in ("short", "a press article, and what is thought to follow from it " * 3)
        ]
    )
    write_inputs(book, frame)
    (tmp_path / "inputs.xlsx").write_bytes(book.finish())
    rows = openpyxl.load_workbook(tmp_path / "inputs.xlsx")["Inputs"].row_dimensions
    assert rows[2].height is None
    assert rows[3].height >= 3 * 12


def test_empty_cells_say_what_they_mean(tmp_path: Path) -> None:
    """An empty cell is echoed with its meaning; the unit stands beside a figure."""
    plan = small_plan(small_case(tmp_path))
    row = cells(plan, "recipes", "min_campaign_batches")[0]
    assert (row.value, row.empty_means) == (None, "1")
    assert cells(plan, "obligations", "kg")[0].unit == "kg"


KEYS = st.text(st.sampled_from("ab;= \"[]{}'*:,programmekystlu"), min_size=1, max_size=30)


@given(table=KEYS, key=KEYS, column=KEYS)
def test_any_key_reads_back(table: str, key: str, column: str) -> None:
    """However a key's texts look, even like our own separators, it reads back as it was."""
    row: dict[str, Cell] = {"table": table, "key": key, "column": column}
    assert read_key("sources", written_key("sources", row)) == row


@given(order=st.integers(0, 999), scenario=KEYS)
def test_numbers_in_keys_stay_numbers(order: int, scenario: str) -> None:
    """A key column of numbers comes back as numbers."""
    row: dict[str, Cell] = {"scenario": scenario, "order": float(order)}
    back = read_key("changes", written_key("changes", row))
    assert back == row
    assert isinstance(back["order"], float)
