"""Wrong input at the command line: the message, exit code 1, no traceback, nothing solved."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.command_line import ROOT, Terminal
from tests.hostile.books import Book, error
from tests.hostile.full_case import Target, full_case, targets, write_folder
from tests.hostile.test_books import BOOKS
from tests.hostile.test_folders import CONTENTS, with_bytes
from tests.hostile.way import Way
from tests.hostile.ways import ways

WRONG = [(t, w) for t in targets() for w in ways(t) if w.ending == "problem"]
SAMPLE = WRONG[:: len(WRONG) // 60]
VERBS: tuple[list[str], ...] = (["solve"], ["check"], [])


def wrong_folder(place: Path, target: Target, way: Way) -> Path:
    """The full case with one wrong cell."""
    tables = full_case()
    target.put(tables, way.value)
    return write_folder(place / "mine", tables)


def check_ending(code: int, out: str, err: str, line: str) -> None:
    """Exit code 1, the line and the count on stderr, nothing else."""
    assert code == 1
    assert out == ""
    assert "Traceback" not in err
    lines = err.splitlines()
    assert lines[0].startswith(line)
    assert lines[-1].endswith("; nothing was solved.")
    assert not Path("results").exists()


@pytest.mark.parametrize(
    ("number", "target", "way"),
    [(number, target, way) for number, (target, way) in enumerate(SAMPLE)],
    ids=[f"{target.name} {way.name}" for target, way in SAMPLE],
)
def test_a_wrong_cell(
    number: int, target: Target, way: Way, terminal: Terminal, tmp_path: Path
) -> None:
    """One in sixty of the generated cases, through each verb that reads a case in turn."""
    wrong_folder(tmp_path, target, way)
    verb = VERBS[number % len(VERBS)]
    said = terminal(*verb, "--case", "mine")
    check_ending(said.code, said.out, said.err, f"{target.table}.csv row {target.row}: ")
    assert len(said.err.splitlines()) == 2


@pytest.mark.parametrize("name", CONTENTS)
def test_a_wrong_file(name: str, terminal: Terminal, tmp_path: Path) -> None:
    """Each file that cannot be read, solved."""
    content, line = CONTENTS[name]
    folder = with_bytes(tmp_path, content)
    said = terminal("--case", folder)
    check_ending(said.code, said.out, said.err, line)


@pytest.mark.parametrize("name", BOOKS)
def test_a_wrong_workbook(name: str, terminal: Terminal, tmp_path: Path) -> None:
    """Each workbook that cannot be read, converted."""
    make, line = BOOKS[name]
    path = make().write(tmp_path / "case.xlsx")
    said = terminal("convert", path, "folder")
    check_ending(said.code, said.out, said.err, line)
    assert not Path("folder").exists()


@pytest.mark.parametrize("path", ["", "nowhere", "a" * 300, "a\0b", os.devnull, "NUL", "con.xlsx"])
def test_a_wrong_path(path: str, terminal: Terminal) -> None:
    """What is named in place of a case is told as it was written."""
    said = terminal("check", "--case", path)
    check_ending(said.code, said.out, said.err, (path[:100] or "(empty)").replace("\0", "\\x00"))


def run_for_real(*words: str, place: Path) -> tuple[int, str, str]:
    """Run the program in a process of its own, in time."""
    began = time.monotonic()
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *words],
        cwd=place,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert time.monotonic() - began < 30
    return done.returncode, done.stdout, done.stderr


def test_in_a_process_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong cell of a folder, and one of a workbook with a name in another script."""
    monkeypatch.chdir(tmp_path)
    tables = full_case()
    tables["lanes"][1][2] = "1,5"
    write_folder(tmp_path / "mine", tables)
    line = "lanes.csv row 2: transit_months = 1,5: a decimal comma is not read; write 1.5"
    check_ending(*run_for_real("--case", "mine", place=tmp_path), line)
    spoilt = {name: [list(row) for row in rows] for name, rows in full_case().items()}
    spoilt["lanes"][1][2] = error("#REF!")  # type: ignore[call-overload]
    Book(spoilt).write(tmp_path / "계획.xlsx")
    line = "계획.xlsx[lanes] row 2: transit_months = #REF!: a formula's error; write a number"
    check_ending(*run_for_real("check", "--case", "계획.xlsx", place=tmp_path), line)
