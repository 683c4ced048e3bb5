"""Words and numbers as people read them: months, money, kg, shares, lists."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from model.case.calendar import month_number

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PERIODS = {1: "month", 3: "quarter", 6: "half-year", 12: "year"}
_DUST = 1e-9


def month_words(month: str) -> str:
    """The month "2028-07" as July 2028."""
    year, place = divmod(month_number(month), 12)
    return f"{_MONTHS[place]} {year}"


def period_word(period_months: int) -> str:
    """What a period is called: month, quarter, half-year or year."""
    return _PERIODS[period_months]


def number_words(number: int, noun: str, nouns: str = "") -> str:
    """A number and its noun: no line, one line, two lines, 11 lines."""
    shown = _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"
    return f"{shown} {noun if number <= 1 else nouns or noun + 's'}"


def listing(items: Iterable[str]) -> str:
    """The items as one phrase: A; A and B; A, B and C."""
    shown = list(items)
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def cut(items: Sequence[str], most: int) -> list[str]:
    """At most so many items; the last says how many more there are."""
    if len(items) <= most:
        return list(items)
    return [*items[: most - 1], f"{len(items) - most + 1} more"]


def capital(text: str) -> str:
    """The text with its first letter large, if that is a word of ours: names stay as they are."""
    return text[:1].upper() + text[1:]


def million(amount: float) -> str:
    """Millions with one decimal; a half is rounded up, as spreadsheets do."""
    if not math.isfinite(amount):
        return "unknown"
    shown = Decimal(format(amount, ".12g")).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{shown + 0:,}"


def at_most(amount: float, decimals: int = 1) -> str:
    """A number rounded up, so that "at most" stays true."""
    scale = 10.0**decimals
    return f"{math.ceil(amount * scale - _DUST * scale) / scale:,.{decimals}f}"


def at_least(amount: float, decimals: int = 1) -> str:
    """A number rounded down, so that "at least" stays true."""
    scale = 10.0**decimals
    return f"{math.floor(amount * scale + _DUST * scale) / scale:,.{decimals}f}"


def share_text(share: float, decimals: int = 0) -> str:
    """A share as a percentage, rounded down: only what is whole is called 100%."""
    return f"{at_least(100 * share, decimals)}%"


def part_text(share: float) -> str:
    """A share as the nearest whole percentage; what is neither none nor all never reads so."""
    whole = round(100 * share)
    return f"{min(99, max(1, whole)) if 0 < share < 1 - _DUST else whole}%"


def kg_text(kg: float) -> str:
    """Kg with as many decimals as their size asks for: 7,797; 82.5; 0.47."""
    size = abs(kg)
    decimals = 0 if size >= 1000 else 1 if size >= 1 or size == 0 else 2
    return f"{kg:,.{decimals}f}"


def years_text(years: Sequence[int]) -> str:
    """The years of a horizon: 2026 to 2030, or 2026."""
    if not years:
        return ""
    return f"{years[0]}" if len(years) == 1 else f"{years[0]} to {years[-1]}"


def spans(labels: Sequence[str], chosen: Iterable[str]) -> list[str]:
    """The chosen labels as spans of neighbours: 2027-Q3 to 2028-Q2, 2029-Q1."""
    wanted = set(chosen)
    found: list[list[str]] = []
    previous = False
    for label in labels:
        if label in wanted:
            if previous:
                found[-1].append(label)
            else:
                found.append([label])
        previous = label in wanted
    return [span[0] if len(span) == 1 else f"{span[0]} to {span[-1]}" for span in found]
