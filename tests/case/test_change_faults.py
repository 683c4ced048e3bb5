"""Every way in which a scenario change can be wrong, and the cell that is named for it."""

from __future__ import annotations

import pytest

from tests.case.changing import change, problems


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            change("obligation", "due=2026", "kg", value=1),
            "table = obligation: no such table; the nearest known name is obligations",
        ),
        (
            change("scenarios", "*", "description", value=1),
            "table = scenarios: a scenario cannot change it; change the tables of the case",
        ),
        (
            change("obligations", "deu=2026", "kg", value=1),
            "where = deu=2026: obligations has no column 'deu'; the nearest known name is due",
        ),
        (
            change("obligations", "2026", "kg", value=1),
            "where = 2026: '2026' does not select rows; write column=value; column=value, or *",
        ),
        (
            change("obligations", "", "kg", value=1),
            "where = (empty): the cell is empty; write a text",
        ),
        (
            change("obligations", "due=2026; due=2027", "kg", value=1),
            "where = due=2026; due=2027: the column due stands twice; name it once",
        ),
        (
            change("obligations", "programme=BETTA", "kg", value=1),
            "where = programme=BETTA: it meets no row: no row of obligations has "
            "programme=BETTA here; the nearest known name is BETA",
        ),
        (
            change("obligations", "kg=1,000", "kg", value=1),
            "where = kg=1,000: kg=1,000: thousands separators are not read; write 1000",
        ),
        (
            change("obligations", "due=2026", "kgs", value=1),
            "column = kgs: obligations has no such column; the nearest known name is kg",
        ),
        (
            change("obligations", "due=2026", value=1),
            "column = (empty): set needs a column; write its name",
        ),
        (
            change("obligations", "due=2026", "kg", "multiply", 2),
            "operation = multiply: not known here; write set or scale or add or delete or insert",
        ),
        (
            change("obligations", "due=2026", "kg", value="12%"),
            "value = 12%: percent signs are not read; write 0.12",
        ),
        (
            change("obligations", "due=2026", "kg"),
            "value = (empty): the cell is empty; write a number, at least 0 (kg)",
        ),
        (
            change("obligations", "due=2026", "firm", "scale", 2),
            "column = firm: scale needs a column of numbers; use set",
        ),
        (
            change("obligations", "due=2026", "kg", "scale", "twice"),
            "value = twice: not a number; write a number",
        ),
        (
            change("obligations", "due=2026", "kg", "scale", -1),
            "value = -1: at programme=ALPHA; market=US; due=2026; firm=no (160): out of range; "
            "write a number, at least 0 (kg)",
        ),
        (
            change("recipes", "line=N1", "min_campaign_batches", "scale", 1.5),
            "value = 1.5: at programme=ALPHA; step=drug substance; line=N1 (empty): "
            "not a whole number; write a whole number, at least 0 (batches)",
        ),
        (
            change("steps", "*", "input_kg_per_kg", "scale", 2),
            "column = input_kg_per_kg: all cells that it meets are empty; nothing to scale",
        ),
        (
            change("obligations", "due=2026", "kg", "delete"),
            "column = kg: delete takes whole rows; leave it empty",
        ),
        (
            change("obligations", "due=2026", operation="delete", value=1),
            "value = 1: delete takes whole rows; leave it empty",
        ),
        (
            change("obligations", "programme=BETA; due=2026*", "kg", "insert", 1),
            "where = programme=BETA; due=2026*: insert makes one row; write due without a wildcard",
        ),
        (
            change("obligations", "*", "kg", "insert", 1),
            "where = *: insert makes a row of it; write column=value",
        ),
        (
            change("obligations", "due=2026", "due", "insert", 2027),
            "column = due: it stands in where already; write it once",
        ),
        (
            change("markets", "market=EU; country=EU", operation="insert", value=1),
            "value = 1: a value without its column; write the column's name",
        ),
        (
            change("settings", "setting=first_month", "value", value="Jul-28"),
            "value = Jul-28: a month that a spreadsheet rewrote; write 2028-07",
        ),
    ],
)
def test_each_fault_of_a_change_is_named(wrong: dict[str, object], message: str) -> None:
    """A change that is misspelt, misses or leaves the range says in which of its cells."""
    lines = problems(wrong)
    assert any(line.startswith(f"changes row 1: {message}") for line in lines), lines
