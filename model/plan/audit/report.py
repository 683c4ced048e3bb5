"""What the audit finds, and the book in which it keeps count."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from model.plan.audit.clock import Array

TOLERANCE = 1e-6
TABLES = "tables"
LINE_TIME = "1 line time"
CAMPAIGNS = "2 campaigns"
CARRY_OVER = "3 set-up carry-over"
QUALIFICATION = "4 qualification"
RELEASE = "5 release"
BALANCE = "6 material balance"
SHELF_LIFE = "7 shelf life"
OBLIGATIONS = "8 obligations"
ACCESS = "9 market access"
SECOND_SOURCE = "10 second source"
SHARES = "11 site shares"
SAFETY_STOCK = "12 safety stock"
RESERVATIONS = "13 reserved capacity"
OPTIONS = "14 option lines"
COMMITMENTS = "15 commitments"
BROKEN = "broken limits"
HEADS = (
    "capital",
    "fixed",
    "production",
    "changeover",
    "transfer",
    "validation",
    "holding",
    "freight",
    "duty",
    "late",
    "unmet",
    "stock_shortfall",
)
LEDGER = "ledger total"
CONSTANT = "constant"
DECISIONS = "sheet Decisions"
CAPACITY = "sheet Capacity"
ALLOCATION = "sheet Allocation"
SUMMARY = "sheet Summary"
RULES = (
    LINE_TIME,
    CAMPAIGNS,
    CARRY_OVER,
    QUALIFICATION,
    RELEASE,
    BALANCE,
    SHELF_LIFE,
    OBLIGATIONS,
    ACCESS,
    SECOND_SOURCE,
    SHARES,
    SAFETY_STOCK,
    RESERVATIONS,
    OPTIONS,
    COMMITMENTS,
)
CHECKS = (
    TABLES,
    *RULES,
    BROKEN,
    *(f"cost {head}" for head in HEADS),
    LEDGER,
    CONSTANT,
    DECISIONS,
    CAPACITY,
    ALLOCATION,
    SUMMARY,
)


@dataclass(frozen=True)
class Finding:
    """One place where the plan and the inputs disagree, told in planners' words.

    `expected` and `found` are in the unit that `message` names (kg, days, millions, counts).
    """

    rule: str
    key: str
    period: str
    expected: float | str
    found: float | str
    message: str


@dataclass(frozen=True)
class AuditReport:
    """Outcome of an audit.

    `checks` has one row per rule, cost head and total: rows checked, worst deviation (relative to
    the larger of 1 and the size of the figure), tolerance, ok. `broken_weighted` is the breach of
    the limits of rules 8, 10 and 11 as the audit counts it: kg weighted by unmet cost.
    """

    findings: tuple[Finding, ...]
    checks: pd.DataFrame
    broken_weighted: float

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def __str__(self) -> str:
        if self.ok:
            return f"Audit passed: {int(self.checks['rows_checked'].sum())} figures checked."
        lines = [f"Audit failed: {len(self.findings)} findings."]
        lines += [finding.message for finding in self.findings[:20]]
        return "\n".join(lines)


@dataclass
class _Line:
    rows: int = 0
    worst: float = 0.0
    faults: int = 0


@dataclass
class Book:
    """Collects every comparison of the audit; `labels` names the periods of arrays."""

    labels: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)
    lines: dict[str, _Line] = field(default_factory=lambda: {name: _Line() for name in CHECKS})

    def equal(self, rule: str, key: str, what: str, found: ArrayLike, expected: ArrayLike) -> None:
        """Found and expected must agree, period by period where arrays are given."""
        have, want = np.broadcast_arrays(_array(found), _array(expected))
        self._enter(
            rule,
            key,
            f"{what} is {{found}} but should be {{expected}}",
            have,
            want,
            np.abs(have - want),
        )

    def at_most(self, rule: str, key: str, what: str, found: ArrayLike, limit: ArrayLike) -> None:
        """Found must not exceed the limit."""
        have, want = np.broadcast_arrays(_array(found), _array(limit))
        self._enter(
            rule,
            key,
            f"{what} is {{found}}, more than the {{expected}} allowed",
            have,
            want,
            have - want,
        )

    def at_least(self, rule: str, key: str, what: str, found: ArrayLike, limit: ArrayLike) -> None:
        """Found must reach the limit."""
        have, want = np.broadcast_arrays(_array(found), _array(limit))
        self._enter(
            rule,
            key,
            f"{what} is {{found}}, less than the {{expected}} required",
            have,
            want,
            want - have,
        )

    def fault(
        self,
        rule: str,
        key: str,
        message: str,
        period: str = "",
        expected: float | str = "",
        found: float | str = "",
    ) -> None:
        """Something that is wrong as such, without a size."""
        self.lines[rule].faults += 1
        text = f"{_title(rule)}: {_where(key, period)}: {message}."
        self.findings.append(Finding(rule, key, period, expected, found, text))

    def count(self, rule: str, rows: int = 1) -> None:
        """Notes rows that were looked at and found in order."""
        self.lines[rule].rows += rows

    def _enter(
        self, rule: str, key: str, sentence: str, have: Array, want: Array, excess: Array
    ) -> None:
        deviation = np.atleast_1d(excess / np.maximum(1.0, np.abs(want)))
        # A figure that is not a number agrees with nothing.
        deviation = np.where(np.isnan(deviation), np.inf, np.maximum(deviation, 0.0))
        line = self.lines[rule]
        line.rows += deviation.size
        line.worst = max(line.worst, float(deviation.max(initial=0.0)))
        by_period = have.ndim == 1 and have.size == len(self.labels)
        for at in np.flatnonzero(deviation > TOLERANCE):
            period = self.labels[at] if by_period else ""
            found, expected = float(have.flat[at]), float(want.flat[at])
            words = sentence.format(found=_plain(found), expected=_plain(expected))
            text = f"{_title(rule)}: {_where(key, period)}: {words}."
            self.findings.append(Finding(rule, key, period, expected, found, text))

    def report(self, broken_weighted: float) -> AuditReport:
        """The finished report."""
        rows = [
            (name, line.rows, line.worst, TOLERANCE, line.worst <= TOLERANCE and not line.faults)
            for name, line in self.lines.items()
        ]
        columns = ["check", "rows_checked", "worst_deviation", "tolerance", "ok"]
        checks = pd.DataFrame(rows, columns=columns)
        return AuditReport(tuple(self.findings), checks, broken_weighted)


def _array(values: ArrayLike) -> Array:
    return np.asarray(values, dtype=np.float64)


def _plain(value: float) -> str:
    return f"{value:.9g}"


def _title(rule: str) -> str:
    words = rule.split(" ", 1)[1] if rule[0].isdigit() else rule
    return words[0].upper() + words[1:]


def _where(key: str, period: str) -> str:
    return f"{key} in {period}" if key and period else key or period or "the whole plan"
