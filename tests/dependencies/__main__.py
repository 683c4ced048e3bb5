"""The tests with other versions: `python -m tests.dependencies oldest`, or newest.

A new virtual environment gets the oldest versions that pyproject.toml admits, or the newest there
are, from wherever pip is set up to find them; in it a part of the suite is run that touches every
library.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import click

from tests.dependencies.wanted import oldest, to_be_run
from tests.house import PROJECT

PART = (
    "tests/case/test_case.py",
    "tests/case/test_workbook.py",
    "tests/plan",
    "tests/reporting",
    "tests/rules",
    "tests/solving/test_highs.py",
    "tests/solving/test_parts.py",
    "tests/test_command_line.py",
    "tests/test_endings.py",
)


def environment(place: Path, which: str) -> Path:
    """A new environment with these versions; its Python."""
    wanted = to_be_run()
    words = list(oldest(wanted)) if which == "oldest" else [str(each) for each in wanted]
    venv.create(place, with_pip=True)
    python = place / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *words]
    if which == "newest":
        pip += ["--upgrade", "--upgrade-strategy", "eager"]
    subprocess.run(pip, check=True)
    return python


@click.command()
@click.argument("which", type=click.Choice(["oldest", "newest"]))
def main(which: str) -> None:
    """Run a part of the suite with the oldest or the newest versions."""
    with tempfile.TemporaryDirectory() as place:
        python = environment(Path(place), which)
        subprocess.run([str(python), "-m", "pip", "list", "--format=freeze"], check=True)
        words = [str(python), "-m", "pytest", "-p", "no:cacheprovider", *PART]
        sys.exit(subprocess.run(words, cwd=PROJECT, check=False).returncode)


if __name__ == "__main__":
    main()
