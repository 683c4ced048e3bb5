"""The page on how to read a run says what runs hold."""

from __future__ import annotations

from pathlib import Path

from model.formulation.costs import HEADS
from model.plan.columns import RESULT_TABLES
from model.plan.dictionary import PLACE, dictionary, write_dictionary
from model.reporting.about import FIGURES, STATUS_WORDS
from model.reporting.input_rows import INPUT_COLUMNS
from model.reporting.record import run_record
from model.reporting.workbook import SHEETS
from tests.reporting.synthetic import small_case, small_plan


def _sections() -> dict[str, str]:
    """The page's text by its headings of any depth."""
    sections, heading = {"": ""}, ""
    for line in dictionary().splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
            sections[heading] = ""
        sections[heading] += f"{line}\n"
    return sections


def test_the_page_is_not_stale(tmp_path: Path) -> None:
    """results/README.md is what the declared columns say now; the module, run, renews it."""
    write_dictionary(tmp_path / "README.md")
    assert PLACE.read_text("utf-8") == (tmp_path / "README.md").read_text("utf-8")


def test_every_sheet_has_its_section_in_order() -> None:
    """No sheet of the workbook goes without a word."""
    headings = [heading for heading in _sections() if heading in SHEETS]
    assert headings == list(SHEETS)


def test_every_column_is_explained_on_its_sheet() -> None:
    """Name and meaning of each declared column stand under the heading of its sheet."""
    sections = _sections()
    for name, table in RESULT_TABLES.items():
        for column in table.columns:
            shown = f"**{column.name}**" if column.name in table.key else column.name
            assert f"| {shown} |" in sections[name]
            assert f"| {column.meaning} |" in sections[name]


def test_figures_endings_heads_and_inputs_are_explained() -> None:
    """What the other sheets show has its line: figures, statuses, cost heads, columns of Inputs."""
    sections = _sections()
    for name in (*FIGURES, *STATUS_WORDS):
        assert f"| `{name}` |" in sections["About"]
    for name in HEADS:
        assert f"| `{name}` |" in sections["Costs"]
    for name in INPUT_COLUMNS:
        assert f"| {name} |" in sections["Inputs"].replace("**", "")


def test_every_name_of_run_json_is_explained(tmp_path: Path) -> None:
    """A name that programs read stands in the section of run.json or among the figures."""
    for name in run_record(small_plan(small_case(tmp_path))):
        assert f"`{name}`" in _sections()["run.json"] + _sections()["About"]
