"""The audit finds each figure or row of a plan that was tampered with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from model.plan.audit import audit
from tests.plan.hand_case import changed, hand_case
from tests.plan.hand_costs import CONSTANT, OBJECTIVE
from tests.plan.hand_plan import hand_plan
from tests.plan.spoiling import Tables, put, told


def _fractional(tables: Tables) -> None:
    put(tables, "Production", "batches", 1.5, programme="P", line="LA", period="2026-Q1")


def _too_many_batches(tables: Tables) -> None:
    put(tables, "Production", "batches", 10, programme="P", line="LA", period="2026-Q1")


def _batches_without_campaign(tables: Tables) -> None:
    put(tables, "Production", "campaign", 0, programme="P", line="LB", period="2026-Q3")


def _set_up_from_nowhere(tables: Tables) -> None:
    put(tables, "Production", "carry_over", 1, programme="Q", line="LA", period="2026-Q4")


def _second_set_up_carried(tables: Tables) -> None:
    put(tables, "Production", "carry_over", 1, programme="Q", line="LA", period="2026-Q2")


def _set_up_passes_a_changeover(tables: Tables) -> None:
    put(tables, "Production", "campaign", 1, programme="P", line="LA", period="2026-Q3")
    put(tables, "Production", "carry_over", 1, programme="P", line="LA", period="2026-Q3")


def _validation_forgotten(tables: Tables) -> None:
    put(tables, "Production", "validation", 0, line="LB")


def _transfer_forgotten(tables: Tables) -> None:
    frame = tables["Decisions"]
    own = (frame["programme"] == "Q") & (frame["decision"] == "transfer")
    tables["Decisions"] = frame[~own].reset_index(drop=True)


def _approval_early(tables: Tables) -> None:
    put(tables, "Decisions", "date", "2026-04", decision="approval", programme="P")
    put(tables, "Decisions", "period", "2026-Q2", decision="approval", programme="P")


def _kg_stated_wrongly(tables: Tables) -> None:
    put(tables, "Production", "kg_released", 17, programme="P", line="LA", period="2026-Q1")


def _stock_lost(tables: Tables) -> None:
    put(tables, "Stock", "closing_kg", 5, step="make", site="A", period="2026-Q2")


def _negative_stock(tables: Tables) -> None:
    put(tables, "Stock", "scrap_kg", -1, step="fill", period="2026-Q4")
    put(tables, "Stock", "closing_kg", 9, step="fill", period="2026-Q4")


def _late_forgotten(tables: Tables) -> None:
    put(tables, "Obligations", "late_kg", 0, programme="Q", period="2026-Q4")


def _unmet_claimed(tables: Tables) -> None:
    put(tables, "Obligations", "unmet_kg", 5, programme="Q", period="2026-Q4")


def _firm_late_unreported(tables: Tables) -> None:
    put(tables, "Obligations", "firm_late_kg", 1, programme="P", period="2026-Q2")


def _shipped_early(tables: Tables) -> None:
    put(tables, "Shipments", "kg", 5, programme="Q", origin="B", period="2026-Q4")


def _shortfall_hidden(tables: Tables) -> None:
    put(tables, "Stock", "shortfall_kg", 0)


def _another_decision(tables: Tables) -> None:
    extra = tables["Decisions"].iloc[[-1]].assign(decision="opening", line="LA")
    tables["Decisions"] = pd.concat([tables["Decisions"], extra], ignore_index=True)


def _cost_row_lost(tables: Tables) -> None:
    frame = tables["Costs"]
    tables["Costs"] = frame[frame["head"] != "holding"]


def _split_wrong(tables: Tables) -> None:
    tables["Costs"]["ours_m"] = tables["Costs"]["discounted_m"]


def _head_unknown(tables: Tables) -> None:
    put(tables, "Costs", "head", "sundries", head="late", programme="Q", period="2026-Q4")


def _row_missing(tables: Tables) -> None:
    tables["Production"] = tables["Production"].drop(index=0)


def _row_twice(tables: Tables) -> None:
    frame = tables["Shipments"]
    tables["Shipments"] = pd.concat([frame, frame.iloc[[0]]])


def _recipe_unknown(tables: Tables) -> None:
    put(tables, "Production", "line", "LA", programme="P", step="fill")


def _period_unknown(tables: Tables) -> None:
    put(tables, "Stock", "period", "2026-01", site="B", period="2026-Q1")


def _not_a_number(tables: Tables) -> None:
    put(tables, "Obligations", "late_kg", float("nan"), programme="P", period="2026-Q1")


def _tail_unmarked(tables: Tables) -> None:
    tables["Costs"]["tail"] = "no"


def _place_unknown(tables: Tables) -> None:
    put(tables, "Shipments", "destination", "MOON", programme="Q", origin="B")


def _arrival_wrong(tables: Tables) -> None:
    put(tables, "Shipments", "arrives", "2026-Q3", step="make", origin="B", period="2026-Q3")


def _sheet_missing(tables: Tables) -> None:
    del tables["Summary"]


def _utilisation_wrong(tables: Tables) -> None:
    put(tables, "Capacity", "utilisation", 0.5, line="LA", period="2026-Q1")


def _spare_batches_wrong(tables: Tables) -> None:
    put(tables, "Capacity", "free_batches", 3, line="LA", period="2026-Q1")


def _share_wrong(tables: Tables) -> None:
    put(tables, "Allocation", "share", 0.9, programme="Q", site="A", tail="no")


def _home_wrong(tables: Tables) -> None:
    put(tables, "Summary", "home_sites", "make: A (79 %), B (21 %)", programme="Q")


def _year_share_wrong(tables: Tables) -> None:
    put(tables, "Summary", "A 2026 share", 0.7, programme="Q")


SPOILT: list[tuple[str, str, Callable[[Tables], None]]] = [
    ("2 campaigns", "number of batches is 1.5", _fractional),
    ("2 campaigns", "more than the 9 allowed", _too_many_batches),
    ("1 line time", "days used is 117", _too_many_batches),
    ("2 campaigns", "more than the 0 allowed", _batches_without_campaign),
    ("3 set-up carry-over", "Q, make, LA in 2026-Q4", _set_up_from_nowhere),
    ("3 set-up carry-over", "LA in 2026-Q2: the number of set-ups", _second_set_up_carried),
    ("3 set-up carry-over", "pass through", _set_up_passes_a_changeover),
    ("4 qualification", "run the validation", _validation_forgotten),
    ("4 qualification", "Q, make, LB in 2026-Q4", _transfer_forgotten),
    ("sheet Decisions", "wrong date", _approval_early),
    ("5 release", "good kg begun is 17", _kg_stated_wrongly),
    ("6 material balance", "closing stock in kg is 5", _stock_lost),
    ("6 material balance", "kg scrapped is -1", _negative_stock),
    ("8 obligations", "kg late is 0", _late_forgotten),
    ("8 obligations", "unmet at the end is 5", _unmet_claimed),
    ("8 obligations", "not reported", _firm_late_unreported),
    ("9 market access", "Q, make, B, US in 2026-Q4", _shipped_early),
    ("12 safety stock", "stock and stated shortfall", _shortfall_hidden),
    ("sheet Decisions", "nothing in the plan calls for", _another_decision),
    ("cost holding", "P, fill, A", _cost_row_lost),
    ("ledger total", "the sum", _cost_row_lost),
    ("cost duty", "our part", _split_wrong),
    ("tables", "no such cost head", _head_unknown),
    ("tables", "a row is missing", _row_missing),
    ("tables", "a row stands there twice", _row_twice),
    ("tables", "production without a recipe", _recipe_unknown),
    ("tables", "no period", _period_unknown),
    ("tables", "without a number", _not_a_number),
    ("tables", "tail", _tail_unmarked),
    ("tables", "unknown places", _place_unknown),
    ("tables", "wrong arrival", _arrival_wrong),
    ("tables", "Summary", _sheet_missing),
    ("sheet Capacity", "utilisation", _utilisation_wrong),
    ("sheet Capacity", "free_batches", _spare_batches_wrong),
    ("sheet Allocation", "share", _share_wrong),
    ("sheet Summary", "home_sites", _home_wrong),
    ("sheet Summary", "A 2026 share", _year_share_wrong),
]


@pytest.mark.parametrize(("rule", "words", "spoil"), SPOILT)
def test_a_spoilt_plan_fails(
    tmp_path: Path, rule: str, words: str, spoil: Callable[[Tables], None]
) -> None:
    """One figure or row of the plan tampered with is found under the rule that it offends."""
    inputs = changed("recipes", "min_campaign_batches", "0", line="LA")
    tables = hand_plan()
    spoil(tables)
    report = audit(hand_case(tmp_path, **inputs), tables, OBJECTIVE, CONSTANT)
    assert words in told(report, rule), str(report)


@pytest.mark.parametrize("name", sorted(hand_plan()))
def test_an_emptied_sheet_fails(tmp_path: Path, name: str) -> None:
    """A sheet that has its head but lost all its rows is found, whichever it is."""
    tables = hand_plan()
    tables[name] = tables[name].iloc[:0]
    assert not audit(hand_case(tmp_path), tables, OBJECTIVE, CONSTANT).ok
