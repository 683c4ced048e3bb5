"""What must hold of any case: how its answer moves when the case is varied."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from model import Plan, audit, solve
from model.case.case import Case
from model.case.reading import read_case
from model.case.writing import write_csv, write_workbook
from tests.oracle import varying
from tests.oracle.comparing import near, solved
from tests.oracle.facts import Row
from tests.oracle.generate import generate
from tests.oracle.varying import Rows, varied

few = settings(
    max_examples=int(os.environ.get("ORACLE_EXAMPLES", "3")),  # more, when run by hand
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
seeds = st.integers(min_value=0, max_value=10**6)

EASIER = (
    varying.more_days,
    varying.longer_shelf_life,
    varying.cheaper_lanes,
    varying.another_site,
)
HARDER = (varying.another_obligation, varying.firmer)
SAME = (varying.reordered, varying.renamed, varying.split)


def _kept(case: Case) -> Plan:
    """The plan of a case in which all limits can be kept; other cases are passed over."""
    plan = solved(case)
    assume(plan.status == "optimal")
    return plan


def _no_more(one: float, other: float) -> bool:
    return one <= other or near(one, other)


def _without(name: str) -> Callable[[Rows], None]:
    def change(tables: Rows) -> None:
        tables[name].clear()

    return change


@pytest.mark.parametrize("change", EASIER, ids=lambda change: change.__name__)
@few
@given(seed=seeds)
def test_an_easier_case_costs_no_more(change: Callable[[Rows], None], seed: int) -> None:
    """More line days, another qualified site, longer shelf life, cheaper lanes never cost more.

    Two features are left out, in which more days are no gain: reservations, which hold as many
    days as there are, and, for another site, commitments to a transfer that is then none.
    """
    case = generate(seed)
    bare = varied(case, _without("reservations"))
    if change is varying.another_site and bare is not None:
        bare = varied(bare, _without("commitments"))
    easier = None if bare is None else varied(bare, change)
    assume(bare is not None and easier is not None)
    assert bare is not None
    assert easier is not None
    before = _kept(bare)
    after = solved(easier)
    assert after.status == "optimal"
    assert _no_more(after.objective_m, before.objective_m)


@pytest.mark.parametrize("change", HARDER, ids=lambda change: change.__name__)
@few
@given(seed=seeds)
def test_a_harder_case_costs_no_less(change: Callable[[Rows], None], seed: int) -> None:
    """One more obligation, or a firm kg for one that was not, never costs less."""
    case = generate(seed)
    harder = varied(case, change)
    assume(harder is not None)
    assert harder is not None
    after = _kept(harder)
    before = solved(case)
    assert before.status == "optimal"
    assert _no_more(before.objective_m, after.objective_m)


@few
@given(seed=seeds)
def test_scaled_money_scales_the_cost(seed: int) -> None:
    """All money times 4: the cost times 4 (and the breach, where its weights are money)."""
    case = generate(seed)
    larger = varied(case, varying.scaled(4.0))
    assume(larger is not None)
    assert larger is not None
    before, after = solved(case), solved(larger)
    assert after.status == before.status
    assert near(after.objective_m, 4 * before.objective_m)
    assert near(after.constant_m, 4 * before.constant_m)


@pytest.mark.parametrize("change", SAME, ids=lambda change: change.__name__)
@few
@given(seed=seeds)
def test_what_changes_nothing(change: Callable[[Rows], None], seed: int) -> None:
    """Rows in another order, other names, an obligation split in two: the same cost and breach."""
    case = generate(seed)
    other = varied(case, change)
    assume(other is not None)
    assert other is not None
    before, after = solved(case), solved(other)
    assert after.status == before.status
    assert near(after.objective_m, before.objective_m)
    assert near(after.broken_weighted, before.broken_weighted)


@few
@given(seed=seeds)
def test_the_plan_found_is_found_again(seed: int) -> None:
    """Begun from its own plan, and with that plan's decisions committed, a case costs the same."""
    case = generate(seed)
    before = _kept(case)
    again = solve(case, gap=0.0, workers=1, start=before)
    assert near(again.objective_m, before.objective_m)
    fixed = varied(case, lambda tables: tables["commitments"].extend(_decisions(before, tables)))
    assume(fixed is not None)
    assert fixed is not None
    assert near(solved(fixed).objective_m, before.objective_m)


def _decisions(plan: Plan, tables: Rows) -> list[Row]:
    """The transfers and investments of a plan, as commitments to their months."""
    known = {
        tuple(row[name] for name in ("decision", "programme", "step", "site", "line"))
        for row in tables["commitments"]
    }
    found: list[Row] = []
    for row in plan.tables["Decisions"].to_dict("records"):
        word = {"transfer": "transfer", "investment": "invest"}.get(row["decision"])
        names = ("programme", "step", "site") if word == "transfer" else ("line",)
        cells = {
            name: row[name] if name in names else None
            for name in ("programme", "step", "site", "line")
        }
        if word is not None and (word, *cells.values()) not in known:
            window = {"first_month": row["date"], "last_month": row["date"], "must": "yes"}
            found.append({"decision": word, **cells, **window})
    return found


@few
@given(seed=seeds)
def test_a_workbook_holds_what_the_csv_files_hold(seed: int) -> None:
    """From CSV to a workbook and back: the same tables, and the same files."""
    case = generate(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_csv(case, folder / "one")
        write_workbook(read_case(folder / "one"), folder / "book.xlsx")
        read = read_case(folder / "book.xlsx")
        write_csv(read, folder / "two")
        assert read.sha256 == case.sha256
        for path in (folder / "one").iterdir():
            assert path.read_bytes() == (folder / "two" / path.name).read_bytes()


@few
@given(seed=seeds)
def test_every_plan_passes_the_audit(seed: int) -> None:
    """What the model plans, the audit recomputes from the raw tables without a finding."""
    case = generate(seed)
    plan = solved(case)
    assume(plan.status != "no_plan")
    report = audit(case, plan.tables, plan.objective_m, plan.constant_m, plan.broken)
    assert report.ok, report
