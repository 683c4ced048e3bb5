"""LibreOffice in place of a planner's Excel: opens a file under a locale and saves it again."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
LOCALES = ("en-US", "ko-KR", "de-DE")

needs_office = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed; no soffice on the path"
)

# Formula values saved in a file are thrown away on loading: 0 is "always recalculate".
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""

_UTF_8, _CP949 = 76, 62
_CSV = "csv:Text - txt - csv (StarCalc):{separator},34,{encoding},1,,0,false,true,false,false"
_EVERY_SHEET = ",false,-1"


def saved(paths: Iterable[Path], folder: Path, locale: str, *options: str) -> Path:
    """Open the files under the locale and save them; the folder in which the copies are.

    `options` say how: `--convert-to` and what follows it. The profile is made new.
    """
    assert SOFFICE is not None
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    text = _PROFILE.format(locale=locale)
    (profile / "user" / "registrymodifications.xcu").write_text(text, encoding="utf-8")
    out = folder / "saved"
    subprocess.run(
        [
            *(SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless"),
            *options,
            *("--outdir", str(out), *map(str, paths)),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return out


def saved_workbook(path: Path, folder: Path, locale: str = "en-US") -> Path:
    """The workbook, recalculated and saved again."""
    return saved([path], folder, locale, "--convert-to", "xlsx") / path.name


def saved_as_csv(
    path: Path, folder: Path, locale: str, *, separator: str = ",", cp949: bool = False
) -> Path:
    """Every sheet of the workbook saved as `<sheet>.csv`, numbers as the locale shows them."""
    encoding = _CP949 if cp949 else _UTF_8
    how = _CSV.format(separator=ord(separator), encoding=encoding) + _EVERY_SHEET
    out = saved([path], folder, locale, "--convert-to", how)
    for file in out.glob(f"{path.stem}-*.csv"):
        file.replace(out / file.name.removeprefix(f"{path.stem}-"))
    return out


def csv_saved_again(source: Path, folder: Path, locale: str) -> Path:
    """The CSV files of a case, each opened and saved as CSV: what one should not do."""
    how = _CSV.format(separator=ord(","), encoding=_UTF_8)
    filters = f"--infilter={how.removeprefix('csv:')}"
    return saved(sorted(source.glob("*.csv")), folder, locale, filters, "--convert-to", how)
