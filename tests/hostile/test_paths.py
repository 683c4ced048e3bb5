"""Paths that lead to no case: each is answered in one line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from model.case.errors import InputError
from model.case.reading import read_case
from model.case.twins import twin_problems
from tests.hostile.books import Book
from tests.hostile.full_case import full_case, write_folder
from tests.hostile.refusing import refused_once

NO_CASES: dict[str, tuple[str, str]] = {
    "nothing": ("", "(empty): no case is named; write the path of a folder or a workbook"),
    "null device": (os.devnull, f"{os.devnull}: a device, not a case; a case is a folder of"),
    "reserved name": ("NUL.csv", "NUL.csv: no such folder or workbook; "),
    "missing": ("nowhere", "nowhere: no such folder or workbook; the nearest known name is near"),
    "too long": ("a" * 300, "a" * 300 + ": no path that can be read ("),
    "NUL in it": ("a\0b", "a\\x00b: no path that can be read ("),
    "an old workbook": ("old.xls", "old.xls: not a case; a case is a folder of .csv files or an"),
    "an empty folder": ("near", "near: no tables in it; a case is a folder of .csv files or a"),
    "root": (os.sep, f"{Path(os.sep)}: no tables in it; a case is a folder of .csv files"),
}


@pytest.mark.parametrize(("path", "line"), NO_CASES.values(), ids=list(NO_CASES))
def test_paths_that_are_no_case(
    path: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is named in place of a case is answered in one line."""
    monkeypatch.chdir(tmp_path)
    Path("near").mkdir()
    Path("old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    (problem,) = refused_plainly(path)
    assert problem.startswith(line)


def refused_plainly(path: str) -> tuple[str, ...]:
    """The problems, where the message names the path in another way than it was given."""
    with pytest.raises(InputError) as caught:
        read_case(path)
    return caught.value.problems


@pytest.mark.parametrize("path", [".", "", "base", "base/"])
def test_a_case_from_inside_its_folder(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder of the case may be the working folder; it has its own name."""
    folder = write_folder(tmp_path / "base", full_case())
    monkeypatch.chdir(folder if path in (".", "") else tmp_path)
    if path:
        assert read_case(path).name == "base"


def test_a_case_at_the_root_of_a_drive() -> None:
    """A drive's root has no name and nothing beside it; no twin is looked for there."""
    assert twin_problems(Path(os.sep), {}, lambda _: pytest.fail("a twin was read")) == []


def test_a_folder_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is closed to us is told with the system's reason."""
    folder = write_folder(tmp_path / "case", full_case())

    def refuse(self: Path) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "iterdir", refuse)
    line = "case: cannot be read (Permission denied); allow reading, or name another folder"
    assert refused_once(folder) == line


def test_ctrl_c_is_not_a_damaged_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the workbook's reader raises becomes a message; an interrupt stays one."""

    class Interrupted:
        def from_filelike(self, _: object) -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr("model.case.files.CalamineWorkbook", Interrupted())
    with pytest.raises(KeyboardInterrupt):
        read_case(Book(full_case()).write(tmp_path / "case.xlsx"))
