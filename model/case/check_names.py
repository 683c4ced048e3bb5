"""Names that people can tell apart, but neither a spreadsheet nor every file system can."""

from __future__ import annotations

import re
from typing import Final

from model.case.declare import number_text
from model.case.findings import Findings
from model.case.rows import Row

_NAMES: Final = {
    "sites": ("site",),
    "markets": ("market",),
    "lines": ("line",),
    "programmes": ("programme",),
    "steps": ("programme", "step"),
    "scenarios": ("scenario",),
}

_DEVICE: Final = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³]) *(\..*)?", re.IGNORECASE
)


def is_device(name: str) -> bool:
    """Whether Windows takes a file of this name for a device, whatever follows its first dot."""
    return _DEVICE.fullmatch(name) is not None


def check_names(found: Findings) -> None:
    """Names that differ only in capitals, or as numbers are one: `s1` and `S1`, `1` and `01`.

    Sums by name in the results workbook would take them for one, and so would Windows. A scenario
    named like a device can be solved (its case's name stands before it in every file), but not
    everything that planners call after it will open.
    """
    for row in found.readable("scenarios", "scenario"):
        if is_device(row.text("scenario")):
            text = "Windows keeps this name for a device; give the scenario another"
            found.warn(row, "scenario", text)
    for table, columns in _NAMES.items():
        first: dict[tuple[str, ...], Row] = {}
        for row in found.readable(table, *columns):
            *head, name = (row.text(column) for column in columns)
            other = first.setdefault((*head, _alike(name)), row)
            theirs = other.text(columns[-1])
            if theirs != name:
                text = (
                    f"a spreadsheet takes it for {theirs} on row {other.number}; "
                    "give one of them another name"
                )
                found.error(row, columns[-1], text)


def _alike(name: str) -> str:
    """What names have in common that a spreadsheet takes for one."""
    try:
        return number_text(float(name))
    except ValueError:
        return name.casefold()
