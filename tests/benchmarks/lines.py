"""The lines of a portfolio: whole copies of the case's lines, and which programme runs on which.

A programme has as many recipes as the one it was drawn from. Of each line it takes one copy, chosen
apart for each line: so the copies do not fall into networks of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from model.case.case import Case
from tests.benchmarks.drawing import Draw, numbered
from tests.benchmarks.following import Row, Tables, follow, rounded, rows_of
from tests.benchmarks.load import work_of_lines, work_of_recipes

CORRECTION = (0.7, 1.4)
"""Range of the last factor on the kg of a line's batches, which brings its load to the case's."""

Placed = Mapping[tuple[str, str, str], int]
"""Copy on which a programme drawn has its recipe, by (programme, step, line of the case)."""


def line_tables(case: Case, draws: Sequence[Draw], copies: int, tables: Tables) -> Tables:
    """Lines, calendar, recipes, commitments, reservations for the programmes of `tables`."""
    recipes = _recipes(case, draws)
    placed = _placed(recipes, work_of_recipes(tables, recipes), copies)
    for row in recipes:
        copy = placed[row["programme"], row["step"], row["line"]]
        row["line"] = numbered(row["line"], copy)
    _correct(recipes, case, copies, tables)
    found = {name: _copied(rows_of(case, name), copies) for name in ("lines", "line_calendar")}
    found["recipes"] = recipes
    found["commitments"] = _commitments(case, draws, copies, placed)
    found["reservations"] = _reservations(case, draws, copies, placed)
    return found


def _copied(rows: Iterable[Row], copies: int) -> list[Row]:
    return [
        {**row, "line": numbered(row["line"], copy)}
        for row in rows
        for copy in range(1, copies + 1)
    ]


def _recipes(case: Case, draws: Iterable[Draw]) -> list[Row]:
    """The recipes of the programmes drawn, still on the lines of the case."""
    by_base: dict[str, list[Row]] = defaultdict(list)
    for row in rows_of(case, "recipes"):
        by_base[row["programme"]].append(row)
    return [
        {
            **follow(row, "recipes", draw),
            "kg_per_batch": row["kg_per_batch"] * draw.titre[row["step"], row["line"]],
            "base": draw.base,
        }
        for draw in draws
        for row in by_base[draw.base]
    ]


def _placed(recipes: Iterable[Row], work: Iterable[float], copies: int) -> Placed:
    """Each recipe's copy of its line: those of one origin apart, the most work where least is."""
    kinds: dict[tuple[str, str, str], list[tuple[float, str]]] = defaultdict(list)
    for row, days in zip(recipes, work, strict=True):
        kinds[row["line"], row["base"], row["step"]].append((days, row["programme"]))
    placed: dict[tuple[str, str, str], int] = {}
    load: dict[tuple[str, int], float] = defaultdict(float)
    for (line, _, step), listed in sorted(kinds.items(), key=lambda kind: (-max(kind[1])[0], kind)):
        listed.sort(key=lambda one: (-one[0], one[1]))
        for start in range(0, len(listed), copies):
            free = [copy for _, copy in sorted((load[line, c], c) for c in range(1, copies + 1))]
            for (days, programme), copy in zip(listed[start : start + copies], free, strict=False):
                placed[programme, step, line] = copy
                load[line, copy] += days
    return placed


def _correct(recipes: list[Row], case: Case, copies: int, tables: Tables) -> None:
    """Set the batch sizes of each copy of a line so that its load is that of the line."""
    named = ("recipes", "obligations", "steps")
    wanted = work_of_lines({name: rows_of(case, name) for name in named})
    now = work_of_lines({**tables, "recipes": recipes})
    low, high = CORRECTION
    factors = {
        numbered(line, copy): min(high, max(low, now.get(numbered(line, copy), days) / days))
        for line, days in wanted.items()
        if days > 0
        for copy in range(1, copies + 1)
    }
    for row in recipes:
        row["kg_per_batch"] = rounded(row["kg_per_batch"] * factors.get(row["line"], 1.0))
        del row["base"]


def _commitments(case: Case, draws: Iterable[Draw], copies: int, placed: Placed) -> list[Row]:
    """Those of a programme follow it; those of a line alone hold for each copy of it."""
    rows: list[Row] = []
    for row in rows_of(case, "commitments"):
        if row["programme"]:
            rows += [
                _committed(row, draw, placed) for draw in draws if draw.base == row["programme"]
            ]
        elif row["line"]:
            rows += _copied([row], copies)
        else:
            rows.append(row)
    return rows


def _committed(row: Row, draw: Draw, placed: Placed) -> Row:
    followed = {**row, "programme": draw.name}
    if row["line"]:
        copy = _copy_of(placed, draw.name, row["line"], row["step"]) or 1
        followed["line"] = numbered(row["line"], copy)
    return followed


def _reservations(case: Case, draws: Sequence[Draw], copies: int, placed: Placed) -> list[Row]:
    """A client of the programmes drawn reserves where they run."""
    client_of = {row["programme"]: row["client"] for row in rows_of(case, "programmes")}
    drawn: dict[tuple[str, int], list[str]] = defaultdict(list)
    for draw in draws:
        drawn[client_of[draw.base], draw.number].append(draw.name)
    rows = []
    for row in rows_of(case, "reservations"):
        for (client, number), programmes in drawn.items():
            if client != row["client"]:
                continue
            found = (_copy_of(placed, programme, row["line"]) for programme in programmes)
            copy = next((copy for copy in found if copy), (number - 1) % copies + 1)
            name, line = numbered(client, number), numbered(row["line"], copy)
            rows.append({**row, "client": name, "line": line})
    return rows


def _copy_of(placed: Placed, programme: str, line: str, step: str | None = None) -> int | None:
    """The copy of the line on which the programme has a recipe (for the step), if there is one."""
    return next(
        (
            copy
            for (name, of_step, of_line), copy in placed.items()
            if name == programme and of_line == line and step in (None, of_step)
        ),
        None,
    )
