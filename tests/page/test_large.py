"""A page as large as a big portfolio's: 60 programmes over 60 months."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.page.chromium import opened
from tests.page.expected import EXPECTED
from tests.page.measure import LIMITS, large_page


@pytest.mark.slow
def test_sixty_programmes_by_months(browser: Any, tmp_path: Path) -> None:
    """It stays below what may be sent around, draws every chart, and its filters work."""
    path = tmp_path / "report.html"
    path.write_bytes(large_page(60))
    assert path.stat().st_size <= LIMITS["megabytes"] * 1e6
    with opened(browser, path) as view:
        assert view.drawn() == dict.fromkeys(EXPECTED, "yes")
        assert view.complained == []
        assert view.sideways() <= 0
        assert len({row["programme"] for row in view.copies()["stock"]}) == 60
        view.page.set_viewport_size({"width": 390, "height": 900})
        view.settle()
        assert view.sideways() <= 0
        programme = view.ask("document.querySelector('[data-filter=programme] input').value")
        view.choose("programme", programme)
        assert {row["programme"] for row in view.copies()["stock"]} == {programme}
        assert {row["programme"] for row in view.copies()["sites"]} == {programme}
