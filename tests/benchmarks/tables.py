"""The figures of runs as lines of text, for the terminal and for the page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from tests.benchmarks.records import OURS, Record, gap

HEADINGS = (
    "case",
    "solver",
    "plan",
    "bound",
    "gap",
    "seconds",
    "first plan",
    "MB",
    "ratio",
    "note",
)


def row(record: Record, ours: Record | None) -> list[str]:
    """The figures of a run, set against our run of the same case."""
    return [
        record.case,
        record.solver,
        money(record.plan),
        money(record.bound),
        percent(record.gap),
        f"{record.seconds:.0f}",
        "-" if record.first_plan is None else f"{record.first_plan:.0f}",
        f"{record.memory_mb:,.0f}",
        ratio(record, ours),
        remark(record),
    ]


def ratio(record: Record, ours: Record | None) -> str:
    """How many times our gap the solver's gap is; "no plan" where it has none and we do."""
    if ours is None or record.solver == OURS or math.isinf(ours.gap):
        return ""
    if record.plan is None:
        return "no plan"
    if math.isinf(record.gap):
        return "no bound"
    return f"{record.gap / ours.gap:.1f}" if ours.gap > 0 else "1.0" if record.gap == 0 else "inf"


def remark(record: Record) -> str:
    """How the run ended, and what is not as it should be."""
    parts = [record.status]
    if record.breach > 1e-6:
        parts.append(f"breach {record.breach:.4g}")
    if record.audit:
        parts.append(f"audit {record.audit.splitlines()[0]}")
    if record.note:
        parts.append(record.note)
    return "; ".join(parts)


def money(amount: float | None) -> str:
    """An amount in millions."""
    return "-" if amount is None else f"{amount:,.1f}"


def percent(share: float) -> str:
    """A share in per cent."""
    return "-" if math.isinf(share) else f"{100 * share:.2f} %"


def moments(record: Record) -> str:
    """Our gap at the moments that were kept."""
    parts = [
        f"{percent(gap(plan, bound, record.constant))} at {seconds:.0f} s"
        for seconds, plan, bound in record.at
    ]
    return ", ".join(parts)


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows as text in columns."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
        for cells in rows
    )


def markdown(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table of a page."""
    lines = [headings, ["---"] * len(headings), *rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines]
