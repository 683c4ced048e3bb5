"""Files and folders: written whole or not at all, with names that every system takes."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import time
from pathlib import Path

from model.case.check_names import is_device

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')

# Folder and file have it both: with it, no path below the results is longer than 200 signs, and no
# name longer than 255 bytes, whatever its script.
_LONGEST = 56

_PAUSES = (0.1, 0.2)
"""Seconds before another try: on Windows, a virus scanner holds a new file for a moment."""

_ROOM = 12_000_000
"""Bytes that must fit before a long run: more than the files of a run take."""

_PART = re.compile(r"\.(.+\.)?(\d+\.)?part")


class WriteError(Exception):
    """Results could not be written; the text is one sentence for the user."""


def safe_name(name: str) -> str:
    """A file name for Windows too: no reserved characters or names, no dot or space at its ends."""
    cleaned = _UNSAFE.sub("_", name).strip(". ")
    if is_device(cleaned):
        # A device keeps its meaning with any ending: what stands before the first dot must change.
        device, dot, ending = cleaned.partition(".")
        cleaned = f"{device.rstrip()}_{dot}{ending}"
    return cleaned[:_LONGEST].rstrip(". ") or "case"


def write_bytes(path: Path, content: bytes, beside: Path | None = None) -> None:
    """Write a file whole: beside it first, then in its place. Raises WriteError."""
    beside = beside or path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        _bring_to_disk(beside)
        replace(beside, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise write_error(path, error) from error


def _bring_to_disk(path: Path) -> None:
    """Wait for the disk, so that no loss of power leaves a name without its content."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def is_part(path: Path) -> bool:
    """Whether this is a file on its way, or what a writer that was killed has left of one."""
    return _PART.fullmatch(path.name) is not None


def claim(path: Path) -> bool:
    """Make an empty file that nobody else has made before; False where somebody has.

    Raises WriteError.
    """
    try:
        path.open("xb").close()
    except FileExistsError:
        return False
    except OSError as error:
        raise write_error(path, error) from error
    return True


def replace(source: Path, target: Path) -> None:
    """Put a file or folder in the place of another. Raises OSError where that stays refused."""
    for pause in _PAUSES:
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    source.replace(target)


def make_folder(path: Path, exist_ok: bool = False) -> None:
    """Make a folder and those above it. Raises WriteError; FileExistsError unless `exist_ok`."""
    try:
        path.mkdir(parents=True, exist_ok=exist_ok)
    except FileExistsError:
        if exist_ok:
            raise WriteError(f"{path} is a file; give a folder to write into.") from None
        raise
    except OSError as error:
        raise write_error(path, error) from error


def check_writable(folder: Path) -> None:
    """Make sure, before a long run, that its results can be written. Raises WriteError."""
    make_folder(folder, exist_ok=True)
    probe = folder / f".{os.getpid()}.part"
    try:
        probe.write_bytes(bytes(_ROOM))
        probe.unlink(missing_ok=True)
    except OSError as error:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)
        raise write_error(folder, error) from error


def write_error(path: Path, error: OSError) -> WriteError:
    """The system's error in one sentence that says what to do."""
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        if path.exists() and path.is_file():
            return WriteError(
                f"{path} cannot be written: it is open in another program (Excel?) or "
                "read-only; close it and run again."
            )
        return WriteError(
            f"{path} cannot be written: its folder is read-only; choose another with --out."
        )
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return WriteError(f"{path} cannot be written: the disk is full; make room and run again.")
    if isinstance(error, (NotADirectoryError, FileNotFoundError)):
        return WriteError(
            f"{path} cannot be written: {path.parent} is not a folder; choose another with --out."
        )
    return WriteError(f"{path} cannot be written: {error.strerror or error}.")
