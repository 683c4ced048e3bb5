"""What the verbs of the command line do: each takes plain arguments and returns an exit code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from model.case.errors import InputError
from model.case.reading import list_scenarios, read_case
from model.case.rows import frame
from model.case.schema import SCHEMA
from model.case.writing import write_csv, write_workbook
from model.plan.audit import audit
from model.plan.audit.report import AuditReport
from model.plan.plan import BrokenLimit, Plan
from model.reporting.comparison import compare
from model.reporting.comparison_text import lines, write_comparison
from model.reporting.files import WriteError, check_writable
from model.reporting.reading import RunError, read_run
from model.reporting.runs import newest, prune, write
from model.reporting.terminal import Display, summary_lines
from model.solving.answering import solve
from model.solving.highs import SolverVersionError

Say = Callable[[str], None]

FINE, WRONG, BROKEN, STOPPED, NO_PLAN, FAULT = range(6)
_SEVERITY = (FINE, STOPPED, BROKEN, NO_PLAN, WRONG, FAULT)


class UsageError(Exception):
    """The command line asks for something that cannot be; the text is one sentence."""


USER_ERRORS = (InputError, RunError, WriteError, UsageError, SolverVersionError)


def solve_cases(
    case: str,
    scenarios: Sequence[str],
    out: str | None,
    say: Say,
    *,
    gap: float,
    effort: str,
    time_limit: float | None,
    seed: int,
    workers: int | None,
    quiet: bool,
) -> int:
    """Solve the case, or each scenario in turn; the worst ending counts."""
    cases = [read_case(case, name) for name in _named(case, scenarios)]
    check_writable(Path(out) if out else Path("results"))
    endings = []
    for number, chosen in enumerate(cases):
        if number:
            say("")
        with Display(quiet=quiet) as display:
            plan = solve(
                chosen,
                gap=gap,
                effort=effort,
                time_limit=time_limit,
                seed=seed,
                workers=workers,
                progress=display,
            )
        folder = (
            None if out is None else Path(out) / chosen.scenario if len(cases) > 1 else Path(out)
        )
        endings.append(finish(plan, folder, say))
        if plan.stopped_by == "interrupt":
            break
    return max(endings, key=_SEVERITY.index)


def _named(case: str, scenarios: Sequence[str]) -> list[str]:
    """Scenario names as read_case wants them: base is "", all is base and every scenario."""
    names: list[str] = []
    for name in scenarios or [""]:
        if name == "all":
            names += ["", *(n for n in list_scenarios(case)["scenario"] if n != "base")]
        else:
            names.append("" if name == "base" else name)
    return list(dict.fromkeys(names))


def finish(plan: Plan, out: Path | None, say: Say) -> int:
    """Audit the plan, write the run and say what it holds."""
    if plan.status != "no_plan":
        report = audit(plan.case, plan.tables, plan.objective_m, plan.constant_m, plan.broken)
        if not report.ok:
            say(
                "The audit does not agree with the plan; it is not written. "
                "This is a fault of ours:"
            )
            _say_findings(report, say)
            return FAULT
    folder = _write(plan, out, say)
    for line in summary_lines(plan, folder):
        say(line)
    return ending(plan)


def _write(plan: Plan, out: Path | None, say: Say) -> Path:
    """The run's folder; where it cannot be written, one in the home folder instead of none."""
    try:
        return write(plan, out)
    except WriteError as error:
        rescue = Path.home() / "site-allocation-results"
        say(f"{error} The run goes to {rescue} instead.")
        return write(plan, None, rescue)


def ending(plan: Plan) -> int:
    """The exit code of a plan."""
    if plan.status == "no_plan":
        return NO_PLAN
    if plan.broken:
        return BROKEN
    return STOPPED if plan.stopped_by in ("time_limit", "interrupt") else FINE


def check_case(case: str, scenarios: Sequence[str], say: Say) -> int:
    """Read and check, solve nothing."""
    for name in _named(case, scenarios):
        chosen = read_case(case, name)
        rows = sum(len(table) for table in chosen.tables.values())
        label = f"{chosen.name}+{name}" if name else chosen.name
        say(f"{label}: {rows} rows, no problem.")
        for warning in chosen.warnings:
            say(f"  Note: {warning}")
    return FINE


def audit_run(path: str | None, say: Say) -> int:
    """Recompute a run from the inputs inside its workbook."""
    place = Path(path) if path else _newest(1)[0]
    run = read_run(place)
    if run.meta.get("status") == "no_plan":
        say(f"{place}: the run has no plan; there is nothing to audit.")
        return NO_PLAN
    report = audit(
        run.case,
        run.tables,
        run.meta.get("objective_m"),
        run.meta.get("constant_m"),
        _claims(run.meta.get("broken", ())),
    )
    say(f"{place}: {len(report.checks)} checks.")
    if report.ok:
        say("Every balance, limit and cost agrees with the inputs.")
        return FINE
    _say_findings(report, say)
    return FAULT


def _claims(broken: object) -> tuple[BrokenLimit, ...]:
    assert isinstance(broken, (list, tuple))
    return tuple(BrokenLimit(*[*entry, "", ""][:5]) for entry in broken)


def _say_findings(report: AuditReport, say: Say) -> None:
    say(f"{len(report.findings)} findings:")
    for finding in report.findings[:30]:
        say(f"  {finding.message}")


def compare_runs(a: str | None, b: str | None, out: str | None, say: Say) -> int:
    """Set two runs side by side, on the terminal and as a workbook."""
    if (a is None) != (b is None):
        raise UsageError("compare takes two runs, or none for the two newest")
    first, second = (Path(a), Path(b)) if a and b else tuple(_newest(2))
    comparison = compare(read_run(first), read_run(second))
    for line in lines(comparison):
        say(line)
    place = Path(out) if out else second / "comparison.xlsx" if second.is_dir() else None
    place = place or second.with_name(f"{second.stem} compared.xlsx")
    write_comparison(comparison, place)
    say(f"\nWorkbook: {place}")
    return FINE


def _newest(count: int) -> list[Path]:
    found = newest(count)
    if len(found) < count:
        raise RunError(
            f"there {'is' if len(found) == 1 else 'are'} {len(found)} complete runs in results, "
            f"{count} needed; name the runs"
        )
    return list(found)


def convert_case(source: str, target: str, say: Say) -> int:
    """A CSV folder into a workbook, or a workbook into a CSV folder."""
    case = read_case(source)
    place = Path(target)
    if place.exists():
        raise UsageError(f"{place} is there already; name one that is not")
    if place.suffix.lower() == ".xlsx":
        write_workbook(case, place)
    else:
        write_csv(case, place)
    say(f"{source} written to {place}")
    return FINE


def new_case(target: str, say: Say) -> int:
    """An empty case to fill in."""
    place = Path(target)
    if place.exists():
        raise UsageError(f"{place} is there already; name one that is not")
    tables = {name: frame(table, []) for name, table in SCHEMA.items()}
    if place.suffix.lower() == ".xlsx":
        write_workbook(tables, place)
    else:
        write_csv(tables, place)
    say(f"An empty case is in {place}; fill it in, then: python run.py check --case {place}")
    return FINE


def prune_runs(keep: int, say: Say) -> int:
    """Delete all runs but the newest."""
    for gone in prune(keep=keep):
        say(f"deleted {gone}")
    return FINE
