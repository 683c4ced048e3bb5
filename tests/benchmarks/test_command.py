"""The commands, as they are typed: figures are told and kept, and contradictions are not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.benchmarks import __main__ as benchmarks
from tests.benchmarks import scaling
from tests.benchmarks.known import read_known
from tests.benchmarks.records import read_results
from tests.benchmarks.running import PROJECT

EXAMPLE = PROJECT / "inputs" / "example"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Where figures and best plans are kept."""
    return tmp_path / "results.json", tmp_path / "known.json"


def _typed(files: tuple[Path, Path], *words: str) -> Result:
    results, known = map(str, files)
    terms = ["--time", "60", "--runs", "1", "--cores", "1", "--results", results, "--known", known]
    return CliRunner().invoke(benchmarks.main, [*terms, *words])


def test_figures_are_told_kept_and_held_against_later_ones(files: tuple[Path, Path]) -> None:
    """A run of HiGHS on a folder is kept; where a better plan was "known", its bound is refused."""
    results, known = files
    said = _typed(files, "--case", str(EXAMPLE), "--solvers", "highs", "--keep")
    assert said.exit_code == 0, said.output
    assert "example: 2 programmes" in said.output
    assert "best known: plan 49.7 highs" in said.output
    [record] = read_results(results)["records"]
    assert (record.case, record.solver, record.plan) == ("example", "highs", pytest.approx(49.7))
    assert read_known(known)["example"].gap == pytest.approx(0, abs=1e-6)

    told = json.loads(known.read_text(encoding="utf-8"))
    told["example"].update(plan=40.0, plan_by="nobody", bound=None)
    known.write_text(json.dumps(told), encoding="utf-8")
    results.unlink()
    said = _typed(files, "--case", str(EXAMPLE), "--solvers", "highs", "--keep")
    assert said.exit_code == 1
    assert "WRONG, so that nothing is kept: example: the bound 49.7 of highs" in said.output
    assert "exceeds the plan 40 of nobody" in said.output
    assert not results.exists()
    assert read_known(known)["example"].plan == 40.0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--cases", "ba+se+x@5"], "names no case"),
        (["--solvers", "ours,cplex"], "'cplex' is no solver; known are ours, highs, scip"),
    ],
)
def test_words_that_mean_nothing(files: tuple[Path, Path], words: list[str], message: str) -> None:
    """A label or a solver that nobody knows ends in a sentence, before anything is solved."""
    said = _typed(files, *words)
    assert said.exit_code == 1
    assert message in said.output


def test_a_case_that_is_none_is_told(files: tuple[Path, Path]) -> None:
    """What is wrong with a folder ends the case, not the command's other cases, and exit code 1."""
    said = _typed(files, "--case", str(PROJECT / "tests"), "--solvers", "highs", "--keep")
    assert said.exit_code == 1
    assert "nothing was solved" in said.output


def test_growth_is_told_and_kept(tmp_path: Path) -> None:
    """Two sizes of the example up to their first plans: a row each, an exponent, a file."""
    place = tmp_path / "results.json"
    words = ["--base", "example", "--sizes", "2,4", "--runs", "1", "--cores", "1", "--time", "60"]
    said = CliRunner().invoke(scaling.main, [*words, "--results", str(place), "--keep"])
    assert said.exit_code == 0, said.output
    assert "audit passed" in said.output
    assert "exponent" in said.output
    sizes = read_results(place)["scaling"]
    assert [size["programmes"] for size in sizes] == [2, 4]
    assert all(size["first_plan"] > 0 and size["memory_mb"] > 10 for size in sizes)
