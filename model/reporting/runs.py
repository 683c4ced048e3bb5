"""The folders that runs leave: written once, never overwritten, listed, pruned."""

from __future__ import annotations

import contextlib
import datetime
import re
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from model.plan.plan import Plan
from model.reporting.files import (
    WriteError,
    claim,
    is_part,
    make_folder,
    replace,
    write_bytes,
    write_error,
)
from model.reporting.page.plan_page import PAGE, page_bytes
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
_CLAIM = f".{RECORD}.part"
_GOING = ".deleted"
_LOOKS = 5
_Age = tuple[str, int, int, str]

_STILL = 3600.0
"""Seconds without a change after which an incomplete run is no longer being written."""

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
    name = run_name(plan.case.name, plan.case.scenario)
    now = datetime.datetime.now()
    workbook, page = workbook_bytes(plan, now), page_bytes(plan, now)
    if out is None:
        folder = _next_folder(Path(results), name, plan.case.sha256[:6], tell)
    else:
        folder = _free_folder(Path(out))
    try:
        write_bytes(folder / f"{name}.xlsx", workbook)
        write_bytes(folder / PAGE, page)
        record = run_record(plan, seconds_write=time.perf_counter() - began)
        write_bytes(folder / RECORD, record_text(record).encode(), beside=folder / _CLAIM)
    except WriteError:
        _take_back(folder, name)
        raise
    if out is None:
        _name_as_latest(folder, Path(results), tell)
    return folder


def _take_back(folder: Path, name: str) -> None:
    """Leave no half run. What the user keeps in a folder of his own stays."""
    for path in (folder / f"{name}.xlsx", folder / PAGE, folder / _CLAIM):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        folder.rmdir()


def _name_as_latest(folder: Path, results: Path, tell: Callable[[str], None]) -> None:
    try:
        write_bytes(results / LATEST, f"{folder.relative_to(results).as_posix()}\n".encode())
    except WriteError:
        tell(
            f"The run is complete, but {results / LATEST} does not name it: that file is open in "
            "another program or read-only."
        )


def _next_folder(results: Path, name: str, inputs: str, tell: Callable[[str], None]) -> Path:
    """A new folder under the results, named by the clock, and never before an earlier run.

    A clock that was set back must not make an old run the newest: then the new one takes the time
    of the newest and the next number.
    """
    stamp, number = f"{datetime.datetime.now():%Y%m%d-%H%M%S}", 1
    newest_stamp, again, *_ = max((age for age, _ in _ages(results)), default=("", 0))
    if newest_stamp > stamp:
        stamp, number = newest_stamp, again + 1
        tell("The clock is behind the newest run; this one is named by that run's time, not its.")
    return _new_folder(results / name / f"{stamp}-{inputs}", number)


def _new_folder(wanted: Path, number: int = 1) -> Path:
    """A folder that was not there before: as wanted, or with -2, -3, ... behind."""
    while True:
        folder = wanted if number == 1 else wanted.with_name(f"{wanted.name}-{number}")
        try:
            make_folder(folder)
        except FileExistsError:
            number += 1
        else:
            return folder


def _free_folder(wanted: Path) -> Path:
    """The folder that a user names, made if need be; another beside it if it holds a run.

    Of two runs at once that name the same, the first to put its claim there has it.
    """
    make_folder(wanted, exist_ok=True)
    taken = any(wanted.glob("*.xlsx")) or (wanted / RECORD).exists()
    return _new_folder(wanted, 2) if taken or not claim(wanted / _CLAIM) else wanted


def list_runs(results: Path | str = "results") -> list[Path]:
    """The folders of all complete runs, the oldest first."""
    return [folder for _, folder in sorted(_ages(results))]


def _ages(results: Path | str) -> list[tuple[_Age, Path]]:
    """All complete runs and their ages; what vanishes meanwhile is not there."""
    found = []
    for record in _below(Path(results), RECORD):
        with contextlib.suppress(FileNotFoundError):
            if not _is_going(record.parent):
                found.append((_age(record.parent), record.parent))
    return found


def _below(results: Path, pattern: str) -> list[Path]:
    """What matches below a folder; seen again where it changed meanwhile."""
    for _ in range(_LOOKS):
        with contextlib.suppress(FileNotFoundError):
            return list(results.rglob(pattern))
    return []


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


def _age(folder: Path) -> _Age:
    """The time of a run: from its folder's name, else that of its run.json, which breaks ties."""
    written = (folder / RECORD).stat().st_mtime_ns
    match = _STAMP.fullmatch(folder.name)
    if match:
        return match["stamp"], int(match["again"] or 1), written, folder.as_posix()
    stamp = datetime.datetime.fromtimestamp(written / 1e9)
    return f"{stamp:%Y%m%d-%H%M%S}", 1, written, folder.as_posix()


def prune(results: Path | str = "results", *, keep: int) -> list[Path]:
    """Delete all complete runs but the `keep` newest, and what killed runs left an hour ago.

    Returns the folders deleted; only those that this program named are. Raises ValueError where
    keep < 1, WriteError where a folder cannot be deleted.
    """
    if keep < 1:
        raise ValueError(f"keep = {keep}: keep at least the newest run")
    for left in _below(Path(results), f".*{_GOING}"):
        shutil.rmtree(left, ignore_errors=True)
    runs = [folder for folder in list_runs(results) if _STAMP.fullmatch(folder.name)]
    old = [*_left_half(Path(results)), *runs[:-keep]]
    for folder in old:
        _delete(folder)
    for part in _below(Path(results), ".*part"):
        if is_part(part) and _is_still([part]):
            with contextlib.suppress(OSError):
                part.unlink()
    return old


def _left_half(results: Path) -> list[Path]:
    """Folders of runs that were killed while they were written, with nothing else in them."""
    found = []
    for folder in _below(results, "*-*-*"):
        if not _STAMP.fullmatch(folder.name) or not folder.is_dir():
            continue
        content = list(folder.iterdir())
        names = (f"{folder.parent.name}.xlsx", PAGE)
        ours = all(path.name in names or is_part(path) for path in content)
        if ours and _is_still([folder, *content]):
            found.append(folder)
    return sorted(found)


def _is_still(paths: Iterable[Path]) -> bool:
    """Whether none of these has changed of late, so that nobody is at work on them."""
    try:
        return max(path.stat().st_mtime for path in paths) < time.time() - _STILL
    except FileNotFoundError:
        return False


def _delete(folder: Path) -> None:
    """Delete a run, whole or not at all: Windows moves no folder while a file in it is open."""
    going = folder.with_name(f".{folder.name}{_GOING}")
    try:
        replace(folder, going)
        shutil.rmtree(going)
    except FileNotFoundError:
        return  # another pruning has deleted it
    except PermissionError as error:
        raise WriteError(
            f"{folder} cannot be deleted: a file in it is open in another program (Excel?) or "
            "read-only; close it and prune again."
        ) from error
    except OSError as error:
        raise write_error(folder, error) from error
    with contextlib.suppress(OSError):
        folder.parent.rmdir()  # only if that was its last run
