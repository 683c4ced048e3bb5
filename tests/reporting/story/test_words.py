"""Months, money, kg and shares as people read them, never rounded to where they flatter."""

from __future__ import annotations

import pytest

from model.reporting.story.words import (
    at_least,
    at_most,
    cut,
    kg_text,
    listing,
    month_words,
    number_words,
    part_text,
    share_text,
    spans,
)


@pytest.mark.parametrize(
    ("share", "decimals", "shown"),
    [(1.0, 0, "100%"), (0.99999, 1, "99.9%"), (0.7, 0, "70%"), (0.29, 0, "29%"), (0.0, 0, "0%")],
)
def test_a_share_is_never_rounded_up(share: float, decimals: int, shown: str) -> None:
    """Only what is whole is 100%; a share that a float cannot hold exactly keeps its last digit."""
    assert share_text(share, decimals) == shown


@pytest.mark.parametrize(
    ("share", "shown"), [(0.0, "0%"), (0.001, "1%"), (0.645, "64%"), (0.999, "99%"), (1.0, "100%")]
)
def test_a_part_is_neither_none_nor_all(share: float, shown: str) -> None:
    """A part is rounded to the nearest, but never away, and never to all."""
    assert part_text(share) == shown


def test_limits_are_rounded_away_from_what_flatters() -> None:
    """At most is rounded up, at least down, and a number that needs no rounding stays."""
    assert (at_most(70.81), at_most(70.9), at_most(1234.0, 0)) == ("70.9", "70.9", "1,234")
    assert (at_least(1499.39), at_least(70.9), at_least(0.3 - 1e-12)) == ("1,499.3", "70.9", "0.3")


def test_kg_show_as_many_digits_as_their_size_asks_for() -> None:
    """Tonnes without decimals, grams with two."""
    shown = [kg_text(kg) for kg in (7797.25, 82.5, 1.0, 0.47, 0.0)]
    assert shown == ["7,797", "82.5", "1.0", "0.47", "0.0"]


def test_lists_and_numbers_read_as_sentences() -> None:
    """Months by name, small numbers in words, lists with an and, long ones cut with a count."""
    assert month_words("2028-07") == "July 2028"
    assert [number_words(n, "line") for n in (0, 1, 2, 11)] == [
        "no line", "one line", "two lines", "11 lines",
    ]  # fmt: skip
    assert [listing("ABC"[:n]) for n in range(4)] == ["", "A", "A and B", "A, B and C"]
    assert cut(["a", "b", "c"], 3) == ["a", "b", "c"]
    assert cut(["a", "b", "c"], 2) == ["a", "2 more"]


def test_neighbours_become_spans() -> None:
    """Chosen labels that follow each other are one span, at both ends too."""
    labels = ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert spans(labels, ["2026-Q1", "2026-Q2", "2026-Q4"]) == ["2026-Q1 to 2026-Q2", "2026-Q4"]
    assert spans(labels, []) == []
