"""One cell: from what a file holds to a value, or to a sentence that says what is wrong."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Final

from model.case import slips
from model.case.calendar import month_number, month_text
from model.case.declare import LARGEST, Cell, Column, number_text
from model.case.lookalikes import name_slip

_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DATE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})([ T]00:00(:00)?)?", re.ASCII)
_DUE: Final = re.compile(r"\d{4}(-Q[1-4])?", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1950, 2199
_LONGEST_TEXT: Final = 32767


class CellError(ValueError):
    """What is wrong with a cell, and what would be right, in one sentence."""


class Spoilt(str):
    """What stands in a workbook's cell that has no value: an error, or a formula's text."""

    __slots__ = ()


def raw_text(raw: object) -> str:
    """A cell of a CSV file or a workbook as text, for messages and for text columns.

    Numbers have at most 15 digits, so that both kinds of file read alike; dates are ISO dates.
    """
    if raw is None:
        return ""
    if isinstance(raw, str) and raw.isascii() and "\r" not in raw:
        return raw
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, int | float):
        return number_text(float(raw)) or "NaN"
    if isinstance(raw, datetime.datetime | datetime.date):
        return raw.isoformat()[:10]
    return unicodedata.normalize("NFC", str(raw)).replace("\r\n", "\n").replace("\r", "\n")


def parse(column: Column, raw: object) -> Cell:
    """The value of a cell: text, float, or None where it is empty and may be.

    Raises CellError where it cannot be read or is out of range.
    """
    text = raw_text(raw)
    if text == "":
        if column.may_be_empty:
            return None
        raise CellError(f"the cell is empty; write {expected(column)}")
    if isinstance(raw, Spoilt):
        raise CellError(_spoilt(column, raw))
    if column.kind == "text" and column.may_be_empty and not text.strip():
        return None
    if not text.strip():
        raise CellError("the cell holds only spaces; clear it")
    if column.kind in ("text", "value"):
        return _text(text)
    if column.is_number:
        return _number(column, raw, text)
    if text != text.strip():
        raise CellError(f"a stray space; write {text.strip()}")
    if column.kind == "name":
        return _name(column, raw, text)
    return _word(column, raw, text)


def expected(column: Column) -> str:
    """What would be right in the column, for messages: "a number above 0 (kg a batch)"."""
    if column.kind == "yes_no":
        return "yes or no"
    if column.choices:
        return " or ".join(column.choices)
    if column.is_number:
        noun = "a whole number" if column.kind == "integer" else "a number"
        unit = f" ({column.unit})" if column.unit else ""
        return ", ".join(part for part in (noun, column.range_text) if part) + unit
    words = {
        "month": "a month as YYYY-MM, for example 2028-07",
        "due": "YYYY, YYYY-Qn, YYYY-MM or overdue, for example 2028-Q3",
        "name": "a name",
    }
    return words.get(column.kind, "a text")


def _spoilt(column: Column, raw: Spoilt) -> str:
    if raw.startswith("#"):
        return f"a formula's error; write {expected(column)}"
    return (
        "a formula without a result; open the workbook in Excel and save it, "
        f"or write {expected(column)}"
    )


def _word(column: Column, raw: object, text: str) -> str:
    """A month, a due, yes or no, or one of the choices."""
    if isinstance(raw, bool):
        raise CellError(f"TRUE and FALSE are not read; write {expected(column)}")
    if column.kind == "month":
        return _month(column, text)
    if column.kind == "due":
        return _due(column, text)
    return _choice(column, text)


def _text(text: str) -> str:
    if any(unicodedata.category(sign) == "Cc" and sign not in "\n\t" for sign in text):
        raise CellError("the text holds a control character; type it again")
    if len(text) > _LONGEST_TEXT:
        raise CellError(f"longer than the {_LONGEST_TEXT} letters that a spreadsheet holds; cut it")
    return text


def _name(column: Column, raw: object, text: str) -> str:
    if isinstance(raw, datetime.datetime | datetime.date):
        raise CellError("a date where a name belongs; format the cell as text and write the name")
    if text == "*" and column.any_allowed:
        return text
    if text.startswith("="):
        raise CellError("a formula's text where a name belongs; write the name itself")
    for sign in ";=*" + column.forbidden:
        if sign in text:
            raise CellError(f"a name cannot hold {sign!r}; leave it out")
    if text.isascii() and text.isprintable():
        return text
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs") for sign in text):
        raise CellError("the name holds an invisible character; type it again")
    slip = name_slip(text)
    if slip:
        raise CellError(slip)
    return text


def _choice(column: Column, text: str) -> str:
    choices = column.choices or ("yes", "no")
    if text in choices:
        return text
    raise CellError(f"not known here; write {slips.alternatives(text, choices)}")


def _month(column: Column, text: str) -> str:
    try:
        number = month_number(_without_day(text))
    except ValueError:
        wanted = expected(column).removeprefix("a month as ")
        raise CellError(slips.month_slip(text, wanted)) from None
    if not _FIRST_YEAR <= number // 12 <= _LAST_YEAR:
        raise CellError(f"a year outside {_FIRST_YEAR} to {_LAST_YEAR}; write the month as YYYY-MM")
    return month_text(number)


def _without_day(text: str) -> str:
    """The month of an ISO date. Raises ValueError where the month has no such day."""
    found = _DATE.fullmatch(text)
    return datetime.date.fromisoformat(found[1]).isoformat()[:7] if found else text


def _due(column: Column, text: str) -> str:
    if text == "overdue":
        return text
    if _DUE.fullmatch(text):
        _month(column, f"{text[:4]}-01")
        return text
    if text.casefold() == "overdue":
        raise CellError("not known here; write overdue")
    quarter = slips.quarter_meant(text)
    if quarter:
        raise CellError(f"not a quarter as it is read here; write {quarter}")
    return _month(column, text)


def _number(column: Column, raw: object, text: str) -> float:
    if isinstance(raw, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        raise CellError(
            f"a date where a number belongs; format the cell as a number and write "
            f"{expected(column)}"
        )
    text = text.strip()
    if isinstance(raw, bool) or not _NUMBER.fullmatch(text):
        raise CellError(slips.number_slip(text, expected(column), lambda t: _fits(column, t)))
    number = float(text)
    if abs(number) > LARGEST:
        raise CellError(f"too large for a number here; write {expected(column)}, below 1e15")
    return checked_number(column, number)


def _fits(column: Column, text: str) -> bool:
    """Whether the column takes the number."""
    try:
        checked_number(column, float(text))
    except CellError:
        return False
    return True


def checked_number(column: Column, number: float) -> float:
    """The number with 15 digits, if it is whole where it must be and lies in the column's range.

    Raises CellError otherwise.
    """
    number = float(number_text(number)) + 0.0  # + 0.0 makes -0 into 0
    if column.kind == "integer" and number != int(number):
        raise CellError(f"not a whole number; write {expected(column)}")
    if column.choices and number_text(number) not in column.choices:
        raise CellError(f"not known here; write {expected(column)}")
    if (
        (column.minimum is not None and number < column.minimum)
        or (column.above is not None and number <= column.above)
        or (column.maximum is not None and number > column.maximum)
    ):
        raise CellError(f"out of range; write {expected(column)}")
    return number
