"""Changes of the example, as a program gives them."""

from __future__ import annotations

import pytest

from model.case.case import Case
from model.case.errors import InputError
from model.case.reading import read_case
from tests.case.folders import EXAMPLE


def change(
    table: str, where: str, column: str = "", operation: str = "set", value: object = ""
) -> dict[str, object]:
    return {
        "table": table,
        "where": where,
        "column": column,
        "operation": operation,
        "value": value,
    }


def changed(*changes: dict[str, object]) -> Case:
    return read_case(EXAMPLE).with_changes(changes)


def problems(*changes: dict[str, object]) -> tuple[str, ...]:
    with pytest.raises(InputError) as error:
        changed(*changes)
    return error.value.problems
