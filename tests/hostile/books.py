"""Workbooks made by hand, part by part, so that any part can be made wrong."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

Cell = str | float | bool | datetime.date | None

HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DAY_ZERO: Final = datetime.date(1899, 12, 30)


@dataclass(frozen=True)
class Raw:
    """A cell as XML: `attributes` of its element and what stands in it."""

    attributes: str
    inner: str


def error(text: str) -> Raw:
    """A formula's error, such as #REF!."""
    return Raw('t="e"', f"<f>A1</f><v>{escape(text)}</v>")


def formula(text: str, value: str = "") -> Raw:
    """A formula, with the value that was computed, or without."""
    return Raw("", f"<f>{escape(text)}</f>" + (f"<v>{value}</v>" if value else ""))


@dataclass
class Book:
    """A workbook as its parts: `sheets` by name, each a list of rows of cells.

    `parts` are added or replace what is written; `states`, `before` and `after` hold, by sheet, its
    state, and XML before and after its cells.
    """

    sheets: Mapping[str, Sequence[Sequence[Cell | Raw]]]
    states: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    rows: dict[tuple[str, int], str] = field(default_factory=dict)
    parts: dict[str, bytes] = field(default_factory=dict)

    def part(self, name: str) -> str:
        """The name of a sheet's part."""
        return f"xl/worksheets/sheet{list(self.sheets).index(name) + 1}.xml"

    def made(self) -> dict[str, bytes]:
        """All parts of the package."""
        texts = {
            "[Content_Types].xml": self._types(),
            "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": self._workbook(),
            "xl/_rels/workbook.xml.rels": _relations(
                {
                    f"rId{number}": ("worksheet", f"worksheets/sheet{number}.xml")
                    for number in range(1, len(self.sheets) + 1)
                }
                | {"rIdS": ("styles", "styles.xml")}
            ),
            "xl/styles.xml": _styles(),
            **{self.part(name): self.sheet(name) for name in self.sheets},
        }
        return {name: text.encode() for name, text in texts.items()} | self.parts

    def write(self, path: Path, compression: int = zipfile.ZIP_STORED) -> Path:
        """Write the package and return its path."""
        with zipfile.ZipFile(path, "w", compression) as package:
            for name, content in self.made().items():
                package.writestr(name, content)
        return path

    def sheet(self, name: str) -> str:
        """A sheet's part."""
        rows = [
            f'<row r="{number}" {self.rows.get((name, number), "")}>{_cells(number, cells)}</row>'
            for number, cells in enumerate(self.sheets[name], 1)
        ]
        return (
            f'{HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{self.before.get(name, "")}'
            f"<sheetData>{''.join(rows)}</sheetData>{self.after.get(name, '')}</worksheet>"
        )

    def _workbook(self) -> str:
        sheets = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"'
            f"{f' state={quoteattr(self.states[name])}' if name in self.states else ''}/>"
            for number, name in enumerate(self.sheets, 1)
        )
        return (
            f'{HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets>'
            "</workbook>"
        )

    def _types(self) -> str:
        sheets = "".join(
            f'<Override PartName="/{self.part(name)}" ContentType="{_TYPE}.worksheet+xml"/>'
            for name in self.sheets
        )
        return (
            f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
            f"{sheets}</Types>"
        )


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _styles() -> str:
    """Style 0 is general, style 1 a date."""
    return (
        f'{HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
    )


def place(row: int, column: int) -> str:
    """The reference of a cell, both counted from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def _cells(row: int, cells: Sequence[Cell | Raw]) -> str:
    return "".join(
        _cell(place(row, number), cell)
        for number, cell in enumerate(cells, 1)
        if cell is not None and cell != ""
    )


def _cell(reference: str, cell: Cell | Raw) -> str:
    if isinstance(cell, Raw):
        return f'<c r="{reference}" {cell.attributes}>{cell.inner}</c>'
    if isinstance(cell, bool):
        return f'<c r="{reference}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, float | int):
        return f'<c r="{reference}"><v>{cell!r}</v></c>'
    if isinstance(cell, datetime.date):
        return f'<c r="{reference}" s="1"><v>{(cell - _DAY_ZERO).days}</v></c>'
    text = f'<t xml:space="preserve">{escape(str(cell))}</t>'
    return f'<c r="{reference}" t="inlineStr"><is>{text}</is></c>'
