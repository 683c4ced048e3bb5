"""What the terminal says: progress while a run is under way, and a summary to read aloud."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

from rich.console import Console
from rich.status import Status

from model.plan.plan import Plan
from model.reporting.page.plan_page import PAGE
from model.reporting.reading import run_name
from model.reporting.story import Story, tell

WIDTH = 100
_MOST = 20
_NARROWEST = 40
_ENDINGS = {
    "gap": "it is within the gap asked for",
    "effort": "the effort asked for is spent",
    "time_limit": "stopped early, the time limit was reached",
    "interrupt": "stopped early, by Ctrl-C",
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


def summary_lines(plan: Plan, folder: Path | None, width: int = WIDTH) -> list[str]:
    """The run in sentences to read aloud, wrapped to `width`; the last two lines say where it lies.

    The words are those of the Board: `model.reporting.story`.
    """
    name = run_name(plan.case.name, plan.case.scenario)
    story = tell(plan)
    lines = [part for line in _told(plan, story) for part in _wrapped(line, width)]
    if folder is not None:
        # Never wrapped: a path is copied.
        lines += ["", f"Page: {folder / PAGE}", f"Results: {folder / name}.xlsx"]
    return lines


def terminal_width() -> int:
    """Columns to write in: those of a terminal, within reason; the usual where it is piped."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(_NARROWEST, min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns))


def _told(plan: Plan, story: Story) -> Iterator[str]:
    name = run_name(plan.case.name, plan.case.scenario)
    if plan.status == "no_plan":
        yield f"{name}: {' '.join(story.verdict)}"
        yield from (f"  Stands in the way: {breach.sentence}" for breach in story.breaches)
    else:
        ended = "it is solved to the end" if plan.status == "optimal" else _ENDINGS[plan.stopped_by]
        yield f"{name}: {ended}."
        yield " ".join(story.verdict)
        breaches = [breach.sentence for breach in story.breaches]
        yield from _block("Limits that are not kept", breaches, "About", story.breach_note)
        yield from _block("Cost", story.cost)
        yield from _block("Obligations", story.obligations)
        decisions = [decision.sentence for decision in story.decisions]
        yield from _block("To decide", decisions or [story.decided], after=story.later)
        yield from _block("Where each programme is made", story.homes, "Summary")
        yield from _block("Lines", [story.full] if story.full else [])
        yield from _block("Estimates", story.estimates)
    yield from _block("Notes", story.warnings, "About")


def _block(
    heading: str, sentences: Sequence[str], sheet: str = "", after: str = ""
) -> Iterator[str]:
    """A heading and its sentences; of many, the first, and on which sheet the others stand."""
    if not sentences:
        return
    yield ""
    yield heading
    yield from (f"  {sentence}" for sentence in sentences[:_MOST])
    if len(sentences) > _MOST:
        yield f"  and {len(sentences) - _MOST} more, on the sheet {sheet}"
    if after:
        yield f"  {after}"


def _wrapped(line: str, width: int) -> list[str]:
    indent = len(line) - len(line.lstrip())
    wrapper = textwrap.TextWrapper(
        width,
        subsequent_indent=" " * (2 * indent),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapper.wrap(line) or [""]
