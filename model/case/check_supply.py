"""Whether each obligation can be supplied at all: the earliest period along its route.

One programme at a time and without competition for the lines: what fails here fails in every plan.
"""

from __future__ import annotations

from collections import defaultdict

from model.case.calendar import month_text
from model.case.findings import Findings, due_span
from model.case.horizon import Horizon
from model.case.rows import Row
from model.case.supply import Network, Reach


def check_supply(found: Findings, horizon: Horizon) -> None:
    """An error for each programme and market that nothing can reach; a warning where it is late.

    Late supply is a matter for the plan (it may be cheaper than none), so it is only warned of.
    The tables must fit together: keys, routes and months are checked before.
    """
    network = Network(found.rows, horizon)
    left_out = _prospects(found)
    by_market: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in found.rows["obligations"]:
        if row.number_in("kg") > 0 and row.text("programme") not in left_out:
            by_market[row.text("programme"), row.text("market")].append(row)
    reaches: dict[str, Reach] = {}
    for (programme, market), rows in by_market.items():
        if programme not in reaches:
            reaches[programme] = network.reach(programme)
        _judge(network, reaches[programme], market, rows, found)


def _prospects(found: Findings) -> set[str]:
    """Prospects that no commitment accepts: whether they can be supplied is not yet asked."""
    accepted = {
        row.text("programme")
        for row in found.rows["commitments"]
        if row.text("decision") == "allocation" and row.text("must") == "yes"
    }
    return {
        row.text("programme")
        for row in found.rows["programmes"]
        if row.text("stage") == "prospect" and row.text("programme") not in accepted
    }


def _judge(network: Network, reach: Reach, market: str, rows: list[Row], found: Findings) -> None:
    horizon = network.horizon
    first = min(rows, key=lambda row: due_span(row.text("due")) or (0, 0))
    step, whys = reach.step, reach.why
    earliest = None
    if reach.usable:
        earliest, whys = network.arrival(reach, market)
    reasons = "; ".join(f"at {site}: {why}" for site, why in sorted(whys.items()))
    if earliest is None:
        end = month_text(horizon.first(horizon.count) - 1)
        text = (
            f"nothing can supply {reach.programme} to {market} by {end}: {step} {reasons}; "
            "add what is missing there, or delete the obligation"
        )
        found.error(first, "due", text)
        return
    for row in rows:
        span = due_span(row.text("due"))
        if span is not None and horizon.containing(span[0]) < earliest:
            text = (
                f"cannot all be on time: the earliest that {reach.programme} reaches {market} is "
                f"{horizon.label(earliest)} ({step} {reasons})"
            )
            found.warn(row, "due", text)
            return
