"""The two pictures of the Board: programmes by site and year, and lines by year."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from model.reporting.board.paper import GREY, Paper, Style, room
from model.reporting.board.texts import HEADING, LAST
from model.reporting.palette import colour_of
from model.reporting.story import LineLoad, SiteGrid, SiteRow, Story
from model.reporting.story.words import cut, kg_text, number_words, share_text
from model.reporting.typeset import ink, mixed, text_width

_LABEL = 7
_AREA = 21
_ROW = 10.5
_REMARKS = ((28, 30), (31, 33), (34, 35))
_LEAST_ROWS = 5
_MOST_LINES = 8
_HAIR = "#E5E7EB"
_SMALL = Style(size=7, middle=True, bottom=_HAIR)
_HEAD = Style(size=7, colour=GREY, align="center")


@dataclass(frozen=True)
class _Columns:
    """The columns of the picture: sites, spans of years, and units of the grid for each cell."""

    sites: tuple[int, ...]
    spans: tuple[tuple[int, ...], ...]
    units: int
    gap: int

    def place(self, site: int, span: int) -> tuple[int, int]:
        """First and last unit of a cell."""
        first = _LABEL + site * (len(self.spans) * self.units + self.gap) + span * self.units
        return first, first + self.units - 1


def columns_for(sites: int, years: int) -> _Columns:
    """As many years as fit beside each other for each site; where they do not, spans of years.

    Of more sites than that the first are drawn: no page holds more.
    """
    drawn = min(sites, _AREA)
    spans = max(1, min(years, _AREA // max(1, drawn)))
    size = -(-years // spans)
    places = [tuple(range(n, min(n + size, years))) for n in range(0, years, size)]
    cells = drawn * len(places)
    units = max(1, min(3, _AREA // max(1, cells)))
    gap = 1 if cells * units + drawn - 1 <= _AREA else 0
    return _Columns(tuple(range(drawn)), tuple(places), units, gap)


def write_sites(paper: Paper, story: Story, height: float) -> None:
    """Programme x site over the years, each cell as dark as the site's part is large.

    The picture takes at most `height` points, or a few rows where there is no room for more.
    """
    grid = story.grid
    if not grid.rows:
        return
    columns = columns_for(len(grid.sites), len(grid.years))
    before = paper.used
    paper.line(5)
    row = paper.line(14)
    paper.put(row, 0, LAST, "Where each programme is made: % of a step's kg, by site", HEADING)
    _write_heads(paper, story, columns)
    left = height - (paper.used - before) - 1
    shown, others = chosen(grid.rows, max(_LEAST_ROWS, int(left // _ROW)))
    for site_row in [*shown, *([others] if others else [])]:
        _write_row(paper, site_row, columns)


def _write_heads(paper: Paper, story: Story, columns: _Columns) -> None:
    grid = story.grid
    sites, years = paper.line(_ROW + 1), paper.line(_ROW)
    for site in columns.sites:
        first, last = columns.place(site, 0)[0], columns.place(site, len(columns.spans) - 1)[1]
        style = Style(size=7.5, bold=True, align="center", colour=colour_of(site))
        paper.one_line(sites, first, last, grid.sites[site], style)
        for span, places in enumerate(columns.spans):
            paper.put(years, *columns.place(site, span), _years(grid, places, columns.units), _HEAD)
    heads = ("kg due", "on time", f"{story.currency} m")
    for (first, last), head in zip(_REMARKS, heads, strict=True):
        paper.put(years, first, last, head, Style(size=7, colour=GREY, align="right"))


def _years(grid: SiteGrid, places: Sequence[int], units: int) -> str:
    first, last = (str(grid.years[place]) for place in (places[0], places[-1]))
    if units < 2:
        return first[2:] if first == last else ""
    return first if first == last else f"{first[2:]}-{last[2:]}"


def chosen(rows: Sequence[SiteRow], most: int) -> tuple[list[SiteRow], SiteRow | None]:
    """The rows that are drawn, in the plan's order, and all others together in one, if any.

    Programmes that several sites make come first, then the dearest; a route is never torn apart.
    """
    if len(rows) <= most:
        return list(rows), None
    routes: dict[str, list[SiteRow]] = {}
    for row in rows:
        routes.setdefault(row.programme, []).append(row)
    ranked = sorted(
        routes, key=lambda p: (not any(r.moves for r in routes[p]), -routes[p][0].cost_m, p)
    )
    kept: set[str] = set()
    used = 0
    for programme in ranked:
        if used + len(routes[programme]) < most:
            kept.add(programme)
            used += len(routes[programme])
    left = [routes[programme] for programme in routes if programme not in kept]
    return [row for row in rows if row.programme in kept], together(left)


def together(routes: Sequence[Sequence[SiteRow]]) -> SiteRow:
    """Several programmes as one row: their kg of all steps, what is due, on time and paid."""
    first = [route[0] for route in routes]
    cells = [row.kg for route in routes for row in route]
    due = sum(row.due_kg for row in first)
    known = [row for row in first if row.on_time_share == row.on_time_share]
    on_time = sum(row.due_kg * row.on_time_share for row in known)
    return SiteRow(
        programme=f"{len(routes)} other{'s' if len(routes) > 1 else ''}",
        step="all steps",
        client="",
        first=True,
        kg=tuple(tuple(map(sum, zip(*site, strict=True))) for site in zip(*cells, strict=True)),
        moves=True,
        due_kg=due,
        on_time_share=on_time / due if due > 0 else math.nan,
        cost_m=sum(row.cost_m for row in first),
    )


def _write_row(paper: Paper, row: SiteRow, columns: _Columns) -> None:
    line = paper.line(_ROW)
    paper.one_line(
        line, 0, 2, row.programme if row.first else "", replace(_SMALL, size=7.5, bold=True)
    )
    paper.one_line(line, 3, _LABEL - 1, row.step, replace(_SMALL, colour=GREY))
    for site in columns.sites:
        for span, places in enumerate(columns.spans):
            _write_cell(paper, line, columns.place(site, span), site, row.share(site, places))
    if row.first:
        _write_remarks(paper, line, row)


def _write_cell(
    paper: Paper, line: int, place: tuple[int, int], site: int, share: float | None
) -> None:
    if share is None or share < 5e-4:
        paper.put(line, *place, None, Style(bottom=_HAIR))
        return
    shown = min(99, max(1, round(100 * share))) if share < 1 - 1e-9 else 100
    fill = mixed(colour_of(site), 0.15 + 0.85 * share)
    paper.put(line, *place, shown, _shaded(fill))


def _shaded(fill: str) -> Style:
    """A number on a fill, a white line below it."""
    look = Style(size=6.5, align="center", number="0", middle=True, bottom="#FFFFFF")
    return replace(look, colour=ink(fill), fill=fill)


def _write_remarks(paper: Paper, line: int, row: SiteRow) -> None:
    on_time = share_text(row.on_time_share) if row.on_time_share == row.on_time_share else ""
    right = replace(_SMALL, align="right")
    due = f"{row.due_kg:,.0f}" if row.due_kg >= 100 else kg_text(row.due_kg)
    paper.put(line, *_REMARKS[0], due, right)
    paper.put(line, *_REMARKS[1], on_time, replace(right, bold=row.on_time_share < 0.9))
    paper.put(line, *_REMARKS[2], f"{row.cost_m:,.0f}", right)


def write_lines(paper: Paper, story: Story) -> None:
    """Lines by year, each cell as dark as its days are used, and when they are full."""
    if not story.lines:
        return
    paper.line(5)
    row = paper.line(14)
    paper.put(row, 0, LAST, "How full each line is: % of its days, and when it is full", HEADING)
    years = story.grid.years[:_AREA]
    units = 2 if 2 * len(years) <= _AREA else 1
    heads = paper.line(_ROW)
    for place, year in enumerate(years):
        first = _LABEL + place * units
        paper.put(heads, first, first + units - 1, str(year)[2 * (units < 2) :], _HEAD)
    shown, others = busiest(story.lines)
    for load in shown:
        _write_load(paper, load, units, _LABEL + units * len(years) + 1)
    if others:
        paper.text(others, Style(size=7.5, colour=GREY))


def busiest(lines: Sequence[LineLoad]) -> tuple[list[LineLoad], str]:
    """The lines that are drawn, the fullest of many, and what is said of the others."""
    if len(lines) <= _MOST_LINES:
        return list(lines), ""
    ranked = sorted(lines, key=lambda load: -sum(filter(None, load.used)))[: _MOST_LINES - 1]
    left = [load for load in lines if load not in ranked]
    full = Counter(bool(load.full) for load in left)[True]
    told = f"{full} of them full at some time" if full else "none of them ever full"
    shown = [load for load in lines if load in ranked]
    return shown, f"Not drawn: {number_words(len(left), 'more line')}, {told}; sheet Capacity."


def _write_load(paper: Paper, load: LineLoad, units: int, after: int) -> None:
    line = paper.line(_ROW)
    name = f"{load.line} ({load.site})"
    paper.one_line(line, 0, _LABEL - 1, name, replace(_SMALL, size=7.5, bold=True))
    for place, used in enumerate(load.used[:_AREA]):
        first = _LABEL + place * units
        span = (first, first + units - 1)
        if used is None:
            paper.put(line, *span, None, Style(bottom=_HAIR))
            continue
        shown = min(99, round(100 * used)) if used < 1 - 1e-9 else 100
        fill = mixed("#B45309" if used >= 0.9 else "#64748B", 0.08 + 0.85 * used)
        paper.put(line, *span, shown, _shaded(fill))
    when = _fitting(load, room(after, LAST, _SMALL))
    paper.one_line(line, after, LAST, when, _SMALL)


def _fitting(load: LineLoad, width: float) -> str:
    """When the line is full, as many spells as fit on one line."""
    if not load.full:
        return "never full"
    if load.always:
        return "always full"
    for most in range(len(load.full), 0, -1):
        text = f"full in {', '.join(cut(load.full, most))}"
        if text_width(text, _SMALL.size) <= width:
            return text
    return f"full in {len(load.full)} spells"
