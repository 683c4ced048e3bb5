"""The sheet Board: one printed page on which a plan is told to those who decide on it."""

from __future__ import annotations

from model.reporting.board.layout import write_board

__all__ = ["write_board"]
