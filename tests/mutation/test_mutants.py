"""The changes of the formulation: all are made, one at a time, and tried as they should be."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from model.case.building import records
from tests.house import PROJECT
from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.formulation import Memory, all_mutants, sample, score, table
from tests.mutation.order import ordered
from tests.mutation.sites import Mutant, mutants_of
from tests.mutation.swapping import Swap
from tests.mutation.trials import Outcome, Workshop

SOURCE = '''
"""At most 1."""

@definition(7, lambda inst: inst.RUNS, owner=0)
def rule(m, inst, t: int = 2):
    """Not 3 > 2."""
    least = min(inst.days[t], -4) * 0.5
    if t < 9 and not least:
        return None
    return m.stock[t] <= least
'''


def _changes(source: str) -> list[str]:
    return [f"{m.line}: {m.before or '.'} -> {m.after or '.'}" for m in mutants_of("a.py", source)]


def test_every_operator_number_and_period_is_changed() -> None:
    """Docstrings, the rule's number and its annotations are not; a row has no < of its own."""
    assert _changes(SOURCE) == [
        "4: 0 -> 1",
        "5: 2 -> 1",
        "5: 2 -> 3",
        "7: min -> max",
        "7: . ->  + 1",
        "7: . ->  - 1",
        "7: - -> .",
        "7: 4 -> 3",
        "7: 4 -> 5",
        "7: * -> /",
        "7: 0.5 -> 0.0",
        "7: 0.5 -> 1.0",
        "7: 0.5 -> 1.5",
        "8: < -> <=",
        "8: < -> >",
        "8: 9 -> 10",
        "8: 9 -> 8",
        "8: and -> or",
        "8: not  -> .",
        "10: . ->  + 1",
        "10: . ->  - 1",
        "10: <= -> >=",
    ]


def test_a_change_is_one_change() -> None:
    """Each leaves a source that compiles and differs in one place; no two have one name."""
    mutants = all_mutants()
    sources = {m.path: (PROJECT / m.path).read_text(encoding="utf-8") for m in mutants}
    assert len(mutants) > 900
    assert len({mutant.name for mutant in mutants}) == len(mutants)
    for mutant in mutants[::9]:
        source = sources[mutant.path]
        assert mutant.applied(source) != source
        compile(mutant.applied(source), mutant.path, "exec")


def test_what_cannot_be_noticed_is_there() -> None:
    """The list of equivalent changes names changes that are made, and says why."""
    assert EQUIVALENT.keys() <= {mutant.name for mutant in all_mutants()}
    assert all(reason.endswith(".") for reason in EQUIVALENT.values())


def test_the_draw_is_the_same_for_the_same_seed() -> None:
    """So many, in the order of their places; 0 draws all."""
    mutants = all_mutants()
    assert len(sample(mutants, 300, 0)) == 300
    assert sample(mutants, 300, 0) == sample(mutants, 300, 0) != sample(mutants, 300, 1)
    assert sample(mutants, 0, 0) == mutants


def _mutant(text: str) -> Mutant:
    return next(mutant for mutant in all_mutants() if mutant.name.endswith(text))


def test_a_change_is_swapped_in_and_out() -> None:
    """It is in force for everybody who holds the function, and gone afterwards."""
    held = records.is_empty
    with Swap(
        PROJECT,
        _mutant(
            "return value is None or (isinstance(value, float) and "
            "math.isnan(value)) | is -> is not"
        ),
    ):
        assert held("x")
    assert not held("x")


def test_likely_tests_come_first() -> None:
    """First the hint, then what noticed others near, then tests of the topic, then the others."""
    mutant = _mutant("return 0.0 | 0.0 -> 1.0")
    items = [
        SimpleNamespace(nodeid=test)
        for test in ("test_costs.py::x", "test_tail.py::x", "test_money.py::x", "test_line_time.py")
    ]
    items = [SimpleNamespace(nodeid=f"tests/rules/{item.nodeid}") for item in items]
    kills = {mutant.path: Counter({"tests/rules/test_money.py::x": 1})}
    hints = {mutant.name: "tests/rules/test_line_time.py"}
    found = ordered(mutant, items, kills, hints)  # type: ignore[arg-type]
    files = [item.nodeid.split("::")[0].removeprefix("tests/rules/test_") for item in found]
    assert files == ["line_time.py", "money.py", "tail.py", "costs.py"]


def test_changes_are_tried_in_a_process() -> None:
    """A changeover that is paid twice fails a test; what no case of the test asks is not run."""
    test = "tests/rules/test_carry_over.py::test_nothing_is_carried_in_without_a_campaign_before"
    noticed = _mutant("-amount, t, factor, p, k, recipe.site, line) | - -> ")
    idle = _mutant("if t < 0 | < -> >")
    shop = Workshop(PROJECT, targets=(test,))
    assert list(shop.try_all([idle, noticed])) == [
        Outcome(idle.name, "", 0),
        Outcome(noticed.name, test, 1),
    ]


def test_what_is_known_is_kept(tmp_path: Path) -> None:
    """Outcomes of the same sources are remembered; of others the test that noticed is a hint."""
    file = tmp_path / "memory.json"
    memory = Memory(file, "one")
    memory.keep(Outcome("change", "tests/a.py::test_b", 3))
    assert Memory(file, "one").outcomes == {"change": Outcome("change", "tests/a.py::test_b", 3)}
    other = Memory(file, "two")
    assert other.outcomes == {}
    assert other.hints == {"change": "tests/a.py::test_b"}


def test_the_score_leaves_equivalent_ones_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of four changes one is equivalent and two are noticed: 66.7 %, and the survivor is named."""
    four = all_mutants()[:4]
    monkeypatch.setattr(
        "tests.mutation.formulation.EQUIVALENT", {four[0].name: "It means the same."}
    )
    outcomes = {
        mutant.name: Outcome(mutant.name, killer)
        for mutant, killer in zip(four[1:], ("x", "x", ""), strict=True)
    }
    text = table(four, outcomes).splitlines()
    assert text[-1] == "killed: 66.7%"
    assert text[-2].startswith(four[3].place)
    assert score({"mutants": 4, "killed": 2, "equivalent": 1}) == pytest.approx(2 / 3)
