"""What pyproject.toml asks for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from packaging.requirements import Requirement

from tests.house import PROJECT

# They check the sources, not what runs.
_ONLY_FOR_SOURCES = {"mypy", "pandas-stubs", "ruff", "scipy-stubs", "types-openpyxl"}


def run_time() -> list[Requirement]:
    """What a run needs."""
    return [Requirement(text) for text in _project()["dependencies"]]


def for_tests() -> list[Requirement]:
    """What only the tests and checks need."""
    return [Requirement(text) for text in _project()["optional-dependencies"]["test"]]


def to_be_run() -> list[Requirement]:
    """What is there when the tests run."""
    tools = [tool for tool in for_tests() if tool.name not in _ONLY_FOR_SOURCES]
    return [*run_time(), *tools]


def oldest(requirements: list[Requirement]) -> Iterator[str]:
    """Each at the oldest version that is admitted. Raises ValueError where there is no bound."""
    for requirement in requirements:
        bounds = [bound for bound in requirement.specifier if bound.operator == ">="]
        if len(bounds) != 1:
            raise ValueError(f"{requirement} has no oldest version")
        yield f"{requirement.name}=={bounds[0].version}"


def _project() -> dict[str, Any]:
    text = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    project: dict[str, Any] = tomllib.loads(text)["project"]
    return project
