"""A browser for the tests of the page, gone again before other tests begin, and pages in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from model import Plan, read_case, write
from model.reporting.reading import Run, read_run
from tests.house import PROJECT
from tests.page.chromium import View, chromium, opened
from tests.page.eventful import eventful


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium without a window; skipped where there is none."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def plan() -> Plan:
    """A plan of the base case with something to see in every chart."""
    return eventful(read_case(PROJECT / "inputs" / "base"))


@pytest.fixture(scope="module")
def folder(browser: Any, plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the run: page and workbook. Not written where there is no browser."""
    return write(plan, out=tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    """The run as its workbook has it."""
    return read_run(folder)


@pytest.fixture(scope="module")
def wide(browser: Any, folder: Path) -> Iterator[View]:
    """The page in a wide light window; each test leaves it without filters."""
    with opened(browser, folder / "report.html") as view:
        yield view


@pytest.fixture(scope="module")
def narrow(browser: Any, folder: Path) -> Iterator[View]:
    """The page in a narrow dark window."""
    with opened(browser, folder / "report.html", width=390, scheme="dark") as view:
        yield view
