"""Moves between sites: from one that makes or holds a step's output to one that needs it."""

from __future__ import annotations

import pytest

from tests.rules.tiny import Row, due, near, tiny, total


@pytest.mark.parametrize(
    ("lanes", "stock", "expected"),
    [
        ([("S", "T")], [], 2),
        ([("S", "H"), ("H", "T")], [], 51),  # nothing passes through a site that has no part in it
        ([("S", "H"), ("H", "T")], [{"step": "make"}], 2),  # H holds some of it
        ([("S", "H"), ("H", "T")], [{"step": "fill"}], 51),
    ],
)
def test_output_moves_between_sites_that_have_to_do_with_it(
    lanes: list[tuple[str, str]], stock: list[Row], expected: float
) -> None:
    """1 kg in March, made at S for 1 and filled at T for 1, or at S for 50. H lies between."""
    sites = ("H", "T")
    case = tiny(
        sites=[{"site": site} for site in sites],
        lines=[{"line": "LT", "site": "T"}],
        lanes=[{"origin": o, "destination": d} for o, d in lanes]
        + [{"origin": "T"}, {"origin": "S"}],
        steps=[{}, {"step": "fill", "sequence": 2, "input_kg_per_kg": 1}],
        recipes=[
            {},
            {"step": "fill", "cost_local_m_per_batch": 50},
            {"step": "fill", "line": "LT"},
        ],
        qualifications=[{}, {"step": "fill"}, {"step": "fill", "site": "T"}],
        opening_stock=[{"site": "H", "kg": 0.25, **row} for row in stock],
        obligations=[due("2026-03", 1)],
    )
    assert total(case) == near(expected)
