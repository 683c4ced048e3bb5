"""Decisions that are taken, vetoed or under way (rule 15)."""

from __future__ import annotations

import numpy as np

from model.plan.audit.decided import Work
from model.plan.audit.records import Names, Row, month, text
from model.plan.audit.report import COMMITMENTS


def check_commitments(work: Work) -> None:
    """Every row of the commitments table but those of programmes that are not in play."""
    for row in work.facts.commitments:
        if text(row, "programme") not in ("", *work.facts.programmes):
            continue
        decision = text(row, "decision")
        names = [text(row, column) for column in ("programme", "step", "site", "line")]
        where = f"{decision} {', '.join(name for name in names if name)}"
        if decision == "allocation":
            _allocation(work, row, where)
        else:
            _dated(work, row, where)


def _dated(work: Work, row: Row, where: str) -> None:
    """A transfer or an investment happens in its window, or does not."""
    first, last = month(row, "first_month"), month(row, "last_month")
    if text(row, "decision") == "transfer":
        starts = [t.start for key, t in work.transfers.items() if _selected(row, key, _TRANSFER)]
    else:
        starts = [at for line, (at, _) in work.openings.items() if _selected(row, (line,), _LINE)]
    inside = sum(work.facts.clock.begins_in(at, first, last) for at in starts)
    if text(row, "must") == "yes":
        work.book.at_least(COMMITMENTS, where, "the number taken in the window", inside, 1)
    else:
        work.book.at_most(COMMITMENTS, where, "the number taken in the window", inside, 0)


def _allocation(work: Work, row: Row, where: str) -> None:
    """Campaigns selected by the row: at least one in the window, or none and no validation."""
    clock = work.facts.clock
    inside = clock.inside(month(row, "first_month"), month(row, "last_month"))
    campaigns = np.zeros(clock.count)
    validations = np.zeros(clock.count)
    for key in work.facts.recipes:
        if _selected(row, (*key[:2], work.site_of(key[2]), key[2]), (*_TRANSFER, *_LINE)):
            campaigns += work.production.get("campaign", *key) * inside
            validations += work.production.get("validation", *key) * inside
    if text(row, "must") == "yes":
        what = "the number of campaigns in the window"
        work.book.at_least(COMMITMENTS, where, what, campaigns.sum(), 1)
    else:
        what = "the number of campaigns and validations"
        work.book.at_most(COMMITMENTS, where, what, campaigns + validations, 0)


_TRANSFER = ("programme", "step", "site")
_LINE = ("line",)


def _selected(row: Row, key: Names, columns: Names) -> bool:
    named = zip(columns, key, strict=True)
    return all(text(row, column) in ("", name) for column, name in named)
