"""The README's picture of the page: its filters and first charts, as a window shows them."""

from __future__ import annotations

from pathlib import Path

from tests.page.chromium import chromium, opened

PICTURE = "page.png"
_PARTS = ("flows", "sites")
_WIDTH = 1040
_MARGIN = 12


def draw_page(page: Path, out: Path) -> Path:
    """Draw two parts of the page, with the filters above them; the file written."""
    target = out / PICTURE
    with chromium() as browser, opened(browser, page.resolve(), width=_WIDTH) as view:
        height = view.ask(
            """(last) => { window.scrollTo(0, 0);
              const top = document.querySelector(".bar").getBoundingClientRect().top;
              return document.getElementById(last).getBoundingClientRect().bottom - top; }""",
            _PARTS[-1],
        )
        view.page.set_viewport_size({"width": _WIDTH, "height": round(height) + _MARGIN})
        view.ask("document.querySelector('.bar').scrollIntoView({ behavior: 'instant' })")
        view.page.screenshot(path=target)
    return target
