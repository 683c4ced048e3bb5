"""Whether runs are the same: `python -m tests.crashes.same --case inputs/base --effort quick`.

Each run is a process of its own, with other workers, another PYTHONHASHSEED and the rows of the
inputs in another order. All must leave the same workbook, cell by cell, but for About.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import python_calamine

from model.reporting.runs import list_runs
from tests.case.folders import EXAMPLE, Folder
from tests.command_line import ROOT
from tests.crashes.ground import command, environment

_VARY = ("seconds", "peak_memory_mb", "settings", "trajectory")
Sheets = dict[str, list[list[Any]]]


@dataclass(frozen=True)
class Way:
    """One way to run: processes, hash seed, and a seed for the order of rows (None: as it is)."""

    workers: int
    hash_seed: int
    order: int | None = None


WAYS = (Way(1, 0), Way(2, 1, order=1), Way(2, 2), Way(1, 2, order=2), Way(2, 0))


def shuffled(source: Path, order: int, place: Path) -> Path:
    """A copy of a case folder, the rows of each table in another order."""
    folder = Folder(source)
    draw = random.Random(order)
    for rows in folder.tables.values():
        body = rows[1:]
        draw.shuffle(body)
        rows[1:] = body
    return folder.write(place / f"order-{order}" / source.name)


def run_once(case: Path, way: Way, place: Path, words: tuple[str, ...], *, parts: bool) -> Path:
    """A run in a process of its own; its folder. Raises AssertionError unless by gap or effort."""
    if way.order is not None:
        case = shuffled(case, way.order, place)
    script = command() if parts else [sys.executable, str(ROOT / "run.py")]
    done = subprocess.run(
        [*script, "--case", str(case), "--workers", str(way.workers), "--quiet", *words],
        cwd=place,
        env=environment(PYTHONHASHSEED=str(way.hash_seed)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 2), done.stderr
    folder = list_runs(place / "results")[-1]
    assert record(folder)["stopped_by"] in ("gap", "effort")
    return folder


def record(folder: Path) -> dict[str, Any]:
    """run.json of a run."""
    told: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return told


def cells(folder: Path) -> Sheets:
    """Every sheet of a run's workbook but About."""
    (path,) = folder.glob("*.xlsx")
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
        if name != "About"
    }


def differences(one: Path, other: Path) -> list[str]:
    """Where two runs differ, but for what tells when and how they were made."""
    a, b = record(one), record(other)
    found = [name for name in a.keys() | b.keys() if name not in _VARY and a.get(name) != b[name]]
    mine, yours = cells(one), cells(other)
    found += [] if list(mine) == list(yours) else ["the names of the sheets"]
    for sheet in mine.keys() & yours.keys():
        if mine[sheet] != yours[sheet]:
            rows = zip(mine[sheet], yours[sheet], strict=False)
            first = next((n for n, (x, y) in enumerate(rows, 1) if x != y), "more")
            found.append(f"{sheet}, row {first}")
    return sorted(found)


@click.command()
@click.option("--case", default=str(EXAMPLE), show_default=True, help="CSV folder.")
@click.option("--effort", default="quick", show_default=True, help="quick, standard or thorough.")
@click.option("--gap", default="0", show_default=True, help="Gap at which to stop.")
@click.option("--parts", is_flag=True, help="By parts, however small the case.")
def main(case: str, effort: str, gap: str, parts: bool) -> None:
    """Solve the case in several ways and compare what comes out."""
    words = ("--effort", effort, "--gap", gap)
    with tempfile.TemporaryDirectory() as folder:
        place, first, code = Path(folder), None, 0
        for way in WAYS:
            run = run_once(Path(case).resolve(), way, place, words, parts=parts)
            told = record(run)
            found: list[str] = [] if first is None else differences(first, run)
            first = first or run
            code = code or int(bool(found))
            verdict = f"differs: {', '.join(found)}" if found else "the same"
            click.echo(f"{way}: {told['objective_m']!r} by {told['stopped_by']}: {verdict}")
    sys.exit(code)


if __name__ == "__main__":
    main()
