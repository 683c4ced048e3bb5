"""What the verbs of the command line do: each takes plain arguments and returns an exit code."""

from __future__ import annotations

import dataclasses
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from model.case.case import Case
from model.case.errors import InputError
from model.case.reading import BASE, list_scenarios, read_case
from model.case.rows import cell_text, frame
from model.case.schema import SCHEMA, SETTINGS
from model.case.writing import write_csv, write_workbook
from model.plan.audit import audit
from model.plan.audit.report import AuditReport
from model.plan.plan import BrokenLimit, Plan
from model.reporting.comparison import compare
from model.reporting.comparison_text import lines, write_comparison
from model.reporting.files import WriteError, check_writable, write_bytes, write_error
from model.reporting.page.comparison_page import comparison_page
from model.reporting.reading import RunError, read_run, run_name
from model.reporting.runs import list_runs, prune, write
from model.reporting.terminal import Display, summary_lines, terminal_width
from model.solving.answering import solve
from model.solving.cluster import ClusterError
from model.solving.highs import SolverVersionError
from model.solving.scenarios import planning

Say = Callable[[str], None]

FINE, WRONG, BROKEN, STOPPED, NO_PLAN, FAULT = range(6)
_SEVERITY = (FINE, STOPPED, BROKEN, NO_PLAN, WRONG, FAULT)
_RESULTS = "results"
_NOT_CASES = (".csv", ".xls", ".xlsm", ".xlsb", ".ods")


class UsageError(Exception):
    """The command line asks for something that cannot be; the text is one sentence."""


USER_ERRORS = (InputError, RunError, WriteError, UsageError, SolverVersionError, ClusterError)


def solve_cases(
    case: str,
    scenarios: Sequence[str],
    out: str | None,
    say: Say,
    *,
    quiet: bool,
    **settings: Any,
) -> int:
    """Solve the case, or each scenario in turn; the worst ending counts.

    `settings` are those of `solve`. Several scenarios with `out` get a folder each below it. On a
    cluster they are solved side by side.
    """
    cases = _read(case, scenarios)
    check_writable(Path(out or _RESULTS))
    endings: list[int] = []
    left: list[str] = []
    with planning([chosen for chosen, _ in cases], solve, **settings) as planned:
        for number, (chosen, seconds) in enumerate(cases):
            if number:
                say("")
            with _undisturbed():
                with Display(quiet=quiet) as display:
                    plan = planned(number, display)
                plan = dataclasses.replace(plan, seconds={"read": seconds, **plan.seconds})
                if endings and plan.stopped_by == "interrupt" and plan.status == "no_plan":
                    left.append(_name(chosen))
                    continue
                endings.append(finish(plan, _folder(out, chosen, len(cases)), say))
            if plan.stopped_by == "interrupt" and not settings.get("cluster"):
                left = [_name(waiting) for waiting, _ in cases[number + 1 :]]
                break
    if left:
        say(f"Not solved, because of Ctrl-C: {', '.join(left)}.")
    return max(endings, key=_SEVERITY.index)


def _folder(out: str | None, case: Case, cases: int) -> Path | None:
    """Where the run of a case goes; None: to a folder of its own under results."""
    if out is None:
        return None
    return Path(out) / _name(case) if cases > 1 else Path(out)


def _read(case: str, scenarios: Sequence[str]) -> list[tuple[Case, float]]:
    """The case as each scenario has it, each once, and seconds; all is base and every scenario."""
    names: list[str] = []
    for name in scenarios or [""]:
        if name == "all":
            names += ["", *(n for n in list_scenarios(case)["scenario"] if n != BASE)]
        else:
            names.append("" if name == BASE else name)
    cases = []
    for name in dict.fromkeys(names):
        began = time.perf_counter()
        cases.append((read_case(case, name), time.perf_counter() - began))
    return cases


def _name(case: Case) -> str:
    return run_name(case.name, case.scenario)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold Ctrl-C off: who presses it twice in a row shall not lose the plan that is being kept.

    `solve` listens to it on its own.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def finish(plan: Plan, out: Path | None, say: Say) -> int:
    """Audit the plan, write the run and say what it holds."""
    if plan.status != "no_plan":
        report = audit(plan.case, plan.tables, plan.objective_m, plan.constant_m, plan.broken)
        if not report.ok:
            say("The plan disagrees with the inputs: a fault of the program. It is not written.")
            _say_findings(report, say)
            return FAULT
    folder = _write(plan, out, say)
    for line in summary_lines(plan, folder, terminal_width()):
        say(line)
    return ending(plan)


def _write(plan: Plan, out: Path | None, say: Say) -> Path:
    """The run's folder; where it cannot be written, one elsewhere instead of none."""
    try:
        return write(plan, out, tell=say)
    except WriteError as error:
        say(str(error))
    for rescue in (Path.home(), Path(tempfile.gettempdir())):
        try:
            return write(plan, None, rescue / "site-allocation-results", say)
        except WriteError as error:
            say(str(error))
    raise WriteError("The plan could not be written anywhere.")


def ending(plan: Plan) -> int:
    """The exit code of a plan."""
    if plan.status == "no_plan":
        return NO_PLAN
    if plan.broken:
        return BROKEN
    return STOPPED if plan.stopped_by in ("time_limit", "interrupt") else FINE


def check_case(case: str, scenarios: Sequence[str], say: Say) -> int:
    """Read and check, solve nothing."""
    for chosen, _ in _read(case, scenarios):
        rows = sum(len(table) for table in chosen.tables.values())
        say(f"{_name(chosen)}: {rows} rows, no problem.")
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
    claims = _claims(run.meta.get("broken", ()))
    figures = (run.meta.get("objective_m"), run.meta.get("constant_m"))
    report = audit(run.case, run.tables, *figures, claims)
    say(f"{place}: {len(report.checks)} checks.")
    if not report.ok:
        _say_findings(report, say)
        say("If nobody has edited the run since, this is a fault of the program; please report it.")
        return FAULT
    say("Every balance, limit and cost agrees with the inputs.")
    for claim in claims:
        say(f"  Not kept, as the run says: {claim.limit}: {claim.key}: {claim.kg:,.1f} kg")
    return BROKEN if claims else FINE


def _claims(broken: Iterable[Mapping[str, Any]]) -> tuple[BrokenLimit, ...]:
    return tuple(BrokenLimit(**entry) for entry in broken)


def _say_findings(report: AuditReport, say: Say) -> None:
    number = len(report.findings)
    say(f"{number} {'finding' if number == 1 else 'findings'}:")
    for finding in report.findings[:30]:
        say(f"  {finding.message}")
    if number > 30:
        say(f"  and {number - 30} more")


def compare_runs(a: str | None, b: str | None, out: str | None, say: Say) -> int:
    """Set two runs side by side, on the terminal and as a workbook; by default the newest two."""
    if (a is None) != (b is None):
        raise UsageError(f"compare takes two runs, or none for the two newest; {a} stands alone.")
    second, first = (Path(b), Path(a)) if a and b else _newest(2)
    one, two = read_run(first), read_run(second)
    comparison = compare(one, two)
    for line in lines(comparison):
        say(line)
    place = Path(out) if out else second / "comparison.xlsx"
    if place.suffix.lower() == ".html":
        place = place.with_suffix(".xlsx")
    if not out and not second.is_dir():
        place = second.with_name(f"{second.stem} compared.xlsx")
    write_comparison(comparison, place)
    page = place.with_suffix(".html")
    write_bytes(page, comparison_page(comparison, one, two))
    say(f"\nPage: {page}")
    say(f"Workbook: {place}")
    return FINE


def _newest(count: int) -> list[Path]:
    """The newest complete runs, the newest first."""
    found = list_runs(_RESULTS)[::-1][:count]
    if len(found) < count:
        there = "one complete run" if found else "no complete run"
        wanted = "; make another, or name two" if found else "; name one, or solve a case first"
        raise RunError(f"There is {there} in {_RESULTS}{wanted}.")
    return found


def convert_case(source: str, target: str, say: Say) -> int:
    """A CSV folder into a workbook, or a workbook into a CSV folder."""
    case = read_case(source)
    place = _write_case(case, target)
    say(f"{source} is written to {place}; both read the same.")
    return FINE


def new_case(target: str, say: Say) -> int:
    """An empty case to fill in."""
    tables = {name: frame(table, []) for name, table in SCHEMA.items()}
    values = [cell_text(setting.default) or None for setting in SETTINGS.values()]
    tables["settings"] = pd.DataFrame({"setting": list(SETTINGS), "value": values}, dtype=object)
    place = _write_case(tables, target)
    word = f'"{place}"' if " " in str(place) else str(place)
    say(f"An empty case is in {place}; fill it in, then: python run.py check --case {word}")
    return FINE


def _write_case(case: Case | Mapping[str, pd.DataFrame], target: str) -> Path:
    """Write to a workbook or a folder that is not there yet. Raises UsageError, WriteError."""
    place = Path(target)
    if place.exists():
        raise UsageError(f"{place} is there already; name one that is not.")
    if place.suffix.lower() in _NOT_CASES:
        raise UsageError(f"{place}: a case is a folder or a workbook whose name ends in .xlsx.")
    check_writable(place.parent)
    try:
        (write_workbook if place.suffix.lower() == ".xlsx" else write_csv)(case, place)
    except OSError as error:
        raise write_error(place, error) from error
    return place


def prune_runs(keep: int, say: Say) -> int:
    """Delete all runs but the newest."""
    gone = prune(_RESULTS, keep=keep)
    for folder in gone:
        say(f"deleted {folder}")
    if not gone:
        say(f"Nothing to delete; {_RESULTS} holds at most {keep}.")
    return FINE
