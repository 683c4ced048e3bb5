"""The README's pictures, drawn from a finished run: python -m tests.pictures [RUN] --out results

Needs LibreOffice (soffice), poppler (pdftoppm) and Chromium on the path.
"""

from __future__ import annotations

import io
import re
import shutil
import struct
import subprocess
import tempfile
import zipfile
import zlib
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt

from model.reporting.runs import list_runs
from tests.page.picture import draw_page

Pixels = npt.NDArray[np.uint8]

PICTURES = {"Board": "board.png", "Charts": "charts.png"}
DOTS = 100
_MARGIN = 8


def only(workbook: bytes, sheet: str) -> bytes:
    """The workbook with every other sheet hidden, so that this one alone is printed."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(kept, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/workbook.xml":
                content = _hidden(content.decode(), sheet).encode()
            elif name.startswith("xl/worksheets/sheet"):
                # The footer tells the day of printing.
                content = re.sub(rb"<headerFooter.*?</headerFooter>", b"", content)
            target.writestr(name, content)
    return kept.getvalue()


def _hidden(text: str, sheet: str) -> str:
    names = re.findall(r'<sheet name="([^"]*)"', text)
    text = re.sub(
        r'<sheet name="([^"]*)"',
        lambda found: found[0] if found[1] == sheet else f'{found[0]} state="hidden"',
        text,
    )
    place = names.index(sheet)
    # A print area makes LibreOffice print a sheet even where it is hidden.
    text = re.sub(
        r'<definedName name="_xlnm.Print_Area" localSheetId="(\d+)">.*?</definedName>',
        lambda found: found[0] if int(found[1]) == place else "",
        text,
    )
    text = re.sub(r' (activeTab|firstSheet)="\d+"', "", text)
    return text.replace("<workbookView", f'<workbookView activeTab="{place}"', 1)


def printed(paths: list[Path], folder: Path) -> list[Path]:
    """The files as LibreOffice prints them, as PDF in the folder."""
    soffice = shutil.which("soffice")
    assert soffice is not None, "LibreOffice (soffice) is not on the path"
    profile = (folder / "profile").resolve().as_uri()
    subprocess.run(
        [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
         "--outdir", str(folder), *map(str, paths)],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return [folder / f"{path.stem}.pdf" for path in paths]


def drawn(pdf: Path, dots: int = DOTS) -> Pixels:
    """The first page as pixels (height, width, 3), so many dots an inch."""
    tool = shutil.which("pdftoppm")
    assert tool is not None, "poppler (pdftoppm) is not on the path"
    command = [tool, "-r", str(dots), "-f", "1", "-l", "1", "-singlefile", str(pdf)]
    content = subprocess.run(command, check=True, capture_output=True, timeout=300).stdout
    _, width, height, _ = content[:64].split()[:4]
    size = 3 * int(width) * int(height)
    return np.frombuffer(content[-size:], np.uint8).reshape(int(height), int(width), 3)


def trimmed(pixels: Pixels) -> Pixels:
    """The picture without the white around it."""
    inked: npt.NDArray[np.bool_] = pixels.min(axis=2) < 250
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    top, bottom = max(0, rows[0] - _MARGIN), rows[-1] + _MARGIN + 1
    left, right = max(0, columns[0] - _MARGIN), columns[-1] + _MARGIN + 1
    return pixels[top:bottom, left:right]


def png(pixels: Pixels) -> bytes:
    """The picture as a PNG file."""
    height, width, _ = pixels.shape
    lines = b"".join(b"\x00" + pixels[row].tobytes() for row in range(height))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def draw(workbook: Path, out: Path) -> list[Path]:
    """Draw the sheets of PICTURES; the files written."""
    written = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        paths = []
        for sheet in PICTURES:
            paths.append(folder / f"{sheet}.xlsx")
            paths[-1].write_bytes(only(workbook.read_bytes(), sheet))
        for (_, name), pdf in zip(PICTURES.items(), printed(paths, folder), strict=True):
            target = out / name
            target.write_bytes(png(trimmed(drawn(pdf))))
            written.append(target)
    return written


@click.command()
@click.argument("run", required=False, type=click.Path(path_type=Path, exists=True))
@click.option("--out", default="results", show_default=True, help="Folder to write to.")
def main(run: Path | None, out: str) -> None:
    """Draw Board, charts and page of RUN, a folder; the newest run, if left out."""
    folder = run or list_runs()[-1]
    workbook = next(iter(sorted(folder.glob("*.xlsx"))))
    for path in (*draw(workbook, Path(out)), draw_page(folder / "report.html", Path(out))):
        click.echo(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
