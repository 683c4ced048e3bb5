"""What a printed page shows: its words and where they stand, read back from the PDF."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import openpyxl
import pytest

PDFTOTEXT = shutil.which("pdftotext")

needs_poppler = pytest.mark.skipif(
    PDFTOTEXT is None, reason="poppler is not installed; no pdftotext on the path"
)

_WORD = re.compile(
    r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
)
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)


@dataclass(frozen=True)
class Word:
    """A word on a page, in points from its upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def covers(self, other: Word) -> bool:
        """Whether the two are printed over each other, more than letters' tails may."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        height = min(self.bottom - self.top, other.bottom - other.top)
        return wide > 1.0 and high > 0.35 * height


@dataclass(frozen=True)
class Page:
    """A printed page in points."""

    width: float
    height: float
    words: tuple[Word, ...]


def pages(pdf: Path) -> list[Page]:
    """The pages of a PDF."""
    assert PDFTOTEXT is not None
    command = [PDFTOTEXT, "-bbox", str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True, timeout=300).stdout.decode()
    return [
        Page(
            float(width),
            float(height),
            tuple(
                Word(html.unescape(word), *map(float, box)) for *box, word in _WORD.findall(inside)
            ),
        )
        for width, height, inside in _PAGE.findall(text)
    ]


def written(workbook: Path) -> Counter[str]:
    """The words of all texts on the Board."""
    sheet = openpyxl.load_workbook(workbook)["Board"]
    texts = (cell.value for row in sheet.iter_rows() for cell in row)
    return Counter(
        word
        for text in texts
        if isinstance(text, str) and not text.startswith("=")
        for word in text.split()
    )


def missing(workbook: Path, page: Page) -> Counter[str]:
    """Words of the Board that the page does not show; one broken in two counts as shown."""
    shown = Counter(word.text for word in page.words)
    lost = written(workbook) - shown
    letters = "".join(word.text for word in page.words)
    return Counter({word: n for word, n in lost.items() if word not in letters})


def overlapping(words: Iterable[Word]) -> list[tuple[str, str]]:
    """Pairs of words that are printed over each other: lines that a row has no room for."""
    return [(a.text, b.text) for a, b in combinations(words, 2) if a.covers(b)]


def outside(page: Page, margin: float) -> list[str]:
    """Words that stand nearer than this to an edge of the paper (points)."""
    return [
        word.text
        for word in page.words
        if word.left < margin
        or word.right > page.width - margin
        or word.top < margin
        or word.bottom > page.height - margin
    ]
