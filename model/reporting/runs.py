"""The folders that runs leave: written once, never overwritten, listed, pruned."""

from __future__ import annotations

import contextlib
import datetime
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from model.plan.plan import Plan
from model.reporting.files import WriteError, make_folder, replace, write_bytes, write_error
from model.reporting.reading import RECORD, Run, RunError, as_run, read_run, run_name
from model.reporting.record import record_text, run_record
from model.reporting.workbook import workbook_bytes

__all__ = [
    "Run",
    "RunError",
    "WriteError",
    "as_run",
    "list_runs",
    "newest",
    "prune",
    "read_run",
    "run_name",
    "write",
]

LATEST = "latest.txt"
_GOING = ".deleted"
_STAMP = re.compile(r"(?P<stamp>\d{8}-\d{6})-[0-9a-f]{6}(-(?P<again>\d+))?")


def _nothing(_: str) -> None:
    """Who is told nothing."""


def write(
    plan: Plan,
    out: Path | str | None = None,
    results: Path | str = "results",
    tell: Callable[[str], None] = _nothing,
) -> Path:
    """Write a run and return its folder.

    The folder is `out`, or a new one under `results`; where an earlier run is there already, a
    new name beside it. run.json is written last: it marks the run as complete.
    Raises WriteError with one sentence for the user. Where the run is complete and only latest.txt
    cannot name it (on Windows: it is open), `tell` gets the sentence.
    """
    began = time.perf_counter()
    now = datetime.datetime.now()
    name = run_name(plan.case.name, plan.case.scenario)
    if out is None:
        stamp = f"{now:%Y%m%d-%H%M%S}-{plan.case.sha256[:6]}"
        folder = _new_folder(Path(results) / name / stamp)
    else:
        folder = _free_folder(Path(out))
    try:
        write_bytes(folder / f"{name}.xlsx", workbook_bytes(plan, now))
    except WriteError:
        # Only an empty folder goes: what the user keeps in a folder of his own stays.
        with contextlib.suppress(OSError):
            folder.rmdir()
        raise
    record = run_record(plan, seconds_write=time.perf_counter() - began)
    write_bytes(folder / RECORD, record_text(record).encode())
    if out is None:
        _name_as_latest(folder, Path(results), tell)
    return folder


def _name_as_latest(folder: Path, results: Path, tell: Callable[[str], None]) -> None:
    try:
        write_bytes(results / LATEST, f"{folder.relative_to(results).as_posix()}\n".encode())
    except WriteError:
        tell(
            f"The run is complete, but {results / LATEST} does not name it: that file is open in "
            "another program or read-only."
        )


def _new_folder(wanted: Path) -> Path:
    """A folder that was not there before: as wanted, or with -2, -3, ... behind."""
    folder, number = wanted, 1
    while True:
        try:
            make_folder(folder)
        except FileExistsError:
            number += 1
            folder = wanted.with_name(f"{wanted.name}-{number}")
        else:
            return folder


def _free_folder(wanted: Path) -> Path:
    """The folder that a user names: made if need be; another beside it if it holds a run."""
    if wanted.is_dir() and (any(wanted.glob("*.xlsx")) or (wanted / RECORD).exists()):
        return _new_folder(wanted)
    make_folder(wanted, exist_ok=True)
    return wanted


def list_runs(results: Path | str = "results") -> list[Path]:
    """The folders of all complete runs, the oldest first."""
    found = [record.parent for record in Path(results).rglob(RECORD)]
    return sorted((folder for folder in found if not _is_going(folder)), key=_age)


def _is_going(folder: Path) -> bool:
    """Whether a pruning that was stopped has left the folder."""
    return folder.name.startswith(".") and folder.name.endswith(_GOING)


def newest(n: int, results: Path | str = "results") -> list[Path]:
    """The folders of the n newest complete runs, the newest first.

    Raises RunError where there are fewer.
    """
    runs = list_runs(results)
    if len(runs) < n:
        there = "there is one" if len(runs) == 1 else f"there are {len(runs)}"
        raise RunError(f"{n} complete runs are needed in {results}, {there}; run again.")
    return runs[::-1][:n]


def _age(folder: Path) -> tuple[str, int, int, str]:
    """The time of a run: from its folder's name, else that of its run.json, which breaks ties."""
    written = (folder / RECORD).stat().st_mtime_ns
    match = _STAMP.fullmatch(folder.name)
    if match:
        return match["stamp"], int(match["again"] or 1), written, folder.as_posix()
    stamp = datetime.datetime.fromtimestamp(written / 1e9)
    return f"{stamp:%Y%m%d-%H%M%S}", 1, written, folder.as_posix()


def prune(results: Path | str = "results", *, keep: int) -> list[Path]:
    """Delete all complete runs but the `keep` newest; returns the folders deleted.

    Only folders that this program named are deleted. Raises ValueError where keep < 1, WriteError
    where a folder cannot be deleted.
    """
    if keep < 1:
        raise ValueError(f"keep = {keep}: keep at least the newest run")
    for left in Path(results).rglob(f".*{_GOING}"):
        shutil.rmtree(left, ignore_errors=True)
    runs = [folder for folder in list_runs(results) if _STAMP.fullmatch(folder.name)]
    old = runs[:-keep]
    for folder in old:
        _delete(folder)
    return old


def _delete(folder: Path) -> None:
    """Delete a run, whole or not at all: Windows moves no folder while a file in it is open."""
    going = folder.with_name(f".{folder.name}{_GOING}")
    try:
        replace(folder, going)
        shutil.rmtree(going)
        if not any(folder.parent.iterdir()):
            folder.parent.rmdir()
    except PermissionError as error:
        raise WriteError(
            f"{folder} cannot be deleted: a file in it is open in another program (Excel?) or "
            "read-only; close it and prune again."
        ) from error
    except OSError as error:
        raise write_error(folder, error) from error
