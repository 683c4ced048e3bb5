"""What shuts readers out of a page, as axe-core sees it."""

from __future__ import annotations

import pytest

from tests.page.chromium import View


def faults(view: View) -> list[tuple[str, str]]:
    """What axe-core calls serious or critical: its name, and the first place."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(view.page).response["violations"]
    return [
        (fault["id"], fault["nodes"][0]["html"][:200])
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]
