"""One wrong cell at a time: every column against every way, from the schema."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.case.errors import InputError
from model.case.reading import read_case
from model.case.schema import SCHEMA, SETTINGS
from tests.hostile.full_case import Target, as_number, full_case, targets, write_folder, write_table
from tests.hostile.way import Way
from tests.hostile.ways import ways


def listed() -> list[Target]:
    """Each target; the factor of a change is read as a number."""
    factor = ("changes", "value")
    return [as_number(t) if (t.table, t.header) == factor else t for t in targets()]


TARGETS = listed()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The full case on disk; each test rewrites one table and puts it back."""
    return write_folder(tmp_path_factory.mktemp("hostile") / "case", full_case())


@pytest.fixture(scope="module")
def untouched(folder: Path) -> str:
    """The hash of the full case, before anything is wrong."""
    return read_case(folder).sha256


def place(target: Target, value: str) -> str:
    """How a message must begin: file, row, column and the value as it was typed."""
    visible = value == value.strip() and value.isprintable()
    shown = "(empty)" if value == "" else value if visible else repr(value)
    return f"{target.table}.csv row {target.row}: {target.header} = {shown}: "


def fault_of(line: str, target: Target, way: Way) -> str:
    """What the line lacks: the place, the fault, or after it the remedy; "" where it is right."""
    start = place(target, way.value)
    if not line.startswith(start):
        return f"does not begin with {start!r}"
    said, sign, remedy = line.removeprefix(start).partition("; ")
    if way.fault not in f"{said}{sign}{remedy}":
        return f"does not say {way.fault!r}"
    lacking = [word for word in way.remedy if word not in remedy]
    return f"lacks the remedy {lacking}" if lacking or not remedy else ""


def judge(target: Target, way: Way, folder: Path, untouched: str) -> str:
    """Read the case with the wrong cell; what is wrong with the answer, "" where nothing is."""
    try:
        case = read_case(folder)
    except InputError as error:
        lines = error.problems
        notes = [line for line in str(error).splitlines() if line.startswith("Note: ")]
        if way.ending == "warning" and len(notes) == 1:
            # What the slip leads to is a problem; the slip itself is told with it.
            return fault_of(notes[0].removeprefix("Note: "), target, way)
        if way.ending != "problem" or len(lines) != 1:
            return "\n".join((f"{len(lines)} problems", *lines))
        if not str(error).endswith(f"\n1 problem in {folder}; nothing was solved."):
            return f"{error}: the end is not right"
        fault = fault_of(lines[0], target, way)
        return f"{lines[0]}: {fault}" if fault else ""
    if way.ending == "problem":
        return "it was read"
    if (case.sha256 == untouched) is not (way.ending == "same"):
        return f"is the case another one? {case.sha256 != untouched}"
    lines = case.warnings
    if len(lines) != (way.ending == "warning"):
        return "\n".join((f"{len(lines)} warnings", *lines))
    fault = fault_of(lines[0], target, way) if lines else ""
    return f"{lines[0]}: {fault}" if fault else ""


def test_the_generator_covers_the_schema() -> None:
    """Every column and every setting is there, with no two ways of one name, and enough in all."""
    columns = {(t.table, t.header) for t in TARGETS}
    assert columns == {(t.name, c) for t in SCHEMA.values() for c in t.column_names}
    assert {t.column.name for t in TARGETS if t.header == "value"} >= set(SETTINGS)
    names = [[way.name for way in ways(target)] for target in TARGETS]
    assert [each for each in names if len(set(each)) < len(each) or len(each) < 2] == []
    assert sum(map(len, names)) > 2500


@pytest.mark.parametrize("target", TARGETS, ids=[target.name for target in TARGETS])
def test_each_way_to_be_wrong(target: Target, folder: Path, untouched: str) -> None:
    """One problem with its place, value and remedy; or, where it is right, the case reads."""
    tables = full_case()
    wrong = {}
    for way in ways(target):
        write_table(folder, target.table, target.put(tables, way.value))
        answer = judge(target, way, folder, untouched)
        if answer:
            wrong[f"{way.name} {way.value!r}"] = answer
    write_table(folder, target.table, target.put(tables, target.value))
    assert not wrong, "\n".join(f"{way}: {answer}" for way, answer in wrong.items())
