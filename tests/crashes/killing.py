"""Kill runs at random moments: `python -m tests.crashes.killing --times 200 --seed 0`.

After each kill: earlier runs whole, no half run counted, no process left; now and then a whole run
and a pruning. Every second kill is aimed at the moment of writing, which a clock rarely meets.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import click

from model.reporting.runs import list_runs
from tests.crashes.ground import Ground

_BETWEEN = 10  # kills between two whole runs


def moment(ground: Ground, draw: random.Random, number: int) -> Callable[[], bool]:
    """When to kill: by the clock, or a moment after the run has begun to write."""
    began = time.perf_counter()
    if number % 2:
        delay = draw.uniform(0.0, 1.1 * ground.usual)
        return lambda: time.perf_counter() - began >= delay
    there = set(ground.results.rglob("*"))
    delay = draw.uniform(0.0, 0.05) if draw.random() < 0.7 else 0.0
    seen: list[float] = []

    def writing() -> bool:
        if not seen:
            new = set(ground.results.rglob("*")) - there
            # The first file is the probe that comes before the work.
            if any(path.parent != ground.results for path in new):
                seen.append(time.perf_counter())
        return bool(seen) and time.perf_counter() - seen[0] >= delay

    return writing


def kill(place: Path, times: int, seed: int, tell: Callable[[str], None]) -> Ground:
    """Kill so many runs in a folder. Raises AssertionError where something is not whole."""
    ground = Ground(place)
    draw = random.Random(seed)
    ground.run()
    first = list_runs(ground.results)[0]
    shutil.copytree(first, first.with_name("20200101-000000-aaaaaa"))
    cleaned = 0
    for number in range(times):
        ground.kill(moment(ground, draw, number))
        if (number + 1) % _BETWEEN == 0 or number + 1 == times:
            ground.run()
            cleaned += ground.clean()
            tell(f"{number + 1} killed, all whole")
    came_to = Counter(kill.came_to for kill in ground.kills)
    tell(f"A whole run takes {ground.usual:.1f} s. Killed while: {dict(came_to)}.")
    tell(f"Left behind and pruned: {cleaned} files and folders.")
    tell(f"Processes gone after {max(kill.gone_after for kill in ground.kills):.2f} s at most.")
    return ground


@click.command()
@click.option("--times", default=200, show_default=True, help="Runs to kill.")
@click.option("--seed", default=0, show_default=True, help="Seed of the moments.")
def main(times: int, seed: int) -> None:
    """Kill runs at random moments and check what is left."""
    with tempfile.TemporaryDirectory() as place:
        kill(Path(place), times, seed, click.echo)


if __name__ == "__main__":
    main()
