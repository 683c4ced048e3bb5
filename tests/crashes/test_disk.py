"""A disk that is full, read-only or gone, at any moment: one sentence, and nothing half counted."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import pytest

from model import Plan, commands, read_case, solve
from model.reporting import files, runs
from model.reporting.runs import list_runs, read_run
from model.reporting.terminal import Display
from model.reporting.workbook import workbook_bytes
from tests.case.folders import EXAMPLE
from tests.command_line import ROOT, Terminal
from tests.crashes.ground import content, environment

FULL = OSError(errno.ENOSPC, "No space left on device")
READ_ONLY = OSError(errno.EROFS, "Read-only file system")
Touch = Callable[[Path], None]
Play = Callable[[Touch], None]
"""Calls the touch before each write, with the path that is written."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The plan of the example, solved once."""
    return solve(read_case(EXAMPLE), gap=0)


@pytest.fixture(scope="module")
def workbook(plan: Plan) -> bytes:
    """Its workbook, made once."""
    return workbook_bytes(plan)


@pytest.fixture
def quick(plan: Plan, workbook: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Solving and drawing take no time, home and temporary folder are ours; returns the home."""
    monkeypatch.setattr(commands, "solve", lambda *_, **__: plan)
    monkeypatch.setattr(runs, "workbook_bytes", lambda *_: workbook)
    monkeypatch.setattr(runs, "page_bytes", lambda *_: bytes(1_000_000))
    monkeypatch.setattr(files, "_PAUSES", ())
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(Path, "home", lambda: home)
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    return home


@pytest.fixture
def touched(monkeypatch: pytest.MonkeyPatch) -> Play:
    """Every way in which files come about: folder, file, name."""

    def play(touch: Touch) -> None:
        for name in ("mkdir", "replace"):
            monkeypatch.setattr(Path, name, _first(touch, getattr(Path, name)))
        opened = Path.open

        def open_(path: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
            if set(mode) & set("wxa+"):
                touch(path)
            return opened(path, mode, *rest, **more)

        monkeypatch.setattr(Path, "open", open_)

    return play


def _first(touch: Touch, really: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(path: Path, *args: Any, **more: Any) -> Any:
        touch(path)
        return really(path, *args, **more)

    return wrapped


class Refusal:
    """Counts what is written and refuses the n-th, or from the n-th on, with an error."""

    def __init__(self, error: OSError, at: int, *, on: bool) -> None:
        self.count = 0
        self._error = error
        self._at = at
        self._on = on

    def __call__(self, path: Path) -> None:
        """One more thing is written."""
        self.count += 1
        if self.count == self._at or (self._on and self.count > self._at):
            raise self._error


def _whole(*places: Path, but: Collection[Path] = ()) -> set[Path]:
    """The runs there but those, each whole, and no half one beside them."""
    found = {run for place in places for run in list_runs(place)}
    written = [path for place in places for path in place.rglob("*.[xh]*") if path.is_file()]
    half = [path for path in written if path.parent not in found]
    assert half == []
    for run in found - set(but):
        read_run(run)
    return found - set(but)


@pytest.mark.parametrize(
    ("error", "on"),
    [(FULL, False), (FULL, True), (READ_ONLY, True)],
    ids=["full once", "full for good", "read-only for good"],
)
def test_every_write_may_fail(
    terminal: Terminal, quick: Path, touched: Play, error: OSError, on: bool
) -> None:
    """Whichever write is refused: 0 and a whole run somewhere, or 1, a sentence and none."""
    assert terminal("--case", EXAMPLE).code == 0
    earlier = list_runs("results")
    before = content(earlier)
    now = [Refusal(error, 0, on=False)]
    touched(lambda path: now[0](path))
    at, refused = 0, True
    known = set(earlier)
    while refused:
        at += 1
        now[0] = Refusal(error, at, on=on)
        said = terminal("--case", EXAMPLE)
        refused = now[0].count >= at
        now[0] = Refusal(error, 0, on=False)
        new = _whole(Path("results"), quick, but=known)
        known |= new
        assert "Traceback" not in said.err
        assert (said.code, len(new)) in {(0, 1), (1, 0)}, f"at write {at}: {said}"
        if said.code == 1:
            assert said.err.count("\n") == 1
            assert said.err.endswith(".\n")
        assert content(earlier) == before
        assert not list(Path("results").rglob("*.part"))
    assert at > 6, "each write was refused in turn, and then none"


def test_room_is_looked_for_before_the_work(terminal: Terminal, quick: Path, touched: Play) -> None:
    """A full disk is one sentence before anything is solved, and leaves nothing."""
    touched(Refusal(FULL, 2, on=True))
    said = terminal("--case", EXAMPLE)
    assert (said.code, said.out) == (1, "")
    assert said.err == "results cannot be written: the disk is full; make room and run again.\n"
    assert list(Path("results").iterdir()) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of fourteen megabytes; skipped where this user may not mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if mount is None:
        pytest.skip("there is no mount here")
    words = [mount, "-t", "tmpfs", "-o", "size=14m", "tmpfs", str(place)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount a disk")
    yield place
    subprocess.run([mount.replace("mount", "umount"), "-l", str(place)], check=True)


def test_a_disk_that_fills_up_while_solving(
    terminal: Terminal, quick: Path, plan: Plan, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real full disk: the plan is kept at home, earlier runs stay, and room makes all well."""
    monkeypatch.chdir(small_disk)
    assert terminal("--case", EXAMPLE).code == 0
    before = content(list_runs("results"))
    filler = small_disk / "filler"

    def fill(*_: Any, **__: Any) -> Plan:
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
        return plan

    with monkeypatch.context() as patch:
        patch.setattr(commands, "solve", fill)
        said = terminal("--case", EXAMPLE)
    assert said.code == 0
    assert "the disk is full; make room and run again." in said.out
    assert said.place().is_relative_to(quick)
    assert content(list_runs("results")) == before
    full = terminal("--case", EXAMPLE)
    assert (full.code, full.out) == (1, "")
    assert "the disk is full" in full.err
    _whole(Path("results"), quick)
    filler.unlink()
    assert terminal("--case", EXAMPLE).code == 0
    assert len(_whole(Path("results"))) == 2


def test_results_deleted_while_solving(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """A results folder that vanishes is made again."""
    shown = Display.__call__

    def vanish(self: Display, *figures: Any) -> None:
        shutil.rmtree("results", ignore_errors=True)
        shown(self, *figures)

    monkeypatch.setattr(Display, "__call__", vanish)
    assert terminal("--case", EXAMPLE).code == 0
    assert len(_whole(Path("results"))) == 1


def test_results_that_are_a_file(terminal: Terminal) -> None:
    """A file in the place of the folder: one sentence, the file stays, and no verb trips over."""
    Path("results").write_text("mine", encoding="utf-8")
    said = terminal("--case", EXAMPLE)
    assert (said.code, said.out) == (1, "")
    assert said.err == "results is a file; give a folder to write into.\n"
    for words in (("audit",), ("compare",), ("prune", "--keep", "1")):
        said = terminal(*words)
        assert "Traceback" not in said.err
        assert said.code == (0 if words[0] == "prune" else 1)
    assert Path("results").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(
    os.name == "nt" or not Path("/dev/full").exists(),
    reason="no device here that is always full",
)
def test_words_that_cannot_be_written(tmp_path: Path) -> None:
    """Output into a file on a full disk: one sentence, exit code 1."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, str(ROOT / "run.py"), "check", "--case", str(EXAMPLE)],
            cwd=tmp_path,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "The disk is full; make room and run again." + os.linesep
