"""A workbook's package: its XML parts, each looked at before anything interprets it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

from model.case.opening import UnreadableError

MOST_UNPACKED: Final = 40_000_000
"""Bytes of all XML parts together."""

_MOST_PARTS: Final = 5000
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_SAVE_AGAIN: Final = "save it again as .xlsx in Excel"
_LINK: Final = re.compile(r"""Target=["']([^"']*)["']""")


def xml_parts(content: bytes) -> dict[str, bytes]:
    """The XML parts of a workbook by name. Raises UnreadableError.

    What is refused: other formats, passwords, damage, more bytes than MOST_UNPACKED (whatever the
    package says of itself), entities, and links to other workbooks.
    """
    if not content:
        raise UnreadableError("the file is empty; save the workbook again, or delete it")
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise UnreadableError("protected with a password; save it without one")
        raise UnreadableError("the old format .xls; save it as .xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = _unpacked(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        why = str(error) or "damaged"
        raise UnreadableError(f"cannot be read as a workbook ({why}); {_SAVE_AGAIN}") from None
    for name, part in parts.items():
        _check_part(name, part)
    _check_links(parts)
    return parts


def _unpacked(package: zipfile.ZipFile) -> dict[str, bytes]:
    listed = [info for info in package.infolist() if info.filename.endswith((".xml", ".rels"))]
    size = sum(info.file_size for info in listed)
    if size > MOST_UNPACKED or len(package.infolist()) > _MOST_PARTS:
        raise UnreadableError(
            f"it unpacks to {size / 1e6:.0f} MB in {len(package.infolist())} parts, too much for a "
            f"case; keep to {MOST_UNPACKED // 1_000_000} MB"
        )
    parts: dict[str, bytes] = {}
    for info in listed:
        if info.flag_bits & 1:
            raise UnreadableError("protected with a password; save it without one")
        # Office knows no others, and others can grow without bounds while they unpack.
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableError(f"packed in an unknown way; {_SAVE_AGAIN}")
        if info.filename in parts:
            raise UnreadableError(f"two parts named {info.filename}; {_SAVE_AGAIN}")
        parts[info.filename] = package.read(info)
    return parts


def _check_part(name: str, part: bytes) -> None:
    if b"\0" in part:
        raise UnreadableError(f"its part {name} is no UTF-8 text; {_SAVE_AGAIN}")
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise UnreadableError(f"its part {name} declares XML entities; {_SAVE_AGAIN}")


def _check_links(parts: dict[str, bytes]) -> None:
    for name, part in parts.items():
        if name.startswith("xl/externalLinks/_rels/"):
            found = _LINK.search(part.decode("utf-8", "replace"))
            where = f" ({found[1]})" if found else ""
            raise UnreadableError(
                f"it draws on another workbook{where}; break the link (Data, Edit Links) so that "
                "the case stands alone"
            )


def packed(parts: dict[str, bytes]) -> io.BytesIO:
    """The parts as a package again, for the reader: nothing is in it that was not looked at."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    file.seek(0)
    return file
