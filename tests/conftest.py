"""What tests of the whole program share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import Terminal


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """The command line, in a working folder of its own."""
    monkeypatch.chdir(tmp_path)
    return Terminal(capsys)
