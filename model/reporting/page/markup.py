"""The page's HTML: parts with their charts, filters, and the whole, from the files in `assets`."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from model.reporting.page.sections import Chart, Section

ASSETS = Path(__file__).resolve().parent / "assets"

_CORE = ("data", "words", "scope", "look", "tips", "behind", "figures")


def asset(name: str) -> str:
    """The text of a file in `assets`."""
    return (ASSETS / name).read_text(encoding="utf-8")


def script(files: Iterable[str]) -> str:
    """The page's own script: what all pages share, the files of the charts, and the start."""
    names = [*_CORE, *(f"charts/{name}" for name in files), "start"]
    body = "\n".join(asset(f"{name}.js") for name in names)
    return f'(() => {{\n"use strict";\n{body}\n}})();'


def whole(parts: Mapping[str, str]) -> bytes:
    """The page from its parts."""
    return string.Template(asset("page.html")).substitute(parts).encode()


def filters(options: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """A box of choices for each kind: (value, what else is said of it)."""
    return "\n".join(_filter(kind, choices) for kind, choices in options.items())


def _filter(kind: str, choices: Sequence[tuple[str, str]]) -> str:
    boxes = "".join(
        f'<label><input type="checkbox" value="{escape(value)}">{escape(value)}'
        + (f" <span>{escape(more)}</span>" if more else "")
        + "</label>"
        for value, more in choices
    )
    word = kind.capitalize()
    return (
        f'<details class="filter" data-filter="{kind}"><summary>{word} <b>all</b></summary>'
        f"<fieldset><legend>{word}: none ticked shows all</legend>{boxes}</fieldset></details>"
    )


def contents(sections: Iterable[Section]) -> str:
    """The links to the parts."""
    return "\n".join(f'<li><a href="#{s.name}">{escape(s.title)}</a></li>' for s in sections)


def parts(sections: Iterable[Section]) -> str:
    """The parts with a place for each chart and for the table behind it."""
    return "\n".join(_part(section) for section in sections)


def _part(section: Section) -> str:
    charts = "\n".join(_figure(chart, section) for chart in section.charts)
    name = section.name
    return (
        f'<section class="part" id="{name}" aria-labelledby="{name}-title">\n'
        f'<h2 id="{name}-title">{escape(section.title)}</h2>\n'
        f'<p class="lead">{escape(section.lead)}</p>\n{charts}\n</section>'
    )


def _figure(chart: Chart, section: Section) -> str:
    title = f"<h3>{escape(chart.title)}</h3>\n" if chart.title else ""
    called = escape(chart.title or section.title)
    says = f"Chart: {escape(chart.says)}. Arrow keys step through it; the table below has it all."
    return (
        f'<div class="block">{title}<figure data-chart="{chart.name}">\n'
        '<p class="sideways">Wider than this window: move the picture sideways.</p>\n'
        '<div class="hold">'
        f'<div class="chart" tabindex="0" role="group" aria-roledescription="chart" '
        f'aria-label="{says}"></div></div>\n'
        '<p class="note"></p>\n'
        f'<details class="behind"><summary>Table: {called}</summary>\n'
        '<div class="actions"><button type="button">Copy the table</button>'
        '<span class="said" role="status"></span></div>\n'
        f'<div class="grid" tabindex="0" role="region" aria-label="Table: {called}"></div>\n'
        "</details>\n</figure></div>"
    )
