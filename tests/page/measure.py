"""How large and how fast pages are, in Chromium without a window.

python -m tests.page.measure [RUN ...]        pages of runs: folders, or HTML files
python -m tests.page.measure --programmes 60  a page as large as such a portfolio, by months
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from model import read_case
from model.case.writing import write_csv
from model.reporting.page.plan_page import page_bytes
from tests.benchmarks.portfolio import portfolio
from tests.house import PROJECT
from tests.page.chromium import View, chromium, opened
from tests.page.eventful import eventful

LIMITS = {"megabytes": 6.0, "first paint": 1.5, "usable": 4.0, "filter at": 0.5}

_PLACES = ("flows", "sites", "gantt", "load", "obligations", "stock", "costs", "moves", "inputs")
_KINDS = ("programme", "client", "site", "year")

# Whether the charts in the window are drawn, and all: noted at the moment that it becomes true.
_WATCH = """
  window.noted = {};
  setInterval(() => {
    const figures = [...document.querySelectorAll("figure[data-chart]")];
    const bar = document.querySelector(".bar");
    const covered = bar ? Math.max(0, bar.getBoundingClientRect().bottom) : 0;
    const seen = figures.filter((figure) => {
      const { top, bottom } = figure.querySelector(".chart").getBoundingClientRect();
      return bottom > covered && top < window.innerHeight;
    });
    const done = (each) => each.dataset.drawn === "yes" || each.dataset.drawn === "quiet";
    if (window.vegaEmbed && seen.every(done)) window.noted.seen ??= performance.now();
    if (figures.length && figures.every(done)) window.noted.all ??= performance.now();
  }, 10);
"""


def large_page(programmes: int) -> bytes:
    """The page of a plan of so many programmes over the months of the base case."""
    base = read_case(PROJECT / "inputs" / "base")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / f"portfolio-{programmes}"
        write_csv(portfolio(base, programmes, seed=0, period_months=1), folder)
        plan = eventful(read_case(folder))
    began = time.perf_counter()
    page = page_bytes(plan)
    click.echo(f"page of {programmes} programmes: made in {time.perf_counter() - began:.1f} s")
    return page


def figures_of(browser: Any, page: Path) -> Iterator[tuple[str, float]]:
    """What one opening of the page takes: names and seconds."""
    with opened(browser, page, script=_WATCH) as view:
        paints = view.ask(
            "performance.getEntriesByName('first-contentful-paint').map(each => each.startTime)"
        )
        yield "first paint", paints[0] / 1000
        noted = view.ask("window.noted")
        yield "usable", noted["seen"] / 1000
        yield "all drawn", noted["all"] / 1000
        for place in _PLACES:
            if view.ask("(id) => document.getElementById(id) !== null", place):
                yield from _filtered(view, place)


def _filtered(view: View, place: str) -> Iterator[tuple[str, float]]:
    """Each filter chosen and dropped while a part is in the window."""
    view.ask("(id) => document.getElementById(id).scrollIntoView({ behavior: 'instant' })", place)
    for kind in _KINDS:
        for _ in ("on", "off"):
            view.ask(
                """(kind) => { window.noted = {}; window.began = performance.now();
                document.querySelector(`.filter[data-filter="${kind}"] input`).click(); }""",
                kind,
            )
            view.until("window.noted.all !== undefined")
            noted = view.ask("[window.noted.seen, window.noted.all].map(t => t - window.began)")
            yield f"filter at {place}", noted[0] / 1000
            yield "filter, all charts", noted[1] / 1000


def report(browser: Any, page: Path, times: int) -> None:
    """Print the size, and of each figure the median and the largest."""
    click.echo(f"{page}: {page.stat().st_size / 1e6:.2f} MB (at most {LIMITS['megabytes']:.0f})")
    found: dict[str, list[float]] = {}
    for _ in range(times):
        for name, seconds in figures_of(browser, page):
            found.setdefault(name, []).append(seconds)
    for name, values in found.items():
        most_of = next((most for kind, most in LIMITS.items() if name.startswith(kind)), None)
        limit = f" (at most {most_of} s)" if most_of else ""
        middle, most = statistics.median(values), max(values)
        click.echo(f"  {name}: {middle:.2f} s, at worst {most:.2f} s of {len(values)}{limit}")


@click.command()
@click.argument("runs", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--programmes", type=int, help="Measure a portfolio of so many, drawn, not solved.")
@click.option("--times", default=3, show_default=True, help="How often each page is opened.")
def main(runs: tuple[Path, ...], programmes: int | None, times: int) -> None:
    """Measure the pages of RUNS in Chromium."""
    with tempfile.TemporaryDirectory() as place, chromium() as browser:
        pages = [run if run.is_file() else run / "report.html" for run in runs]
        if programmes is not None:
            pages.append(Path(place) / "report.html")
            pages[-1].write_bytes(large_page(programmes))
        for page in pages:
            report(browser, page.resolve(), times)


if __name__ == "__main__":
    main()
