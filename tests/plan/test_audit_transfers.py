"""Transfers in months: validation spread over three periods, and transfers already under way.

One site S with one line L; P's only step is transferred to S in 2 months and approved in 1, with 3
validation batches of 1 kg, 5 days each and a changeover of 3 days: 1 batch and 6 days a month.
Four months of 2026.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

from model.plan.audit import AuditReport, audit
from model.plan.audit.clock import Clock, month_of
from tests.plan.hand_case import Rows, hand_case, table_of
from tests.plan.spoiling import told

MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04")
QUALIFICATION, RELEASE, DECISIONS = "4 qualification", "5 release", "sheet Decisions"


INPUTS: dict[str, Rows] = {
    "settings": table_of(
        """setting,value
        schema_version,1
        first_month,2026-01
        last_month,2026-04
        period_months,1
        currency,USD
        discount_rate,0"""
    ),
    "sites": table_of("site,country,currency\nS,X,USD"),
    "markets": table_of("market,country\nM,X"),
    "lines": table_of(
        "line,site,process,units,availability,status,fixed_cost_local_m_per_year\n"
        "L,S,any,1,1,existing,0"
    ),
    "programmes": table_of(
        "programme,client,modality,stage,duty_class,late_cost_m_per_kg_month,"
        "unmet_cost_m_per_kg\nP,C,mAb,commercial,d,1,9"
    ),
    "steps": table_of(
        "programme,step,sequence,release_months,holding_cost_m_per_kg_year\nP,make,1,0,0"
    ),
    "recipes": table_of(
        "programme,step,line,kg_per_batch,success_rate,days_per_batch,cost_local_m_per_batch,"
        "changeover_days,changeover_cost_local_m\nP,make,L,1,1,5,1,3,0.3"
    ),
    "qualifications": table_of(
        "programme,step,site,status,transfer_months,approval_months,ppq_batches,"
        "transfer_cost_local_m\nP,make,S,transferable,2,1,3,4"
    ),
    "obligations": [],
    "lanes": table_of("origin,destination,transit_months,cost_m_per_kg\nS,M,0,0"),
    **dict.fromkeys(
        (
            "opening_stock",
            "duties",
            "exchange_rates",
            "market_access",
            "site_shares",
            "reservations",
            "cost_bearing",
        ),
        (),
    ),
}


def _inputs(first: str, last: str) -> dict[str, Rows]:
    """The case, with a transfer committed within a window."""
    row = {"decision": "transfer", "programme": "P", "step": "make", "site": "S", "must": "yes"}
    return {**INPUTS, "commitments": [{**row, "first_month": first, "last_month": last}]}


def _frame(keys: Mapping[str, str], **columns: Sequence[float]) -> pd.DataFrame:
    return pd.DataFrame({**keys, "period": MONTHS, **columns, "tail": "no"})


def _plan(
    validation: Sequence[int], stock_in: Sequence[float], decisions: str
) -> dict[str, pd.DataFrame]:
    """Production, stock and decisions of a plan that only validates."""
    runs = pd.Series(validation, dtype=float)
    none = [0.0] * 4
    closing = list(pd.Series(stock_in).cumsum())
    return {
        "Production": _frame(
            {"programme": "P", "step": "make", "line": "L"},
            batches=none,
            campaign=none,
            carry_over=none,
            validation=validation,
            validation_batches=validation,
            kg_released=validation,
            changeovers=list(runs / 3),
            days=list(6 * runs),
        ),
        "Stock": _frame(
            {"programme": "P", "step": "make", "site": "S"},
            opening_kg=[0.0, *closing[:3]],
            in_kg=stock_in,
            closing_kg=closing,
            **dict.fromkeys(("out_kg", "scrap_kg", "safety_stock_kg", "shortfall_kg"), none),
        ),
        "Decisions": pd.DataFrame(table_of(decisions)).astype({"cost_m": float}),
    }


HEADER = "date,period,decision,programme,step,site,line,cost_m,serves,tail\n"
# Started in November: validation January to March, approved and its 3 kg usable in April.
NOVEMBER = HEADER + (
    "2025-11,2025-11,transfer,P,make,S,,0,,no\n"
    "2026-01,2026-01,validation,P,make,S,L,3.3,,no\n"
    "2026-04,2026-04,approval,P,make,S,,0,,no"
)
# Started in October: a third of the validation lies behind, 2 kg become usable in March.
OCTOBER = HEADER + (
    "2025-10,2025-10,transfer,P,make,S,,0,,no\n2026-03,2026-03,approval,P,make,S,,0,,no"
)


def _said(report: AuditReport) -> str:
    """What the audit says about transfers; sheets that this plan does not have are left aside."""
    rules = (QUALIFICATION, RELEASE, DECISIONS, "1 line time", "2 campaigns", "15 commitments")
    return "\n".join(text for text in (told(report, rule) for rule in rules) if text)


@pytest.mark.parametrize(
    ("window", "validation", "stock_in", "decisions"),
    [
        (("2025-11", "2025-12"), (1, 1, 1, 0), (0, 0, 0, 3), NOVEMBER),
        (("2025-09", "2025-10"), (1, 1, 0, 0), (0, 0, 2, 0), OCTOBER),
    ],
)
def test_a_transfer_under_way_goes_on(
    tmp_path: Path,
    window: tuple[str, str],
    validation: tuple[int, ...],
    stock_in: tuple[float, ...],
    decisions: str,
) -> None:
    """What is still to come of a validation counts, a third each month; the transfer is paid."""
    case = hand_case(tmp_path, **_inputs(*window))
    assert _said(audit(case, _plan(validation, stock_in, decisions))) == ""


@pytest.mark.parametrize(
    ("window", "validation", "stock_in", "decisions", "words"),
    [
        # The window holds neither October nor November.
        (("2025-12", "2025-12"), (1, 1, 1, 0), (0, 0, 0, 3), NOVEMBER, "none is under way"),
        (("2025-12", "2025-12"), (1, 1, 1, 0), (0, 0, 0, 3), NOVEMBER, "in the window is 0"),
        # Two months of validation instead of three, a month too early, or 3 kg for 2.
        (("2025-11", "2025-12"), (1, 1, 0, 0), (0, 0, 0, 2), NOVEMBER, "run the validation"),
        (("2025-09", "2025-10"), (1, 1, 1, 0), (0, 0, 3, 0), OCTOBER, "run the validation"),
        (("2025-09", "2025-10"), (1, 1, 0, 0), (0, 0, 3, 0), OCTOBER, "become usable or arrive"),
        (("2025-11", "2025-12"), (1, 1, 1, 0), (0, 0, 3, 0), NOVEMBER, "become usable or arrive"),
        # Paid twice.
        (
            ("2025-11", "2025-12"),
            (1, 1, 1, 0),
            (0, 0, 0, 3),
            NOVEMBER.replace("S,,0,,no\n2026-01", "S,,4,,no\n2026-01"),
            "the cost in millions is 4",
        ),
    ],
)
def test_a_transfer_under_way_that_goes_wrong_is_found(
    tmp_path: Path,
    window: tuple[str, str],
    validation: tuple[int, ...],
    stock_in: tuple[float, ...],
    decisions: str,
    words: str,
) -> None:
    """Wrong windows, lengths, kg and costs of a transfer under way each get their finding."""
    case = hand_case(tmp_path, **_inputs(*window))
    assert words in _said(audit(case, _plan(validation, stock_in, decisions)))


def test_a_validation_must_end_within_the_plan(tmp_path: Path) -> None:
    """A transfer begun in the horizon whose validation would run past its end is found."""
    decisions = HEADER + (
        "2026-01,2026-01,transfer,P,make,S,,4,,no\n2026-03,2026-03,validation,P,make,S,L,2.2,,no"
    )
    case = hand_case(tmp_path, **_inputs("2026-01", "2026-04"))
    report = audit(case, _plan((0, 0, 1, 1), (0, 0, 0, 0), decisions))
    assert "the last validation period is 4, more than the 3" in told(report, QUALIFICATION)


@pytest.mark.parametrize(
    ("period", "first", "last", "inside"),
    [
        (-1, "2025-10", "2025-12", True),
        (-1, "2025-11", "2026-01", False),
        (-1, "2025-08", "2025-09", False),
        (-2, "2025-07", None, True),
        (-1, None, None, False),  # an empty cell is the start
        (0, "2025-11", "2026-01", True),
        (0, "2026-02", "2026-03", False),
    ],
)
def test_a_period_lies_in_a_window_by_its_first_month(
    period: int, first: str | None, last: str | None, inside: bool
) -> None:
    """Quarters from 2026-01: 2025-Q4 begins in October, in the horizon and before it alike."""
    clock = Clock(month_of("2026-01"), 3, 4, 4, 0.0)
    ends = [None if text is None else month_of(text) for text in (first, last)]
    assert clock.begins_in(period, *ends) == inside
