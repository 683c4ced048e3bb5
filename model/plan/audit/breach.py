"""Limits that a plan breaks and says so: what it reports against what the audit counts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from model.plan.audit.records import Names
from model.plan.audit.report import BROKEN, Book

FIRM, SECOND, SHARE = "firm obligations", "second source", "site share"


class Reported(Protocol):
    """A limit that the plan says it breaks (BrokenLimit)."""

    @property
    def limit(self) -> str:
        """The rule in words."""
        ...

    @property
    def key(self) -> str:
        """Programme, market, step or site."""
        ...

    @property
    def kg(self) -> float:
        """How much."""
        ...


@dataclass(frozen=True)
class Breach:
    """A broken limit as the audit counts it; `names` starts with the programme."""

    kind: str
    names: Names
    kg: float


@dataclass
class Breaches:
    """What the plan reports, and what the rules find of it."""

    claims: Sequence[Reported]
    found: list[Breach] = field(default_factory=list)

    def reported(self, kind: str, names: Names) -> bool:
        """Whether the plan says that it breaks this limit."""
        return any(_matches(claim, kind, names) for claim in self.claims)

    def check(self, book: Book) -> None:
        """Each reported breach is one that exists, with the kg that the audit counts."""
        counted: dict[tuple[str, Names], float] = defaultdict(float)
        for breach in self.found:
            counted[breach.kind, breach.names] += breach.kg
        matched: set[int] = set()
        for (kind, names), kg in counted.items():
            claims = [at for at, claim in enumerate(self.claims) if _matches(claim, kind, names)]
            matched.update(claims)
            stated = sum(self.claims[at].kg for at in claims)
            book.equal(BROKEN, f"{kind}, {', '.join(names)}", "kg broken", stated, kg)
        for at, claim in enumerate(self.claims):
            if at not in matched:
                fault = "reported as broken, but no limit that may be broken goes by this name"
                book.fault(BROKEN, f"{claim.limit}, {claim.key}", fault, found=claim.kg)

    def weighted(self, unmet_cost: dict[str, float]) -> float:
        """Kg broken, each weighted by its programme's unmet cost (0 there: 1)."""
        return sum(breach.kg * (unmet_cost[breach.names[0]] or 1.0) for breach in self.found)


def _matches(claim: Reported, kind: str, names: Names) -> bool:
    words = {word.strip() for word in re.split(r"[;,=:]", claim.key)}
    return _kind(claim.limit) == kind and words.issuperset(names)


def _kind(limit: str) -> str:
    """Which of the three limits that may be broken a text speaks of."""
    words = limit.lower()
    if "share" in words:
        return SHARE
    if "second" in words or "min_sites" in words or "10" in words:
        return SECOND
    return FIRM if "firm" in words else ""
