"""Runs that end by gap or effort are the same tomorrow, cell by cell but for About."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from model.case.writing import write_csv
from tests.case.folders import EXAMPLE
from tests.crashes.same import Way, differences, record, run_once, shuffled
from tests.solving.small_cases import network


@pytest.mark.parametrize(
    ("parts", "words", "by"),
    [
        (False, ("--gap", "0"), "gap"),
        (True, ("--gap", "0", "--effort", "quick"), "effort"),
    ],
    ids=["whole", "by parts"],
)
def test_every_way_to_run_gives_the_same(
    tmp_path: Path, parts: bool, words: tuple[str, ...], by: str
) -> None:
    """Workers, hash seed and order of rows change no cell of the workbook and no figure."""
    case = EXAMPLE
    if parts:
        case = tmp_path / "network"
        write_csv(network(2), case)
    ways = (Way(1, 0), Way(2, 1, order=1), Way(2, 2))
    runs = [run_once(case, way, tmp_path, words, parts=parts) for way in ways]
    assert record(runs[0])["stopped_by"] == by
    assert [differences(runs[0], run) for run in runs[1:]] == [[], []]


def test_a_difference_is_found(tmp_path: Path) -> None:
    """The comparison itself: one cell of one sheet, and one figure, are named."""
    run = run_once(EXAMPLE, Way(1, 0), tmp_path, ("--gap", "0"), parts=False)
    other = Path(shutil.copytree(run, tmp_path / "other"))
    book = openpyxl.load_workbook(other / "example.xlsx")
    book["Production"]["E3"] = 77
    book.save(other / "example.xlsx")
    text = (other / "run.json").read_text(encoding="utf-8")
    text = text.replace('"objective_m": 49.7', '"objective_m": 50')
    (other / "run.json").write_text(text, encoding="utf-8")
    found = differences(run, other)
    assert "objective_m" in found
    assert "Production, row 3" in found


def test_rows_are_really_in_another_order(tmp_path: Path) -> None:
    """The shuffled copy has the same rows, not in the same order."""
    copy = shuffled(EXAMPLE, 1, tmp_path)
    mine = (EXAMPLE / "obligations.csv").read_text(encoding="utf-8").split()
    yours = (copy / "obligations.csv").read_text(encoding="utf-8").split()
    assert mine[0] == yours[0]
    assert sorted(mine) == sorted(yours)
    assert mine != yours
