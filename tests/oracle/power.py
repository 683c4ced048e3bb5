"""How many random tiny cases notice that the model has lost a rule or a head of cost.

    python -m tests.oracle.power --cases 1000 --cache truths.json

Each rule is taken out in turn, and the cases solved again, until enough of them disagree with the
oracle. Cases in which the feature is off cannot notice and are not solved again, but for a few.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from model.case.case import Case
from model.case.tables_demand import COST_HEADS
from model.formulation import RULES
from tests.oracle.agree import say
from tests.oracle.comparing import answer_of, disagreement, judge, solved
from tests.oracle.generate import generate
from tests.oracle.oracle import Answer

On = Callable[[Case], bool]

IMPLIED: Final = {
    "firm_late_kg_are_late": "the least firm_late never exceeds late",
    "validation_runs_on_an_open_line": "by line time, without which it is weighed here",
}
"""Rules that others imply, and why: no case can notice that they are gone."""

TOGETHER: Final = {"validation_runs_on_an_open_line": "line_time_is_not_exceeded"}
"""The rule that implies another: with both out, the answer differs from that without the first."""


def _filled(table: str, column: str) -> On:
    return lambda case: bool(case.tables[table][column].notna().any())


def _above(table: str, column: str, limit: float = 0.0) -> On:
    return lambda case: bool((case.tables[table][column] > limit).any())


def _equals(table: str, column: str, value: str) -> On:
    return lambda case: bool((case.tables[table][column] == value).any())


def _either(*tests: On) -> On:
    return lambda case: any(test(case) for test in tests)


def _both(*tests: On) -> On:
    return lambda case: all(test(case) for test in tests)


def _always(case: Case) -> bool:
    return True


def _set_ups(case: Case) -> bool:
    return bool(case.settings["carry_over"])


_TRANSFER = _equals("qualifications", "status", "transferable")
_OPTION = _equals("lines", "status", "option")
_RESERVED = _filled("reservations", "client")
_MAY_BE_SHUT = _either(_OPTION, _filled("lines", "opens"), _filled("lines", "closes"))

WHEN_ON: Final[Mapping[str, On]] = {
    "client_holds_what_it_uses": _RESERVED,
    "client_holds_what_it_reserved": _RESERVED,
    "others_leave_reserved_days_free": _RESERVED,
    "campaigns_on_a_line_are_limited": _filled("lines", "max_campaigns"),
    "set_up_is_carried_into_a_campaign": _set_ups,
    "set_up_is_carried_out_of_a_campaign": _set_ups,
    "units_carry_one_set_up_each": _set_ups,
    "set_up_carried_in_and_out_passes_through": _set_ups,
    "one_unit_is_free_for_other_set_ups": _set_ups,
    "sole_line_makes_no_changeover": _set_ups,
    "sole_line_makes_no_validation": _both(_set_ups, _TRANSFER),
    "campaign_runs_where_qualified": _either(
        _TRANSFER, _filled("qualifications", "qualified_from")
    ),
    "step_is_transferred_once": _TRANSFER,
    "transfer_is_validated": _both(_TRANSFER, _above("qualifications", "ppq_batches")),
    "transfers_at_once_are_limited": _both(_TRANSFER, _filled("sites", "max_transfers_at_once")),
    "ships_need_market_access": _filled("market_access", "site"),
    "step_has_its_sources": _above("steps", "min_sites", 1),
    "final_stock_is_within_shelf_life": _filled("steps", "shelf_life_months"),
    "intermediate_stock_is_within_shelf_life": _both(
        _filled("steps", "shelf_life_months"), _above("steps", "sequence", 1)
    ),
    "firm_kg_are_on_time": _equals("obligations", "firm", "yes"),
    "firm_late_kg_are_late": _equals("obligations", "firm", "yes"),
    "safety_stock_is_held_or_charged": _above("programmes", "safety_stock_months"),
    "site_makes_its_least_share": _above("site_shares", "min_share"),
    "site_makes_no_more_than_its_share": _filled("site_shares", "max_share"),
    "campaign_runs_on_an_open_line": _MAY_BE_SHUT,
    "validation_runs_on_an_open_line": _both(_MAY_BE_SHUT, _TRANSFER),
    "line_is_built_once": _OPTION,
    "committed_decisions_happen": _equals("commitments", "must", "yes"),
    "vetoed_decisions_do_not_happen": _equals("commitments", "must", "no"),
    "capital": _OPTION,
    "transfer": _TRANSFER,
    "validation": _TRANSFER,
    "duty": _above("duties", "rate"),
    "holding": _above("steps", "holding_cost_m_per_kg_year"),
    "stock_shortfall": _above("programmes", "safety_stock_months"),
}
"""When a rule or head can matter at all; always, where nothing is said."""


@dataclass
class Row:
    """What is known of one rule."""

    name: str
    looked_at: int = 0
    solved: int = 0
    disagree: int = 0
    off_and_solved: int = 0
    off_and_disagree: int = 0
    first: int | None = None

    @property
    def share(self) -> float:
        """Share of the cases looked at that disagree."""
        return self.disagree / max(1, self.looked_at)

    def text(self) -> str:
        """The row of the table."""
        note = f"  implied: {IMPLIED[self.name]}" if self.name in IMPLIED else ""
        first = "" if self.first is None else f"seed {self.first}"
        return (
            f"{self.name:42} {self.looked_at:6} {self.solved:6} {self.disagree:8} "
            f"{self.share:7.1%}  {first:10}{note}"
        )


class Truths:
    """The oracle's answers by seed: from a file, or asked for and kept."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known: dict[str, Answer] = {}
        if path is not None and path.exists():
            read = json.loads(path.read_text(encoding="utf-8"))
            self._known = {seed: Answer(**cells) for seed, cells in read.items()}

    def of(self, seed: int, case: Case) -> Answer:
        """The answer for a case."""
        if str(seed) not in self._known:
            self._known[str(seed)] = judge(case, 0).answer
        return self._known[str(seed)]


@cache
def _case(seed: int) -> Case:
    return generate(seed)


def _notices(case: Case, truth: Answer, name: str) -> bool:
    """Whether the answer without the rule is another one."""
    partner = TOGETHER.get(name)
    if partner is None:
        return disagreement(case, truth, {name}) != ""
    return disagreement(case, answer_of(solved(case, {partner})), {name, partner}) != ""


def weigh(name: str, seeds: range, truths: Truths, enough: int, off: int) -> Row:
    """Take one rule or head out and count the cases that notice, until enough do."""
    row, is_on = Row(name), WHEN_ON.get(name, _always)
    for seed in seeds:
        case = _case(seed)
        row.looked_at += 1
        if is_on(case):
            row.solved += 1
            if _notices(case, truths.of(seed, case), name):
                row.disagree += 1
                row.first = seed if row.first is None else row.first
        elif row.off_and_solved < off:
            row.off_and_solved += 1
            if _notices(case, truths.of(seed, case), name):
                row.off_and_disagree += 1
                say(f"{name}: seed {seed} notices, though the feature is off")
        if row.disagree >= enough:
            break
    return row


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--enough", type=int, default=20, help="stop a rule at so many")
    parser.add_argument("--off", type=int, default=3, help="solve so many with the feature off")
    parser.add_argument("--cache", type=Path, help="answers that agree wrote")
    parser.add_argument("--only", nargs="*", help="these rules or heads")
    given = parser.parse_args()
    truths = Truths(given.cache)
    say(f"{'without':42} {'cases':>6} {'solved':>6} {'disagree':>8} {'share':>7}  first")
    weak = 0
    for name in given.only or [*RULES, *COST_HEADS]:
        seeds = range(given.seed, given.seed + given.cases)
        row = weigh(name, seeds, truths, given.enough, given.off)
        weak += (row.share < 0.01 and name not in IMPLIED) or row.off_and_disagree > 0
        say(row.text())
    say(f"{weak} of {len(given.only or [*RULES, *COST_HEADS])} rules and heads too little noticed")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
