"""The folders of runs: written whole, never overwritten, refused when damaged, pruned by age."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from model.plan.columns import HEADS
from model.reporting.files import safe_name, write_bytes
from model.reporting.runs import (
    RunError,
    WriteError,
    list_runs,
    newest,
    prune,
    read_run,
    write,
)
from tests.reporting.synthetic import no_plan, small_case, small_plan

FIXED_NAMES = {
    "schema_version", "case", "scenario", "status", "objective_m", "constant_m", "decided_cost_m",
    "bound_m", "gap", "tail_cost_m", "total_cost_m", "own_cost_m", "broken", "broken_weighted",
    "broken_weighted_bound", "seconds", "peak_memory_mb", "settings", "effort", "versions",
    "input_sha256", "costs", "trajectory",
}  # fmt: skip


def named_run(results: Path, source: Path, name: str) -> Path:
    """A copy of a run under another name."""
    return Path(shutil.copytree(source, results / "base" / name))


def test_a_run_leaves_its_folder_and_names_it(tmp_path: Path) -> None:
    """The folder is results/<case>+<scenario>/<time>-<hash>, and latest.txt names it."""
    plan = small_plan(small_case(tmp_path, "more"))
    folder = write(plan, results=tmp_path / "results")
    assert folder.parent == tmp_path / "results" / "base+more"
    assert folder.name.endswith(plan.case.sha256[:6])
    assert {path.name for path in folder.iterdir()} == {
        *("base+more.xlsx", "report.html", "run.json")
    }
    latest = (tmp_path / "results" / "latest.txt").read_text(encoding="utf-8")
    assert tmp_path / "results" / latest.strip() == folder


def test_run_json_has_the_fixed_names(tmp_path: Path) -> None:
    """run.json holds each name of the contract, and the horizon's costs by head."""
    plan = small_plan(small_case(tmp_path))
    record = json.loads((write(plan, results=tmp_path) / "run.json").read_text(encoding="utf-8"))
    assert set(record) >= FIXED_NAMES
    assert set(record["seconds"]) == {"read", "build", "solve", "write"}
    assert record["seconds"]["write"] > 0
    assert tuple(record["costs"]) == HEADS
    assert sum(record["costs"].values()) == pytest.approx(plan.total_cost_m)
    assert record["trajectory"][0] == [0.5, None, 1.0]


def test_run_json_never_holds_nan(tmp_path: Path) -> None:
    """A figure that there is not is null: any reader of JSON can read the file."""
    text = (write(no_plan(small_case(tmp_path)), results=tmp_path) / "run.json").read_text("utf-8")
    record = json.loads(text, parse_constant=lambda name: pytest.fail(name))
    assert record["objective_m"] is None
    assert record["broken"][0]["limit"] == "second source"


def test_a_run_never_overwrites_another(tmp_path: Path) -> None:
    """Runs within one second stand side by side, and so do runs written to one --out."""
    plan = small_plan(small_case(tmp_path))
    folders = {write(plan, results=tmp_path / "results") for _ in range(3)}
    assert len(folders) == 3
    first = write(plan, out=tmp_path / "mine")
    kept = (first / "run.json").read_bytes()
    second = write(plan, out=tmp_path / "mine")
    assert (first.name, second.name) == ("mine", "mine-2")
    assert (first / "run.json").read_bytes() == kept


def test_newest_goes_by_time_and_number(tmp_path: Path) -> None:
    """The newest runs come first; of one second, the one with the higher number."""
    source = write(small_plan(small_case(tmp_path)), out=tmp_path / "source")
    names = ("20260101-000000-aaaaaa", "20260101-000000-aaaaaa-2", "20260101-000000-aaaaaa-10")
    for name in names:
        named_run(tmp_path / "results", source, name)
    named_run(tmp_path / "results", source, "20251231-235959-ffffff")
    assert [path.name for path in newest(2, tmp_path / "results")] == [names[2], names[1]]
    with pytest.raises(RunError, match=r"5 complete runs are needed in .*, there are 4; run again"):
        newest(5, tmp_path / "results")


def test_an_incomplete_run_is_refused_and_not_listed(tmp_path: Path) -> None:
    """Without run.json a folder is no run: its writing was stopped."""
    folder = write(small_plan(small_case(tmp_path)), results=tmp_path / "results")
    (folder / "run.json").unlink()
    assert list_runs(tmp_path / "results") == []
    with pytest.raises(RunError, match=r"is no complete run \(it has no run.json\)"):
        read_run(folder)


def test_a_run_without_its_workbook_is_refused(tmp_path: Path) -> None:
    """run.json alone is not enough to read a run."""
    folder = write(small_plan(small_case(tmp_path)), results=tmp_path / "results")
    (folder / "base.xlsx").unlink()
    with pytest.raises(RunError, match=r"its workbook base.xlsx is missing"):
        read_run(folder)


@pytest.mark.parametrize("alone", [False, True])
def test_changed_inputs_are_refused(tmp_path: Path, alone: bool) -> None:
    """A figure edited on the sheet Inputs is noticed, with run.json at hand or without."""
    folder = write(small_plan(small_case(tmp_path)), out=tmp_path / "mine")
    book = openpyxl.load_workbook(folder / "base.xlsx")
    for row in book["Inputs"].iter_rows(min_row=2):
        if (row[0].value, row[3].value) == ("opening_stock", "kg"):
            row[4].value = 21.0
            break
    book.save(folder / "base.xlsx")
    if alone:
        (folder / "run.json").unlink()
    with pytest.raises(RunError, match=r"are not those that were solved"):
        read_run(folder / "base.xlsx" if alone else folder)


def test_a_workbook_saved_by_another_program_reads_the_same(tmp_path: Path) -> None:
    """Opening and saving a workbook elsewhere does not make it unreadable."""
    folder = write(small_plan(small_case(tmp_path)), out=tmp_path / "mine")
    before = read_run(folder).case.sha256
    openpyxl.load_workbook(folder / "base.xlsx").save(folder / "base.xlsx")
    assert read_run(folder).case.sha256 == before


@pytest.mark.parametrize("content", [b"", b"no workbook", None])
def test_a_file_that_is_no_run_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """Any other file, or another workbook, gets one sentence."""
    path = tmp_path / "other.xlsx"
    if content is None:
        openpyxl.Workbook().save(path)
    else:
        path.write_bytes(content)
    with pytest.raises(RunError, match=r"other.xlsx is not the workbook of a run \(.+\)\.$"):
        read_run(path)


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A wrong path is named."""
    with pytest.raises(RunError, match=r"nowhere does not exist"):
        read_run(tmp_path / "nowhere")


def test_prune_keeps_the_newest(tmp_path: Path) -> None:
    """Of four runs the two newest stay, and folders of the user's own name are not touched."""
    results = tmp_path / "results"
    source = write(small_plan(small_case(tmp_path)), out=results / "mine")
    names = [f"2026010{day}-000000-aaaaaa" for day in (1, 2, 3, 4)]
    for name in names:
        named_run(results, source, name)
    gone = prune(results, keep=2)
    assert [path.name for path in gone] == names[:2]
    assert {path.name for path in list_runs(results)} == {*names[2:], "mine"}
    with pytest.raises(ValueError, match="keep at least the newest run"):
        prune(results, keep=0)


def test_a_file_in_the_place_of_the_folder_is_one_sentence(tmp_path: Path) -> None:
    """Where a file stands in the way, the user is told, and nothing is overwritten."""
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    with pytest.raises(WriteError, match=r"taken is a file; give a folder to write into\.$"):
        write(small_plan(small_case(tmp_path)), out=tmp_path / "taken")
    with pytest.raises(WriteError, match=r"is not a folder; choose another with --out\.$"):
        write(small_plan(small_case(tmp_path)), out=tmp_path / "taken" / "below")
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "its folder is read-only"),
        (errno.EROFS, "its folder is read-only"),
        (errno.ENOSPC, "the disk is full"),
        (errno.EIO, "cannot be written"),
    ],
)
def test_what_the_disk_refuses_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    """A full disk or a read-only folder ends in a sentence, and no run is left that looks whole."""

    def refuse(self: Path, content: bytes) -> int:
        raise OSError(number, "refused", str(self))

    plan = small_plan(small_case(tmp_path))
    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(WriteError, match=words) as caught:
        write(plan, results=tmp_path / "results")
    assert "\n" not in str(caught.value)
    assert list((tmp_path / "results" / "base").iterdir()) == []


def test_a_workbook_that_excel_holds_open_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses to replace an open file: the old one stays, nothing is left beside it."""
    target = tmp_path / "run.xlsx"
    target.write_bytes(b"old")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(errno.EACCES, "refused", str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WriteError, match=r"open in another program \(Excel\?\) or read-only"):
        write_bytes(target, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["run.xlsx"]
    assert target.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("base+a+b", "base+a+b"),
        ("a:b/c\\d*e", "a_b_c_d_e"),
        ("CON", "CON_"),
        ("nul.txt", "nul_.txt"),
        ("com1", "com1_"),
        ("ends. ", "ends"),
        ("..", "case"),
        ("x" * 200, "x" * 56),
        ("Süd Korea", "Süd Korea"),
    ],
)
def test_names_suit_every_system(name: str, expected: str) -> None:
    """Folder and file names are allowed on Windows too."""
    assert safe_name(name) == expected
