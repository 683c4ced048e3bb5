"""Each duration as entered and as modelled, and a warning where rounding shortens a chain."""

from __future__ import annotations

import pytest

from model import Case, solve
from model.case.building import build_instance
from model.plan.durations import durations, shortened_chains, shortened_releases
from tests.rules.tiny import Row, tiny


def _case(release: float, transfer: float, approval: float, period_months: int) -> Case:
    """One programme, qualified at S and transferable to S2, over one year."""
    coming: Row = {
        "site": "S2",
        "status": "transferable",
        "transfer_months": transfer,
        "approval_months": approval,
        "ppq_batches": 0,
        "transfer_cost_local_m": 1,
    }
    return tiny(
        settings={"last_month": "2026-12", "period_months": period_months},
        sites=[{}, {"site": "S2", "country": "X", "currency": "USD"}],
        lines=[{}, {"line": "L2", "site": "S2"}],
        recipes=[{}, {"line": "L2"}],
        steps=[{"release_months": release}],
        qualifications=[{}, coming],
        lanes=[{}, {"origin": "S2", "destination": "M", "transit_months": 0, "cost_m_per_kg": 0}],
        obligations=[{"programme": "P", "market": "M", "due": "2026", "firm": "no", "kg": 3}],
    )


@pytest.mark.parametrize(
    ("release", "period_months", "text"),
    [
        (2.5, 1, ""),  # n(2.5) = 3 months
        (2.5, 3, ""),  # one quarter
        (2.5, 6, "P: release takes 2.5 months as entered but 0 as modelled in periods of 6 months"),
        (4, 3, "P: release takes 4 months as entered but 3 as modelled in periods of 3 months"),
        (3, 3, ""),
    ],
)
def test_a_release_made_shorter_is_warned_of(release: float, period_months: int, text: str) -> None:
    """Rounding down is told with both figures; rounding up and no rounding are not."""
    case = _case(release, 3, 3, period_months)
    found = shortened_releases(build_instance(case), case)
    assert found == ((text,) if text else ())


@pytest.mark.parametrize(
    ("transfer", "approval", "warned"), [(3, 3, False), (4, 4, True), (5, 4, False), (4, 5, False)]
)
def test_a_transfer_chain_made_shorter_is_warned_of(
    transfer: float, approval: float, warned: bool
) -> None:
    """In quarters 4 + 4 months become 3 + 3; 5 becomes 6, so 5 + 4 stays at 9."""
    case = _case(0, transfer, approval, 3)
    found = shortened_chains(build_instance(case), case)
    assert bool(found) is warned
    if warned:
        assert "take 8 months as entered but 6 as modelled in periods of 3 months" in found[0]


def test_durations_are_listed_as_entered_and_as_modelled() -> None:
    """4 months of transfer are one quarter, 3 months; the note says shorter."""
    case = _case(2.5, 4, 3, 3)
    table = durations(case, build_instance(case)).set_index("column")
    assert tuple(table.loc["transfer_months", ["months", "periods", "modelled_months"]]) == (
        4,
        1,
        3,
    )
    assert table.loc["transfer_months", "note"] == "modelled shorter than entered"
    assert table.loc["release_months", "note"] == "modelled longer than entered"
    assert table.loc["approval_months", "note"] == ""


def test_warnings_reach_the_plan() -> None:
    """What rounding shortens stands among the plan's warnings."""
    plan = solve(_case(2.5, 4, 4, 3), gap=0.0, workers=1)
    assert any("transfer, validation and approval take 8 months" in text for text in plan.warnings)
