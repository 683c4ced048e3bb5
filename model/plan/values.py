"""The decisions' values, read by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Key = tuple[str, tuple[Any, ...]]


class Values:
    """Values of the decisions by variable name and index; what is not listed is 0."""

    def __init__(self, values: Mapping[Key, float]) -> None:
        self._values = values

    def __call__(self, variable: str, *index: Any) -> float:
        """The value of one decision."""
        return self._values.get((variable, index), 0.0)

    def all(self, variable: str) -> dict[tuple[Any, ...], float]:
        """Index and value of every decision of a variable that is not 0."""
        return {index: value for (name, index), value in self._values.items() if name == variable}
