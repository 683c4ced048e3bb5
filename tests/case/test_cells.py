"""One cell at a time: what is read, and what each slip is answered with."""

from __future__ import annotations

import datetime
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.case.cells import CellError, parse
from model.case.declare import Column, number_text

KG = Column("kg", "number", "kg", "kg", minimum=0.0)
UNITS = Column("units", "integer", "units", minimum=1.0)
MONTH = Column("opens", "month", "month")
DUE = Column("due", "due", "due")
NAME = Column("site", "name", "site")
FIRM = Column("firm", "yes_no", "firm")
STATUS = Column("status", "choice", "status", choices=("existing", "committed", "option"))
TEXT = Column("description", "text", "words", empty="nothing said")


@pytest.mark.parametrize(
    ("column", "raw", "value"),
    [
        (KG, "12.5", 12.5),
        (KG, " 12 ", 12.0),
        (KG, ".5", 0.5),
        (KG, "1e3", 1000.0),
        (KG, "-0", 0.0),
        (KG, 0.1 + 0.2, 0.3),
        (KG, 7, 7.0),
        (UNITS, "2.0", 2.0),
        (MONTH, "2028-07", "2028-07"),
        (MONTH, "2028-07-01", "2028-07"),
        (MONTH, datetime.date(2028, 7, 1), "2028-07"),
        (MONTH, datetime.datetime(2028, 7, 31), "2028-07"),
        (DUE, "2028", "2028"),
        (DUE, 2028.0, "2028"),
        (DUE, "2028-Q3", "2028-Q3"),
        (DUE, datetime.date(2028, 7, 1), "2028-07"),
        (DUE, "overdue", "overdue"),
        (NAME, "SYR-M", "SYR-M"),
        (NAME, 101.0, "101"),
        (NAME, unicodedata.normalize("NFD", "송도"), "송도"),
        (FIRM, "yes", "yes"),
        (STATUS, "option", "option"),
        (TEXT, "", None),
        (TEXT, "   ", None),
        (TEXT, "=SUM(A1) is only a text", "=SUM(A1) is only a text"),
        (TEXT, "two\r\nlines", "two\nlines"),
    ],
)
def test_clean_cells_are_read(column: Column, raw: object, value: object) -> None:
    """Numbers, months, dues and names are read alike from text and from workbook cells."""
    assert parse(column, raw) == value


@pytest.mark.parametrize(
    ("column", "raw", "message"),
    [
        (KG, "", "the cell is empty; write a number, at least 0 (kg)"),
        (KG, None, "the cell is empty; write a number, at least 0 (kg)"),
        (KG, "   ", "the cell holds only spaces; clear it"),
        (KG, "1,000", "thousands separators are not read; write 1000"),
        (KG, "1,234,567.5", "thousands separators are not read; write 1234567.5"),
        (KG, "1 000", "thousands separators are not read; write 1000"),
        (KG, "1.234.567", "thousands separators are not read; write 1234567"),
        (KG, "1.000,5", "thousands separators are not read; write 1000.5"),
        (KG, "0,5", "a decimal comma is not read; write 0.5"),
        (KG, "12,96", "a decimal comma is not read; write 12.96"),
        (KG, "0,500", "a decimal comma is not read; write 0.500"),
        (KG, "12%", "percent signs are not read; write 0.12"),
        (KG, "NaN", "not a number; write a number, at least 0 (kg)"),
        (KG, float("nan"), "not a number; write a number, at least 0 (kg)"),
        (KG, "#N/A", "not a number; write a number, at least 0 (kg)"),
        (KG, "inf", "infinity is not read; write a number, at least 0 (kg)"),
        (KG, "-Infinity", "infinity is not read; write a number, at least 0 (kg)"),
        (KG, "1e400", "too large for a number here; write a number, at least 0 (kg), below 1e15"),
        (KG, float("inf"), "infinity is not read; write a number, at least 0 (kg)"),
        (KG, "=A1", "a formula's text where a number belongs; write its result, a number"),
        (KG, "2028-07-01", "a date where a number belongs; write a number, at least 0 (kg)"),
        (KG, "Jul-28", "a date where a number belongs; write a number, at least 0 (kg)"),
        (KG, "01/07/2028", "a date where a number belongs; write a number, at least 0 (kg)"),
        (KG, datetime.date(2028, 7, 1), "a date where a number belongs; format the cell as"),
        (KG, True, "not a number; write a number, at least 0 (kg)"),
        (KG, "5 kg", "units stand in the header, not in the cell; write 5"),
        (KG, "₩300", "units stand in the header, not in the cell; write 300"),
        (KG, "1_000", "not a number; write a number, at least 0 (kg)"),
        (KG, "-1", "out of range; write a number, at least 0 (kg)"),
        (KG, "twelve", "not a number; write a number, at least 0 (kg)"),
        (UNITS, "1.5", "not a whole number; write a whole number, at least 1"),
        (UNITS, "0", "out of range; write a whole number, at least 1"),
        (MONTH, "Jul-28", "a month that a spreadsheet rewrote; write 2028-07 (format the column"),
        (MONTH, "28-Jul", "a month that a spreadsheet rewrote; write 2028-07"),
        (MONTH, "July 2028", "a month that a spreadsheet rewrote; write 2028-07"),
        (MONTH, "2028-7", "not a month as it is read here; write 2028-07"),
        (MONTH, "2028/07", "not a month as it is read here; write 2028-07"),
        (MONTH, "07/2028", "not a month as it is read here; write 2028-07"),
        (MONTH, "2028-13", "not a month; write YYYY-MM, for example 2028-07"),
        (MONTH, "2028", "a year without its month; write 2028-01 or another month"),
        (
            MONTH,
            46934.0,
            "a date's serial number; write 2028-06 (format the column as text before typing)",
        ),
        (MONTH, "1028-07", "a year outside 1950 to 2199; write the month as YYYY-MM"),
        (MONTH, " 2028-07", "a stray space; write 2028-07"),
        (MONTH, "soon", "not a month; write YYYY-MM, for example 2028-07"),
        (DUE, "2028Q3", "not a quarter as it is read here; write 2028-Q3"),
        (DUE, "Q3 2028", "not a quarter as it is read here; write 2028-Q3"),
        (DUE, "2028-Q5", "not a month; write YYYY, YYYY-Qn, YYYY-MM or overdue"),
        (DUE, "Jul-28", "a month that a spreadsheet rewrote; write 2028-07"),
        (DUE, "Overdue", "not known here; write overdue"),
        (NAME, "SYR ", "a stray space; write SYR"),
        (NAME, "\u00a0SYR", "a stray space; write SYR"),
        (NAME, "=A1", "a formula's text where a name belongs; write the name itself"),
        (NAME, "a;b", "a name cannot hold ';'; leave it out"),
        (NAME, "a=b", "a name cannot hold '='; leave it out"),
        (NAME, "a*", "a name cannot hold '*'; leave it out"),
        (NAME, "a\u200bb", "the name holds an invisible character; type it again"),
        (NAME, datetime.date(2028, 7, 1), "a date where a name belongs; format the cell as text"),
        (NAME, "", "the cell is empty; write a name"),
        (FIRM, "Yes", "not known here; write yes"),
        (FIRM, "maybe", "not known here; write yes or no"),
        (FIRM, True, "TRUE and FALSE are not read; write yes or no"),
        (STATUS, "exsting", "not known here; write existing"),
        (STATUS, "idle", "not known here; write existing or committed or option"),
        (TEXT, "bell\x07", "the text holds a control character; type it again"),
    ],
)
def test_each_slip_has_its_message(column: Column, raw: object, message: str) -> None:
    """Whatever people or spreadsheets do to a cell is named, together with what to write."""
    with pytest.raises(CellError) as error:
        parse(column, raw)
    assert str(error.value).startswith(message)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_numbers_read_alike_from_text_and_workbook(number: float) -> None:
    """A number has the same value whether it comes as a workbook's float or as its text."""
    column = Column("x", "number", "any number")
    assert parse(column, number) == parse(column, number_text(number))


@given(st.text())
def test_no_text_breaks_a_reader(text: str) -> None:
    """Any text in any kind of column gives a value or a sentence, never another exception."""
    for column in (KG, UNITS, MONTH, DUE, NAME, FIRM, STATUS, TEXT):
        message = ""
        try:
            parse(column, text)
        except CellError as error:
            message = str(error)
        assert message == "" or "; " in message
