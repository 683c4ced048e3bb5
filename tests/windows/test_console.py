"""A console of an older code page: what it cannot show is replaced, never a reason to stop."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.case.folders import EXAMPLE, Folder
from tests.command_line import ROOT

PROGRAMME = "알파→ü€中"
CODE_PAGES = ("cp1252", "cp949", "cp437")


def strange_case(place: Path) -> Path:
    """The example with a programme and a scenario in letters that no code page has all."""
    folder = Folder(EXAMPLE)
    for rows in folder.tables.values():
        for row in rows[1:]:
            row[:] = [cell.replace("BETA", PROGRAMME) for cell in row]
    for table in ("scenarios", "changes"):
        folder.set(table, 2, "scenario", "더 많이→")
    return folder.write(place)


def said(encoding: str, place: Path, *words: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of the program on a piped console with this encoding."""
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *words],
        cwd=place,
        env=environment,
        capture_output=True,
        check=False,
        timeout=300,
    )
    return done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding)


def shown(text: str, encoding: str) -> str:
    """The text as that console shows it."""
    return text.encode(encoding, "replace").decode(encoding)


@pytest.mark.slow
@pytest.mark.parametrize("encoding", CODE_PAGES)
def test_every_verb_speaks_on_any_console(encoding: str, tmp_path: Path) -> None:
    """check, the summaries of runs with their progress, and compare end well, letters replaced."""
    strange_case(tmp_path / "mine")
    name = shown(PROGRAMME, encoding)
    code, out, err = said(encoding, tmp_path, "check", "--case", "mine", "--scenario", "all")
    assert (code, err) == (0, "")
    assert shown("mine+더 많이→: ", encoding) in out
    code, out, err = said(encoding, tmp_path, "--case", "mine", "--scenario", "all")
    assert code == 0, err
    assert f"{name}: 80% at SOUTH" in out
    assert "Traceback" not in err
    code, out, err = said(encoding, tmp_path, "compare")
    assert (code, err) == (0, "")
    assert f"programme={name}; market=US; due=2026-Q4" in out
    assert (tmp_path / "results" / "latest.txt").read_text(encoding="utf-8").startswith("mine+더")


@pytest.mark.parametrize("encoding", CODE_PAGES)
def test_what_is_wrong_is_said_on_any_console(encoding: str, tmp_path: Path) -> None:
    """A message that quotes such a cell reaches the user, with exit code 1."""
    case = strange_case(tmp_path / "mine")
    (case / "markets.csv").write_text(f"market,country\nUS,US\n{PROGRAMME},\n", encoding="utf-8")
    code, out, err = said(encoding, tmp_path, "check", "--case", "mine", "--scenario", "더→")
    assert (code, out) == (1, "")
    assert "markets.csv row 3: country = (empty)" in err
    assert "Traceback" not in err
    assert "Error" not in err
