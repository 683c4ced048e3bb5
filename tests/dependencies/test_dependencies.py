"""The libraries: bounds, licences, and the solver versions that are refused."""

from __future__ import annotations

from importlib.metadata import version

import highspy
import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from model.solving.highs import LEAST_VERSION
from tests.case.folders import EXAMPLE
from tests.command_line import Terminal
from tests.dependencies.licences import PERMISSIVE, licences, with_what_they_need
from tests.dependencies.wanted import for_tests, oldest, run_time, to_be_run
from tests.house import PROJECT
from tests.test_readme import table

# A licence that binds who changes their own files; mypy needs the second. No run needs either.
# axe-core in the first is MPL-2.0, the rest of it MIT; its metadata do not say so.
FOR_TESTS_ONLY = {
    "axe-playwright-python": {""},
    "hypothesis": {"MPL-2.0"},
    "pathspec": {"MPL-2.0"},
}


def test_every_library_has_an_oldest_version() -> None:
    """Each has one lower bound and no upper one; the versions of the tests keep to it."""
    assert len(list(oldest([*run_time(), *for_tests()]))) > 15
    for requirement in to_be_run():
        assert [bound.operator for bound in requirement.specifier] == [">="]
        assert requirement.specifier.contains(version(requirement.name))
    with pytest.raises(ValueError, match="has no oldest version"):
        list(oldest([Requirement("anything")]))


def test_the_versions_of_the_tests_are_admitted() -> None:
    """requirements.lock pins each library, at a version that pyproject.toml admits."""
    lines = (PROJECT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = dict(line.lower().split("==") for line in lines if not line.startswith("#"))
    for requirement in [*run_time(), *for_tests()]:
        assert requirement.specifier.contains(pins[requirement.name]), requirement.name


def test_run_time_libraries_may_be_used_by_anybody() -> None:
    """What a run needs, with all that it needs in turn, has permissive licences only."""
    names = with_what_they_need(run_time())
    assert len(names) >= 14
    assert {name: bad for name in names if (bad := licences(name) - PERMISSIVE)} == {}


def test_libraries_for_tests_may_be_used_by_anybody() -> None:
    """So has what the tests need, but for those that are named."""
    names = with_what_they_need(for_tests())
    assert {name: bad for name in names if (bad := licences(name) - PERMISSIVE)} == FOR_TESTS_ONLY


def test_the_readme_lists_the_libraries() -> None:
    """The table of README.md has each library of a run, and the licence that its metadata tell."""
    told = {name: licence for name, _, licence in table("library")}
    assert set(told) == {requirement.name for requirement in run_time()}
    for name, licence in told.items():
        known = licences(name)
        assert licence in known or (known == {"BSD"} and licence.startswith("BSD")), name


@pytest.mark.parametrize("found", [(1, 14, 0), (1, 15, 0), (0, 99, 0)])
def test_a_solver_known_to_be_wrong_is_refused(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, found: tuple[int, int, int]
) -> None:
    """An older HiGHS: one sentence that says what to install, exit code 1, nothing solved."""
    for name, number in zip(("versionMajor", "versionMinor", "versionPatch"), found, strict=True):
        monkeypatch.setattr(highspy.Highs, name, lambda _, number=number: number)
    said = terminal("--case", EXAMPLE, "--quiet")
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        f"HiGHS {'.'.join(map(str, found))} is installed, which is known to return wrong optima; "
        "install highspy 1.15.1 or newer.\n"
    )


def test_the_solver_asked_for_is_one_that_is_taken() -> None:
    """The bound in pyproject.toml is that of the check at the start."""
    (solver,) = (each for each in run_time() if each.name == "highspy")
    least = Version(".".join(map(str, LEAST_VERSION)))
    assert [Version(bound.version) for bound in solver.specifier] == [least]
