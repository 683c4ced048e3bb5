"""The README's pictures: one sheet printed alone, cut to what is on it, kept small."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest

from model import write
from model.reporting.workbook import workbook_bytes, write_workbook
from tests.command_line import ROOT
from tests.excel.office import needs_office
from tests.page.picture import PICTURE, draw_page
from tests.pictures import PICTURES, Pixels, draw, only, png, trimmed
from tests.reporting.board.printing import needs_poppler
from tests.reporting.synthetic import small_case, small_plan


def unpacked(picture: bytes) -> Pixels:
    """The pixels of a PNG file whose lines are not filtered."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    start = picture.index(b"IDAT")
    (size,) = struct.unpack(">I", picture[start - 4 : start])
    lines = zlib.decompress(picture[start + 4 : start + 4 + size])
    rows = np.frombuffer(lines, np.uint8).reshape(height, 1 + 3 * width)
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(height, width, 3)


@pytest.mark.parametrize("name", [*PICTURES.values(), PICTURE])
def test_the_pictures_are_small(name: str) -> None:
    """A picture that everybody fetches has at most 300 kB, and README.md shows it."""
    assert (ROOT / "results" / name).stat().st_size <= 300_000
    assert f"](results/{name})" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("sheet", PICTURES)
def test_one_sheet_is_left_to_print(sheet: str, tmp_path: Path) -> None:
    """All others are hidden and have no print area; no footer tells the day."""
    content = only(workbook_bytes(small_plan(small_case(tmp_path))), sheet)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = archive.read("xl/workbook.xml").decode()
        sheets = [archive.read(n) for n in archive.namelist() if "worksheets/sheet" in n]
    assert book.count("<sheet name=") - book.count('state="hidden"') == 1
    assert f'<sheet name="{sheet}" sheetId' in book
    assert book.count("Print_Area") == 1
    assert f">{sheet}!$A$1" in book
    assert not any(b"headerFooter" in text for text in sheets)


def test_a_picture_is_cut_to_its_ink() -> None:
    """What is white around the ink goes, but for a margin."""
    page = np.full((100, 80, 3), 255, np.uint8)
    page[40:60, 30:50] = 0
    cut = trimmed(page)
    assert cut.shape == (36, 36, 3)
    assert int((cut == 0).all(axis=2).sum()) == 400


def test_a_picture_is_written_as_it_is() -> None:
    """The file holds every pixel."""
    pixels = np.random.default_rng(0).integers(0, 256, (7, 5, 3), np.uint8)
    assert (unpacked(png(pixels)) == pixels).all()


@pytest.mark.slow
@needs_office
@needs_poppler
def test_the_command_draws_board_and_charts(tmp_path: Path) -> None:
    """A run's workbook becomes the two pictures, neither of them empty."""
    write_workbook(small_plan(small_case(tmp_path)), tmp_path / "run.xlsx")
    for path in draw(tmp_path / "run.xlsx", tmp_path):
        pixels = unpacked(path.read_bytes())
        assert min(pixels.shape[:2]) > 300
        assert 0.01 < float((pixels.min(axis=2) < 200).mean()) < 0.9


@pytest.mark.slow
def test_the_page_is_drawn_from_its_filters_on(tmp_path: Path) -> None:
    """The picture is as wide as the window and holds the two parts below the filters."""
    folder = write(small_plan(small_case(tmp_path)), out=tmp_path / "run")
    picture = draw_page(folder / "report.html", tmp_path).read_bytes()
    width, height = struct.unpack(">II", picture[16:24])
    assert width == 1040
    assert 500 < height < 2000
