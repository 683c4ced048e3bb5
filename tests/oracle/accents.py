"""What a random tiny case can have beyond its plain part, each with the share of cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tests.oracle import accents_lines as lines
from tests.oracle import accents_material as material
from tests.oracle import accents_money as money
from tests.oracle import accents_supply as supply
from tests.oracle.draft import Draft

ACCENTS: Final[Mapping[str, tuple[float, Callable[[Draft], None]]]] = {
    # who can make what
    "transfer": (0.45, supply.transfer),
    "late start": (0.15, supply.late_start),
    "transfer under way": (0.10, supply.under_way),
    "two validations": (0.06, supply.two_validations),
    "validated beside": (0.17, supply.validated_beside),
    "few transfers at once": (0.20, supply.few_at_once),
    "second source": (0.15, supply.second_source),
    "option line": (0.25, supply.option_line),
    "cheap option": (0.06, supply.cheap_option),
    "commitments": (0.30, supply.commitments),
    "prospect": (0.08, supply.prospect),
    # lines
    "crowded line": (0.20, lines.crowded),
    "passing through": (0.10, lines.passing_through),
    "no carry-over": (0.10, lines.no_carry_over),
    "campaign limit": (0.22, lines.campaign_limit),
    "least campaign": (0.15, lines.least_campaign),
    "opening and closing": (0.20, lines.opens_and_closes),
    "calendar": (0.20, lines.calendar),
    "reservation": (0.20, lines.reservation),
    "two reservations": (0.08, lines.two_reservations),
    # material and obligations
    "success rate": (0.35, material.success_rate),
    "release": (0.30, material.release),
    "opening stock": (0.35, material.opening_stock),
    "shelf life": (0.30, material.shelf_life),
    "stale intermediate": (0.08, material.stale_intermediate),
    "transit": (0.30, material.transit),
    "firm": (0.35, material.firm),
    "overdue": (0.15, material.overdue),
    "contract end": (0.10, material.contract_end),
    "market access": (0.25, material.market_access),
    "site shares": (0.20, material.site_shares),
    "safety stock": (0.25, material.safety_stock),
    # money
    "discounting": (0.40, money.discounting),
    "currencies": (0.30, money.currencies),
    "duties": (0.30, money.duties),
    "cost bearing": (0.25, money.cost_bearing),
    "closed set-up": (0.10, lines.closed_set_up),
}
