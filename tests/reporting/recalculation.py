"""LibreOffice as a second reader: recalculates a workbook whatever values it was saved with."""

from __future__ import annotations

from pathlib import Path

import python_calamine

from tests.excel.office import SOFFICE, saved_workbook

__all__ = ["SOFFICE", "cells_of", "recalculated"]

Sheets = dict[str, list[list[object]]]


def cells_of(path: Path) -> Sheets:
    """The cells of every sheet as they stand in the file."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def recalculated(path: Path, folder: Path) -> Sheets:
    """The cells of every sheet after LibreOffice has recalculated the workbook.

    `folder` takes the profile, which is made new, and the recalculated copy.
    """
    return cells_of(saved_workbook(path, folder))
