"""The command line: `python run.py` solves the case in inputs/base. See `python run.py --help`."""

from __future__ import annotations

import contextlib
import difflib
import errno
import math
import os
import sys
import traceback
from pathlib import Path
from typing import Any

try:
    import click
except ModuleNotFoundError:
    print(
        "The libraries are not installed in this Python; the commands in README.md do that.",
        file=sys.stderr,
    )
    sys.exit(1)

from model import __version__


class Number(click.FloatRange):
    """A finite number in a range."""

    name = "number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The number; nan and infinity pass every comparison and mean nothing here."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a valid number.", param, ctx)
        return number


class WholeNumber(click.IntRange):
    """A whole number in a range."""

    name = "whole number"


class Verb(click.Command):
    """A verb that says what to do with a word that it cannot place."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse words that are left over: mostly a case without --case."""
        left = super().parse_args(ctx, args)
        if left:
            knows_case = any(param.name == "case" for param in self.params)
            remedy = f"; name a case with --case {left[0]}" if knows_case else ""
            ctx.fail(f"{self.name} has no place for {left[0]}{remedy}.")
        return left


class DefaultsToSolve(click.Group):
    """A group of verbs in which `solve` may be left out."""

    command_class = Verb

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `solve` before options that come without a verb."""
        if not args or (args[0].startswith("-") and args[0] not in ("--help", "--version")):
            args = ["solve", *args]
        elif args[0] not in (*self.commands, "--help", "--version"):
            close = difflib.get_close_matches(args[0], self.commands, n=1)
            remedy = f"the nearest is {close[0]}" if close else f"known are {self._listed()}"
            if Path(args[0]).exists():
                remedy = f"name a case with --case {args[0]}"
            ctx.fail(f"{args[0]} is not a verb; {remedy}.")
        return super().parse_args(ctx, args)

    def _listed(self) -> str:
        return ", ".join(sorted(self.commands))


_case = click.option(
    "--case", default="inputs/base", show_default=True, help="CSV folder or workbook."
)
_scenario = click.option(
    "--scenario", multiple=True, help="Scenario, a+b, or all; may be given several times."
)

_EXIT_CODES = """
Exit codes: 0 done (stopped by gap or effort, all limits kept); 1 something is wrong with the
inputs or the command; 2 some limit is broken; 3 stopped by the time limit or Ctrl-C, with a plan;
4 no plan; 5 a fault of the program.
"""


@click.group(
    cls=DefaultsToSolve, context_settings={"help_option_names": ["--help"]}, epilog=_EXIT_CODES
)
@click.version_option(version=__version__, prog_name="run.py")
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
    type=Number(min=0, max=1),
    help="Stop at this gap, as a share of the decided cost: 0.02 is 2 %.",
)
@click.option(
    "--effort",
    default="standard",
    show_default=True,
    type=click.Choice(["quick", "standard", "thorough"]),
    help="Stop when this much work is done.",
)
@click.option("--time-limit", type=Number(min=1), help="Seconds, as a safety net.")
@click.option(
    "--seed", default=0, show_default=True, type=WholeNumber(min=0), help="Seed of the search."
)
@click.option("--workers", type=WholeNumber(min=1), help="Processes; default: the cores.")
@click.option("--cluster", help="Address of a Dask scheduler: use its workers instead.")
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


@main.command(short_help="Recompute a run from its inputs.")
@click.argument("run", required=False)
def audit(run: str | None) -> int:
    """Recompute RUN (default: the newest) from the inputs inside its workbook."""
    from model import commands

    return commands.audit_run(run, click.echo)


@main.command(short_help="Set two runs side by side.")
@click.argument("a", required=False)
@click.argument("b", required=False)
@click.option(
    "--out", help="Workbook to write, and a page; default: comparison.xlsx in the folder of B."
)
def compare(a: str | None, b: str | None, out: str | None) -> int:
    """Set run A and run B side by side (default: the two newest)."""
    from model import commands

    return commands.compare_runs(a, b, out, click.echo)


@main.command()
@click.argument("source")
@click.argument("target")
def convert(source: str, target: str) -> int:
    """Turn a CSV folder into a workbook (.xlsx), or back."""
    from model import commands

    return commands.convert_case(source, target, click.echo)


@main.command(short_help="Write an empty case to fill in.")
@click.argument("target")
def new(target: str) -> int:
    """Write an empty case to fill in: a workbook (.xlsx) or a CSV folder."""
    from model import commands

    return commands.new_case(target, click.echo)


@main.command(short_help="Delete all runs but the newest.")
@click.option("--keep", required=True, type=WholeNumber(min=1), help="Runs to keep.")
def prune(keep: int) -> int:
    """Delete all runs under results but the newest; nothing else ever deletes a run."""
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
        click.echo("Stopped by Ctrl-C; nothing more was written.", err=True)
        return 4
    except BrokenPipeError:
        # Who reads our output has gone (as with `| head`): nobody is left to be told.
        _forget_what_is_left_to_say()
        return 1
    except Exception as error:  # noqa: BLE001 - the last door: say it in a sentence, or own up
        return _explain(error)
    return int(code or 0)


def _forget_what_is_left_to_say() -> None:
    """Keep Python from trying again, when it ends, to write what nothing takes."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _explain(error: Exception) -> int:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        click.echo("The disk is full; make room and run again.", err=True)
        _forget_what_is_left_to_say()
        return 1
    if isinstance(error, ModuleNotFoundError) and not str(error.name).startswith("model"):
        click.echo(
            f"{error.name} is not installed in this Python; the commands in README.md do that.",
            err=True,
        )
        return 1
    from model import commands

    if isinstance(error, commands.USER_ERRORS):
        click.echo(str(error), err=True)
        return 1
    traceback.print_exception(error)
    click.echo("This is a fault of the program; please report it with the lines above.", err=True)
    return 5


def _never_fail_on_a_letter() -> None:
    """A letter that the output cannot show (piped, on Windows) becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


if __name__ == "__main__":
    _never_fail_on_a_letter()
    sys.exit(run())
