"""The top of a page: what the plan found, in the words that all reports share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from model.reporting.story import Decision, Figure, Story
from model.reporting.story.words import million, month_words


def summary(story: Story) -> str:
    """What is broken first, then how the plan ended, its figures, and what is to be decided."""
    return "\n".join(
        [
            *_breaches(story),
            f'<p class="verdict">{_sentences(story.verdict)}</p>',
            *_tiles(story.figures),
            *_columns(story),
        ]
    )


def _sentences(sentences: Iterable[str]) -> str:
    return " ".join(escape(sentence) for sentence in sentences)


def _breaches(story: Story) -> Iterator[str]:
    if not story.breaches:
        return
    items = _items(breach.sentence for breach in story.breaches)
    yield (
        '<div class="alert"><h2>Limits that are not kept</h2>'
        f"<ul>{items}</ul><p>{escape(story.breach_note)}</p></div>"
    )


def _tiles(figures: Iterable[Figure]) -> Iterator[str]:
    tiles = "".join(
        f"<div><dt>{escape(figure.label)}</dt><dd>{escape(figure.value)}</dd>"
        f"<dd>{escape(figure.note)}</dd></div>"
        for figure in figures
    )
    if tiles:
        yield f'<dl class="tiles">{tiles}</dl>'


def _columns(story: Story) -> Iterator[str]:
    blocks = [
        *_block("What to decide, by when", _decisions(story)),
        *_block("What it costs and delivers", _facts(story)),
        *_block("To know", [f"<ul>{_items(story.warnings)}</ul>"] if story.warnings else []),
    ]
    if blocks:
        yield f'<div class="columns">{"".join(blocks)}</div>'


def _block(title: str, content: Iterable[str]) -> Iterator[str]:
    body = "".join(content)
    if body:
        yield f"<div><h3>{title}</h3>{body}</div>"


def _decisions(story: Story) -> Iterator[str]:
    items = "".join(_decision(decision) for decision in story.decisions)
    if items:
        yield f'<ul class="dated">{items}</ul>'
    if story.later:
        yield f"<p>{escape(story.later)}</p>"


def _decision(decision: Decision) -> str:
    ready = f", ready in {month_words(decision.ready)}" if decision.ready else ""
    cost = f"{decision.currency} {million(decision.cost_m)} m"
    return (
        f"<li><b>{escape(month_words(decision.date))}</b><span>{escape(decision.what)} "
        f'({escape(cost + ready)}) <span class="why">{escape(decision.why)}</span></span></li>'
    )


def _facts(story: Story) -> Iterator[str]:
    facts = [*story.cost, *story.obligations, story.full, *story.estimates]
    items = _items(fact for fact in facts if fact)
    if items:
        yield f"<ul>{items}</ul>"


def _items(texts: Iterable[str]) -> str:
    return "".join(f"<li>{escape(text)}</li>" for text in texts)
