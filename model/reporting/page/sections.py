"""The parts of a page in their order: each has a title, what it shows, and its charts.

A further part (why the plan is as it is, how sure it is) is one more entry here, and a file of the
charts' names below `assets/charts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Chart:
    """A chart by its name in `assets/charts`; `title` stands above it where a part has several."""

    name: str
    title: str
    says: str


@dataclass(frozen=True)
class Section:
    """A part of the page: `name` is its address, `lead` says how to read it."""

    name: str
    title: str
    lead: str
    charts: tuple[Chart, ...]


PLAN: Sequence[Section] = (
    Section(
        "flows",
        "Campuses, markets and flows",
        "Each panel is a year: on the left the campuses, on the right the markets; a band is as "
        "thick as the kg shipped between them that year.",
        (
            Chart(
                "flows", "From the campuses to the markets", "kg shipped to each market, by year"
            ),
            Chart(
                "moves",
                "From campus to campus",
                "kg of earlier steps sent on to another campus, by year",
            ),
        ),
    ),
    Section(
        "sites",
        "Where each programme is made",
        "A bar is a year of a programme's step, parted by the campus that makes it; validation "
        "batches count too. No bar: nothing is made that year.",
        (Chart("sites", "", "share of each site in each programme's step, by year"),),
    ),
    Section(
        "gantt",
        "Transfers, approvals and campaigns, by line",
        "Each bar is work on a line: a technology transfer, its validation campaign, the wait for "
        "approval (diamonds: the site, then markets with a licence of their own), then commercial "
        "campaigns. A new bar after a gap or a notch is a new set-up.",
        (Chart("gantt", "", "what each line does, over time"),),
    ),
    Section(
        "load",
        "How full the lines are",
        "Days used of the days that each line has.",
        (Chart("load", "", "utilisation of each line, by period"),),
    ),
    Section(
        "dayvalue",
        "What a line day is worth",
        "What one more day on a line would save in that period, with the campaigns, transfers and "
        "lines of this plan: the larger the circle, the more.",
        (Chart("dayvalue", "", "value of a line day, by line and period"),),
    ),
    Section(
        "obligations",
        "Obligations: due, met, late",
        "What is due in each period and what of it arrives in that period; late kg stay owed until "
        "they are delivered.",
        (
            Chart("obligations", "All together", "kg due and met on time, by period"),
            Chart("late", "Who waits, and how long", "kg late, by programme, market and period"),
        ),
    ),
    Section(
        "stock",
        "Stock against safety stock",
        "Each panel is a programme: its final stock (filled), and the safety stock that is asked "
        "for (line).",
        (Chart("stock", "", "stock and safety stock of each programme, by period"),),
    ),
    Section(
        "costs",
        "Cost by head and year",
        "Each bar is a year of one kind of cost; all bars have one scale.",
        (Chart("costs", "", "cost by head and year"),),
    ),
)

COMPARISON: Sequence[Section] = (
    Section(
        "inputs",
        "Inputs that differ",
        "What went in differently; everything else is the same in both runs.",
        (Chart("compare-inputs", "", "inputs that differ between A and B"),),
    ),
    Section(
        "costs",
        "Costs side by side",
        "What the two plans cost, by head. How much of the difference is proven stands at the top.",
        (Chart("compare-costs", "", "cost by head in A and in B"),),
    ),
    Section(
        "moves",
        "What moves",
        "Shares of sites in a programme's step that differ between the two plans. Two plans of "
        "nearly the same cost may differ here without a reason.",
        (Chart("compare-moves", "", "shares of sites that differ, by programme, step and year"),),
    ),
    Section(
        "decisions",
        "Decisions added, dropped, shifted",
        "Dated decisions that only one of the plans has, or has at another date.",
        (Chart("compare-decisions", "", "decisions that differ, over time"),),
    ),
    Section(
        "late",
        "Obligations: better or worse",
        "Late kg times the months that they are late, where they differ.",
        (Chart("compare-late", "", "late kg x months in A and in B, by programme and market"),),
    ),
)
