"""The filled tables as records, and what an empty cell means to the instance."""

from __future__ import annotations

import math
from typing import Any, cast

from model.case.calendar import month_number
from model.case.case import Case

Record = dict[str, Any]


class Records:
    """The filled tables as records, without the programmes that are left out."""

    def __init__(self, case: Case, left_out: frozenset[str]) -> None:
        self._case = case
        self._left_out = left_out

    def __call__(self, table: str) -> list[Record]:
        """The rows of a table that count, empty cells filled with their constant defaults."""
        rows = cast("list[Record]", self._case.filled(table).to_dict("records"))
        return [row for row in rows if row.get("programme") not in self._left_out]


def prospects_not_accepted(case: Case) -> frozenset[str]:
    """Prospects that no commitment accepts: they do not count."""
    accepted = {
        row["programme"]
        for row in case.filled("commitments").to_dict("records")
        if row["decision"] == "allocation" and row["must"] == "yes"
    }
    return frozenset(
        row["programme"]
        for row in case.filled("programmes").to_dict("records")
        if row["stage"] == "prospect" and row["programme"] not in accepted
    )


def is_empty(value: object) -> bool:
    """Whether a cell says nothing."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def whole_or_none(value: object) -> int | None:
    """The cell as a whole number; None where it is empty."""
    return None if is_empty(value) else int(float(str(value)))


def number_or(value: object, default: float = 0.0) -> float:
    """The cell as a number; the default where it is empty."""
    return default if is_empty(value) else float(str(value))


def month_or_none(value: object) -> int | None:
    """The cell as a month number; None where it is empty."""
    return None if is_empty(value) else month_number(str(value))
