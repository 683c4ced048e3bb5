"""What a workbook's sheets hold besides values: hidden and merged cells, errors, bare formulas."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from model.case.cells import Spoilt
from model.case.opening import MOST_COLUMNS, MOST_ROWS, UnreadableError

_DAMAGED: Final = "save it again as .xlsx in Excel"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_LETTERS: Final = 3
_TRUE: Final = ("1", "true")


@dataclass
class Sheet:
    """One sheet: `spoilt` are cells without a readable value, by row and column from 0.

    `faults` are (row, what is wrong and what would be right).
    """

    name: str
    is_hidden: bool
    spoilt: dict[tuple[int, int], Spoilt] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)


def sheets(parts: dict[str, bytes], known: Iterable[str]) -> Iterator[Sheet]:
    """The sheets in their order; those of known names are looked through.

    Raises UnreadableError where a part is missing or damaged.
    """
    relations = {
        found["Id"]: found["Target"]
        for found in _elements(parts, _RELATIONS, "Relationship")
        if "Id" in found and "Target" in found
    }
    wanted = set(known)
    seen = set()
    for found in _elements(parts, "xl/workbook.xml", "sheet"):
        name = found.get("name", "")
        if name in seen:
            raise UnreadableError(f"two sheets named {name}; keep one")
        seen.add(name)
        sheet = Sheet(name, found.get("state", "visible") != "visible")
        target = next((relations.get(found[key], "") for key in found if key.endswith(":id")), "")
        part = posixpath.normpath(posixpath.join("/xl", target)).removeprefix("/")
        if name in wanted:
            if part not in parts:
                raise UnreadableError(f"the cells of the sheet {name} are missing; {_DAMAGED}")
            _Scan(sheet).run(part, parts[part])
        yield sheet


def _elements(parts: dict[str, bytes], part: str, wanted: str) -> list[dict[str, str]]:
    """The attributes of all elements of a name."""
    if part not in parts:
        raise UnreadableError(f"it has no part {part}, so it is no workbook; {_DAMAGED}")
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    _parse(parser, part, parts[part])
    return found


def _parse(parser: expat.XMLParserType, part: str, text: bytes) -> None:
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, ValueError) as error:
        raise UnreadableError(f"its part {part} is damaged ({error}); {_DAMAGED}") from None


class _Scan:
    """One pass over a sheet's XML."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._row, self._column = 0, 0
        self._is_row_hidden = False
        self._kind = ""
        self._texts: dict[str, str] = {}
        self._inside = ""
        self._hidden_rows: list[int] = []
        self._hidden_columns: list[tuple[int, int]] = []
        self._last_column = 0
        self._merged: list[str] = []

    def run(self, part: str, text: bytes) -> None:
        """Look through the part and fill in the sheet."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        _parse(parser, part, text)
        self._report()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._column += 1
            if "r" in attributes:
                self._row, self._column = place_of(attributes["r"])
            self._kind = attributes.get("t", "n")
            self._texts = {}
        elif name in ("v", "f", "is"):
            self._inside = name
            self._texts.setdefault(name, "")
        elif name == "row":
            self._row = _whole(attributes.get("r", ""), self._row + 1)
            self._column = 0
            self._is_row_hidden = attributes.get("hidden") in _TRUE
        elif name == "col" and attributes.get("hidden") in _TRUE:
            first = _whole(attributes.get("min", ""), 1)
            self._hidden_columns.append((first, _whole(attributes.get("max", ""), first)))
        elif name == "mergeCell":
            self._merged.append(attributes.get("ref", ""))

    def _characters(self, text: str) -> None:
        if self._inside in ("v", "f"):
            self._texts[self._inside] += text

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in ("v", "f", "is"):
            self._inside = ""
        elif name == "c" and self._texts:
            self._cell()

    def _cell(self) -> None:
        """A cell that holds something."""
        if self._row > MOST_ROWS + 1 or self._column > MOST_COLUMNS:
            where = f"{letters_of(self._column)}{self._row}"
            raise UnreadableError(
                f"the cell {where} of the sheet {self._sheet.name} lies far from the table "
                f"({MOST_ROWS} rows and {MOST_COLUMNS} columns are read); delete it"
            )
        self._last_column = max(self._last_column, self._column)
        if self._is_row_hidden and self._row not in self._hidden_rows[-1:]:
            self._hidden_rows.append(self._row)
        value, formula = self._texts.get("v", ""), self._texts.get("f")
        place = (self._row - 1, self._column - 1)
        if self._kind == "e":
            self._sheet.spoilt[place] = Spoilt(value or "#N/A")
        elif formula is not None and not value and self._kind not in ("str", "inlineStr"):
            self._sheet.spoilt[place] = Spoilt("=" + formula)

    def _report(self) -> None:
        faults = self._sheet.faults
        if self._hidden_rows:
            number = len(self._hidden_rows)
            noun = "a row is hidden" if number == 1 else f"{number} rows are hidden, the first here"
            faults.append(
                (self._hidden_rows[0], f"{noun}; show it, clear the filter, or delete it")
            )
        for first, last in self._hidden_columns:
            if first <= self._last_column:
                named = letters_of(first)
                if min(last, self._last_column) > first:
                    named += f" to {letters_of(min(last, self._last_column))}"
                faults.append((1, f"the column {named} is hidden; show it, or delete it"))
        for reference in self._merged:
            row = place_of(reference.partition(":")[0])[0]
            text = f"the cells {reference} are merged; unmerge them and fill in each"
            faults.append((row, text))


def _whole(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else default


def place_of(reference: str) -> tuple[int, int]:
    """Row and column, from 1, of a reference such as G2. Raises ValueError where it is none."""
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    if not (letters.isascii() and letters.isalpha() and digits and len(letters) <= _LETTERS):
        raise ValueError(f"{reference!r} is no cell")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return _whole(digits, 0), column


def letters_of(column: int) -> str:
    """The letters of a column, counted from 1."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
