"""The example's plan, made once."""

from __future__ import annotations

import pytest

from model.plan.plan import Plan
from tests.case.folders import Folder
from tests.reporting.story.variants import planned


@pytest.fixture(scope="package")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """The proven plan of the example; tests replace its parts and never write into it."""
    return planned(Folder(), tmp_path_factory.mktemp("example"))
