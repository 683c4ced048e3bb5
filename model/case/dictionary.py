"""The data dictionary, inputs/README.md: written from the schema, so that it cannot drift."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from model.case.cells import expected
from model.case.declare import Column, Table
from model.case.opening import LARGEST_FILE, MOST_ROWS
from model.case.schema import SCHEMA, SETTINGS

PLACE: Final = Path(__file__).resolve().parents[2] / "inputs" / "README.md"
"""Where the dictionary stands."""

_INTRODUCTION: Final = """\
# Inputs: the data dictionary

This page is generated from the schema (`python -m model.case.dictionary`); edit the schema, not it.

A **case** is a folder of CSV files (`inputs/base/`) or one workbook (`inputs/base.xlsx`) with a
sheet a table. Both read the same and convert into each other without loss. Where both stand side
by side and differ, reading stops and names the first cells. `inputs/example/` is a case that can be
followed by hand.

## How cells are read
- Columns carry their unit. `_m`: millions of the reporting currency; `_local_m`: millions of the
  site's own.
- Months are `YYYY-MM`, as text or as a date cell (in Excel, format the column as text first).
- Numbers have a decimal point, no thousands separators, no percent signs and no units. They count
  to 15 digits.
- A name may hold anything but `;`, `=` and `*`, and no space at its ends.
- An empty cell means what the column "empty" says. Where that is "an error", it must be filled.
- The order of rows and columns never matters. Rows without any text are passed over.
- Everything that counts can be seen: hidden sheets, rows and columns, merged cells, links to other
  workbooks and signs that only look like a digit or a Latin letter are errors. (The hidden sheet
  `lists`, which `new` and `convert` write, feeds drop-downs; it is not read.)
- A window `first_month` to `last_month` of `site_shares` or `commitments` holds the periods that
  begin in it. One inside a period is an error in a commitment that must happen, else a warning.
- A file has up to {megabytes} MB, a table up to {rows} rows.
- CSV: UTF-8 (with or without a byte order mark), commas or semicolons between the cells. Files of
  other kinds in the folder are ignored; a .csv file, sheet or column that is not known is an error.

## Scenarios
A scenario is the base and its rows of `changes`, applied in `order`. `where` selects rows by any
columns: `programme=Alpha; market=US`. `*` is a wildcard (`due=2028*`), alone it selects every
row; `column=` selects empty cells.

| operation | what it does |
|---|---|
| set | writes `value` into `column` of the rows (nothing: an empty cell) |
| scale | multiplies the numbers of `column` by `value`; empty cells stay empty |
| add | adds `value` to the numbers of `column` |
| delete | removes the rows |
| insert | adds one row, made of what `where` says and of `column` = `value` |

Each change must meet a row. `a+b` joins scenarios, a's changes first; a cell that both write is an
error, unless both only scale it or both only add to it. Changes with one scenario and reason belong
together. `base` may have a row in `scenarios`, with a probability, but no changes.

## When something is wrong
Everything that is wrong is shown at once, and nothing is solved:
`obligations.csv row 12: kg = 1,000: thousands separators are not read; write 1000`.
The row is the one that a spreadsheet shows (the header is row 1). Numbers that look like a slip of
the unit are warned of: those outside the usual range below.
"""


def dictionary() -> str:
    """The text of the data dictionary."""
    limits = {"megabytes": LARGEST_FILE // 1_000_000, "rows": f"{MOST_ROWS:,}".replace(",", " ")}
    parts = [_INTRODUCTION.format(**limits), "## The tables", _overview()]
    for table in SCHEMA.values():
        parts.append(_table_text(table))
        if table.name == "settings":
            parts.append(_columns(tuple(SETTINGS.values()), (), "setting"))
    return "\n".join(parts)


def write_dictionary(place: Path = PLACE) -> None:
    """Write the dictionary to its place."""
    with place.open("w", encoding="utf-8", newline="\n") as file:
        file.write(dictionary())


def _overview() -> str:
    rows = [
        f"| [{table.name}](#{table.name}) | {', '.join(table.key)} | "
        f"{'may be missing' if table.optional else 'needed'} | {table.meaning} |"
        for table in SCHEMA.values()
    ]
    return "\n".join(["| table | key | | what it holds |", "|---|---|---|---|", *rows, ""])


def _table_text(table: Table) -> str:
    title = f"### {table.name}\n{table.meaning}\n"
    return "\n".join([title, _columns(table.columns, table.key, "column")])


def _columns(columns: tuple[Column, ...], key: tuple[str, ...], title: str) -> str:
    rows = [
        f"| {'**' + column.name + '**' if column.name in key else column.name} | "
        f"{column.meaning} | {_what(column)} | {_usual(column)} | {column.empty_meaning} |"
        for column in columns
    ]
    return "\n".join(
        [f"| {title} | meaning | holds | usual | empty |", "|---|---|---|---|---|", *rows, ""]
    )


def _what(column: Column) -> str:
    """Kind, range, unit, choices and references in words."""
    if column.references:
        tables = " or ".join(reference.partition(".")[0] for reference in column.references)
        return f"a name in {tables}" + (", or `*`" if column.any_allowed else "")
    if column.kind == "value":
        return "what the row calls for"
    return expected(column)


def _usual(column: Column) -> str:
    if column.usual is None:
        return ""
    low, high = (format(end, ".15g") for end in column.usual)
    return f"{low} to {high}"


if __name__ == "__main__":
    write_dictionary()
