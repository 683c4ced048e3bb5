"""CSV files as rows of cells: encodings, separators, quotation marks."""

from __future__ import annotations

import csv
import io
from typing import Final

from model.case.opening import UnreadableError

_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_OTHERS: Final = {
    b"PK\x03\x04": "a workbook",
    b"\xd0\xcf\x11\xe0": "an old workbook",
    b"%PDF": "a PDF",
}
_AS_CSV: Final = 'save it as "CSV UTF-8 (comma delimited)"'


def csv_rows(content: bytes) -> list[list[str]]:
    """The rows of a CSV file, the header first. Raises UnreadableError."""
    text = _text(content)
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    rows: list[list[str]] = []
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows.extend(lines)
    except csv.Error as error:
        row = len(rows) + 1
        if "field limit" in str(error):
            most = csv.field_size_limit()
            what = f"a cell of more than {most} characters, or a quotation mark left open"
            raise UnreadableError(f"{what}; shorten the cell, or close the mark", row) from None
        raise UnreadableError(
            f"a quotation mark is not closed ({error}); close or double it", row
        ) from None
    return rows


def _text(content: bytes) -> str:
    for start, what in _OTHERS.items():
        if content.startswith(start):
            raise UnreadableError(f"{what}, not a CSV file; {_AS_CSV}")
    if content.startswith(_UTF16):
        raise UnreadableError("the file is UTF-16; save it as CSV UTF-8")
    if b"\0" in content:
        row = content[: content.index(b"\0")].count(b"\n") + 1
        raise UnreadableError(f"a NUL byte, so the file is no text; {_AS_CSV}", row)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise UnreadableError(
            f"the file is not UTF-8 here (Excel's plain CSV uses the system's encoding); {_AS_CSV}",
            row,
        ) from None
