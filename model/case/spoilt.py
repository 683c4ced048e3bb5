"""Cells of a workbook that read as empty but are not: errors, formulas without a result."""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from model.case.cells import Spoilt

_SHEET: Final = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION: Final = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
_CELL: Final = re.compile(r"<(?:\w+:)?c\s([^>]*[^/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_FORMULA: Final = re.compile(r"<(?:\w+:)?f(?:\s[^>]*)?>(.*?)</(?:\w+:)?f>", re.DOTALL)
_VALUE: Final = re.compile(r"<(?:\w+:)?v(?:\s[^>]*)?>(.+?)</(?:\w+:)?v>", re.DOTALL)
_ATTRIBUTE: Final = re.compile(r'([\w:]+)="([^"]*)"')


def spoilt_cells(path: Path) -> dict[str, dict[tuple[int, int], Spoilt]]:
    """By sheet and (row, column) from 0: what stands in cells that have no readable value.

    Raises OSError, KeyError or zipfile.BadZipFile where the file is no workbook.
    """
    found: dict[str, dict[tuple[int, int], Spoilt]] = {}
    with zipfile.ZipFile(path) as book:
        for name, part in _sheets(book):
            text = book.read(part).decode("utf-8", "replace")
            # Most sheets have neither; looking for them in the whole text is fast.
            if 't="e"' in text or "<f" in text or ":f>" in text:
                found[name] = dict(_spoilt(text))
    return found


def _sheets(book: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet."""
    relations = {}
    for match in _RELATION.finditer(book.read("xl/_rels/workbook.xml.rels").decode("utf-8")):
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        relations[attributes["Id"]] = attributes["Target"]
    for match in _SHEET.finditer(book.read("xl/workbook.xml").decode("utf-8")):
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        target = relations.get(attributes.get("r:id", ""), "")
        part = posixpath.normpath(posixpath.join("xl", target)).removeprefix("/")
        if part in book.NameToInfo:
            yield html.unescape(attributes["name"]), part


def _spoilt(text: str) -> Iterator[tuple[tuple[int, int], Spoilt]]:
    for match in _CELL.finditer(text):
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        value, formula = _VALUE.search(match[2]), _FORMULA.search(match[2])
        if attributes.get("t") == "e":
            yield _place(attributes["r"]), Spoilt(html.unescape(value[1]) if value else "#N/A")
        elif formula and value is None and attributes.get("t") != "str":
            yield _place(attributes["r"]), Spoilt("=" + html.unescape(formula[1]))


def _place(reference: str) -> tuple[int, int]:
    """Row and column, from 0, of a reference such as G2."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(reference[len(letters) :]) - 1, column - 1
