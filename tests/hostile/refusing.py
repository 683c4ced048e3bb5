"""One clear message in time: what every unreadable file must end in."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psutil
import pytest

from model.case.errors import InputError
from model.case.reading import read_case

SECONDS: Final = 5.0
MEGABYTES: Final = 400.0


@contextmanager
def bounded(seconds: float = SECONDS, megabytes: float = MEGABYTES) -> Iterator[None]:
    """Fail where the block takes longer, or more memory on top of what there is."""
    process = psutil.Process(os.getpid())
    before = process.memory_info().rss
    peak, done = [before], threading.Event()

    def watch() -> None:
        while not done.wait(0.005):
            peak[0] = max(peak[0], process.memory_info().rss)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    began = time.process_time()
    try:
        yield
    finally:
        # Time of this process alone: others on the machine do not make a test fail.
        took = time.process_time() - began
        done.set()
        watcher.join()
    assert took <= seconds
    assert (peak[0] - before) / 1e6 <= megabytes


def refused(path: str | Path) -> tuple[str, ...]:
    """The problems of a case that cannot be read, within the bounds."""
    with bounded(), pytest.raises(InputError) as caught:
        read_case(path)
    problems = caught.value.problems
    noun = "problem" if len(problems) == 1 else "problems"
    assert str(caught.value).endswith(f"\n{len(problems)} {noun} in {path}; nothing was solved.")
    return problems


def refused_once(path: str | Path) -> str:
    """The only problem of a case that cannot be read."""
    problems = refused(path)
    assert len(problems) == 1, problems[:10]
    assert "; " in problems[0], "no remedy"
    return problems[0]
