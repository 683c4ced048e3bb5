"""README.md, "Your first hour": followed word by word, with what is shown beside what is said."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.case.folders import EXAMPLE
from tests.command_line import ROOT, Terminal
from tests.excel.editing import edit
from tests.excel.office import needs_office

_PART = re.compile(
    r"^```(?P<kind>\w+)\n(?P<body>.*?)^```$"
    r"|in\s+cell\s+(?P<cell>[A-Z]+\d+)\s+of\s+the\s+sheet\s+`(?P<sheet>\w+)`,"
    r"\s+write\s+(?P<typed>\w+)",
    re.MULTILINE | re.DOTALL,
)
_WHEN = re.compile(r"\b\d{8}-\d{6}-[0-9a-f]{6}\b")

Edit = Callable[[Path, str, str, str], None]


def section() -> str:
    """The section of README.md."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return text.split("\n## Your first hour\n", 1)[1].split("\n## ", 1)[0]


def parts() -> Iterator[dict[str, str]]:
    """Blocks and edits in the order of the page; those of setting up are left out."""
    for found in _PART.finditer(section()):
        part = {name: text for name, text in found.groupdict().items() if text}
        if "venv" not in part.get("body", "") and part.get("kind") != "powershell":
            yield part


def shows(said: str, shown: str) -> bool:
    """Whether the lines shown were said, in this order; a line of three dots stands for others.

    Folders carry the time of the run, which differs.
    """
    said = _WHEN.sub("TIME", said).replace("\\", "/")
    shown = _WHEN.sub("TIME", shown)
    pieces = [piece.strip("\n") for piece in re.split(r"^\.\.\.$", shown, flags=re.MULTILINE)]
    place = 0
    for piece in pieces:
        place = said.find(piece, place)
        if place < 0:
            return False
        place += len(piece)
    return True


def follow(terminal: Terminal, change: Edit) -> list[str]:
    """Do what the section says, and return what was run; what it shows must be what is said."""
    shutil.copytree(EXAMPLE, Path("inputs") / "example")
    said, ran = "", []
    for part in parts():
        if "cell" in part:
            change(Path("inputs/mine.xlsx"), part["sheet"], part["cell"], part["typed"])
        elif part["kind"] == "sh":
            said = ""
            for line in part["body"].splitlines():
                words = shlex.split(line)
                assert words[:2] == ["python", "run.py"]
                answer = terminal(*words[2:])
                said += answer.out + answer.err
                ran.append(words[2])
        else:
            assert shows(said, part["body"]), f"shown:\n{part['body']}\nsaid:\n{said}"
    return ran


def by_openpyxl(path: Path, sheet: str, cell: str, typed: str) -> None:
    """The edit without a spreadsheet program."""
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = float(typed) if typed.isdigit() else typed
    book.save(path)


def test_the_first_hour_is_as_shown(terminal: Terminal) -> None:
    """Each command says what the page shows, up to the comparison of two runs."""
    ran = follow(terminal, by_openpyxl)
    assert ran[0] == "--case"
    assert "convert" in ran
    assert "check" in ran
    assert ran[-1] == "compare"


@pytest.mark.slow
@needs_office
def test_the_first_hour_is_as_shown_with_a_spreadsheet_program(
    terminal: Terminal, tmp_path: Path
) -> None:
    """The same, where LibreOffice opens, changes and saves the workbook without a window."""

    def by_libreoffice(path: Path, sheet: str, cell: str, typed: str) -> None:
        edit(path, sheet, cell, typed, tmp_path)

    follow(terminal, by_libreoffice)


def test_what_is_not_said_is_noticed() -> None:
    """A line that was not said, or said earlier, is missed; folders of other times are not."""
    said = "one\ntwo\nresults/mine/20261123-101112-0a1b2c/mine.xlsx\n"
    assert shows(said, "one\n...\nresults/mine/20270102-030405-ffffff/mine.xlsx\n")
    assert not shows(said, "two\n...\none\n")
    assert not shows(said, "three\n")
