"""The case as an object: types, defaults, settings, hash, and the dictionary of its tables."""

from __future__ import annotations

import dataclasses
import pickle
import random
from pathlib import Path

import pytest

from model.case.dictionary import PLACE, dictionary, write_dictionary
from model.case.reading import list_scenarios, read_case
from model.case.schema import SCHEMA, SETTINGS, key_text
from tests.case.folders import BASE, EXAMPLE, Folder


def test_every_table_has_every_column_with_its_type() -> None:
    """All tables are there, in the schema's columns: numbers float64, all else object."""
    case = read_case(BASE)
    assert list(case.tables) == list(SCHEMA)
    for name, table in SCHEMA.items():
        data = case.tables[name]
        assert tuple(data.columns) == table.column_names
        assert list(data.index) == list(range(len(data)))
        for column in table.columns:
            assert data[column.name].dtype == ("float64" if column.is_number else "object")


def test_empty_cells_stay_empty_in_tables_and_are_filled_in_filled() -> None:
    """An empty text is None, an empty number NaN; filled() puts the constants in their place."""
    case = read_case(EXAMPLE)
    assert case.tables["lines"]["opens"].tolist() == [None, None]
    assert case.tables["steps"]["min_sites"].isna().all()
    filled = case.filled("steps")
    assert filled["min_sites"].tolist() == [1.0, 1.0]
    assert filled["customs_value_m_per_kg"].tolist() == [0.0, 0.0]
    assert filled["min_sites_from"].tolist() == [None, None]
    assert filled.dtypes.equals(case.tables["steps"].dtypes)


def test_settings_have_types_and_defaults(tmp_path: Path) -> None:
    """Settings that are left out have the default that the schema states."""
    folder = Folder()
    for name in ("schema_version", "tail_months", "carry_over", "objective"):
        folder.drop("settings", folder.find("settings", name))
    settings = folder.read(tmp_path).settings
    assert dict(settings) == {
        "schema_version": 1,
        "first_month": "2026-01",
        "last_month": "2026-12",
        "period_months": 3,
        "tail_months": 0,
        "currency": "USD",
        "discount_rate": 0.0,
        "carry_over": True,
        "objective": "network",
        "revealed_month": "2026-01",
    }
    assert set(settings) == set(SETTINGS)


def test_a_case_is_frozen() -> None:
    """Nobody changes a case in passing."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        read_case(EXAMPLE).name = "other"  # type: ignore[misc]


def test_a_case_travels_to_other_processes() -> None:
    """A case can be pickled with all that was asked of it, for solves in parallel."""
    case = read_case(BASE, "songdo-late")
    assert case.settings["period_months"] == 3
    copy = pickle.loads(pickle.dumps(case))
    assert copy.sha256 == case.sha256
    assert copy.changes_applied == case.changes_applied


def test_changes_leave_the_case_as_it_was() -> None:
    """with_changes gives another case; the first one keeps its tables and its hash."""
    case = read_case(EXAMPLE)
    before = case.sha256
    other = case.with_changes(
        [{"table": "lanes", "where": "*", "column": "cost_m_per_kg", "operation": "scale",
          "value": 2}]
    )  # fmt: skip
    assert case.sha256 == before == read_case(EXAMPLE).sha256
    assert other.sha256 != before
    assert case.tables["lanes"]["cost_m_per_kg"].tolist() == [0.01, 0.02]


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_does_not_matter(seed: int, tmp_path: Path) -> None:
    """Shuffled rows give the same tables and the same hash."""
    folder = Folder(BASE)
    shuffle = random.Random(seed)
    for rows in folder.tables.values():
        body = rows[1:]
        shuffle.shuffle(body)
        rows[1:] = body
    shuffled, plain = folder.read(tmp_path), read_case(BASE)
    assert shuffled.sha256 == plain.sha256
    for name in SCHEMA:
        assert shuffled.tables[name].equals(plain.tables[name])


def test_every_cell_counts_in_the_hash(tmp_path: Path) -> None:
    """A change of any kind of cell, a text too, gives another hash."""
    plain = Folder().read(tmp_path).sha256
    for table, column, value in (
        ("sites", "name", "Other Campus"),
        ("obligations", "kg", "160.5"),
        ("obligations", "firm", "yes"),
        ("settings", "value", ""),
    ):
        changed = Folder().set(table, 2, column, value).read(tmp_path).sha256
        assert changed != plain, (table, column)


def test_numbers_that_are_written_differently_are_the_same_case(tmp_path: Path) -> None:
    """160, 160.0 and 1.6e2 are one number."""
    hashes = {
        Folder().set("obligations", 2, "kg", text).read(tmp_path).sha256
        for text in ("160", "160.0", "1.6e2", "+160", "160.00000000000001")
    }
    assert len(hashes) == 1


def test_scenarios_are_listed() -> None:
    """list_scenarios gives the table of scenarios with its columns."""
    scenarios = list_scenarios(BASE)
    assert list(scenarios.columns) == list(SCHEMA["scenarios"].column_names)
    assert len(scenarios) == 17


def test_a_row_is_named_by_its_key() -> None:
    """key_text writes a row's key as where would select it, without empty cells."""
    case = read_case(BASE)
    row = {str(name): cell for name, cell in case.tables["obligations"].iloc[0].items()}
    assert key_text("obligations", row) == "programme=P01; market=ASIA; due=2026; firm=no"
    row = {str(name): cell for name, cell in case.tables["commitments"].iloc[0].items()}
    assert (
        key_text("commitments", row)
        == "decision=allocation; programme=P03; step=drug substance; site=SGD"
    )


def test_the_dictionary_is_not_stale(tmp_path: Path) -> None:
    """inputs/README.md is what the schema says now; python -m model.case.dictionary renews it."""
    write_dictionary(tmp_path / "README.md")
    assert PLACE.read_text(encoding="utf-8") == (tmp_path / "README.md").read_text(encoding="utf-8")


def test_the_dictionary_names_every_column() -> None:
    """Each table has its heading and each of its columns a row."""
    text = dictionary()
    for table in SCHEMA.values():
        section = text.split(f"### {table.name}\n")[1].split("### ")[0]
        for column in table.columns:
            assert f"| {column.name} |" in section or f"| **{column.name}** |" in section


def test_the_schema_is_sound() -> None:
    """Keys are columns, references lead to columns, and a default is one of its own values."""
    for table in SCHEMA.values():
        assert set(table.key) <= set(table.column_names)
        for column in table.columns:
            assert column.meaning
            for reference in column.references:
                target, _, name = reference.partition(".")
                assert name in SCHEMA[target].column_names
            if column.is_number and column.kind == "number":
                assert column.unit or table.name == "ranges", (table.name, column.name)
        for columns, target in table.groups:
            assert columns == SCHEMA[target].key
