"""The maths page, model/README.md: written from the rules' docstrings, so that it cannot drift."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from model.case.sets import IndexSets
from model.formulation import RULES, expressions, prose
from model.formulation.costs import HEADS, breach
from model.formulation.rules import Rule
from model.formulation.variables import DECISIONS

PLACE: Final = Path(__file__).resolve().parents[1] / "README.md"
"""Where the page stands."""

_LABELS: Final = ("Index", "Unit", "Source")


@dataclass(frozen=True)
class Stated:
    """A docstring taken apart: the sentence, the formula, notes, and what its labels say."""

    sentence: str
    formula: str
    notes: str
    labels: dict[str, str]


def stated(doc: str) -> Stated:
    """Take apart a docstring: a sentence, a formula, notes with `Label: what it says.` in them.

    Raises ValueError where there is no formula.
    """
    sentence, *rest = doc.split("\n\n")
    if not rest:
        raise ValueError(f"no formula after {sentence!r}")
    notes = " ".join(" ".join(rest[1:]).split())
    labels = {}
    for label in _LABELS:
        found = re.search(rf"{label}: ([^.]*)\.", notes)
        if found:
            labels[label] = found[1]
            notes = notes.replace(found[0], "")
    return Stated(" ".join(sentence.split()), rest[0], " ".join(notes.split()), labels)


def document() -> str:
    """The text of the maths page."""
    parts = [
        prose.QUESTION,
        prose.TIME,
        prose.NOTATION,
        _sets(),
        _decisions(),
        prose.RULES,
        *_rules(),
        _expressions(),
        prose.COSTS,
        *(_text(f"### {name}", stated(_doc(head))) for name, head in HEADS.items()),
        prose.BREACH,
        _text("", stated(_doc(breach))),
        prose.PRICES,
        prose.LIMITS,
    ]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def write_document(place: Path = PLACE) -> None:
    """Write the page to its place."""
    with place.open("w", encoding="utf-8", newline="\n") as file:
        file.write(document())


def _doc(function: object) -> str:
    return inspect.getdoc(function) or ""


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _sets() -> str:
    """The index sets: the capitals of `IndexSets`, each with its docstring."""
    rows = [
        (f"`{name}`", " ".join(_doc(found).split()))
        for name, found in vars(IndexSets).items()
        if name.isupper() and isinstance(found, cached_property)
    ]
    return "## Sets\n" + _table(("set", "its members"), rows)


def _decisions() -> str:
    rows = [(f"`{d.name}`", d.index, d.kind, d.unit, d.meaning) for d in DECISIONS]
    return (
        "## What is decided\nAll decisions are 0 or more; integer and binary ones whole.\n\n"
        + _table(("name", "index", "kind", "unit", "meaning"), rows)
    )


def _rules() -> Iterator[str]:
    """A heading for each rule number, and under it the functions that state it."""
    for number, title in prose.TITLES.items():
        yield f"### {number}. {title}"
        own = [rule for rule in RULES.values() if rule.number == number]
        for rule in own:
            yield _text(f"#### {rule.name}", stated(rule.doc), f"*{rule.kind.capitalize()}.* ")
        if not own:
            elsewhere = [
                f"`{r.name}` (rule {r.number})" for r in RULES.values() if cites(r, number)
            ]
            yield f"Stated in {', '.join(elsewhere)}."


def cites(rule: Rule, number: int) -> bool:
    """Whether the rule names the number as its source."""
    source = stated(rule.doc).labels.get("Source", "")
    return str(number) in re.findall(r"\d+", source)


def _text(heading: str, said: Stated, before: str = "") -> str:
    labels = " ".join(f"{label}: {what}." for label, what in said.labels.items())
    parts = [heading, before + said.sentence, f"```text\n{said.formula}\n```", said.notes, labels]
    return "\n\n".join(part for part in parts if part)


def _expressions() -> str:
    """The sums that several rules share, each with its docstring."""
    functions: list[tuple[str, Callable[..., Any]]] = [
        (name, found)
        for name, found in vars(expressions).items()
        if inspect.isfunction(found)
        and found.__module__ == expressions.__name__
        and not name.startswith("_")
    ]
    rows = [(f"`{name}`", " ".join(_doc(found).split())) for name, found in functions]
    return "### Names that the rules share\n" + _table(("name", "what it is"), rows)


if __name__ == "__main__":
    write_document()
