"""What people and spreadsheets do to numbers and months, recognised so that the remedy is named."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable, Sequence
from typing import Final

from model.case.lookalikes import in_digits, in_latin

_MONTHS: Final = (
    "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905
)
_GERMAN: Final = {"mär": "mar", "mrz": "mar", "mai": "may", "okt": "oct", "dez": "dec"}
_THOUSANDS: Final = re.compile(r"[+-]?[1-9]\d{0,2}([,' \u00a0\u202f]\d{3})+(\.\d+)?")
_MANY_POINTS: Final = re.compile(r"[+-]?\d{1,3}(\.\d{3}){2,}(,\d+)?|[+-]?\d{1,3}(\.\d{3})+,\d+")
_DECIMAL_COMMA: Final = re.compile(r"[+-]?\d*,\d+")
_PERCENT: Final = re.compile(r"([+-]?\d+(\.\d+)?) ?%")
_NOT_A_NUMBER: Final = {"nan", "n/a", "#n/a", "na", "none", "null", "-", "?", "tbd", "tbc", "x"}
_INFINITY: Final = {"inf", "infinity", "∞", "unlimited", "no limit"}
_NAMED_MONTH: Final = re.compile(r"([A-Za-zä]{3})[a-z]*[-/. ]{1,2}(\d{4}|\d{2})")
_MONTH_NAMED: Final = re.compile(r"(\d{4}|\d{2}|\d)[-/. ]{1,2}([A-Za-zä]{3})[a-z]*")
_KOREAN_MONTH: Final = re.compile(r"(\d{4}|\d{2})년 ?(\d{1,2})월")
_YEAR_MONTH: Final = re.compile(r"(\d{4})[-/. ]?(\d{1,2})")
_MONTH_YEAR: Final = re.compile(r"(\d{1,2})[-/. ](\d{4})")
_LONG_DATE: Final = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\d{1,2}[-/ ][A-Za-z]{3}[-/ ]\d+")
_QUARTER: Final = re.compile(r"(\d{4})[-/ ]?[qQ]([1-4])")
_QUARTER_FIRST: Final = re.compile(r"[qQ]([1-4])[-/ ]?(\d{4})")
_UNIT: Final = re.compile(
    r"([+-]?\d+(?:\.\d+)?)(?! ?[eE]$) ?[^\W\d_$€£₩][^\d]*"
    r"|([+-]?\d+(?:\.\d+)?) ?[$€£₩]|[$€£₩] ?([+-]?\d+(?:\.\d+)?)",
    re.ASCII,
)
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_SERIAL: Final = re.compile(r"\d{5}(\.\d+)?", re.ASCII)
_DAY_ZERO: Final = datetime.date(1899, 12, 30)


def number_slip(text: str, expected: str, fits: Callable[[str], bool]) -> str:
    """What is wrong with a text that is no number, and what to write instead.

    `fits` says whether the column takes a number; one that it does not take is never the remedy.
    """
    folded = text.casefold()
    if text.startswith("="):
        return f"a formula's text where a number belongs; write its result, {expected}"
    if folded in _NOT_A_NUMBER:
        return f"not a number; write {expected}"
    if folded.lstrip("+-") in _INFINITY:
        return f"infinity is not read; write {expected}"
    what, meant = _number_meant(text)
    if what:
        return f"{what}; write {meant if fits(meant) else expected}"
    if _is_date(text):
        return f"a date where a number belongs; write {expected}"
    if found := _UNIT.fullmatch(text):
        meant = found[1] or found[2] or found[3]
        remedy = meant if fits(meant) else expected
        return f"units stand in the header, not in the cell; write {remedy}"
    return f"not a number; write {expected}"


def _number_meant(text: str) -> tuple[str, str]:
    """How a number was typed, and the number that it means; "" where that is not plain."""
    if found := _PERCENT.fullmatch(text):
        return "percent signs are not read", format(float(found[1]) / 100, ".15g")
    if _THOUSANDS.fullmatch(text):
        return "thousands separators are not read", re.sub("[^0-9.+-]", "", text)
    if _MANY_POINTS.fullmatch(text):
        plain = text.replace(".", "").replace(",", ".")
        return "thousands separators are not read", plain
    if _DECIMAL_COMMA.fullmatch(text):
        return "a decimal comma is not read", text.replace(",", ".")
    plain = in_digits(text)
    if plain != text and _NUMBER.fullmatch(plain) and any(sign.isdigit() for sign in text):
        return "not the digits that they look like", plain
    return "", ""


def month_slip(text: str, expected: str) -> str:
    """What is wrong with a text that is no month, and what to write instead."""
    remedy = "format the column as text before typing"
    if _SERIAL.fullmatch(text):
        meant = _month_of_serial(float(text))
        return f"a date's serial number; write {meant or expected} ({remedy})"
    if re.fullmatch(r"\d{4}", text, re.ASCII):
        return f"a year without its month; write {text}-01 or another month"
    plain = in_digits(text)
    if plain != text and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", plain, re.ASCII):
        return f"not the digits and hyphen that they look like; write {plain}"
    meant = month_meant(text)
    if meant and _YEAR_MONTH.fullmatch(text) is None and _MONTH_YEAR.fullmatch(text) is None:
        return f"a month that a spreadsheet rewrote; write {meant} ({remedy})"
    if meant:
        return f"not a month as it is read here; write {meant}"
    return f"not a month; write {expected}"


def _month_of_serial(days: float) -> str:
    """The month of a spreadsheet's day number, "" where it lies far from today."""
    if not 18264 <= days < 109575:
        return ""
    return (_DAY_ZERO + datetime.timedelta(int(days))).isoformat()[:7]


def month_meant(text: str) -> str:
    """The month that a text such as Jul-28, 28-Jul, 2028/7 or 07/2028 most likely means, or ""."""
    if found := _NAMED_MONTH.fullmatch(text):
        name, year = found[1], found[2]
    elif found := _MONTH_NAMED.fullmatch(text):
        year, name = found[1], found[2]
    elif found := _YEAR_MONTH.fullmatch(text) or _KOREAN_MONTH.fullmatch(text):
        return _month(found[1], int(found[2]))
    elif found := _MONTH_YEAR.fullmatch(text):
        return _month(found[2], int(found[1]))
    else:
        return ""
    name = _GERMAN.get(name.casefold(), name.casefold())
    return _month(year, _MONTHS.index(name) + 1) if name in _MONTHS else ""


def quarter_meant(text: str) -> str:
    """The quarter that a text such as 2028Q3 or Q3 2028 means, or ""."""
    if found := _QUARTER.fullmatch(text):
        return f"{found[1]}-Q{found[2]}"
    if found := _QUARTER_FIRST.fullmatch(text):
        return f"{found[2]}-Q{found[1]}"
    return ""


def alternatives(text: str, choices: Sequence[str]) -> str:
    """The nearest of the choices, or all of them."""
    folded = {choice.casefold(): choice for choice in choices}
    close = difflib.get_close_matches(in_latin(text).casefold(), folded, n=1, cutoff=0.6)
    if close:
        return folded[close[0]]
    return " or ".join(choices)


def _is_date(text: str) -> bool:
    return bool(month_meant(text) and not text.isdigit()) or _LONG_DATE.fullmatch(text) is not None


def _month(year: str, month: int) -> str:
    if not 1 <= month <= 12:
        return ""
    return f"{year if len(year) == 4 else '20' + year.zfill(2)}-{month:02d}"
