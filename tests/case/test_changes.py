"""Scenario changes: each operation, its wildcards, and every way in which it can miss."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.case.case import Case
from model.case.errors import InputError
from model.case.reading import list_scenarios, read_case
from tests.case.changing import change, changed, problems
from tests.case.folders import BASE, EXAMPLE, Folder


def kg(case: Case) -> list[float]:
    """The obligations in the order of their keys: ALPHA 2026, then BETA Q1 to Q4."""
    return [float(number) for number in case.tables["obligations"]["kg"]]


def test_set_writes_a_value() -> None:
    """set replaces a number in the rows that where selects."""
    case = changed(change("obligations", "programme=BETA; due=2026-Q4", "kg", value=100))
    assert kg(case) == [160, 20, 20, 80, 100]


def test_set_may_empty_a_cell_that_may_be_empty() -> None:
    """An empty value is a value where the schema gives empty a meaning."""
    case = changed(change("steps", "programme=BETA", "shelf_life_months"))
    assert case.tables["steps"]["shelf_life_months"].isna().tolist() == [False, True]


def test_scale_multiplies_numbers() -> None:
    """scale multiplies, to 15 digits, in every row that a wildcard meets."""
    case = changed(change("obligations", "due=2026-Q*", "kg", "scale", "1.1"))
    assert kg(case) == [160, 22, 22, 88, 88]


def test_scale_passes_over_empty_cells() -> None:
    """Rows whose cell is empty have nothing to scale; the others are scaled."""
    case = changed(change("qualifications", "*", "transfer_months", "scale", 2))
    assert case.tables["qualifications"]["transfer_months"].max() == 6
    assert case.tables["qualifications"]["transfer_months"].count() == 1


def test_add_adds() -> None:
    """add adds a number, negative ones too."""
    case = changed(change("obligations", "programme=BETA", "kg", "add", "-5"))
    assert kg(case) == [160, 15, 15, 75, 75]


def test_delete_removes_rows() -> None:
    """delete removes every row that where selects, and no other."""
    case = changed(change("obligations", "programme=BETA", operation="delete"))
    assert kg(case) == [160]


def test_insert_makes_a_row() -> None:
    """insert makes a row of where and of column = value, with the other cells empty."""
    where = "line=N1; first_month=2026-07; last_month=2026-09"
    case = changed(change("line_calendar", where, "availability", "insert", 0))
    assert case.tables["line_calendar"].to_dict("records") == [
        {"line": "N1", "first_month": "2026-07", "last_month": "2026-09", "availability": 0.0}
    ]


def test_changes_apply_in_order() -> None:
    """A later change works on what an earlier one left."""
    where = "due=2026-Q4"
    first = change("obligations", where, "kg", "scale", 2)
    second = change("obligations", where, "kg", "add", 10)
    assert kg(changed(first, second))[-1] == 170
    assert kg(changed(second, first))[-1] == 180


def test_settings_change_by_their_own_kind() -> None:
    """A setting is set like a cell, and read as that setting."""
    case = changed(change("settings", "setting=discount_rate", "value", value=0.05))
    assert case.settings["discount_rate"] == 0.05


def test_applied_changes_are_recorded() -> None:
    """Each cell written is recorded with key, before, after and reason, to be marked in results."""
    case = read_case(EXAMPLE, "beta-up")
    (applied,) = case.changes_applied
    assert applied.table == "obligations"
    assert applied.key == {"programme": "BETA", "market": "US", "due": "2026-Q4", "firm": "yes"}
    assert (applied.column, applied.before, applied.after) == ("kg", "80", "100")
    assert (applied.scenario, applied.reason) == ("beta-up", "better launch")


def test_a_change_in_a_file_is_named_by_its_row(tmp_path: Path) -> None:
    """In a case on disk, the place is changes.csv and the row of the change."""
    folder = Folder().set("changes", 2, "where", "programme=GAMMA")
    assert folder.problems(tmp_path / "base") == ()
    assert folder.problems(tmp_path, "beta-up") == (
        "changes.csv row 2: where = programme=GAMMA: it meets no row: no row of obligations has "
        "programme=GAMMA here; known are ALPHA, BETA",
    )


def test_changes_of_other_scenarios_are_checked_as_well(tmp_path: Path) -> None:
    """A misspelt column in any scenario is found when the base is read, not weeks later."""
    folder = Folder().set("changes", 2, "column", "kgs")
    assert folder.problems(tmp_path) == (
        "changes.csv row 2: column = kgs: obligations has no such column; "
        "the nearest known name is kg",
    )


def test_a_problem_that_a_change_makes_is_shown_at_the_change(tmp_path: Path) -> None:
    """Where a changed cell is wrong only together with others, the change is what is named."""
    folder = Folder().set("changes", 2, "table", "programmes").set("changes", 2, "operation", "set")
    folder.set("changes", 2, "where", "programme=BETA").set("changes", 2, "value", "2026-06")
    folder.set("changes", 2, "column", "safety_stock_from")
    folder.add("changes", "beta-up,2,programmes,programme=BETA,safety_stock_months,set,3,")
    assert folder.problems(tmp_path, "beta-up") == (
        "programmes.csv row 3: stock_shortfall_cost_m_per_kg_year = (empty): "
        "a safety stock needs it; write a number",
    )


def test_a_key_is_still_unique_after_a_change() -> None:
    """Setting a key column may not make two rows one."""
    lines = problems(change("obligations", "programme=BETA; due=2026-Q1", "due", value="2026-Q2"))
    assert lines == (
        "changes row 1: due = 2026-Q2: the key (programme=BETA; market=US; due=2026-Q2; firm=no) "
        "is on obligations.csv row 4 already; keep one of the two",
    )


def test_an_insert_of_a_key_that_exists_is_an_error() -> None:
    """insert never overwrites."""
    where = "programme=BETA; market=US; due=2026-Q1; firm=no"
    (line,) = problems(change("obligations", where, "kg", "insert", 1))
    assert line == (
        "changes row 1: the key (programme=BETA; market=US; due=2026-Q1; firm=no) "
        "is on obligations.csv row 3 already; keep one of the two"
    )


def test_an_unknown_column_of_a_change_given_by_a_program_is_an_error() -> None:
    """A misspelt keyword is not ignored."""
    (line, *_) = problems({**change("obligations", "due=2026", "kg", value=1), "vlaue": 3})
    assert line == "changes row 1: vlaue = (empty): no such column; the nearest known name is value"


def joined(tmp_path: Path, *changes: str) -> Folder:
    folder = Folder().add("scenarios", "other,,,,")
    return folder.add("changes", *changes)


def test_joined_scenarios_apply_both(tmp_path: Path) -> None:
    """a+b is the base with the changes of both."""
    folder = joined(tmp_path, "other,1,obligations,due=2026-Q3,kg,set,60,")
    case = folder.read(tmp_path, "beta-up+other")
    assert (case.scenario, kg(case)) == ("beta-up+other", [160, 20, 20, 60, 100])


def test_joined_scenarios_may_not_set_the_same_cell(tmp_path: Path) -> None:
    """A cell that both write would depend on who comes last: an error."""
    folder = joined(tmp_path, "other,1,obligations,due=2026-Q4,kg,set,60,")
    (line,) = folder.problems(tmp_path, "beta-up+other")
    assert line == (
        "changes.csv row 3: scenario = other: beta-up writes kg at programme=BETA; market=US; "
        "due=2026-Q4; firm=yes as well; join scenarios that do not write the same cell"
    )


def test_joined_scenarios_may_both_scale_a_cell(tmp_path: Path) -> None:
    """Two factors give the same in either order; they multiply, with a warning."""
    folder = joined(tmp_path, "other,1,obligations,due=2026-Q4,kg,scale,2,")
    one = folder.read(tmp_path, "beta-up+other")
    two = folder.read(tmp_path, "other+beta-up")
    assert kg(one)[-1] == 200
    assert one.sha256 == two.sha256
    assert one.warnings[0].endswith("firm=yes as well; both changes count")


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        (
            "beta",
            "scenarios.csv: scenario = beta: no such scenario; the nearest known name is beta-up",
        ),
        ("beta-up+beta-up", "beta-up stands twice; name each scenario once"),
        ("beta-up+", "scenarios.csv: scenario = (empty): no such scenario; known are beta-up"),
    ],
)
def test_an_unknown_scenario_names_the_nearest(scenario: str, message: str) -> None:
    """A scenario that the case does not have is an error."""
    with pytest.raises(InputError) as error:
        read_case(EXAMPLE, scenario)
    assert any(message in line for line in error.value.problems)


def test_base_is_the_case_itself(tmp_path: Path) -> None:
    """base may stand among the scenarios, with a probability, but has no changes."""
    folder = Folder().set("scenarios", 2, "probability", "0.25")
    folder.add("scenarios", "base,as planned,0.75,,")
    assert folder.read(tmp_path, "base").scenario == ""
    folder.add("changes", "base,1,obligations,due=2026,kg,set,1,")
    assert folder.problems(tmp_path) == (
        "changes.csv row 3: scenario = base: base is the case without changes; "
        "name another scenario",
    )


@pytest.mark.parametrize("scenario", list_scenarios(BASE)["scenario"].tolist())
def test_every_scenario_of_the_base_reads(scenario: str) -> None:
    """All scenarios that ship with the base apply, and each changes the case."""
    case = read_case(BASE, scenario)
    assert case.changes_applied
    assert case.sha256 != read_case(BASE).sha256
