"""Changes that no test can notice, each with the reason why: the model means the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EQUIVALENT: Final[Mapping[str, str]] = {}
