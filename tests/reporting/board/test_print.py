"""The Board as LibreOffice prints it: one page on A4 and on Letter, and nothing of it cut."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from model.reporting.board import paper
from model.reporting.board.layout import A4, LETTER
from model.reporting.story import tell
from tests.excel.office import needs_office
from tests.pictures import printed
from tests.reporting.board.cases import PLANS, board_alone
from tests.reporting.board.printing import Page, missing, needs_poppler, outside, overlapping, pages

SIZES = {"A4": (A4, 595, 842), "Letter": (LETTER, 612, 792)}
CASES = [(name, size) for name in PLANS for size in SIZES]
CENTIMETRE = 28.3

Printed = Mapping[tuple[str, str], tuple[Path, list[Page]]]

pytestmark = [pytest.mark.slow, needs_office, needs_poppler]


@pytest.fixture(scope="module")
def boards(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """Every case on both papers, and one that is laid out wrongly, printed in one go."""
    folder = tmp_path_factory.mktemp("boards")
    stories = {name: tell(plan()) for name, plan in PLANS.items()}
    paths = {
        (name, size): board_alone(stories[name], folder / f"{name}-{size}.xlsx", SIZES[size][0])
        for name, size in CASES
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paper, "_LEADING", 0.7)
        paths["cut", "A4"] = board_alone(stories["base"], folder / "cut.xlsx", A4)
    pdfs = printed(list(paths.values()), folder)
    found = zip(paths.items(), pdfs, strict=True)
    return {key: (path, pages(pdf)) for (key, path), pdf in found}


@pytest.mark.parametrize(("name", "size"), CASES)
def test_the_board_is_one_whole_page(name: str, size: str, boards: Printed) -> None:
    """One page of the right paper; every word is on it, none over another, none in the margin."""
    path, found = boards[name, size]
    assert len(found) == 1
    _, width, height = SIZES[size]
    assert (round(found[0].width), round(found[0].height)) == (width, height)
    assert not missing(path, found[0])
    assert overlapping(found[0].words) == []
    assert outside(found[0], CENTIMETRE / 3) == []


@pytest.mark.parametrize(("name", "size"), CASES)
def test_its_letters_can_be_read(name: str, size: str, boards: Printed) -> None:
    """What is scaled to fit stays readable: sentences are never set below six points."""
    _, (page,) = boards[name, size]
    heights = [word.bottom - word.top for word in page.words if word.text == "transfer"]
    assert heights
    assert min(heights) > 6.0


def test_rows_that_are_too_low_are_found(boards: Printed) -> None:
    """The same page with rows of two thirds the height fails what the others pass."""
    path, found = boards["cut", "A4"]
    assert overlapping(found[0].words) or missing(path, found[0])
