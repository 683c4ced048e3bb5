"""An independent check of a plan against the raw input tables.

It shares no code with the formulation: it counts months, recomputes every balance, limit and cost
from the tables as used, and compares them with the result tables.
"""

from model.plan.audit.auditing import audit
from model.plan.audit.report import AuditReport, Finding

__all__ = ["AuditReport", "Finding", "audit"]
