"""README.md tells what the program does: its tables, commands, figures and links are kept true."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
from pathlib import Path

import click
import pytest

import run
from model import commands, list_scenarios, read_case, solve
from model.reporting.workbook import SHEETS
from tests.case.folders import BASE, EXAMPLE
from tests.command_line import ROOT, Terminal
from tests.test_first_hour import section

README = (ROOT / "README.md").read_text(encoding="utf-8")


def table(first: str) -> list[list[str]]:
    """The rows of the table whose header begins with this word, without header and rule."""
    lines = README.split(f"\n| {first} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


def blocks(language: str, text: str = README) -> list[str]:
    """The blocks of code in this language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def declared(verb: str, command: click.Command) -> list[tuple[str, str, str]]:
    """A verb's parameters as the table shows them: verb, name, default."""
    rows = [(verb, "", "")]
    for param in command.params:
        name = param.opts[-1]
        if isinstance(param, click.Argument):
            name = param.human_readable_name.upper()
            name = name if param.required else f"[{name}]"
        plain = isinstance(param.default, (str, float, int)) and param.default is not False
        rows.append((verb, name, str(param.default) if plain else ""))
    return rows


def test_the_table_of_verbs_is_that_of_the_command_line() -> None:
    """Every verb, argument, option and default of the program stands in the table, and no other."""
    said = [(verb, name, default) for verb, name, default, _ in table("verb")]
    assert {row[0] for row in said} == set(run.main.commands)
    expected = [
        row for verb, command in run.main.commands.items() for row in declared(verb, command)
    ]
    assert sorted(said) == sorted(expected)


def test_the_exit_codes_are_all_there() -> None:
    """The codes are those of the program, and --help tells the same number of them."""
    codes = [int(code) for code, _ in table("exit code")]
    assert codes == [
        commands.FINE, commands.WRONG, commands.BROKEN,
        commands.STOPPED, commands.NO_PLAN, commands.FAULT,
    ]  # fmt: skip
    assert [int(code) for code in re.findall(r"\b(\d) ", run.main.epilog or "")] == codes


def test_every_sheet_is_told() -> None:
    """The table of sheets is the workbook's, in its order."""
    assert tuple(sheet for sheet, _ in table("sheet")) == SHEETS


def test_links_lead_to_files() -> None:
    """Whatever is linked or shown is there."""
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert len(links) >= 5
    assert [link for link in links if not (ROOT / link).is_file()] == []


def test_powershell_does_the_same_as_bash() -> None:
    """The commands for setting up differ between the shells only in how they are written."""
    bash = [block for block in blocks("sh") if "venv" in block]
    shell = blocks("powershell")
    assert len(bash) == len(shell) == 3
    for one, other in zip(bash, shell, strict=True):
        same = one.replace(" &&", ";").replace("python3 ", "py ")
        assert same.replace(".venv/bin/", ".venv\\Scripts\\") == other


def test_the_commands_do_what_is_said(terminal: Terminal) -> None:
    """Every `python run.py ...` of a block ends with 0, in the order of the page.

    The first hour is followed by tests of its own.
    """
    shutil.copytree(EXAMPLE, Path("inputs") / "base")
    others = README.replace(section(), "")
    lines = [
        line for block in blocks("sh", others) for line in block.splitlines() if "venv" not in line
    ]
    assert len(lines) >= 4
    assert terminal().code == 0
    for line in lines:
        words = shlex.split(line)
        assert words[:2] == ["python", "run.py"]
        said = terminal(*words[2:])
        assert said.code == 0, f"{line}: {said.err}"


def test_the_scenarios_named_exist() -> None:
    """Scenarios in the text are in the base or the example."""
    named = re.findall(r"--scenario ([\w+-]+)", README)
    known = {name for case in (BASE, EXAMPLE) for name in list_scenarios(case)["scenario"]}
    assert {part for name in named for part in name.split("+")} - known == {"all"}


def test_the_lines_of_python_give_what_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session with the model, run as it stands."""
    shutil.copytree(EXAMPLE, tmp_path / "inputs" / "example")
    monkeypatch.chdir(tmp_path)
    (block,) = blocks("python")
    said: list[str] = []
    test = doctest.DocTestParser().get_doctest(block, {}, "README.md", "README.md", 0)
    result = doctest.DocTestRunner().run(test, out=said.append)
    assert result.attempted > 5
    assert result.failed == 0, "".join(said)
    assert (tmp_path / "my-results" / "run.json").is_file()


def test_the_example_by_hand_is_what_is_solved() -> None:
    """Each head of the worked example, its total and its scenario are the proven optimum."""
    plan = solve(read_case(EXAMPLE), gap=0)
    costs = plan.tables["Costs"].groupby("head")["discounted_m"].sum()
    told: dict[str, float] = {}
    for heads, _, million in table("head"):
        for head in re.sub(r"\(.*\)|\*", "", heads).split(","):
            told[head.strip()] = float(million.strip("*"))
    assert told.pop("total") == pytest.approx(plan.total_cost_m) == 49.7
    costs = costs[(costs != 0) | costs.index.isin(list(told))]
    assert told == pytest.approx(costs.to_dict(), abs=1e-6)
    other = solve(read_case(EXAMPLE, "beta-up"), gap=0)
    (total,) = re.findall(r"so \*\*([\d.]+)\*\*", README)
    assert other.total_cost_m == pytest.approx(float(total))
