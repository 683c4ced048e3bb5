"""Accents about money: discounting, currencies, duties, who bears what."""

from __future__ import annotations

from model.case.tables_demand import COST_HEADS
from tests.oracle.draft import Draft


def discounting(draft: Draft) -> None:
    """A discount rate, large enough to be seen."""
    draft.settings["discount_rate"] = draft.number(0.02, 0.3)


def currencies(draft: Draft) -> None:
    """A site with its own currency, whose rate changes."""
    site = draft.pick("sites")
    assert site is not None
    site["currency"] = "KRW"
    draft.add("exchange_rates", currency="KRW", from_month="2020-01", rate=draft.number(0.5, 1.6))
    shift = draft.rng.choice((0, 0, 1)) if draft.length > 1 else 0
    at = draft.month(draft.rng.choice((0, 1, 1, 2)), shift)
    draft.add("exchange_rates", currency="KRW", from_month=at, rate=draft.number(0.5, 1.6))


def duties(draft: Draft) -> None:
    """Duty on what crosses a border."""
    for step in draft.rows("steps"):
        step["customs_value_m_per_kg"] = draft.number(0.2, 3)
    for origin in "XY":
        for destination in "XY":
            if draft.chance(0.6):
                for month in ("2020-01", draft.month(1)):
                    draft.add(
                        "duties",
                        duty_class="bio",
                        origin_country=origin,
                        destination_country=destination,
                        from_month=month,
                        rate=draft.number(0.0, 0.4),
                    )


def cost_bearing(draft: Draft) -> None:
    """The client bears part of the cost, and mostly only ours counts."""
    if draft.chance(0.75):
        draft.settings["objective"] = "own"
    names = ["*", *(row["programme"] for row in draft.rows("programmes"))]
    for head in draft.rng.sample(COST_HEADS, 5):
        name = draft.rng.choice(names)
        if head in ("capital", "fixed"):
            name = "*"
        share = draft.rng.choice((0.0, draft.number(0.1, 1.0), draft.number(0.1, 1.0)))
        draft.add("cost_bearing", programme=name, head=head, our_share=share)
