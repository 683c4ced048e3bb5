"""The command line: `python run.py` solves the case in inputs/base. See `python run.py --help`."""

from __future__ import annotations

import sys
import traceback
from typing import Any

try:
    import click
except ModuleNotFoundError:
    print(
        "The libraries are not installed in this Python; the two commands in README.md do that.",
        file=sys.stderr,
    )
    sys.exit(1)


class DefaultsToSolve(click.Group):
    """A group of verbs in which `solve` may be left out."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `solve` before options that come without a verb."""
        if not args or (args[0].startswith("-") and args[0] not in ("--help", "--version")):
            args = ["solve", *args]
        return super().parse_args(ctx, args)


_case = click.option(
    "--case", default="inputs/base", show_default=True, help="CSV folder or workbook."
)
_scenario = click.option(
    "--scenario", multiple=True, help="Scenario, a+b, or all; may be given several times."
)


@click.group(cls=DefaultsToSolve, context_settings={"help_option_names": ["--help"]})
@click.version_option(package_name="site-allocation", prog_name="run.py")
def main() -> None:
    """Decide which programmes are made at which campus, and when.

    Without a verb the case is solved; the options of solve may follow at once.
    """


@main.command()
@_case
@_scenario
@click.option("--out", help="Folder to write to, instead of a new one under results.")
@click.option(
    "--gap",
    default=0.02,
    show_default=True,
    type=click.FloatRange(min=0),
    help="Stop at this gap, as a share of the decided cost.",
)
@click.option(
    "--effort",
    default="standard",
    show_default=True,
    type=click.Choice(["quick", "standard", "thorough"]),
    help="Stop when this much work is done.",
)
@click.option("--time-limit", type=click.FloatRange(min=1), help="Seconds, as a safety net.")
@click.option("--seed", default=0, show_default=True, help="Seed of the search.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes; default: the cores.")
@click.option("--quiet", is_flag=True, help="No progress.")
def solve(case: str, scenario: tuple[str, ...], out: str | None, **settings: Any) -> int:
    """Solve a case and write a run (the default)."""
    from model import commands

    return commands.solve_cases(case, scenario, out, click.echo, **settings)


@main.command()
@_case
@_scenario
def check(case: str, scenario: tuple[str, ...]) -> int:
    """Read and check a case, solve nothing."""
    from model import commands

    return commands.check_case(case, scenario, click.echo)


@main.command()
@click.argument("run", required=False)
def audit(run: str | None) -> int:
    """Recompute a run (default: the newest) from the inputs inside its workbook."""
    from model import commands

    return commands.audit_run(run, click.echo)


@main.command()
@click.argument("a", required=False)
@click.argument("b", required=False)
@click.option("--out", help="Workbook to write; default: comparison.xlsx in the folder of B.")
def compare(a: str | None, b: str | None, out: str | None) -> int:
    """Set two runs side by side (default: the two newest)."""
    from model import commands

    return commands.compare_runs(a, b, out, click.echo)


@main.command()
@click.argument("source")
@click.argument("target")
def convert(source: str, target: str) -> int:
    """Turn a CSV folder into a workbook (.xlsx), or back."""
    from model import commands

    return commands.convert_case(source, target, click.echo)


@main.command()
@click.argument("target")
def new(target: str) -> int:
    """Write an empty case to fill in: a workbook (.xlsx) or a CSV folder."""
    from model import commands

    return commands.new_case(target, click.echo)


@main.command()
@click.option("--keep", required=True, type=click.IntRange(min=0), help="Runs to keep.")
def prune(keep: int) -> int:
    """Delete all runs but the newest; nothing else ever deletes a run."""
    from model import commands

    return commands.prune_runs(keep, click.echo)


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    try:
        code = main.main(arguments, prog_name="run.py", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return 1
    except (KeyboardInterrupt, click.Abort):
        click.echo("Stopped; nothing was written.", err=True)
        return 3
    except Exception as error:  # noqa: BLE001 - the last door: say it in a sentence, or own up
        return _explain(error)
    return int(code or 0)


def _explain(error: Exception) -> int:
    from model import commands

    if isinstance(error, commands.USER_ERRORS):
        click.echo(str(error), err=True)
        return 1
    traceback.print_exception(error)
    click.echo("This is a fault of ours; please report it with the lines above.", err=True)
    return 5


if __name__ == "__main__":
    sys.exit(run())
