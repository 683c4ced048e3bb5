"""A page opened in headless Chromium, as a reader does: what it shows, and what it asks for."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.page.reading import Rows

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_PATIENCE = 300.0

# Debian's package, where the checks run by themselves; two of them may ask at once. Only root may.
_APT = ("apt-get", "-qq", "-y", "-o", "DPkg::Lock::Timeout=240")
_INSTALL = (
    (*_APT, "update"),
    (*_APT, "install", "--no-install-recommends", "chromium-headless-shell"),
)
_INSTALL_SECONDS = 300.0

# Catches what is copied, in the place of the clipboard.
_CATCH = """
  window.caught = [];
  const clipboard = { writeText: async (text) => { window.caught.push(text); } };
  Object.defineProperty(navigator, "clipboard", { value: clipboard });
"""


def find_chromium() -> str | None:
    """The path of the browser, if it is installed."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def _install() -> None:
    """Install it where that is nobody's loss; what goes wrong leaves it missing."""
    if os.environ.get("CI") != "true" or shutil.which("apt-get") is None:
        return
    end = time.monotonic() + _INSTALL_SECONDS
    with suppress(OSError, subprocess.SubprocessError):
        for words in _INSTALL:
            left = max(1.0, end - time.monotonic())
            more = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run(words, check=True, capture_output=True, timeout=left, env=more)


@dataclass
class View:
    """An open page; `asked` are the addresses that it asked for, `complained` what it logged."""

    page: Any
    asked: list[str] = field(default_factory=list)
    complained: list[str] = field(default_factory=list)

    def ask(self, script: str, value: object = None) -> Any:
        """What a piece of script finds in the page."""
        return self.page.evaluate(script, value)

    def until(self, script: str) -> None:
        """Wait until the script finds something true."""
        end = time.monotonic() + _PATIENCE
        while not self.ask(script):
            assert time.monotonic() < end, f"never: {script}"
            self.page.wait_for_timeout(50)

    def settle(self) -> None:
        """Wait until every chart is drawn as the filters have it."""
        self.until("document.documentElement.dataset.ready === 'yes'")

    def choose(self, kind: str, *values: str) -> None:
        """Tick values of a filter as a reader does, and wait for the charts."""
        box = self.page.locator(f'.filter[data-filter="{kind}"]')
        box.locator("summary").click()
        for value in values:
            box.locator(f'input[value="{value}"]').check()
        self.page.keyboard.press("Escape")
        self.settle()

    def show_all(self) -> None:
        """Drop all choices, and wait for the charts."""
        self.page.locator("#reset").click()
        self.settle()

    def drawn(self) -> dict[str, str]:
        """Of each chart, whether it is drawn ("yes") or says why there is none ("quiet")."""
        found: dict[str, str] = self.ask(
            "() => Object.fromEntries([...document.querySelectorAll('figure[data-chart]')]"
            ".map(figure => [figure.dataset.chart, figure.dataset.drawn]))"
        )
        return found

    def copies(self) -> dict[str, Rows]:
        """What `Copy the table` gives, chart by chart; an empty cell is 0 where numbers are."""
        texts: dict[str, str] = self.ask(
            """async () => {
              const found = {};
              for (const figure of document.querySelectorAll("figure[data-chart]")) {
                figure.querySelector(".actions button").click();
                await new Promise((go) => setTimeout(go));
                found[figure.dataset.chart] = window.caught.pop();
              }
              return found;
            }"""
        )
        return {chart: _rows(text) for chart, text in texts.items()}

    def marks(self, chart: str, kind: str) -> list[dict[str, Any]]:
        """The marks of one kind as drawn: the row behind each, its box, its colour."""
        found: list[dict[str, Any]] = self.ask(
            """([chart, kind]) => [...document.querySelectorAll(
                `figure[data-chart="${chart}"] g.mark-${kind}.role-mark > *`)]
              .map((each) => ({ row: each.__data__.datum,
                                box: each.getBoundingClientRect().toJSON(),
                                fill: getComputedStyle(each).fill,
                                text: each.textContent }))""",
            [chart, kind],
        )
        return found

    def tip(self) -> str:
        """The tooltip's text, line by line; nothing where it is hidden."""
        words: str = self.ask(
            "() => tip.hidden ? '' : [...tip.querySelectorAll('dt')].map("
            "(name) => `${name.textContent}: ${name.nextSibling.textContent}`).join('\\n')"
        )
        return words

    def sideways(self) -> float:
        """By how many pixels the page is wider than the window."""
        return float(self.ask("document.documentElement.scrollWidth - window.innerWidth"))


def _rows(text: str) -> Rows:
    head, *lines = [line.split("\t") for line in text.split("\r\n")]
    return [
        {name: (cell or 0) if "[" in name else cell for name, cell in zip(head, line, strict=True)}
        for line in lines
    ]


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser without a window; the test is skipped where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if find_chromium() is None:
        _install()
    path = find_chromium()
    if path is None:
        pytest.skip("Chromium is not installed; none of its names is on the path")
    with sync_api.sync_playwright() as playwright:
        # The sandbox of Chromium cannot be had by root, as whom containers run.
        words = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=path, args=words, timeout=120_000)
        yield browser
        browser.close()


@contextmanager
def opened(
    browser: Any,
    path: Path,
    fragment: str = "",
    *,
    width: int = 1280,
    scheme: str = "light",
    script: str = "",
) -> Iterator[View]:
    """The page without network, with all charts drawn; `script` is there before it."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
    )
    context.add_init_script(_CATCH + script)
    view = View(context.new_page())
    view.page.set_default_timeout(1000 * _PATIENCE)
    view.page.on("request", lambda request: view.asked.append(request.url))
    view.page.on("console", lambda message: view.complained.append(message.text))
    view.page.on("pageerror", lambda error: view.complained.append(str(error)))
    view.page.goto(path.as_uri() + (f"#{fragment}" if fragment else ""))
    view.settle()
    yield view
    context.close()
