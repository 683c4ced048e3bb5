"""A case workbook guides who fills it in: comments, drop-downs, formats; nothing else is needed."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from model import commands
from model.case.case import Case
from model.case.declare import Column, Table, number_text
from model.case.reading import read_case
from model.case.rows import cell_text
from model.case.schema import SCHEMA, SETTINGS
from model.case.writing import write_workbook
from tests.case.folders import BASE, EXAMPLE
from tests.excel.typing_rules import admitted, cell_at, offered, rule_of

COLUMNS = [
    pytest.param(table, column, id=f"{table.name}-{column.name}")
    for table in SCHEMA.values()
    for column in table.columns
]
WITHOUT_UNIT = {("steps", "sequence"), ("changes", "order"), ("ranges", "low"), ("ranges", "high")}


def silent(_: str) -> None:
    """Says nothing."""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """What `new` writes."""
    path = tmp_path_factory.mktemp("new") / "mine.xlsx"
    commands.new_case(str(path), silent)
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """What `convert` makes of the base case."""
    path = tmp_path_factory.mktemp("convert") / "base.xlsx"
    commands.convert_case(str(BASE), str(path), silent)
    return openpyxl.load_workbook(path)


def place(table: Table, column: Column) -> int:
    """The column's place in its sheet, from 1."""
    return table.column_names.index(column.name) + 1


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_each_header_says_what_its_column_holds(
    table: Table, column: Column, empty: Workbook, converted: Workbook
) -> None:
    """Meaning, unit, range, choices and what an empty cell means stand in the header's comment."""
    for book in (empty, converted):
        header = cell_at(book[table.name], 1, place(table, column))
        assert header.value == column.name
        assert header.comment is not None
        text = header.comment.text
        assert column.meaning.replace("`", "") in text
        assert f"Empty: {column.empty_meaning}" in text
        assert (f"Unit: {column.unit}" in text) == bool(column.unit)
        assert column.unit or not column.is_number or (table.name, column.name) in WITHOUT_UNIT
        assert all(choice in text for choice in column.choices)
        assert column.range_text in text
        for reference in column.references:
            assert reference.partition(".")[0] in text
        if column is table.columns[0]:
            assert text.startswith(f"{table.name}: {table.meaning}".replace("`", ""))
            assert ("The table may stay empty." in text) == table.optional


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_each_choice_and_key_has_a_drop_down(
    table: Table, column: Column, empty: Workbook, converted: Workbook
) -> None:
    """Yes and no, choices, names of other tables and of the schema are offered in every row."""
    named = any(column.name == columns[-1] for columns, _ in table.groups)
    lists = bool(column.choices or column.references or named) or column.kind == "yes_no"
    lists = lists or (column.name == "table" and column.kind == "name")
    for book in (empty, converted):
        for row in (2, 1000, 2001):
            rule = rule_of(book[table.name], cell_at(book[table.name], row, place(table, column)))
            if table.name == "settings" and column.name == "value":
                continue
            assert (rule is not None and rule.type == "list") == lists
            if column.is_number:
                assert rule is not None
                assert rule.type == "decimal"
            if column.kind in ("month", "due"):
                assert rule is not None
                assert rule.type == "custom"
            if rule is not None:
                assert rule.error, "a refusal says what to write"
                assert rule.showErrorMessage
                assert len(str(rule.formula1)) <= 257
                assert "{" not in str(rule.formula1), "Excel refuses arrays in rules"


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_formats_keep_months_and_names_text(
    table: Table, column: Column, empty: Workbook, converted: Workbook
) -> None:
    """All but numbers has the text format, in rows still to come too; numbers have none."""
    wanted = "General" if column.is_number else "@"
    for book in (empty, converted):
        sheet = book[table.name]
        letter = get_column_letter(place(table, column))
        # Columns with one look stand in one group, under the letter of the first.
        groups = {d.min or 0: d for d in sheet.column_dimensions.values()}
        group = groups[max(first for first in groups if first <= place(table, column))]
        assert group.number_format == wanted
        assert 11 <= group.width <= 64
        assert group.width >= len(column.name)
        for cell in sheet[letter][1:]:
            assert cell.value is None or cell.number_format == wanted
            assert cell.data_type == ("n" if column.is_number or cell.value is None else "s")


def test_sheets_are_the_tables_with_frozen_headers(empty: Workbook, converted: Workbook) -> None:
    """A sheet a table, header and keys stay in view, and a page prints as wide as the table."""
    for book in (empty, converted):
        assert book.sheetnames == [*SCHEMA, "lists"]
        assert book["lists"].sheet_state == "hidden"
        for sheet in book.worksheets[:-1]:
            assert sheet.freeze_panes in ("B2", "C2")
            assert sheet.page_setup.orientation == "landscape"
            assert sheet.print_title_rows == "$1:$1"


@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_is_explained(name: str, empty: Workbook) -> None:
    """A new case lists every setting with its default, a comment, and a list where one fits."""
    sheet, setting = empty["settings"], SETTINGS[name]
    row = [str(cell.value) for cell in sheet["A"]].index(name) + 1
    comment = cell_at(sheet, row, 1).comment
    assert comment is not None
    assert setting.meaning.replace("`", "") in comment.text
    value = cell_at(sheet, row, 2)
    assert (value.value or "") == cell_text(setting.default)
    rule = rule_of(sheet, value)
    if setting.choices or setting.kind == "yes_no":
        assert rule is not None
        assert offered(empty, rule) == list(setting.choices or ("yes", "no"))
    header = cell_at(sheet, 1, 2).comment
    assert header is not None
    assert f"- {name}: " in header.text


def fill(book: Workbook, case: Case) -> None:
    """Type a case into a new workbook, table by table; no rule of a cell questions anything."""
    settings = [str(cell.value) for cell in book["settings"]["A"]]
    for name, table in SCHEMA.items():
        sheet = book[name]
        for number, row in enumerate(case.tables[name].to_dict("records"), start=2):
            if name == "settings":
                number = settings.index(row["setting"]) + 1
            for column in table.columns:
                value = row[column.name]
                if value is None or value != value:
                    continue
                cell = cell_at(sheet, number, place(table, column))
                cell.value = value
                assert admitted(book, sheet, cell, value), f"{name} {cell.coordinate} = {value}"


@pytest.mark.parametrize("source", [EXAMPLE, BASE], ids=["example", "base"])
def test_a_case_can_be_filled_in_from_the_new_workbook_alone(source: Path, tmp_path: Path) -> None:
    """Whole cases typed into what `new` wrote pass every rule and read as the same case."""
    commands.new_case(str(tmp_path / "mine.xlsx"), silent)
    book = openpyxl.load_workbook(tmp_path / "mine.xlsx")
    case = read_case(source)
    fill(book, case)
    book.save(tmp_path / "mine.xlsx")
    filled = read_case(tmp_path / "mine.xlsx")
    for name in SCHEMA:
        if name != "settings":
            assert filled.tables[name].equals(case.tables[name]), name
    assert filled.settings == case.settings


def test_what_convert_wrote_passes_its_own_rules(converted: Workbook) -> None:
    """Every cell of the base case is one that its drop-down offers or its rule admits."""
    refused = [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in converted
        for row in sheet.iter_rows(min_row=2)
        for cell in row
        if cell.value is not None
        and not admitted(
            converted,
            sheet,
            cell_at(sheet, cell.row, cell.column),
            float(str(cell.value)) if cell.data_type == "n" else str(cell.value),
        )
    ]
    assert refused == []


def test_rules_reach_beyond_a_long_table(tmp_path: Path) -> None:
    """A table of more rows than most has its drop-downs to the end, and those that name it too."""
    case = read_case(EXAMPLE)
    tables = dict(case.tables)
    markets = tables["markets"].iloc[[0] * 2500].reset_index(drop=True)
    tables["markets"] = markets.assign(market=[f"M{number_text(n)}" for n in range(2500)])
    write_workbook(tables, tmp_path / "long.xlsx")
    book = openpyxl.load_workbook(tmp_path / "long.xlsx")
    rule = rule_of(book["obligations"], cell_at(book["obligations"], 2, 2))
    assert rule is not None
    names = offered(book, rule)
    assert names is not None
    assert len(names) == 2500


def test_a_list_too_long_for_a_rule_shows_the_cells_instead(tmp_path: Path) -> None:
    """Excel takes lists of 255 characters: longer ones, and names with commas, point at cells."""
    case = read_case(EXAMPLE)
    for name in ("x" * 260, "drug, substance"):
        tables = dict(case.tables)
        tables["steps"] = tables["steps"].assign(step=name)
        write_workbook(tables, tmp_path / "long.xlsx")
        book = openpyxl.load_workbook(tmp_path / "long.xlsx")
        rule = rule_of(book["recipes"], cell_at(book["recipes"], 2, 2))
        assert rule is not None
        assert rule.formula1 == "steps!$B$2:$B$2001"
        assert rule.errorStyle == "warning"
