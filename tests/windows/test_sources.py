"""What cannot be run here is read: no source does what Windows lacks or does otherwise."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import EVERYTHING, PROJECT, SOURCES, name, parsed, posix_only
from tests.windows.rules import forks, strange, system_paths, without_encoding

README = (PROJECT / "README.md").read_text(encoding="utf-8")

# These hold the names that they look for.
_LISTS = {"tests/house.py", "tests/test_house.py"}
_SKIPS_ON_WINDOWS = re.compile(r"sys\.platform|os\.name|platform\.system")


def offenders(paths: list[Path], check: Callable[[ast.Module], object]) -> dict[str, object]:
    """What the check finds, by module."""
    return {name(path): found for path in paths if (found := check(parsed(path)))}


def modules_of_tests() -> list[Path]:
    """The modules of the tests."""
    return [path for path in EVERYTHING if path not in SOURCES]


def test_the_sources_use_only_what_windows_has() -> None:
    """Of os and signal, each name used is one that is known to be the same there."""
    assert len(SOURCES) > 100
    assert offenders(SOURCES, strange) == {}


def test_tests_that_need_another_system_say_so() -> None:
    """A test module with a POSIX-only name looks at the platform, so that it can be skipped."""
    found = offenders(modules_of_tests(), posix_only)
    unguarded = [
        path
        for path in found
        if path not in _LISTS
        and not path.startswith("tests/windows/")
        and not _SKIPS_ON_WINDOWS.search((PROJECT / path).read_text(encoding="utf-8"))
    ]
    assert unguarded == []


def test_text_is_never_in_the_encoding_of_the_system() -> None:
    """A Korean Windows writes cp949: every opening of text says UTF-8."""
    assert offenders(EVERYTHING, without_encoding) == {}


def test_processes_are_spawned() -> None:
    """The one way to start a process that Windows has is the one used everywhere."""
    assert offenders(EVERYTHING, forks) == {}


def test_no_source_names_a_place_of_one_system() -> None:
    """No /tmp, no ~/, no C:\\, and no date format that only some systems know."""
    assert offenders(SOURCES, system_paths) == {}


def test_spawned_processes_do_not_run_the_program_again() -> None:
    """run.py does nothing when it is imported, as each spawned process does, but declare."""
    tree = parsed(PROJECT / "run.py")
    harmless = (
        *(ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign),
        ast.Try,
    )
    *body, last = tree.body
    others = [node for node in body if not isinstance(node, harmless)]
    assert [type(node) for node in others] == [ast.Expr], "but for its docstring"
    assert isinstance(last, ast.If)
    assert ast.unparse(last.test) == "__name__ == '__main__'"
    tries = [node for node in body if isinstance(node, ast.Try)]
    assert all(isinstance(node, ast.Import) for tried in tries for node in tried.body)


def test_commands_mean_the_same_in_both_shells() -> None:
    """But for setting up, a command of the README holds nothing that PowerShell reads otherwise."""
    bash = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    shell = re.findall(r"^```powershell\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert len(bash) >= 4
    assert len(shell) == sum("venv" in block for block in bash) >= 2
    for block in bash:
        for line in block.splitlines():
            if "venv" not in line:
                assert re.fullmatch(r"python run\.py[\w./ +-]*", line), line
    for block in shell:
        assert not re.search(r"&&|\|\||/bin/|python3|\bexport\b|\bsource\b|\$\(", block)
        assert ".venv\\Scripts\\python" in block
    assert ".venv\\Scripts\\activate" in README, "the way in for PowerShell stands beside bash's"


@pytest.mark.parametrize(
    ("check", "source", "found"),
    [
        (strange, "import os\nos.fork()", ["os.fork"]),
        (strange, "from signal import SIGHUP", ["signal.SIGHUP"]),
        (strange, "import os\nos.replace(a, b)\nother.fork()", []),
        (without_encoding, "open(a)", [1]),
        (without_encoding, "open(a, 'w')", [1]),
        (without_encoding, "open(a, 'rb')\nopen(a, mode='wb')", []),
        (without_encoding, "path.open('w')\npath.read_text()\npath.write_text('x')", [1, 2, 3]),
        (without_encoding, "path.open('wb')\npath.read_text('utf-8')\nos.open(a, 0)", []),
        (without_encoding, "open(a, encoding='utf-8')\ndoor.open(key)\ndoor.open()", [3]),
        (forks, "get_context('fork')\nget_context()\nget_context('spawn')", 2),
        (forks, "ProcessPoolExecutor(3)\nProcessPoolExecutor(mp_context=spawn)", 1),
        (forks, "multiprocessing.Process()", 1),
        (system_paths, "a = '/tmp/x'\nb = 'C:\\\\x'\nc = '%Y-%-d'\nd = '/ 2'", 3),
    ],
)
def test_each_offence_is_found(
    check: Callable[[ast.AST], list[object]], source: str, found: list[object] | int
) -> None:
    """The searches see what they are made for, and let the lawful pass."""
    seen = check(ast.parse(source))
    assert (len(seen) if isinstance(found, int) else seen) == found
