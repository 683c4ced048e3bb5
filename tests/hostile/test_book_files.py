"""Files in a workbook's place that are none, or too large: one message, in time and memory."""

from __future__ import annotations

import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from model.case.errors import InputError
from model.case.reading import read_case
from model.case.schema import SCHEMA
from tests.hostile.books import Book
from tests.hostile.full_case import full_case
from tests.hostile.refusing import refused, refused_once

AGAIN = "save it again as .xlsx in Excel"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def whole() -> bytes:
    """The bytes of a good workbook, as they are packed."""
    return Path.read_bytes(Book(full_case()).write(Path("whole.xlsx"), zipfile.ZIP_DEFLATED))


BYTES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "case.xlsx: the file is empty; save the workbook again, or delete it"),
    "a text": (
        lambda _: b"market,country\n",
        f"case.xlsx: cannot be read as a workbook (File is not a zip file); {AGAIN}",
    ),
    "rubbish": (
        lambda _: random.Random(1).randbytes(100_000),
        f"case.xlsx: cannot be read as a workbook (File is not a zip file); {AGAIN}",
    ),
    "cut in half": (
        lambda content: content[: len(content) // 2],
        f"case.xlsx: cannot be read as a workbook (File is not a zip file); {AGAIN}",
    ),
    "its end missing": (
        lambda content: content[:-10],
        f"case.xlsx: cannot be read as a workbook (File is not a zip file); {AGAIN}",
    ),
    "a password": (
        lambda _: OLE + "EncryptedPackage".encode("utf-16-le") + bytes(1000),
        "case.xlsx: protected with a password; save it without one",
    ),
    "the old format": (
        lambda _: OLE + "Workbook".encode("utf-16-le") + bytes(1000),
        "case.xlsx: the old format .xls; save it as .xlsx",
    ),
    "each part with a password": (
        lambda content: _flagged(content, 1),
        "case.xlsx: protected with a password; save it without one",
    ),
    "two parts of one name": (
        lambda content: _doubled(content), f"case.xlsx: two parts named xl/workbook.xml; {AGAIN}",
    ),
    "an archive of something else": (
        lambda _: _archive({"hello.txt": b"hello"}),
        "case.xlsx: it has no part xl/_rels/workbook.xml.rels, so it is no workbook; save",
    ),
    "a bomb": (
        lambda _: _archive({"xl/workbook.xml": bytes(200_000_000)}),
        "case.xlsx: it unpacks to 200 MB in 1 parts, too much for a case; keep to 40 MB",
    ),
    "a bomb of many parts": (
        lambda _: _archive({f"xl/{number}.xml": b"" for number in range(6000)}),
        "case.xlsx: it unpacks to 0 MB in 6000 parts, too much for a case; keep to 40 MB",
    ),
    "a bomb that lies about its size": (
        lambda _: _lying(_archive({"xl/workbook.xml": bytes(200_000_000)})),
        f"case.xlsx: cannot be read as a workbook (Bad CRC-32 for file 'xl/workbook.xml'); {AGAIN}",
    ),
    "another packing": (
        lambda _: _archive({"xl/workbook.xml": bytes(1000)}, zipfile.ZIP_LZMA),
        f"case.xlsx: packed in an unknown way; {AGAIN}",
    ),
}  # fmt: skip


def _archive(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    path = Path("archive.zip")
    with zipfile.ZipFile(path, "w", compression) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path.read_bytes()


def _doubled(content: bytes) -> bytes:
    """The archive with a part more, of a name that it has already."""
    path = Path("doubled.zip")
    path.write_bytes(content)
    with zipfile.ZipFile(path, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr("xl/workbook.xml", b"<workbook/>")
    return path.read_bytes()


def _flagged(content: bytes, flag: int) -> bytes:
    """Set a flag of each part in the archive's directory."""
    changed = bytearray(content)
    start = changed.find(b"PK\x01\x02")
    while start >= 0:
        changed[start + 8] |= flag
        start = changed.find(b"PK\x01\x02", start + 4)
    return bytes(changed)


def _lying(content: bytes) -> bytes:
    """Write into the archive's directory that its only part is small."""
    changed = bytearray(content)
    start = changed.find(b"PK\x01\x02")
    changed[start + 24 : start + 28] = struct.pack("<I", 1000)
    return bytes(changed)


@pytest.mark.parametrize(("spoil", "line"), BYTES.values(), ids=list(BYTES))
def test_each_wrong_file_is_one_message(
    spoil: Callable[[bytes], bytes], line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever bytes stand in a workbook's place, one line names it, with a remedy."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.xlsx").write_bytes(spoil(whole()))
    assert refused_once(tmp_path / "case.xlsx").startswith(line)


def test_a_workbook_of_200_megabytes(tmp_path: Path) -> None:
    """A file far too large is told by its size, not read."""
    path = Book(full_case()).write(tmp_path / "case.xlsx")
    with path.open("r+b") as file:
        file.truncate(200_000_000)
    line = "case.xlsx: 200 MB, too large for a table of a case; keep to 8 MB"
    assert refused_once(path) == line


def test_a_sheet_as_long_as_is_read(tmp_path: Path) -> None:
    """Fifty thousand rows, each wrong, end in their messages in time."""
    row = ["P01", "filling", "NORTH", "1O"]
    tables = full_case() | {"opening_stock": [list(SCHEMA["opening_stock"].column_names)]}
    tables["opening_stock"] += [row] * 50_000
    path = Book(tables).write(tmp_path / "case.xlsx", zipfile.ZIP_DEFLATED)
    problems = refused(path)
    assert problems[0].startswith("case.xlsx[opening_stock] row 2: kg = 1O: ")
    end = "case.xlsx[opening_stock] row 1001: 1000 cells above cannot be read; mend them, then"
    assert len([line for line in problems if line.startswith(end)]) == 1


@pytest.mark.parametrize("seed", range(4))
def test_no_damage_breaks_the_reader(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workbook with bytes of its parts changed at random reads, or ends in its message."""
    monkeypatch.chdir(tmp_path)
    chance = random.Random(seed)
    parts = Book(full_case()).made()
    for turn in range(25):
        spoilt = dict(parts)
        for _ in range(3):
            name = chance.choice(sorted(parts))
            content = bytearray(spoilt[name])
            at = chance.randrange(len(content))
            content[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
            spoilt[name] = bytes(content)
        path = Book(full_case(), parts=spoilt).write(tmp_path / f"{turn}.xlsx")
        lines = _lines(path)
        assert all(line.isprintable() and "; " in line for line in lines), lines


def _lines(path: Path) -> tuple[str, ...]:
    try:
        read_case(path)
    except InputError as error:
        return error.problems
    return ()
