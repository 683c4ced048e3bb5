"""Names of files and folders, in the project and in what it writes, are ones that Windows takes."""

from __future__ import annotations

import ntpath
import shutil
import subprocess
from collections import Counter
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.case.schema import SCHEMA
from model.reporting.files import safe_name
from model.reporting.reading import run_name
from model.reporting.workbook import SHEETS
from tests.case.folders import EXAMPLE, Folder
from tests.command_line import ROOT, Terminal
from tests.windows.rules import LONGEST, faults_of_name

_PART = len("..1234567.part")
"""While a file is written it stands beside its place, under a longer name."""


def project_files() -> list[PurePosixPath]:
    """Every file of the project, as git lists it."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("the project is no git checkout here")
    listed = subprocess.run(
        [git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
    )
    return [PurePosixPath(name) for name in listed.stdout.decode("utf-8").split("\0") if name]


def below(root: Path) -> list[Path]:
    """Every file and folder below, relative to it."""
    return [path.relative_to(root) for path in sorted(root.rglob("*"))]


def test_the_project_can_be_checked_out() -> None:
    """No reserved name, no sign that Windows forbids, no path too long."""
    paths = project_files()
    assert len(paths) > 200
    assert {str(p): f for p in paths for part in p.parts if (f := faults_of_name(part))} == {}
    assert [path for path in paths if len(str(path)) > 120] == []


def test_no_two_names_of_the_project_are_one() -> None:
    """Files and folders stay different where capitals do not count."""
    paths = project_files()
    everything = {*paths, *(parent for path in paths for parent in path.parents)}
    times = Counter(ntpath.normcase(str(path)).casefold() for path in everything)
    assert [name for name, count in times.items() if count > 1] == []


def test_tables_and_sheets_are_names_too() -> None:
    """A table is a file and a sheet: names Windows takes, and at most 31 letters for Excel."""
    for name in (*SCHEMA, *SHEETS):
        assert faults_of_name(f"{name}.csv") == []
        assert len(name) <= 31
        assert not set(name) & set("[]:*?/\\'")
    assert len({name.casefold() for name in SCHEMA}) == len(SCHEMA)
    assert len({name.casefold() for name in SHEETS}) == len(SHEETS)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_case_and_scenario_give_a_name_that_windows_takes(case: str, scenario: str) -> None:
    """One name, legal with every ending, within the bytes of other systems, always the same."""
    name = run_name(case, scenario)
    for shown in (name, f"{name}.xlsx", f".{name}.xlsx.1234567.part", f"{name} compared.xlsx"):
        assert faults_of_name(shown) == []
        assert len(shown.encode("utf-8", "surrogatepass")) <= 255
    assert safe_name(name) == name
    place = PureWindowsPath("C:\\Users\\me\\results")
    assert (place / name).parent == place
    assert (place / name / f"{name}.xlsx").relative_to(place).parts == (name, f"{name}.xlsx")


@pytest.mark.parametrize(
    "name",
    [
        "con",
        "NUL.txt",
        "com1 .x",
        "COM²",
        "conin$",
        "lpt9",
        "a:b",
        "C:",
        "..",
        "x. ",
        "a/b",
        "\\\\s",
    ],
)
def test_names_that_mean_something_else_on_windows(name: str) -> None:
    """A device, a drive, another folder or a stream: each becomes a plain name."""
    assert faults_of_name(name) != []
    assert faults_of_name(safe_name(name)) == []


def renamed(scenario: str, place: Path) -> Path:
    """The example, its scenario under another name."""
    folder = Folder(EXAMPLE).set("scenarios", 2, "scenario", scenario)
    return folder.set("changes", 2, "scenario", scenario).write(place)


@pytest.mark.parametrize("sign", list('<>:"/\\|?+'))
def test_a_scenario_that_cannot_be_a_folder_is_refused(
    sign: str, terminal: Terminal, tmp_path: Path
) -> None:
    """Each sign that Windows forbids in names is named, with its row, before anything is solved."""
    renamed(f"a{sign}b", tmp_path / "mine")
    said = terminal("check", "--case", "mine")
    assert said.code == 1
    line = f"scenarios.csv row 2: scenario = a{sign}b: a name cannot hold {sign!r}; leave it out"
    assert line in said.err


@pytest.mark.parametrize("scenario", ["con", "nul.x", "com1", "up.", "송도 지연"])
def test_a_scenario_with_a_name_of_windows_can_be_solved_and_compared(
    scenario: str, terminal: Terminal, tmp_path: Path
) -> None:
    """Behind the name of its case it is no device; all that is written has a name Windows takes."""
    renamed(scenario, tmp_path / "mine")
    assert terminal("--case", "mine", "--scenario", "all").code == 0
    assert terminal("compare").code == 0
    assert terminal("audit").code == 0
    written = below(tmp_path / "results")
    assert len(written) >= 8
    assert {p for path in written for p in path.parts if faults_of_name(p)} == set()
    again = terminal("--case", "mine", "--scenario", scenario, "--out", "there")
    assert faults_of_name(again.place().name) == []


def test_paths_below_the_root_are_short(terminal: Terminal, tmp_path: Path) -> None:
    """Whatever a case is called, no path of a run has more than 200 signs below the root."""
    name = "a very long name of a case " * 7
    renamed("and of its scenario " * 9 + "x", tmp_path / name)
    said = terminal("--case", name, "--scenario", "all")
    assert said.code == 0, said.err
    assert terminal("compare").code == 0
    results = [Path("results") / path for path in below(tmp_path / "results")]
    assert len(results) >= 8
    assert max(len(str(path)) for path in results) + _PART <= LONGEST
    assert not [part for path in results for part in path.parts if faults_of_name(part)]


def test_what_convert_and_new_write_has_names_that_windows_takes(
    terminal: Terminal, tmp_path: Path
) -> None:
    """A CSV folder and a workbook, empty or full."""
    assert terminal("convert", EXAMPLE, "inputs/mine.xlsx").code == 0
    assert terminal("convert", "inputs/mine.xlsx", "inputs/back").code == 0
    assert terminal("new", "inputs/empty").code == 0
    written = below(tmp_path)
    assert len(written) == 2 + 2 * (len(SCHEMA) + 1)
    assert {p for path in written for p in path.parts if faults_of_name(p)} == set()
