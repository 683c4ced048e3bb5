"""LibreOffice as a second reader: recalculates a workbook whatever values it was saved with."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import python_calamine

SOFFICE = shutil.which("soffice")

# Formula values saved in the file are thrown away on loading: 0 is "always recalculate".
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculated(path: Path, folder: Path) -> dict[str, list[list[object]]]:
    """The cells of every sheet after LibreOffice has recalculated the workbook.

    `folder` takes the profile, which is made new, and the recalculated copy.
    """
    assert SOFFICE is not None
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS, encoding="utf-8")
    out = folder / "recalculated"
    subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(out),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    book = python_calamine.CalamineWorkbook.from_path(str(out / path.name))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }
