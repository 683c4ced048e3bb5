"""The house stands as it was planned: arrows between rooms, sizes, and what no room may do."""

from __future__ import annotations

import ast
import csv
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from model.formulation import TOPICS
from tests.house import (
    EVERYTHING,
    MODEL,
    PROJECT,
    SOURCES,
    imported,
    long_functions,
    mentions,
    name,
    parsed,
    posix_only,
    prints,
    within,
)

# What each room may know, itself included.
ARROWS = {
    "case": {"case"},
    "formulation": {"case", "formulation"},
    "plan": {"case", "formulation", "plan"},
    "solving": {"case", "formulation", "plan", "solving"},
    "reporting": {"case", "plan", "reporting"},
    "analysis": {"case", "plan", "solving", "analysis"},
}
# The audit checks a plan from the raw tables: of the model's own reading it takes nothing.
NOT_FOR_THE_AUDIT = (
    "model.formulation",
    "model.solving",
    "model.case.building",
    "model.case.horizon",
    "model.case.instance",
    "model.case.need",
    "model.case.sets",
)


def _room(path: Path) -> str:
    return path.relative_to(PROJECT / "model").parts[0]


def _offenders(paths: list[Path], check: Callable[[Path], object]) -> dict[str, object]:
    """What the check finds, by module."""
    return {name(path): found for path in paths if (found := check(path))}


def _in_rooms() -> list[Path]:
    """Modules of the model that are not at its door."""
    return [path for path in MODEL if path.parent.name != "model"]


def _forbidden(path: Path) -> list[str]:
    """What the module imports that its room may not know."""
    allowed = [f"model.{room}" for room in ARROWS[_room(path)]] + ["model.__version__"]
    ours = [module for module in imported(parsed(path)) if within(module, "model")]
    return [module for module in ours if not any(within(module, room) for room in allowed)]


def test_rooms_know_only_what_they_may() -> None:
    """Inputs, case, instance, model, matrix, plan, results: no arrow leads back."""
    assert len(_in_rooms()) > 100
    assert _offenders(_in_rooms(), _forbidden) == {}


def test_topics_do_not_import_each_other() -> None:
    """A topic of the formulation can be read, changed and removed alone."""
    topics = {topic.__name__ for topic in TOPICS}
    assert len(topics) >= 6
    for topic in TOPICS:
        tree = parsed(Path(str(topic.__file__)))
        others = topics - {topic.__name__}
        assert not [m for m in imported(tree) if any(within(m, other) for other in others)]


def test_the_audit_shares_nothing_with_what_it_checks() -> None:
    """The audit reads tables and plan, neither the formulation nor the instance."""
    paths = sorted((PROJECT / "model" / "plan" / "audit").glob("*.py"))

    def shared(path: Path) -> list[str]:
        modules = imported(parsed(path))
        return [m for m in modules if any(within(m, other) for other in NOT_FOR_THE_AUDIT)]

    assert len(paths) > 10
    assert _offenders(paths, shared) == {}


def test_the_command_line_uses_only_the_door() -> None:
    """run.py imports the door and what its verbs do, and nothing behind them."""
    modules = {m for m in imported(parsed(PROJECT / "run.py")) if within(m, "model")}
    assert modules == {"model.__version__", "model.commands"}


def test_only_the_command_line_prints() -> None:
    """The model speaks by what it returns and raises."""
    assert _offenders(MODEL, lambda path: prints(parsed(path))) == {}


def test_everything_is_there_on_windows() -> None:
    """No module, name or path that only POSIX systems have."""
    assert _offenders(SOURCES, lambda path: posix_only(parsed(path))) == {}


def _column(table: str, column: str) -> Iterator[str]:
    path = PROJECT / "inputs" / "base" / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from (row[column] for row in csv.DictReader(file))


def _names_of_the_case() -> set[str]:
    """Sites, lines, programmes and clients of the base case, and the words that name one site."""
    found = {*_column("sites", "site"), *_column("lines", "line")}
    found |= {*_column("programmes", "programme"), *_column("programmes", "client")}
    words = Counter(word for text in _column("sites", "name") for word in text.split())
    return found | {word for word, times in words.items() if times == 1}


def test_no_source_names_the_case() -> None:
    """Any other company's case would do: sites, lines and programmes stand only in the inputs."""
    names = _names_of_the_case()
    assert len(names) > 10
    assert _offenders(SOURCES, lambda path: mentions(path.read_text("utf-8"), names)) == {}


def test_modules_are_short() -> None:
    """At most 300 lines a module, tests included; no exceptions."""
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in EVERYTHING}
    assert {path: lines for path, lines in lengths.items() if lines > 300} == {}


def test_functions_are_short() -> None:
    """At most 40 lines a function, its docstring left out; no exceptions."""
    assert _offenders(SOURCES, lambda path: long_functions(parsed(path), most=40)) == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import fcntl", ["fcntl"]),
        ("from os import fork", ["os.fork"]),
        ("import os\nos.rename(a, b)", ["os.rename"]),
        ("import signal\nsignal.SIGKILL", ["signal.SIGKILL"]),
        ("open('/tmp/x')", ["/tmp/x"]),
        ("get_context('fork')", ["fork"]),
        ("try:\n    import resource\nexcept ImportError:\n    pass", []),
        ("import os\nos.replace(a, b)", []),
    ],
)
def test_posix_names_are_found(source: str, found: list[str]) -> None:
    """The search for POSIX-only names finds each kind, and lets a guarded import pass."""
    assert posix_only(ast.parse(source)) == found


def test_imports_are_found_wherever_they_stand() -> None:
    """An import inside a function counts, and one that is not spelt out is refused."""
    tree = ast.parse("def f():\n    from model.solving import highs\n    import model.plan.plan")
    assert list(imported(tree)) == ["model.solving.highs", "model.plan.plan"]
    with pytest.raises(ValueError, match="relative"):
        list(imported(ast.parse("from . import plan")))


def test_prints_and_lengths_are_found() -> None:
    """A print is found by its line; a docstring does not make a function long."""
    body = "\n".join(["    x = 1"] * 4)
    source = f'def f():\n    """One\n    two."""\n{body}\n    print(x)\n'
    assert prints(ast.parse(source)) == [8]
    assert long_functions(ast.parse(source), most=6) == []
    assert long_functions(ast.parse(source), most=5) == ["f (6)"]


def test_names_are_found_as_words() -> None:
    """A name inside another word is not the name."""
    assert mentions("at S1 and S12-X", ["S1", "S12", "S2"]) == ["S1", "S12"]
