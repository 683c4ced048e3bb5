"""A plan told: every sentence and figure, from its tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from model.plan.plan import Plan
from model.reporting.story.decisions import (
    all_decisions,
    decided_sentence,
    later_sentence,
    shown,
)
from model.reporting.story.estimates import estimate_figure, estimate_sentences
from model.reporting.story.money import cost_figures, cost_sentences, currency_of, saving_sentence
from model.reporting.story.parts import Decision, SiteGrid, Story
from model.reporting.story.places import full_sentence, home_sentences, line_loads, site_grid
from model.reporting.story.supply import (
    breach_kinds,
    breach_note,
    breaches_of,
    obligation_sentences,
    supply_figures,
)
from model.reporting.story.words import capital, month_words, number_words, years_text

MOST_DECISIONS = 7

_EARLY = {"time_limit": "the time limit was reached", "interrupt": "Ctrl-C was pressed"}
_NO_PLANS = {
    "gap": "none was found",
    "effort": "none was found with this effort; try a greater one",
    "time_limit": "the time limit came before a first plan; give more time",
    "interrupt": "Ctrl-C came before a first plan",
    "infeasible": "what is never relaxed cannot all hold",
}


def tell(plan: Plan) -> Story:
    """The plan in words and figures."""
    if plan.status == "no_plan":
        return _nothing(plan)
    decisions = all_decisions(plan)
    grid, lines = site_grid(plan), tuple(line_loads(plan))
    years = years_text(_years(plan))
    return Story(
        title=_title(plan),
        setting=_setting(plan),
        currency=currency_of(plan),
        verdict=tuple(_verdict(plan, decisions)),
        breaches=tuple(breaches_of(plan)),
        breach_kinds=tuple(breach_kinds(plan)),
        breach_note=breach_note(plan),
        figures=(*cost_figures(plan), *supply_figures(plan), estimate_figure(plan)),
        cost=tuple(cost_sentences(plan, years)),
        obligations=tuple(obligation_sentences(plan, month_words(_last(plan)))),
        decided=decided_sentence(plan, decisions),
        decisions=shown(decisions, MOST_DECISIONS),
        later=later_sentence(decisions, MOST_DECISIONS),
        grid=grid,
        homes=tuple(home_sentences(plan)),
        lines=lines,
        full=full_sentence(lines),
        estimates=tuple(estimate_sentences(plan)),
        warnings=plan.warnings,
    )


def _title(plan: Plan) -> str:
    return " + ".join(filter(None, (plan.case.name, plan.case.scenario)))


def _last(plan: Plan) -> str:
    return str(plan.case.settings["last_month"])


def _years(plan: Plan) -> list[int]:
    first, last = (str(plan.case.settings[name])[:4] for name in ("first_month", "last_month"))
    return list(range(int(first), int(last) + 1))


def _setting(plan: Plan) -> str:
    """What the scenario supposes and what is minimised over which time."""
    settings = plan.case.settings
    scenarios = plan.case.tables["scenarios"]
    told = dict(zip(scenarios["scenario"], scenarios["description"], strict=True))
    names = plan.case.scenario.split("+") if plan.case.scenario else []
    supposed = "; ".join(str(told.get(name) or name) for name in names) or "The base case"
    whose = "ours alone" if settings["objective"] == "own" else "that of all parties together"
    first, last = (month_words(str(settings[name])) for name in ("first_month", "last_month"))
    return f"{capital(supposed)}. {first} to {last}; the cost counted is {whose}."


def _verdict(plan: Plan, decisions: Sequence[Decision]) -> Iterator[str]:
    if plan.broken:
        count = number_words(len(plan.broken), "limit")
        unavoidable = plan.broken_weighted_bound > 1e-6
        head = "Not every limit can be kept" if unavoidable else "Not every limit is kept"
        yield f"{head}: this plan, the one found that breaks least, breaks {count}."
    else:
        yield "This plan keeps every limit."
    if plan.stopped_by in _EARLY:
        yield f"It was stopped early: {_EARLY[plan.stopped_by]}."
    yield decided_sentence(plan, decisions)
    yield saving_sentence(plan)


def _nothing(plan: Plan) -> Story:
    """What there is to say where no plan was found."""
    return Story(
        title=_title(plan),
        setting=_setting(plan),
        currency=currency_of(plan),
        verdict=(f"No plan: {_NO_PLANS[plan.stopped_by]}.",),
        breaches=tuple(breaches_of(plan)),
        breach_kinds=(),
        breach_note="",
        figures=(),
        cost=(),
        obligations=(),
        decided="",
        decisions=(),
        later="",
        grid=SiteGrid((), (), ()),
        homes=(),
        lines=(),
        full="",
        estimates=(),
        warnings=plan.warnings,
    )
