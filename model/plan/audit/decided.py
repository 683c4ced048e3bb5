"""Dated decisions, read from the plan: transfers, investments, and what follows from them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.plan.audit.clock import Array, month_of
from model.plan.audit.demand import Demand
from model.plan.audit.facts import Facts
from model.plan.audit.grids import Grid, clean_text
from model.plan.audit.records import Names
from model.plan.audit.report import DECISIONS, OPTIONS, QUALIFICATION, TABLES, Book

KINDS = ("transfer", "validation", "approval", "investment", "opening")
TEXTS = ("date", "period", "decision", "programme", "step", "site", "line", "serves", "tail")


@dataclass(frozen=True)
class Decision:
    """One row of Decisions; `period` counts from the first of the horizon, negative before it."""

    kind: str
    period: int
    programme: str
    step: str
    site: str
    line: str
    cost: float
    serves: str


@dataclass(frozen=True)
class Transfer:
    """A technology transfer: validation runs in begin..done (none: both the end of transfer).

    `spread` = periods over which the validation is spread, 0 without one.
    """

    start: int
    begin: int
    done: int
    spread: int
    qualified: int


@dataclass(frozen=True)
class Work:
    """All that the rules compare: the inputs' facts and the plan, and where findings go.

    `is_open` and `days` by line, `qualified` by (programme, step, site), each by period.
    """

    book: Book
    facts: Facts
    demand: Demand
    grids: Mapping[str, Grid]
    tables: Mapping[str, pd.DataFrame]
    decisions: tuple[Decision, ...]
    transfers: Mapping[Names, Transfer]
    openings: Mapping[str, tuple[int, int]]
    is_open: Mapping[str, Array]
    days: Mapping[str, Array]
    qualified: Mapping[Names, Array]

    @property
    def production(self) -> Grid:
        """The Production table."""
        return self.grids["Production"]

    def site_of(self, line: str) -> str:
        """Site of a line."""
        return self.facts.lines[line].site

    def validation_share(self, programme: str, step: str, line: str) -> Array:
        """Part of the validation campaign that runs on the line in each period."""
        transfer = self.transfers.get((programme, step, self.site_of(line)))
        spread = transfer.spread if transfer else 0
        runs = self.production.get("validation", programme, step, line)
        return runs / spread if spread else np.zeros_like(runs)

    def ppq_batches(self, programme: str, step: str, line: str) -> float:
        """Validation batches of the site's licence; 0 where there is none."""
        licence = self.facts.licences.get((programme, step, self.site_of(line)))
        return licence.ppq_batches if licence else 0.0

    def days_used(self, programme: str, step: str, line: str) -> Array:
        """Days that a recipe takes on its line, changeovers and validation included."""
        recipe = self.facts.recipes[programme, step, line]
        changes = self.changeovers(programme, step, line)
        batches = self.production.get("batches", programme, step, line)
        days: Array = batches * recipe.batch_days + changes * recipe.changeover_days
        return days + self.validation_days(programme, step, line)

    def changeovers(self, programme: str, step: str, line: str) -> Array:
        """Changeovers of campaigns, those of validations not counted."""
        grid = self.production
        carried = grid.get("carry_over", programme, step, line)
        changes: Array = grid.get("campaign", programme, step, line) - carried
        return changes

    def validation_days(self, programme: str, step: str, line: str) -> Array:
        """Days of validation batches and their changeover."""
        recipe = self.facts.recipes[programme, step, line]
        whole = self.ppq_batches(programme, step, line) * recipe.batch_days
        return self.validation_share(programme, step, line) * (whole + recipe.changeover_days)


def read_work(
    book: Book,
    facts: Facts,
    demand: Demand,
    grids: Mapping[str, Grid],
    tables: Mapping[str, pd.DataFrame],
) -> Work:
    """Reads Decisions and derives transfers, openings, line days and qualification."""
    decisions = _decisions(book, facts, tables.get("Decisions"))
    transfers = _transfers(book, facts, decisions)
    openings = _openings(book, facts, decisions)
    is_open = {line: _is_open(facts, openings, line) for line in facts.lines}
    days = {}
    for name, line in facts.lines.items():
        monthly = line.month_days * line.month_open
        days[name] = facts.clock.by_period(monthly) * (is_open[name] if line.option else 1.0)
    qualified = {key: _qualified(facts, transfers, key) for key in facts.licences}
    return Work(
        book, facts, demand, grids, tables, decisions, transfers, openings, is_open, days, qualified
    )


def _decisions(book: Book, facts: Facts, frame: pd.DataFrame | None) -> tuple[Decision, ...]:
    if frame is None or not {*TEXTS, "cost_m"} <= set(frame.columns):
        book.fault(TABLES, "Decisions", "the sheet or some of its columns are missing")
        return ()
    decisions = []
    frame = clean_text(frame, TEXTS)
    for row in frame.to_dict("records"):
        where = f"{row['decision']} of {row['date']}"
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", row["date"]):
            book.fault(DECISIONS, where, "the date is no month")
            continue
        offset = month_of(row["date"]) - facts.clock.first
        period, rest = divmod(offset, facts.clock.length)
        if rest or row["decision"] not in KINDS:
            book.fault(
                DECISIONS, where, "no period begins then, or the decision is of no known kind"
            )
        if row["period"] and row["period"] != facts.clock.label(period):
            book.fault(DECISIONS, where, "date and period differ", row["period"])
        if (row["tail"] == "yes") != (period >= facts.clock.horizon):
            book.fault(DECISIONS, where, "tail is marked wrongly", row["period"])
        book.count(DECISIONS)
        names = (row["programme"], row["step"], row["site"], row["line"])
        cost = float(row["cost_m"])
        decisions.append(Decision(row["decision"], period, *names, cost, row["serves"]))
    if list(frame["date"]) != sorted(frame["date"]):
        book.fault(DECISIONS, "Decisions", "the rows are not in date order")
    return tuple(decisions)


def _transfers(book: Book, facts: Facts, decisions: tuple[Decision, ...]) -> dict[Names, Transfer]:
    transfers: dict[Names, Transfer] = {}
    clock = facts.clock
    for decision in decisions:
        if decision.kind != "transfer":
            continue
        key = (decision.programme, decision.step, decision.site)
        licence = facts.licences.get(key)
        if licence is None or not licence.transferable:
            book.fault(
                QUALIFICATION, ", ".join(key), "a transfer to a site that is barred or has it"
            )
            continue
        if key in transfers:
            book.fault(QUALIFICATION, ", ".join(key), "the transfer starts twice")
        begin = decision.period + clock.rounded(licence.transfer_months)
        spread = max(1, clock.rounded(3)) if licence.ppq_batches > 0 else 0
        done = begin + max(0, spread - 1)
        qualified = done + clock.rounded(licence.approval_months)
        transfers[key] = Transfer(decision.period, begin, done, spread, qualified)
    return transfers


def _openings(
    book: Book, facts: Facts, decisions: tuple[Decision, ...]
) -> dict[str, tuple[int, int]]:
    """Decision period and opening period of each option line that is built."""
    openings: dict[str, tuple[int, int]] = {}
    for decision in decisions:
        if decision.kind != "investment":
            continue
        line = facts.lines.get(decision.line)
        if line is None or not line.option:
            book.fault(OPTIONS, decision.line, "an investment in what is no option line")
            continue
        if decision.line in openings:
            book.fault(OPTIONS, decision.line, "the investment is decided twice")
        build = facts.clock.rounded(line.build_months)
        openings[decision.line] = (decision.period, decision.period + build)
    return openings


def _is_open(facts: Facts, openings: Mapping[str, tuple[int, int]], name: str) -> Array:
    line, clock = facts.lines[name], facts.clock
    if not line.option:
        return np.minimum(1.0, clock.by_period(line.month_open))
    opens = openings[name][1] if name in openings else clock.count
    return np.where(np.arange(clock.count) >= opens, 1.0, 0.0)


def _qualified(facts: Facts, transfers: Mapping[Names, Transfer], key: Names) -> Array:
    licence, clock = facts.licences[key], facts.clock
    if not licence.transferable:
        begin = clock.from_month(licence.qualified_from)
    else:
        begin = transfers[key].qualified if key in transfers else clock.count
    return np.where(np.arange(clock.count) >= begin, 1.0, 0.0)
