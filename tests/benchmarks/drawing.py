"""Which programmes a portfolio has: drawn from those of a case, each a little different."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from model.case.case import Case

VOLUME = (0.8, 1.25)
TITRE = (0.85, 1.15)
COST = (0.85, 1.15)
PRICE = (0.85, 1.15)
QUARTERS_LATER = (0, 0, 1, 2)


@dataclass(frozen=True)
class Draw:
    """A programme of the portfolio: the `number`th drawn from the case's programme `base`.

    `volume`, `cost` and `price` are factors on its kg, its costs and what a kg is worth; `titre`
    one on the kg of a batch, by (step, line) of the base. Its dues lie `quarters` later.
    """

    base: str
    number: int
    volume: float
    cost: float
    price: float
    quarters: int
    titre: Mapping[tuple[str, str], float]

    @property
    def name(self) -> str:
        """Name of the programme."""
        return numbered(self.base, self.number)


def numbered(name: str, number: int) -> str:
    """Name of the `number`th that comes from the one of the case with this name."""
    return f"{name}-{number}"


def draw_programmes(case: Case, count: int, seed: int) -> tuple[Draw, ...]:
    """`count` programmes in rounds: each round has every programme of the case at most once.

    All volumes together grow with the lines, which come in whole copies of those of the case.
    """
    rng = random.Random(seed)
    names = list(case.tables["programmes"]["programme"])
    recipes = case.tables["recipes"][["programme", "step", "line"]].itertuples(index=False)
    runs: dict[str, list[tuple[str, str]]] = {name: [] for name in names}
    for programme, step, line in recipes:
        runs[programme].append((step, line))
    per_programme = copies_of_lines(case, count) * len(names) / count
    draws: list[Draw] = []
    for number in range(1, -(-count // len(names)) + 1):
        chosen = rng.sample(names, min(len(names), count - len(draws)))
        draws.extend(_draw(rng, name, number, runs[name], per_programme) for name in sorted(chosen))
    return tuple(draws)


def _draw(
    rng: random.Random, base: str, number: int, runs: list[tuple[str, str]], volume: float
) -> Draw:
    return Draw(
        base=base,
        number=number,
        volume=rng.uniform(*VOLUME) * volume,
        cost=rng.uniform(*COST),
        price=rng.uniform(*PRICE),
        quarters=rng.choice(QUARTERS_LATER),
        titre={run: rng.uniform(*TITRE) for run in runs},
    )


def copies_of_lines(case: Case, count: int) -> int:
    """How many copies of each line keep step with `count` programmes."""
    return max(1, round(count / len(case.tables["programmes"])))
