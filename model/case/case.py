"""A case: all tables as used, checked, in one frozen object."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import pandas as pd

from model.case.applying import AppliedChange, apply_changes
from model.case.changes import changes_from
from model.case.check_notes import is_slip
from model.case.checks import check
from model.case.declare import number_text
from model.case.errors import InputError, Problem, in_order
from model.case.rows import Origin, Row, Rows, frame, rows_of, sort_key
from model.case.schema import SCHEMA, SETTINGS

Setting = str | int | float | bool


@dataclass(frozen=True, eq=False)
class Case:
    """A case as used, with its scenario applied.

    `tables` has every table of the schema, all columns in the schema's order, rows sorted by key
    (the order of the inputs never matters). Number columns are float64 (NaN: empty); all others
    are object (None: empty), months as "YYYY-MM". `origins` says where each row came from, `files`
    where each table stands.
    """

    name: str
    scenario: str
    source: str
    tables: Mapping[str, pd.DataFrame]
    origins: Mapping[str, tuple[Origin, ...]]
    warnings: tuple[str, ...] = ()
    changes_applied: tuple[AppliedChange, ...] = field(default=())
    files: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def settings(self) -> Mapping[str, Setting]:
        """Settings by name, with their types and defaults: int, float, bool (yes/no) or text."""
        table = self.tables["settings"]
        given = dict(zip(table["setting"], table["value"], strict=True))
        values: dict[str, Setting] = {}
        for name, column in SETTINGS.items():
            text = given.get(name)
            value = text if text is not None else column.default
            if value is None:
                values[name] = ""
            elif column.kind == "integer":
                values[name] = int(float(value))
            elif column.kind == "number":
                values[name] = float(value)
            else:
                values[name] = value == "yes" if column.kind == "yes_no" else value
        values["revealed_month"] = values["revealed_month"] or values["first_month"]
        return values

    @cached_property
    def sha256(self) -> str:
        """Hash of the canonical text of all tables as used: rows by key, 15 digits."""
        digest = hashlib.sha256()
        for name, table in SCHEMA.items():
            data = self.tables[name]
            digest.update(f"\x1d{name}".encode())
            columns = [
                [number_text(value) for value in data[column.name]]
                if column.is_number
                else [value or "" for value in data[column.name]]
                for column in table.columns
            ]
            for cells in zip(*columns, strict=True):
                digest.update(("\x1e" + "\x1f".join(cells)).encode())
        return digest.hexdigest()

    def filled(self, name: str) -> pd.DataFrame:
        """The table, with empty cells that mean a constant filled in."""
        data = self.tables[name].copy()
        for column in SCHEMA[name].columns:
            default = column.default
            if isinstance(default, float):
                data[column.name] = data[column.name].fillna(default)
            elif default is not None:
                cells = [default if cell is None else cell for cell in data[column.name]]
                data[column.name] = pd.Series(cells, dtype=object)
        return data

    def with_changes(self, changes: Iterable[Mapping[str, object]]) -> Case:
        """The case with changes applied in the order given.

        Each change has the columns of the table `changes`: table, where, column, operation, value,
        and, if wanted, reason and scenario. Raises InputError, as reading does.
        """
        problems: list[Problem] = []
        listed = changes_from(changes, problems)
        rows = {
            name: rows_of(table, self.tables[name], self.origins[name])
            for name, table in SCHEMA.items()
        }
        notes: list[Problem] = []
        applied = apply_changes(rows, listed, problems, notes)
        if problems:
            raise InputError(problems, self.source)
        return case_from_rows(
            rows,
            self.name,
            self.scenario,
            self.source,
            applied=(*self.changes_applied, *applied),
            notes=notes,
            files=self.files,
        )


def case_from_rows(
    rows: Rows,
    name: str,
    scenario: str,
    source: str,
    *,
    applied: tuple[AppliedChange, ...] = (),
    problems: Iterable[Problem] = (),
    notes: Iterable[Problem] = (),
    unread: frozenset[str] = frozenset(),
    files: Mapping[str, str] = MappingProxyType({}),
) -> Case:
    """The case that the rows make, checked across its tables.

    `problems` and the warnings `notes` are those found before; `unread` are the tables that could
    not be read at all; `files` says where each table stands.
    Raises InputError with all problems.
    """
    before = list(problems)
    found, warnings = check(rows, unread, before, files)
    collected = [*before, *found]
    if collected:
        raise InputError(collected, source, filter(is_slip, warnings))
    ordered: dict[str, list[Row]] = {
        table.name: sorted(rows[table.name], key=lambda row, table=table: sort_key(table, row))  # type: ignore[misc]
        for table in SCHEMA.values()
    }
    tables = {table.name: frame(table, ordered[table.name]) for table in SCHEMA.values()}
    origins = {
        name: tuple(Origin(row.file, row.number, row.changed) for row in listed)
        for name, listed in ordered.items()
    }
    return Case(
        name,
        scenario,
        source,
        tables,
        origins,
        in_order((*notes, *warnings)),
        tuple(applied),
        dict(files),
    )
