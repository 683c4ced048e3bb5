"""What the terminal says: progress while a run is under way, and a summary to read aloud."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import pandas as pd
from rich.console import Console
from rich.status import Status

from model.plan.plan import Plan
from model.reporting.reading import run_name

WIDTH = 100
_MOST = 20
_ENDINGS = {
    "gap": "it is within the gap asked for",
    "effort": "the effort asked for is spent",
    "time_limit": "the time limit was reached",
    "interrupt": "Ctrl-C: this is the best plan so far",
    "infeasible": "no plan exists",
}
_NO_PLANS = {
    "effort": "none was found with this effort; try a greater --effort",
    "time_limit": "the time limit came before a first plan; give more time",
    "interrupt": "Ctrl-C came before a first plan",
    "infeasible": "what is never relaxed cannot all hold",
}


class Display:
    """Seconds, phase, plan, bound and gap while a run goes on.

    A live line on a terminal; piped, one line for each phase and at most one in ten seconds.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(stderr=True, quiet=quiet, highlight=False)
        self._status: Status | None = None
        self._last: tuple[str, float] = ("", -10.0)

    def __enter__(self) -> Display:
        if self._console.is_terminal:
            self._status = self._console.status("", spinner="line")
            self._status.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._status is not None:
            self._status.stop()

    def __call__(
        self,
        seconds: float,
        phase: str,
        plan: float | None,
        bound: float | None,
        gap: float | None,
    ) -> None:
        """Show where the run stands; plan and bound in millions, gap as a share."""
        text = progress_line(seconds, phase, plan, bound, gap)
        if self._status is not None:
            self._status.update(text)
            return
        word = phase.split(" ", maxsplit=1)[0]
        if word != self._last[0] or seconds - self._last[1] >= 10:
            self._last = (word, seconds)
            self._console.print(text, soft_wrap=True)


def progress_line(
    seconds: float, phase: str, plan: float | None, bound: float | None, gap: float | None
) -> str:
    """One line: seconds, phase, and what is held by now."""
    held = "" if plan is None else f"   plan {plan:,.1f}"
    proven = "" if bound is None else f"   at least {bound:,.1f}"
    known = gap is not None and gap != float("inf")
    line = f"{seconds:6.0f} s  {phase:<34}{held}{proven}" + (f"   gap {gap:.1%}" if known else "")
    return line.rstrip()


def summary_lines(plan: Plan, folder: Path | None) -> list[str]:
    """The run in plain words: cost, obligations, where programmes are made, what to decide when."""
    name = run_name(plan.case.name, plan.case.scenario)
    lines = [f"{name}: {_status(plan)}"]
    if plan.status == "no_plan":
        lines += [f"  Stands in the way: {b.limit} ({b.key})" for b in plan.broken]
    else:
        lines += [*_cost(plan), *_obligations(plan), *_broken(plan), *_programmes(plan)]
        lines += _decisions(plan)
    if plan.warnings:
        lines += ["", *(f"Note: {warning}" for warning in plan.warnings[:_MOST])]
    if len(plan.warnings) > _MOST:
        lines.append(f"Note: and {len(plan.warnings) - _MOST} more, on the sheet About")
    wrapped = [part for line in lines for part in _wrapped(line)]
    if folder is not None:
        # Never wrapped: a path is copied.
        wrapped += ["", f"Results: {folder / name}.xlsx"]
    return wrapped


def _wrapped(line: str) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    wrapper = textwrap.TextWrapper(
        WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return wrapper.wrap(line) or [""]


def _status(plan: Plan) -> str:
    if plan.status == "no_plan":
        return f"no plan: {_NO_PLANS.get(plan.stopped_by, _ENDINGS[plan.stopped_by])}."
    heads = {
        "optimal": "the best plan, proven",
        "feasible": "a plan that keeps all limits",
        "interrupted": "a plan that keeps all limits, stopped early",
        "broken_limits": "not every limit can be kept; this is the plan found that breaks least",
    }
    if plan.status == "optimal":
        return f"{heads[plan.status]}."
    return f"{heads[plan.status]} ({_ENDINGS[plan.stopped_by]})."


def _cost(plan: Plan) -> Iterator[str]:
    currency = plan.case.settings["currency"]
    costs = plan.tables["Costs"]
    horizon = costs[costs["tail"] == "no"]
    ours, clients = float(horizon["ours_m"].sum()), float(horizon["client_m"].sum())
    shared = f" ({ours:,.1f} ours, {clients:,.1f} the clients')" if abs(clients) >= 0.05 else ""
    tail = f" The tail after it: {plan.tail_cost_m:,.1f}." if abs(plan.tail_cost_m) >= 0.05 else ""
    yield (
        f"Cost of the horizon: {currency} {ours + clients:,.1f} million, discounted{shared}.{tail}"
    )
    settings = plan.case.settings
    marks = ["our share alone"] if settings["objective"] == "own" else []
    marks += ["tail included"] if settings["tail_months"] else []
    counted = f" ({', '.join(marks)})" if marks else ""
    yield f"Decided here{counted}: {plan.decided_cost_m:,.1f} million; {_proof(plan)}."


def _proof(plan: Plan) -> str:
    if not math.isfinite(plan.bound_m):
        return "how much less another plan could cost is not known yet"
    saving = plan.objective_m - plan.bound_m
    like = " that breaks no more" if plan.broken else ""
    if plan.gap <= 1e-6:
        return f"no plan{like} costs less"
    return f"no plan{like} costs over {saving:,.1f} million less ({plan.gap:.1%})"


def _obligations(plan: Plan) -> Iterator[str]:
    served = plan.tables["Summary"]
    due, on_time = float(served["due_kg"].sum()), float(served["on_time_kg"].sum())
    share = on_time / due if due > 0 else 1.0
    yield (
        f"Obligations: {due:,.0f} kg due, {on_time:,.0f} kg on time ({share:.1%}), "
        f"{served['unmet_kg'].sum():,.1f} kg still owed at the end."
    )


def _broken(plan: Plan) -> Iterator[str]:
    if not plan.broken:
        return
    proven = plan.broken_weighted <= plan.broken_weighted_bound + 1e-5
    yield (
        f"Limits that are not kept (weighted {plan.broken_weighted:,.4g}; "
        + ("no plan breaks less" if proven else f"at least {plan.broken_weighted_bound:,.4g}")
        + "):"
    )
    for b in plan.broken[:_MOST]:
        yield f"  {b.limit}: {b.key}: {b.kg:,.1f} kg in {b.periods}; {b.why}"
    if len(plan.broken) > _MOST:
        yield f"  and {len(plan.broken) - _MOST} more, on the sheet About"


def _programmes(plan: Plan) -> Iterator[str]:
    yield ""
    yield "Where each programme is made:"
    made = plan.tables["Summary"]
    for row in _rows(made.head(_MOST)):
        share = float(row.on_time_share)
        on_time = "" if math.isnan(share) else f", {share:.0%} on time"
        yield f"  {row.programme}: {row.home_sites or 'nowhere'}{on_time}"
    if len(made) > _MOST:
        yield f"  and {len(made) - _MOST} more, on the sheet Summary"


def _decisions(plan: Plan) -> Iterator[str]:
    dated = plan.tables["Decisions"]
    asked = dated[(dated["decision"].isin(["transfer", "investment"])) & (dated["tail"] == "no")]
    yield ""
    yield "To decide:" if len(asked) else "To decide: no transfer and no investment."
    for number, row in enumerate(_rows(asked)):
        if number == _MOST:
            yield f"  and {len(asked) - _MOST} more, on the sheet Decisions"
            return
        if row.decision == "investment":
            what = f"build {row.line} at {row.site}"
        else:
            what = f"transfer {row.programme} {row.step} to {row.site}"
        serves = f"; first serves {row.serves}" if row.serves else ""
        yield f"  {row.date}  {what} ({row.cost_m:,.1f} million{serves})"


def _rows(table: pd.DataFrame) -> Iterator[Any]:
    """The rows as named tuples; the table's kind says what each column holds."""
    yield from table.itertuples()
