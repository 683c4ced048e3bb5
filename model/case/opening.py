"""Opening a file: only a plain one, only of a sensible size, and each refusal with its remedy."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Final

LARGEST_FILE: Final = 8_000_000
"""Bytes of a file; the tables of a company with hundreds of programmes need a tenth of it."""

MOST_ROWS: Final = 50_000
"""Rows of a table; the base case has 260 in its longest."""

MOST_COLUMNS: Final = 100
"""Columns of a table; none of the schema has a quarter of them."""

_MILLION: Final = 1_000_000


class UnreadableError(Exception):
    """A file that cannot be read: what is wrong, and what would be right, in one sentence.

    `row` is where, 0 for the file as a whole.
    """

    def __init__(self, text: str, row: int = 0) -> None:
        super().__init__(text)
        self.row = row


def content(path: Path) -> bytes:
    """The bytes of a file. Raises UnreadableError; never reads a device, or more than the limit."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UnreadableError(
                "a folder, not a file; move it away, or put the file in its place"
            )
        if not stat.S_ISREG(mode):
            raise UnreadableError("a device, not a file; put the file in its place")
        with path.open("rb") as file:
            read = file.read(LARGEST_FILE + 1)
    except OSError as error:
        why = error.strerror or "refused"
        raise UnreadableError(f"cannot be read ({why}); close it where it is open") from None
    if len(read) > LARGEST_FILE:
        size = path.stat().st_size / _MILLION
        raise UnreadableError(
            f"{size:.0f} MB, too large for a table of a case; keep to {LARGEST_FILE // _MILLION} MB"
        )
    return read
