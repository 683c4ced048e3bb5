"""Names and texts that a spreadsheet would mix up or cut are refused when a case is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.case.folders import EXAMPLE, Folder


def renamed(before: str, after: str) -> Folder:
    """The example with a name changed wherever it stands; changes are left out."""
    folder = Folder(EXAMPLE)
    del folder.tables["scenarios"], folder.tables["changes"]
    for rows in folder.tables.values():
        for row in rows[1:]:
            row[:] = [after if cell == before else cell for cell in row]
    return folder


@pytest.mark.parametrize(
    ("before", "after", "table", "column", "other"),
    [
        ("SOUTH", "North", "sites", "site", "NORTH"),
        ("S1", "n1", "lines", "line", "N1"),
        ("BETA", "alpha", "programmes", "programme", "ALPHA"),
    ],
)
def test_names_that_differ_in_capitals_are_refused(
    before: str, after: str, table: str, column: str, other: str, tmp_path: Path
) -> None:
    """The row is named, and the name for which it would be taken."""
    found = renamed(before, after).problems(tmp_path)
    line = (
        f"{table}.csv row 3: {column} = {after}: a spreadsheet takes it for {other} on row 2; "
        "give one of them another name"
    )
    assert line in found


def test_names_that_are_one_number_are_refused(tmp_path: Path) -> None:
    """1 and 01 are different names and, for SUMIFS, the same."""
    folder = renamed("SOUTH", "01")
    for rows in folder.tables.values():
        for row in rows[1:]:
            row[:] = ["1" if cell == "NORTH" else cell for cell in row]
    found = folder.problems(tmp_path)
    assert any(line.startswith("sites.csv row 3: site = 01: a spreadsheet") for line in found)


def test_steps_of_two_programmes_may_have_names_alike(tmp_path: Path) -> None:
    """Fill of one and fill of another programme never meet in a sum; a name's other use is free."""
    folder = renamed("SOUTH", "N")
    for rows in (folder.tables[name] for name in ("steps", "recipes", "qualifications")):
        place = rows[0].index("step")
        for row in rows[1:]:
            row[place] = row[place].upper() if row[0] == "BETA" else row[place]
    if "opening_stock" in folder.tables:
        del folder.tables["opening_stock"][1:]
    assert folder.problems(tmp_path) == ()


def test_a_text_too_long_for_a_cell_is_refused(tmp_path: Path) -> None:
    """A spreadsheet would cut it: convert and the sheet Inputs could not give it back."""
    folder = Folder(EXAMPLE).set("sites", 2, "name", "x" * 32_768)
    assert any("longer than the 32767 letters" in line for line in folder.problems(tmp_path / "a"))
    folder.set("sites", 2, "name", "x" * 32_767)
    assert folder.problems(tmp_path / "b") == ()
