"""The blocks of the Board in their order, and how the sheet prints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from model.reporting.board.grids import write_lines, write_sites
from model.reporting.board.paper import HEIGHT, UNITS, Paper
from model.reporting.board.texts import (
    write_breaches,
    write_decisions,
    write_figures,
    write_footnotes,
    write_head,
    write_money,
)
from model.reporting.book import Book
from model.reporting.story import Story

A4, LETTER = 9, 1


Block = Callable[[Paper, Story], None]

ABOVE: tuple[Block, ...] = (write_breaches, write_figures, write_money, write_decisions)
BELOW: tuple[Block, ...] = (write_lines, write_footnotes)
"""What stands above and below the picture of sites, which has as many rows as the rest leaves."""


def write_board(book: Book, sheet: Any, story: Story, light: tuple[str, str]) -> int:
    """Fill the sheet, and return how many rows it has.

    `light` is what the master light of Checks shows: its word and its count.
    """
    paper = Paper(book, sheet)
    write_head(paper, story, light)
    for block in ABOVE:
        block(paper, story)
    below = paper.dry()
    for block in BELOW:
        block(below, story)
    write_sites(paper, story, HEIGHT - paper.used - below.used)
    for block in BELOW:
        block(paper, story)
    print_on_one_page(sheet, paper.row)
    return paper.row


def print_on_one_page(sheet: Any, rows: int, paper: int = A4) -> None:
    """One page in portrait, as wide as the paper: A4, and Letter as well."""
    sheet.set_portrait()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, max(0, rows - 1), UNITS - 1)
    sheet.center_horizontally()
    sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.5)
    sheet.set_footer("&L&8&F&R&8&D", {"margin": 0.25})
    sheet.hide_row_col_headers()
    sheet.activate()
    sheet.set_first_sheet()
