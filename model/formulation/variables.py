"""The decisions: each variable family declared once, with its index, kind, unit and owner."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import pyomo.environ as pyo

from model.case.instance import Instance

Kind = Literal["binary", "integer", "continuous"]
DOMAINS = {
    "binary": pyo.Binary,
    "integer": pyo.NonNegativeIntegers,
    "continuous": pyo.NonNegativeReals,
}


@dataclass(frozen=True)
class Decision:
    """One family of variables, all of them 0 or more.

    `index` names the parts of its tuples, `over` lists them; `most(inst, *index)` is an upper bound
    (None: none but that of its kind). `owner` is where the programme stands in the index (None: the
    decision links programmes). `relaxation` marks what is 0 as long as all limits are kept;
    `shared` what only settles which set-up a unit keeps, and stays free where its programme stands.
    """

    name: str
    index: str
    kind: Kind
    unit: str
    meaning: str
    over: Callable[[Instance], Iterable[tuple[Any, ...]]]
    most: Callable[..., float] | None = None
    owner: int | None = 0
    relaxation: bool = False
    shared: bool = False

    @property
    def dated(self) -> bool:
        """Whether the last part of its index is the period in which it is taken."""
        return self.index.endswith("period")

    def add(self, m: pyo.ConcreteModel, inst: Instance) -> None:
        """Add the family to the model."""
        most = self.most

        def bounds(_: pyo.ConcreteModel, *index: Any) -> tuple[float, float | None]:
            return 0, None if most is None else most(inst, *index)

        m.add_component(
            self.name,
            pyo.Var(list(self.over(inst)), domain=DOMAINS[self.kind], bounds=bounds),
        )


def _in_every_period(inst: Instance, keys: Iterable[tuple[str, ...]]) -> list[tuple[Any, ...]]:
    return [(*key, t) for key in keys for t in inst.horizon.every]


def _safety_stock_periods(inst: Instance) -> list[tuple[str, int]]:
    return [(p, t) for p, kg in inst.safety_stock.items() for t in inst.horizon.every if kg[t] > 0]


def _firm_keys(inst: Instance) -> list[tuple[str, str]]:
    return [key for key, kg in inst.firm_due.items() if any(kg)]


def _share_keys(inst: Instance) -> list[tuple[str, int]]:
    return [(share.programme, number) for number, share in enumerate(inst.shares)]


DECISIONS: tuple[Decision, ...] = (
    Decision(
        "invest",
        "option line, period",
        "binary",
        "decisions",
        "the option line is decided on in the period; it opens n(build_months) later",
        lambda inst: inst.INVESTMENTS,
        owner=None,
    ),
    Decision(
        "transfer",
        "programme, step, site, period",
        "binary",
        "transfers",
        "the technology transfer to the site starts; a start before period 0 is under way",
        lambda inst: inst.TRANSFERS,
    ),
    Decision(
        "validation",
        "programme, step, line, period",
        "binary",
        "campaigns",
        "the validation (PPQ) campaign begins on the line; it runs in the w periods from there",
        lambda inst: inst.VALIDATIONS,
    ),
    Decision(
        "campaign",
        "programme, step, line, period",
        "binary",
        "campaigns",
        "the step runs on the line in the period",
        lambda inst: inst.RUNS,
    ),
    Decision(
        "carry_over",
        "programme, step, line, period",
        "binary",
        "set-ups",
        "one unit's set-up is carried in from the period before: no changeover",
        lambda inst: inst.CARRY_OVERS,
        shared=True,
    ),
    Decision(
        "batches",
        "programme, step, line, period",
        "integer",
        "batches",
        "batches begun, validation batches apart",
        lambda inst: inst.RUNS,
        lambda inst, *run: inst.most_batches[run],
    ),
    Decision(
        "through",
        "programme, step, line, period",
        "continuous",
        "set-ups",
        "a set-up is carried into and out of the period: its unit made nothing else",
        lambda inst: inst.THROUGH,
        lambda inst, *run: 1,
        shared=True,
    ),
    Decision(
        "sole",
        "line, period",
        "continuous",
        "lines",
        "1 only where the line makes no changeover in the period",
        lambda inst: inst.LINE_PERIODS,
        lambda inst, *key: 1,
        owner=None,
    ),
    Decision(
        "stock",
        "programme, step, site, period",
        "continuous",
        "kg",
        "in stock at the end of the period",
        lambda inst: _in_every_period(inst, inst.STOCK_SITES),
    ),
    Decision(
        "scrap",
        "programme, step, site, period",
        "continuous",
        "kg",
        "written off in the period",
        lambda inst: _in_every_period(inst, inst.STOCK_SITES),
    ),
    Decision(
        "move",
        "programme, step, origin, destination, period",
        "continuous",
        "kg",
        "output of a step that is not the last leaves for another site",
        lambda inst: inst.MOVES,
    ),
    Decision(
        "ship",
        "programme, site, market, period",
        "continuous",
        "kg",
        "final output leaves for a market",
        lambda inst: inst.SHIPS,
    ),
    Decision(
        "late",
        "programme, market, period",
        "continuous",
        "kg",
        "due by the end of the period and not delivered",
        lambda inst: _in_every_period(inst, inst.DEMANDS),
        lambda inst, p, market, t: inst.deliverable(p, market, t),
    ),
    Decision(
        "stock_shortfall",
        "programme, period",
        "continuous",
        "kg",
        "final stock missing against the safety stock",
        _safety_stock_periods,
        lambda inst, p, t: inst.safety_stock[p][t],
    ),
    Decision(
        "held",
        "client, line, period",
        "continuous",
        "days",
        "days held for a client that reserves: its use or its reservation, the larger",
        lambda inst: inst.RESERVED,
        lambda inst, client, line, t: inst.lines[line].days[t],
        owner=None,
    ),
    Decision(
        "firm_late",
        "programme, market, period",
        "continuous",
        "kg",
        "firm kg that are late by the end of the period",
        lambda inst: _in_every_period(inst, _firm_keys(inst)),
        lambda inst, p, market, t: sum(inst.firm_due[p, market][: t + 1]),
        relaxation=True,
    ),
    Decision(
        "too_few_sites",
        "programme, step, period",
        "binary",
        "periods",
        "the step is qualified at fewer sites than asked for",
        lambda inst: inst.SECOND_SOURCES,
        relaxation=True,
    ),
    Decision(
        "share_missing",
        "programme, row of site_shares",
        "continuous",
        "kg",
        "short of the least share of a site",
        _share_keys,
        relaxation=True,
    ),
    Decision(
        "share_exceeded",
        "programme, row of site_shares",
        "continuous",
        "kg",
        "above the largest share of a site",
        _share_keys,
        relaxation=True,
    ),
)
# Where the programme stands in a variable's index; a variable not named here links programmes.
OWNERS = {d.name: d.owner for d in DECISIONS if d.owner is not None}
RELAXATIONS = tuple(d.name for d in DECISIONS if d.relaxation)
SHARED = tuple(d.name for d in DECISIONS if d.shared)
DATED = tuple(d.name for d in DECISIONS if d.dated)
COUNTED = tuple(d.name for d in DECISIONS if d.kind == "integer")  # how many, not whether


def add_variables(m: pyo.ConcreteModel, inst: Instance) -> None:
    """Add all decisions to the model, and `nothing`, a 0 that stands for an empty sum."""
    m.nothing = pyo.Var(bounds=(0, 0))
    for decision in DECISIONS:
        decision.add(m, inst)
