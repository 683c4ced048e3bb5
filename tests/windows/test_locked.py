"""Windows lets nobody replace or delete what Excel has open: what is done then, one by one."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from model.plan.plan import Plan
from model.reporting import files
from model.reporting.runs import WriteError, list_runs, prune, read_run, write
from tests.case.folders import EXAMPLE
from tests.command_line import Terminal
from tests.reporting.synthetic import small_case, small_plan

REFUSED = PermissionError(errno.EACCES, "The process cannot access the file", "file")
Lock = Callable[[str], list[Path]]


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> Lock:
    """Holds files open: whoever replaces or renames one, or a folder with one, is refused."""
    tried: list[Path] = []
    really = os.replace

    def lock(pattern: str) -> list[Path]:
        def refuse(source: str | Path, target: str | Path) -> None:
            for path in (Path(source), Path(target)):
                held = path.match(pattern) or (path.is_dir() and any(path.glob(pattern)))
                if held and path.exists():
                    tried.append(path)
                    raise REFUSED
            really(source, target)

        monkeypatch.setattr(os, "replace", refuse)
        monkeypatch.setattr(files, "_PAUSES", (0.0, 0.0))
        return tried

    return lock


def plan_of(place: Path) -> Plan:
    """The synthetic plan."""
    return small_plan(small_case(place))


def test_a_run_is_complete_though_latest_is_held(tmp_path: Path, locked: Lock) -> None:
    """latest.txt open in another program: the run is whole, and one sentence says so."""
    first = write(plan_of(tmp_path), results=tmp_path / "results")
    tried = locked("latest.txt")
    said: list[str] = []
    second = write(plan_of(tmp_path), results=tmp_path / "results", tell=said.append)
    assert len(tried) == 3, "it is tried again before it is given up"
    latest = tmp_path / "results" / "latest.txt"
    assert said == [
        f"The run is complete, but {latest} does not name it: that file is open in another "
        "program or read-only."
    ]
    assert latest.read_text(encoding="utf-8").strip().endswith(first.name)
    assert list_runs(tmp_path / "results")[-1] == second
    assert read_run(second).figure("objective_m") == read_run(first).figure("objective_m")
    assert not list((tmp_path / "results").rglob("*.part"))


def test_a_latest_that_is_a_folder_or_read_only_stops_nothing(tmp_path: Path) -> None:
    """Whatever stands in the place of latest.txt, the run counts."""
    (tmp_path / "results" / "latest.txt" / "mine").mkdir(parents=True)
    said: list[str] = []
    folder = write(plan_of(tmp_path), results=tmp_path / "results", tell=said.append)
    assert read_run(folder).meta["status"] == "feasible"
    assert len(said) == 1
    write(plan_of(tmp_path), results=tmp_path / "results")


def test_the_command_ends_well_though_latest_is_held(terminal: Terminal, locked: Lock) -> None:
    """Exit code, summary and results are those of any run; compare and audit find it."""
    terminal("--case", EXAMPLE)
    locked("latest.txt")
    said = terminal("--case", EXAMPLE, "--scenario", "beta-up")
    assert said.code == 0
    assert said.err.count("fault") == 0
    assert said.out.count("The run is complete, but ") == 1
    assert (said.place() / "run.json").is_file()
    assert terminal("compare").code == 0
    assert terminal("audit").code == 0


def test_a_file_held_for_a_moment_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A virus scanner that lets go after a moment is no reason to stop."""
    really, refusals = os.replace, [REFUSED, REFUSED]

    def refuse(source: Path, target: Path) -> None:
        if refusals:
            raise refusals.pop()
        really(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    files.write_bytes(tmp_path / "new.xlsx", b"content")
    assert (tmp_path / "new.xlsx").read_bytes() == b"content"


def test_a_workbook_that_cannot_be_written_there_is_kept_elsewhere(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The plan of a long run goes to the home folder where results turns out to be refused."""
    monkeypatch.setattr(files, "_PAUSES", ())
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setattr(Path, "home", lambda: home)
    really = os.replace

    def refuse(source: Path, target: Path) -> None:
        if not Path(target).is_relative_to(home):
            raise REFUSED
        really(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    said = terminal("--case", EXAMPLE)
    assert said.code == 0
    assert said.out.splitlines()[0].endswith("choose another with --out.")
    assert said.place().is_relative_to(home / "site-allocation-results")
    assert (said.place() / "run.json").is_file()
    assert "Traceback" not in said.err


def test_a_comparison_that_is_open_says_so(terminal: Terminal, locked: Lock) -> None:
    """comparison.xlsx open in Excel: the comparison is shown, the old workbook stays."""
    terminal("--case", EXAMPLE)
    newest = terminal("--case", EXAMPLE, "--scenario", "beta-up").place()
    assert terminal("compare").code == 0
    before = (newest / "comparison.xlsx").read_bytes()
    locked("comparison.xlsx")
    said = terminal("compare")
    assert said.code == 1
    assert "Inputs: 1 difference." in said.out
    assert said.err == (
        f"{newest / 'comparison.xlsx'} cannot be written: it is open in another program (Excel?) "
        "or read-only; close it and run again.\n"
    )
    assert (newest / "comparison.xlsx").read_bytes() == before


def test_a_run_that_is_open_is_not_half_deleted(tmp_path: Path, locked: Lock) -> None:
    """prune leaves a run whole whose workbook is open, and says which."""
    results = tmp_path / "results"
    source = write(plan_of(tmp_path), out=tmp_path / "source")
    for day in (1, 2):
        shutil.copytree(source, results / "base" / f"2026010{day}-000000-aaaaaa")
    locked("base.xlsx")
    with pytest.raises(WriteError, match=r"0101-000000-aaaaaa cannot be deleted: a file in it is"):
        prune(results, keep=1)
    assert len(list_runs(results)) == 2
    assert read_run(list_runs(results)[0]).meta["status"] == "feasible"


def test_what_a_stopped_pruning_left_is_no_run_and_goes(tmp_path: Path) -> None:
    """A folder on its way out counts nowhere, and the next pruning takes it."""
    results = tmp_path / "results"
    source = write(plan_of(tmp_path), out=tmp_path / "source")
    shutil.copytree(source, results / "base" / "20260102-000000-aaaaaa")
    left = results / "base" / ".20260101-000000-aaaaaa.deleted"
    shutil.copytree(source, left)
    assert [path.name for path in list_runs(results)] == ["20260102-000000-aaaaaa"]
    assert prune(results, keep=1) == []
    assert not left.exists()
