"""A browser for the tests of the page: Chromium, gone again before other tests begin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.page.chromium import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium without a window; skipped where there is none."""
    with chromium() as found:
        yield found
