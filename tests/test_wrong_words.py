"""Exit code 1: wrong words and wrong inputs are told what would be right; nothing is written."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from model import commands
from tests.case.folders import EXAMPLE, Folder
from tests.command_line import Terminal


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["slove"], "slove is not a verb; the nearest is solve."),
        (["nonsense"], "known are audit, check, compare, convert, new, prune, solve."),
        (["--sceanrio", "a"], "No such option '--sceanrio'. Did you mean '--scenario'?"),
        (["--effort", "fast"], "'fast' is not one of 'quick', 'standard', 'thorough'"),
        (["--gap", "2%"], "Invalid value for '--gap': '2%' is not a valid number."),
        (["--gap", "nan"], "Invalid value for '--gap': 'nan' is not a valid number."),
        (["--gap", "2"], "2.0 is not in the range 0<=x<=1"),
        (["--time-limit", "0"], "0.0 is not in the range x>=1"),
        (["--workers", "0"], "0 is not in the range x>=1"),
        (["--seed", "1.5"], "'1.5' is not a valid whole number"),
        (["--seed", "-1"], "-1 is not in the range x>=0"),
        (["--case"], "Option '--case' requires an argument."),
        (["solve", "mine"], "solve has no place for mine; name a case with --case mine."),
        (["check", "mine"], "check has no place for mine; name a case with --case mine."),
        (["."], ". is not a verb; name a case with --case .."),
        (["check", "--case", "nowhere"], "nowhere: no such folder or workbook; there are none"),
        (["check", "--case", str(EXAMPLE), "--scenario", "beta"], "nearest known name is beta-up"),
        (["compare", "one"], "or none for the two newest; one stands alone."),
        (["compare"], "There is no complete run in results; name one, or solve a case first."),
        (["compare", "a", "b"], "does not exist; give the folder of a run, or its workbook."),
        (["audit"], "There is no complete run in results; name one, or solve a case first."),
        (["audit", "nowhere"], "nowhere does not exist; give the folder of a run"),
        (["audit", "a", "b"], "audit has no place for b."),
        (["convert", "mine"], "Missing argument 'TARGET'."),
        (["convert", str(EXAMPLE), "."], ". is there already; name one that is not."),
        (["convert", str(EXAMPLE), "a.csv"], "a case is a folder or a workbook whose name ends in"),
        (["new", "a.xls"], "a.xls: a case is a folder or a workbook whose name ends in .xlsx."),
        (["prune"], "Missing option '--keep'."),
        (["prune", "--keep", "0"], "0 is not in the range x>=1"),
    ],
)  # fmt: skip
def test_wrong_words(terminal: Terminal, words: list[str], sentence: str) -> None:
    """A command that cannot be carried out says what would be right, and leaves nothing."""
    said = terminal(*words)
    assert said.code == 1
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert list(Path().iterdir()) == []


def test_one_run_is_not_two(terminal: Terminal) -> None:
    """compare after a single run asks for another."""
    terminal("--case", EXAMPLE)
    said = terminal("compare")
    assert (said.code, said.err) == (
        1, "There is one complete run in results; make another, or name two.\n",
    )  # fmt: skip


def test_wrong_inputs(terminal: Terminal, tmp_path: Path) -> None:
    """All that is wrong is said at once, sorted, and nothing is solved or written."""
    case = Folder().set("lines", 2, "availability", "1,000").set("obligations", 2, "kg", "12%")
    case.write(tmp_path / "mine")
    said = terminal("--case", "mine")
    assert said.code == 1
    lines = said.err.splitlines()
    assert [line.split(" = ")[0] for line in lines[:2]] == [
        "lines.csv row 2: availability", "obligations.csv row 2: kg",
    ]  # fmt: skip
    assert lines[-1] == "2 problems in mine; nothing was solved."
    assert not Path("results").exists()


def test_a_wrong_scenario_stops_all_before_any(terminal: Terminal) -> None:
    """Of several scenarios none is solved while one is misspelt."""
    said = terminal("--case", EXAMPLE, "--scenario", "beta-up", "--scenario", "beta-down")
    assert said.code == 1
    assert "the nearest known name is beta-up" in said.err
    assert not Path("results").exists()


def test_a_missing_library(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a library the remedy is named."""

    def missing(*_: object, **__: object) -> int:
        raise ModuleNotFoundError("No module named 'highspy'", name="highspy")

    monkeypatch.setattr(commands, "check_case", missing)
    said = terminal("check")
    assert said.code == 1
    assert said.err.startswith("highspy is not installed in this Python; the commands in README.md")


def test_results_that_cannot_be_written_stop_before_the_work(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read-only folder is one sentence before anything is solved."""

    def refuse(self: Path, content: bytes) -> int:
        raise PermissionError(errno.EACCES, "refused", str(self))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    said = terminal("--case", EXAMPLE)
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        "results cannot be written: its folder is read-only; choose another with --out.\n"
    )
    assert terminal("convert", EXAMPLE, "new.xlsx").code == 1
