"""A way for a cell to be wrong, and how reading it must end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ending = Literal["problem", "warning", "same", "other"]


@dataclass(frozen=True)
class Way:
    """A value typed into a cell, and how reading must end.

    problem: one problem, which holds `fault` and, after it, each of `remedy`; warning: one warning
    with `fault`; same: the case reads as before; other: it reads as another case.
    """

    name: str
    value: str
    ending: Ending
    fault: str = ""
    remedy: tuple[str, ...] = ()
