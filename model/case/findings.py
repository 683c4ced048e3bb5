"""What the checks across tables share: the rows, what was found, and how to look things up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from model.case.calendar import month_number
from model.case.errors import Problem
from model.case.rows import Row, Rows


@dataclass
class Findings:
    """The rows of a case under check, and the problems and warnings found so far.

    `unread` are tables that could not be read: nothing is said about what is missing in them.
    `files` names the place of each table: its file, or its workbook and sheet.
    """

    rows: Rows
    unread: frozenset[str] = frozenset()
    files: Mapping[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def readable(self, table: str, *columns: str) -> Iterator[Row]:
        """The rows of a table whose cells in these columns could be read."""
        return (row for row in self.rows[table] if row.reads(*columns))

    def whole(self, *tables: str) -> bool:
        """Whether these tables could be read without a single problem."""
        return all(
            table not in self.unread and not any(row.spoiled for row in self.rows[table])
            for table in tables
        )

    def error(self, row: Row, column: str, text: str) -> None:
        """Report a problem of a row's cell."""
        self.problems.append(row.problem(column, text))

    def refuse(self, row: Row, column: str, text: str) -> None:
        """Report a problem of a cell that later checks pass over: what follows is not blamed."""
        self.error(row, column, text)
        row.spoiled |= {column}

    def warn(self, row: Row, column: str, text: str) -> None:
        """Report something odd that does not stop a run."""
        self.warnings.append(row.problem(column, text))

    def file(self, table: str) -> str:
        """The name of a table's file, or sheet, for problems of the table as a whole."""
        return self.files.get(table, f"{table}.csv")


def month_of(row: Row, column: str) -> int | None:
    """The month of a cell as a number, None where it is empty."""
    text = row.text(column)
    return month_number(text) if text else None


def due_span(due: str) -> tuple[int, int] | None:
    """First and last month (numbers) of a due; None for overdue."""
    if due == "overdue":
        return None
    if "Q" in due:
        first = int(due[:4]) * 12 + 3 * (int(due[-1]) - 1)
        return first, first + 2
    if len(due) == 4:
        return int(due) * 12, int(due) * 12 + 11
    return month_number(due), month_number(due)
