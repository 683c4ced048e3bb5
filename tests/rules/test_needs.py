"""What each step must make by when, worked out by hand; what a transferred site may deliver."""

from __future__ import annotations

import pytest

from model.case.building import build_instance
from model.case.instance import Instance
from model.formulation.needs import Inequality, Need, needs, ships_stay_within_what_is_due
from tests.rules.tiny import Row, due, tiny

SAFETY_STOCK: Row = {"safety_stock_months": 1, "stock_shortfall_cost_m_per_kg_year": 1}


def _two_steps() -> Instance:
    """Six months. P is grown at S and made at S or, once transferred, at T; Q is made at S.

    A month's release after growing, two after making. Making draws 2 kg for a kg of a batch: of S
    half the batches are good (4 kg for a good kg), of T four in five (2.5 kg). M is a month from S
    and none from T; N, two from S, is not served from T. Nothing is due of R.
    """
    return build_instance(
        tiny(
            settings={"last_month": "2026-06"},
            programmes=[
                {**SAFETY_STOCK, "safety_stock_from": "2026-04"},
                {"programme": "Q"},
                {"programme": "R"},
            ],
            sites=[{"site": "T"}],
            markets=[{"market": "N", "country": "X"}],
            lines=[{"line": "LT", "site": "T"}],
            steps=[
                {"step": "grow", "sequence": 1, "release_months": 1},
                {"sequence": 2, "release_months": 2, "input_kg_per_kg": 2},
            ],
            recipes=[
                {"step": "grow", "kg_per_batch": 10},
                {"kg_per_batch": 4, "success_rate": 0.5},
                {"line": "LT", "kg_per_batch": 5, "success_rate": 0.8},
            ],
            qualifications=[{"step": "grow"}, _transferable(approval_months=2, ppq_batches=2)],
            lanes=[
                {"transit_months": 1},
                {"destination": "N", "transit_months": 2},
                {"destination": "T"},
                {"origin": "T"},
            ],
            opening_stock=[{"kg": 1}, {"step": "grow", "kg": 4}],
            obligations=[
                due("overdue", 2),
                due("2026-03", 3),
                due("2026-05", 5),
                due("2026-04", 1, market="N"),
                due("2026-06", 7, programme="Q"),
            ],
        )
    )


def _transferable(**columns: str | float | None) -> Row:
    row: Row = {"site": "T", "status": "transferable", "transfer_months": 1}
    return {**row, "approval_months": 0, "ppq_batches": 0, "transfer_cost_local_m": 1, **columns}


def _of(programme: str, step: str) -> Need:
    [found] = [n for n in needs(_two_steps()) if (n.programme, n.step) == (programme, step)]
    return found


def test_only_what_is_owed_is_needed() -> None:
    """Each step of P, the last first, and Q, of which kg are due in the last month; not R."""
    found = [(need.programme, need.step) for need in needs(_two_steps())]
    assert found == [("P", "make"), ("P", "grow"), ("Q", "make")]
    assert _of("Q", "make").due == (0, 0, 0, 0, 7, 7)  # the lane takes a month


def test_what_is_due_must_have_left_in_time() -> None:
    """2 kg overdue at once, less 1 kg of stock; 1 kg leaves two months before it is due at N.

    What leaves for M leaves when it is due: T, once transferred, is next to it.
    """
    need = _of("P", "make")
    assert need.due == (1, 2, 5, 5, 10, 10)
    assert need.safety == (0, 0, 0, 5, 0, 0)  # what is due in the month after


def test_what_is_due_leaves_by_the_programmes_own_lane() -> None:
    """P and R are made at S, a month from M, and Q at D, next to it: due in March, they leave in
    February and Q in March."""
    case = tiny(
        sites=[{"site": "D"}],
        lines=[{"line": "LD", "site": "D"}],
        programmes=[{"programme": "Q"}, {"programme": "R"}],
        recipes=[{"programme": "Q", "line": "LD"}],
        qualifications=[{"programme": "Q", "site": "D"}],
        lanes=[{"transit_months": 1}, {"origin": "D"}],
        obligations=[due("2026-03", 1, programme) for programme in ("P", "Q", "R")],
    )
    found = {need.programme: need.due for need in needs(build_instance(case))}
    assert found == {"P": (0, 1, 1), "Q": (0, 0, 1), "R": (0, 1, 1)}


def test_a_step_before_needs_what_is_drawn_at_least() -> None:
    """2.5 kg for each good kg, less 4 kg of its own stock and 2.5 kg in the next step's stock.

    At T a kg takes least; at once nothing is needed, for 2.5 x 2 - 6.5 < 0.
    """
    need = _of("P", "grow")
    assert need.factor == 2.5
    assert need.due == (-1.5, 1.0, 8.5, 8.5, 21.0, 21.0)
    assert need.safety == (0, 0, 0, 12.5, 0, 0)
    assert _of("P", "make").factor == 1


def test_late_and_missing_kg_stand_for_what_is_needed() -> None:
    """Kg that should leave by t may be late on arrival, in the last month at the latest."""
    need = _of("P", "grow")
    assert [{index for _, index in names} for names in need.late] == [
        {("P", "M", t), ("P", "N", min(5, t + 2))} for t in range(6)
    ]
    assert {name for names in need.late for name, _ in names} == {"late"}
    shortfall = (("stock_shortfall", ("P", 3)),)
    assert need.shortfall == ((), (), (), shortfall, (), ())


@pytest.mark.parametrize(
    ("step", "line", "kg", "wait"),
    [("make", "L", 2, 2), ("make", "LT", 4, 2), ("grow", "L", 10, 3)],
)
def test_batches_count_once_their_follower_can_be_released(
    step: str, line: str, kg: float, wait: int
) -> None:
    """Good kg of a run in month t are usable after their release and that of the steps after."""
    runs = [run for run in _of("P", step).runs if run.batches[1][2] == line]
    assert [run.usable - run.batches[1][3] for run in runs] == [wait] * (6 - wait)
    assert [run.usable for run in runs] == list(range(wait, 6))
    assert {run.kg for run in runs} == {kg}
    assert [run.batches for run in runs] == [("batches", run.batches[1]) for run in runs]
    assert [run.campaign for run in runs] == [("campaign", run.batches[1]) for run in runs]


def test_validation_batches_count_once_approved() -> None:
    """2 batches of 4 good kg in months 1 to 3, approved two months after: usable in month 5.

    Those that begin in month 2 would be usable after the end.
    """
    assert _of("P", "make").validations == ((5, ("validation", ("P", "make", "LT", 1)), 8.0),)
    assert _of("P", "grow").validations == ()


@pytest.mark.parametrize(
    ("began", "release", "approval", "expected"),
    [
        # Two of three months lie in the horizon: 2/3 of 3 kg, approved with the last of them.
        ("2025-11", 0, 0, [(1, 2.0)]),
        ("2025-11", 2, 1, [(3, 2.0)]),
        ("2025-11", 1, 3, []),  # approved in month 4, of 0 to 3
        ("2025-10", 0, 0, [(0, 1.0)]),
        ("2025-09", 0, 0, []),  # all of it lies behind
        ("2025-12", 0, 0, [(2, 3.0)]),
    ],
)
def test_of_a_validation_under_way_the_rest_counts(
    began: str, release: int, approval: int, expected: list[tuple[int, float]]
) -> None:
    """What is made inside the horizon is usable when it is approved and released."""
    commitment: Row = {"decision": "transfer", "programme": "P", "step": "make", "site": "T"}
    inst = build_instance(
        tiny(
            settings={"last_month": "2026-04"},
            sites=[{"site": "T"}],
            lines=[{"line": "LT", "site": "T"}],
            steps=[{"release_months": release}],
            recipes=[{"line": "LT"}],
            qualifications=[
                _transferable(approval_months=approval, ppq_batches=3, earliest_start="2026-04")
            ],
            commitments=[{**commitment, "first_month": began, "last_month": began, "must": "yes"}],
            obligations=[due("2026-04", 9)],
        )
    )
    [need] = needs(inst)
    assert [(usable, round(kg, 9)) for usable, _, kg in need.validations] == expected


def _delivered(
    release: int = 0, *, access: Row | None = None, **columns: float
) -> list[Inequality]:
    """What T may deliver to M, a month away, in five months; 3 kg overdue, 7 kg due in April.

    S is qualified and D, transferable like T, has kg in stock: no row speaks of them.
    """
    rows: list[Row] = [{"market": "M"}, {"market": "M", "site": "T", **(access or {})}]
    inst = build_instance(
        tiny(
            settings={"last_month": "2026-05"},
            sites=[{"site": "T"}, {"site": "D"}],
            lines=[{"line": "LT", "site": "T"}, {"line": "LD", "site": "D"}],
            steps=[{"release_months": release}],
            recipes=[{"line": "LT"}, {"line": "LD"}],
            qualifications=[_transferable(**columns), _transferable(site="D")],
            market_access=[] if access is None else [*rows, {"site": "D"}],
            opening_stock=[{"site": "D", "kg": 1}, {"site": "T", "kg": 0}],
            lanes=[{"origin": "T", "transit_months": 1}],
            obligations=[due("overdue", 3), due("2026-04", 7)],
        )
    )
    found = list(ships_stay_within_what_is_due(inst))
    assert {one.programme for one in found} == {"P"}
    return found


def test_without_a_transfer_only_what_was_late_arrives() -> None:
    """Each row: ship[t] <= due[t + 1] x transfers so far + late[t]; the lane takes a month.

    A month of transfer and three of validation, no approval: what begins in month 0 leaves from
    month 3 on.
    """
    rows = [one.terms for one in _delivered(ppq_batches=1)]
    assert [row["ship", ("P", "T", "M", t)] for t, row in enumerate(rows)] == [-1] * 4
    assert [row["late", ("P", "M", t)] for t, row in enumerate(rows)] == [1] * 4
    begun = [[key[3] for name, key in row if name == "transfer"] for row in rows]
    assert begun == [[], [], [], [0]]
    assert [one.least for one in _delivered(ppq_batches=1)] == [0] * 4


@pytest.mark.parametrize(
    ("columns", "release", "access", "wait"),
    [
        ({"ppq_batches": 0}, 0, None, 1),
        ({"ppq_batches": 0, "approval_months": 1}, 1, None, 3),
        ({"ppq_batches": 0, "transfer_months": 0}, 2, None, 2),
        ({"ppq_batches": 1, "transfer_months": 0, "approval_months": 1}, 0, None, 3),
        ({"ppq_batches": 1, "transfer_months": 0}, 1, None, 3),
        ({"ppq_batches": 0}, 0, {}, 1),
        ({"ppq_batches": 0, "approval_months": 1}, 0, {}, 2),
        ({"ppq_batches": 0, "approval_months": 1}, 0, {"approval_months": 2}, 3),
        ({"ppq_batches": 0, "approval_months": 1}, 0, {"approval_months": 0}, 2),
        ({"ppq_batches": 0, "transfer_months": 0}, 2, {"approval_months": 1}, 2),
        ({"ppq_batches": 1, "transfer_months": 0}, 0, {"approval_months": 1}, 3),
    ],
)
def test_a_transfer_counts_once_its_output_may_leave(
    columns: dict[str, float], release: int, access: Row | None, wait: int
) -> None:
    """After transfer, validation (three months), approval and release.

    Where the market has an approval of its own, not before that either.
    """
    found = _delivered(release, access=access, **columns)
    for t, one in enumerate(found):
        begun = [key[3] for name, key in one.terms if name == "transfer"]
        assert begun == list(range(t - wait + 1))
        kg = [value for (name, _), value in one.terms.items() if name == "transfer"]
        assert kg == [7 if t == 2 else 0] * len(begun)


def test_what_arrives_at_once_was_overdue() -> None:
    """What leaves T in month t arrives in it: in month 0 no more than the 2 kg overdue."""
    first, second, *_ = ships_stay_within_what_is_due(_two_steps())
    assert (first.terms, first.least) == ({("ship", ("P", "T", "M", 0)): -1}, -2)
    row = {("ship", ("P", "T", "M", 1)): -1, ("late", ("P", "M", 0)): 1}
    assert (second.terms, second.least) == (row, 0)


def test_where_nothing_is_overdue_nothing_arrives_at_once() -> None:
    """1 kg is due in March: T, not yet transferred, sends none of it in January."""
    case = tiny(
        sites=[{"site": "T"}],
        lines=[{"line": "LT", "site": "T"}],
        recipes=[{"line": "LT"}],
        qualifications=[_transferable()],
        obligations=[due("2026-03", 1)],
    )
    first, *_ = ships_stay_within_what_is_due(build_instance(case))
    assert (first.terms, first.least) == ({("ship", ("P", "T", "M", 0)): -1}, 0)
