"""The parts of a story: what a page or a terminal lays out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from model.reporting.story.words import million, month_words

_DUST = 1e-6


@dataclass(frozen=True)
class Figure:
    """One number to show large: `label` says what it is, `value` is the number, `note` the rest."""

    label: str
    value: str
    note: str


@dataclass(frozen=True)
class Breach:
    """A limit that the plan does not keep: which, whose, how many kg, when, why."""

    limit: str
    programme: str
    kg: float
    periods: str
    why: str
    sentence: str


@dataclass(frozen=True)
class Decision:
    """One dated decision: by when (YYYY-MM), what, why, at what cost (millions, not discounted).

    `asked` is true where the case itself asks for it (a limit, a commitment, an obligation that
    nothing else can serve), false where it is this plan's choice. `ready` (YYYY-MM, or "") is when
    what is decided can be used: the approval, the opening.
    """

    date: str
    kind: str
    programme: str
    step: str
    site: str
    line: str
    what: str
    why: str
    asked: bool
    ready: str
    cost_m: float
    currency: str

    @property
    def statement(self) -> str:
        """What and why, for where date and cost stand beside it."""
        ready = f" (ready in {month_words(self.ready)})" if self.ready else ""
        return f"{self.what}{ready}: {self.why}."

    @property
    def sentence(self) -> str:
        """All of it in one sentence, to read aloud."""
        ready = f", ready in {month_words(self.ready)}" if self.ready else ""
        cost = f"{self.currency} {million(self.cost_m)} million"
        lower = self.what[:1].lower() + self.what[1:]
        return f"By {month_words(self.date)} {lower}{ready}, for {cost}: {self.why}."


@dataclass(frozen=True)
class SiteRow:
    """A programme's step in the picture: `kg[site][year]` is what is released of it there.

    The programme's own figures (client, due_kg, on_time_share, cost_m) stand on each of its rows;
    `first` marks the first one. `moves` is true where more than one site makes it.
    """

    programme: str
    step: str
    client: str
    first: bool
    kg: tuple[tuple[float, ...], ...]
    moves: bool
    due_kg: float
    on_time_share: float
    cost_m: float

    def share(self, site: int, years: Iterable[int]) -> float | None:
        """The site's part in the years (both by their place); None where nothing is made then."""
        chosen = list(years)
        whole = sum(kg[year] for kg in self.kg for year in chosen)
        here = sum(self.kg[site][year] for year in chosen)
        return here / whole if whole > _DUST else None


@dataclass(frozen=True)
class SiteGrid:
    """Where each programme is made: `sites` and `years` (int) name the columns of `rows`."""

    sites: tuple[str, ...]
    years: tuple[int, ...]
    rows: tuple[SiteRow, ...]


@dataclass(frozen=True)
class LineLoad:
    """How full a line is: share of its days used by year (None: not open), and when it is full."""

    line: str
    site: str
    used: tuple[float | None, ...]
    full: tuple[str, ...]
    always: bool

    @property
    def when(self) -> str:
        """When it is full, in words; "" if never."""
        if self.always:
            return "always" if self.full else ""
        return ", ".join(self.full)


@dataclass(frozen=True)
class Story:
    """All that is told of a plan. Where there is no plan, most of it is empty.

    title: the case and its scenario. setting: what it supposes, horizon, whose cost is minimised.
    currency: the reporting currency. verdict: how it ended, sentence by sentence. breaches: the
    limits that are not kept, the heaviest first; breach_kinds: a sentence for each kind of them;
    breach_note: how they are counted and what is proven of them. figures: the numbers to show
    large. cost, obligations: sentences. decisions: the dated ones, at most seven, in order of date;
    later: what else is decided, or "". decided: what is decided in one sentence. grid: programme x
    site x year. homes: a sentence for each programme. lines: the load of each line; full: a
    sentence on those that are full. estimates: on what the cost rests. warnings: those of the run.
    """

    title: str
    setting: str
    currency: str
    verdict: tuple[str, ...]
    breaches: tuple[Breach, ...]
    breach_kinds: tuple[str, ...]
    breach_note: str
    figures: tuple[Figure, ...]
    cost: tuple[str, ...]
    obligations: tuple[str, ...]
    decided: str
    decisions: tuple[Decision, ...]
    later: str
    grid: SiteGrid
    homes: tuple[str, ...]
    lines: tuple[LineLoad, ...]
    full: str
    estimates: tuple[str, ...]
    warnings: tuple[str, ...]
