"""What only a workbook's cells can be: booleans, dates, errors, formulas, numbers kept as text."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from model.case.errors import InputError
from model.case.reading import read_case
from tests.hostile.books import Book, Cell, Raw, error, formula
from tests.hostile.full_case import Target, as_number, full_case, targets

JULY = datetime.date(2028, 7, 1)
TARGETS = [as_number(t) if (t.table, t.header) == ("changes", "value") else t for t in targets()]


@dataclass(frozen=True)
class Typed:
    """A cell of a workbook, what is shown of it, and what must be said; no fault: it is read."""

    name: str
    cell: Cell | Raw
    shown: str
    fault: str = ""
    remedy: str = ""


def typed(target: Target) -> Iterator[Typed]:
    """The cells that are wrong in the target's column, and those that look wrong but are read."""
    column = target.column
    kind = column.kind
    for text in ("#REF!", "#N/A", "#DIV/0!") if target.table == "lines" else ("#REF!",):
        yield Typed(text, error(text), text, "a formula's error", "write ")
    bare = "a formula without a result"
    yield Typed("bare formula", formula("A1&amp;B1"), "=A1&amp;B1", bare, "open the workbook")
    if column.is_number:
        yield Typed("TRUE", True, "TRUE", "not a number", "write ")
        # A factor stands in a column of all kinds, where a date becomes text before it is read.
        is_factor = (target.table, target.header) == ("changes", "value")
        remedy = "write a number" if is_factor else "format the cell as a number"
        yield Typed("a date", JULY, "2028-07-01", "a date where a number belongs", remedy)
        yield Typed("number as text", target.value, target.value)
        yield Typed("computed", formula("1+1", target.value), target.value)
        yield Typed("huge", Raw("", "<v>1e400</v>"), "inf", "infinity is not read", "write ")
        yield Typed("NaN", Raw("", "<v>NaN</v>"), "NaN", "not a number", "write ")
    elif kind in ("month", "due"):
        yield Typed("TRUE", True, "TRUE", "TRUE and FALSE are not read", "write ")
        date = datetime.date(int(target.value[:4]), int(target.value[5:7] or 1), 1)
        serial = (date - datetime.date(1899, 12, 30)).days
        fault = "a date's serial number"
        yield Typed("serial", serial, str(serial), fault, f"write {date.isoformat()[:7]}")
        if len(target.value) == 7:
            yield Typed("a date", date, date.isoformat())
        else:
            yield Typed("a year", int(target.value), target.value)
    elif kind == "name" and target.header != "value":
        fault = "a date where a name belongs"
        yield Typed("a date", JULY, "2028-07-01", fault, "format the cell as text")
    elif kind in ("yes_no", "choice"):
        fault = "TRUE and FALSE are not read"
        yield Typed("TRUE", True, "TRUE", fault, "write ")
        yield Typed("number", 1, "1", "not known here", "write ")
    blank = Raw('t="inlineStr"', "<is><t></t></is>")
    if not column.may_be_empty and target.table != "settings":
        yield Typed("empty text", blank, "(empty)", "the cell is empty", "write ")


def judge(target: Target, way: Typed, path: Path, untouched: str) -> str:
    """What is wrong with the answer to a cell, "" where nothing is."""
    tables: dict[str, list[list[Cell | Raw]]] = {
        name: [list(row) for row in rows] for name, rows in full_case().items()
    }
    rows = tables[target.table]
    rows[target.row - 1][full_case()[target.table][0].index(target.header)] = way.cell
    start = f"case.xlsx[{target.table}] row {target.row}: {target.header} = {way.shown}: "
    try:
        same = read_case(Book(tables).write(path)).sha256 == untouched
    except InputError as caught:
        lines = caught.problems
        said, _, remedy = lines[0].removeprefix(start).partition("; ")
        is_right = lines[0].startswith(f"{start}{way.fault}") and way.remedy in remedy
        return "" if way.fault and len(lines) == 1 and is_right and said else "\n".join(lines)
    return "" if not way.fault and same else f"it was read, {'the same' if same else 'another'}"


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The hash of the full case, as a workbook of texts."""
    path = Book(full_case()).write(tmp_path_factory.mktemp("plain") / "case.xlsx")
    return read_case(path).sha256


@pytest.mark.parametrize("target", TARGETS, ids=[target.name for target in TARGETS])
def test_each_cell_of_another_kind(target: Target, untouched: str, tmp_path: Path) -> None:
    """One problem with workbook, sheet, row, column, value and remedy; or the case reads alike."""
    wrong = {
        way.name: answer
        for way in typed(target)
        if (answer := judge(target, way, tmp_path / "case.xlsx", untouched))
    }
    assert not wrong, "\n".join(f"{name}: {answer}" for name, answer in wrong.items())


def test_the_generator_finds_enough() -> None:
    """Each column has at least the errors and the bare formula."""
    assert min(len(list(typed(target))) for target in TARGETS) >= 2
    assert sum(len(list(typed(target))) for target in TARGETS) > 600
