"""Every way for a cell to be wrong, by its kind, and what must be said of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from model.case.declare import Column
from model.case.schema import SCHEMA
from tests.hostile.full_case import Target
from tests.hostile.texts import texts
from tests.hostile.way import Ending, Way

# What an empty cell of these says: it is needed because of what its row says elsewhere.
CONDITIONAL: Final = {
    ("steps", "input_kg_per_kg"): "what a later step draws is missing",
    ("steps", "min_sites_from"): "2 sites from when is missing",
    **{
        ("lines", name): "an option to build needs it"
        for name in ("capex_local_m", "build_months", "earliest_decision", "latest_decision")
    },
    **{
        ("programmes", name): "a safety stock needs it"
        for name in ("safety_stock_from", "stock_shortfall_cost_m_per_kg_year")
    },
    **{
        ("qualifications", name): "a transferable step needs it"
        for name in (
            "transfer_months",
            "approval_months",
            "ppq_batches",
            "transfer_cost_local_m",
        )
    },
    ("commitments", "programme"): "a step belongs to a programme",
    ("changes", "column"): "scale needs a column",
    ("changes", "value"): "the cell is empty",
}


# Forms beside the common ones: a column of each kind shows them, all columns would take long.
RARE: Final = {
    *(f"no number {typed}" for typed in ("-", "#N/A", "1_000", "0x10", "1e", "½", "٣")),
    *("infinity -Infinity", "infinity ∞", "huge -1e400", "huge 999999", "1 000", "1'000"),
    *("1.234,5", "huge 1e16", "date Jul-28", "date 01/07/2028", "no number TRUE", "unit"),
    *("form with a point", "form without a sign", "form year last", "form name last"),
    *("form long name", "form short name", "sign =", "sign *", "bell", "no choice TRUE"),
    *("no choice =1+1", "no choice 1", "text 1,000", "text 12%", "text inf", "text NaN", "text @x"),
    *("text +1", "text 2028-13", "no month 1e400", "look-alike small l", "look-alike dash"),
    *("date 2028-07", "look-alike l2", "look-alike 1O0.5", "plus sign", "point zero"),
    *(f"no month {typed}" for typed in ("15/01/26", "inf", "NaN", "1,000", "12%", "TRUE")),
    *("space line end", "space wide", "soft hyphen", "no choice NaN", "no choice 12%"),
}
SHOW_RARE: Final = ("lines", "obligations", "settings")


def ways(target: Target) -> Iterator[Way]:
    """The ways for the cell to be wrong, and those that look wrong but are read."""
    for way in _all_ways(target):
        if way.name not in RARE or target.table in SHOW_RARE:
            yield way


def _all_ways(target: Target) -> Iterator[Way]:
    yield _empty(target)
    column = target.column
    if column.is_number:
        yield from _numbers(target)
    elif column.kind in ("month", "due"):
        yield from _months(target)
    elif column.kind == "name":
        yield from _names(target)
    elif column.kind in ("yes_no", "choice"):
        yield from _choices(target)
    else:
        yield from texts(target)


def _empty(target: Target) -> Way:
    column = target.column
    cell = (target.table, target.header)
    if cell in CONDITIONAL:
        return Way("missing", "", "problem", CONDITIONAL[cell], ("write ",))
    if column.may_be_empty:
        return Way("missing", "", "other")
    return Way("missing", "", "problem", "the cell is empty", right(column))


def right(column: Column) -> tuple[str, ...]:
    """What a remedy must name: kind, range, unit, choices."""
    if column.kind == "yes_no":
        return "write ", "yes", "no"
    if column.choices:
        return ("write ", *column.choices)
    if not column.is_number:
        forms = {"month": ("YYYY-MM",), "name": ("a name",), "due": ("YYYY-Qn", "overdue")}
        return ("write ", *forms.get(column.kind, ()))
    words = ["write a whole number" if column.kind == "integer" else "write a number"]
    for limit, sign in ((column.minimum, "at least"), (column.above, "above"),
                        (column.maximum, "at most")):  # fmt: skip
        if limit is not None:
            words.append(f"{sign} {limit:.15g}")
    return (*words, f"({column.unit})" if column.unit else "")


def is_right(column: Column, number: float) -> bool:
    """Whether the column takes the number."""
    return (
        (column.kind != "integer" or number == int(number))
        and (not column.choices or f"{number:.15g}" in column.choices)
        and (column.minimum is None or number >= column.minimum)
        and (column.above is None or number > column.above)
        and (column.maximum is None or number <= column.maximum)
    )


def _meant(column: Column, number: str) -> tuple[str, ...]:
    """The remedy of a slip whose number is plain: itself, where the column takes it."""
    return (f"write {number}",) if is_right(column, float(number)) else right(column)


def _numbers(target: Target) -> Iterator[Way]:
    column, value = target.column, target.value
    wanted = right(column)

    def wrong(name: str, typed: str, fault: str, remedy: tuple[str, ...] = wanted) -> Way:
        return Way(name, typed, "problem", fault, remedy)

    for typed in ("many", "TRUE", "-", "#N/A", "1_000", "0x10", "1e", "½", "٣"):
        yield wrong(f"no number {typed}", typed, "not a number")
    yield wrong("NaN", "NaN", "not a number")
    for typed in ("inf", "-Infinity", "∞"):
        yield wrong(f"infinity {typed}", typed, "infinity is not read")
    for typed in ("1e400", "-1e400", "1e16", "9" * 30):
        yield wrong(f"huge {typed[:6]}", typed, "too large")
    fault = "a formula's text where a number belongs"
    yield wrong(
        "formula",
        "=1+1",
        fault,
        ("write its result", *(word.removeprefix("write ") for word in wanted)),
    )
    for typed in ("2028-07-01", "Jul-28", "2028-07", "01/07/2028"):
        yield wrong(f"date {typed}", typed, "a date where a number belongs")
    for typed, meant in (("1,000", "1000"), ("1 000", "1000"), ("1'000", "1000"),
                         ("1.234,5", "1234.5")):  # fmt: skip
        yield wrong(typed, typed, "thousands separators are not read", _meant(column, meant))
    yield wrong("0,5", "0,5", "a decimal comma is not read", _meant(column, "0.5"))
    yield wrong("12%", "12%", "percent signs are not read", _meant(column, "0.12"))
    yield wrong("unit", "5 kg", "units stand in the header", _meant(column, "5"))
    for typed, meant in (
        ("1O", "10"),
        ("1О", "10"),
        ("l2", "12"),
        ("１２", "12"),
        ("1O0.5", "100.5"),
    ):
        fault = "not the digits that they look like"
        yield wrong(f"look-alike {typed}", typed, fault, _meant(column, meant))
    yield wrong("only spaces", "  ", "the cell holds only spaces", ("clear it",))
    # The factor of a change is kept as it was typed, a number's cell by its value.
    ending: Ending = "same" if SCHEMA[target.table].by_name[target.header].is_number else "other"
    if target.table == "settings":
        ending = "same"
    yield Way("stray spaces", f" {value} ", ending)
    yield Way("plus sign", f"+{value}", ending)
    yield Way("point zero", f"{value}0" if "." in value else f"{value}.0", ending)
    if column.kind == "integer":
        yield wrong("fraction", "1.5", "not a whole number")
    yield from _ranges(column)


def _ranges(column: Column) -> Iterator[Way]:
    beyond = {"below": (column.minimum, -1.0), "at the open end": (column.above, 0.0),
              "above": (column.maximum, 1.0)}  # fmt: skip
    for name, (limit, step) in beyond.items():
        if limit is not None:
            typed = f"{limit + step:.15g}"
            yield Way(f"{name} the range", typed, "problem", "out of range", right(column))
    if column.maximum == 1.0 and column.kind == "number":
        yield Way("percent", "80", "problem", "out of range", right(column))
    if column.choices:
        yield Way("no choice", "5", "problem", "not known here", ("write ", *column.choices))
    if column.usual:
        low, high = column.usual
        for odd in (low / 2, high * 1000):
            if is_right(column, odd) and not low <= odd <= high:
                fault = "looks like a slip of the unit; usual is "
                limits = tuple(f"{limit:.15g}" for limit in column.usual)
                yield Way(f"unit {odd:g}", f"{odd:.15g}", "warning", fault, limits)


def _months(target: Target) -> Iterator[Way]:
    column, value = target.column, target.value
    form = ("YYYY-MM",) if column.kind == "month" else ("YYYY-Qn", "overdue")
    year = value[:4]
    forms = {"with a slash": f"{year}/01", "of one digit": f"{year}-1", "year last": f"01/{year}",
             "with a point": f"{year}.01", "without a sign": f"{year}01"}  # fmt: skip
    for name, typed in forms.items():
        fault = "not a month as it is read here"
        yield Way(f"form {name}", typed, "problem", fault, (f"write {year}-01",))
    forms = {"name first": f"Jan-{year[2:]}", "name last": f"{year[2:]}-Jan",
             "long name": f"January {year}", "short name": f"Jan {year}"}  # fmt: skip
    for name, typed in forms.items():
        fault = "a month that a spreadsheet rewrote"
        yield Way(f"form {name}", typed, "problem", fault, (f"write {year}-01", "as text"))
    serial = str(36526 + (int(year) - 2000) * 365 + (int(year) - 1997) // 4 + 14)
    fault = "a date's serial number"
    yield Way("serial", serial, "problem", fault, (f"write {year}-01", "as text"))
    for typed in (f"{year}-13", f"{year}-00", f"{year}-02-30", f"{year}-01-15 12:30", "soon",
                  "15/01/26", "=1+1", "inf", "NaN", "1,000", "12%", "1e400",
                  "TRUE"):  # fmt: skip
        yield Way(f"no month {typed}", typed, "problem", "not a month", ("write ", *form))
    yield Way("far", "1026-01", "problem", "a year outside 1950 to 2199", ("write ",))
    fix = (f"write {year}-01",)
    alike = {"O": f"{year}-O1", "small l": f"{year}-0l", "wide sign": f"{year}－01",
             "dash": f"{year}–01", "Cyrillic": year.replace("0", "О") + "-01",
             "wide digits": f"{year}-０１"}  # fmt: skip
    for name, typed in alike.items():
        fault = "not the digits and hyphen that they look like"
        yield Way(f"look-alike {name}", typed, "problem", fault, fix)
    yield from _spaces(value)
    if column.kind == "month":
        fault = "a year without its month"
        yield Way("year", year, "problem", fault, fix)
    else:
        yield Way("Q5", f"{year}-Q5", "problem", "not a month", ("write ", *form))
        yield Way("quarter", f"Q1 {year}", "problem", "not a quarter", (f"write {year}-Q1",))
    if len(value) == 7:
        yield Way("a date", f"{value}-01", "same")
        yield Way("a date and midnight", f"{value}-01 00:00:00", "same")


def _spaces(value: str) -> Iterator[Way]:
    for name, typed in (("before", f" {value}"), ("after", f"{value} "), ("hard", f"\u00a0{value}"),
                        ("line end", f"{value}\n"), ("wide", f"{value}\u3000")):  # fmt: skip
        yield Way(f"space {name}", typed, "problem", "a stray space", (f"write {value}",))
    yield Way("only spaces", "  ", "problem", "the cell holds only spaces", ("clear it",))


def _names(target: Target) -> Iterator[Way]:
    value = target.value
    yield Way("formula", "=1+1", "problem", "a formula's text where a name belongs", ("write ",))
    for sign in ";=*":
        typed = f"a{sign}b"
        yield Way(f"sign {sign}", typed, "problem", f"a name cannot hold '{sign}'", ("leave it",))
    for name, sign in (("zero width", "\u200b"), ("soft hyphen", "\u00ad"), ("bell", "\x07")):
        typed = f"{value[:1]}{sign}{value[1:]}"
        # The currency of the settings stands in a column of texts, which have their own words.
        fault = " character"
        yield Way(name, typed, "problem", fault, ("type it again",))
    if value == "*":
        return
    yield from _spaces(value)
    wide = chr(ord(value[0]) + 0xFEE0) + value[1:]
    yield Way("full-width", wide, "problem", "full-width", (f"write {value}",))
    for plain, other in zip("AEKMHOPCTXaeopcxysi", "АЕКМНОРСТХаеорсхуѕі", strict=True):
        if plain in value:
            typed = value.replace(plain, other, 1)
            yield Way("Cyrillic", typed, "problem", "Cyrillic", (f"write {value}",))
            break


def _choices(target: Target) -> Iterator[Way]:
    value = target.value
    choices = target.column.choices or ("yes", "no")
    for typed in ("perhaps", "TRUE", "1", "=1+1", "NaN", "2028-07", "12%"):
        yield Way(f"no choice {typed}", typed, "problem", "not known here", ("write ",))
    for name, typed in (("capitals", value.upper()), ("slip", value + value[-1])):
        yield Way(name, typed, "problem", "not known here", (f"write {value}",))
    for plain, other in zip("aeocisy", "аеосіѕу", strict=True):
        if plain in value:
            typed = value.replace(plain, other, 1)
            yield Way("Cyrillic", typed, "problem", "not known here", (f"write {value}",))
            break
    assert value in choices
    yield from _spaces(value)
