"""Plans whose Boards are laid out: the base, a broken scenario, one programme and sixty."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from model.case.reading import read_case
from model.plan.plan import BrokenLimit, Plan
from model.reporting.board.layout import print_on_one_page, write_board
from model.reporting.book import Book
from model.reporting.story import Story
from tests.benchmarks.portfolio import drawn_case
from tests.case.folders import BASE
from tests.reporting.imagined import imagined

STEP = "drug substance"


def _limits(*programmes: str) -> tuple[BrokenLimit, ...]:
    """A second source that comes too late for each programme, and a broken contract."""
    standing = f"{STEP} is qualified at one site, at the other from 2029-Q2"
    sources = [
        BrokenLimit(
            "second source",
            f"programme={programme}; step={STEP}",
            82.5 + place,
            "2029-Q1 to 2029-Q4",
            f"2 sites are asked for; {standing}",
        )
        for place, programme in enumerate(programmes)
    ]
    firm = BrokenLimit(
        "firm kg on time",
        f"programme={programmes[0]}; market=US",
        412.0,
        "2028-Q3 to 2029-Q1, 2030-Q2",
        f"counted once a quarter; at most 103.0 kg late at once: {standing}",
    )
    return (*sources, firm)


def base() -> Plan:
    """The base case."""
    return imagined(read_case(BASE))


def late() -> Plan:
    """The scenario in which limits are broken."""
    return imagined(read_case(BASE, "songdo-late"), _limits("P01", "P14"))


def one() -> Plan:
    """A single programme."""
    return imagined(drawn_case(read_case(BASE), 1, 0))


def sixty() -> Plan:
    """Sixty programmes and as many lines as they need, with many broken limits."""
    case = drawn_case(read_case(BASE), 60, 0)
    return imagined(case, _limits(*case.tables["programmes"]["programme"][:12]))


PLANS: dict[str, Callable[[], Plan]] = {"base": base, "late": late, "one": one, "sixty": sixty}


def board_alone(story: Story, path: Path, paper: int) -> Path:
    """A workbook with the Board, on this paper, and what it reads of Checks."""
    book = Book()
    sheet = book.add_sheet("Board")
    rows = write_board(book, sheet, story, ("OK", "37 of 37 are OK"))
    print_on_one_page(sheet, rows, paper)
    checks = book.add_sheet("Checks")
    checks.write_string(0, 1, "OK")
    checks.write_string(0, 2, "37 of 37 are OK")
    checks.hide()
    path.write_bytes(book.finish())
    return path
