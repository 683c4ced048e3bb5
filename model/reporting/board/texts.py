"""The blocks of the Board that are words and numbers."""

from __future__ import annotations

from dataclasses import replace

from model.reporting.board.paper import (
    DARK,
    GREY,
    PALE,
    RED,
    RULE,
    UNITS,
    Paper,
    Style,
    needed,
)
from model.reporting.story import Decision, Story
from model.reporting.story.words import month_words

LAST = UNITS - 1
HEADING = Style(size=9.5, bold=True, colour=DARK, bottom=DARK)
_TITLE = Style(size=16, bold=True, colour=DARK)
_SETTING = Style(size=8, colour=GREY)
_VERDICT = Style(size=9.5)
_LIGHT = Style(size=9, bold=True, align="center", middle=True)
_BLUSH = "#FDECEC"
_MOST_BREACHES = 4
_LIGHT_FIRST = 27
_DATE, _WHAT, _COST = (0, 4), (5, 32), (33, 35)


def write_head(paper: Paper, story: Story, light: tuple[str, str]) -> None:
    """Title and master light; what is supposed; how it ended."""
    row = paper.line(25)
    paper.one_line(row, 0, _LIGHT_FIRST - 1, f"Site allocation plan: {story.title}", _TITLE)
    beside = Style(colour=GREY, align="right", middle=True, indent=True)
    paper.put(row, _LIGHT_FIRST, 31, "All checks", beside)
    paper.formula(row, 32, LAST, "=Checks!B1", light[0], _LIGHT)
    for word, font, fill in (("OK", "#1B5E20", "#C8E6C9"), ("CHECK", "#B71C1C", "#FFCDD2")):
        look = paper.book.workbook.add_format({"font_color": font, "bg_color": fill})
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look}
        paper.sheet.conditional_format(row, 32, row, LAST, rule)
    row = paper.line(needed([(story.setting, 0, _LIGHT_FIRST - 1, _SETTING)]))
    paper.put(row, 0, _LIGHT_FIRST - 1, story.setting, _SETTING)
    counted = Style(size=7, colour=GREY, align="right")
    paper.formula(row, _LIGHT_FIRST, LAST, "=Checks!C1", light[1], counted)
    paper.line(3)
    if not story.breaches:
        paper.text(" ".join(story.verdict), _VERDICT)


def write_breaches(paper: Paper, story: Story) -> None:
    """Where limits are not kept, the page leads with them."""
    if not story.breaches:
        return
    red = Style(size=10, bold=True, colour=RED, fill=_BLUSH, top=RED, indent=True)
    paper.text(story.verdict[0], red, spare=4)
    plain = Style(fill=_BLUSH, indent=True)
    sentences = [breach.sentence for breach in story.breaches]
    if len(sentences) > _MOST_BREACHES:
        heaviest = max(1, _MOST_BREACHES - len(story.breach_kinds))
        sentences = [*story.breach_kinds, *sentences[:heaviest]]
    for sentence in sentences:
        paper.text(sentence, plain)
    note = Style(size=7.5, colour=GREY, fill=_BLUSH, bottom=RED, indent=True)
    where = "The sheet About has all of them." if len(story.breaches) > _MOST_BREACHES else ""
    paper.text(" ".join(filter(None, (story.breach_note, where))) or " ", note)
    paper.line(3)
    rest = " ".join(story.verdict[1:])
    if rest:
        paper.text(rest, _VERDICT)


def write_figures(paper: Paper, story: Story) -> None:
    """The numbers to show large, side by side."""
    if not story.figures:
        return
    paper.line(4)
    spans = _spans(len(story.figures))
    label = Style(size=7.5, colour=GREY, fill=PALE, gap=True, middle=True, indent=True)
    value = Style(size=14, bold=True, colour=DARK, fill=PALE, gap=True, middle=True, indent=True)
    note = Style(size=7, colour="#374151", fill=PALE, gap=True, indent=True)
    notes = [(f.note, *span, note) for f, span in zip(story.figures, spans, strict=True)]
    labels, values, remarks = paper.line(14), paper.line(20), paper.line(needed(notes, 4))
    for figure, span in zip(story.figures, spans, strict=True):
        paper.put(labels, *span, figure.label, label)
        paper.put(values, *span, figure.value, value)
        paper.put(remarks, *span, figure.note, note)


def _spans(count: int) -> list[tuple[int, int]]:
    """Units of so many tiles side by side, the last a little wider."""
    wide = UNITS // count
    return [(n * wide, (n + 1) * wide - 1 if n < count - 1 else LAST) for n in range(count)]


def write_money(paper: Paper, story: Story) -> None:
    """Cost on the left, obligations on the right, in sentences."""
    if not story.cost:
        return
    paper.line(5)
    style, half = Style(size=8), UNITS // 2
    left, right = " ".join(story.cost), " ".join(story.obligations)
    row = paper.line(needed([(left, 0, half - 1, style), (right, half, LAST, style)]))
    paper.put(row, 0, half - 1, left, replace(style, gap=True))
    paper.put(row, half, LAST, right, style)


def write_decisions(paper: Paper, story: Story) -> None:
    """The dated decisions, a row each."""
    if not story.cost:
        return
    paper.line(5)
    row = paper.line(14)
    paper.put(row, *_DATE, "By", HEADING)
    paper.put(row, *_WHAT, "To decide", HEADING)
    paper.put(row, *_COST, f"{story.currency} m", replace(HEADING, align="right"))
    if not story.decisions:
        paper.text("No transfer is to be started and no line to be built.", Style(size=8))
    for decision in story.decisions:
        _write_decision(paper, decision)
    if story.later:
        paper.text(story.later, Style(size=7.5, colour=GREY))


def _write_decision(paper: Paper, decision: Decision) -> None:
    date = Style(size=8, bold=True, colour=DARK, bottom=RULE)
    text = Style(size=8, bottom=RULE)
    statement, when = decision.statement, month_words(decision.date)
    row = paper.line(needed([(statement, *_WHAT, text), (when, *_DATE, date)], 3))
    paper.put(row, *_DATE, when, date)
    paper.put(row, *_WHAT, statement, text)
    cost = Style(size=8, align="right", bottom=RULE, number="#,##0.0")
    paper.put(row, *_COST, round(decision.cost_m, 9), cost)


def write_footnotes(paper: Paper, story: Story) -> None:
    """What is meant, in small print."""
    if not story.cost:
        return
    paper.line(4)
    said = [
        *story.estimates,
        "Cost of a decision: transfer with validation, or capex; whole, not discounted. A line is "
        "full where 95% of its days are used or not one more batch fits. Kg by site: with those of "
        "validation batches. Asked for: by the case's own limits, commitments or dues; all else is "
        "this plan's choice.",
    ]
    paper.text(" ".join(said), Style(size=7, colour=GREY, top=RULE))
