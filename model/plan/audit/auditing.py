"""The audit: one pass over all rules, heads and sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from model.plan.audit.breach import Breaches, Reported
from model.plan.audit.commitments import check_commitments
from model.plan.audit.costs import expected_ledger
from model.plan.audit.dates import check_dates
from model.plan.audit.decided import read_work
from model.plan.audit.demand import read_demand
from model.plan.audit.facts import read_facts
from model.plan.audit.grids import read_grids
from model.plan.audit.ledger import check_costs
from model.plan.audit.licences import check_licences
from model.plan.audit.lines import check_lines
from model.plan.audit.material import check_material
from model.plan.audit.records import Tables
from model.plan.audit.report import AuditReport, Book
from model.plan.audit.sheets import check_sheets
from model.plan.audit.supply import check_supply


def audit(
    case: Tables,
    tables: Mapping[str, pd.DataFrame],
    objective_m: float | None = None,
    constant_m: float | None = None,
    broken: Sequence[Reported] = (),
) -> AuditReport:
    """Checks a plan's result tables against the raw tables of its case.

    `case` needs nothing but its input `tables` as used (scenario applied). `objective_m` and
    `constant_m` (millions) are compared with the ledger where given. `broken` lists the limits
    that the plan says it does not keep: only firm kg on time, second source and site shares may
    be among them, each with the kg that the audit counts itself.
    """
    facts = read_facts(case)
    demand = read_demand(case, facts)
    book = Book(facts.clock.labels)
    grids = read_grids(book, tables, facts.clock)
    work = read_work(book, facts, demand, grids, tables)
    breaches = Breaches(broken)
    check_lines(work)
    check_licences(work)
    check_material(work)
    check_supply(work, breaches)
    check_commitments(work)
    breaches.check(book)
    ledger = expected_ledger(work)
    check_costs(work, ledger, objective_m, constant_m)
    check_dates(work, ledger)
    check_sheets(work, ledger)
    unmet = {name: programme.unmet_cost for name, programme in facts.programmes.items()}
    return book.report(breaches.weighted(unmet))
