"""What the tests of the audit share: reading a report, and spoiling a plan."""

from __future__ import annotations

import pandas as pd

from model.plan.audit import AuditReport

Tables = dict[str, pd.DataFrame]


def rules_of(report: AuditReport) -> set[str]:
    """Names of the checks that found something."""
    return {finding.rule for finding in report.findings}


def told(report: AuditReport, rule: str) -> str:
    """All that the audit says about one rule."""
    return "\n".join(finding.message for finding in report.findings if finding.rule == rule)


def put(tables: Tables, name: str, column: str, value: object, **where: str) -> None:
    """Sets one column of the rows that agree with `where`."""
    frame = tables[name]
    rows = pd.Series(True, index=frame.index)
    for key, wanted in where.items():
        rows &= frame[key] == wanted
    assert rows.any(), f"no row of {name} has {where}"
    frame[column] = frame[column].astype(object).where(~rows, value)
    frame[column] = frame[column].infer_objects()
