"""Portfolios of any size: they read clean, are the same for a seed, and load lines as the case."""

from __future__ import annotations

import functools
from collections import defaultdict
from pathlib import Path

import pytest
from click.testing import CliRunner

from model.case.building import build_instance
from model.case.case import Case
from model.case.reading import read_case
from tests.benchmarks.drawing import Draw
from tests.benchmarks.following import follow, rows_of
from tests.benchmarks.load import work_of_lines
from tests.benchmarks.portfolio import drawn_case, main, portfolio

INPUTS = Path(__file__).resolve().parents[2] / "inputs"


@functools.cache
def _base(name: str = "base") -> Case:
    return read_case(INPUTS / name)


@functools.cache
def _drawn(count: int, name: str = "base", period_months: int | None = None) -> Case:
    return drawn_case(_base(name), count, 0, period_months)


def _origin(name: str) -> str:
    return name.rpartition("-")[0]


def _load(case: Case) -> dict[str, float]:
    """Work of each line over its days in the horizon."""
    tables = {name: rows_of(case, name) for name in ("recipes", "obligations", "steps")}
    inst = build_instance(case)
    planned = inst.horizon.planned
    return {
        line: days / sum(inst.lines[line].days[:planned])
        for line, days in work_of_lines(tables).items()
    }


def _by_programme(case: Case, table: str, column: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(case, table):
        found[row["programme"]].add(row[column])
    return found


@pytest.mark.parametrize(("name", "count"), [("base", 5), ("base", 30), ("example", 9)])
def test_a_portfolio_reads_clean(name: str, count: int) -> None:
    """It has as many programmes as asked for, no problems, and no warnings that the case lacks."""
    case = _drawn(count, name)
    assert len(case.tables["programmes"]) == count
    assert len(case.warnings) <= len(_base(name).warnings)


def test_the_same_seed_draws_the_same() -> None:
    """A seed gives one portfolio, cell by cell; another seed another."""
    first, again, other = (portfolio(_base(), 14, seed) for seed in (0, 0, 1))
    assert all(table.equals(again[name]) for name, table in first.items())
    assert not first["obligations"].equals(other["obligations"])


@pytest.mark.parametrize("count", [14, 30])
def test_lines_are_loaded_as_those_of_the_case(count: int) -> None:
    """What is due fills each copy of a line as it fills the line: to 1 %, whatever the number."""
    before, now = _load(_base()), _load(_drawn(count))
    assert {_origin(line) for line in now} == set(before)
    assert len(now) == round(count / 14) * len(before)
    for line, load in now.items():
        assert load == pytest.approx(before[_origin(line)], rel=0.01)


@pytest.mark.parametrize(
    ("table", "column"),
    [("steps", "step"), ("qualifications", "site"), ("market_access", "market")],
)
def test_a_programme_keeps_its_structure(table: str, column: str) -> None:
    """Route, sites and markets are those of the programme that it was drawn from."""
    before, now = (_by_programme(case, table, column) for case in (_base(), _drawn(30)))
    assert len(now) == 30
    assert all(values == before[_origin(name)] for name, values in now.items())


def test_recipes_are_no_more_and_mix() -> None:
    """One copy of each line of the case; and all programmes meet through lines, in one network."""
    before, now = (_by_programme(case, "recipes", "line") for case in (_base(), _drawn(30)))
    for name, lines in now.items():
        assert sorted(map(_origin, lines)) == sorted(before[_origin(name)])
    reached = set(now[min(now)])
    for _ in now:
        reached |= {line for lines in now.values() if lines & reached for line in lines}
    assert reached == set(_drawn(30).tables["lines"]["line"])


def test_what_is_agreed_follows() -> None:
    """Vetoes, shares and reservations go with each programme; a client reserves where it runs."""
    before, now = _base().tables, _drawn(30)
    for table in ("commitments", "site_shares"):
        named = set(before[table]["programme"])
        heirs = {name for name in now.tables["programmes"]["programme"] if _origin(name) in named}
        assert heirs
        assert set(now.tables[table]["programme"]) == heirs
    clients = dict(zip(now.tables["programmes"]["client"], _programmes(now), strict=True))
    lines = _by_programme(now, "recipes", "line")
    reserved = rows_of(now, "reservations")
    assert len(reserved) >= 2 * len(before["reservations"])
    assert all(row["line"] in lines[clients[row["client"]]] for row in reserved)


def _programmes(case: Case) -> list[str]:
    return list(case.tables["programmes"]["programme"])


def test_dues_move_with_what_hangs_on_them() -> None:
    """Two quarters later, a contract ends and a second source is asked for two quarters later."""
    draw = Draw("A", 3, volume=2.0, cost=1.0, price=0.5, quarters=2, titre={})
    programme = {
        "programme": "A",
        "client": "C",
        "contract_end": "2030-06",
        "safety_stock_from": None,
        "unmet_cost_m_per_kg": 3.0,
    }
    assert follow(programme, "programmes", draw) == {
        "programme": "A-3",
        "client": "C-3",
        "contract_end": "2030-12",
        "safety_stock_from": None,
        "unmet_cost_m_per_kg": 1.5,
    }


def test_the_command_writes_a_case(tmp_path: Path) -> None:
    """The command leaves a folder that reads, in the periods asked for."""
    out = tmp_path / "drawn"
    arguments = ["--programmes", "3", "--base", str(INPUTS / "example"), "--out", str(out)]
    result = CliRunner().invoke(main, [*arguments, "--period-months", "3"])
    assert result.exit_code == 0, result.output
    assert "3 programmes" in result.output
    case = read_case(out)
    assert case.settings["period_months"] == 3
    assert len(case.tables["programmes"]) == 3
