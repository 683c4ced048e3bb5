"""Workbooks that are not what they should be: one message a fault, in time and memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from model.case.reading import read_case
from tests.hostile.books import HEAD, Book, place
from tests.hostile.full_case import full_case
from tests.hostile.refusing import refused, refused_once

AGAIN = "save it again as .xlsx in Excel"

_GROWING = "".join(f'<!ENTITY {name} "{"&a;" * 10}">' for name in "bcdefgh")
LAUGHS = f'<!DOCTYPE lol [<!ENTITY a "{"ha" * 1000}">{_GROWING}<!ENTITY i "{"&h;" * 1000}">]>'


def with_part(name: str, content: bytes) -> Book:
    """The full case as a workbook with one part of its own."""
    return Book(full_case(), parts={name: content})


def laughing(part: str) -> Book:
    """A part that declares entities which grow tenfold eight times."""
    made = Book(full_case())
    content = made.made().get(part, f"{HEAD}<sst>&i;</sst>".encode()).decode()
    return with_part(part, content.replace(HEAD, HEAD + LAUGHS).encode())


def external(target: str) -> Book:
    """A link to another workbook."""
    made = Book(full_case())
    made.parts["xl/externalLinks/externalLink1.xml"] = f"{HEAD}<externalLink/>".encode()
    relation = f'{HEAD}<Relationships><Relationship Id="rId1" Target="{target}"/></Relationships>'
    made.parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = relation.encode()
    return made


def with_sheet(name: str, state: str = "") -> Book:
    """A sheet more, shown or not."""
    made = Book({**full_case(), name: [["a"], ["b"]]})
    if state:
        made.states[name] = state
    return made


def hidden(sheet: str, state: str = "hidden") -> Book:
    """A table's sheet that is not shown."""
    return Book(full_case(), states={sheet: state})


def with_rows_hidden(*rows: int) -> Book:
    """Rows of lanes that a filter hides."""
    return Book(full_case(), rows={("lanes", row): 'hidden="1"' for row in rows})


def with_columns_hidden(first: int, last: int) -> Book:
    """Columns of lanes that are not shown."""
    column = f'<cols><col min="{first}" max="{last}" width="0" hidden="1"/></cols>'
    return Book(full_case(), before={"lanes": column})


def merged(*ranges: str) -> Book:
    """Cells of lanes that are merged."""
    inner = "".join(f'<mergeCell ref="{text}"/>' for text in ranges)
    return Book(full_case(), after={"lanes": f"<mergeCells>{inner}</mergeCells>"})


def far(row: int, column: int) -> Book:
    """A cell of lanes far from its table."""
    made = Book(full_case())
    cell = f'<row r="{row}"><c r="{place(row, column)}"><v>1</v></c></row></sheetData>'
    content = made.sheet("lanes").replace("</sheetData>", cell)
    made.parts[made.part("lanes")] = content.encode()
    return made


def without(part: str) -> Book:
    """A package that lacks a part."""
    return with_part(part, b"")


def lanes(edit: Callable[[str], str]) -> Book:
    """The sheet of lanes with other XML."""
    made = Book(full_case())
    made.parts[made.part("lanes")] = edit(made.sheet("lanes")).encode()
    return made


def without_text(sheet: str) -> str:
    """A sheet whose first name is looked up in a list of texts that is not there."""
    return sheet.replace(
        't="inlineStr"><is><t xml:space="preserve">NORTH</t></is>', 't="s"><v>99</v>'
    )


def twice(workbook: bytes) -> bytes:
    """A list of sheets that names lanes in place of markets."""
    return workbook.replace(b'name="markets"', b'name="lanes"')


LANES = list(full_case()).index("lanes") + 1
BOOKS: dict[str, tuple[Callable[[], Book], str]] = {
    "entities in a sheet": (
        lambda: laughing(f"xl/worksheets/sheet{LANES}.xml"),
        f"case.xlsx: its part xl/worksheets/sheet{LANES}.xml declares XML entities; {AGAIN}",
    ),
    "entities in the texts": (
        lambda: laughing("xl/sharedStrings.xml"),
        f"case.xlsx: its part xl/sharedStrings.xml declares XML entities; {AGAIN}",
    ),
    "an entity that reads a file": (
        lambda: with_part(
            "xl/workbook.xml",
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hosts">]><x>&f;</x>',
        ),
        f"case.xlsx: its part xl/workbook.xml declares XML entities; {AGAIN}",
    ),
    "UTF-16 inside": (
        lambda: with_part("xl/workbook.xml", LAUGHS.encode("utf-16")),
        f"case.xlsx: its part xl/workbook.xml is no UTF-8 text; {AGAIN}",
    ),
    "a link to another workbook": (
        lambda: external("file:///C:/prices.xlsx"),
        "case.xlsx: it draws on another workbook (file:///C:/prices.xlsx); break the link (Data, ",
    ),
    "a sheet more": (
        lambda: with_sheet("lines (2)"),
        "case.xlsx[lines (2)]: no such table; the nearest known name is lines",
    ),
    "a hidden sheet more": (
        lambda: with_sheet("notes", "hidden"),
        "case.xlsx[notes]: no such table (the sheet is hidden); the nearest known name is steps",
    ),
    "a hidden table": (
        lambda: hidden("lanes"),
        "case.xlsx[lanes]: the sheet is hidden, so nobody sees what counts; show it, or delete it",
    ),
    "a very hidden table": (
        lambda: hidden("ranges", "veryHidden"),
        "case.xlsx[ranges]: the sheet is hidden, so nobody sees what counts; show it, or delete",
    ),
    "a hidden row": (
        lambda: with_rows_hidden(3),
        "case.xlsx[lanes] row 3: a row is hidden; show it, clear the filter, or delete it",
    ),
    "hidden rows": (
        lambda: with_rows_hidden(2, 4),
        "case.xlsx[lanes] row 2: 2 rows are hidden, the first here; show it, clear the filter, or",
    ),
    "a hidden column": (
        lambda: with_columns_hidden(3, 3),
        "case.xlsx[lanes] row 1: the column C is hidden; show it, or delete it",
    ),
    "hidden columns": (
        lambda: with_columns_hidden(2, 16384),
        "case.xlsx[lanes] row 1: the column B to D is hidden; show it, or delete it",
    ),
    "merged cells": (
        lambda: merged("A2:A3"),
        "case.xlsx[lanes] row 2: the cells A2:A3 are merged; unmerge them and fill in each",
    ),
    "a cell in the last corner": (
        lambda: far(1_048_576, 16_384),
        "case.xlsx: the cell XFD1048576 of the sheet lanes lies far from the table (50000 rows and",
    ),
    "a cell far to the right": (
        lambda: far(4, 101), "case.xlsx: the cell CW4 of the sheet lanes lies far from the table",
    ),
    "a reference that is none": (
        lambda: lanes(lambda text: text.replace('r="A2"', 'r="ÄÖ"')),
        f"case.xlsx: its part xl/worksheets/sheet{LANES}.xml is damaged ('ÄÖ' is no cell); {AGAIN}",
    ),
    "XML cut off": (
        lambda: lanes(lambda text: text[:-30]),
        f"case.xlsx: its part xl/worksheets/sheet{LANES}.xml is damaged (",
    ),
    "no workbook inside": (
        lambda: without("xl/workbook.xml"), "case.xlsx: its part xl/workbook.xml is damaged (",
    ),
    "a table's part without its cells": (
        lambda: without(f"xl/worksheets/sheet{LANES}.xml"),
        f"case.xlsx: its part xl/worksheets/sheet{LANES}.xml is damaged (",
    ),
    "two sheets of one name": (
        lambda: with_part("xl/workbook.xml", twice(Book(full_case()).made()["xl/workbook.xml"])),
        "case.xlsx: two sheets named lanes; keep one",
    ),
    "a sheet without its part": (
        lambda: with_part(
            "xl/_rels/workbook.xml.rels",
            Book(full_case()).made()["xl/_rels/workbook.xml.rels"].replace(b"sheet1.xml", b"no"),
        ),
        f"case.xlsx: the cells of the sheet settings are missing; {AGAIN}",
    ),
    "texts that are not there": (
        lambda: lanes(without_text),
        "case.xlsx: cannot be read as a workbook (",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("make", "line"), BOOKS.values(), ids=list(BOOKS))
def test_each_wrong_workbook_is_one_message(
    make: Callable[[], Book], line: str, tmp_path: Path
) -> None:
    """Whatever a workbook hides or its package holds, one line names it, with a remedy."""
    assert refused_once(make().write(tmp_path / "case.xlsx")).startswith(line)


def test_two_merges_are_two_messages(tmp_path: Path) -> None:
    """Each merged range is named."""
    problems = refused(merged("A2:A3", "C4:D4").write(tmp_path / "case.xlsx"))
    assert [line.split(" are ")[0] for line in problems] == [
        "case.xlsx[lanes] row 2: the cells A2:A3",
        "case.xlsx[lanes] row 4: the cells C4:D4",
    ]


FINE: dict[str, Callable[[], Book]] = {
    "unused columns hidden": lambda: with_columns_hidden(5, 16384),
    "an empty row hidden": lambda: lanes(
        lambda text: text.replace("</sheetData>", '<row r="9" hidden="1"/></sheetData>')
    ),
    "styles far away": lambda: lanes(
        lambda text: text.replace(
            "</sheetData>", '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
        )
    ),
    "no references": lambda: lanes(
        lambda text: text.replace('r="A2"', "").replace('r="B2"', "").replace('<row r="2"', "<row")
    ),
    "other quotation marks": lambda: lanes(lambda text: text.replace('"', "'")),
    "a prefix": lambda: lanes(
        lambda text: (
            text.replace("<", "<x:")
            .replace("<x:/", "</x:")
            .replace("<x:?", "<?")
            .replace("xmlns=", "xmlns:x=")
        )
    ),
    "other parts": lambda: with_part("docProps/app.xml", f"{HEAD}<Properties/>".encode()),
}


@pytest.mark.parametrize("make", FINE.values(), ids=list(FINE))
def test_harmless_peculiarities_are_read(make: Callable[[], Book], tmp_path: Path) -> None:
    """What other programs write, and what hides nothing, reads as the same case."""
    plain = read_case(Book(full_case()).write(tmp_path / "plain.xlsx")).sha256
    assert read_case(make().write(tmp_path / "case.xlsx")).sha256 == plain
