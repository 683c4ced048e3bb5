"""What one more line day or one more kg is worth to a plan, in millions of the objective."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Prices = Mapping[tuple[Any, ...], float]


@dataclass(frozen=True)
class Worth:
    """Marginal values, discounted to the start; a key that is not there has none.

    `day` and `day_bound` are by line and period: what one more day saves, in the plan and in the
    priced bound. `kg` and `kg_fixed` are by programme, market and period: what one more kg due
    costs, with batches divisible and with every whole number as it is.
    """

    day: Prices = field(default_factory=dict)
    day_bound: Prices = field(default_factory=dict)
    kg: Prices = field(default_factory=dict)
    kg_fixed: Prices = field(default_factory=dict)


def price(prices: Prices, *key: Any) -> float:
    """The price of a key; NaN, an empty cell, where there is none."""
    return prices.get(key, math.nan)
