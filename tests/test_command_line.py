"""The verbs, from the words typed to the files left and the exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.case.folders import EXAMPLE
from tests.command_line import ROOT, Terminal, with_scenarios


def test_solve_is_what_is_done_without_a_verb(terminal: Terminal) -> None:
    """Options alone solve; the summary names cost, homes, decisions and the workbook."""
    said = terminal("--case", EXAMPLE)
    assert said.code == 0
    assert said.out.startswith("example: it is solved to the end.\nThis plan keeps every limit.")
    assert "  Cost of 2026: USD 49.7 million, discounted, all of it ours.\n" in said.out
    assert "  BETA: 80% at SOUTH and 20% at NORTH; 100% on time\n" in said.out
    assert "  By January 2026 start the transfer of BETA drug substance to SOUTH" in said.out
    assert said.place().parent == Path("results") / "example"
    assert {path.name for path in said.place().iterdir()} == {
        *("example.xlsx", "report.html", "run.json")
    }


def test_the_verb_solve_does_the_same(terminal: Terminal) -> None:
    """`solve` with and without its name leaves the same figures; quiet, it shows no progress."""
    plain = terminal("--case", EXAMPLE)
    named = terminal("solve", "--case", EXAMPLE, "--quiet")
    assert "solving" in plain.err
    assert named.err == ""
    assert named.record()["objective_m"] == plain.record()["objective_m"]
    assert named.place() != plain.place()


def test_settings_reach_the_solver_and_the_record(terminal: Terminal) -> None:
    """Each option of solve is what run.json says was asked for, and reading was timed."""
    said = terminal(
        "--case", EXAMPLE, "--gap", "0", "--effort", "quick", "--seed", "3", "--workers", "1",
        "--time-limit", "50",
    )  # fmt: skip
    record = said.record()
    assert record["settings"] == {
        "gap": 0.0, "effort": "quick", "seed": 3, "workers": 1, "time_limit": 50.0,
    }  # fmt: skip
    assert record["status"] == "optimal"
    assert record["seconds"]["read"] > 0


def test_scenarios_repeated_joined_and_all(terminal: Terminal, tmp_path: Path) -> None:
    """--scenario may be repeated, a+b joins, and all is the base and every scenario, each once."""
    case = with_scenarios().add("scenarios", "slow,all costs later,,,")
    case.add("changes", "slow,1,settings,setting=discount_rate,value,set,0.05,money")
    case.write(tmp_path / "mine")
    joined = terminal("--case", "mine", "--scenario", "beta-up+slow", "--scenario", "base", "-q")
    assert joined.code == 1, "there is no option -q"
    joined = terminal("--case", "mine", "--scenario", "beta-up+slow", "--scenario", "base")
    assert joined.code == 0
    assert {path.name for path in Path("results").iterdir()} == {
        "mine", "mine+beta-up+slow", "latest.txt",
    }  # fmt: skip
    checked = terminal("check", "--case", "mine", "--scenario", "all", "--scenario", "slow")
    assert [line.split(":")[0] for line in checked.out.splitlines()] == [
        "mine", "mine+beta-up", "mine+slow", "mine+too-much",
    ]  # fmt: skip


def test_out_is_written_into(terminal: Terminal) -> None:
    """--out takes the files themselves; several scenarios get a folder each below it."""
    said = terminal("--case", EXAMPLE, "--out", "mine")
    assert said.place() == Path("mine")
    again = terminal("--case", EXAMPLE, "--out", "mine")
    assert again.place() == Path("mine-2"), "a run is never overwritten"
    terminal("--case", EXAMPLE, "--scenario", "all", "--out", "both")
    assert {path.name for path in Path("both").iterdir()} == {"example", "example+beta-up"}
    assert (Path("both") / "example+beta-up" / "run.json").exists()
    assert not (Path("results") / "latest.txt").exists()


def test_check_solves_nothing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """check counts rows, names the scenario, and leaves no file."""
    said = terminal("check", "--case", EXAMPLE, "--scenario", "beta-up")
    assert (said.code, said.out) == (0, "example+beta-up: 35 rows, no problem.\n")
    assert list(Path().iterdir()) == []


def test_check_passes_warnings_on(terminal: Terminal, tmp_path: Path) -> None:
    """What is odd but not wrong stands below the count."""
    case = with_scenarios()
    case.set("settings", case.find("settings", "discount_rate"), "value", "7").write(
        tmp_path / "mine"
    )
    said = terminal("check", "--case", "mine")
    assert said.code == 0
    assert "\n  Note: settings.csv row 8: value = 7:" in said.out


def test_compare_takes_the_two_newest_runs(terminal: Terminal) -> None:
    """After run, edit, run, compare shows what changed in the inputs and in the plan."""
    terminal("--case", EXAMPLE)
    newest = terminal("--case", EXAMPLE, "--scenario", "beta-up").place()
    said = terminal("compare")
    assert said.code == 0
    assert "programme=BETA; market=US; due=2026-Q4; firm=yes, kg: 80 -> 100" in said.out
    assert "total_cost_m                   49.700       51.600       +1.900" in said.out
    assert f"Workbook: {newest / 'comparison.xlsx'}" in said.out
    assert (newest / "comparison.xlsx").exists()


def test_compare_takes_folders_and_workbooks(terminal: Terminal) -> None:
    """Runs may be named by folder or workbook, and the comparison goes where --out says."""
    one = terminal("--case", EXAMPLE, "--out", "one").place()
    two = terminal("--case", EXAMPLE, "--scenario", "beta-up", "--out", "two").place()
    book = two / "example+beta-up.xlsx"
    assert terminal("compare", one, book, "--out", "both.xlsx").code == 0
    assert Path("both.xlsx").exists()
    assert terminal("compare", one, book).code == 0
    assert (two / "example+beta-up compared.xlsx").exists()


def test_audit_agrees_with_a_run(terminal: Terminal) -> None:
    """The newest run by default, or the one named, agrees with the inputs in its workbook."""
    place = terminal("--case", EXAMPLE).place()
    for said in (terminal("audit"), terminal("audit", place)):
        assert said.code == 0
        assert said.out.endswith("Every balance, limit and cost agrees with the inputs.\n")


def test_audit_finds_an_edited_figure(terminal: Terminal) -> None:
    """A batch added by hand to a run's sheet Production is found: exit code 5."""
    place = terminal("--case", EXAMPLE).place()
    book = openpyxl.load_workbook(place / "example.xlsx")
    sheet = book["Production"]
    batches = [str(cell.value).split(" ")[0] for cell in sheet[1]].index("batches") + 1
    sheet.cell(2, batches, value=float(str(sheet.cell(2, batches).value)) + 1)
    book.save(place / "example.xlsx")
    said = terminal("audit", place)
    assert said.code == 5
    assert "findings:\n" in said.out
    assert "If nobody has edited the run since, this is a fault of the program" in said.out


def test_convert_there_and_back(terminal: Terminal) -> None:
    """A folder into a workbook and back: both solve to the same cost; parents are made."""
    said = terminal("convert", EXAMPLE, "sub/mine.xlsx")
    assert (said.code, said.out.split(" is ")[-1]) == (
        0, f"written to {Path('sub/mine.xlsx')}; both read the same.\n",
    )  # fmt: skip
    assert terminal("convert", "sub/mine.xlsx", "back").code == 0
    hashes = {
        terminal("--case", case).record()["input_sha256"]
        for case in (EXAMPLE, "sub/mine.xlsx", "back")
    }
    assert len(hashes) == 1


@pytest.mark.parametrize("target", ["empty", "empty.xlsx"])
def test_new_writes_a_case_to_fill_in(terminal: Terminal, target: str) -> None:
    """All tables are there, the settings are listed, and check says what to fill in first."""
    said = terminal("new", target)
    assert said.code == 0
    assert f"python run.py check --case {target}" in said.out
    checked = terminal("check", "--case", target)
    assert checked.code == 1
    assert "value = (empty): the cell is empty; write a month as YYYY-MM" in checked.err


def test_prune_keeps_the_newest(terminal: Terminal) -> None:
    """prune deletes all but the newest runs, and says which."""
    places = [terminal("--case", EXAMPLE).place() for _ in range(3)]
    said = terminal("prune", "--keep", "1")
    assert said.code == 0
    assert said.out.splitlines() == [f"deleted {place}" for place in places[:2]]
    assert [place.exists() for place in places] == [False, False, True]
    assert terminal("prune", "--keep", "1").out == "Nothing to delete; results holds at most 1.\n"


def test_help_is_quick() -> None:
    """--help and a wrong word load neither pandas nor Pyomo nor the solver."""
    code = (
        "import sys, run\n"
        "codes = [run.run(words) for words in (['--help'], ['solve', '--help'], ['sovle'])]\n"
        "slow = {'pandas', 'numpy', 'pyomo', 'highspy', 'rich'} & set(sys.modules)\n"
        "sys.exit(f'{codes} {slow}' if slow or codes != [0, 0, 1] else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Exit codes: 0 done" in done.stdout
    assert "sovle is not a verb; the nearest is solve." in done.stderr


def test_a_letter_that_the_output_lacks_stops_nothing(tmp_path: Path) -> None:
    """Piped into a file of another encoding, an odd name costs a question mark, not the run."""
    case = with_scenarios()
    case.set("scenarios", 2, "scenario", "송도").set("changes", 2, "scenario", "송도")
    case.write(tmp_path / "mine")
    words = ["run.py", "check", "--case", str(tmp_path / "mine"), "--scenario", "송도"]
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
    )
    assert (done.returncode, done.stdout.split()[0]) == (0, b"mine+??:")


def test_run_json_has_these_names_and_no_others(terminal: Terminal) -> None:
    """Programs rely on the names of run.json: one more or one less is a change of the contract."""
    record = terminal("--case", EXAMPLE).record()
    expected = (
        "schema_version case scenario status stopped_by objective_m constant_m decided_cost_m "
        "bound_m gap tail_cost_m total_cost_m own_cost_m broken_weighted broken_weighted_bound "
        "broken seconds peak_memory_mb settings effort versions input_sha256 costs trajectory"
    )
    assert set(record) == set(expected.split())
    assert set(record["seconds"]) == {"read", "build", "solve", "write"}
    assert set(record["settings"]) == {"gap", "effort", "seed", "workers", "time_limit"}
    assert (record["status"], record["stopped_by"], record["broken"]) == ("optimal", "gap", [])
