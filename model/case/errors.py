"""What is wrong in the inputs, said once, with the place and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from model.case.lookalikes import in_latin

_SHOWN: Final = 500
"""Problems that the message shows; whoever has more mends these first."""

ENOUGH: Final = 1000
"""Problems of one kind in one table after which no more are looked for."""

_LONG: Final = 200
"""Characters of a value that a message shows."""

_MANY: Final = 1000


@dataclass(frozen=True)
class Problem:
    """One thing wrong (or, as a warning, odd) in the inputs.

    `row` is what a spreadsheet or an editor shows (the header is row 1); 0: the file as a whole.
    `text` reads "what is wrong; what would be right".
    """

    file: str
    row: int
    column: str
    value: str
    text: str

    def __str__(self) -> str:
        place = f"{self.file} row {self.row}" if self.row else self.file or "(empty)"
        cell = f" {self.column} = {shown(self.value)}:" if self.column else ""
        return _one_line(f"{place}:{cell} {self.text}")


class InputError(Exception):
    """The inputs cannot be used.

    `problems` holds one line each, sorted by file and row; `str()` is the whole message. `notes`
    are warnings that may explain a problem, shown after them.
    """

    def __init__(
        self, problems: Iterable[Problem], path: str, notes: Iterable[Problem] = ()
    ) -> None:
        self.problems: tuple[str, ...] = in_order(problems)
        number = len(self.problems)
        self.path = path
        noun = "problem" if number == 1 else "problems"
        lines = [*self.problems[:_SHOWN]]
        if number > _SHOWN:
            lines.append(f"... and {number - _SHOWN} more.")
        lines.extend(f"Note: {note}" for note in in_order(notes))
        lines.append(f"{number} {noun} in {_one_line(path) or '(empty)'}; nothing was solved.")
        super().__init__("\n".join(lines))


def in_order(problems: Iterable[Problem]) -> tuple[str, ...]:
    """The lines of the problems, each once, sorted by file and row."""
    ordered = sorted(problems, key=lambda problem: (problem.file, problem.row))
    return tuple(dict.fromkeys(str(problem) for problem in ordered))


def shown(value: str) -> str:
    """The value as a person can see it: quoted where spaces or control characters hide in it."""
    if value == "":
        return "(empty)"
    if len(value) > _LONG:
        return f"{shown(value[:_LONG])}... ({len(value)} characters)"
    if value != value.strip() or not value.isprintable():
        return repr(value)
    return value


def _one_line(text: str) -> str:
    """The text without what would break the line or steer a terminal."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def nearest(name: str, known: Iterable[str]) -> str:
    """Half a sentence that names the nearest known name, or all of them where none is near."""
    names = sorted(set(known))
    if not names:
        return "there are none"
    folded = {candidate.casefold(): candidate for candidate in names}
    wanted = in_latin(name).strip().casefold()
    # Among very many names, only the same name in other letters is looked for: a search is slow.
    near = folded if len(names) <= _MANY else {wanted} & folded.keys()
    close = difflib.get_close_matches(wanted, near, n=1, cutoff=0.5)
    if close:
        return f"the nearest known name is {folded[close[0]]}"
    if len(names) > 12:
        return f"known are {', '.join(names[:12])} and {len(names) - 12} more"
    return f"known are {', '.join(names)}"
