"""The figures: `python -m tests.mutation formulation`, or audit."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tests.mutation import formulation, plans
from tests.mutation.equivalent import EQUIVALENT
from tests.oracle.agree import say


@click.group()
def main() -> None:
    """Measure how much the tests and the audit notice."""


@main.command("formulation")
@click.option("--many", default=300, help="how many, drawn from those; 0: all")
@click.option("--seed", default=0)
@click.option("--workers", default=1)
@click.option("--memory", type=click.Path(path_type=Path), help="file in which outcomes are kept")
@click.option("--only", default="", help="only changes whose name holds this text")
@click.option("--equivalent", is_flag=True, help="try those that are said to be equivalent, too")
def _formulation(
    many: int, seed: int, workers: int, memory: Path | None, only: str, equivalent: bool
) -> None:
    """Change the formulation, one operator, number or period at a time, and run the tests."""
    found = [mutant for mutant in formulation.all_mutants() if only in mutant.name]
    chosen = formulation.sample(found, many, seed)
    tried = [mutant for mutant in chosen if equivalent or mutant.name not in EQUIVALENT]
    kept = formulation.Memory(memory, formulation.state())
    outcomes = formulation.run(tried, kept, workers)
    for name in EQUIVALENT.keys() & outcomes.keys():
        if outcomes[name].killer:
            say(f"NOT equivalent: {name}: killed by {outcomes[name].killer}")
    text = formulation.table(chosen, outcomes)
    say(text)
    sys.exit(0 if float(text.rsplit(" ", 1)[1].rstrip("%")) >= 95 else 1)


@main.command("audit")
def _audit() -> None:
    """Alter plans, one number at a time, and audit them."""
    counts, ignored = plans.figures()
    say(f"{'':14}{'altered':>8}{'noticed':>8}")
    for table in [*dict.fromkeys(table for table, _ in counts), "all"]:
        mine = {key: many for key, many in counts.items() if table in (key[0], "all")}
        noticed = sum(many for key, many in mine.items() if key[1])
        say(f"{table:14}{sum(mine.values()):8}{noticed:8}")
    say("\n".join(ignored) or "Every one is noticed.")
    sys.exit(1 if ignored else 0)


if __name__ == "__main__":
    main()
