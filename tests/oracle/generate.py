"""Random tiny cases by seed: the same seed gives the same case, on any machine."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from model.case.case import Case
from model.case.errors import InputError
from model.case.reading import read_case
from model.case.schema import SCHEMA
from tests.oracle.accents import ACCENTS
from tests.oracle.draft import Draft, Row
from tests.oracle.frame import new_draft

Tables = Mapping[str, Sequence[Mapping[str, str | float | None]]]

_MOST_TRIES = 50
_STRIDE = 1_000_003  # between the seeds of the tries of one case


def generate(seed: int, accents: Iterable[str] = ()) -> Case:
    """The case of a seed, always with the accents named; drafts that are no valid case are passed.

    Raises ValueError where none of many drafts is valid: a fault of the generator.
    """
    for attempt in range(_MOST_TRIES):
        draft = drafted(seed + attempt * _STRIDE, accents)
        try:
            return case_of(tables_of(draft))
        except InputError as error:
            problems = str(error)
    raise ValueError(f"no valid case for seed {seed}: {problems}")


def drafted(seed: int, accents: Iterable[str] = ()) -> Draft:
    """A draft with its accents: those named, and others at random."""
    draft = new_draft(seed)
    named = set(accents)
    for name, (share, accent) in ACCENTS.items():
        if draft.chance(share) or name in named:
            accent(draft)
    return draft


def tables_of(draft: Draft) -> dict[str, list[Row]]:
    """The tables of a draft; obligations of one key are joined."""
    tables = dict(draft.tables)
    tables["settings"] = [{"setting": k, "value": v} for k, v in draft.settings.items()]
    for name, rows in tables.items():
        keys = SCHEMA[name].key
        by_key = {tuple(row.get(k) for k in keys): row for row in rows}
        tables[name] = list(by_key.values())
    return tables


def case_of(tables: Tables) -> Case:
    """The case as read from a folder with these tables."""
    with tempfile.TemporaryDirectory() as folder:
        for name, table in SCHEMA.items():
            path = Path(folder) / f"{name}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, table.column_names)
                writer.writeheader()
                writer.writerows(tables.get(name, ()))
        return read_case(folder)
