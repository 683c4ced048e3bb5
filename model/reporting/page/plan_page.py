"""The page of a run: report.html, a single file that is opened by a double click."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from model import __version__
from model.plan.columns import RESULT_TABLES
from model.plan.plan import Plan
from model.plan.result_table import MONEY, ResultColumn, columns_of
from model.reporting.arrange import arranged
from model.reporting.page import markup
from model.reporting.page.choices import choices, filter_values
from model.reporting.page.library import library
from model.reporting.page.network import network_of
from model.reporting.page.packing import packed, script_json, without_zeros
from model.reporting.page.sections import PLAN, Section
from model.reporting.page.summary import summary
from model.reporting.story import tell

PAGE = "report.html"
FILES = ("flows", "sites", "gantt", "load", "dayvalue", "obligations", "stock", "costs")

# Of each table that a chart draws: the numbers that make a row worth drawing. None: every row.
DRAWN: Mapping[str, Sequence[str] | None] = {
    "Decisions": None,
    "Allocation": ("kg_released", "batches"),
    "Production": ("batches", "validation_batches", "days"),
    "Capacity": None,
    "Obligations": ("due_kg", "delivered_kg", "late_kg", "unmet_kg", "firm_late_kg"),
    "Stock": ("closing_kg", "safety_stock_kg", "shortfall_kg"),
    "Shipments": ("kg",),
    "Costs": ("discounted_m", "ours_m", "client_m"),
}
_NOT_DRAWN = {"Costs": ("amount_m", "discount_factor"), "Stock": ("opening_kg", "in_kg", "out_kg")}


def page_bytes(plan: Plan, when: datetime.datetime | None = None) -> bytes:
    """The page of a plan. Without `when`, equal plans give equal bytes."""
    tables = arranged(plan.tables, plan.case.tables["steps"])
    sections = _sections(plan, tables)
    story = tell(plan)
    data = _data(plan, tables)
    return markup.whole(
        {
            "title": escape(story.title),
            "eyebrow": "Site allocation plan",
            "setting": escape(story.setting),
            "first": sections[0].name if sections else "summary",
            "summary": summary(story),
            "filters": markup.filters(choices(data)),
            "contents": markup.contents(sections),
            "sections": markup.parts(sections),
            "about": _about(plan, when),
            "style": markup.asset("page.css"),
            "data": script_json(data),
            "library": library() if sections else "",
            "script": markup.script(FILES),
        }
    )


def _sections(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> list[Section]:
    """The parts for which the plan has figures."""
    if plan.status == "no_plan":
        return []
    prices = [c.name for c in _columns("Capacity", tables) if c.unit.startswith(MONEY)]
    worth = bool(tables["Capacity"][prices[:1]].notna().any(axis=None))
    return [section for section in PLAN if section.name != "dayvalue" or worth]


def _columns(name: str, tables: Mapping[str, pd.DataFrame]) -> list[ResultColumn]:
    left_out = _NOT_DRAWN.get(name, ())
    columns = columns_of(RESULT_TABLES[name], tables[name].columns)
    return [column for column in columns if column.name not in left_out]


def _data(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    currency = str(plan.case.settings["currency"])
    network = network_of([plan.case], tables["Summary"]["programme"])
    drawn = {}
    for name, measures in DRAWN.items():
        frame = tables[name] if measures is None else without_zeros(tables[name], measures)
        drawn[name] = packed(frame, _columns(name, tables), currency)
    return {
        "currency": currency,
        "months": int(plan.case.settings["period_months"]),
        "network": network,
        "filters": filter_values(network),
        "tables": drawn,
    }


def _about(plan: Plan, when: datetime.datetime | None) -> str:
    """Which run this is: all that varies between equal runs stands in it."""
    facts = (
        ("Case", plan.case.name + (f" + {plan.case.scenario}" if plan.case.scenario else "")),
        ("Hash of the inputs", plan.case.sha256),
        ("Version", __version__),
        ("Written", when.isoformat(" ", "minutes") if when else ""),
    )
    items = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in facts if text)
    return f"<dl>{items}</dl>"
